"""The ledger by the command line: what was held back is listed and decided, nothing imported ends with 1, undo is whole."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from covalue.accounts.models import Account
from covalue.cli import main
from covalue.core import events
from covalue.ledger import actions, queries
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Import, ImportState
from tests.world import NOW, World

HEAD = "customer,document,date,offering,amount\n"
FIRST = HEAD + "H-2,R-1,2026-01-05,A,100\nH-2,R-1,2026-01-05,B,200\n"
LATER = HEAD + "H-2,R-1,2026-01-06,C,50\n"


def total() -> Decimal:
    return Decimal(duckdb.execute(f"SELECT sum(amount) FROM read_parquet({queries.table().files()})").fetchone()[0])  # type: ignore[index]


def ran(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_command_line_lists_and_decides(world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    first, later = tmp_path / "first.csv", tmp_path / "later.csv"
    first.write_text(FIRST)
    later.write_text(LATER)
    command = ("import", "ledger", "--source", "erp")
    assert ran(capsys, *command, str(first))[0] == 0
    code, told = ran(capsys, *command, str(later))
    assert (code, told["held"], told["nothing_imported"]) == (1, 1, "Nothing was imported: 1 row was held back.")
    number = str(told["import_id"])
    code, rows = ran(capsys, "import", "held", number)
    assert code == 0 and [row["number"] for row in rows] == [2]
    code, told = ran(capsys, "import", "held", number, "--add")
    assert (code, told["added"], total()) == (0, 1, 350)
    assert main(["import", "held", number, "--add"]) == 1
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'known_documents = "replace"\n[fields]\n' + "".join(f'{n} = "{n}"\n' for n in HEAD.strip().split(","))
    )
    code, told = ran(capsys, *command, str(later), "--mapping", str(mapping))
    assert (code, told["removed"], total()) == (0, 2, 50)
    assert ran(capsys, *command, str(first), "--known-documents", "add")[0] == 0 and total() == 350


def test_a_file_of_which_every_line_is_refused_ends_with_1(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(HEAD + "H-2,R-1,never,A,100\n,,2026-01-01,B,x\n")
    sentence = "Nothing was imported: 2 rows were rejected."
    code, told = ran(capsys, "import", "ledger", str(file))
    assert (code, told["nothing_imported"]) == (1, sentence)
    assert main(["import", "ledger", str(file)]) == 1 and sentence in capsys.readouterr().out
    file.write_text(HEAD + "Nobody,R-1,2026-01-01,A,1\n")
    code, told = ran(capsys, "import", "ledger", str(file), "--reject-unknown")
    assert (code, told["nothing_imported"]) == (1, "Nothing was imported: 1 row was rejected.")


def test_undo_of_an_import_nothing_followed_leaves_no_account(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = Account.objects.count()
    file = tmp_path / "s.csv"
    file.write_text(HEAD + "X1,1,2026-01-05,A,1\nX2,2,2026-01-05,A,1\n")
    code, told = ran(capsys, "import", "ledger", str(file), "--create-accounts")
    assert code == 0 and Account.objects.count() == before + 2
    assert main(["import", "undo", str(told["import_id"])]) == 0
    assert Account.objects.count() == before
    assert Import.objects.get(pk=told["import_id"]).state == ImportState.UNDONE


def test_customers_that_look_like_accounts_are_listed_and_decided(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "likely.csv"
    file.write_text(HEAD + "Halden Enregy,R-1,2026-01-05,A,1\nOrsa Papper,R-2,2026-01-05,A,1\n")
    code, told = ran(capsys, "import", "ledger", str(file), "--create-accounts")
    number = str(told["import_id"])
    assert (code, told["likely"]) == (0, ["Halden Enregy", "Orsa Papper"])
    code, asked = ran(capsys, "import", "likely", number)
    assert code == 0 and {"customer": "Halden Enregy", "account": "Halden Energy"} in asked
    assert ran(capsys, "import", "likely", number, "--same", "Halden Enregy", "--other", "Orsa Papper") == (0, [])
    assert world.energy.identifiers.filter(key="Halden Enregy").exists()
    assert Account.objects.filter(name="Orsa Papper").exists()
    assert main(["import", "likely", number, "--same", "Orsa Papper"]) == 1
    assert main(["import", "ledger", str(file), "--source", "other", "--create-accounts"]) == 0
    assert "look like accounts, so none was created: Halden Enregy" in capsys.readouterr().out


def test_a_mapping_saved_in_the_workspace_is_offered_and_used_by_its_name(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    columns = ("wer", "was", "wann", "netto", "lager")
    fields = {"customer": "wer", "document": "was", "date": "wann", "amount": "netto"}
    mapping = Mapping(fields, source="erp", decimal=",", unknown="create", columns=columns)
    actions.save_mapping(events.system("test"), name="Waren wirtschaft", mapping=mapping, now=NOW)
    file, other = tmp_path / "near.csv", tmp_path / "other.csv"
    file.write_text("was;wer;wann;netto\nR-1;Neu;2026-01-05;1.234\n")
    other.write_text(FIRST)
    code, looked = ran(capsys, "import", "ledger", str(file), "--saved", "Waren wirtschaft", "--dry-run")
    assert code == 0 and looked["fields"] == fields and looked["rows"][0]["values"]["amount"] == 1234
    assert ran(capsys, "import", "ledger", str(other), "--dry-run")[1]["saved_mappings"] == []
    assert main(["import", "ledger", str(file), "--map", "customer=wer", "--dry-run"]) == 1  # what is missing is asked
    code = main(["import", "ledger", str(file), "--saved", "Waren wirtschaft"])
    told = capsys.readouterr()
    assert code == 0 and "Not in this file: lager." in told.out + told.err
    assert total() == 1234 and Account.objects.filter(name="Neu").exists()
    assert main(["import", "ledger", str(file), "--saved", "nobody"]) == 1
    assert "Saved are: Waren wirtschaft." in capsys.readouterr().err


def test_a_saved_mapping_that_fits_is_named_where_none_is_given(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "first.csv"
    file.write_text(FIRST)
    fields = {name: name for name in HEAD.strip().split(",")}
    mapping = Mapping({**fields, "currency": "'USD'"}, date_order="dmy", columns=tuple(fields))
    actions.save_mapping(events.system("test"), name="ERP", mapping=mapping, now=NOW)
    assert main(["import", "ledger", str(file), "--dry-run"]) == 0
    told = capsys.readouterr()
    assert "The saved mapping “ERP” fits (date_order=dmy): --saved ERP" in told.out + told.err
    _code, looked = ran(capsys, "import", "ledger", str(file), "--dry-run")
    assert [offer["name"] for offer in looked["saved_mappings"]] == ["ERP"] and "currency" not in looked["fields"]
    assert ran(capsys, "import", "ledger", str(file), "--saved", "ERP", "--dry-run")[1]["fields"]["currency"] == "'USD'"


def test_a_cross_table_is_turned_where_it_is_asked_for(
    world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "months.csv"
    file.write_text("Kunde;Jan 2026;Feb 2026;Mrz 2026\nH-2;1,50;2,50;\n")
    assert main(["import", "ledger", str(file)]) == 1
    refusal = capsys.readouterr().err
    assert "This is a cross table" in refusal and "Add --turn." in refusal
    foreseen = ran(capsys, "import", "ledger", str(file), "--turn", "--dry-run")[1]
    assert (foreseen["added"], [row["row"] for row in foreseen["rows"]]) == (2, [2002, 2003])
    code, told = ran(capsys, "import", "ledger", str(file), "--turn")
    assert (code, told["added"], total()) == (0, 2, 4)
    file.write_text("Kunde;Jan 2026;Feb 2026;Mrz 2026\nH-2;1,00;2,50;\nH-2;2,00;;\n")
    code, told = ran(capsys, "import", "ledger", str(file), "--map", "turn=periods")
    assert (told["held"], told["unchanged"]) == (2, 1)
    code, told = ran(capsys, "import", "held", str(told["import_id"]), "--replace")
    assert (code, total()) == (0, Decimal("5.5"))
