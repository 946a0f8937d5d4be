from collections.abc import Callable

import pytest
from django.test import Client

from covalue.core.models import Event
from covalue.discovery.models import Card
from covalue.people.rules import Role
from tests import api
from tests.world import World

Caller = Callable[..., Client]


@pytest.fixture
def ines(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.SAM))


def test_a_card_from_first_to_last(world: World, ines: Client) -> None:
    board = f"/accounts/{world.energy.pk}/board"
    first = api.post(ines, board, {"lane": "goals", "words": "Grow", "contact": world.signe.pk})
    second = api.post(ines, board, {"lane": "goals", "words": "Save", "before": first["id"]})
    assert [one["words"] for one in api.get(ines, board)["items"]] == ["Save", "Grow"]
    path = f"/cards/{second['id']}"
    moved = api.post(ines, f"{path}/move", {"lane": "ideas"}, status=200)
    assert moved["lane"] == "ideas"
    changed = api.patch(ines, path, {"words": "Save money"}, moved["version"])
    assert changed["words"] == "Save money"
    api.patch(ines, path, {"words": "Save time"}, moved["version"], status=412)
    assert api.post(ines, f"{path}/become", {"fate": "target"}, status=200)["became"] == "target"
    api.post(ines, f"{path}/become", {"fate": "target"}, status=409)
    api.delete(ines, path)
    api.told(ines.get(f"/api/v1{path}"), 404)
    assert api.post(ines, f"{path}/restore", status=200)["words"] == "Save money"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"words": " "}, "words"), ({"lane": "hopes"}, "lane"), ({"contact": 999_999}, "contact"),
     ({"statement": 999_999}, "statement"), ({"colour": "red"}, "colour")],
)  # fmt: skip
def test_a_card_that_cannot_be_is_refused(world: World, ines: Client, wrong: dict[str, object], field: str) -> None:
    body = {"lane": "goals", "words": "Grow", **wrong}
    assert api.post(ines, f"/accounts/{world.energy.pk}/board", body, status=422)["field"] == field
    assert not Card.objects.exists() and not Event.objects.filter(origin__startswith="api").exists()


def test_questions(world: World, ines: Client, called_by: Caller) -> None:
    every = api.get(ines, "/questions?function=finance")
    assert any(one["function"] == "finance" for one in every) and not any(one["function"] == "sales" for one in every)
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    own = api.post(dora, "/questions", {"part": "success", "words": "How much?"})
    assert own in api.get(ines, "/questions")
    api.delete(ines, f"/questions/{own['own']}", status=403)
    api.delete(dora, f"/questions/{own['own']}")
    assert own not in api.get(ines, "/questions")
    api.post(dora, f"/questions/{own['own']}/restore", status=204)
    assert own in api.get(ines, "/questions")
