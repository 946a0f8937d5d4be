"""A file of accounts is one thing by page, API and command line: the same accounts, the same sentences, the same undo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account, Identifier
from covalue.cli import main
from covalue.core.jobs import Worker
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun, suggest
from covalue.people.rules import Role
from tests import api
from tests.world import World

FILES = {
    "a parent misspelled": "name,parent\nNorth Ltd,Nroth Group\nSouth Ltd,North Ltd\n",
    "a row too wide": "key,name,street,city,country\nB1,Birch Foods,Rue du Port, 67,Nantes,France\nB2,Beech,Rue 1,Nantes,France\n",
    "countries with commas": 'name,country\nHarbour BV,"Virgin Islands, British"\nSeoul Co,"Korea, Republic of"\n',
    "an unknown country": "name,country,parent\nTop,Atlantis,\nBelow,Norway,Top\n",
    "names twice": "key,name,parent\n1,Ash,\n2,Ash,\n3,Below,Ash\n",
    "a key alone": "key,sector\n77,Steel\n",
    "nothing good": "name,country\nTop,Atlantis\nElse,Mordor\n",
}
Door = Callable[[Path, World], int]


def by_command_line(path: Path, _world: World) -> int:
    assert main(["import", "accounts", str(path), "--json"]) in (0, 1)
    return FileImport.objects.latest("pk").pk


@pytest.fixture
def by_api(called_by: Callable[..., Client]) -> Door:
    def run(path: Path, world: World) -> int:
        client = called_by(world.user(Role.PROGRAM_DIRECTOR))
        upload = SimpleUploadedFile(path.name, path.read_bytes())
        sent: Any = api.told(client.post("/api/v1/master-imports?noun=accounts", {"file": upload}), 201)
        fields = api.get(client, f"/master-imports/{sent['id']}/mapping")["fields"]
        api.post(client, f"/master-imports/{sent['id']}/start", {"fields": fields, "source": "crm"}, status=202)
        assert Worker().work_once()
        return int(sent["id"])

    return run


@pytest.fixture
def by_page(signed_in: Callable[..., Client]) -> Door:
    def run(path: Path, world: World) -> int:
        client = signed_in(world.user(Role.PROGRAM_DIRECTOR))
        upload = SimpleUploadedFile(path.name, path.read_bytes())
        client.post(reverse("masterdata:upload"), {"file": upload, "about": "accounts"})
        record = FileImport.objects.latest("pk")
        columns = api_columns(Path(record.path))
        form = {f"map_{field}": column for field, column in suggest(Noun.ACCOUNTS, columns).items()}
        answer = client.post(reverse("masterdata:map", args=[record.pk]), {**form, "source": "crm", "go": "1"})
        assert answer.status_code == 302, answer.content.decode()
        assert Worker().work_once()
        return record.pk

    return run


def api_columns(path: Path) -> tuple[str, ...]:
    from covalue.masterdata import files

    return files.columns_of(path)


def outcome(number: int) -> dict[str, Any]:
    """All that came of it."""
    record = FileImport.objects.get(pk=number)
    rejects = Path(record.reject_file).read_text(encoding="utf-8-sig") if record.reject_file else ""
    return {
        "accounts": sorted(Account.objects.values_list("name", "parent__name", "countries", "sector")),
        "keys": sorted(Identifier.objects.values_list("source", "key", "account__name")),
        "record": (
            record.state,
            record.message,
            record.read,
            record.created,
            record.changed,
            record.rejected,
            record.notes,
        ),
        "rejects": rejects,
    }


def undone(number: int) -> None:
    if FileImport.objects.get(pk=number).created:
        assert main(["import", "undo", str(number), "--master-data"]) == 0


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_three_ways_one_result(
    world: World,
    by_api: Door,
    by_page: Door,
    tmp_path: Path,
    text: str,
    suffix: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / f"accounts.{suffix}"
    if suffix == "csv":
        path.write_text(text)
    else:
        book = openpyxl.Workbook()
        for row in csv_rows(text):
            book.active.append(row)
        book.save(path)
    before = list(Account.objects.values_list("pk", flat=True))
    outcomes = []
    for door in (by_command_line, by_api, by_page):
        number = door(path, world)
        outcomes.append(outcome(number))
        undone(number)
        assert list(Account.objects.values_list("pk", flat=True)) == before
    assert outcomes[0] == outcomes[1] == outcomes[2]


def csv_rows(text: str) -> list[list[str]]:
    import csv

    return list(csv.reader(text.splitlines()))


def test_what_each_of_them_comes_to(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def told(name: str) -> dict[str, Any]:
        path = tmp_path / "accounts.csv"
        path.write_text(FILES[name])
        return outcome(by_command_line(path, world))

    misspelled = told("a parent misspelled")
    assert ("South Ltd", "North Ltd", "", "") in misspelled["accounts"]
    assert misspelled["record"][-1] == [
        "row 2, North Ltd: “Nroth Group” is neither in Covalue nor in this file; “parent” was left as it is"
    ]
    wide = told("a row too wide")
    assert "the row has 6 cells where the heading has 5" in wide["rejects"]
    assert ("Beech", None, "FR", "") in wide["accounts"]
    commas = told("countries with commas")["accounts"]
    assert ("Harbour BV", None, "VG", "") in commas and ("Seoul Co", None, "KR", "") in commas
    unknown = told("an unknown country")
    assert unknown["record"][3:6] == (1, 0, 1) and "it refers to row 2, which is rejected" in unknown["record"][-1][0]
    assert ("77", None, "", "Steel") in told("a key alone")["accounts"]
    nothing = told("nothing good")["record"]
    assert nothing[:2] == ("failed", "Nothing was imported: 2 rows were rejected.")


def test_created_parents_are_listed_and_a_dry_run_changes_nothing(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(FILES["a parent misspelled"])
    before = Account.objects.count()
    assert main(["import", "accounts", str(path), "--dry-run"]) == 0
    assert "row 2, North Ltd: create; “Nroth Group” is neither" in capsys.readouterr().out
    assert Account.objects.count() == before
    assert main(["import", "accounts", str(path), "--create-parents"]) == 0
    assert "Nroth Group: created because rows name it as their parent" in capsys.readouterr().out
    assert Account.objects.get(name="North Ltd").parent == Account.objects.get(name="Nroth Group")


def test_a_file_without_a_good_row_ends_with_1(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text(FILES["nothing good"])
    assert main(["import", "accounts", str(path)]) == 1
    assert "Nothing was imported: 2 rows were rejected." in capsys.readouterr().out
