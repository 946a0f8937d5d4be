"""My day: the queue of what needs somebody, as the packages add to it in their `hooks.py`, each item with why now.

The page, the number in the menu, the API and an account's home show the same items.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.core.shared import Added
from covalue.web import keeping
from covalue.web.parts import PageContext, Panel, Panels, Part

if TYPE_CHECKING:
    from covalue.people.models import User

HEAD: Final = "head"  # beside the date
MAIN: Final = "main"  # above the queue
ASIDE: Final = "aside"
WHOLE: Final = "my-day"  # under which the queue is kept


class Urgency(IntEnum):
    """When it should be done."""

    NOW = 1
    WEEK = 2
    LATER = 3


URGENCIES: Final[dict[Urgency, str | Promise]] = {
    Urgency.NOW: _("Now"),
    Urgency.WEEK: _("This week"),
    Urgency.LATER: _("Later"),
}


@dataclass(frozen=True)
class Act:
    """What can be done where the item stands: a button that posts to `address`; `ticks` is turned back the same way."""

    title: str
    address: str
    ticks: bool = False


@dataclass(frozen=True)
class Item:
    """Something that needs a user: `title` at `url`, and in `why` the reason it does now.

    `key` names it for good (`action:12`). Where the user may not open the account, its name is all that is shown of it.
    `sets_aside` is for what has no end of its own: the user can say that it is dealt with.
    """

    key: str
    why: str
    title: str
    url: str
    urgency: Urgency
    account_id: int | None = None
    account: str = ""
    account_url: str = ""
    due: date | None = None
    act: Act | None = None
    sets_aside: bool = False

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]

    @property
    def element(self) -> str:
        """Its id on a page."""
        return "item-" + self.key.replace(":", "-")


@dataclass(frozen=True)
class Day(PageContext):
    """Whose day it is, and which; with an `account_id` only what is about this account, which the user may open."""

    user: "User"
    today: date
    account_id: int | None = None
    queue: tuple[Item, ...] = ()  # for what stands around it


@dataclass(frozen=True)
class Group:
    """Items of one urgency."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class MyDay:
    """The page."""

    today: date
    items: tuple[Item, ...]
    head: tuple[Part, ...]
    main: tuple[Part, ...]
    aside: tuple[Part, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """Items by urgency, the most urgent first."""
        by_urgency = ((title, tuple(item for item in self.items if item.urgency == key)) for key, title in _titles())
        return tuple(Group(title, items) for title, items in by_urgency if items)


@dataclass(frozen=True)
class Source:
    """Where items come from; `of_accounts` tells whether they are about one account each."""

    order: int
    items: Callable[[Day], Iterable[Item]]
    of_accounts: bool


_panels: Panels[Day] = Panels()
_sources: Added[Source] = Added()
_put_off: Added[Callable[["User", date], frozenset[str]]] = Added()


def add_section(
    place: str,
    order: int,
    template: str,
    build: Callable[[Day], object],
    given: Callable[[Day], Hashable] | None = None,
) -> None:
    """Put a section above or beside the queue; `build` gives what the template shows, or None when there is nothing to show;
    `given` tells what of the queue it shows.
    """
    _panels.add(Panel(place, order, template, build, given))


def add_items(order: int, items: Callable[[Day], Iterable[Item]], *, of_accounts: bool = True) -> None:
    """Add to the queue. `items` gives what waits for the user and they may see, in few queries: of the account the day is
    about, if it is about one. Where items are of no account, say so with `of_accounts`.
    """
    _sources.add(Source(order, items, of_accounts))


def leave_out(keys: Callable[["User", date], frozenset[str]]) -> None:
    """Leave out the items with these keys: what the user put off."""
    _put_off.add(keys)


def page(user: "User", queue: tuple[Item, ...], today: date) -> MyDay:
    """What needs this user, and what stands around their queue."""
    day = Day(user, today, queue=queue)
    return MyDay(today, queue, *(_panels.at(place, day) for place in (HEAD, MAIN, ASIDE)))


def queue(user: "User", today: date) -> tuple[Item, ...]:
    """All that needs this user now, by urgency, each urgency by its day."""
    return keeping.kept(keeping.viewer(user), (WHOLE, today), lambda: _items(Day(user, today)))


def is_known(user: "User", today: date) -> bool:
    """Whether the queue was read before, and nothing has happened since that could change it."""
    return keeping.known(keeping.viewer(user), (WHOLE, today))


def on_account(user: "User", account_id: int, today: date) -> tuple[Item, ...]:
    """What of this user's queue is about an account they may open."""
    return tuple(item for item in queue(user, today) if item.account_id == account_id)


def by_account(user: "User", today: date) -> dict[int, tuple[Item, ...]]:
    """This user's queue by the accounts they may open, in its order."""
    grouped: dict[int, tuple[Item, ...]] = {}
    for item in queue(user, today):
        if item.account_id is not None:
            grouped[item.account_id] = (*grouped.get(item.account_id, ()), item)
    return grouped


def _items(day: Day) -> tuple[Item, ...]:
    if day.user.is_guest or not day.user.is_active:
        return ()
    gone = frozenset[str]().union(*(keys(day.user, day.today) for keys in _put_off))
    sources = list(_sources)
    part, viewer = ("my-day sources", day.today), keeping.viewer(day.user)
    found = keeping.kept_each(viewer, part, [partial(_of_source, source, day) for source in sources])
    items = [
        (item.urgency, item.due or date.max, source.order, item.title.casefold(), item.key, item)
        for source, those in zip(sources, found, strict=True)
        for item in those
        if item.key not in gone
    ]
    return tuple(row[-1] for row in sorted(items, key=lambda row: row[:-1]))


def _of_source(source: Source, day: Day) -> tuple[Item, ...]:
    return tuple(source.items(day.apart()))


def _titles() -> list[tuple[Urgency, str]]:
    return [(urgency, str(title)) for urgency, title in URGENCIES.items()]
