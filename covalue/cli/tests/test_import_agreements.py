"""`covalue import agreements`: looked at first, then brought in."""

import json
from pathlib import Path

import pytest

from covalue.agreements.models import Agreement
from covalue.agreements.tests.test_importing import FILE
from covalue.cli import main
from tests.world import World

pytestmark = pytest.mark.django_db


def test_by_command_with_a_dry_run_that_changes_nothing(
    tmp_path: Path, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contracts.csv"
    path.write_text(FILE)
    mapping = ["--map", "account=Customer", "--map", "title=Title", "--map", "starts_on=Start", "--map", "ends_on=End",
               "--map", "key=Contract number", "--map", "notice_clause=Notice period", "--map", "country=Country"]  # fmt: skip
    command = ["import", "agreements", str(path), *mapping, "--json"]
    assert main([*command, "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "6 months before the end" in told[0]["note"] and not Agreement.objects.exists()
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["created"] == 3
