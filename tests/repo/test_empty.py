"""Every page that has nothing to show says what it is for, and offers its first step or says whom to ask."""

import re
from collections.abc import Callable
from pathlib import Path

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


TEMPLATES = sorted((Path(__file__).resolve().parents[2] / "covalue").rglob("templates/**/*.html"))
NO_LACK = {  # an empty block here is good news, a page of errors, or the customer's, who makes proposals on the same page
    "web/_empty.html", "process/step.html", "process/my_day.html", "people/token.html", "web/refusal.html",
    "web/fault.html",
    "portal/home.html", "portal/accounts.html", "portal/item.html", "portal/_statement_tables.html",
}  # fmt: skip
NOTHING_TO_DO = {  # what an empty list of these says is an answer, or the form that fills it stands beside it
    "action_items/_home_open.html", "value/cases/_figures.html", "value/statement/statement.html", "process/my_day.html",
    "process/_feed.html", "process/_found.html", "process/_entries.html", "discovery/_grid.html", "web/_table.html",
    "objectives/_side.html", "portal/item.html", "portal/_claims.html", "people/_sessions.html", "relationships/_backlog.html", "relationships/_says.html",
    "relationships/_home_says.html", "relationships/_person.html", "relationships/map.html", "profiles/_topic_body.html",
    "standing/driver_sets.html", "standing/_evidence.html", "sources/source.html", "sources/_item.html", "sources/thread.html",
    "plans/quality.html", "opportunities/_facts.html", "opportunities/account.html", "growth/_move.html", "growth/strategy.html", "execution/work_package.html",
}  # fmt: skip
OFFERS = re.compile(r"<a |<button|<form|{% (?:nothing_yet|post|dialog) |data-opens|data-asks")


def _name(template: Path) -> str:
    return template.as_posix().rpartition("/templates/")[2]


def test_an_empty_block_is_written_by_the_one_tag() -> None:
    """`nothing_yet` offers the first step to whoever may take it and tells others whom to ask."""
    by_hand = re.compile(r'class="[^"]*(?<![-\w])empty(?![-\w])[^"]*"')
    found = {_name(template) for template in TEMPLATES if by_hand.search(template.read_text())}
    assert found - NO_LACK == set(), "use {% nothing_yet %}"
    assert NO_LACK - found <= {"web/_empty.html"}, "not empty any more"


def test_an_empty_list_offers_its_first_step() -> None:
    silent = {
        _name(template)
        for template in TEMPLATES
        for block in re.findall(r"{% empty %}(.*?){% endfor %}", template.read_text(), re.DOTALL)
        if not OFFERS.search(block)
    }
    assert silent - NOTHING_TO_DO == set(), "say the first step, or whom to ask"
    assert NOTHING_TO_DO - silent == set(), "they offer one now"


def test_an_archived_account_does_not_offer_what_is_refused(
    people_of: dict[Role, User], signed_in: Callable[[User], Client]
) -> None:
    account = _led_by(people_of[Role.SAM])
    ines = signed_in(people_of[Role.SAM])
    plan = reverse("plans:plan", args=[account.pk])
    assert "Start the plan" in ines.get(plan).content.decode()
    Account.objects.filter(pk=account.pk).update(archived_at=NOW)
    page = ines.get(plan).content.decode()
    assert "Start the plan" not in page and "restore it to plan for it" in page
    assert ines.post(reverse("plans:start", args=[account.pk])).status_code in (404, 409)
