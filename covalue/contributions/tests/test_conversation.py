"""Every state × move × role is answered as the diagram says, by action and by the API."""

from collections.abc import Callable
from decimal import Decimal
from itertools import product

import pytest
from django.test import Client

from covalue.contributions import actions, rules
from covalue.contributions.models import Said
from covalue.contributions.rules import Move, Side, State
from covalue.contributions.tests.samples import DUE, ask, unit
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, World

ASKERS = {Role.PROGRAM_DIRECTOR, Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR}
ROLES = [role for role in Role if role is not Role.CUSTOMER_GUEST]
TERMS = (DUE, Decimal(50), None)


def expected(state: State, move: Move, role: Role) -> tuple[int, State]:
    """The status of the answer, and where the contribution stands afterwards."""
    sides = {Side.ASKER} if role in ASKERS else {Side.UNIT} if role is Role.UNIT_LEAD else set()
    if not sides or (role is Role.UNIT_LEAD and state is State.DRAFT):
        return 404, state
    side = next(iter(sides))
    to = rules.TABLE.get((state, move, side))
    if to is not None:
        return 200, to
    other = rules.TABLE.get((state, move, Side.UNIT if side is Side.ASKER else Side.ASKER))
    ever = any((each, move, side) in rules.TABLE for each in State)
    return (403 if other is not None or not ever else 409), state


def body_of(move: Move) -> dict[str, str]:
    return {"words": "So", **({"due_on": DUE.isoformat(), "hours": "50"} if move is Move.COUNTER else {})}


@pytest.mark.parametrize("state", list(State))
def test_the_api_answers_every_move_of_everybody(state: State, world: World, called_by: Callable[..., Client]) -> None:
    clients = {role: called_by(world.user(role)) for role in ROLES}
    row = ask(world, world.energy, state)
    for move, role in product(Move, ROLES):
        status, to = expected(state, move, role)
        before = row if status != 200 else ask(world, world.energy, state)
        said, told = Said.objects.count(), Event.objects.count()
        answer = api.post(clients[role], f"/contributions/{before.pk}/{move}", body_of(move), status=status)
        before.refresh_from_db()
        assert before.state == to, (state, move, role)
        if status == 200:
            assert answer["contribution"]["state"] == to
        assert Said.objects.count() - said == Event.objects.count() - told == (status == 200), (state, move, role)


@pytest.mark.parametrize("state", list(State))
def test_the_action_answers_every_move_of_every_side(state: State, world: World) -> None:
    row = ask(world, world.energy, state)
    for move, role in product(Move, (Role.SAM, Role.UNIT_LEAD, Role.ANALYST)):
        actor = Actor(world.user(role), "test")
        status, to = expected(state, move, role)
        one = ask(world, world.energy, state) if status == 200 else row
        try:
            actions.say(actor, one, move, now=NOW, words="So", terms=TERMS)
        except errors.Refused as refused:
            wanted = 403 if role is Role.ANALYST else status
            hidden = role is Role.UNIT_LEAD and state is State.DRAFT
            assert hidden or (refused.status == wanted or (role is Role.ANALYST and refused.status in (403, 404)))
        else:
            assert status == 200, (state, move, role)
        one.refresh_from_db()
        assert one.state == (to if status == 200 else state)


def test_a_reason_is_asked_where_somebody_says_no(world: World, called_by: Callable[..., Client]) -> None:
    row = ask(world, world.energy)
    lead = called_by(world.user(Role.UNIT_LEAD))
    for move in ("decline", "counter"):
        api.post(lead, f"/contributions/{row.pk}/{move}", {"words": " ", "due_on": "2027-03-01"}, status=422)
    row.refresh_from_db()
    assert row.state == State.ASKED


def test_a_counter_changes_the_terms_and_the_first_ones_are_kept(world: World) -> None:
    row = ask(world, world.energy, State.COUNTERED)
    assert row.hours == Decimal(60)
    assert [said.hours for said in row.moves.all()] == [Decimal(80), Decimal(60)]
    same = (row.due_on, row.hours, row.amount)
    with pytest.raises(errors.BadInput):
        actions.say(Actor(None, "test"), row, Move.COUNTER, now=NOW, words="So", terms=same)


def test_a_unit_without_a_lead_is_told_by_its_name(world: World, called_by: Callable[..., Client]) -> None:
    client = called_by(world.user(Role.SAM))
    nobodys = unit(None, "QA", name="Quality")
    body = {"unit": nobodys.pk, "subject": "Labels", "due_on": "2027-03-01"}
    refused = api.post(client, f"/accounts/{world.energy.pk}/contributions", body, status=422)
    assert "Quality has no lead" in str(refused)


def test_a_lead_who_left_hands_on_to_the_lead_above(world: World, called_by: Callable[..., Client]) -> None:
    top = unit(world.stranger, "ALL", name="All of it")
    row = ask(world, world.energy)
    row.unit.parent = top
    row.unit.save()
    stranger = called_by(world.stranger)
    api.get(stranger, f"/contributions/{row.pk}")
    api.post(stranger, f"/contributions/{row.pk}/promise", {}, status=403)
    lead = world.user(Role.UNIT_LEAD)
    lead.deactivated_at = NOW
    lead.save()
    assert api.post(stranger, f"/contributions/{row.pk}/promise", {}, status=200)["lead"]["name"] == "Nils Berg"
