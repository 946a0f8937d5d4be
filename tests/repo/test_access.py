"""Every address × every role, against what the packages declare; and docs/access.md, which tells it to people."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.people.rules import Role
from covalue.portal import actions as portal
from covalue.portal.rules import ItemKind
from tests.access import APPROVES, DIRECTS, ENERGY, IMPORTS, STEERS
from tests.repo import matrix
from tests.repo.matrix import MATRIX, OPEN, OPENS, PLACES, POSTED, SHARED, Asking, Caller, asked, natural, others, there
from tests.world import NOW, US, World

pytestmark = pytest.mark.once


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    """One real address for each name, all on Halden Energy."""
    return matrix.addresses(matrix.rows_on(world, world.energy))


def test_every_address_is_declared() -> None:
    assert set(matrix.routes()) == set(MATRIX) | OPEN


def test_addresses_of_an_account_begin_where_the_menu_and_these_tests_look_for_them(addresses: dict[str, str]) -> None:
    """`/a/<account_id>/` for its own pages; pages about the portfolio and of guests stay below theirs."""
    of_accounts = [name for name, parts in matrix.routes().items() if "account_id" in parts and name in MATRIX]
    starts = ("/a/", "/portal/", "/portfolio/")
    assert [name for name in of_accounts if not addresses[name].startswith(starts)] == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_through_where_the_matrix_says(
    role: Role, world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """The status alone; that pages render is the next test's, and test_queries.py's."""
    caller, wrong = Caller(signed_in(world.user(role))), []
    for name, allowed in MATRIX.items():
        status = caller.ask(name, addresses[name]).status_code
        if (status not in (403, 404)) != (role in allowed):
            wrong.append(f"{name} answered {status} to {role}")
        if "/a/" in addresses[name] and role not in ENERGY and status != 404:
            wrong.append(f"{name} told {role} that the account exists: {status}")
    assert not wrong


def test_what_is_sent_is_answered_to_whom_it_is_for(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """With whatever page comes back rendered; every page that is only read is rendered by test_queries.py."""
    callers = {role: Caller(signed_in(world.user(role)), rendered=True) for role in Role}
    for name in POSTED:
        status = callers[natural(MATRIX[name])].ask(name, addresses[name]).status_code
        assert status < 500 and (status not in (403, 404) or not MATRIX[name]), name


@pytest.mark.thorough
def test_another_teams_account_is_not_found(
    world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    """Nils leads Orsa Paper; every address of Halden Energy is nothing to him, and Orsa's is nothing to Ines."""
    caller = Caller(signed_in(world.stranger))
    for name, address in addresses.items():
        if MATRIX.get(name) in (ENERGY, STEERS, APPROVES):
            assert caller.ask(name, address).status_code == 404, name
    assert signed_in(world.user(Role.SAM)).get(reverse("process:account", args=[world.orsa.pk])).status_code == 404


@pytest.mark.parametrize("place", PLACES[1:])
def test_memberships_on_another_account(place: str, world: World, signed_in: Callable[..., Client]) -> None:
    """Each address of an account, on one below, the one above and another team's: 404, never 403, to those who may not
    know of it. `asked` says by whom."""
    assert not _wrong_on(place, asked, world, signed_in)


@pytest.mark.thorough
@pytest.mark.parametrize("place", PLACES[1:])
def test_everybody_else_on_another_account(place: str, world: World, signed_in: Callable[..., Client]) -> None:
    """With the test above: every address of an account × every role × every place."""
    assert not _wrong_on(place, others, world, signed_in)


def _wrong_on(place: str, asking: Asking, world: World, signed_in: Callable[..., Client]) -> list[str]:
    """What is answered on this account otherwise than the matrix says."""
    addresses, wrong = matrix.addresses(matrix.rows_on(world, getattr(world, place))), []
    bound = [name for name in MATRIX if _of_an_account(name)]
    assert len(bound) > 40
    callers = {role: Caller(signed_in(world.user(role))) for role in Role}
    for name in bound:
        for role in asking(place, MATRIX[name]):
            status, allowed = callers[role].ask(name, addresses[name]).status_code, there(place, MATRIX[name])
            if (status not in (403, 404)) != (role in allowed):
                wrong.append(f"{name} answered {status} to {role}")
            if status == 403 and role not in OPENS[place] | IMPORTS:
                wrong.append(f"{name} told {role} that the account exists")
    return wrong


def _of_an_account(name: str) -> bool:
    """Whether an address names a row that hangs on an account, for those who open or steer it."""
    who = MATRIX[name]
    if not who & STEERS or not who <= ENERGY | IMPORTS or who in (IMPORTS, DIRECTS):
        return False
    return any(part.endswith("_id") and part != "user_id" for part in matrix.routes()[name])


def test_nobody_gets_in_without_signing_in(addresses: dict[str, str], client: Client) -> None:
    for name, address in addresses.items():
        if name not in OPEN:
            answer = client.post(address) if name in POSTED else client.get(address)
            assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/"), name


def test_the_matrix_is_written_down_for_people() -> None:
    place = Path(__file__).resolve().parents[2] / "docs" / "access.md"
    written = place.read_text(encoding="utf-8") if place.exists() else ""
    assert written == matrix.as_markdown(), "`make documents` writes docs/access.md: look at it and commit it"


@pytest.mark.parametrize("shared", [True, False])
def test_a_guest_reaches_what_is_shared(
    shared: bool, world: World, addresses: dict[str, str], signed_in: Callable[..., Client]
) -> None:
    caller = Caller(signed_in(world.user(Role.CUSTOMER_GUEST)))
    if not shared:
        portal.unshare(US, account=world.energy, kind=ItemKind.STATEMENT, item=world.energy.pk, now=NOW)
    for name, wherever in SHARED.items():
        answer = caller.ask(name, addresses[name])
        assert (answer.status_code != 404) == (shared or wherever), name
        for other in (world.group, world.wind, world.orsa):
            elsewhere = addresses[name].replace(f"/portal/{world.energy.pk}/", f"/portal/{other.pk}/")
            assert caller.ask(name, elsewhere).status_code == 404, name
