"""The customer's business through the API."""

from collections.abc import Callable

import pytest
from django.test import Client

from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.profiles.models import Finding
from covalue.profiles.queries import SIGNALS
from covalue.profiles.tests.test_profiles import HAPPENED
from tests import api
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
FINDING = {"topic": "trends", "words": "Waste is taxed", "source": "Bill", "found_on": "2026-01-05"}


@pytest.fixture
def ines(world: World, called_by: Callable[..., Client]) -> Client:
    return called_by(world.user(Role.SAM))


def test_a_finding_says_how_old_it_is_and_is_as_young_as_its_check(world: World, ines: Client) -> None:
    listed = f"/accounts/{world.energy.pk}/findings"
    finding = api.post(ines, listed, {**FINDING, "contact": world.signe.pk})
    assert (finding["stale"], finding["shelf_life_days"], finding["contact"]["name"]) == (True, 180, "Signe Dahl")
    checked = api.post(ines, f"/findings/{finding['id']}/check", status=200)
    assert (checked["stale"], checked["age_days"]) == (False, 0)
    changed = api.patch(ines, f"/findings/{finding['id']}", {"words": "Waste is free"}, checked["version"])
    assert (changed["words"], changed["revision"]) == ("Waste is free", 2)
    api.patch(ines, f"/findings/{finding['id']}", {"words": "x"}, checked["version"], status=412)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"topic": "weather"}, "topic"),
        ({"words": " "}, "words"),
        ({"source": ""}, "source"),
        ({"number": 3}, "number"),
        ({"topic": "procurement_rank", "number": 0}, "number"),
        ({"contact": 999_999}, "contact"),
        ({"found_on": "2199-01-01"}, "found_on"),
    ],
)
def test_bad_input_names_its_field_and_adds_nothing(
    world: World, ines: Client, wrong: dict[str, object], field: str
) -> None:
    before = Event.objects.count()
    problem = api.post(ines, f"/accounts/{world.energy.pk}/findings", {**FINDING, **wrong}, status=422)
    assert field in str(problem)
    assert not Finding.objects.exists()
    assert Event.objects.count() == before


def test_a_signal_is_answered_and_asked_again(world: World, ines: Client) -> None:
    signal = SIGNALS.add(US, world.energy, HAPPENED, now=NOW)
    path = f"/signals/{signal.pk}"
    assert api.get(ines, path)["effect"] is None
    api.post(ines, f"{path}/answer", {"effect": "changes", "concerns": "plan:9"}, status=422)
    answered = api.post(
        ines, f"{path}/answer", {"effect": "nothing", "reason": "Not ours", "action": "Watch"}, status=200
    )
    assert (answered["effect"], answered["reason"], answered["answered_by"]["name"]) == (
        "nothing", "Not ours", "Ines Moreau",
    )  # fmt: skip
    assert answered["action"] is not None
    assert api.post(ines, f"{path}/reopen", status=200)["effect"] is None
