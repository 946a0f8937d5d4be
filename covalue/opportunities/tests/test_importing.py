"""Exports of CRMs: what is taken in, what is rejected with its reason, a repeated import, and its undo."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from covalue.core.events import Actor
from covalue.masterdata import actions as imports
from covalue.masterdata import files
from covalue.masterdata.importers import RowRefusedError
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun, guess, suggest
from covalue.opportunities import actions
from covalue.opportunities.models import Opportunity
from covalue.people.rules import Role
from tests.world import NOW, US, World

HEADINGS = (
    "Opportunity ID,Opportunity Name,Account Name,Stage,Amount,Currency,Close Date,Probability (%),Opportunity Owner"
)
EXPORT = f"""{HEADINGS}
006A,Cables for the north,Halden Energy,Proposal/Price Quote,"90,000.00",EUR,31/12/2026,50,Ines Moreau
006B,Meters,Halden Energy,Negotiation/Review,"12,500.50",USD,15/01/2027,80,Nobody Known
006C,Paper,Orsa Paper,Prospecting,tbd,EUR,01/03/2027,10,
006D,Pumps,Unknown Ltd,Prospecting,100.00,EUR,01/03/2027,10,
006E,Old one,Halden Wind,Closed Lost,100.00,EUR,01/03/2026,0,
006F,Odd,Halden Energy,Dreaming,1.00,EUR,01/03/2027,10,
"""


def bring(tmp_path: Path, text: str, actor: Actor = US) -> tuple[FileImport, dict[int, str]]:
    path = tmp_path / "pipeline.csv"
    path.write_text(text)
    columns = files.columns_of(path)
    assert guess(columns, Noun) == Noun.OPPORTUNITIES
    record, planned = imports.import_file(
        actor, path=path, noun=Noun.OPPORTUNITIES, mapping=suggest(Noun.OPPORTUNITIES, columns), source="crm", now=NOW
    )
    return record, {row.row.number: row.reason for row in planned if row.reason}


def counts(record: FileImport) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


@pytest.mark.django_db
def test_what_can_be_read_is_taken_in_and_the_rest_says_why(world: World, tmp_path: Path) -> None:
    record, reasons = bring(tmp_path, EXPORT)
    assert counts(record) == (3, 0, 0, 3)
    assert list(reasons) == [4, 5, 7]
    assert "is not a number" in reasons[4] and reasons[5] == "there is no account “Unknown Ltd”"
    assert reasons[7].startswith("there is no stage “Dreaming”; ours are: Identified, Qualified")
    assert "Nobody Known is not a colleague" in " ".join(record.notes)
    north, meters, old = (Opportunity.objects.get(external_id=key) for key in ("006A", "006B", "006E"))
    assert (north.stage, north.amount, north.probability, north.owner) == (
        "proposal",
        90_000,
        None,
        world.user(Role.SAM),
    )
    assert (meters.currency, meters.probability, meters.probability_why) == ("USD", 80, "as in crm")
    assert (old.outcome, old.closed_on, old.close_on) == ("lost", date(2026, 3, 1), date(2026, 3, 1))
    assert north.closed_on is None


@pytest.mark.django_db
def test_a_row_of_totals_is_answered_and_brings_nothing(world: World, tmp_path: Path) -> None:
    totals = ',Total,,,"102,500.50",EUR,,,\n,,,,"102,500.50",,,,\n006G,Grand total,Halden Energy,,"1.00",EUR,,,\n'
    record, reasons = bring(tmp_path, EXPORT + totals)
    assert counts(record)[0] == 3 and Opportunity.objects.count() == 3
    assert {8, 10} <= set(reasons) and all(reasons.values())


@pytest.mark.django_db
def test_a_repeated_import_changes_what_changed_keeps_its_history_and_is_undone(world: World, tmp_path: Path) -> None:
    bring(tmp_path, EXPORT)
    assert counts(bring(tmp_path, EXPORT)[0]) == (0, 0, 3, 3)
    second, _reasons = bring(
        tmp_path, EXPORT.replace("90,000.00", "95,000.00").replace("Negotiation/Review", "Closed Won")
    )
    assert counts(second) == (0, 2, 1, 3)
    north, meters = (Opportunity.objects.get(external_id=key) for key in ("006A", "006B"))
    kept = [(change.before, change.after) for change in north.changes.filter(field="amount").order_by("id")]
    assert kept == [("", "90000.00"), ("90000.00", "95000.00")]
    assert meters.outcome == "won" and meters.closed_on is not None and meters.probability is None
    imports.undo_now(US, record=second, now=NOW)
    north.refresh_from_db()
    meters.refresh_from_db()
    assert (north.amount, meters.stage, meters.outcome, meters.closed_on) == (90_000, "negotiation", "open", None)
    assert north.changes.filter(field="amount").count() == 3


@pytest.mark.django_db
def test_an_undo_leaves_what_somebody_changed_since(world: World, tmp_path: Path) -> None:
    record, _reasons = bring(tmp_path, EXPORT)
    actions.edit(US, Opportunity.objects.get(external_id="006A"), {"next_step": "Call Signe"}, now=NOW)
    done = imports.undo_now(US, record=record, now=NOW)
    assert [row.external_id for row in Opportunity.objects.all()] == ["006A"] and len(done.left) == 1


@pytest.mark.django_db
def test_only_accounts_one_may_open_are_known_and_a_removal_by_hand_stands(world: World, tmp_path: Path) -> None:
    ines = Actor(world.user(Role.SAM), "test")
    rows = f"{HEADINGS}\n1,A,Orsa Paper,Proposal,5,,,,\n2,B,Halden Energy,Proposal,5,,,,\n"
    record, reasons = bring(tmp_path, rows, ines)
    assert counts(record) == (1, 0, 0, 1) and reasons == {2: "there is no account “Orsa Paper”"}
    Opportunity.objects.update(removed_at=NOW)
    assert bring(tmp_path, rows, ines)[1][3] == "it was removed here by hand; restore it first"


@pytest.mark.django_db
def test_an_id_of_another_account_is_no_new_opportunity(world: World, tmp_path: Path) -> None:
    bring(tmp_path, f"{HEADINGS}\n1,A,Orsa Paper,Proposal,5,,,,\n")
    _record, reasons = bring(tmp_path, f"{HEADINGS}\n1,A,Halden Energy,Proposal,5,,,,\n")
    assert reasons == {2: "this ID is that of an opportunity of another account here"}


@pytest.mark.django_db
def test_without_an_id_account_and_title_say_which_it_is(world: World, tmp_path: Path) -> None:
    rows = f"{HEADINGS}\n,Cables,Halden Energy,won,5 EUR,,,,\n"
    assert counts(bring(tmp_path, rows)[0]) == (1, 0, 0, 0)
    assert counts(bring(tmp_path, rows.replace("5 EUR", "€ 6"))[0]) == (0, 1, 0, 0)
    _record, reasons = bring(tmp_path, rows.replace("5 EUR,", "5 USD,EUR"))
    assert reasons == {2: "“5 USD” is not in EUR"}


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("€ 1.200,50", "1200.50", "EUR"),
        ("USD 5,000", "5000", "USD"),
        ("1 200", "1200", ""),
        ("12'500 CHF", "12500", "CHF"),
    ],
)
def test_an_amount_is_read_with_the_currency_beside_it(text: str, value: str, code: str) -> None:
    assert reading.amount(text, digits=16, places=2) == (Decimal(value), code)


@pytest.mark.parametrize("text", ["tbd", "-5", "5 XXQ", "10 to 20", "1e400", "€", "1.234"])
def test_a_text_that_is_no_amount_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(RowRefusedError):
        reading.amount(text, digits=16, places=2)


def test_probabilities_are_per_cent_or_shares() -> None:
    assert reading.are_shares(["0.25", "1", ""])
    assert not any(reading.are_shares(texts) for texts in (["25", "1"], ["0", "1"], ["0.5", "likely"], []))
    assert reading.per_cent("0.25", shares=True) == reading.per_cent("25%", shares=False) == 25
    for text in ("likely", "101", "-1"):
        with pytest.raises(RowRefusedError):
            reading.per_cent(text, shares=False)
