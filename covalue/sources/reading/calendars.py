"""Reading iCalendar files (RFC 5545, RFC 5546): each entry is taken by itself, so that an odd one stops no other."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from covalue.core import mailboxes
from covalue.sources.reading import zones
from covalue.sources.reading.reasons import Note, Reason
from covalue.sources.reading.versions import (
    UNKNOWN_STAMP,
    Moment,
    Person,
    Version,
    VersionKind,
    length_between,
)
from covalue.sources.reading.zones import FLOATING

MOST_BYTES: Final = 50_000_000
LONGEST_TEXT: Final = 20_000  # characters kept of a description
MOST_PEOPLE: Final = 500
MOST_DATES: Final = 10_000  # RDATE and EXDATE of one entry
NO_MEETING: Final = {"VTODO": Reason.TO_DO, "VJOURNAL": Reason.JOURNAL, "VFREEBUSY": Reason.BUSY_TIMES}
NO_CHANGE: Final = {
    "COUNTER": Reason.PROPOSAL,
    "DECLINECOUNTER": Reason.PROPOSAL,
    "REFRESH": Reason.ASKED_AGAIN,
}
OUTLOOK_ID: Final = "040000008200E00074C5B7101A82E008"
EXACT: Final = re.compile(r"^DURATION(?:;[^:]*)?:(.*)$", re.IGNORECASE)
RAW_LENGTH: Final = "X-COVALUE-LENGTH"
LENGTH: Final = re.compile(
    r"^([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$"
)


class BrokenCalendarError(Exception):
    """Not a calendar at all."""


@dataclass
class CalendarRead:
    """What a file held: versions, how many entries were read, and what was skipped or noted, by reason."""

    versions: list[Version] = field(default_factory=list)
    read: int = 0
    skipped: Counter[Reason] = field(default_factory=Counter)
    notes: Counter[Note] = field(default_factory=Counter)
    name: str = ""


@dataclass(frozen=True)
class _Part:
    kind: str
    method: str
    lines: list[str]
    complete: bool


def read(content: bytes, *, own_zone: str) -> CalendarRead:
    """Every entry of a file; `BrokenCalendarError` for what is no calendar. `own_zone`: of whose calendar it is."""
    result = CalendarRead()
    lines = _unfolded(content, result.notes)
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines):
        raise BrokenCalendarError
    defined: dict[str, str] = {}
    parts = list(_parts(lines))
    for part in parts:
        if part.kind == "VTIMEZONE" and part.complete:
            name = next((line.partition(":")[2] for line in part.lines if line.upper().startswith("TZID")), "")
            text = "\r\n".join(part.lines) + "\r\n"
            if name and zones.can_be_read(text):
                defined[name.strip().strip('"')] = text
    for part in parts:
        if part.kind != "VTIMEZONE":
            _take(part, result, defined, own_zone)
    return result


def _take(part: _Part, result: CalendarRead, defined: dict[str, str], own_zone: str) -> None:
    result.read += 1
    reason = _why_not(part)
    if reason is None:
        try:
            version = _version(part, defined, own_zone, result.notes)
        except Exception:  # one odd entry: whatever a library says of it, the others are read
            result.skipped[Reason.BROKEN] += 1
            return
        if isinstance(version, Version):
            result.versions.append(version)
            return
        reason = version
    result.skipped[reason] += 1


def _why_not(part: _Part) -> Reason | None:
    if not part.complete:
        return Reason.CUT_OFF
    return NO_MEETING.get(part.kind) or NO_CHANGE.get(part.method)


def _unfolded(content: bytes, notes: Counter[Note]) -> list[str]:
    text = _text(content, notes).replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\n[ \t]", "", text).split("\n")


def _text(content: bytes, notes: Counter[Note]) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        notes[Note.ENCODING] += 1
        return content.decode("cp1252", errors="replace")


def _parts(lines: list[str]) -> Iterator[_Part]:
    """The components of all calendars in a file, each with the method of its calendar."""
    method, depth, kind = "", 0, ""
    taken: list[str] = []
    for line in lines:
        word = line.strip().upper()
        if not depth:
            if word == "BEGIN:VCALENDAR":
                method = ""
            elif word.startswith("METHOD:"):
                method = word.partition(":")[2].strip()
            elif word.startswith("BEGIN:") and word != "BEGIN:VCALENDAR":
                kind, depth, taken = word.partition(":")[2], 1, [line.strip()]
            continue
        if word in ("BEGIN:VEVENT", "END:VCALENDAR", "BEGIN:VCALENDAR") and kind == "VEVENT":
            yield _Part(kind, method, taken, complete=False)
            depth, taken = (1, [line.strip()]) if word == "BEGIN:VEVENT" else (0, [])
            continue
        taken.append(line)
        exact = EXACT.match(line)
        if exact and depth == 1:  # the library makes one day of 24 hours
            taken.append(f"{RAW_LENGTH}:{exact[1].strip()}")
        depth += word.startswith("BEGIN:") - word.startswith("END:")
        if not depth:
            yield _Part(kind, method, taken, complete=True)
    if depth:
        yield _Part(kind, method, taken, complete=False)


def _version(part: _Part, defined: dict[str, str], own_zone: str, notes: Counter[Note]) -> Version | Reason:
    import icalendar

    event: Any = icalendar.Event.from_ical("\r\n".join(part.lines) + "\r\n")
    unknown: set[str] = set()

    def moment(value: Any) -> Moment:
        return _moment(value, defined, unknown)

    status = str(event.get("STATUS", "")).upper()
    called_off = status == "CANCELLED" or (part.method == "CANCEL" and not event.get("ATTENDEE"))
    start = moment(event["DTSTART"]) if "DTSTART" in event else None
    kind = _kind(part.method, event, called_off)
    if start is None and not (called_off or kind in (VersionKind.ANSWER, VersionKind.UNINVITED)):
        return Reason.NO_START
    seconds, days = _length(event, start, moment, own_zone)
    at = moment(event["RECURRENCE-ID"]) if "RECURRENCE-ID" in event else None
    rule = _rule(event)
    people = _people(event)
    subject, text = _plain(event, "SUMMARY")[:300], _plain(event, "DESCRIPTION")
    uid, derived = _uid(event, start, subject, people)
    if len(text) > LONGEST_TEXT:
        notes[Note.SHORTENED] += 1
    if derived:
        notes[Note.DERIVED_ID] += 1
    version = Version(
        uid=uid,
        kind=kind,
        recurrence=at.key() if at else (start.key() if kind == VersionKind.ADDED and start else ""),
        recurrence_at=at,
        and_future=bool(at) and str(event["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE",
        sequence=_sequence(event),
        stamp=_stamp(event),
        cancelled=called_off and kind != VersionKind.ANSWER,
        start=start,
        seconds=seconds,
        days=days,
        rule=rule,
        more=tuple(_moments(event, "RDATE", moment)),
        but=tuple(_moments(event, "EXDATE", moment)),
        subject=subject,
        text=text[:LONGEST_TEXT],
        place=_plain(event, "LOCATION")[:300],
        private=str(event.get("CLASS", "PUBLIC")).upper() not in ("PUBLIC", ""),
        people=people,
        own_zone=bool(unknown),
        derived_id=derived,
    )
    if version.own_zone:
        notes[Note.OWN_ZONE] += 1
    return version


def _kind(method: str, event: Any, called_off: bool) -> VersionKind:
    if method == "REPLY":
        return VersionKind.ANSWER
    if method == "CANCEL" and not called_off:  # RFC 5546 §3.2.5: without a status it takes people off the list
        return VersionKind.UNINVITED
    if "RECURRENCE-ID" in event:
        return VersionKind.OCCURRENCE
    return VersionKind.ADDED if method == "ADD" else VersionKind.WHOLE


def _uid(event: Any, start: Moment | None, subject: str, people: tuple[Person, ...]) -> tuple[str, bool]:
    uid = str(event.get("UID", "")).strip()
    if uid.upper().startswith(OUTLOOK_ID):  # an occurrence carries its day in the id of its series
        return uid.upper()[:32] + "00000000" + uid.upper()[40:], False
    if uid:
        return uid, False
    organiser = next((person.email for person in people if person.organises), "")
    content = "\n".join((start.key() if start else "", subject, organiser))
    return f"derived:{hashlib.sha256(content.encode()).hexdigest()[:40]}", True


def _sequence(event: Any) -> int:
    try:
        return int(event.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        return 0


def _stamp(event: Any) -> datetime:
    for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
        value = getattr(event.get(name), "dt", None)
        if isinstance(value, datetime):
            return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return UNKNOWN_STAMP


def _plain(event: Any, name: str) -> str:
    value = event.get(name, "")
    first = value[0] if isinstance(value, list) else value
    return str(first).replace("\x00", "").strip()


def _rule(event: Any) -> str:
    rule = event.get("RRULE")
    first = rule[0] if isinstance(rule, list) else rule
    return first.to_ical().decode() if first else ""


def _length(event: Any, start: Moment | None, moment: Any, own_zone: str) -> tuple[int, int]:
    """Exact seconds, and days by the calendar. RFC 5545 §3.3.6: hours are exact, days and weeks are by the wall."""
    if start is None:
        return 0, 0
    if "DTEND" in event:
        return length_between(start, moment(event["DTEND"]), own_zone)
    written = LENGTH.match(str(event.get(RAW_LENGTH, "")).strip().upper())
    if written is None:
        return 0, 1 if start.all_day else 0
    sign, weeks, days, hours, minutes, seconds = written.groups()
    if sign == "-":
        return 0, 0
    whole = int(weeks or 0) * 7 + int(days or 0)
    exact = int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)
    return (0, max(whole, 1)) if start.all_day else (exact, whole)


def _moments(event: Any, name: str, moment: Any) -> Iterator[Moment]:
    lists = event.get(name, [])
    taken = 0
    for row in lists if isinstance(lists, list) else [lists]:
        for value in row.dts:
            inner = value.dt[0] if isinstance(value.dt, tuple) else value.dt
            taken += 1
            if taken > MOST_DATES:
                return
            yield moment(_Dated(inner, {**row.params, **value.params}))


@dataclass(frozen=True)
class _Dated:
    dt: Any
    params: Any


def _moment(value: Any, defined: dict[str, str], unknown: set[str]) -> Moment:
    what = value.dt
    if not isinstance(what, datetime):
        if not isinstance(what, date):
            raise ValueError("neither a day nor a time")
        return Moment(what.isoformat())
    name = str(value.params.get("TZID", ""))
    wall = what.replace(tzinfo=None)
    if not name:
        utc = what.tzinfo is not None and what.utcoffset() == timedelta(0)
        return Moment(wall.date().isoformat(), wall.time().isoformat(), "UTC" if utc else FLOATING)
    zone = zones.named(name, defined)
    if zone == FLOATING:
        unknown.add(name)
    return Moment(wall.date().isoformat(), wall.time().isoformat(), zone)


def _people(event: Any) -> tuple[Person, ...]:
    """Whoever is on the list, each address once; the organiser takes part unless the list says otherwise."""
    people: dict[str, Person] = {}
    for name in ("ATTENDEE", "ORGANIZER"):
        values = event.get(name, [])
        for value in (values if isinstance(values, list) else [values])[:MOST_PEOPLE]:
            email = _address(str(value))
            if not email:
                continue
            known = people.get(email)
            params = getattr(value, "params", {})
            people[email] = Person(
                email=email,
                name=(str(params.get("CN", "")).strip().strip('"')[:200] or (known.name if known else "")),
                answer=str(params.get("PARTSTAT", known.answer if known else "")).lower()[:20],
                kind=str(params.get("CUTYPE", known.kind if known else "individual")).lower()[:20],
                organises=name == "ORGANIZER",
            )
    return tuple(sorted(people.values(), key=lambda person: (not person.organises, person.email)))


def _address(text: str) -> str:
    address = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE).strip("<> ")
    return mailboxes.folded(address)[:254] if "@" in address else ""
