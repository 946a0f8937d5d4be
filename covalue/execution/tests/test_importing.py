"""Work from project exports: days, durations and predecessors as the tools write them; circles and early starts refused."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.accounts.models import Account
from covalue.core.events import Actor
from covalue.execution import actions as execution
from covalue.execution import queries, written
from covalue.execution.models import Dependency, WorkPackage
from covalue.execution.queries import WORK
from covalue.execution.written import Named, UnreadError
from covalue.masterdata import actions, files
from covalue.masterdata.models import FileImport
from covalue.masterdata.rules import Noun, suggest
from covalue.people.rules import Role
from tests.world import NOW, US, World

PROJECT = """ID,Name,Duration,Start,Finish,Predecessors,Resource Names,% Complete,Milestone
1,Meter the turbines,10 days,Mon 02/11/26,Fri 13/11/26,,Jon Ek[50%],100%,No
2,Train the crews,5 days,Wed 18/11/26,Tue 24/11/26,1FS+2 days,,20%,No
3,Rewire,3 days,Mon 16/11/26,Wed 18/11/26,1,Nobody Known,0%,No
4,Go live,0 days,Tue 24/11/26,Tue 24/11/26,"2;3",,0%,Yes
"""


def bring(tmp_path: Path, text: str, actor: Actor = US, account: str = "Halden Energy") -> tuple[FileImport, list[str]]:
    path = tmp_path / "file.csv"
    path.write_text(text)
    mapping = {**suggest(Noun.WORK, files.columns_of(path)), "account": f"={account}"}
    record, planned = actions.import_file(actor, path=path, noun=Noun.WORK, mapping=mapping, source="project", now=NOW)
    return record, [row.reason for row in planned if row.reason]


def counts(record: FileImport) -> tuple[int, int, int, int]:
    return record.created, record.changed, record.unchanged, record.rejected


def links() -> set[tuple[str, str, int]]:
    rows = Dependency.objects.filter(removed_at=None).select_related("before", "after")
    return {(row.before.title, row.after.title, row.lag) for row in rows}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Mon 02/11/26", "02/11/2026"),
        ("Mo 02.11.26 08:00", "02.11.2026"),
        ("2026-11-02T08:00:00", "2026-11-02"),
        ("November 2, 2026 8:00 AM", "2026-11-02"),
        ("2. März 2026", "2026-03-02"),
        ("02-Nov-26", "2026-11-02"),
        ("Fri 13 November 2026 17:00", "2026-11-13"),
        ("02.11.2026 08:00", "02.11.2026"),
        ("whenever", "whenever"),
    ],
)
def test_days_are_read_as_project_tools_write_them(text: str, plain: str) -> None:
    assert written.plain_day(text) == plain


@pytest.mark.parametrize(
    ("text", "days"),
    [("10 days", 10), ("1 day?", 1), ("2 wks", 10), ("1.5w", 8), ("12 hrs", 2), ("8h", 1), ("0 days", 0), ("10 Tage", 10),
     ("2 Wochen", 10), ("16 Std.", 2), ("1 mon", 20), ("7", 7), ("3,0 Tage", 3)],
)  # fmt: skip
def test_durations_are_whole_working_days(text: str, days: int) -> None:
    assert written.lasts(text).days == days


@pytest.mark.parametrize("text", ["", "some", "10 edays", "-3 days"])
def test_no_duration_is_guessed(text: str) -> None:
    with pytest.raises(UnreadError):
        written.lasts(text)


def test_predecessors_are_read_with_kind_and_lag() -> None:
    found = written.predecessors("3; 5FS+2d,7EA+1 Woche;1.2SS")
    assert found == (Named("3"), Named("5", 2), Named("7", 5), Named("1.2", 0, "SS"))
    for text in ("3FS-2d", "3FS+2ed", "3 and 4", "3FS+"):
        with pytest.raises(UnreadError):
            written.predecessors(text)


@given(st.lists(st.builds(Named, st.from_regex(r"[1-9][0-9]{0,3}", fullmatch=True), st.integers(0, 500)), max_size=9))
def test_what_is_kept_of_predecessors_reads_as_they_were(named: list[Named]) -> None:
    assert written.predecessors(written.in_words(tuple(named))) == tuple(named)


def test_a_project_comes_in_with_its_dependencies_and_the_next_export_updates_it(tmp_path: Path, world: World) -> None:
    record, reasons = bring(tmp_path, PROJECT)
    assert (counts(record), reasons) == ((4, 0, 0, 0), [])
    assert links() == {
        ("Meter the turbines", "Train the crews", 2),
        ("Meter the turbines", "Rewire", 0),
        ("Train the crews", "Go live", 0),
        ("Rewire", "Go live", 0),
    }
    first, second, _third, last = WorkPackage.objects.order_by("external_id")
    assert (first.done_on, first.progress, first.customer_owner) == (date(2026, 11, 13), 100, world.jon)
    assert (second.starts_on, second.duration, second.ends_on, second.progress) == (
        date(2026, 11, 18), 5, date(2026, 11, 24), 20,
    )  # fmt: skip
    assert last.is_milestone and last.ends_on == date(2026, 11, 24)
    assert any("Nobody Known" in note for note in record.notes) and any(
        "taken as done" in note for note in record.notes
    )
    assert not queries.plan_of(world.energy).circle
    assert counts(bring(tmp_path, PROJECT)[0]) == (0, 0, 4, 0)
    by_hand = execution.link(US, before=first, after=last, now=NOW)
    later, _none = bring(tmp_path, PROJECT.replace('"2;3"', "2"))
    assert counts(later) == (0, 1, 3, 0)
    assert ("Rewire", "Go live", 0) not in links() and Dependency.objects.get(pk=by_hand.pk).removed_at is None
    actions.undo_now(US, record=later, now=NOW)
    assert ("Rewire", "Go live", 0) in links()


def test_taking_an_import_back_takes_its_dependencies_with_it(tmp_path: Path, world: World) -> None:
    record, _none = bring(tmp_path, PROJECT)
    actions.undo_now(US, record=record, now=NOW)
    assert not WorkPackage.objects.exists() and not Dependency.objects.exists()


def test_a_circle_is_refused_with_everything_in_it(tmp_path: Path, world: World) -> None:
    circle = PROJECT.replace("13/11/26,,", "13/11/26,2,").replace("2;3", "3")
    record, reasons = bring(tmp_path, circle)
    way = [reason for reason in reasons if "circle" in reason]
    assert len(way) == 2
    assert all("Meter the turbines" in reason and "Train the crews" in reason for reason in way)
    assert [reason for reason in reasons if "circle" not in reason] == [
        "it depends on 1, which is rejected",
        "it depends on 3, which is rejected",
    ]
    assert counts(record) == (0, 0, 0, 4) and record.reject_file


def test_a_circle_with_what_is_there_already_is_refused(tmp_path: Path, world: World) -> None:
    bring(tmp_path, PROJECT)
    first, last = WorkPackage.objects.get(external_id="2"), WorkPackage.objects.get(external_id="4")
    by_hand = {"title": "Report", "starts_on": date(2026, 11, 25), "duration": 1}
    report = execution.add(US, world.energy, by_hand, now=NOW)
    execution.link(US, before=last, after=report, now=NOW)
    WorkPackage.objects.filter(pk=report.pk).update(source="project", external_id="9")
    _record, reasons = bring(tmp_path, PROJECT.replace("1FS+2 days", "1;9"))
    assert any("circle: " in reason and "Report" in reason and first.title in reason for reason in reasons)


def test_what_begins_too_early_or_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, world: World) -> None:
    head = PROJECT.splitlines()[0]
    rows = [
        "1,A,5 days,02/11/2026,06/11/2026,,,,",
        "2,B,5 days,05/11/2026,13/11/2026,1,,,",
        "3,C,,13/11/2026,02/11/2026,,,,",
        "4,D,,16/11/2026,,,,,",
        "5,E,a while,16/11/2026,,,,,",
        "6,F,1 day,16/11/2026,,1SS,,,",
        "7,G,1 day,16/11/2026,,1FS-1d,,,",
        "8,H,1 day,16/11/2026,,99,,,",
        "9,I,9999 days,16/11/2026,,,,,",
        "10,J,1 day,whenever,,,,,",
    ]
    record, reasons = bring(tmp_path, "\n".join([head, *rows]) + "\n")
    wanted = (
        "can begin on 9 November 2026", "ends before it begins", "neither its last day", "is not a duration",
        "of kind SS", "is not read", "99, which is neither", "more than 2 000", "is not a date",
    )  # fmt: skip
    plain = [reason.replace("\xa0", " ").replace("\u202f", " ").replace(",000", " 000") for reason in reasons]
    for text, reason in zip(wanted, plain, strict=True):
        assert text.split()[-1] in reason, (text, reason)
    assert counts(record) == (1, 0, 0, 9)


def test_only_into_accounts_one_may_open_and_what_was_removed_stays_so(tmp_path: Path, world: World) -> None:
    sam = Actor(world.user(Role.SAM), "test")
    _record, reasons = bring(tmp_path, PROJECT, sam, account="Orsa Paper")
    assert set(reasons) == {"there is no account “Orsa Paper”"}
    bring(tmp_path, PROJECT, sam)
    WORK.remove(sam, WorkPackage.objects.get(external_id="4"), now=NOW)
    _record, reasons = bring(tmp_path, PROJECT, sam)
    assert reasons == ["it was removed here by hand; restore it first"]


def test_five_hundred_dependencies_come_in_at_once(tmp_path: Path, world: World) -> None:
    head = PROJECT.splitlines()[0]
    days = {0: "2026-11-03", 1: "2026-11-02"}
    rows = [f"{n},Task {n},1 day,{days[n % 2]},,{'' if n % 2 else n - 1},,," for n in range(1, 1002)]
    record, reasons = bring(tmp_path, "\n".join([head, *rows]) + "\n")
    assert (record.created, reasons, Dependency.objects.count()) == (1001, [], 500)


@pytest.mark.parametrize(("zone", "comes_in"), [("Pacific/Kiritimati", 1), ("Pacific/Pago_Pago", 0)])
def test_what_is_done_today_is_done_on_the_accounts_day(tmp_path: Path, world: World, zone: str, comes_in: int) -> None:
    Account.objects.filter(pk=world.energy.pk).update(time_zone=zone)
    today = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    text = f"ID,Name,Start,Finish,Actual Finish\n1,Rewire,2026-01-05,2026-01-09,{today}\n"
    record, reasons = bring(tmp_path, text)
    assert record.created == comes_in and (comes_in or reasons == ["it is done, but its day is in the future"])
