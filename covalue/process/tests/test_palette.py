"""Ctrl K: what one finds, and what one must not."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from covalue.accounts import actions
from covalue.accounts.models import TeamRole
from covalue.core.events import Actor
from covalue.organisation.models import Offering
from covalue.people.rules import Role
from covalue.value import actions as value
from covalue.value.cases.readiness import CaseGap
from covalue.value.tests.test_signing import BOTH, sign
from covalue.web import palette
from tests.world import NOW, US, World


def _titles(world: World, role: Role, text: str) -> dict[str, list[str]]:
    return {group.title: [hit.title for hit in group.hits] for group in palette.look_up(world.user(role), text)}


def test_accounts_contacts_people_and_what_to_do(world: World) -> None:
    found = _titles(world, Role.SAM, "hald")
    assert found["Accounts"] == ["Halden Energy", "Halden Group", "Halden Wind"]
    assert found["Commands"][0] == "Log a conversation"
    assert {"Quick line", "Open the board", "Open the value cases", "Open the plan"} <= set(found["Commands"])
    assert _titles(world, Role.SAM, "signe")["Contacts"] == ["Signe Dahl"]
    assert _titles(world, Role.SAM, "Karl")["People"] == ["Karl Lund"]
    assert _titles(world, Role.SAM, "portf")["Pages"] == ["Portfolio"]
    assert _titles(world, Role.SAM, "H-2")["Accounts"] == ["Halden Energy"]
    assert _titles(world, Role.SAM, "haldne enrgy")["Accounts"] == ["Halden Energy"]


@pytest.mark.parametrize("role", [Role.UNIT_LEAD, Role.ADMINISTRATOR, Role.COACH, Role.ANALYST, Role.VOICE_ANALYST])
def test_nobody_finds_what_they_may_not_see(world: World, role: Role) -> None:
    found = _titles(world, role, "signe") | _titles(world, role, "halden")
    assert "Contacts" not in found
    assert ("Accounts" in found) == (role == Role.ANALYST), "an analyst knows the portfolio, not its workspaces"


def test_an_analyst_is_led_to_the_list_not_to_a_workspace(world: World) -> None:
    [group] = [g for g in palette.look_up(world.user(Role.ANALYST), "halden wind") if g.title == "Accounts"]
    assert group.hits[0].href.startswith("/accounts/?q=")


def test_what_changes_is_found_at_once(world: World) -> None:
    actions.edit(US, account=world.wind, name="Borealis", now=NOW)
    actions.edit_contact(US, contact=world.jon, name="John Oak", now=NOW)
    assert _titles(world, Role.SAM, "borealis")["Accounts"] == ["Borealis"]
    assert "Accounts" not in _titles(world, Role.SAM, "halden wind")
    assert _titles(world, Role.SAM, "oak")["Contacts"] == ["John Oak"]
    actions.merge(US, kept=world.energy, gone=[world.wind], now=NOW)
    assert "Accounts" not in _titles(world, Role.SAM, "borealis")


def test_a_guest_finds_nothing_and_has_no_page(world: World, signed_in: Callable[..., Client]) -> None:
    guest = signed_in(world.user(Role.CUSTOMER_GUEST))
    assert guest.get("/find/?q=halden").status_code == 404
    assert "palette" not in guest.get("/").content.decode()


def test_the_page_works_without_script_and_with_anything_typed(world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    assert "Halden Energy" in ines.get("/find/?q=energy").content.decode()
    for hostile in ("%00", "%22%20AND%20(", "<script>alert(1)</script>", "a" * 3000):
        page = ines.get(f"/find/?q={hostile}")
        assert page.status_code == 200 and "<script>alert" not in page.content.decode()


def test_the_queries_do_not_grow(world: World) -> None:
    user = world.user(Role.PROGRAM_DIRECTOR)
    with CaptureQueriesContext(connection) as few:
        palette.look_up(user, "halden")
    for number in range(60):
        actions.create(US, name=f"Halden {number}", now=NOW)
    with CaptureQueriesContext(connection) as many:
        palette.look_up(user, "halden")
    assert len(many) <= len(few)


def test_tabs_of_the_portfolio_are_found_by_whom_they_are_for(world: World) -> None:
    assert _titles(world, Role.PROGRAM_DIRECTOR, "lifetime")["Pages"] == ["Lifetime value"]
    assert _titles(world, Role.PROGRAM_DIRECTOR, "segm")["Pages"] == ["Segments"]
    assert _titles(world, Role.PROGRAM_DIRECTOR, "coverage")["Pages"] == ["Coverage"]
    assert "Pages" not in _titles(world, Role.ADMINISTRATOR, "lifetime")
    assert "Pages" not in _titles(world, Role.SAM, "coverage"), "which is for those who classify accounts"
    assert _titles(world, Role.PROGRAM_DIRECTOR, "portf")["Pages"] == ["Portfolio"], "the overview is named once"


def test_files_are_found_by_who_opens_their_account(world: World) -> None:
    actions.attach(US, account=world.energy, upload=ContentFile(b"x", name="frame-contract.txt"), now=NOW)
    assert _titles(world, Role.SAM, "frame contract")["Files"] == ["frame-contract.txt"]
    assert _titles(world, Role.SAM, "halden contract")["Files"] == ["frame-contract.txt"], "by its account, too"
    for role in (Role.ANALYST, Role.ADMINISTRATOR, Role.CUSTOMER_GUEST):
        assert "Files" not in _titles(world, role, "frame"), role
    file = world.energy.attachments.get()
    actions.remove_attachment(US, attachment=file, now=NOW)
    assert "Files" not in _titles(world, Role.SAM, "frame")


def test_offerings_are_found_by_colleagues_only(world: World) -> None:
    Offering.objects.create(code="PUMP-9", name="Quiet pump")
    assert _titles(world, Role.SAM, "quiet")["Offerings"] == ["Quiet pump"]
    assert _titles(world, Role.ADMINISTRATOR, "PUMP-9")["Offerings"] == ["Quiet pump"]
    assert "Offerings" not in _titles(world, Role.CUSTOMER_GUEST, "quiet")


PAGES = "Pages of an account"


@pytest.mark.parametrize(
    ("text", "title", "address"),
    [
        ("energy plan", "Plan", "/a/{pk}/plan/"),
        ("plan halden energy", "Plan as PDF", "/a/{pk}/plan.pdf"),
        ("energy map", "Map", "/a/{pk}/map/"),
        ("map energy", "Board", "/a/{pk}/board/"),
        ("energy minutes", "Conversations", "/a/{pk}/conversations/"),
        ("energy profitability", "Profitability", "/a/{pk}/profitability/"),
        ("energy documents", "Files", "/a/{pk}/files/"),
        ("energy discover", "Step 1: Discover", "/a/{pk}/steps/discover/"),
        ("haldne energy hist", "History", "/a/{pk}/history/"),
    ],
)
def test_pages_of_an_account_are_found_by_its_name_and_theirs(
    world: World, text: str, title: str, address: str, signed_in: Callable[..., Client]
) -> None:
    group = palette.look_up(world.user(Role.SAM), text)[0]
    assert group.title == PAGES
    found = {(hit.title, hit.detail): hit.href for hit in group.hits}
    href = found[title, "Halden Energy"]
    assert href == address.format(pk=world.energy.pk)
    assert signed_in(world.user(Role.SAM)).get(href).status_code == 200


def test_the_page_itself_comes_before_its_documents_and_for_each_account(world: World) -> None:
    hits = palette.look_up(world.user(Role.SAM), "halden plan")[0].hits
    names = ["Halden Energy", "Halden Group", "Halden Wind"]
    assert [(hit.title, hit.detail) for hit in hits] == [
        *(("Plan", name) for name in names),
        *(("Plan as PDF", name) for name in names),
    ]


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR, Role.UNIT_LEAD, Role.VOICE_ANALYST])
def test_pages_of_accounts_are_found_by_who_opens_them(world: World, role: Role) -> None:
    """An analyst knows of the account and may not open it."""
    assert PAGES not in _titles(world, role, "energy plan")
    assert PAGES not in _titles(world, Role.SAM, "orsa plan"), "which is led by somebody else"


def test_a_name_alone_or_beside_other_words_is_not_taken_for_a_page(world: World) -> None:
    for text in ("energy", "", "of a plan"):
        assert PAGES not in _titles(world, Role.SAM, text)


def test_what_was_signed_is_found_by_who_opens_its_account(world: World) -> None:
    case = value.start(US, account=world.energy, title="Fewer outages", sheet=BOTH, now=NOW)
    actions.edit_contact(US, contact=world.signe, email="signe@halden.test", now=NOW)
    world.signe.refresh_from_db()
    sign(value.ask_for_case(US, initiative=case, contact=world.signe, now=NOW, without=tuple(CaseGap)))
    for text in ("outages", "signe dahl", "halden fewer"):
        assert _titles(world, Role.SAM, text)["Signed documents"] == ["Fewer outages"], text
    for role in (Role.ANALYST, Role.ADMINISTRATOR, Role.UNIT_LEAD, Role.CUSTOMER_GUEST):
        assert "Signed documents" not in _titles(world, role, "outages"), role


@pytest.mark.parametrize(("word", "page"), [("statement", "Statement"), ("plan", "Plan"), ("contacts", "Contacts")])
def test_a_page_without_an_account_is_offered_for_ones_own_the_last_one_worked_on_first(
    world: World, word: str, page: str
) -> None:
    ines = world.user(Role.SAM)
    actions.join_team(US, account=world.orsa, user=ines, team_role=TeamRole.CORE, now=NOW)
    actions.edit(Actor(user=ines, origin="test"), account=world.orsa, sector="Pulp", now=timezone.now())
    group = next(each for each in palette.look_up(ines, word) if each.title == "Pages of an account")
    mine = [hit for hit in group.hits if hit.title == page]
    assert [hit.detail for hit in mine] == ["Orsa Paper", "Halden Group"]
    assert str(world.orsa.pk) in mine[0].href
    assert "Pages of an account" not in _titles(world, Role.ADMINISTRATOR, word)


def test_whoever_is_on_no_team_is_offered_what_they_worked_on(world: World) -> None:
    dora = world.user(Role.PROGRAM_DIRECTOR)
    assert "Pages of an account" not in _titles(world, Role.PROGRAM_DIRECTOR, "plan")
    actions.edit(Actor(user=dora, origin="test"), account=world.energy, sector="Power", now=timezone.now())
    group = next(each for each in palette.look_up(dora, "plan") if each.title == "Pages of an account")
    assert {hit.detail for hit in group.hits} == {"Halden Energy"}
