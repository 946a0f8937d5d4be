"""Operations of standing, each once: the same queries and actions as the pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from covalue.accounts import actions as accounts
from covalue.people.rules import Role
from covalue.standing.models import Assessment
from covalue.standing.tests import samples
from tests import api
from tests.world import NOW, US, World

Caller = Callable[..., Client]


@pytest.fixture
def ines(world: World, called_by: Caller) -> Client:
    accounts.edit_contact(US, contact=world.signe, email="signe@example.com", now=NOW)
    return called_by(world.user(Role.SAM))


def test_a_round_from_first_to_last(world: World, ines: Client) -> None:
    rounds, sam = f"/accounts/{world.energy.pk}/assessments", world.user(Role.SAM)
    body = {"name": "Spring", "contacts": [world.signe.pk], "colleagues": [sam.pk]}
    opened = api.post(ines, rounds, body)
    path = f"/assessments/{opened['id']}"
    assert [one["name"] for one in api.get(ines, rounds)["items"]] == ["Spring"]
    found = Assessment.objects.get()
    samples.answered(found, world.signe, 2, now=found.opened_at)
    results = api.get(ines, f"{path}/results")
    assert not results["shown"] and results["drivers"] == [] and results["overall"]["theirs"] is None
    drivers = [driver.pk for driver in found.driver_set.drivers.all()]
    half = {"ratings": [{"driver": pk, "score": 4} for pk in drivers[:5]]}
    assert "cannot judge" in api.post(ines, f"{path}/ratings", half, status=422)["detail"]
    whole = {"ratings": [{"driver": pk, "score": 4} for pk in drivers], "rung": "partner"}
    api.post(ines, f"{path}/ratings", whole, status=204)
    results = api.get(ines, f"{path}/results")
    assert results["shown"] and results["overall"]["gap"] == 2 and results["our_rung"] == "partner"
    assert {rating["side"] for rating in results["drivers"][0]["ratings"]} == {"theirs", "ours"}
    changed = api.patch(ines, path, {"name": "Summer"}, opened["version"])
    assert changed["name"] == "Summer"
    api.patch(ines, path, {"name": "Autumn"}, opened["version"], status=412)
    assert api.post(ines, f"{path}/close", status=200)["closed_at"]
    asked = api.get(ines, f"{path}/asked")
    assert asked["requests"][0]["contact"]["name"] == "Signe Dahl" and len(asked["raters"]) == 1
    api.post(ines, f"/assessment-requests/{asked['requests'][0]['id']}/remind", status=409)
    assert api.post(ines, f"{path}/reopen", status=200)["closed_at"] is None
    api.delete(ines, path)
    api.told(ines.get(f"/api/v1{path}"), 404)
    assert api.post(ines, f"{path}/restore", status=200)["name"] == "Summer"


@pytest.mark.parametrize(
    "wrong", [{"contacts": [999_999]}, {"driver_set": 999_999}, {"due_on": "1999-01-01"}, {"colleagues": ["x"]}]
)
def test_what_cannot_be_asked_opens_nothing(world: World, ines: Client, wrong: dict[str, object]) -> None:
    api.post(ines, f"/accounts/{world.energy.pk}/assessments", wrong, status=422)
    assert not Assessment.objects.exists()


def test_driver_sets_are_versions(world: World, called_by: Caller) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    words = {"name": "Trust", "theirs": "We rely on them.", "ours": "They rely on us.", "german_name": "Vertrauen"}
    first = api.post(dora, "/driver-sets", {"name": "Ours", "drivers": [words]})
    again = {"name": "Ours", "drivers": [words, {**words, "name": "Speed"}]}
    second = api.post(dora, f"/driver-sets/{first['id']}/versions", again)
    assert second["version"] == 2 and second["before"] == first["id"]
    assert second["drivers"][0]["key"] == first["drivers"][0]["key"]
    assert [one["id"] for one in api.get(dora, "/driver-sets")] == [second["id"]]
    api.post(dora, f"/driver-sets/{first['id']}/versions", again, status=409)
    api.delete(dora, f"/driver-sets/{second['id']}")
    assert api.get(dora, "/driver-sets") == []
    api.post(dora, f"/driver-sets/{second['id']}/restore", status=200)


def test_evidence_and_scorecards(world: World, ines: Client) -> None:
    evidence = f"/accounts/{world.energy.pk}/rung-evidence"
    body = {"criterion": "reliable", "side": "theirs", "words": "On time", "on": "2026-01-05"}
    api.post(ines, evidence, body, status=422)
    added = api.post(ines, evidence, {**body, "contact": world.signe.pk})
    assert added["rung"] == "vendor" and added["contact"]["name"] == "Signe Dahl"
    cards = f"/accounts/{world.energy.pk}/scorecards"
    card = {
        "name": "Review",
        "period": "Q2",
        "ends_on": "2026-06-30",
        "worst": 6,
        "best": 1,
        "lines": [{"criterion": "Quality", "guess": 2}],
    }
    kept = api.post(ines, cards, card)
    assert kept["lines"][0]["guessed_blind"]
    changed = {**card, "lines": [{"criterion": "Quality", "guess": 2, "score": 3}]}
    scored = api.put(ines, f"/scorecards/{kept['id']}", changed, kept["version"])
    assert scored["lines"][0]["guessed_blind"] and float(scored["lines"][0]["score"]) == 3
    api.post(ines, cards, {**card, "lines": [{"criterion": "Quality", "score": 7}]}, status=422)
    assert len(api.get(ines, cards)["items"]) == 1
    api.delete(ines, f"/scorecards/{kept['id']}")
    assert api.get(ines, cards)["items"] == []
    api.post(ines, f"/scorecards/{kept['id']}/restore", status=200)
