from collections.abc import Callable

import pytest
from django.test import Client

from covalue.people.rules import Role
from covalue.value.models import Initiative, Target
from tests import api
from tests.world import TODAY, World

Caller = Callable[..., Client]
SHEET = {
    "years": 1, "rate": 0.0,
    "assumptions": [{"name": "minutes", "unit": "minutes/year", "low": 100, "base": 200, "high": 300}],
    "lines": [{"title": "Avoided", "formula": "minutes × 50"}],
}  # fmt: skip
SAID = {"on": TODAY.isoformat()}


@pytest.fixture
def ines(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.SAM))


def test_a_target_from_hypothesis_to_validated(world: World, ines: Client) -> None:
    listed = f"/accounts/{world.energy.pk}/targets"
    made = api.post(ines, listed, {"title": "Fewer outages", "impact": 5, "fit": 3, "holder": world.signe.pk})
    assert (made["state"], made["priority"]) == ("hypothesis", 15)
    path = f"/targets/{made['id']}"
    api.post(ines, f"{path}/validate", {**SAID, "contact": world.signe.pk, "words": "Yes"}, status=200)
    found = api.get(ines, path)
    assert (found["state"], found["validated_by"]["name"]) == ("validated", "Signe Dahl")
    api.patch(ines, path, {"fit": 4}, made["version"], status=412)
    assert api.patch(ines, path, {"fit": 4}, found["version"])["priority"] == 20
    assert api.post(ines, f"{path}/park", {"reason": "Merger"}, status=200)["state"] == "parked"
    assert api.post(ines, f"{path}/take-up", status=200)["state"] == "validated"
    api.delete(ines, path)
    assert api.get(ines, listed)["items"] == []
    api.post(ines, f"{path}/restore", status=200)


def test_a_case_with_its_figures(world: World, ines: Client) -> None:
    listed = f"/accounts/{world.energy.pk}/cases"
    empty = api.post(ines, listed, {"title": "Care"})
    assert empty["sheet"]["currency"] == "EUR" and empty["figures"] is None
    assert empty["problem"] == "No line has a formula yet."
    path = f"/cases/{empty['id']}"
    wrong = api.patch(ines, path, {"sheet": SHEET}, empty["version"])
    assert wrong["figures"] is None and wrong["problem"].startswith("Avoided: This results in")
    money = {**SHEET, "assumptions": [{**SHEET["assumptions"][0], "unit": "€/year"}]}  # type: ignore[index, dict-item]
    right = api.patch(ines, path, {"sheet": money}, wrong["version"])
    assert right["figures"]["customer_npv"] == pytest.approx(10_000) and right["revision"] == 2
    confirmed = api.post(ines, f"{path}/confirmations", {**SAID, "name": "minutes", "contact": world.signe.pk})
    assert confirmed["confirmations"][0]["outgrown"] is False
    api.delete(ines, f"/confirmations/{confirmed['confirmations'][0]['id']}")
    assert api.get(ines, listed)["items"][0]["confirmations"] == []
    api.delete(ines, path)
    api.told(ines.get(f"/api/v1{path}"), 404)
    api.post(ines, f"{path}/restore", status=200)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"impact": 9}, "impact"),
        ({"holder": 999_999}, "holder"),
        ({"state": "validated"}, "state"),
    ],
)
def test_a_target_that_cannot_be_is_refused(world: World, ines: Client, wrong: dict[str, object], field: str) -> None:
    body = {"title": "Fewer outages", **wrong}
    assert api.post(ines, f"/accounts/{world.energy.pk}/targets", body, status=422)["field"] == field
    assert not Target.objects.exists()


@pytest.mark.parametrize("sheet", [{"rate": 7}, {"years": 0}, {"lines": [{}]}, {"nonsense": 1}, None, []])
def test_a_sheet_that_makes_no_sense_is_refused(world: World, ines: Client, sheet: object) -> None:
    api.post(ines, f"/accounts/{world.energy.pk}/cases", {"title": "Care", "sheet": sheet}, status=422)
    assert not Initiative.objects.exists()


def test_another_teams_case_is_not_found(world: World, ines: Client, called_by: Caller) -> None:
    made = api.post(ines, f"/accounts/{world.energy.pk}/cases", {"title": "Care", "sheet": SHEET})
    nils, path = called_by(world.stranger), f"/cases/{made['id']}"
    api.told(nils.get(f"/api/v1{path}"), 404)
    api.patch(nils, path, {"title": "Mine"}, made["version"], status=404)
    api.post(nils, f"{path}/confirmations", {**SAID, "name": "minutes", "contact": world.signe.pk}, status=404)
    api.delete(nils, path, status=404)
    assert api.get(ines, path) == made
