"""`covalue import opportunities`: the export of a CRM, looked at and brought in."""

import json
from pathlib import Path

import pytest

from covalue.cli import main
from covalue.opportunities.models import Opportunity
from covalue.opportunities.tests.test_importing import EXPORT
from tests.world import World


@pytest.mark.django_db
def test_by_command_it_reads_as_other_imports_do(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pipeline.csv"
    path.write_text(EXPORT)
    assert main(["import", "opportunities", str(path), "--dry-run", "--json"]) == 0
    looked = json.loads(capsys.readouterr().out)
    assert [row["does"] for row in looked].count("create") == 3 and not Opportunity.objects.exists()
    assert looked[0]["label"] == "Cables for the north"
    main(["import", "opportunities", str(path), "--json"])
    assert json.loads(capsys.readouterr().out)["created"] == 3
