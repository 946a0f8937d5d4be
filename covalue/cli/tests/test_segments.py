import json
from pathlib import Path

import pytest

from covalue.cli.main import main
from covalue.profitability.tests import sold
from tests.world import World


def test_the_command(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sold.import_lines(tmp_path)
    capsys.readouterr()
    assert main(["segments", "--months", "6", "--top", "2", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["from"], found["to"], found["customers"], found["net"]) == ("2026-01-01", "2026-06-30", 4, 2150.0)
    assert [(row["key"], row["abc"]) for row in found["accounts"]] == [("H-2", "A"), ("O-1", "A")]
    assert sum(one["customers"] for one in found["classes"]) == 4 == sum(s["customers"] for s in found["segments"])
    assert main(["segments"]) == 0
    assert "Orsa Paper" in capsys.readouterr().out


def test_an_empty_ledger_is_an_answer_and_no_months_are_none(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["segments", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["customers"] == 0 and found["accounts"] == [] and found["from"] is None
    assert main(["segments", "--months", "2", "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and "between 3 and 60" in told.err
