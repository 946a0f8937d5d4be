"""An empty workspace leads by three steps; its first user may take them all, until a colleague may import."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.accounts.models import Account, Contact, Membership, TeamRole
from covalue.core.models import Event
from covalue.ledger.models import Import, ImportState
from covalue.organisation import queries as organisation
from covalue.organisation.models import Company
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Right, Role
from covalue.web import my_day
from tests.world import NOW, PASSWORD, US, World


@pytest.fixture
def ann(db: None) -> User:
    return people.create_user(
        US, email="ann@acme.test", name="Ann First", roles=[Role.ADMINISTRATOR], password=PASSWORD, now=NOW
    )


def _colleague(role: Role, name: str = "Dora Lind") -> User:
    email = f"{name.split()[0].lower()}@acme.test"
    return people.create_user(US, email=email, name=name, roles=[role], password=PASSWORD, now=NOW)


def test_the_first_user_is_led_by_three_steps_and_may_take_them(ann: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(ann).get("/").content.decode()
    assert "Set up your workspace" in page and "You may take every step" in page
    for address in ("/organisation/#edit-company", "/people/#invite", reverse("ledger:imports")):
        assert f'href="{address}"' in page
    assert "caught up" not in page
    assert signed_in(ann).get(reverse("ledger:imports")).status_code == 200


def test_each_step_ticks_itself_off_and_the_card_goes(ann: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(ann)
    client.post(reverse("organisation:set-company"), {"name": "Acme", "currency": "gbp"})
    assert client.get("/").content.decode().count('<span class="chip good">✓') == 1
    client.post(reverse("people:invite"), {"email": "kim@acme.test", "name": "Kim", "roles": ["sam"]})
    assert client.get("/").content.decode().count('<span class="chip good">✓') == 2
    Import.objects.create(file_name="a.csv", source="erp", asked_at=NOW, state=ImportState.DONE)
    cache.clear()  # no audit log tells of this row
    page = client.get("/").content.decode()
    assert "Give yourself a role" in page and f"/people/#change-{ann.pk}" in page
    client.post(reverse("people:set-roles", args=[ann.pk]), {"roles": ["administrator", "program_director"]})
    assert "Choose an account" in client.get("/").content.decode()
    account = Account.objects.create(name="Castle Bakery", created_at=NOW)
    Membership.objects.create(account=account, user=ann, team_role=TeamRole.LEAD, since=NOW)
    cache.clear()
    assert "Set up your workspace" not in client.get("/").content.decode()


def test_as_soon_as_a_colleague_may_import_the_administrator_is_told_who(
    ann: User, signed_in: Callable[[User], Client]
) -> None:
    """Not as soon as anybody joins: an account manager could not go on with what was begun, and nobody else could."""
    assert ann.may(Right.IMPORT_LEDGER) and ann.may(Right.CREATE_ACCOUNTS)
    _colleague(Role.SAM, "Sam Berg")
    ann = User.objects.get(pk=ann.pk)
    assert ann.may(Right.IMPORT_LEDGER) and ann.may(Right.SEE_PORTFOLIO)
    client = signed_in(ann)
    assert client.get(reverse("ledger:imports")).status_code == 200
    dora = _colleague(Role.PROGRAM_DIRECTOR)
    assert not User.objects.get(pk=ann.pk).may(Right.IMPORT_LEDGER)
    page = client.get("/").content.decode()
    assert "Ask Dora Lind." in page and "You may take every step" not in page
    assert client.get(reverse("ledger:imports")).status_code == 403
    assert client.post(reverse("ledger:upload"), {}).status_code == 403
    people.deactivate(US, user=dora, now=NOW)
    assert User.objects.get(pk=ann.pk).may(Right.IMPORT_LEDGER), "nobody is left who could"


def test_a_guest_does_not_end_setting_up_and_others_never_set_up(ann: User, world: World) -> None:
    assert not world.user(Role.SAM).may(Right.IMPORT_LEDGER)
    assert not world.user(Role.ADMINISTRATOR).may(Right.IMPORT_LEDGER)


def _day(user: User, signed_in: Callable[[User], Client]) -> str:
    return signed_in(user).get("/").content.decode().partition("<main")[2]


LISTS = ("Set up your workspace", "Your workspace is being set up")
OURS = tuple(role for role in Role if role != Role.CUSTOMER_GUEST)


@pytest.mark.parametrize("role", OURS)
def test_an_empty_workspace_leads_who_can_and_tells_others_whom_to_ask(
    role: Role, ann: User, signed_in: Callable[[User], Client]
) -> None:
    _colleague(Role.PROGRAM_DIRECTOR)
    user = ann if role == Role.ADMINISTRATOR else _colleague(role, "Kim Vik")
    page = _day(user, signed_in)
    can = role in (Role.ADMINISTRATOR, Role.PROGRAM_DIRECTOR, Role.ANALYST)
    assert (LISTS[0] in page, LISTS[1] in page) == (can, not can)
    assert ('href="/ledger/">Import the ledger' in page) == (role in (Role.PROGRAM_DIRECTOR, Role.ANALYST))
    if not can:
        assert "Ask Ann First or Dora Lind." in page and "Ask Dora Lind." in page and "button primary" not in page


@pytest.mark.parametrize("role", OURS)
def test_once_work_has_begun_the_list_is_gone_for_everybody(
    role: Role, world: World, signed_in: Callable[[User], Client]
) -> None:
    """Also for who is on no team. What is left of it waits for those who can do it, who can set it aside for good."""
    Membership.objects.filter(user=world.user(role)).delete()
    page = _day(world.user(role), signed_in)
    assert not any(title in page for title in LISTS)
    keys = {item.key for item in my_day.queue(world.user(role), timezone.localdate())}
    left = {
        Role.PROGRAM_DIRECTOR: {"set-up:company", "set-up:ledger"},
        Role.ADMINISTRATOR: {"set-up:company"},
        Role.ANALYST: {"set-up:ledger"},
    }
    assert {key for key in keys if key.startswith("set-up")} == left.get(role, set())
    for key in sorted(left.get(role, set())):
        signed_in(world.user(role)).post(reverse("process:put-off"), {"key": key, "until": "done"})
    assert 'data-item="set-up' not in _day(world.user(role), signed_in)


@pytest.mark.parametrize("begun", ["a team", "an owner", "a contact"])
def test_work_begins_with_a_team_an_owner_or_a_contact(
    begun: str, ann: User, signed_in: Callable[[User], Client]
) -> None:
    """A manager who works alone has nobody on a team, and still is past setting up."""
    dora = _colleague(Role.PROGRAM_DIRECTOR)
    account = Account.objects.create(name="Castle Bakery", created_at=NOW)
    assert LISTS[0] in _day(dora, signed_in)
    if begun == "a team":
        Membership.objects.create(account=account, user=ann, team_role=TeamRole.CORE, since=NOW)
    elif begun == "an owner":
        Account.objects.update(owner=dora)
    else:
        Contact.objects.create(account=account, name="Signe Dahl", created_at=NOW)
    cache.clear()
    assert LISTS[0] not in _day(dora, signed_in) and "Import the ledger" in _day(dora, signed_in)


@pytest.mark.parametrize("role", OURS)
def test_only_who_needs_a_team_is_told_that_they_are_on_none(
    role: Role, world: World, signed_in: Callable[[User], Client]
) -> None:
    """Administrators, analysts, coaches and others work without: a team would give them nothing."""
    Membership.objects.all().delete()
    needs = role in (Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR)
    page = _day(world.user(role), signed_in).replace("&#x27;", "'")
    assert ("You're not on any account yet." in page) == needs
    assert not needs or "Ask Dora Lind." in page


def test_the_company_is_named_with_its_currency_and_the_audit_log_says_so(
    ann: User, signed_in: Callable[[User], Client]
) -> None:
    assert (organisation.company().name, organisation.currency()) == ("Covalue", "EUR")
    client, address = signed_in(ann), reverse("organisation:set-company")
    refused = client.post(address, {"name": "Acme", "currency": "EURO"})
    assert refused.status_code == 422 and not Company.objects.exists()
    assert client.post(address, {"name": "Acme", "currency": "XXY"}).status_code == 422
    client.post(address, {"name": " Acme ", "currency": "gbp"})
    client.post(address, {"name": "Acme", "currency": "GBP"})
    assert (organisation.company().name, organisation.currency()) == ("Acme", "GBP")
    [event] = Event.objects.filter(verb="changed company")
    assert event.changes == {"name": ["Covalue", "Acme"], "currency": ["EUR", "GBP"]}
    assert "Acme" in client.get(reverse("organisation:home")).content.decode()


def test_others_neither_name_the_company_nor_are_offered_it(world: World, signed_in: Callable[[User], Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    assert ines.post(reverse("organisation:set-company"), {"name": "X", "currency": "EUR"}).status_code == 403
    assert "edit-company" not in ines.get(reverse("organisation:home")).content.decode()
