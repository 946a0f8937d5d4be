"""Adoption as pages, My day, the portal and the API show it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts import shareables
from covalue.accounts.models import Account
from covalue.adoption import queries
from covalue.adoption.models import SuccessCriterion
from covalue.adoption.queries import CRITERIA, GO_LIVES, TICKETS, USAGE
from covalue.adoption.rules import Trend
from covalue.core import errors
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web import my_day
from tests import api
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]
FALLING = (200, 200, 200, 150, 150, 150)


def use(account: Account, product: str, used: tuple[int, ...], last: int = 10) -> None:
    for month, amount in enumerate(used, last - len(used) + 1):
        values = {"product": product, "month": date(2026, month, 9), "used": Decimal(amount), "agreed": Decimal(200)}
        USAGE.add(US, account, values, now=NOW)


def said(world: World, **values: object) -> SuccessCriterion:
    words = {"words": "Nobody calls at night", "contact": world.signe, "said_on": date(2026, 11, 1)}
    return CRITERIA.add(US, world.energy, words | values, now=NOW)


def kinds_of(user: User) -> list[str]:
    return [row.kind for row in my_day.queue(user, TODAY) if row.kind in ("use", "ticket", "go-live")]


def test_the_page_shows_use_milestones_their_words_and_tickets(world: World, signed_in: SignIn) -> None:
    use(world.energy, "Portal", FALLING)
    GO_LIVES.add(US, world.energy, {"title": "First dam", "due_on": date(2026, 11, 1)}, now=NOW)
    said(world)
    TICKETS.add(
        US, world.energy, {"subject": "It stops", "severity": "critical", "opened_on": date(2026, 11, 1)}, now=NOW
    )
    browser = signed_in(world.user(Role.SAM))
    text = browser.get(reverse("adoption:home", args=[world.energy.pk])).content.decode()
    for shown in (
        "falling",
        "First dam",
        "late since",
        "Nobody calls at night",
        "Signe Dahl",
        "It stops",
        "1 waits too long",
    ):
        assert shown in text
    empty = browser.get(reverse("adoption:home", args=[world.wind.pk])).content.decode()
    assert "No use is known yet" in empty and "Nobody said yet what success is" in empty


def test_falling_use_old_tickets_and_late_milestones_wait_for_who_answers_for_the_account(world: World) -> None:
    use(world.energy, "Portal", FALLING)
    use(world.energy, "Steady", (5, 5, 5, 5, 5, 5))
    GO_LIVES.add(US, world.energy, {"title": "First dam", "due_on": date(2026, 11, 1)}, now=NOW)
    for severity in ("critical", "medium"):
        values = {"subject": severity, "severity": severity, "opened_on": date(2026, 11, 10)}
        TICKETS.add(US, world.energy, values, now=NOW)
    assert sorted(kinds_of(world.user(Role.SAM))) == ["go-live", "ticket", "use"]
    assert kinds_of(world.user(Role.TEAM_MEMBER)) == []
    (item,) = [row for row in my_day.queue(world.user(Role.SAM), TODAY) if row.kind == "use"]
    assert item.title == "Use of Portal is falling" and item.why.startswith("25")


def test_values_that_do_not_go_together_are_refused(world: World) -> None:
    use(world.energy, "Portal", (1,))
    for rows, values, field in (
        (USAGE, {"product": "portal", "month": date(2026, 10, 31), "used": Decimal(1)}, "month"),
        (USAGE, {"month": TODAY, "used": Decimal(1)}, "product"),
        (GO_LIVES, {"title": "X", "due_on": TODAY, "owner": world.stranger}, "owner"),
        (GO_LIVES, {"title": "X", "due_on": TODAY, "reached_on": date(2026, 12, 1)}, "reached_on"),
        (CRITERIA, {"words": "X", "contact": world.signe, "said_on": TODAY, "met_on": date(2026, 1, 1)}, "met_on"),
        (TICKETS, {"subject": "X", "opened_on": TODAY, "closed_on": date(2026, 1, 1)}, "closed_on"),
    ):
        with pytest.raises(errors.BadInput) as refused:
            rows.add(US, world.energy, values, now=NOW)
        assert refused.value.field == field


def test_guests_read_their_own_words_where_shared_and_nothing_of_ours(world: World) -> None:
    said(world, measure="Calls after ten")
    (item,) = shareables.kind_of("criterion").items(world.energy)
    assert item.title == "Nobody calls at night" and item.theirs and ("Said by", "Signe Dahl") in item.facts


def test_the_api_tells_where_use_goes(world: World, called_by: Callable[..., Client]) -> None:
    client = called_by(world.user(Role.SAM))
    use(world.energy, "Portal", FALLING)
    adoption = api.get(client, f"/accounts/{world.energy.pk}/adoption")
    assert adoption["uses"][0]["trend"] == "falling" and adoption["uses"][0]["share"] == 0.75
    body = {"subject": "It stops", "opened_on": "2026-11-01", "severity": "high"}
    ticket = api.post(client, f"/accounts/{world.energy.pk}/tickets", body)
    assert api.get(client, f"/tickets/{ticket['id']}")["severity"] == "high"
    api.post(client, f"/accounts/{world.energy.pk}/tickets", {**body, "severity": "awful"}, status=422)
    assert api.get(client, f"/accounts/{world.energy.pk}/adoption")["open_tickets"] == 1


def test_the_use_of_accounts_that_became_one_is_added_up(world: World) -> None:
    twin = accounts.create(US, name="Halden Twin", now=NOW)
    use(world.energy, "Portal", (100, 100, 100, 40, 40, 40))
    use(twin, "portal", (100, 100, 100, 160, 160, 160))
    [merge] = accounts.merge(US, kept=world.energy, gone=[twin], now=NOW)
    [row] = queries.uses_of(USAGE.of(world.energy), TODAY)
    assert (row.use.trend, row.latest.used, row.latest.agreed, row.latest.share) == (Trend.STEADY, 200, 400, 0.5)
    assert USAGE.of(world.energy).count() == 12, "both lines stay as they are"
    accounts.undo_merge(US, merge=merge, now=NOW)
    [row] = queries.uses_of(USAGE.of(world.energy), TODAY)
    assert (row.use.trend, row.latest.used) == (Trend.FALLING, 40)
