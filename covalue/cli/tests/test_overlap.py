"""Names, customers without an account and overlapping months, by the command line as by page and API."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.cli.main import main
from covalue.ledger import queries
from covalue.ledger.models import Import, ImportState
from covalue.ledger.tests.test_overlap import FIELDS as OF_TABLE
from covalue.ledger.tests.test_overlap import SENTENCE, TABLE, invoiced, typed
from covalue.ledger.tests.test_unknown import FIELDS, FILE, name_of
from covalue.people.rules import Role
from tests import api
from tests.world import World


@pytest.fixture
def director(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.PROGRAM_DIRECTOR))


def test_the_command_line_maps_names(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text(FILE)
    pairs = [part for name, column in FIELDS.items() for part in ("--map", f"{name}={column}")]
    main(["import", "ledger", str(path), "--source", "erp", *pairs])
    told = capsys.readouterr().out
    number = Import.objects.latest("pk").pk
    assert "no account                 3" in told and f"covalue import unknown {number} --create-accounts" in told
    main(["import", "unknown", str(number), "--json"])
    assert json.loads(capsys.readouterr().out) == [
        {"customer": "10001", "name": "New Mill Bakery", "lines": 2}, {"customer": "10002", "name": "", "lines": 1},
    ]  # fmt: skip
    main(["import", "unknown", str(number), "--create-accounts"])
    assert name_of("10001") == "New Mill Bakery"


def test_page_api_and_command_line_ask_before_the_start(
    world: World, director: Client, called_by: Callable[..., Client], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    invoiced(director)
    director.post("/ledger/upload/", {"file": SimpleUploadedFile("table.csv", TABLE.encode())})
    record = Import.objects.latest("pk")
    address = reverse("ledger:map", args=[record.pk])
    asked = director.post(address, typed(go="1"))
    page = " ".join(asked.content.decode().split())
    assert asked.status_code == 422 and SENTENCE in page
    assert all(f'value="overlap:{decision}"' in page for decision in ("add", "replace", "leave"))
    chosen = " ".join(director.post(address, typed(answer="overlap:replace")).content.decode().split())
    assert "The file’s amounts replace them." in chosen and "6 added" in chosen and "2 removed" in chosen
    body = {"fields": OF_TABLE, "source": "erp", "turn": "periods", "decimal": ","}
    client = called_by(world.user(Role.PROGRAM_DIRECTOR))
    for verb, more in (("preview", {}), ("start", {})):
        refused = api.post(client, f"/imports/{record.pk}/{verb}", body | more, status=422)
        assert SENTENCE in refused["detail"] and refused["errors"][0]["field"] == "overlap", refused
    path = tmp_path / "table.csv"
    path.write_text(TABLE)
    pairs = [part for name, column in OF_TABLE.items() for part in ("--map", f"{name}={column}")]
    told = ["import", "ledger", str(path), "--source", "erp", "--turn", "--map", "decimal=comma", *pairs]
    assert main([*told, "--dry-run"]) != 0 and SENTENCE in capsys.readouterr().err
    assert main([*told, "--overlap", "leave"]) == 0
    assert "are left out" in capsys.readouterr().out
    files = queries.table().files()
    assert len(files) > 0 and Import.objects.filter(state=ImportState.DONE).count() == 2
