"""Objectives of both sides: who may hold them, and refusals that leave no trace."""

import pytest

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.objectives import actions, queries
from covalue.objectives.models import Objective, Side
from covalue.people.rules import Role
from tests.world import NOW, US, World


def test_theirs_stand_before_ours_and_name_who_holds_them(world: World) -> None:
    ours = actions.add(US, account=world.energy, side=Side.OURS, statement="Grow services", now=NOW)
    theirs = actions.add(
        US, account=world.energy, side=Side.THEIRS, statement="Fewer outages", contact=world.signe, now=NOW
    )
    assert list(queries.of_account(world.energy)) == [theirs, ours]


def test_ours_is_not_held_by_a_contact_nor_theirs_by_one_of_another_account(world: World) -> None:
    before = Event.objects.count()
    for account, side in ((world.energy, Side.OURS), (world.orsa, Side.THEIRS)):
        with pytest.raises(errors.BadInput) as refused:
            actions.add(US, account=account, side=side, statement="Grow", contact=world.signe, now=NOW)
        assert refused.value.field == "contact"
    assert (Objective.objects.count(), Event.objects.count()) == (0, before)


def test_an_objective_needs_words(world: World) -> None:
    with pytest.raises(errors.BadInput):
        actions.add(US, account=world.energy, side=Side.OURS, statement=" \n ", now=NOW)


def test_a_stranger_changes_nothing(world: World) -> None:
    goal = actions.add(US, account=world.energy, side=Side.OURS, statement="Grow services", now=NOW)
    before, stranger = Event.objects.count(), Actor(world.stranger, "test")
    with pytest.raises(errors.NotFound):
        actions.edit(stranger, objective=goal, statement="Shrink", now=NOW)
    with pytest.raises(errors.NotFound):
        actions.remove(stranger, objective=goal, now=NOW)
    goal.refresh_from_db()
    assert (goal.statement, goal.removed_at, Event.objects.count()) == ("Grow services", None, before)


def test_an_edit_that_changes_nothing_tells_nothing(world: World) -> None:
    goal = actions.add(US, account=world.energy, side=Side.OURS, statement="Grow services", now=NOW)
    before = Event.objects.count()
    actions.edit(US, objective=goal, statement="Grow services", now=NOW)
    assert Event.objects.count() == before


def test_visible_only_on_ones_own_accounts(world: World) -> None:
    goal = actions.add(US, account=world.energy, side=Side.OURS, statement="Grow services", now=NOW)
    assert list(queries.visible_to(world.user(Role.SAM))) == [goal]
    assert not queries.visible_to(world.stranger).exists()
    assert not queries.visible_to(world.user(Role.CUSTOMER_GUEST)).exists()
