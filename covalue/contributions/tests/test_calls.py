"""Calls on one customer in one week, made without each other."""

from collections.abc import Callable
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

from covalue.contributions import actions
from covalue.contributions.calls import Call, apart
from covalue.contributions.rules import Move, State
from covalue.contributions.tests.samples import ask
from covalue.conversations.models import Conversation
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web import my_day
from tests import api
from tests.world import NOW, TODAY, World


def call(*ours: int) -> Call:
    return Call(date(2026, 11, 20), frozenset(ours))


def held(world: World, subject: str, *people: User, channel: str = "call", days: int = 0) -> Conversation:
    row = Conversation.objects.create(
        account=world.energy, channel=channel, held_on=TODAY - timedelta(days=days), subject=subject, logged_at=NOW
    )
    row.people.set(people)
    return row


def test_calls_are_apart_where_nobody_of_ours_was_in_both_or_between() -> None:
    assert apart([call(1), call(2)]) == {call(1), call(2)}
    assert apart([call(1, 2), call(2, 3)]) == apart([call(1), call(2), call(1, 2)]) == frozenset()
    assert apart([call(1), call()]) == apart([call(1), call(1)]) == frozenset()
    assert apart([call(1), call(2), call(1, 3)]) == {call(1), call(2), call(1, 3)}


def test_the_account_and_its_sam_are_told(
    world: World, signed_in: Callable[[User], Client], called_by: Callable[..., Client]
) -> None:
    sam, karl, tove = (world.user(role) for role in (Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR))
    held(world, "About outages", karl)
    held(world, "A mail", sam, channel="mail")
    held(world, "The week before", tove, days=7)
    path = f"/accounts/{world.energy.pk}/uncoordinated-calls"
    assert api.get(called_by(sam), path) == []
    held(world, "About the board", tove, days=2)
    [week] = api.get(called_by(sam), path)
    assert [row["name"] for row in week["people"]] == ["Karl Lund", "Tove Brandt"]
    assert [item.title for item in my_day.queue(sam, TODAY) if item.kind == "calls"] == [
        "Karl Lund, Tove Brandt call on Halden Energy"
    ]
    assert not [item for item in my_day.queue(karl, TODAY) if item.kind == "calls"]
    text = signed_in(sam).get(reverse("contributions:account", args=[world.energy.pk])).content.decode()
    assert "About outages" in text and "without each other" in text
    held(world, "Both", karl, tove)
    assert api.get(called_by(sam), path) == []


def test_a_lead_on_the_team_speaks_for_the_unit(world: World) -> None:
    lead = world.user(Role.UNIT_LEAD)
    world.energy.memberships.create(user=lead, team_role="core", since=TODAY)
    row = ask(world, world.energy, State.PROMISED)
    actions.say(Actor(lead, "test"), row, Move.CANCEL, now=NOW, words="The van is gone")
    row.refresh_from_db()
    assert row.state == State.BROKEN
