"""Every operation of the API × every role, against what the packages declare."""

from collections.abc import Callable

import pytest
from django.test import Client

from covalue.people.rules import Role
from tests.access import APPROVES, ENERGY, IMPORTS, STEERS
from tests.repo import matrix
from tests.repo.matrix import OPENS, OPERATIONS, PLACES, Asking, Call, asked, others, there
from tests.world import World

pytestmark = pytest.mark.once

BOUND = (ENERGY, STEERS, APPROVES, STEERS | IMPORTS)


@pytest.fixture
def calls(world: World) -> list[Call]:
    """Every operation, on Halden Energy wherever it is of an account."""
    return matrix.calls(matrix.rows_on(world, world.energy))


def test_every_operation_is_declared(calls: list[Call]) -> None:
    assert {call.name for call in calls} == set(OPERATIONS)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_gets_through_where_the_matrix_says(
    role: Role, world: World, calls: list[Call], called_by: Callable[..., Client]
) -> None:
    client, wrong = called_by(world.user(role)), []
    for call in calls:
        answer, declared = matrix.call(client, call), OPERATIONS[call.name]
        assert answer.status_code not in (400, 401, 405, 415, 428), f"{call.name}: {answer.content!r}"
        refused = (403,) if declared.empty and role in declared.who else (403, 404)
        if (answer.status_code not in refused) != (role in declared.who):
            wrong.append(f"{call.name} answered {answer.status_code} to {role}")
        if "/accounts/" in call.path and role not in ENERGY and answer.status_code != 404:
            wrong.append(f"{call.name} told {role} that the account exists: {answer.status_code}")
    assert not wrong


@pytest.mark.thorough
def test_another_teams_account_is_not_found(world: World, calls: list[Call], called_by: Callable[..., Client]) -> None:
    """Nils leads Orsa Paper; everything of Halden Energy is nothing to him."""
    nils = called_by(world.stranger)
    for call in calls:
        if OPERATIONS[call.name].who in (ENERGY, STEERS, APPROVES):
            assert matrix.call(nils, call).status_code == 404, call.name


@pytest.mark.parametrize("place", PLACES[1:])
def test_memberships_on_another_account(place: str, world: World, called_by: Callable[..., Client]) -> None:
    """As for the pages: one account below, the one above, another team's, by whom `matrix.asked` names."""
    assert not _wrong_on(place, asked, world, called_by)


@pytest.mark.thorough
@pytest.mark.parametrize("place", PLACES[1:])
def test_everybody_else_on_another_account(place: str, world: World, called_by: Callable[..., Client]) -> None:
    """With the test above: every operation of an account × every role × every place."""
    assert not _wrong_on(place, others, world, called_by)


def _wrong_on(place: str, asking: Asking, world: World, called_by: Callable[..., Client]) -> list[str]:
    """What is answered on this account otherwise than the matrix says."""
    calls, wrong = matrix.calls(matrix.rows_on(world, getattr(world, place))), []
    bound = [call for call in calls if OPERATIONS[call.name].who in BOUND and not OPERATIONS[call.name].names_accounts]
    assert len(bound) > 50
    clients = {role: called_by(world.user(role)) for role in Role}
    for call in bound:
        who = OPERATIONS[call.name].who
        for role in asking(place, who):
            answer, allowed = matrix.call(clients[role], call), there(place, who)
            if (answer.status_code not in (403, 404)) != (role in allowed):
                wrong.append(f"{call.name} answered {answer.status_code} to {role}")
            if answer.status_code == 403 and role not in OPENS[place] | IMPORTS:
                wrong.append(f"{call.name} told {role} that the account exists")
    return wrong


def test_nobody_gets_in_without_a_key(calls: list[Call]) -> None:
    for call in calls:
        assert matrix.call(Client(), call).status_code == 401, call.name
