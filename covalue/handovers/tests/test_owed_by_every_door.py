"""Who owes an action sees it and can do it, whatever becomes of the account or the team; or its account manager is told."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Merge, TeamRole
from covalue.action_items import actions, my_day, queries
from covalue.action_items.models import Action
from covalue.core.events import Actor
from covalue.handovers import actions as handovers
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
Door = Callable[[World, Action], None]


@pytest.fixture
def owed(world: World) -> Action:
    """An action Karl owes on Halden Energy, on whose team he is."""
    return actions.add(US, account=world.energy, title="Call Signe", owner=world.user(Role.TEAM_MEMBER), now=NOW)


def _off_the_team(world: World, owed: Action) -> None:
    for membership in world.user(Role.TEAM_MEMBER).memberships.all():
        accounts.leave_team(US, membership=membership, now=NOW)


def _merged(world: World, owed: Action) -> None:
    accounts.merge(US, kept=world.orsa, gone=[world.energy], now=NOW)


def _merged_and_back(world: World, owed: Action) -> None:
    _merged(world, owed)
    accounts.undo_merge(US, merge=Merge.objects.get(), now=NOW)


def _merged_off_the_team(world: World, owed: Action) -> None:
    _off_the_team(world, owed)
    _merged(world, owed)


def _moved(world: World, owed: Action) -> None:
    accounts.move(US, account=world.energy, parent=world.orsa, now=NOW)
    _off_the_team(world, owed)


def _handed_over(world: World, owed: Action) -> None:
    taker = world.user(Role.PROGRAM_DIRECTOR)
    handovers.hand_over(Actor(taker, "test"), accounts=[world.energy], taker=world.stranger, holds_from=TODAY, now=NOW)


def _handed_over_and_back(world: World, owed: Action) -> None:
    director = Actor(world.user(Role.PROGRAM_DIRECTOR), "test")
    handover = handovers.hand_over(director, accounts=[world.energy], taker=world.stranger, holds_from=TODAY, now=NOW)
    _off_the_team(world, owed)
    handovers.undo(director, handover=handover, now=NOW)


def _removed_and_restored(world: World, owed: Action) -> None:
    actions.remove(US, owed, now=NOW)
    _off_the_team(world, owed)
    actions.restore(US, Action.objects.get(pk=owed.pk), now=NOW)


@pytest.mark.parametrize(
    "door",
    [
        _off_the_team, _merged, _merged_and_back, _merged_off_the_team, _moved, _handed_over, _handed_over_and_back,
        _removed_and_restored,
    ],
)  # fmt: skip
def test_who_owes_it_sees_it_and_does_it(
    world: World, owed: Action, door: Door, signed_in: Callable[..., Client]
) -> None:
    door(world, owed)
    karl = User.objects.get(pk=world.user(Role.TEAM_MEMBER).pk)
    assert list(queries.open_for(karl)) == [owed]
    client = signed_in(karl)
    assert "Call Signe" in client.get("/").content.decode()
    assert client.get(reverse("action_items:edit", args=[owed.pk])).status_code == 200
    client.post(reverse("action_items:tick", args=[owed.pk]), {"done": "1"})
    assert Action.objects.get(pk=owed.pk).done_at is not None


def test_an_owner_who_became_a_guest_or_left_is_told_to_the_account_manager(world: World, owed: Action) -> None:
    ines, karl = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    assert not list(my_day.unowned(Day(ines, TODAY)))
    karl.grants.update(role=Role.CUSTOMER_GUEST)  # outside the product
    [item] = my_day.unowned(Day(ines, TODAY))
    assert item.title == "Call Signe" and "has left" in item.why
    assert not queries.open_for(User.objects.get(pk=karl.pk))


def test_a_reassigned_action_reaches_who_it_is_given_to(world: World, owed: Action) -> None:
    una = world.user(Role.UNIT_LEAD)
    accounts.join_team(US, account=world.energy, user=una, team_role=TeamRole.EXTENDED, now=NOW)
    actions.edit(US, action=owed, owner=una, now=NOW)
    assert list(queries.open_for(una)) == [owed] and not queries.open_for(world.user(Role.TEAM_MEMBER))
