"""Service levels, results and incidents: what is refused, what the page says, and who is told."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account
from covalue.adoption.queries import TICKETS
from covalue.agreements.queries import AGREEMENTS
from covalue.core import errors
from covalue.execution import actions as execution
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.service_levels import queries, status
from covalue.service_levels.models import Incident, ServiceLevel, ServiceResult
from covalue.service_levels.queries import INCIDENTS, LEVELS, RESULTS
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


def level_of(account: Account, **values: Any) -> ServiceLevel:
    row = {"title": "Delivered on the day", "target": Decimal(98), "unit": "%"} | values
    return LEVELS.add(US, account, row, now=NOW)


def measured(level: ServiceLevel, day: date, value: str, **values: Any) -> ServiceResult:
    row = {"service_level": level, "begins_on": day, "value": Decimal(value)} | values
    return RESULTS.add(US, level.account, row, now=NOW)


def refused(rows: Any, account: Account, values: dict[str, Any], field: str) -> None:
    with pytest.raises(errors.BadInput) as problem:
        rows.add(US, account, values, now=NOW)
    assert problem.value.field == field


def test_a_level_is_valid_as_long_as_its_agreement(world: World) -> None:
    terms = {"title": "Supply", "starts_on": date(2026, 3, 1), "ends_on": date(2026, 9, 30)}
    agreement = AGREEMENTS.add(US, world.energy, terms, now=NOW)
    level = level_of(world.energy, agreement=agreement)
    assert (level.since, level.until) == (date(2026, 3, 1), date(2026, 9, 30))
    for day in (date(2026, 2, 11), date(2026, 10, 1), date(2026, 12, 1)):
        refused(RESULTS, world.energy, {"service_level": level, "begins_on": day, "value": Decimal(1)}, "begins_on")
    assert measured(level, date(2026, 3, 17), "98").begins_on == date(2026, 3, 1)
    refused(
        RESULTS, world.energy, {"service_level": level, "begins_on": date(2026, 3, 2), "value": Decimal(1)}, "begins_on"
    )
    refused(LEVELS, world.orsa, {"title": "X", "target": Decimal(1), "agreement": agreement}, "agreement")
    refused(LEVELS, world.energy, {"title": "delivered ON the day", "target": Decimal(1)}, "title")
    early = {"title": "X", "target": Decimal(1), "starts_on": TODAY, "ends_on": date(2026, 1, 1)}
    refused(LEVELS, world.energy, early, "ends_on")


def test_past_periods_stay_judged_by_what_was_agreed_then(world: World) -> None:
    level = level_of(world.energy)
    september = measured(level, date(2026, 9, 1), "98")
    LEVELS.edit(US, level, {"target": Decimal(99)}, now=NOW)
    october = measured(level, date(2026, 10, 1), "98.5")
    september.refresh_from_db()
    assert september.is_kept and not october.is_kept
    with pytest.raises(errors.BadInput):
        LEVELS.edit(US, level, {"period": "quarter"}, now=NOW)
    view = queries.page_of(world.energy, TODAY).levels[0]
    assert (view.kept, len(view.judged), view.missed_last) == (1, 2, True)


def test_a_period_that_runs_is_not_judged_yet(world: World) -> None:
    level = level_of(world.energy)
    measured(level, TODAY, "10")
    view = queries.page_of(world.energy, TODAY).levels[0]
    assert view.latest is None and not view.missed_last


def test_an_incident_of_a_ticket_has_the_days_of_the_ticket(world: World) -> None:
    values = {"subject": "It stops", "opened_on": date(2026, 11, 1), "severity": "high", "external_id": "T-1"}
    ticket = TICKETS.add(US, world.energy, values, now=NOW)
    incident = INCIDENTS.add(US, world.energy, {"ticket": ticket}, now=NOW)
    assert (incident.called, incident.how_bad, incident.is_open) == ("It stops", "high", True)
    refused(INCIDENTS, world.energy, {"ticket": ticket}, "ticket")
    refused(INCIDENTS, world.orsa, {"ticket": ticket}, "ticket")
    refused(INCIDENTS, world.energy, {"ticket": ticket, "opened_on": TODAY}, "opened_on")
    TICKETS.edit(US, ticket, {"closed_on": date(2026, 11, 5)}, now=NOW)
    incident = INCIDENTS.of(world.energy).get()
    assert incident.ended == date(2026, 11, 5)


def test_what_cannot_be_of_an_incident_is_refused(world: World) -> None:
    day = date(2026, 11, 3)
    base = {"title": "X", "opened_on": day}
    refused(INCIDENTS, world.energy, {}, "title")
    refused(INCIDENTS, world.energy, {"title": "X"}, "opened_on")
    refused(INCIDENTS, world.energy, {"title": "X", "opened_on": date(2026, 12, 1)}, "opened_on")
    refused(INCIDENTS, world.energy, base | {"resolved_on": date(2026, 11, 2)}, "resolved_on")
    refused(INCIDENTS, world.energy, base | {"rating": 3, "rated_on": day}, "rating")
    refused(INCIDENTS, world.energy, base | {"rated_on": day}, "rating")
    refused(INCIDENTS, world.energy, base | {"resolved_on": day, "rating": 3}, "rated_on")
    early = {"resolved_on": date(2026, 11, 9), "rating": 3, "rated_on": date(2026, 11, 8)}
    refused(INCIDENTS, world.energy, base | early, "rated_on")
    assert not Incident.objects.exists()


def test_the_page_says_what_was_kept_and_what_followed(world: World, signed_in: SignIn) -> None:
    level = level_of(world.energy)
    for month, value in enumerate(("99", "98.5", "98", "97.5", "97"), 6):
        measured(level, date(2026, month, 1), value)
    done = {"resolved_on": date(2026, 11, 5), "rating": 6, "rated_on": date(2026, 11, 9), "rating_words": "Too late"}
    INCIDENTS.add(US, world.energy, {"title": "Cold chain", "opened_on": date(2026, 11, 2), **done}, now=NOW)
    browser = signed_in(world.user(Role.SAM))
    page = browser.get(reverse("service_levels:home", args=[world.energy.pk])).content.decode()
    for text in ("at least 98 %", "getting worse", "3 of 5", "Too late", "too few to know"):
        assert text in page
    day = browser.get(reverse("process:my-day")).content.decode()
    assert "Service level missed" in day
    for name in ("levels", "results", "incidents"):
        answer = browser.get(reverse(f"service_levels:{name}:export", args=[world.energy.pk]))
        assert answer.status_code == 200


def test_my_day_tells_what_is_open_whose_owner_left_and_what_nobody_rated(world: World, signed_in: SignIn) -> None:
    leaver = world.user(Role.TEAM_MEMBER)
    values = {"title": "Wrong dock", "opened_on": date(2026, 11, 19), "owner": leaver}
    INCIDENTS.add(US, world.energy, values, now=NOW)
    done = {"title": "Late", "opened_on": date(2026, 11, 2), "resolved_on": date(2026, 11, 3), "contact": world.jon}
    INCIDENTS.add(US, world.energy, done, now=NOW)
    people.deactivate(US, user=leaver, now=NOW)
    day = signed_in(world.user(Role.SAM)).get(reverse("process:my-day")).content.decode()
    assert f"{leaver.name} has left" in day and "Not rated yet: Late" in day and "ask Jon Ek" in day


def test_the_status_says_what_is_late_missed_and_open_on_one_page(world: World, signed_in: SignIn) -> None:
    for title, days, begins in (("Fit the sensors", 5, date(2026, 11, 2)), ("Sensors live", 0, date(2026, 12, 1))):
        execution.add(US, world.energy, {"title": title, "starts_on": begins, "duration": days}, now=NOW)
    measured(level_of(world.energy), date(2026, 10, 1), "97.5")
    for number in range(9):
        INCIDENTS.add(US, world.energy, {"title": f"Late {number}", "opened_on": date(2026, 11, 2)}, now=NOW)
    said = [line.text + " " + line.note for part in status.status_of(world.energy, TODAY).parts for line in part.lines]
    text = "\n".join(said)
    for wanted in (
        "0 of 2 work packages done",
        "0 of 1 service levels kept last",
        "Sensors live",
        "Fit the sensors: 6 Nov",
    ):
        assert wanted in text
    assert "97.5 %" in text and "missed" in text and said[-1].startswith("and 2 more")
    answer = signed_in(world.user(Role.SAM)).get(reverse("service_levels:status", args=[world.energy.pk]))
    assert answer.content.startswith(b"%PDF")


def test_an_account_with_nothing_to_deliver_has_a_status_too(world: World) -> None:
    parts = status.status_of(world.orsa, TODAY).parts
    assert all(part.lines for part in parts)
