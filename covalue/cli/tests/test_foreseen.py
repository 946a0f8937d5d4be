"""What would come of a file is counted before the start, equally by page, API and command line, and so it comes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.cli import main
from covalue.core.jobs import Worker
from covalue.ledger import queries
from covalue.ledger.importing import FORETOLD
from covalue.ledger.models import Import
from covalue.people.rules import Role
from tests import api
from tests.world import World

HEAD = "customer,document,date,amount\n"
FIRST = HEAD + "H-2,R-1,2026-01-05,100\nH-2,R-2,2026-01-05,200\nH-2,R-4,2026-01-05,5\n"
FIELDS = {name: name for name in ("customer", "document", "date", "amount")}
LATER = {
    "held, changed, new, known and refused": "H-2,R-1,2026-02-05,50\nH-2,R-2,2026-01-05,250\nO-1,R-3,2026-01-05,7\nH-2,R-4,2026-01-05,5\n"
    "H-2,R-5,never,9\nH-2,R-6,2026-01-05,9,9,9\n",
    "all held": "H-2,R-1,2026-02-05,50\n",
    "all refused": "H-2,R-9,32.13.2026,50\n,,,\n",
    "nothing new": FIRST.removeprefix(HEAD),
}
Counts = dict[str, Any]


def command_line(capsys: pytest.CaptureFixture[str], path: Path, *told: str) -> Counts:
    main(["import", "ledger", str(path), "--source", "erp", "--json", *told])
    summary = json.loads(capsys.readouterr().out)
    return {name: summary[name] for name in (*FORETOLD, "nothing_imported")}


RICHEST = "held, changed, new, known and refused"  # each way of telling is tried with it


@pytest.mark.parametrize(
    ("name", "told"),
    [
        *((name, ()) for name in LATER),
        *(
            (RICHEST, told)
            for told in (("--known-documents", "add"), ("--known-documents", "replace"), ("--reject-unknown",))
        ),
    ],
)
def test_counts_before_the_start_are_those_of_the_import(
    world: World, called_by: Callable[..., Client], signed_in: Callable[..., Client], capsys: pytest.CaptureFixture[str],
    tmp_path: Path, name: str, told: tuple[str, ...],
) -> None:  # fmt: skip
    first, later = tmp_path / "first.csv", tmp_path / "later.csv"
    first.write_text(FIRST)
    later.write_text(HEAD + LATER[name])
    command_line(capsys, first)
    version = queries.table().version
    settings = {"known_documents": told[1]} if len(told) > 1 else {}
    unknown = "reject" if "--reject-unknown" in told else "keep"
    foreseen = command_line(capsys, later, *told, "--dry-run")
    answered = _by_api(called_by(world.user(Role.ANALYST)), later, {**settings, "unknown": unknown})
    page = _by_page(signed_in(world.user(Role.ANALYST)), later, {**settings, "unknown": unknown})
    assert (
        queries.table().version == version
        and not Import.objects.filter(file_name="later.csv").exclude(mapping={}).exists()
    )
    came = command_line(capsys, later, *told)
    assert foreseen == came
    assert {name: float(answered[name]) for name in FORETOLD} == {name: float(came[name]) for name in FORETOLD}
    words = ("added", "changed", "unchanged", "rejected", "held back")
    assert all(f"{came[word.split()[0]]} {word}" in page for word in words), page
    assert ("would be" in page.split("<h2>Preview</h2>")[1]) is bool(came["nothing_imported"])


def _by_api(client: Client, path: Path, settings: dict[str, str]) -> Counts:
    sent: Any = api.told(
        client.post("/api/v1/imports", {"file": SimpleUploadedFile(path.name, path.read_bytes())}), 201
    )
    body = {"fields": FIELDS, "source": "erp", **settings}
    counts: Counts = api.post(client, f"/imports/{sent['id']}/preview", body, status=200)["counts"]
    assert api.post(client, f"/imports/{sent['id']}/preview", {"fields": FIELDS}, status=200)["counts"] is None
    return counts


def _by_page(client: Client, path: Path, settings: dict[str, str]) -> str:
    client.post("/ledger/upload/", {"file": SimpleUploadedFile(path.name, path.read_bytes())})
    address = reverse("ledger:map", args=[Import.objects.latest("pk").pk])
    fields = {f"map_{name}": column for name, column in FIELDS.items()}
    answer = client.post(address, {"source": "erp", **fields, **settings, "look": "1"})
    page = answer.content.decode().replace("<span>", "").replace('<span class="warn-ink">', "")
    return " ".join(page.split())


def test_the_reason_for_what_is_held_back_stands_beside_the_row(
    world: World, called_by: Callable[..., Client], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first, later = tmp_path / "first.csv", tmp_path / "later.csv"
    first.write_text(FIRST)
    rows = "".join(f"O-1,N-{n},2026-01-05,1\n" for n in range(40))
    later.write_text(HEAD + rows + LATER["all held"] + "H-2,R-6,2026-01-05,9,9,9\n")
    command_line(capsys, first)
    main(["import", "ledger", str(later), "--source", "erp", "--dry-run"])
    told = capsys.readouterr().out
    reason = "the document R-1 is in the ledger with the date “2026-01-05”, here with “2026-02-05”"
    assert f"row 42: would be held back: {reason}" in told and "row 43: this is not a whole row" in told
    client = called_by(world.user(Role.ANALYST))
    sent: Any = api.told(client.post("/api/v1/imports", {"file": SimpleUploadedFile("s.csv", later.read_bytes())}), 201)
    looked = api.post(client, f"/imports/{sent['id']}/preview", {"fields": FIELDS, "source": "erp"}, status=200)
    assert [row["row"] for row in looked["items"] if row["held"] == reason] == [42]


def test_a_source_numbered_by_year_before_is_foreseen_so(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first, later = tmp_path / "first.csv", tmp_path / "later.csv"
    first.write_text(FIRST)
    later.write_text(HEAD + "O-1,R-1,2027-01-05,70\n")
    command_line(capsys, first, "--numbering", "yearly")
    foreseen = command_line(capsys, later, "--dry-run")
    assert (foreseen["added"], foreseen["held"]) == (1, 0) and command_line(capsys, later) == foreseen
    assert not Worker().work_once()
