"""A ledger file with names by the command line: who is matched is said in a dry run, and can be said otherwise."""

import json
from pathlib import Path

import pytest

from covalue.cli import main
from covalue.ledger.tests.test_matching import FILE, FOLDED, LIKELY, SAME, owner_of
from tests.world import World


def test_the_command_says_so_in_a_dry_run_and_does_it(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "sales.csv"
    file.write_text(FILE)
    asked = ["import", "ledger", str(file), "--source", "erp", "--create-accounts"]
    assert main([*asked, "--dry-run"]) == 0
    text = capsys.readouterr().out
    assert f"{SAME} is {world.energy.name} (account {world.energy.pk}); otherwise: --not-ours 'Halden Energy'" in text
    assert f"--is 'Halden Groupe={world.group.pk}'" in text
    assert main([*asked, "--dry-run", "--json", "--not-ours", SAME]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {each["customer"]: each["matched"] for each in told["customers"]} == {
        SAME: False, FOLDED: True, LIKELY: False,
    }  # fmt: skip
    assert main([*asked, "--is", f"{LIKELY}={world.group.pk}", "--json"]) == 0
    assert owner_of(LIKELY) == world.group and owner_of(SAME) == world.energy
    assert main([*asked, "--is", "nobody"]) != 0
