"""A customer's scorecard of us from a file, by command and by API: columns mapped, all or nothing, every wrong row named."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from covalue.cli.main import main
from covalue.people.rules import Role
from covalue.standing.models import Scorecard
from tests.world import World

FILE = "Anforderung;Punkte Einkauf;Soll;Anmerkung\nLieferung;82,5;90;gut\nQualität;70;;\n"
MAPPING = ("criterion=Anforderung", "score = Punkte Einkauf", "remark=Anmerkung")
HEAD = {"name": "Lieferantenbewertung", "period": "Q3 2026", "ends_on": "2026-09-30", "worst": "0", "best": "100"}


@pytest.fixture
def imported(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def run(text: str = FILE, mapping: tuple[str, ...] = MAPPING, **changed: str) -> tuple[int, Any, str]:
        path = tmp_path / "card.csv"
        path.write_text(text)
        options = {"account": str(world.energy.pk), "owner": world.user(Role.SAM).email, **HEAD, **changed}
        words = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", value)]
        maps = [part for each in mapping for part in ("--map", each)]
        capsys.readouterr()
        code = main(["import", "scorecard", str(path), *words, *maps, "--json"])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    return run


def test_columns_are_mapped_and_usual_headings_need_no_mapping(imported: Any) -> None:
    code, said, _errors = imported()
    assert code == 0 and [row["criterion"] for row in said["criteria"]] == ["Lieferung", "Qualität"]
    card = Scorecard.objects.get()
    assert said["scorecard"] == card.pk and (card.worst, card.best, card.period) == (0, 100, "Q3 2026")
    rows = [(row.criterion, str(row.score), row.target, row.remark) for row in card.lines.all()]
    assert rows == [("Lieferung", "82.500", 90, "gut"), ("Qualität", "70.000", None, "")]


@pytest.mark.parametrize(
    ("changed", "mapping", "why"),
    [
        ({}, ("criterion=Anforderungen",), "no column “Anforderungen”"),
        ({}, ("kriterium=Anforderung",), "is not understood"),
        ({}, ("criterion=Anforderung", "criterion=Soll"), "mapped twice"),
        ({}, (), "No column is headed"),
        (
            {"text": FILE + ";5;;\nPreis;viel;;\n"},
            MAPPING,
            "row 3: Enter what they rate.; row 4: “viel” is not a number",
        ),
        ({"text": FILE + "Preis;101;;\n"}, MAPPING, "not on their scale"),
        ({"ends_on": "30.9."}, MAPPING, ""),
        ({"worst": "many"}, MAPPING, ""),
        ({"owner": "nobody@example.com"}, MAPPING, "Nobody of us"),
        ({"account": "999999"}, MAPPING, "has no account"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_saved(
    imported: Any, changed: dict[str, str], mapping: tuple[str, ...], why: str
) -> None:
    code, said, complaint = imported(mapping=mapping, **changed)
    assert code == 1 and said is None and why in complaint and "Traceback" not in complaint
    assert not Scorecard.objects.exists()


def test_by_api_as_by_command(world: World, called_by: Callable[..., Client]) -> None:
    sam = called_by(world.user(Role.SAM))
    path = f"/api/v1/accounts/{world.energy.pk}/scorecards/files"

    def send(text: str, mapping: tuple[str, ...] = MAPPING) -> Any:
        file = SimpleUploadedFile("card.csv", text.encode())
        return sam.post(path, {"file": file}, query_params={**HEAD, "map": list(mapping)})

    answer = send(FILE)
    assert answer.status_code == 201, answer.content
    assert [(row["criterion"], float(row["score"])) for row in answer.json()["lines"]] == [
        ("Lieferung", 82.5), ("Qualität", 70),
    ]  # fmt: skip
    refused = send(FILE + ";5;;\n")
    assert refused.status_code == 422 and "row 3" in refused.content.decode()
    assert send(FILE, ()).status_code == 422 and send("", ()).status_code == 422
    assert Scorecard.objects.count() == 1
