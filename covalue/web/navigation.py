"""The menu at the left of every page, and the tabs of the portfolio in their groups.

Each package adds its own lines in its `hooks.py`; places in a list are told by `order`, with steps of ten between them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.core import written
from covalue.core.shared import Added
from covalue.web import keeping

if TYPE_CHECKING:
    from covalue.people.models import User

GROUPS: Final[dict[str, str | Promise]] = {
    "day": "",
    "accounts": _("Accounts"),
    "mine": _("My accounts"),
    "company": _("Company"),
}


TAB_GROUPS: Final[dict[str, str | Promise]] = {
    "customers": _("Customers"),
    "economics": _("Economics"),
    "decisions": _("Decisions"),
}


def everybody(_user: "User") -> bool:
    """The usual answer to who sees something: all of ours."""
    return True


@dataclass(frozen=True)
class MenuEntry:
    """A page in the menu. `group` is a key of GROUPS; `count` is shown beside the title, unless it is zero.

    `counted_at` is an address that answers the number where `count` does not know it (None), or it has changed.
    """

    group: str
    title: str | Promise
    url_name: str
    order: int
    query: str = ""
    visible: Callable[["User"], bool] = everybody
    count: Callable[["User"], int | None] | None = None
    counted_at: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab of the portfolio. `group` is a key of TAB_GROUPS; a page says with `key` which tab it is below."""

    group: str
    key: str
    title: str | Promise
    url_name: str
    order: int
    visible: Callable[["User"], bool] = everybody
    words: str | Promise = ""  # what else it is called, for the search

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True)
class TabGroup:
    """Tabs of the portfolio that belong together; the title leads to the first of them."""

    title: str
    tabs: tuple[Tab, ...]

    @property
    def href(self) -> str:
        return self.tabs[0].href

    def has(self, key: str) -> bool:
        """Whether a page is below one of these tabs."""
        return any(tab.key == key for tab in self.tabs)


@dataclass(frozen=True)
class Item:
    """One line of the menu as somebody sees it; where it `counts`, the number is asked for at `counted_at`."""

    title: str
    href: str
    count: int | None = None
    current: bool = False
    counted_at: str = ""
    counts: bool = False


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Navigation:
    """The whole menu."""

    groups: tuple[Group, ...]


Sees = Callable[[MenuEntry | Tab], bool]

_entries: Added[MenuEntry] = Added()
_lists: Added[tuple[str, Callable[["User"], Iterable[tuple[str, str]]]]] = Added()
_tabs: Added[Tab] = Added()


def add_entry(entry: MenuEntry) -> None:
    """Put a page into the menu."""
    _entries.add(entry)


def add_list(group: str, rows: Callable[["User"], Iterable[tuple[str, str]]]) -> None:
    """Put lines that differ by person into a group of the menu: `rows` gives titles and addresses."""
    _lists.add((group, rows))


def add_tab(tab: Tab) -> None:
    """Put a page among the tabs of the portfolio."""
    _tabs.add(tab)


def for_request(request: HttpRequest) -> dict[str, Navigation | None]:
    """Template context: the menu of whoever is signed in. Fragments do without."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "htmx", False):
        return {"navigation": None}
    with written.apart():
        return {"navigation": menu(user, request.path)}


def menu(user: "User", path: str) -> Navigation:
    """Groups without lines are left out; guests have none."""
    if user.is_guest:
        return Navigation(groups=())
    sees = _asked_once(user)
    groups = (Group(str(title), _items(user, sees, key, path)) for key, title in GROUPS.items())
    return Navigation(tuple(group for group in groups if group.items))


def pages_of(user: "User") -> tuple[tuple[str, str], ...]:
    """Titles and addresses of the pages in this user's menu and of the portfolio's tabs they see, in their order; each once."""
    if user.is_guest:
        return ()
    sees = _asked_once(user)
    entries = (entry for group in GROUPS for entry in _entries_of(sees, group))
    pages = {reverse(entry.url_name) + entry.query: str(entry.title) for entry in entries}
    tabs = {tab.href: str(tab.title) for tab in sorted(_tabs, key=attrgetter("order")) if sees(tab)}
    return tuple(
        (title, href)
        for href, title in (*pages.items(), *((href, title) for href, title in tabs.items() if href not in pages))
    )


def words_of_pages() -> dict[str, str]:
    """What pages are called besides their titles, by address."""
    return {tab.href: str(tab.words) for tab in _tabs if tab.words}


def tab_groups_of(user: "User") -> tuple[TabGroup, ...]:
    """The tabs of the portfolio this user sees, by group and in order."""
    sees = _asked_once(user)
    tabs = [tab for tab in sorted(_tabs, key=attrgetter("order")) if sees(tab)]
    groups = (TabGroup(str(title), tuple(tab for tab in tabs if tab.group == key)) for key, title in TAB_GROUPS.items())
    return tuple(group for group in groups if group.tabs)


def _asked_once(user: "User") -> Sees:
    """Whether this user sees something; lines with the same rule ask it once."""
    answers: dict[Callable[[User], bool], bool] = {}

    def sees(line: MenuEntry | Tab) -> bool:
        if line.visible not in answers:
            answers[line.visible] = line.visible(user)
        return answers[line.visible]

    return sees


def _items(user: "User", sees: Sees, group: str, path: str) -> tuple[Item, ...]:
    listed = (row for number, (name, _rows) in enumerate(_lists) if name == group for row in _listed(user, number))
    return (
        *(_item(entry, user, path) for entry in _entries_of(sees, group)),
        *(Item(title, href, current=path.startswith(href)) for title, href in listed),
    )


def _listed(user: "User", number: int) -> tuple[tuple[str, str], ...]:
    """The lines of one list of the menu, asked again only when something was written that could change them."""
    _group, rows = list(_lists)[number]
    return keeping.kept(keeping.viewer(user), ("menu", number), lambda: tuple(rows(user)))


def _entries_of(sees: Sees, group: str) -> Iterator[MenuEntry]:
    entries = sorted(_entries, key=attrgetter("order"))
    return (entry for entry in entries if entry.group == group and sees(entry))


def _item(entry: MenuEntry, user: "User", path: str) -> Item:
    href = reverse(entry.url_name)
    current = not entry.query and (path == href or (href != "/" and path.startswith(href)))
    count = _count(entry, user)
    counted_at = reverse(entry.counted_at) if entry.counted_at else ""
    return Item(str(entry.title), href + entry.query, count or None, current, counted_at, count is None)


def _count(entry: MenuEntry, user: "User") -> int | None:
    """The number beside a line; one that is asked for at an address of its own is kept there, or not known."""
    if entry.count is None:
        return 0
    if entry.counted_at:
        return entry.count(user)
    return keeping.kept(keeping.viewer(user), ("menu", entry.url_name, entry.query), partial(entry.count, user))
