"""What follows when a contact leaves the company, and when two contacts become one; said by the packages in their `hooks.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from covalue.accounts.models import Contact
from covalue.core.events import Actor
from covalue.core.shared import Added

if TYPE_CHECKING:
    from covalue.people.models import User

Follow = Callable[[Actor, Contact, datetime], None]


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
_asked: Added[tuple[int, str | Promise, Callable[["User", Contact], Iterable[Matter]]]] = Added()


def when_left(follow: Follow) -> None:
    """`follow` is called with whoever noted it, the contact who left, and the time, in the same transaction."""
    _when_left.add(follow)


def when_merged(follow: Follow) -> None:
    """`follow` is called with whoever merged them, the contact who was kept, and the time, in the same transaction."""
    _when_merged.add(follow)


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


def matters(user: "User", contact: Contact) -> tuple[Matters, ...]:
    """All that is to be decided as a contact has left, by kind."""
    kinds = sorted(_asked, key=lambda kind: kind[0])
    told = (Matters(str(title), tuple(find(user, contact))) for _order, title, find in kinds)
    return tuple(kind for kind in told if kind.rows)
