"""What others owe past its date reaches whoever leads the account: with the owner's name, to be reminded or put off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from covalue.action_items import actions
from covalue.action_items.models import Action
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web.my_day import Item, queue
from tests import api
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


@pytest.fixture
def late(world: World) -> Action:
    """Karl owes it for a week; Ines leads the account."""
    karl = world.user(Role.TEAM_MEMBER)
    due = TODAY - timedelta(days=7)
    return actions.add(US, account=world.energy, title="Send the figures", owner=karl, due_on=due, now=NOW)


def item(user: User, action: Action) -> Item | None:
    return next((each for each in queue(user, TODAY) if each.key == f"team-action:{action.pk}"), None)


def test_the_lead_sees_it_with_the_owner_and_nobody_else_does(world: World, late: Action) -> None:
    shown = item(world.user(Role.SAM), late)
    assert shown is not None and shown.act is not None
    assert shown.why == "Karl Moe owes it, overdue by 7 days" or shown.why.endswith("owes it, overdue by 7 days")
    assert (shown.title, shown.account) == ("Send the figures", world.energy.name)
    for user in (world.user(Role.TEAM_MEMBER), world.user(Role.EXECUTIVE_SPONSOR), world.stranger):
        assert item(user, late) is None, user
    actions.edit(US, action=late, due_on=TODAY, now=NOW)
    assert item(world.user(Role.SAM), late) is None


def test_the_customers_late_action_is_told_and_nobody_is_written_to(world: World) -> None:
    due = TODAY - timedelta(days=1)
    theirs = actions.add(US, account=world.energy, title="Their data", customer_owner=world.signe, due_on=due, now=NOW)
    shown = item(world.user(Role.SAM), theirs)
    assert shown is not None and shown.act is None and "Signe Dahl owes it" in shown.why


def test_one_reminder_a_day(world: World, late: Action, signed_in: SignIn, called_by: Callable[..., Client]) -> None:
    sam = signed_in(world.user(Role.SAM))
    page = sam.post(reverse("action_items:remind", args=[late.pk]), follow=True).content.decode()
    assert "The owner gets an email." in page
    assert Worker().work_once()
    letter = mail.outbox[-1]
    assert letter.to == [world.user(Role.TEAM_MEMBER).email] and "Send the figures" in letter.body
    assert f"/actions/{late.pk}/" in letter.body and world.user(Role.SAM).name in letter.body
    assert Event.objects.filter(verb="reminded of action").count() == 1
    api.post(called_by(world.user(Role.SAM)), f"/actions/{late.pk}/remind", {}, status=409)
    assert Event.objects.filter(verb="reminded of action").count() == 1


@pytest.mark.parametrize("state", ["done", "nobody", "own"])
def test_nobody_is_reminded_of_what_nobody_owes(world: World, late: Action, state: str) -> None:
    actor = Actor(user=world.user(Role.SAM), origin="test")
    if state == "done":
        actions.complete(US, action=late, now=NOW)
    else:
        actions.edit(US, action=late, owner=None if state == "nobody" else world.user(Role.SAM), now=NOW)
    before = Event.objects.count()
    with pytest.raises(errors.WrongState):
        actions.remind(actor, action=late, now=NOW)
    assert Event.objects.count() == before


def test_done_meanwhile_nothing_is_sent(world: World, late: Action) -> None:
    actions.remind(Actor(user=world.user(Role.SAM), origin="test"), action=late, now=NOW)
    actions.complete(US, action=late, now=NOW)
    sent = len(mail.outbox)
    assert Worker().work_once() and len(mail.outbox) == sent
