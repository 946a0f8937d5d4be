"""At a handover promises pass with the actions, and both sides tick off a reading list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.handovers import actions, my_day, queries
from covalue.handovers.models import Handover, Tick
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.promises import actions as promises
from covalue.promises.models import Promise
from covalue.promises.rules import Outcome, PromiseSide
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


@pytest.fixture
def handed(world: World) -> Handover:
    """Halden Group passes from Ines to Nils, with a promise each way and one that is kept."""
    ines = world.user(Role.SAM)
    accounts.edit(US, account=world.group, owner=ines, now=NOW)
    for side in PromiseSide:
        promises.add(US, account=world.group, side=side, what=f"Promised {side}", colleague=ines, now=NOW)
    kept = promises.add(US, account=world.group, side=PromiseSide.OURS, what="Kept", colleague=ines, now=NOW)
    promises.end(US, promise=kept, outcome=Outcome.KEPT, now=NOW)
    return actions.hand_over(
        Actor(ines, "test"), accounts=[world.group], taker=world.stranger, holds_from=TODAY, now=NOW
    )


def _parties(world: World) -> dict[str, object]:
    return {row.what: row.by_user or row.to_user for row in Promise.objects.all()}


def test_open_promises_pass_on_and_come_back(world: World, handed: Handover) -> None:
    ines, nils = world.user(Role.SAM), world.stranger
    assert _parties(world) == {"Promised ours": nils, "Promised theirs": nils, "Kept": ines}
    assert handed.shares.get().promises_moved == 2
    actions.undo(Actor(ines, "test"), handover=handed, now=NOW + timedelta(days=1))
    assert set(_parties(world).values()) == {ines}


def test_a_promise_given_on_since_stays_where_it_is(world: World, handed: Handover) -> None:
    promise = Promise.objects.get(what="Promised ours")
    dora = world.user(Role.PROGRAM_DIRECTOR)
    promises.edit(US, promise=promise, colleague=dora, now=NOW)
    actions.undo(Actor(world.user(Role.SAM), "test"), handover=handed, now=NOW)
    assert _parties(world)["Promised ours"] == dora


def test_each_side_ticks_its_own(world: World, handed: Handover, signed_in: SignIn) -> None:
    share = handed.shares.get()
    page, tick = reverse("handovers:handover", args=[handed.pk]), reverse("handovers:tick", args=[handed.pk, share.pk])
    giver, taker = signed_in(world.user(Role.SAM)), signed_in(world.stranger)
    assert "Reading list: Halden Group" in taker.get(page).content.decode()
    taker.post(tick, {"key": "map", "ticked": "true"})
    giver.post(tick, {"key": "map", "ticked": "true"})
    giver.post(tick, {"key": "map", "ticked": "true"})
    assert {(row.key, row.taker, row.ticked_by) for row in Tick.objects.all()} == {
        ("map", True, world.stranger), ("map", False, world.user(Role.SAM)),
    }  # fmt: skip
    assert Event.objects.filter(verb__endswith="at handover").count() == 2
    taker.post(tick, {"key": "map"})
    assert [row.taker for row in Tick.objects.all()] == [False]


def test_what_is_unread_waits_for_the_taker_until_all_is_read(world: World, handed: Handover) -> None:
    (item,) = my_day.to_read(Day(world.stranger, TODAY))
    assert "Halden Group" in item.title and not list(my_day.to_read(Day(world.user(Role.SAM), TODAY)))
    share = handed.shares.get()
    for entry in queries.reading_lists(world.stranger, handed)[0].entries:
        actions.tick(Actor(world.stranger, "test"), share=share, key=entry.key, ticked=True, now=NOW)
    assert not list(my_day.to_read(Day(world.stranger, TODAY)))


def test_nobody_else_ticks_and_nothing_that_is_no_entry(world: World, handed: Handover) -> None:
    share = handed.shares.get()
    with pytest.raises(errors.NotAllowed):
        actions.tick(Actor(world.user(Role.PROGRAM_DIRECTOR), "test"), share=share, key="map", ticked=True, now=NOW)
    with pytest.raises(errors.NotFound):
        actions.tick(Actor(world.stranger, "test"), share=share, key="nothing", ticked=True, now=NOW)
    actions.undo(Actor(world.user(Role.SAM), "test"), handover=handed, now=NOW)
    share.refresh_from_db()
    with pytest.raises(errors.WrongState):
        actions.tick(Actor(world.stranger, "test"), share=share, key="map", ticked=True, now=NOW)
    assert not Tick.objects.exists()
