"""The letter of the day and the calendar feed: when, to whom, what is in them, and what ends them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from covalue.action_items import actions as action_items
from covalue.core.events import Actor
from covalue.notices import actions, queries, rules, tasks
from covalue.notices.models import CalendarFeed, DayByMail
from covalue.notices.rules import Often
from covalue.people.models import User
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))


@given(MOMENTS, st.sampled_from([Often.DAILY, Often.WEEKLY]))
def test_a_letter_comes_on_the_next_morning_of_its_kind(now: datetime, often: Often) -> None:
    moment = rules.next_letter(now, often)
    assert moment is not None and moment > now and moment.time() == rules.HOUR
    assert moment.weekday() < 5 and (often is Often.DAILY or moment.weekday() == 0)
    assert moment - now <= timedelta(days=7 if often is Often.WEEKLY else 3)


def test_never_is_never() -> None:
    assert rules.next_letter(datetime(2026, 11, 29, tzinfo=UTC), Often.NEVER) is None


@pytest.fixture
def owed(world: World) -> World:
    action_items.add(
        US, account=world.energy, title="Bring the forecast", owner=world.user(Role.SAM),
        due_on=timezone.localdate(), now=NOW,
    )  # fmt: skip
    return world


def chosen(world: World, often: Often = Often.DAILY) -> DayByMail:
    return actions.choose(Actor(world.user(Role.SAM), "test"), often=often, now=timezone.now())


def deactivate(world: World) -> None:
    User.objects.filter(pk=world.user(Role.SAM).pk).update(deactivated_at=NOW)


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path="covalue.notices.tasks.send_day").count()


def test_the_letter_says_what_needs_them_once_a_day_and_asks_for_the_next(owed: World) -> None:
    row = chosen(owed)
    assert waiting() == 1
    tasks.send_day.func(row.pk, row.chain)
    tasks.send_day.func(row.pk, row.chain)
    (letter,) = mail.outbox
    assert letter.to == [owed.user(Role.SAM).email] and "Bring the forecast" in letter.body
    assert waiting() == 2


def test_letters_of_an_earlier_choice_end(owed: World) -> None:
    row = chosen(owed)
    before = row.chain
    chosen(owed, Often.NEVER)
    tasks.send_day.func(row.pk, before)
    assert not mail.outbox and waiting() == 1


def test_nothing_is_written_where_nothing_is_due_or_to_who_left(owed: World) -> None:
    analyst = owed.user(Role.ANALYST)
    nothing = actions.choose(Actor(analyst, "test"), often=Often.DAILY, now=timezone.now())
    tasks.send_day.func(nothing.pk, nothing.chain)
    row = chosen(owed)
    deactivate(owed)
    tasks.send_day.func(row.pk, row.chain)
    assert not any("Bring the forecast" in letter.body for letter in mail.outbox)


def test_a_letter_that_could_not_be_begun_is_not_the_last(owed: World) -> None:
    row = chosen(owed)
    tasks.go_on(row.pk, row.chain)
    tasks.go_on(row.pk, row.chain + 1)
    assert waiting() == 2


def entries(client: Client, address: str) -> list[tuple[str, date]]:
    answer = client.get("/" + address.split("/", 3)[3])
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content.decode())
    return [(str(event["summary"]), event["dtstart"].dt) for event in calendar.walk("VEVENT")]


def test_the_calendar_tells_titles_only_where_they_were_asked_for(owed: World, client: Client) -> None:
    actor = Actor(owed.user(Role.SAM), "test")
    quiet = queries.address_of(actions.open_feed(actor, with_titles=False, now=NOW))
    found = entries(client, quiet)
    assert found and all("due" in summary and "forecast" not in summary for summary, _day in found)
    told = queries.address_of(actions.open_feed(actor, with_titles=True, now=NOW))
    assert ("Bring the forecast · Halden Energy", timezone.localdate()) in entries(client, told)
    assert client.get("/" + quiet.split("/", 3)[3]).status_code == 404, "a new address ends the one before"


def test_an_address_ends_with_its_owner_or_when_they_say_so(owed: World, client: Client) -> None:
    actor = Actor(owed.user(Role.SAM), "test")
    feed = actions.open_feed(actor, with_titles=True, now=NOW)
    path = "/" + queries.address_of(feed).split("/", 3)[3]
    assert client.get(path.replace("-", "-0")).status_code == 404
    deactivate(owed)
    assert client.get(path).status_code == 404
    User.objects.update(deactivated_at=None)
    actions.end_feed(actor, now=NOW)
    assert client.get(path).status_code == 404 and not CalendarFeed.objects.exists()


def test_by_page_and_by_http(owed: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]) -> None:
    client = signed_in(owed.user(Role.SAM))
    assert "My day by email" in client.get("/").content.decode()
    assert client.post("/my-day/by-mail/", {"often": "weekly"}).status_code == 302
    page = client.get("/my-day/notices/").content.decode()
    assert '<option value="weekly" selected' in page or 'value="weekly" checked' in page
    caller = called_by(owed.user(Role.SAM))
    made = api.post(caller, "/my-day/calendar", {"with_titles": True}, status=201)
    assert made["often"] == "weekly" and made["address"].endswith(".ics") and made["with_titles"]
    api.post(caller, "/my-day/by-mail", {"often": "hourly"}, status=422)
    api.delete(caller, "/my-day/calendar")
    assert api.get(caller, "/my-day/notices")["address"] == ""
