"""Exports of CRMs: what is taken in, what is named with its reason, a repeated import, and its undo."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.cli import main
from covalue.core import errors, events
from covalue.opportunities import actions, cells, importing
from covalue.opportunities.importing import Told
from covalue.opportunities.models import Opportunity, OpportunityImport
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

EXPORT = """Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Currency,Close Date,Probability (%),Opportunity Owner
006A,Cables for the north,Halden Energy,Proposal/Price Quote,"90,000.00",EUR,31/12/2026,50,Ines Moreau
006B,Meters,Halden Energy,Negotiation/Review,"12,500.50",USD,15/01/2027,80,Nobody Known
006C,Paper,Orsa Paper,Prospecting,tbd,EUR,01/03/2027,10,
006D,Pumps,Unknown Ltd,Prospecting,100.00,EUR,01/03/2027,10,
006E,Old one,Halden Wind,Closed Lost,100.00,EUR,01/03/2026,0,
006A,Twice,Halden Energy,Prospecting,1.00,EUR,01/03/2027,10,
006F,Odd,Halden Energy,Dreaming,1.00,EUR,01/03/2027,10,
Total,,,,"102,701.50",,,,
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "pipeline.csv"
    path.write_text(EXPORT)
    return path


def _run(*arguments: str, capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, object]:
    assert main(["import", *arguments, "--json"]) == code
    return dict(json.loads(capsys.readouterr().out))


@pytest.mark.django_db
def test_a_file_is_looked_at_taken_in_and_changed_by_the_next(
    world: World, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    looked = _run("opportunities", str(file), "--dry-run", capsys=capsys)
    assert (looked["added"], looked.get("import")) == (3, None)
    assert not Opportunity.objects.exists()
    rejects = tmp_path / "rejects.csv"
    told = _run("opportunities", str(file), "--rejects", str(rejects), capsys=capsys)
    assert told["rows"] == 8 and told["added"] == 3
    reasons = {row["row"]: row["reason"] for row in told["refused"]}  # type: ignore[attr-defined]
    assert reasons == {
        4: "“tbd” is not an amount",
        5: "no account you may open is called Unknown Ltd",
        7: "the same opportunity as in row 2",
        8: "there is no stage “Dreaming”",
        9: "a total of the rows above, no opportunity",
    }
    assert told["open_amounts"] == {"EUR": "90000.00", "USD": "12500.50"}
    said = " ".join(told["assumed"])  # type: ignore[arg-type]
    for part in ("a point before", "day, month, year", "“Closed Lost” was read as “Lost”", "Nobody Known", "several"):
        assert part in said
    with rejects.open(encoding="utf-8-sig") as read:
        assert len(list(csv.DictReader(read))) == 5
    north = Opportunity.objects.get(external_id="006A")
    assert (north.stage, north.amount, north.probability, north.owner) == (
        "proposal",
        90_000,
        None,
        world.user(Role.SAM),
    )
    meters = Opportunity.objects.get(external_id="006B")
    assert (meters.currency, meters.probability, meters.probability_why) == ("USD", 80, "as in crm")
    again = _run("opportunities", str(file), capsys=capsys)
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 3)
    file.write_text(EXPORT.replace("90,000.00", "95,000.00"))
    third = _run("opportunities", str(file), "--stage", "Dreaming=identified", capsys=capsys)
    assert (third["added"], third["changed"], third["unchanged"]) == (1, 1, 2)
    assert north.changes.filter(field="amount").count() == 2
    undone = _run("undo-opportunities", str(third["import"]), capsys=capsys)
    assert undone["stays"] == []
    north.refresh_from_db()
    assert north.amount == 90_000
    assert not Opportunity.objects.filter(removed_at=None, external_id="006F").exists()
    fourth = _run("opportunities", str(file), "--stage", "Dreaming=identified", capsys=capsys)
    assert (fourth["added"], fourth["changed"]) == (1, 1)


@pytest.mark.django_db
def test_an_undo_leaves_what_somebody_changed_since(world: World) -> None:
    rows = [
        {"number": "2", "external_id": "1", "title": "A", "account": "Halden Energy", "stage": "Proposal"},
        {"number": "3", "external_id": "2", "title": "B", "account": "Halden Energy", "stage": "Proposal"},
    ]
    record = importing.take_in(US, rows, Told(), file_name="x.csv", now=NOW)
    changed = Opportunity.objects.get(external_id="1")
    actions.edit(US, changed, {"next_step": "Call Signe"}, now=NOW)
    assert importing.undo(US, record, now=NOW) == ["A"]
    assert [row.title for row in Opportunity.objects.filter(removed_at=None)] == ["A"]
    assert importing.undo(US, OpportunityImport.objects.get(), now=NOW) == []


@pytest.mark.django_db
def test_somebody_takes_in_only_what_is_of_their_accounts(world: World) -> None:
    actor = events.Actor(world.user(Role.SAM), "test")
    row = {"number": "2", "external_id": "1", "title": "A", "account": "Orsa Paper", "stage": "Proposal"}
    planned = importing.plan(actor, [row], Told())
    assert planned.refused[0].refused == "no account you may open is called Orsa Paper"
    known = {**row, "account": "", "account_key": "H-2"}
    assert importing.plan(actor, [known], Told()).rows[0].account == world.energy


@pytest.mark.django_db
def test_a_file_without_ids_is_known_by_account_and_title(world: World) -> None:
    row = {"number": "2", "title": "A", "account": "halden energy", "stage": "won", "amount": "5"}
    importing.take_in(US, [row], Told(), file_name="x.csv", now=NOW)
    planned = importing.plan(US, [{**row, "amount": "6"}], Told())
    assert (planned.added, planned.changed) == (0, 1)
    assert any("no IDs" in sentence for sentence in planned.assumed)
    Opportunity.objects.update(removed_at=NOW)
    assert importing.plan(US, [row], Told()).refused[0].refused == "it was removed here: restore it first"


def test_what_can_be_read_in_two_ways_is_asked_and_never_guessed() -> None:
    assert cells.decimal_sign(["1.200,50", "3.000"]) == "comma"
    assert cells.decimal_sign(["€ 1,234,567"]) == "point"
    assert cells.decimal_sign(["12000", "7"]) == ""
    assert cells.day_order(["31/01/2026", "02/03/2026"]) == "dmy"
    assert cells.day_order(["01/31/2026"]) == "mdy"
    assert cells.day_order(["2026-03-02", "02.03.2026"]) == "dmy"
    for texts in (["1,234"], ["1,5", "1.5"]):
        with pytest.raises(errors.BadInput) as no:
            cells.decimal_sign(texts)
        assert no.value.field == "decimal"
    for texts in (["02/03/2026"], ["31/01/2026", "01/31/2026"]):
        with pytest.raises(errors.BadInput) as no:
            cells.day_order(texts)
        assert no.value.field == "date_order"


@pytest.mark.parametrize(
    ("text", "decimal", "value", "code"),
    [
        ("€ 1.200,50", "comma", "1200.50", "EUR"),
        ("USD 5,000", "point", "5000.00", "USD"),
        ("1 200", "", "1200.00", ""),
        ("12'500 CHF", "", "12500.00", "CHF"),
    ],
)
def test_an_amount_is_read_with_the_currency_beside_it(text: str, decimal: str, value: str, code: str) -> None:
    assert cells.amount(text, decimal) == (Decimal(value), code)


@pytest.mark.parametrize("text", ["tbd", "-5", "5 XXQ", "10 to 20", "1e400", "€"])
def test_a_text_that_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(errors.BadInput):
        cells.amount(text, "point")


@pytest.mark.parametrize("text", ["", "31.02.2026", "soon", "0000-00-00", "12/2026"])
def test_a_text_that_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(errors.BadInput):
        cells.day(text, "dmy")


def test_probabilities_are_per_cent_or_shares() -> None:
    assert cells.are_shares(["0.25", "1"]) and not cells.are_shares(["25", "1"]) and not cells.are_shares(["0", "1"])
    assert cells.probability("0.25", shares=True) == cells.probability("25%", shares=False) == 25
    with pytest.raises(errors.BadInput):
        cells.probability("likely", shares=False)


@pytest.mark.django_db
def test_the_page_shows_every_row_before_anything_is_written(world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    address = reverse("opportunities:import")
    assert ines.get(address).status_code == 200
    shown = ines.post(address, {"file": SimpleUploadedFile("p.csv", EXPORT.encode()), "source": "crm"})
    page = shown.content.decode()
    assert "Not an account you may open" in page and "Dreaming" in page
    assert not Opportunity.objects.exists()
    rows = shown.context["rows"]
    sent = {"rows": rows, "name": "p.csv", "source": "crm", "stage:Dreaming": "identified", "take": "1"}
    ines.post(address, sent)
    assert {row.external_id for row in Opportunity.objects.all()} == {"006A", "006B", "006E", "006F"}
    assert "p.csv" in ines.get(address).content.decode()
    ines.post(reverse("opportunities:undo-import", args=[OpportunityImport.objects.get().pk]))
    assert not Opportunity.objects.filter(removed_at=None).exists()
    for bad in ("nothing", "[1]", '[{"number": "x"}]', '{"a": 1}'):
        assert ines.post(address, {"rows": bad}).status_code == 422
    unclear = SimpleUploadedFile("p.csv", b'Title,Account,Stage,Amount\nA,Halden Energy,Won,"1,234"\n')
    asked = ines.post(address, {"file": unclear})
    assert asked.status_code == 422 and "decimal=point" in asked.content.decode()
    no_title = SimpleUploadedFile("p.csv", b"A,B\n1,2\n")
    assert "Say which column holds" in ines.post(address, {"file": no_title}).content.decode()


@pytest.mark.django_db
def test_the_api_imports_rows_and_undoes_them(world: World, called_by: Callable[..., Client]) -> None:
    ines = called_by(world.user(Role.SAM))
    row = {"external_id": "1", "title": "A", "account": "Halden Energy", "stage": "Proposal", "amount": "7"}
    body = {"source": "hub", "rows": [row, {**row, "external_id": "2", "account": "Nowhere"}]}
    looked = api.post(ines, "/opportunity-imports", {**body, "dry_run": True}, status=200)
    assert (looked["id"], looked["added"], len(looked["refused"])) == (None, 1, 1)
    made = api.post(ines, "/opportunity-imports", body, status=200)
    assert api.get(ines, f"/opportunity-imports/{made['id']}")["refused"] == made["refused"]
    assert api.post(ines, f"/opportunity-imports/{made['id']}/undo", status=200) == {"stays": []}
    karl = called_by(world.user(Role.TEAM_MEMBER))
    assert karl.get(f"/api/v1/opportunity-imports/{made['id']}").status_code == 404
