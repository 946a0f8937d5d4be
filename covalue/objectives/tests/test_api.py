from collections.abc import Callable

import pytest
from django.test import Client

from covalue.core.models import Event
from covalue.objectives.models import Objective
from covalue.people.rules import Role
from tests import api
from tests.world import World

Caller = Callable[..., Client]


@pytest.fixture
def ines(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.SAM))


def test_objectives_of_both_sides(world: World, ines: Client) -> None:
    listed = f"/accounts/{world.energy.pk}/objectives"
    ours = api.post(ines, listed, {"side": "ours", "statement": "Grow", "owner": world.user(Role.SAM).pk})
    theirs = api.post(ines, listed, {"side": "theirs", "statement": "Fewer outages", "contact": world.signe.pk})
    assert [one["id"] for one in api.get(ines, listed)["items"]] == [theirs["id"], ours["id"]]
    assert [one["id"] for one in api.get(ines, f"{listed}?side=ours")["items"]] == [ours["id"]]
    path = f"/objectives/{theirs['id']}"
    changed = api.patch(ines, path, {"target": "2 a year", "due_on": "2027-06-30"}, theirs["version"])
    assert (changed["target"], changed["contact"]["name"]) == ("2 a year", "Signe Dahl")
    api.patch(ines, path, {"target": "1 a year"}, theirs["version"], status=412)
    api.patch(ines, path, {"target": "1 a year"}, None, status=428)
    api.delete(ines, path)
    api.told(ines.get(f"/api/v1{path}"), 404)
    api.post(ines, f"{path}/restore", status=200)
    assert api.get(ines, path)["target"] == "2 a year"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"statement": " "}, "statement"), ({"side": "both"}, "side"), ({"contact": 999_999}, "contact"),
     ({"owner": 1}, "owner"), ({"position": 0}, "position")],
)  # fmt: skip
def test_an_objective_that_cannot_be_is_refused(
    world: World, ines: Client, wrong: dict[str, object], field: str
) -> None:
    body = {"side": "theirs", "statement": "Fewer outages", **wrong}
    assert api.post(ines, f"/accounts/{world.energy.pk}/objectives", body, status=422)["field"] == field
    assert not Objective.objects.exists() and not Event.objects.filter(origin__startswith="api").exists()


def test_another_teams_objective_is_not_found(world: World, ines: Client, called_by: Caller) -> None:
    made = api.post(ines, f"/accounts/{world.energy.pk}/objectives", {"side": "ours", "statement": "Grow"})
    nils, path = called_by(world.stranger), f"/objectives/{made['id']}"
    api.told(nils.get(f"/api/v1{path}"), 404)
    api.patch(nils, path, {"target": "x"}, made["version"], status=404)
    api.delete(nils, path, status=404)
    assert api.get(ines, path) == made


def test_alignment_is_read_and_links_are_put(world: World, ines: Client) -> None:
    listed = f"/accounts/{world.energy.pk}/objectives"
    ours = api.post(ines, listed, {"side": "ours", "statement": "Grow"})["id"]
    theirs = api.post(ines, listed, {"side": "theirs", "statement": "Fewer outages"})["id"]
    links = f"/objectives/{ours}/links"
    told = api.post(ines, links, {"theirs": theirs, "strength": 2, "why": "Parts"}, status=200)
    assert (told["strength"], told["why"], told["theirs"]["name"]) == (2, "Parts", "Fewer outages")
    found = api.get(ines, f"/accounts/{world.energy.pk}/alignment")
    assert (found["answered"], found["grounded"], found["links"]) == (1, 1, [told])
    for wrong in ({"theirs": theirs, "strength": 4}, {"theirs": ours, "strength": 1}, {"theirs": 0, "strength": 1}):
        api.post(ines, links, wrong, status=422)
    api.delete(ines, f"{links}/{theirs}")
    assert api.get(ines, f"/accounts/{world.energy.pk}/alignment")["links"] == []
