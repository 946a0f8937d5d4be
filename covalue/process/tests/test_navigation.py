"""The menu and the tabs of the portfolio, as the packages put them together."""

from collections.abc import Callable

import pytest
from django.test import Client

from covalue.accounts.models import Membership, TeamRole
from covalue.accounts.queries import visible_to
from covalue.people.rules import Right, Role
from covalue.web import navigation
from tests.world import TODAY, World

TABS = {
    "Customers": ["glance", "segments", "needs", "installed", "agreements"],
    "Economics": ["revenue", "profitability", "lifetime", "contracts"],
    "Decisions": ["choosing", "coverage", "watchlist"],
}
STEERED = {"needs", "contracts"}  # for whoever sees the whole portfolio
OF_ACCOUNTS = {Role.SAM, Role.PROGRAM_DIRECTOR, Role.ANALYST}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CUSTOMER_GUEST])
def test_tabs_stand_in_groups_for_those_who_may_see_them(world: World, role: Role) -> None:
    user = world.user(role)
    hidden = set() if user.may(Right.SEE_PORTFOLIO) else set(STEERED)
    if not user.may(Right.CLASSIFY_ACCOUNTS):
        hidden.add("coverage")
    groups = {group.title: [tab.key for tab in group.tabs] for group in navigation.tab_groups_of(user)}
    if role in OF_ACCOUNTS or visible_to(user).exists():
        assert groups == {title: [key for key in keys if key not in hidden] for title, keys in TABS.items()}
    else:
        assert groups == {}


def test_a_page_shows_the_tabs_of_its_group_only(world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.PROGRAM_DIRECTOR)).get("/portfolio/profitability/").content.decode()
    assert 'aria-label="Economics"' in page and 'aria-label="Customers"' not in page
    assert page.count('aria-current="page">Profitability<') == 1 and 'aria-current="true">Economics<' in page


@pytest.mark.parametrize("role", [Role.UNIT_LEAD, Role.VOICE_ANALYST])
def test_whoever_has_no_accounts_has_no_portfolio_in_the_menu(world: World, role: Role) -> None:
    user = world.user(role)
    titles = [title for title, _ in navigation.pages_of(user)]
    assert not {"Portfolio", "Strategic accounts", "All accounts", "My accounts"} & set(titles)
    Membership.objects.create(account=world.orsa, user=user, team_role=TeamRole.CORE, since=TODAY)
    titles = [title for title, _ in navigation.pages_of(user)]
    assert {"Portfolio", "My accounts"} <= set(titles)


def test_rules_of_the_menu_are_asked_once(world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    user = world.user(Role.UNIT_LEAD)
    assert user.roles
    with django_assert_num_queries(1):
        navigation.tab_groups_of(user)


def test_the_menu_of_a_sam(world: World) -> None:
    menu = navigation.menu(world.user(Role.SAM), "/accounts/")
    assert [group.title for group in menu.groups] == ["", "Accounts", "My accounts", "Company"]
    titles = [item.title for group in menu.groups for item in group.items]
    assert titles == [
        "My day",
        "Portfolio",
        "Strategic accounts",
        "Opportunities",
        "Contributions",
        "My accounts",
        "Imports",
        "Halden Group",
        "Organisation",
        "Calendars and mail",
    ]
    assert [item.title for group in menu.groups for item in group.items if item.current] == ["My accounts"]


def test_a_guest_has_no_menu(world: World) -> None:
    guest = world.user(Role.CUSTOMER_GUEST)
    assert navigation.menu(guest, "/").groups == () and navigation.pages_of(guest) == ()
