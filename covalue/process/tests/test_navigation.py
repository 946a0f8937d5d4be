"""The menu and the tabs of the portfolio, as the packages put them together."""

import pytest

from covalue.people.rules import Right, Role
from covalue.web import navigation
from tests.world import World

TABS = ["glance", "revenue", "profitability", "segments", "lifetime", "choosing", "watchlist"]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CUSTOMER_GUEST])
def test_tabs_are_in_order_and_for_those_who_may_see_them(world: World, role: Role) -> None:
    user = world.user(role)
    wanted = list(TABS)
    if user.may(Right.SEE_PORTFOLIO):
        wanted.insert(wanted.index("segments") + 1, "needs")
        wanted.insert(wanted.index("lifetime") + 1, "contracts")
    if user.may(Right.CLASSIFY_ACCOUNTS):
        wanted.insert(wanted.index("choosing") + 1, "coverage")
    assert [tab.key for tab in navigation.tabs_of(user)] == wanted


def test_the_menu_of_a_sam(world: World) -> None:
    menu = navigation.menu(world.user(Role.SAM), "/accounts/")
    assert [group.title for group in menu.groups] == ["", "Accounts", "My accounts", "Company"]
    titles = [item.title for group in menu.groups for item in group.items]
    assert titles == [
        "My day",
        "Portfolio",
        "Strategic accounts",
        "All accounts",
        "Imports",
        "Halden Group",
        "Organisation",
    ]
    assert [item.title for group in menu.groups for item in group.items if item.current] == ["All accounts"]


def test_a_guest_has_no_menu(world: World) -> None:
    guest = world.user(Role.CUSTOMER_GUEST)
    assert navigation.menu(guest, "/").groups == () and navigation.pages_of(guest) == ()
