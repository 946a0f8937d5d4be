from collections.abc import Callable

import pytest
from django.test import Client

from covalue.action_items.models import Action
from covalue.core.models import Event
from covalue.people.rules import Role
from tests import api
from tests.world import World

Caller = Callable[..., Client]


@pytest.fixture
def ines(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.SAM))


def test_a_promise_from_first_to_last(world: World, ines: Client) -> None:
    made = api.post(ines, f"/accounts/{world.energy.pk}/actions", {"title": "Call  Signe", "due_on": "2026-12-01"})
    assert (made["title"], made["owner"]["name"]) == ("Call Signe", "Ines Moreau")
    path = f"/actions/{made['id']}"
    theirs = api.patch(ines, path, {"owner": None, "customer_owner": world.signe.pk}, made["version"])
    assert (theirs["owner"], theirs["customer_owner"]["name"]) == (None, "Signe Dahl")
    api.patch(ines, path, {"title": "x"}, made["version"], status=412)
    done = api.post(ines, f"{path}/complete", status=200)
    assert done["done_at"] and api.post(ines, f"{path}/complete", status=200)["done_at"] == done["done_at"]
    listed = f"/accounts/{world.energy.pk}/actions"
    assert (
        api.get(ines, f"{listed}?open=true")["items"] == [] and len(api.get(ines, f"{listed}?open=false")["items"]) == 1
    )
    assert api.post(ines, f"{path}/reopen", status=200)["done_at"] is None
    api.delete(ines, path)
    api.delete(ines, path, status=404)
    api.told(ines.get(f"/api/v1{path}"), 404)
    api.post(ines, f"{path}/complete", status=404)
    api.post(ines, f"{path}/restore", status=200)
    assert [one["id"] for one in api.get(ines, listed)["items"]] == [made["id"]]


def test_what_i_owe(world: World, ines: Client, called_by: Caller) -> None:
    api.post(ines, f"/accounts/{world.energy.pk}/actions", {"title": "Mine"})
    api.post(
        ines, f"/accounts/{world.energy.pk}/actions", {"title": "Karl's", "owner": world.user(Role.TEAM_MEMBER).pk}
    )
    assert [one["title"] for one in api.get(ines, "/actions")["items"]] == ["Mine"]
    api.told(called_by(world.user(Role.CUSTOMER_GUEST)).get("/api/v1/actions"), 404)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": " "}, "title"), ({"owner": 999_999}, "owner"), ({"customer_owner": 999_999}, "customer_owner"),
     ({"due_on": "tomorrow"}, "due_on"), ({"done_at": "2026-11-01"}, "done_at")],
)  # fmt: skip
def test_a_promise_that_cannot_be_is_refused(world: World, ines: Client, wrong: dict[str, object], field: str) -> None:
    body = {"title": "Call", **wrong}
    assert api.post(ines, f"/accounts/{world.energy.pk}/actions", body, status=422)["field"] == field
    both = {"title": "Call", "owner": world.user(Role.SAM).pk, "customer_owner": world.signe.pk}
    assert api.post(ines, f"/accounts/{world.energy.pk}/actions", both, status=422)["field"] == "owner"
    assert not Action.objects.exists() and not Event.objects.filter(origin__startswith="api").exists()


def test_another_teams_promise_is_not_found(world: World, ines: Client, called_by: Caller) -> None:
    made, nils = api.post(ines, f"/accounts/{world.energy.pk}/actions", {"title": "Call"}), called_by(world.stranger)
    path = f"/actions/{made['id']}"
    api.told(nils.get(f"/api/v1{path}"), 404)
    api.patch(nils, path, {"title": "x"}, made["version"], status=404)
    api.post(nils, f"{path}/complete", status=404)
    api.delete(nils, path, status=404)
    assert api.get(ines, path) == made
