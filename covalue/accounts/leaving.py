"""What follows when a contact leaves the company, and when two contacts become one; said by the packages in their `hooks.py`."""

from collections.abc import Callable
from datetime import datetime

from covalue.accounts.models import Contact
from covalue.core.events import Actor
from covalue.core.shared import Added

Follow = Callable[[Actor, Contact, datetime], None]

_when_left: Added[Follow] = Added()
_when_merged: Added[Follow] = Added()


def when_left(follow: Follow) -> None:
    """`follow` is called with whoever noted it, the contact who left, and the time, in the same transaction."""
    _when_left.add(follow)


def when_merged(follow: Follow) -> None:
    """`follow` is called with whoever merged them, the contact who was kept, and the time, in the same transaction."""
    _when_merged.add(follow)


def left(actor: Actor, contact: Contact, now: datetime) -> None:
    """A contact left the company."""
    for follow in _when_left:
        follow(actor, contact, now)


def merged(actor: Actor, kept: Contact, now: datetime) -> None:
    """All that hung on another contact hangs on this one now."""
    for follow in _when_merged:
        follow(actor, kept, now)
