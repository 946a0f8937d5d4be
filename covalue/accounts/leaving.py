"""What follows when a contact changes, leaves the company, or becomes one with another; said by the packages in `hooks.py`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from covalue.accounts.models import Contact
from covalue.core.events import Actor
from covalue.core.shared import Added

Follow = Callable[[Actor, Contact, datetime], None]
FollowChanges = Callable[[Actor, Contact, Mapping[str, tuple[Any, Any]], datetime], None]

_when_left: Added[Follow] = Added()
_when_merged: Added[Follow] = Added()
_when_edited: Added[FollowChanges] = Added()


def when_left(follow: Follow) -> None:
    """`follow` is called with whoever noted it, the contact who left, and the time, in the same transaction."""
    _when_left.add(follow)


def when_merged(follow: Follow) -> None:
    """`follow` is called with whoever merged them, the contact who was kept, and the time, in the same transaction."""
    _when_merged.add(follow)


def when_edited(follow: FollowChanges) -> None:
    """`follow` is called with whoever changed a contact, the contact, each field before and after, and the time."""
    _when_edited.add(follow)


def left(actor: Actor, contact: Contact, now: datetime) -> None:
    """A contact left the company."""
    for follow in _when_left:
        follow(actor, contact, now)


def merged(actor: Actor, kept: Contact, now: datetime) -> None:
    """All that hung on another contact hangs on this one now."""
    for follow in _when_merged:
        follow(actor, kept, now)


def edited(actor: Actor, contact: Contact, changes: Mapping[str, tuple[Any, Any]], now: datetime) -> None:
    """These fields of a contact changed."""
    for follow in _when_edited:
        follow(actor, contact, changes, now)
