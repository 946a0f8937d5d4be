"""Recent activity: a day's events of one person about one thing are one line, in a sentence."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from covalue.action_items import actions as action_items
from covalue.core import events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.process import activity, queries
from covalue.process.activity import Line
from tests import api
from tests.world import NOW, US, World

SignIn = Callable[[User], Client]


def told(lines: list[Line] | tuple[Line, ...]) -> list[str]:
    return [f"{line.who.name} {unescape(re.sub('<[^>]+>', '', str(line.sentence)))}" for line in lines]


def lines_on(world: World) -> list[Line]:
    return activity.Lines(queries.history_of(world.energy))[:50]


def look(world: World, page: str, minutes: int) -> None:
    greta = world.user(Role.CUSTOMER_GUEST)
    events.write(
        Actor(user=greta, origin="test"), "looked at", stream=world.energy, name="the shared workspace",
        changes={"page": ("", page)}, now=NOW + timedelta(minutes=minutes),
    )  # fmt: skip


def test_many_edits_of_one_sheet_in_a_day_are_one_line_that_says_what_changed(world: World) -> None:
    ines = Actor(user=world.user(Role.SAM), origin="test")
    for n in range(11):
        changes = {f"assumption {n}: low": ("", f"{n}")}
        events.write(ines, "changed value case", stream=world.energy, name="Half-cases", changes=changes, now=NOW)
    [line] = [line for line in lines_on(world) if "Half-cases" in line.sentence]
    assert told([line]) == ["Ines Moreau changed 11 assumptions of “Half-cases”"]
    assert len(line.details) == 11 and line.details[0].label == "low value of “assumption 10”" and not line.theirs


def test_visits_of_a_guest_are_one_line_a_day_in_the_customers_voice(world: World) -> None:
    for minutes, page in enumerate(("home", "statement:74", "case:3", "home")):
        look(world, page, minutes)
    look(world, "home", 60 * 24)
    today, before = (line for line in lines_on(world) if line.theirs)
    assert told([today, before]) == [
        "Greta Gast visited the shared workspace",
        "Greta Gast visited the shared workspace · 3 pages",
    ]
    assert before.total == 4 and not before.details


def test_a_contact_who_signs_has_the_customers_voice_and_the_system_ours(world: World) -> None:
    signer = Actor(user=None, origin="link", called="Signe Dahl")
    amount = {"amount": ("", "EUR 24100.00")}
    events.write(signer, "signed: partly", stream=world.energy, name="Half-cases, Q3 26", changes=amount, now=NOW)
    events.write(US, "edited account", stream=world.energy, subject=world.energy,
                 changes={"account_class": ("standard", "strategic")}, now=NOW)  # fmt: skip
    signed, ours = sorted(lines_on(world)[:2], key=lambda line: not line.theirs)
    assert signed.theirs and told([signed]) == ["Signe Dahl agreed in part to “Half-cases, Q3 26”: €24.1k"]
    assert not ours.theirs and told([ours]) == ["Covalue changed the class of Halden Energy to Strategic"]
    assert [(one.before, one.after) for one in ours.details] == [("Standard", "Strategic")]


def test_other_people_other_days_and_other_accounts_are_other_lines(world: World) -> None:
    ines, karl = (Actor(user=world.user(role), origin="test") for role in (Role.SAM, Role.TEAM_MEMBER))
    for who, days in ((ines, 0), (ines, 0), (karl, 0), (ines, 1)):
        action_items.add(who, account=world.energy, title="Call", owner=None, now=NOW + timedelta(days=days))
    action_items.add(ines, account=world.group, title="Call", owner=None, now=NOW)
    rows = [text for text in told(lines_on(world)) if "action" in text]
    assert sorted(rows) == [
        "Ines Moreau added 2 actions",
        "Ines Moreau added the action “Call”",
        "Karl Lund added the action “Call”",
    ]


def test_ten_thousand_events_take_as_many_queries_as_ten(world: World) -> None:
    def written(n: int) -> None:
        events.write_many(
            events.prepare(US, "edited action", stream=world.energy, now=NOW - timedelta(hours=hour))
            for hour in range(n)
        )

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_asked:
            found = activity.recent(queries.history_of(world.energy), 8)
            page = activity.Lines(queries.history_of(world.energy))[3:9]
        assert len(found) <= 8 and sum(len(line.events) for line in (*found, *page)) <= 18 * activity.READ
        return len(queries_asked)

    written(10)
    few = asked()
    written(10_000)
    assert asked() <= few


@pytest.mark.parametrize("entries", ["", "all"])
def test_the_history_speaks_in_sentences_and_keeps_the_entries(world: World, signed_in: SignIn, entries: str) -> None:
    look(world, "statement:74", 0)
    address = reverse("process:history", args=[world.energy.pk])
    page = signed_in(world.user(Role.SAM)).get(address, {"entries": entries}).content.decode()
    assert 'class="customer-voice">Greta Gast</span> visited the shared workspace' in " ".join(page.split())
    assert ("statement:74" in page) == (entries == "all")


def test_the_card_of_the_latest_says_what_the_history_says(world: World) -> None:
    ines = Actor(user=world.user(Role.SAM), origin="test")
    for hour in range(0, 100, 7):
        look(world, f"case:{hour}", hour * 60)
        at = NOW + timedelta(hours=hour)
        events.write(ines, "edited action", stream=world.energy, subject=world.energy, name="Call", now=at)
    card, page = activity.recent(queries.history_of(world.energy), 8), lines_on(world)[:8]
    assert [(line.sentence, line.at, line.total) for line in card] == [
        (line.sentence, line.at, line.total) for line in page
    ]


def test_programs_get_the_sentence_beside_the_entry(world: World, called_by: SignIn) -> None:
    look(world, "home", 0)
    [event] = api.get(called_by(world.user(Role.SAM)), f"/accounts/{world.energy.pk}/history?limit=1")["items"]
    assert (event["verb"], event["sentence"]) == ("looked at", "visited the shared workspace")
