"""An account's home, its steps and history, my day and the audit log."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from covalue.action_items import actions as action_items
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core import written
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.process.steps import STEPS
from tests.world import NOW, US, World

SignIn = Callable[[User], Client]
# Map, promises, rhythm, profile, position, standing, sponsors, opportunities, growth, agreements, installed base and adoption
# each tell of themselves there.
HOME_QUERIES = 48  # of an account that is drawn first, where the day of whoever looks is known
# Of a day that is asked first, whatever accounts it is about. Service levels, incidents and cases to plan came last.
DAY_QUERIES = 74


def _fill(world: World, times: int) -> None:
    for n in range(times):
        action_items.add(US, account=world.energy, title=f"Action {n}", owner=world.user(Role.SAM), now=NOW)
        conversations.log(
            US, account=world.energy, channel=Channel.CALL, held_on=NOW.date(), subject=f"Call {n}",
            said=[Said(world.signe, f"Words {n}", "private reason")], now=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("role", [Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR, Role.PROGRAM_DIRECTOR])
def test_the_team_reads_the_account_and_each_step(world: World, signed_in: SignIn, role: Role) -> None:
    _fill(world, 1)
    browser = signed_in(world.user(role))
    home = browser.get(reverse("process:account", args=[world.energy.pk])).content.decode()
    assert "Halden Energy" in home
    assert "Words 0" in home
    for step in STEPS:
        shown = browser.get(reverse("process:step", args=[world.energy.pk, step.key]))
        assert shown.status_code == 200 and shown.context["account"] == world.energy, "panels of packages ask for it"
    assert browser.get(reverse("process:step", args=[world.energy.pk, "nowhere"])).status_code == 404


@pytest.mark.parametrize("role", [Role.CUSTOMER_GUEST, Role.ANALYST, Role.ADMINISTRATOR, Role.UNIT_LEAD, Role.COACH])
def test_others_do_not_learn_that_it_exists(world: World, signed_in: SignIn, role: Role) -> None:
    browser = signed_in(world.user(role))
    for name, more in (("account", []), ("history", []), ("step", ["plan"])):
        answer = browser.get(reverse(f"process:{name}", args=[world.energy.pk, *more]))
        assert answer.status_code == 404
        assert "Halden" not in answer.content.decode()


def test_an_empty_account_offers_the_first_step(world: World, signed_in: SignIn) -> None:
    home = signed_in(world.stranger).get(reverse("process:account", args=[world.orsa.pk])).content.decode()
    assert reverse("conversations:log", args=[world.orsa.pk]) in home
    assert 'style="' not in home


def test_the_home_asks_a_constant_number_of_queries(world: World, signed_in: SignIn) -> None:
    browser, address = signed_in(world.user(Role.SAM)), reverse("process:account", args=[world.energy.pk])
    asked = []
    for times in (2, 12):
        _fill(world, times)
        browser.get(address)
        with CaptureQueriesContext(connection) as of_day:
            _know_nothing()
            browser.get(reverse("process:my-day-count"))
        with CaptureQueriesContext(connection) as of_home:
            browser.get(address)
        asked.append((len(of_day), len(of_home)))
    few, many = asked
    assert many <= few and many[1] <= few[1]
    assert many[0] <= DAY_QUERIES, "\n".join(q["sql"] for q in of_day.captured_queries)
    assert many[1] <= HOME_QUERIES, "\n".join(q["sql"] for q in of_home.captured_queries)


def _know_nothing() -> None:
    """Of the page, and of what was written to."""
    cache.clear()
    written.forget()


def test_my_day_sorts_by_urgency_and_shows_only_ones_own(world: World, signed_in: SignIn) -> None:
    ines, today = world.user(Role.SAM), timezone.localdate()
    for title, days in (("Late thing", -1), ("Soon thing", 3), ("Far thing", 30)):
        action_items.add(
            US, account=world.energy, title=title, owner=ines, due_on=today + timedelta(days=days), now=NOW
        )
    action_items.add(US, account=world.orsa, title="Not hers", owner=world.stranger, now=NOW)
    page = signed_in(ines).get(reverse("process:my-day")).content.decode()
    assert page.index("Late thing") < page.index("Soon thing") < page.index("Far thing")
    assert "Not hers" not in page
    assert "no conversation yet" in page


def test_a_guest_lands_on_a_calm_page(world: World, signed_in: SignIn) -> None:
    page = signed_in(world.user(Role.CUSTOMER_GUEST)).get(reverse("process:my-day"), follow=True).content.decode()
    assert "Nothing is shared with you" in page
    assert "Halden" not in page


def test_the_trail_is_for_administrators_and_tells_nothing_of_accounts(world: World, signed_in: SignIn) -> None:
    _fill(world, 1)
    for role in Role:
        answer = signed_in(world.user(role)).get(reverse("process:trail"))
        assert answer.status_code == (200 if role == Role.ADMINISTRATOR else 404)
        assert "Call 0" not in answer.content.decode()
