"""What went above is kept once for each day it begins, told in the account's history and by a letter."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from covalue.contributions import actions
from covalue.contributions.models import Contribution, GoneAbove
from covalue.contributions.rules import Move, State
from covalue.contributions.tasks import look_above
from covalue.contributions.tests.samples import ask
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, TODAY, World

SignIn = Callable[[User], Client]


def late(world: World) -> Contribution:
    """An ask nobody answered for two weeks, as the SAM asked it."""
    row = ask(world, world.energy)
    row.asked_by, row.said_at = world.user(Role.SAM), timezone.now() - timedelta(days=14)
    row.save()
    return row


def test_it_is_kept_once_for_each_step_with_who_was_told(world: World) -> None:
    row, lead = ask(world, world.energy), world.user(Role.UNIT_LEAD)
    assert actions.go_above(row, now=NOW + timedelta(days=6)) is None
    gone = actions.go_above(row, now=NOW + timedelta(days=7))
    assert gone is not None and {user.name for user in gone.told.all()} == {"Dora Lind", "Tove Brandt"}
    assert actions.go_above(row, now=NOW + timedelta(days=9)) is None
    actions.say(Actor(lead, "test"), row, Move.PROMISE, now=NOW + timedelta(days=9))
    assert actions.go_above(row, now=NOW + timedelta(days=30)) is None
    actions.go_above(row, now=NOW + timedelta(days=70))
    assert [each.reason for each in GoneAbove.objects.all()] == ["unanswered", "overdue"]
    told = Event.objects.filter(verb="took contribution above").order_by("id")
    assert [each.changes["reason"][1] for each in told] == ["unanswered", "overdue"]


def test_the_job_is_asked_for_on_the_morning_it_would_go_above(world: World) -> None:
    row = ask(world, world.energy)
    task = DBTaskResult.objects.get(task_path="covalue.contributions.tasks.look_above")
    zone = ZoneInfo(row.account.time_zone)
    assert task.args_kwargs["args"] == [row.pk]
    assert task.run_after == datetime.combine(TODAY + timedelta(days=7), actions.MORNING, tzinfo=zone)


def test_those_above_and_who_asked_get_one_letter(world: World) -> None:
    row, sam = late(world), world.user(Role.SAM)
    look_above.call(row.pk)
    look_above.call(row.pk)
    to = sorted(address for letter in mail.outbox for address in letter.to)
    assert to == sorted([sam.email, *(world.user(r).email for r in (Role.PROGRAM_DIRECTOR, Role.EXECUTIVE_SPONSOR))])
    assert row.subject in mail.outbox[0].body and f"/contributions/{row.pk}/" in mail.outbox[0].body


def test_who_left_is_told_nothing_and_an_answered_ask_does_not_go_above(world: World) -> None:
    row, tove = late(world), world.user(Role.EXECUTIVE_SPONSOR)
    tove.grants.all().delete()
    look_above.call(row.pk)
    assert tove.email not in [address for letter in mail.outbox for address in letter.to]
    mail.outbox.clear()
    answered = late(world)
    Contribution.objects.filter(pk=answered.pk).update(state=State.DECLINED)
    look_above.call(answered.pk)
    look_above.call(999_999)
    assert not mail.outbox and not answered.gone_above.exists()


def test_page_and_api_say_when_it_went_above(world: World, signed_in: SignIn, called_by: Callable[..., Client]) -> None:
    row, sam = late(world), world.user(Role.SAM)
    look_above.call(row.pk)
    [gone] = api.get(called_by(sam), f"/contributions/{row.pk}")["gone_above"]
    assert gone["reason"] == "unanswered" and [each["name"] for each in gone["told"]] == ["Dora Lind", "Tove Brandt"]
    assert "It went above" in signed_in(sam).get(reverse("contributions:show", args=[row.pk])).content.decode()
