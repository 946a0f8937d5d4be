"""Rounds, coverage and needs segments on the command line."""

import json
from datetime import timedelta
from typing import Any

import pytest

from covalue.cli.main import main
from covalue.coverage import actions as coverage
from covalue.needs.models import NeedsSegmentation
from covalue.people.rules import Role
from covalue.selection.actions import rounds
from covalue.selection.tests import samples
from tests.world import NOW, World


@pytest.fixture
def asked(world: World, capsys: pytest.CaptureFixture[str]) -> Any:
    def ask(*words: str) -> Any:
        capsys.readouterr()
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return ask


def test_a_round_is_told_once_rating_is_closed_and_not_before(
    world: World, asked: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked("rounds") == []
    round = samples.opened(world)
    samples.give_all(world, round, Role.SAM, 5, 5, 5, 10)
    assert [(one["id"], one["state"], one["candidates"]) for one in asked("rounds")] == [(round.pk, "rating", 3)]
    assert main(["rounds", str(round.pk), "--json"]) == 1
    refused = capsys.readouterr()
    assert refused.out == "" and "Rating is still open" in refused.err
    rounds.close_rating(samples.actor(world.user(Role.PROGRAM_DIRECTOR)), round, anyway=True, now=NOW)
    found = asked("rounds", str(round.pk))
    assert {one["account"] for one in found["standings"]} == {"Orsa Paper", "Halden Energy", "Halden Wind"}
    assert all(0 <= one["among_places"] <= 1 and one["fit"] == 50 for one in found["standings"])
    assert main(["rounds", str(round.pk)]) == 0
    assert "Orsa Paper" in capsys.readouterr().out
    assert main(["rounds", "99999"]) == 1
    assert "lists them" in capsys.readouterr().err


def test_coverage(world: World, asked: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert asked("coverage")["hours"] is not None
    coverage.begin(samples.actor(world.user(Role.PROGRAM_DIRECTOR)), now=NOW)
    found = asked("coverage")
    assert all(one["missing"] >= 0 for one in found["accounts"])
    assert "Halden Energy" in {one["name"] for one in found["accounts"]}
    assert main(["coverage"]) == 0
    assert "hours" in capsys.readouterr().out


def test_needs_segments_and_who_moved(world: World, asked: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def kept(name: str, days: int, cheap: list[int]) -> int:
        account = {"id": world.energy.pk, "name": "Halden Energy"}
        clusters = [
            {"name": "Cheap", "means": [5], "accounts": [{**account, "scores": cheap}] if cheap == [5] else []},
            {"name": "Explained", "means": [1], "accounts": [{**account, "scores": cheap}] if cheap != [5] else []},
        ]
        made = NeedsSegmentation.objects.create(
            name=name, needs=["Price"], clusters=clusters, silhouette=0.5, stability=1, kept_at=NOW + timedelta(days)
        )
        return int(made.pk)

    assert asked("needs") == []
    spring, autumn = kept("Spring", 0, [5]), kept("Autumn", 100, [2])
    assert [(one["name"], one["segments"]) for one in asked("needs")] == [
        ("Autumn", {"Cheap": 0, "Explained": 1}), ("Spring", {"Cheap": 1, "Explained": 0}),
    ]  # fmt: skip
    assert asked("needs", str(spring)) == [{"account": "Halden Energy", "segment": "Cheap", "ratings": {"Price": 5}}]
    moved = {
        "account": "Halden Energy", "before": "Cheap", "after": "Explained",
        "ratings": [{"need": "Price", "before": 5, "after": 2}],
    }  # fmt: skip
    assert (
        asked("needs", str(autumn), "--to", str(spring)) == [moved] == asked("needs", str(spring), "--to", str(autumn))
    )
    assert main(["needs", "99999"]) == 1 and "lists them" in capsys.readouterr().err
    assert main(["needs", str(spring), "--to", str(autumn)]) == 0
    assert "Cheap → Explained  Halden Energy" in capsys.readouterr().out
