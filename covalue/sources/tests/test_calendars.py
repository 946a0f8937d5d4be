"""What calendar files really hold, read as their authors meant it."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.sources.reading import calendars, meetings, versions
from covalue.sources.reading.meetings import Meeting, Owner, State
from covalue.sources.reading.reasons import Note, Reason
from covalue.sources.tests.files import INES, KARL, SIGNE, calendar, event, people, zone
from tests.world import NOW

OWNER = Owner(frozenset({INES}), "Europe/Oslo")


def _read(*files: bytes, owner: Owner = OWNER) -> list[Meeting]:
    found = [version for file in files for version in calendars.read(file, own_zone=owner.zone).versions]
    return meetings.of_versions(found, owner, now=NOW).meetings


def _starts(*files: bytes) -> list[str]:
    return [f"{row.starts_at:%Y-%m-%d %H:%M}" for row in _read(*files) if row.state == State.STANDS]


ONE_HOUR_EAST = calendar(
    zone("Customized Time Zone", "+0100"), event("DTSTART;TZID=Customized Time Zone:20260105T090000", uid="east")
)
FIVE_HOURS_WEST = calendar(
    zone("Customized Time Zone", "-0500"), event("DTSTART;TZID=Customized Time Zone:20260105T090000", uid="west")
)


@pytest.mark.parametrize("files", permutations((ONE_HOUR_EAST, FIVE_HOURS_WEST)))
def test_a_zone_of_a_files_own_is_that_files_alone(files: tuple[bytes, ...]) -> None:
    """Some libraries keep the first file's definition for the whole process."""
    by_uid = {row.uid: row.starts_at for row in _read(*files)}
    assert by_uid == {"east": datetime(2026, 1, 5, 8, tzinfo=UTC), "west": datetime(2026, 1, 5, 14, tzinfo=UTC)}


def test_a_files_zone_wins_over_a_known_name_of_windows_but_not_over_iana() -> None:
    defined = [zone(name, "-0500") for name in ("W. Europe Standard Time", "Europe/Berlin")]
    windows = event("DTSTART;TZID=W. Europe Standard Time:20260105T090000", uid="windows")
    iana = event("DTSTART;TZID=Europe/Berlin:20260105T090000", uid="iana")
    assert _starts(calendar(*defined, windows)) == ["2026-01-05 14:00"]
    assert _starts(calendar(*defined, iana)) == ["2026-01-05 08:00"]
    assert _starts(calendar(windows)) == ["2026-01-05 08:00"]


@pytest.mark.parametrize("name", ["GMT+0100", '"(UTC+01:00) Amsterdam, Berlin"'])
def test_a_zone_nobody_defined_is_the_owners_and_it_is_said(name: str) -> None:
    file = calendar(event(f"DTSTART;TZID={name}:20260105T090000"))
    result = calendars.read(file, own_zone="America/New_York")
    assert result.notes == {Note.OWN_ZONE: 1}
    [row] = _read(file, owner=Owner(frozenset(), "America/New_York"))
    assert row.starts_at == datetime(2026, 1, 5, 14, tzinfo=UTC)


@pytest.mark.parametrize("until", ["20260119", "20260119T235959", "20260119T080000Z"])
def test_the_last_day_of_a_series_is_part_of_it(until: str) -> None:
    file = calendar(event("DTSTART;TZID=Europe/Oslo:20260105T090000", f"RRULE:FREQ=WEEKLY;UNTIL={until}"))
    assert _starts(file) == ["2026-01-05 08:00", "2026-01-12 08:00", "2026-01-19 08:00"]


def test_until_a_time_before_the_last_is_before_it() -> None:
    file = calendar(event("DTSTART;TZID=Europe/Oslo:20260105T090000", "RRULE:FREQ=WEEKLY;UNTIL=20260119T075959Z"))
    assert _starts(file) == ["2026-01-05 08:00", "2026-01-12 08:00"]


def test_a_start_that_does_not_fit_its_rule_counts_as_the_first() -> None:
    file = calendar(event("DTSTART:20260106T090000Z", "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=3"))
    assert _starts(file) == ["2026-01-06 09:00", "2026-01-12 09:00", "2026-01-19 09:00"]


def test_an_occurrence_called_off_is_not_a_meeting_held() -> None:
    series = event("DTSTART:20260105T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3")
    off = event("RECURRENCE-ID:20260112T090000Z", "DTSTART:20260112T090000Z", "STATUS:CANCELLED", sequence=1)
    rows = {row.recurrence: row.held(NOW) for row in _read(calendar(series, off))}
    assert rows == {"20260105T090000Z": True, "20260112T090000Z": False, "20260119T090000Z": True}
    assert (
        len(
            _starts(calendar(event("DTSTART:20260105T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE:20260112T090000Z")))
        )
        == 2
    )


def test_a_cancellation_need_not_say_when_it_was() -> None:
    invitation = calendar(event("DTSTART:20260105T090000Z", "SUMMARY:Review", *people(SIGNE)), method="REQUEST")
    off = calendar(event("STATUS:CANCELLED", sequence=1), method="CANCEL")
    for files in permutations((invitation, off)):
        [row] = _read(*files)
        assert (row.state, row.subject) == (State.CANCELLED, "Review")
    assert _read(off) == []


def test_the_end_of_whole_days_is_the_day_after() -> None:
    [row] = _read(calendar(event("DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260107")))
    assert (row.first_day, row.last_day) == (date(2026, 1, 5), date(2026, 1, 6))
    [row] = _read(calendar(event("DTSTART;VALUE=DATE:20260105")))
    assert (row.first_day, row.last_day, row.all_day) == (date(2026, 1, 5), date(2026, 1, 5), True)


@pytest.mark.parametrize(("length", "hours"), [("PT8H", 8), ("PT24H", 24), ("P1D", 23), ("P1DT1H", 24)])
def test_hours_are_exact_and_days_are_by_the_wall(length: str, hours: int) -> None:
    """The night of 28 March 2026 is an hour short."""
    [row] = _read(calendar(event("DTSTART;TZID=Europe/Berlin:20260328T220000", f"DURATION:{length}")))
    assert row.ends_at - row.starts_at == timedelta(hours=hours)


def test_a_series_keeps_its_hour_over_the_change_of_clocks() -> None:
    file = calendar(event("DTSTART;TZID=Europe/Berlin:20260323T090000", "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert _starts(file) == ["2026-03-23 08:00", "2026-03-30 07:00"]


SERIES = calendar(
    event("DTSTART:20260105T090000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "SUMMARY:Review", *people(SIGNE)), method="REQUEST"
)
MOVED = calendar(
    event("RECURRENCE-ID:20260112T090000Z", "DTSTART:20260113T140000Z", "SUMMARY:Review", *people(SIGNE), sequence=1),
    method="REQUEST",
)


def test_an_occurrence_moved_before_its_series_arrives_stands_and_stays() -> None:
    [row] = _read(MOVED)
    assert (row.recurrence, f"{row.starts_at:%d %H}") == ("20260112T090000Z", "13 14")
    for files in permutations((SERIES, MOVED)):
        assert sorted(_starts(*files)) == ["2026-01-05 09:00", "2026-01-13 14:00", "2026-01-19 09:00"]


def test_all_from_one_on_are_moved_or_called_off() -> None:
    later = event(
        "RECURRENCE-ID;RANGE=THISANDFUTURE:20260112T090000Z", "DTSTART:20260112T110000Z", "SUMMARY:Later", sequence=1
    )
    assert _starts(SERIES, calendar(later)) == ["2026-01-05 09:00", "2026-01-12 11:00", "2026-01-19 11:00"]
    off = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260112T090000Z", "STATUS:CANCELLED", sequence=1)
    assert _starts(SERIES, calendar(off, method="CANCEL")) == ["2026-01-05 09:00"]


def test_the_later_version_wins_by_sequence_then_by_stamp() -> None:
    first = calendar(event("DTSTART:20260105T090000Z", "SUMMARY:First", sequence=2, stamp="20260101T000000Z"))
    lower = calendar(event("DTSTART:20260106T090000Z", "SUMMARY:Lower", sequence=1, stamp="20260104T000000Z"))
    stamped = calendar(event("DTSTART:20260107T090000Z", "SUMMARY:Later", sequence=2, stamp="20260102T000000Z"))
    for files in permutations((first, lower, stamped)):
        assert [row.subject for row in _read(*files)] == ["Later"]


def test_only_what_the_organiser_says_changes_a_meeting() -> None:
    asked = calendar(event("DTSTART:20260105T090000Z", *people(SIGNE, KARL, answer="NEEDS-ACTION")), method="REQUEST")
    answer = calendar(event(f"ATTENDEE;PARTSTAT=DECLINED:mailto:{SIGNE}", stamp="20260102T000000Z"), method="REPLY")
    other = calendar(event("DTSTART:20260109T090000Z", *people(SIGNE), sequence=5), method="COUNTER")
    again = calendar(event(*people(SIGNE)), method="REFRESH")
    [row] = _read(asked, answer, other, again)
    assert f"{row.starts_at:%d}" == "05"
    assert {person.email: person.stayed_away for person in row.people} == {INES: False, SIGNE: True, KARL: False}
    assert calendars.read(other, own_zone="UTC").skipped == {Reason.PROPOSAL: 1}
    assert calendars.read(again, own_zone="UTC").skipped == {Reason.ASKED_AGAIN: 1}


def test_a_meeting_its_owner_declined_is_none_of_theirs() -> None:
    karl = Owner(frozenset({KARL}), "UTC")
    asked = calendar(event("DTSTART:20260105T090000Z", *people(SIGNE), f"ATTENDEE;PARTSTAT=DECLINED:mailto:{KARL}"))
    assert [row.state for row in _read(asked, owner=karl)] == [State.DECLINED]
    assert [row.state for row in _read(asked)] == [State.STANDS]


def test_whoever_is_taken_off_the_list_is_off_it() -> None:
    asked = calendar(event("DTSTART:20260105T090000Z", *people(SIGNE, KARL)), method="REQUEST")
    off = calendar(event("DTSTART:20260105T090000Z", *people(KARL), sequence=1), method="CANCEL")
    [row] = _read(asked, off)
    assert (row.state, {person.email for person in row.people}) == (State.STANDS, {INES, SIGNE})
    [row] = _read(asked, off, owner=Owner(frozenset({KARL}), "UTC"))
    assert row.state == State.CANCELLED


def test_rooms_and_groups_are_nobody() -> None:
    group = "ATTENDEE;CUTYPE=GROUP:mailto:all@halden.example"
    [row] = _read(calendar(event("DTSTART:20260105T090000Z", *people(SIGNE), group)))
    assert [person.email for person in row.people if not person.is_human] == ["all@halden.example"]


def test_one_odd_entry_stops_no_other() -> None:
    good = event("DTSTART:20260105T090000Z", uid="good")
    odd = [
        event("DTSTART:yesterday", uid="odd"),
        event(uid="none"),
        event("DTSTART:20260105T090000Z", "RRULE:FREQ=SOMETIMES", uid="rule"),
        "BEGIN:VTODO\r\nUID:todo\r\nEND:VTODO",
        "BEGIN:VJOURNAL\r\nUID:journal\r\nEND:VJOURNAL",
        "BEGIN:VFREEBUSY\r\nUID:busy\r\nEND:VFREEBUSY",
    ]
    result = calendars.read(calendar(*odd, good), own_zone="UTC")
    assert result.read == 7
    assert result.skipped == {
        Reason.BROKEN: 1,
        Reason.NO_START: 1,
        Reason.TO_DO: 1,
        Reason.JOURNAL: 1,
        Reason.BUSY_TIMES: 1,
    }
    worked = meetings.of_versions(result.versions, OWNER, now=NOW)
    assert worked.skipped == {Reason.BAD_RULE: 1}
    assert [row.uid for row in worked.meetings] == ["good"]


def test_a_file_that_ends_too_early_keeps_what_came_before() -> None:
    whole = calendar(event("DTSTART:20260105T090000Z", uid="a"), event("DTSTART:20260105T090000Z", uid="b"))
    result = calendars.read(whole[: whole.index(b"UID:b") + 20], own_zone="UTC")
    assert ([version.uid for version in result.versions], result.skipped) == (["a"], {Reason.CUT_OFF: 1})


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"BEGIN:VCARD\r\nEND:VCARD", "日本".encode()])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(calendars.BrokenCalendarError):
        calendars.read(content, own_zone="UTC")


def test_ten_thousand_occurrences_or_none() -> None:
    many = calendar(event("DTSTART:19970101T090000Z", "RRULE:FREQ=DAILY;COUNT=10000"))
    assert len(_read(many)) == 10_000
    result = calendars.read(calendar(event("DTSTART:19600101T090000Z", "RRULE:FREQ=DAILY")), own_zone="UTC")
    worked = meetings.of_versions(result.versions, OWNER, now=NOW)
    assert (len(worked.meetings), worked.notes) == (meetings.MOST_OCCURRENCES, {Note.CUT_SERIES: 1})
    assert max(row.starts_at for row in worked.meetings) > NOW, "the latest are kept"
    none = calendar(event("DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY;COUNT=1", "EXDATE:20260105T090000Z"))
    worked = meetings.of_versions(calendars.read(none, own_zone="UTC").versions, OWNER, now=NOW)
    assert (worked.meetings, worked.skipped) == ([], {Reason.NO_OCCURRENCE: 1})
    impossible = calendar(event("DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"))
    assert len(_read(impossible)) == 1


@pytest.mark.parametrize("odd", ["INTERVAL=0", "INTERVAL=-1", "INTERVAL=x", "INTERVAL="])
def test_a_rule_that_never_comes_to_another_day_is_told_and_not_followed_for_ever(odd: str) -> None:
    series = calendar(
        event("DTSTART:20260105T090000Z", f"RRULE:FREQ=DAILY;{odd}", uid="odd"),
        event("DTSTART:20260105T090000Z", uid="good"),
    )
    result = calendars.read(series, own_zone="UTC")
    worked = meetings.of_versions(result.versions, OWNER, now=NOW)
    assert sum((result.skipped + worked.skipped).values()) == 1
    assert [row.uid for row in worked.meetings] == ["good"]


def test_a_rule_is_looked_for_a_hundred_years_and_no_longer() -> None:
    """Whatever keeps days from fitting it: the library would go on to the year 9999, for each of them."""
    nothing = event("DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY;BYYEARDAY=1;BYMONTH=6", uid="nothing")
    far = event("DTSTART:20260105T090000Z", "RRULE:FREQ=YEARLY;COUNT=500", uid="far")
    rows = _read(calendar(nothing, far))
    assert [row.uid for row in rows].count("nothing") == 1
    assert max(row.starts_at.year for row in rows) == NOW.year + 101


def test_many_endless_series_are_followed_up_to_a_number_together() -> None:
    series = calendar(*(event("DTSTART:20260105T090000Z", "RRULE:FREQ=DAILY", uid=f"{n:02}") for n in range(5)),
                      event("DTSTART:20260105T090000Z", uid="single"))  # fmt: skip
    found = calendars.read(series, own_zone="UTC").versions
    worked = meetings.of_versions(found, OWNER, now=NOW, most=1_000)
    assert {row.uid for row in worked.meetings} == {"00", "01", "single"}
    assert worked.skipped == {Reason.TOO_LARGE: 3}


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:99991231T230000Z", "DURATION:P9999W"),
        ("DTSTART;VALUE=DATE:99991231",),
        ("DTSTART:00010101T000000Z",),
        ("DTSTART:20260105T090000Z", "RDATE:99991231T230000Z"),
    ],
    ids=["long", "last", "first", "added"],
)
def test_a_day_that_no_time_zone_can_show_stops_no_other_meeting(lines: tuple[str, ...]) -> None:
    read = calendars.read(
        calendar(event(*lines, uid="odd"), event("DTSTART:20260105T090000Z", uid="good")), own_zone="UTC"
    )
    worked = meetings.of_versions(read.versions, Owner(frozenset(), "America/New_York"), now=NOW)
    assert [row.uid for row in worked.meetings] == ["good"] and worked.skipped == {Reason.BROKEN: 1}


def test_an_id_of_outlook_is_that_of_its_series() -> None:
    head, tail = "040000008200E00074C5B7101A82E008", "A" * 24
    series = event("DTSTART:20260105T090000Z", "RRULE:FREQ=WEEKLY;COUNT=2", uid=f"{head}00000000{tail}")
    one = event(
        "RECURRENCE-ID:20260112T090000Z", "DTSTART:20260112T100000Z", uid=f"{head}07EA010C{tail}".lower(), sequence=1
    )
    assert _starts(calendar(series, one)) == ["2026-01-05 09:00", "2026-01-12 10:00"]


def test_an_entry_without_an_id_gets_one_of_its_content_and_it_is_said() -> None:
    nameless = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260105T090000Z\nSUMMARY:Lunch\nEND:VEVENT\nEND:VCALENDAR\n"
    one, two = (calendars.read(nameless, own_zone="UTC") for _time in range(2))
    assert one.notes == {Note.DERIVED_ID: 1}
    assert one.versions[0].uid == two.versions[0].uid != ""


def test_what_is_private_is_marked_so() -> None:
    for word, private in (("PRIVATE", True), ("CONFIDENTIAL", True), ("PUBLIC", False), ("X-ODD", True)):
        [row] = _read(calendar(event("DTSTART:20260105T090000Z", f"CLASS:{word}")))
        assert row.private is private


def test_folded_lines_other_encodings_and_other_line_ends() -> None:
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260105T090000Z\nSUMMARY:Møte om str\n øm\nEND:VEVENT\nEND:VCALENDAR\n"
    for content in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16"), text.encode("cp1252")):
        assert [row.subject for row in _read(content)] == ["Møte om strøm"]


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), max_size=6))
def test_the_order_of_arrival_changes_nothing(order: list[int], again: list[int]) -> None:
    off = calendar(event("RECURRENCE-ID:20260119T090000Z", sequence=2), method="CANCEL")
    added = calendar(event("DTSTART:20260130T090000Z", "SUMMARY:One more", *people(SIGNE), sequence=3), method="ADD")
    files = (SERIES, MOVED, off, added)
    expected = sorted(_read(*files), key=lambda row: row.recurrence)
    shuffled = _read(*(files[place] for place in [*order, *again]))
    assert sorted(shuffled, key=lambda row: row.recurrence) == expected
    assert [row.state for row in expected] == [State.STANDS, State.STANDS, State.CANCELLED, State.STANDS]


def test_a_version_is_stored_and_read_back_the_same() -> None:
    defined = calendar(
        zone("Mine", "+0100"),
        event(
            "DTSTART;TZID=Mine:20260105T090000",
            "DURATION:P1DT2H",
            "RRULE:FREQ=DAILY;COUNT=2",
            "EXDATE;TZID=Mine:20260106T090000",
            *people(SIGNE),
        ),
        event("RECURRENCE-ID;TZID=Mine:20260105T090000", "DTSTART;TZID=Mine:20260105T100000", sequence=1),
    )
    for version in calendars.read(defined, own_zone="UTC").versions:
        assert versions.of_json(version.as_json()) == version
