"""Every page that has nothing to show says what it is for, and offers its first step or says whom to ask."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, TeamRole
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web import navigation
from tests.world import NOW, PASSWORD, US

WHO = (Role.ADMINISTRATOR, Role.PROGRAM_DIRECTOR, Role.SAM)
LEDGER_PAGES = ("/portfolio/", "/portfolio/revenue/", "/portfolio/segments/", "/portfolio/lifetime-value/")
SECTION = re.compile(r'<(section|div) class="(?:card )?empty">(.*?)</\1>', re.DOTALL)
OF_AN_ACCOUNT = (
    "accounts:contacts", "accounts:files", "conversations:list", "action_items:list", "objectives:list", "plans:plan",
    "value:account", "value:statement", "discovery:board", "portfolio:account-deliveries",
    "portfolio:account-offerings", "profitability:account", "portal:together",
)  # fmt: skip


@pytest.fixture
def people_of(db: None) -> dict[Role, User]:
    names = {Role.ADMINISTRATOR: "Adam Rask", Role.PROGRAM_DIRECTOR: "Dora Lind", Role.SAM: "Ines Moreau"}
    return {
        role: people.create_user(
            US, email=f"{name[:3].lower()}@a.test", name=name, roles=[role], password=PASSWORD, now=NOW
        )
        for role, name in names.items()
    }


def _silent(page: str) -> list[str]:
    """Empty states that neither offer a step, nor say whom to ask, on a page where nothing can be typed either."""
    main = page.partition("<main")[2]
    can_type = re.search(r'<form[^>]*method="post"', SECTION.sub("", main)) or "data-opens" in main
    return [
        text
        for _tag, text in SECTION.findall(main)
        if not (can_type or "<a " in text or "<form" in text or "data-asks" in text)
    ]


@pytest.mark.parametrize("role", WHO)
def test_every_page_of_the_menu_offers_its_first_step(
    role: Role, people_of: dict[Role, User], signed_in: Callable[[User], Client]
) -> None:
    user = people_of[role]
    client = signed_in(user)
    addresses = {*(address for _title, address in navigation.pages_of(user)), "/accounts/", "/imports/"}
    addresses |= {tab.href for group in navigation.tab_groups_of(user) for tab in group.tabs}
    for address in sorted(addresses - {"/"}):  # that nothing waits for one is no lack
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        assert _silent(answer.content.decode()) == [], address


@pytest.mark.parametrize("address", LEDGER_PAGES)
def test_without_a_ledger_whoever_may_imports_it_and_others_are_told_who(
    address: str, people_of: dict[Role, User], signed_in: Callable[[User], Client]
) -> None:
    director = signed_in(people_of[Role.PROGRAM_DIRECTOR]).get(address).content.decode()
    assert '<a class="button primary" href="/ledger/">Import ledger</a>' in director
    for role in (Role.ADMINISTRATOR, Role.SAM):
        page = signed_in(people_of[role]).get(address).content.decode()
        assert "The ledger is empty" in page and "Ask Dora Lind." in page and 'href="/ledger/"' not in page


def test_without_accounts_the_list_says_what_to_do(
    people_of: dict[Role, User], signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(people_of[Role.PROGRAM_DIRECTOR]).get("/accounts/").content.decode()
    assert "No accounts yet" in page and 'href="/ledger/">Import ledger</a>' in page and "Remove a filter" not in page
    ines = signed_in(people_of[Role.SAM])
    assert "Ask Dora Lind." in ines.get("/accounts/").content.decode()
    assert "Remove a filter" in ines.get("/accounts/?q=acme").content.decode()


@pytest.mark.parametrize("name", OF_AN_ACCOUNT)
def test_every_page_of_a_new_account_offers_its_first_step(
    name: str, people_of: dict[Role, User], signed_in: Callable[[User], Client]
) -> None:
    account = _led_by(people_of[Role.SAM])
    page = signed_in(people_of[Role.SAM]).get(reverse(name, args=[account.pk]), follow=True)
    assert page.status_code == 200 and _silent(page.content.decode()) == []


def _led_by(user: User) -> Account:
    account = accounts.create(US, name="Orsa", now=NOW)
    accounts.join_team(US, account=account, user=user, team_role=TeamRole.LEAD, now=NOW)
    return account
