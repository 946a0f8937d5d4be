import json
from pathlib import Path

import pytest

from covalue.cli.main import main
from covalue.profitability import actions
from covalue.profitability.tests import sold
from tests.world import NOW, US, World


def test_the_command(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sold.import_lines(tmp_path)
    actions.keep_pool(US, sheet=sold.ORDERS, now=NOW)
    capsys.readouterr()
    assert main(["profitability", "--period", "2026", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert float(found["contribution"]) == 580 and found["unknown"] == 1 and len(found["accounts"]) == 4
    assert main(["profitability", "--period", "2026-Q1"]) == 0
    assert "in all" in capsys.readouterr().out


def test_a_period_that_is_none(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profitability", "--period", "soon", "--json"]) == 2
