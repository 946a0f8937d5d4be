"""Use and tickets from files."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from covalue.adoption.models import Ticket, UsageLine
from covalue.adoption.queries import TICKETS
from covalue.core.events import Actor
from covalue.masterdata import actions, files
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun, guess, suggest
from covalue.organisation.models import Offering
from covalue.people.rules import Role
from tests.world import NOW, US, World

USE = """Customer,Product,Site,Month,Active users,Licensed,Metric
Halden Energy,P-100,Dam 1,2026-09,140,200,users
Halden Energy,P-100,Dam 1,2026-10,"120,5",200,users
H-2,Portal,,10/2026,7,,
"""
REPORTED = """Ticket number,Customer,Subject,Priority,Created on,Resolved on
T-1,Halden Energy,It stops at night,1 - Critical,2026-11-01,
T-2,Halden Energy,Colour is off,minor,05.11.2026,2026-11-07
"""


def bring(tmp_path: Path, noun: Noun, text: str, actor: Actor = US) -> tuple[FileImport, list[str]]:
    path = tmp_path / "file.csv"
    path.write_text(text)
    columns = files.columns_of(path)
    assert guess(columns, Noun) == noun
    mapping = suggest(noun, columns)
    record, planned = actions.import_file(actor, path=path, noun=noun, mapping=mapping, source="erp", now=NOW)
    return record, [row.reason for row in planned if row.reason]


def counts(record: FileImport) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


@pytest.mark.usefixtures("world")
def test_use_comes_in_by_month_and_a_later_file_updates_it(tmp_path: Path) -> None:
    portal = Offering.objects.create(code="P-100", name="Portal of plants")
    record, _none = bring(tmp_path, Noun.USAGE, USE)
    assert counts(record) == (3, 0, 0, 0) and "there is no offering “Portal”" in record.notes[0]
    line = UsageLine.objects.get(month=date(2026, 10, 1), offering=portal)
    assert (line.used, line.agreed, line.measure) == (Decimal("120.5"), Decimal(200), "users")
    assert counts(bring(tmp_path, Noun.USAGE, USE)[0]) == (0, 0, 3, 0)
    second, _none = bring(tmp_path, Noun.USAGE, USE.replace("140", "150"))
    assert counts(second) == (0, 1, 2, 0)
    actions.undo_now(US, record=second, now=NOW)
    assert UsageLine.objects.get(month=date(2026, 9, 1)).used == 140


def test_tickets_come_in_with_their_severity_and_are_closed_by_the_next_file(tmp_path: Path, world: World) -> None:
    record, _none = bring(tmp_path, Noun.TICKETS, REPORTED)
    assert counts(record) == (2, 0, 0, 0)
    first = Ticket.objects.get(external_id="T-1")
    assert (first.severity, first.closed_on, first.account) == ("critical", None, world.energy)
    bring(tmp_path, Noun.TICKETS, REPORTED.replace("2026-11-01,", "2026-11-01,2026-11-09"))
    first.refresh_from_db()
    assert first.closed_on == date(2026, 11, 9)


def test_what_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, world: World) -> None:
    head = REPORTED.splitlines()[0]
    bad = f"{head}\nT-3,Halden Energy,X,awful,2026-11-01,\nT-4,Halden Energy,X,low,2026-11-09,2026-11-01\n,Halden Energy,X,low,2026-11-09,\n"
    _record, reasons = bring(tmp_path, Noun.TICKETS, bad)
    assert "is not a severity" in reasons[0] and reasons[1:] == ["it was closed before it was opened", "key is missing"]
    head = USE.splitlines()[0]
    bad = f"{head}\nHalden Energy,P,,2026-13,1,,\nHalden Energy,P,,2026-10,a lot,,\nNobody,P,,2026-10,1,,\nHalden Energy,P,,2026-09,1,,\nHalden Energy,P,,2026-09,2,,\n"
    record, reasons = bring(tmp_path, Noun.USAGE, bad)
    assert "is not a month" in reasons[0] and "is not a number" in reasons[1] and "no account “Nobody”" in reasons[2]
    assert "the same record" in reasons[3] and counts(record) == (1, 0, 0, 4)


def test_only_accounts_one_may_open_and_what_was_removed_by_hand_stays_so(tmp_path: Path, world: World) -> None:
    sam = Actor(world.user(Role.SAM), "test")
    record, reasons = bring(tmp_path, Noun.TICKETS, REPORTED + "T-9,Orsa Paper,X,low,2026-11-09,\n", sam)
    assert counts(record) == (2, 0, 0, 1) and reasons == ["there is no account “Orsa Paper”"]
    TICKETS.remove(sam, Ticket.objects.get(external_id="T-1"), now=NOW)
    _record, reasons = bring(tmp_path, Noun.TICKETS, REPORTED, sam)
    assert reasons == ["it was removed here by hand; restore it first"]
