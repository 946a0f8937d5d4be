"""What commands say of money in several currencies."""

import json
from pathlib import Path

import pytest

from covalue.cli.main import main
from covalue.overview.tests.test_currencies import bring
from tests.world import World


@pytest.fixture
def mixed(world: World, tmp_path: Path) -> World:
    """Orders of three customers, each in a currency of its own."""
    paid = (("H-2", "JPY", 1_000_000), ("O-1", "EUR", 9_000), ("X-1", "USD", 9_000))
    bring(tmp_path, *(f"{key},{currency}-{month},2026-{month:02}-10,{amount},1,{currency}"
                      for key, currency, amount in paid for month in range(1, 11)))  # fmt: skip
    return world


@pytest.mark.parametrize("command", [["portfolio", "--from", "2026-01-01"], ["profitability", "--period", "2026"], ["segments"]])  # fmt: skip
def test_commands_name_currency_and_what_is_apart(
    mixed: World, capsys: pytest.CaptureFixture[str], command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("covalue.cli.workspace.ensure", lambda: None)
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["currency"] == "EUR" and {other["currency"]: other["apart"] for other in told["currencies"]} == {
        "JPY": 10_000_000, "USD": 90_000
    }  # fmt: skip
    assert main(command) == 0
    assert "¥10\u202f000\u202f000 in 10 lines is not in these figures" in capsys.readouterr().err
