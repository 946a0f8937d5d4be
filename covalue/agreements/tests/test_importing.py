"""Agreements from files: the clause read and shown, found again, refused with a reason, taken back."""

from datetime import date
from pathlib import Path

from covalue.agreements.models import Agreement
from covalue.masterdata import actions, files
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun, guess, suggest
from tests.world import NOW, US, World

HEADINGS = "Customer,Contract number,Title,Start,End,Notice period,Country,Value"
FILE = f"""{HEADINGS}
Halden Energy,C-1,Frame,2025-09-01,2027-08-31,six months prior,,120000.50
Halden Energy,C-2,Service,2026-01-01,,perpetual,,
Halden Energy,C-3,Odd,2026-01-01,2027-12-31,reasonable notice,,
Halden Energy,C-4,Late,2026-01-01,2025-12-31,90 days,,
Nobody,C-5,None,2026-01-01,2027-12-31,90 days,,
Halden Energy,C-6,Days,2026-01-01,2027-06-30,30 business days before,GB-ENG,
"""


def bring(tmp_path: Path, text: str) -> tuple[FileImport, list[str]]:
    path = tmp_path / "file.csv"
    path.write_text(text)
    columns = files.columns_of(path)
    assert guess(columns, Noun) == Noun.AGREEMENTS
    mapping = suggest(Noun.AGREEMENTS, columns)
    record, planned = actions.import_file(US, path=path, noun=Noun.AGREEMENTS, mapping=mapping, source="erp", now=NOW)
    return record, [row.reason for row in planned if row.reason]


def counts(record: FileImport) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


def test_agreements_come_in_with_their_clause_read_and_are_found_again(tmp_path: Path, world: World) -> None:
    record, reasons = bring(tmp_path, FILE)
    assert counts(record) == (3, 0, 0, 3)
    assert "depends on more" in reasons[0] and "ends before it starts" in reasons[1] and "no account" in reasons[2]
    days = dict(Agreement.objects.values_list("external_id", "notice_by"))
    assert days == {"C-1": date(2027, 2, 28), "C-2": None, "C-6": date(2027, 5, 18)}
    first = Agreement.objects.get(external_id="C-1")
    assert (str(first.value), first.currency) == ("120000.50", world.energy.currency) and not first.is_confirmed
    assert "notice read as: 6 months before the end" in record.notes[0]
    again, _reasons = bring(tmp_path, FILE)
    assert counts(again) == (0, 0, 3, 3)
    moved, _reasons = bring(tmp_path, FILE.replace("2027-08-31", "2028-08-31"))
    first.refresh_from_db()
    assert counts(moved) == (0, 1, 2, 3) and first.notice_by == date(2028, 2, 29)


def test_an_import_is_taken_back(tmp_path: Path, world: World) -> None:
    record, _reasons = bring(tmp_path, FILE)
    assert actions.undo_now(US, record=record, now=NOW).left == [] and not Agreement.objects.exists()
