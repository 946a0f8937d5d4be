"""The pages of one account that are put together of what packages add in their `hooks.py`: its home and its seven steps."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account
from covalue.core.shared import Added, AddedByName
from covalue.people.models import User
from covalue.web.my_day import Item
from covalue.web.parts import PageContext, Panel, Panels, Part

CHIPS: Final = "chips"  # beside the account's name
FIGURES: Final = "figures"
NEEDS: Final = "needs"  # what waits for the user: beside the cards, on a phone before them
FIRST: Final = "first"  # cards as wide as the column
HALVES: Final = "halves"  # cards beside each other; the first two are seen, others unfold, so that the page stays calm
BUSINESS: Final = "business"  # cards beside each other, folded: what we know of the customer
LAST: Final = "last"  # cards as wide as the column, folded: revenue and people
ASIDE: Final = "aside"
CONTACTS: Final = "contacts"  # above the table of contacts, on its page
CONTACTS_ASIDE: Final = "contacts aside"  # what follows from it: beside it, on a phone before it
PLAN_ASIDE: Final = "plan aside"  # beside the plan, on its page
HISTORY: Final = "history"  # above what happened, on the page of its history


@dataclass(frozen=True)
class AccountView(PageContext):
    """An account as a user who may open it sees it today."""

    user: User
    account: Account
    today: date
    waiting: tuple[Item, ...] | None = None  # what of the user's day is about it, where the page has asked for that

    @property
    def may_edit(self) -> bool:
        """Whoever may open an account may change what is in it, unless it is archived."""
        return self.account.archived_at is None


@dataclass(frozen=True)
class Evidence:
    """Where a step stands: a figure, how far it is (0 to 1), or in words what it waits for.

    `leads_to` is the page of what somebody has to do about it, where the figure says so; without one it is the step's.
    """

    figure: str = ""
    share: float = 0.0
    waits_for: str = ""
    leads_to: str = ""

    @property
    def width(self) -> int:
        """The meter's length in per cent."""
        return round(100 * max(0.0, min(1.0, self.share)))


@dataclass(frozen=True)
class TabGroup:
    """Pages of an account that belong together: those of the tabs whose `order` is below `until` and not in a group before."""

    title: str | Promise
    until: int


GROUPS: Final = (
    TabGroup(_("Account"), 10),
    TabGroup(_("Value"), 30),
    TabGroup(_("Plan"), 50),
    TabGroup(_("Customer"), 80),
    TabGroup(_("Work"), 110),
    TabGroup(_("Economics"), 130),
    TabGroup(_("Records"), 1_000),
)


@dataclass(frozen=True)
class AccountTab:
    """A page of the account, one click from all its others; its address takes the account's number.

    `words` are what people call it besides: the search finds it by them.
    """

    title: str | Promise
    url_name: str
    order: int
    words: str | Promise = ""

    @property
    def namespace(self) -> str:
        """The app the page is of."""
        return self.url_name.partition(":")[0]


@dataclass(frozen=True)
class Button:
    """A button at the top of the account's home, or on the page of one `step`; its address takes the account's number."""

    title: str | Promise
    url_name: str
    order: int
    primary: bool = False
    step: str = ""


_panels: Panels[AccountView] = Panels()
_tabs: Added[AccountTab] = Added()
_buttons: Added[Button] = Added()
_evidence: AddedByName[str, Callable[[AccountView], Evidence]] = AddedByName()


def add_panel(
    place: str,
    order: int,
    template: str,
    build: Callable[[AccountView], object],
    given: Callable[[AccountView], Hashable] | None = None,
) -> None:
    """Put a part on the home, or with the key of a step as `place` on the page of the step.

    `build` gives what the template shows as `content`, or None when there is nothing to show; `given` tells what of the day
    (`waiting`) it shows.
    """
    _panels.add(Panel(place, order, template, build, given))


def add_tab(tab: AccountTab) -> None:
    """Put a page among the tabs of the account; they stand by their `order`, in one of the `GROUPS`."""
    _tabs.add(tab)


def add_button(button: Button) -> None:
    """Put a button on the account's home."""
    _buttons.add(button)


def add_evidence(step: str, evidence: Callable[[AccountView], Evidence]) -> None:
    """Say how far an account is in a step."""
    _evidence.add(step, evidence)


def parts(place: str, view: AccountView) -> tuple[Part, ...]:
    """The parts at a place, in order."""
    return _panels.at(place, view)


def tabs() -> tuple[AccountTab, ...]:
    """The pages of an account, in order."""
    return tuple(sorted(_tabs, key=attrgetter("order")))


def grouped_tabs() -> tuple[tuple[TabGroup, tuple[AccountTab, ...]], ...]:
    """The pages of an account by group, along the work; groups without a page are left out."""
    groups = []
    since = 0
    for group in GROUPS:
        within = tuple(tab for tab in tabs() if since <= tab.order < group.until)
        since = group.until
        if within:
            groups.append((group, within))
    return tuple(groups)


def tab_of(view_name: str) -> AccountTab | None:
    """The tab a page stands below: its own, or the first of the same app."""
    own = (tab for tab in tabs() if tab.url_name == view_name)
    beside = (tab for tab in tabs() if tab.namespace == view_name.partition(":")[0])
    return next(own, None) or next(beside, None)


def buttons(step: str = "") -> tuple[Button, ...]:
    """The buttons of a step, or without one those of the home."""
    return tuple(sorted((button for button in _buttons if button.step == step), key=attrgetter("order")))


def evidence_of(step: str, view: AccountView) -> Evidence | None:
    """How far the account is in a step; None where no package says so."""
    return _evidence[step](view) if step in _evidence else None
