"""Objectives of both sides: who may hold them, and refusals that leave no trace."""

import pytest

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.objectives import actions, queries
from covalue.objectives.models import Link, Objective, Side
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
        actions.remove(stranger, goal, now=NOW)
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


@pytest.fixture
def pair(world: World) -> tuple[Objective, Objective]:
    ours = actions.add(US, account=world.energy, side=Side.OURS, statement="Grow services", now=NOW)
    return ours, actions.add(US, account=world.energy, side=Side.THEIRS, statement="Fewer outages", now=NOW)


def test_a_link_grows_stronger_keeps_its_reason_and_goes(pair: tuple[Objective, Objective]) -> None:
    ours, theirs = pair
    actions.link(US, ours=ours, theirs=theirs, strength=1, why=" Spare  parts ", now=NOW)
    link = actions.link(US, ours=ours, theirs=theirs, strength=3, now=NOW)
    assert (Link.objects.count(), link.strength, link.why) == (1, 3, "Spare parts")
    before = Event.objects.count()
    actions.link(US, ours=ours, theirs=theirs, strength=3, now=NOW)
    assert Event.objects.count() == before
    actions.unlink(US, ours=ours, theirs=theirs, now=NOW)
    actions.unlink(US, ours=ours, theirs=theirs, now=NOW)
    assert not Link.objects.exists() and Event.objects.count() == before + 1


def test_what_was_removed_takes_its_links_out_of_the_picture_and_brings_them_back(
    world: World, pair: tuple[Objective, Objective]
) -> None:
    ours, theirs = pair
    actions.link(US, ours=ours, theirs=theirs, strength=2, now=NOW)
    actions.remove(US, theirs, now=NOW)
    page = queries.objectives_page(world.user(Role.SAM), world.energy)
    assert (page.links, page.alignment.orphans) == ((), 1)
    with pytest.raises(errors.WrongState):
        actions.link(US, ours=ours, theirs=theirs, strength=3, now=NOW)
    actions.restore(US, theirs, now=NOW)
    assert queries.objectives_page(world.user(Role.SAM), world.energy).alignment.orphans == 0


def test_a_link_joins_both_sides_of_one_account(world: World, pair: tuple[Objective, Objective]) -> None:
    ours, theirs = pair
    elsewhere = actions.add(US, account=world.orsa, side=Side.THEIRS, statement="Elsewhere", now=NOW)
    before = Event.objects.count()
    for us, them, strength in (
        (theirs, ours, 1),
        (ours, ours, 1),
        (ours, elsewhere, 1),
        (ours, theirs, 4),
        (ours, theirs, 0),
    ):
        with pytest.raises(errors.BadInput):
            actions.link(US, ours=us, theirs=them, strength=strength, now=NOW)
    stranger = Actor(world.stranger, "test")
    with pytest.raises(errors.NotFound):
        actions.link(stranger, ours=ours, theirs=theirs, strength=1, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.unlink(stranger, ours=ours, theirs=theirs, now=NOW)
    assert not Link.objects.exists() and Event.objects.count() == before


def test_ours_are_owned_by_colleagues_who_can_open_the_account(world: World) -> None:
    una, goal = world.user(Role.UNIT_LEAD), {"account": world.energy, "side": Side.OURS, "statement": "Grow services"}
    with pytest.raises(errors.BadInput, match=r"Una Krog cannot open this account\. Add them to the team first\."):
        actions.add(US, **goal, owner=una, now=NOW)  # type: ignore[arg-type]
    assert not Objective.objects.exists()
    objective = actions.add(US, **goal, owner=world.user(Role.SAM), now=NOW)  # type: ignore[arg-type]
    with pytest.raises(errors.BadInput):
        actions.edit(US, objective=objective, owner=una, now=NOW)
    objective.refresh_from_db()
    assert objective.owner == world.user(Role.SAM)
