"""The map for programs, in the search and on my day."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from covalue.people.rules import Role
from covalue.relationships import actions, hits, my_day
from covalue.relationships.rules import Rated
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_map_and_changes_it(world: World, called_by: Callable[..., object]) -> None:
    program, base = called_by(world.user(Role.SAM)), f"/api/v1/accounts/{world.energy.pk}/map"
    json = {"content_type": "application/json"}
    who, signe = f"c{world.jon.pk}", f"c{world.signe.pk}"
    moved = program.post(f"{base}/move", {"who": who, "x": 5, "y": 6}, **json)  # type: ignore[attr-defined]
    assert moved.status_code == 200
    program.post(f"{base}/reports", {"who": who, "manager": signe}, **json)  # type: ignore[attr-defined]
    program.post(f"{base}/ratings", {"who": who, "what": "attitude", "value": "against"}, **json)  # type: ignore[attr-defined]
    told = program.get(base).json()  # type: ignore[attr-defined]
    [jon] = [row for row in told["people"] if row["who"] == who]
    assert (jon["manager"], jon["attitude"], jon["by_hand"]) == (signe, "against", False)
    assert told["revision"] > moved.json()["revision"]
    rows = program.get(f"{base}/people/{who}/ratings").json()  # type: ignore[attr-defined]
    assert [row["value"] for row in rows] == ["against"]


def test_a_role_nobody_was_found_for_is_found_by_whoever_may_open_the_account(world: World) -> None:
    actions.add_person(US, account=world.energy, name="Head of grid", kind="role", now=NOW)
    assert [hit.title for hit in hits.placeholders(world.user(Role.SAM), "grid")] == ["Head of grid"]
    assert list(hits.placeholders(world.stranger, "grid")) == []


def test_old_ratings_wait_on_the_day_of_whoever_answers_for_the_account(world: World) -> None:
    old = NOW - timedelta(days=200)
    actions.rate(US, account=world.energy, who=f"c{world.jon.pk}", what=Rated.ATTITUDE, value="neutral", now=old)
    [item] = my_day.waiting(Day(world.user(Role.SAM), TODAY))
    assert item.title == "1 rating of Halden Energy to renew"
    assert list(my_day.waiting(Day(world.stranger, TODAY))) == []
    actions.rate(US, account=world.energy, who=f"c{world.jon.pk}", what=Rated.ATTITUDE, value="neutral", now=NOW)
    assert list(my_day.waiting(Day(world.user(Role.SAM), TODAY))) == []
