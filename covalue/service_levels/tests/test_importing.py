"""Service levels, results and incidents from files."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from covalue.accounts.models import Account
from covalue.adoption.queries import TICKETS
from covalue.core.events import Actor
from covalue.masterdata import actions, files
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun, guess, suggest
from covalue.people.rules import Role
from covalue.service_levels.models import Incident, ServiceLevel, ServiceResult
from covalue.service_levels.queries import LEVELS
from tests.world import NOW, US, World

AGREED = """Customer,SLA name,Target,Period,Valid from
Halden Energy,Delivered on the day,≥ 98 %,monthly,2026-01-01
Halden Energy,Papers that differ,<= 1.5 %,quarter,
"""
MEASURED = """Customer,SLA name,Month,Actual
Halden Energy,Delivered on the day,2026-08,"97,4"
Halden Energy,delivered on the day,2026-09,98 %
Halden Energy,Papers that differ,Q3 2026,1.6
"""
HAPPENED = """Incident number,Customer,Subject,Priority,Occurred on,Resolved on,Affected service level,Root cause,Satisfaction,Rating date
I-1,Halden Energy,Cold chain broken,1 - Critical,2026-11-01,2026-11-03,Delivered on the day,Cooling,6,2026-11-09
T-7,Halden Energy,It stops,high,2026-11-02,,,,,
"""


def bring(tmp_path: Path, noun: Noun, text: str, actor: Actor = US) -> tuple[FileImport, list[str]]:
    path = tmp_path / "file.csv"
    path.write_text(text)
    columns = files.columns_of(path)
    assert guess(columns, Noun) == noun
    mapping = suggest(noun, columns)
    record, planned = actions.import_file(actor, path=path, noun=noun, mapping=mapping, source="desk", now=NOW)
    return record, [row.reason for row in planned if row.reason]


def counts(record: FileImport) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


def test_levels_and_results_come_in_and_a_later_file_updates_them(tmp_path: Path, world: World) -> None:
    assert counts(bring(tmp_path, Noun.SERVICE_LEVELS, AGREED)[0]) == (2, 0, 0, 0)
    on_the_day, papers = ServiceLevel.objects.order_by("title")
    assert (on_the_day.direction, on_the_day.target, on_the_day.unit) == ("at_least", 98, "%")
    assert (papers.direction, papers.target, papers.period) == ("at_most", Decimal("1.5"), "quarter")
    assert counts(bring(tmp_path, Noun.SERVICE_LEVELS, AGREED)[0]) == (0, 0, 2, 0)
    assert counts(bring(tmp_path, Noun.SERVICE_RESULTS, MEASURED)[0]) == (3, 0, 0, 0)
    first = ServiceResult.objects.get(service_level=on_the_day, begins_on=date(2026, 8, 1))
    assert (first.value, first.target, first.is_kept) == (Decimal("97.4"), 98, False)
    assert not ServiceResult.objects.get(service_level=papers, begins_on=date(2026, 7, 1)).is_kept
    assert counts(bring(tmp_path, Noun.SERVICE_RESULTS, MEASURED)[0]) == (0, 0, 3, 0)
    second, _none = bring(tmp_path, Noun.SERVICE_RESULTS, MEASURED.replace("97,4", "98,1"))
    assert counts(second) == (0, 1, 2, 0)
    actions.undo_now(US, record=second, now=NOW)
    first.refresh_from_db()
    assert first.value == Decimal("97.4")


@pytest.mark.usefixtures("world")
def test_what_cannot_be_read_of_levels_and_results_is_refused_with_its_reason(tmp_path: Path) -> None:
    head = AGREED.splitlines()[0] + ",Direction"
    bad = f"{head}\nHalden Energy,A,good,,,\nHalden Energy,B,> 5,,,at most\nHalden Energy,C,5,weekly,,\nHalden Energy,D,5,,,about\n"
    _record, reasons = bring(tmp_path, Noun.SERVICE_LEVELS, bad)
    assert [reason.split("”")[-1].strip() for reason in reasons] == [
        "is not a number that can stand here",
        "the sign before the target says the opposite of the direction",
        "is not a period; write month, quarter or year",
        "is neither at least nor at most",
    ]
    bring(tmp_path, Noun.SERVICE_LEVELS, AGREED)
    head = MEASURED.splitlines()[0]
    bad = f"{head}\nHalden Energy,Other,2026-08,1\nHalden Energy,Delivered on the day,2025-12,1\nHalden Energy,Delivered on the day,2026-13,1\nHalden Energy,Delivered on the day,2098-01,1\nHalden Energy,Delivered on the day,2026-08,much\n"
    record, reasons = bring(tmp_path, Noun.SERVICE_RESULTS, bad)
    assert (
        "has no service level “Other”" in reasons[0] and "is before" in reasons[1] and "is not a period" in reasons[2]
    )
    assert "has not begun" in reasons[3] and "is not a number" in reasons[4] and counts(record) == (0, 0, 0, 5)


def test_a_level_without_a_direction_says_how_it_was_read(tmp_path: Path, world: World) -> None:
    record, _none = bring(tmp_path, Noun.SERVICE_LEVELS, AGREED.replace("≥ ", ""))
    assert any("read as at least" in note for note in record.notes)


def test_incidents_come_in_and_build_on_tickets(tmp_path: Path, world: World) -> None:
    LEVELS.add(US, world.energy, {"title": "Delivered on the day", "target": Decimal(98)}, now=NOW)
    values = {"subject": "Pump", "external_id": "T-7", "severity": "high", "opened_on": date(2026, 11, 2)}
    ticket = TICKETS.add(US, world.energy, values, now=NOW)
    record, _none = bring(tmp_path, Noun.INCIDENTS, HAPPENED)
    assert counts(record) == (2, 0, 0, 0)
    first, second = Incident.objects.order_by("external_id")
    assert (first.how_bad, first.ended, first.rating, first.cause) == ("critical", date(2026, 11, 3), 6, "Cooling")
    assert first.service_level is not None
    assert (second.ticket, second.opened_on, second.began) == (ticket, None, date(2026, 11, 2))
    assert counts(bring(tmp_path, Noun.INCIDENTS, HAPPENED)[0]) == (0, 0, 2, 0)
    other = HAPPENED.replace("2026-11-02", "2026-11-04")
    assert "has other days" in bring(tmp_path, Noun.INCIDENTS, other)[1][0]
    bad = HAPPENED.replace(",6,2026-11-09", ",11,2026-11-09").replace("T-7", "T-8").replace("high", "odd")
    _record, reasons = bring(tmp_path, Noun.INCIDENTS, bad)
    assert reasons[0] == "a rating is from 0 to 10" and "is not a severity" in reasons[1]


def test_only_accounts_one_may_open(tmp_path: Path, world: World) -> None:
    sam = Actor(world.user(Role.SAM), "test")
    _record, reasons = bring(tmp_path, Noun.SERVICE_LEVELS, AGREED + "Orsa Paper,X,1,,\n", sam)
    assert reasons == ["there is no account “Orsa Paper”"]


@pytest.mark.parametrize(("zone", "comes_in"), [("Pacific/Kiritimati", 1), ("Pacific/Pago_Pago", 0)])
def test_today_is_the_accounts_day(tmp_path: Path, world: World, zone: str, comes_in: int) -> None:
    """Where the day begins first it is today; on the other side of the date line it is still to come."""
    Account.objects.filter(pk=world.energy.pk).update(time_zone=zone)
    today = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    rows = f"Incident number,Customer,Subject,Occurred on\nI-9,Halden Energy,No power,{today}\n"
    record, reasons = bring(tmp_path, Noun.INCIDENTS, rows)
    assert record.created == comes_in and (comes_in or "is in the future" in reasons[0])
