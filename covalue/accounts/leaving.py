"""What follows when a contact changes, leaves the company, or becomes one with another; said by the packages in `hooks.py`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from covalue.accounts.models import Account, Contact
from covalue.core.events import Actor
from covalue.core.shared import Added

if TYPE_CHECKING:
    from covalue.people.models import User

Follow = Callable[[Actor, Contact, datetime], None]
FollowChanges = Callable[[Actor, Contact, Mapping[str, tuple[Any, Any]], datetime], None]
FollowLines = Callable[[Actor, Account, datetime], None]


@dataclass(frozen=True)
class Matter:
    """One thing to be decided as a contact has left: `title` at `url`, and why.

    `given_at` takes the id of the `contact` it passes to, `ended_at` a plain post that ends it, called `ending`.
    """

    title: str
    why: str
    url: str
    due: date | None = None
    given_at: str = ""
    ended_at: str = ""
    ending: str = ""


@dataclass(frozen=True)
class Matters:
    """What is to be decided of one kind."""

    title: str
    rows: tuple[Matter, ...]


_when_left: Added[Follow] = Added()
_when_merged: Added[Follow] = Added()
_when_edited: Added[FollowChanges] = Added()
_when_led: Added[FollowLines] = Added()
_asked: Added[tuple[int, str | Promise, Callable[["User", Contact], Iterable[Matter]]]] = Added()


def when_left(follow: Follow) -> None:
    """`follow` is called with whoever noted it, the contact who left, and the time, in the same transaction."""
    _when_left.add(follow)


def when_merged(follow: Follow) -> None:
    """`follow` is called with whoever merged them, the contact who was kept, and the time, in the same transaction."""
    _when_merged.add(follow)


def when_edited(follow: FollowChanges) -> None:
    """`follow` is called with whoever changed a contact, the contact, each field before and after, and the time."""
    _when_edited.add(follow)


def when_led(follow: FollowLines) -> None:
    """`follow` is called where a merge, its undo, or a file changed who reports to whom at an account, and the time."""
    _when_led.add(follow)


def ask(order: int, title: str | Promise, matters: Callable[["User", Contact], Iterable[Matter]]) -> None:
    """`matters` gives what of one kind is to be decided as a contact has left, as far as the user may open the accounts."""
    _asked.add((order, title, matters))


def left(actor: Actor, contact: Contact, now: datetime) -> None:
    """A contact left the company."""
    for follow in _when_left:
        follow(actor, contact, now)


def merged(actor: Actor, kept: Contact, now: datetime) -> None:
    """All that hung on another contact hangs on this one now."""
    for follow in _when_merged:
        follow(actor, kept, now)


def led(actor: Actor, accounts: Iterable[int], now: datetime) -> None:
    """At these accounts, by their ids, people report to others than before."""
    for account in Account.objects.filter(pk__in=set(accounts)):
        for follow in _when_led:
            follow(actor, account, now)


def edited(actor: Actor, contact: Contact, changes: Mapping[str, tuple[Any, Any]], now: datetime) -> None:
    """These fields of a contact changed."""
    for follow in _when_edited:
        follow(actor, contact, changes, now)


def matters(user: "User", contact: Contact) -> tuple[Matters, ...]:
    """All that is to be decided as a contact has left, by kind."""
    kinds = sorted(_asked, key=lambda kind: kind[0])
    told = (Matters(str(title), tuple(find(user, contact))) for _order, title, find in kinds)
    return tuple(kind for kind in told if kind.rows)
