"""From the versions of entries to the meetings that were held: the same whatever the order they arrived in."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from covalue.sources.reading.reasons import Note, Reason
from covalue.sources.reading.versions import Moment, Person, Version, VersionKind
from covalue.sources.reading.zones import day_in, in_utc, zone_of

AHEAD: Final = timedelta(days=366)  # how far a series without an end is followed
MOST_OCCURRENCES: Final = 10_000  # of one series; the latest ones where there are more
MOST_STEPS: Final = 200_000  # occurrences looked at on the way there
MOST_TOGETHER: Final = 500_000  # occurrences looked at for all series of one reading
STEPS_OF_A_RULE: Final = 100  # what following a rule takes at least
LOOKED_FOR: Final = timedelta(days=36_525)  # how far a rule is followed that has an end, or that no day fits
WITHIN_A_DAY: Final = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})  # no meeting repeats like that
YEARS: Final = range(1900, 2200)  # other days can be shown in no time zone
LONGEST_MONTHS: Final = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
UNTIL: Final = re.compile(r";?UNTIL=([0-9TZ]+)", re.IGNORECASE)
COUNT: Final = re.compile(r";?COUNT=(\d+)", re.IGNORECASE)


class State(StrEnum):
    """How it stands."""

    STANDS = "stands"
    CANCELLED = "cancelled"
    DECLINED = "declined"  # by whose calendar it is
    DELETED = "deleted"  # its entry is gone from the server


@dataclass(frozen=True)
class Owner:
    """Whose calendar it is: their addresses, folded, and their time zone."""

    addresses: frozenset[str]
    zone: str


@dataclass(frozen=True)
class Meeting:
    """One meeting: `uid` and `recurrence` are what is one over everybody's calendars."""

    uid: str
    recurrence: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    first_day: date
    last_day: date
    subject: str
    text: str
    place: str
    private: bool
    people: tuple[Person, ...]
    state: State
    sequence: int
    stamp: datetime

    def held(self, now: datetime) -> bool:
        """Whether it stands and is over."""
        return self.state == State.STANDS and self.ends_at <= now


@dataclass
class Worked:
    """The meetings of some versions, and what was skipped or noted on the way."""

    meetings: list[Meeting]
    skipped: Counter[Reason]
    notes: Counter[Note]
    steps: int = 0  # occurrences looked at


def of_versions(versions: Iterable[Version], owner: Owner, *, now: datetime, most: int = MOST_TOGETHER) -> Worked:
    """The meetings these versions make; a series without an end until a year after `now`. Series of more than `most`
    occurrences together are skipped from there on.
    """
    worked = Worked([], Counter(), Counter())
    by_uid: dict[str, list[Version]] = defaultdict(list)
    for version in versions:
        by_uid[version.uid].append(version)
    for uid in by_uid:
        if worked.steps >= most and any(version.rule for version in by_uid[uid]):
            worked.skipped[Reason.TOO_LARGE] += 1
            continue
        try:
            worked.meetings += list(_of_one(by_uid[uid], owner, now, worked))
        except _BadRuleError:
            worked.skipped[Reason.BAD_RULE] += 1
        except (OverflowError, ValueError):  # a day no calendar has
            worked.skipped[Reason.BROKEN] += 1
    return worked


class _BadRuleError(Exception):
    """A rule nobody can follow."""


@dataclass
class _Occurrence:
    """One occurrence of a series, before its own versions are looked at."""

    key: str
    start: Moment
    version: Version
    cancelled: bool


def _of_one(versions: list[Version], owner: Owner, now: datetime, worked: Worked) -> Iterator[Meeting]:
    """The meetings of one UID."""
    ordered = sorted(versions, key=_order)
    whole = [version for version in ordered if version.kind == VersionKind.WHOLE]
    top, told = _latest(whole)
    occurrences = _expanded(top, told, owner, now, worked) if told is not None else {}
    _add(occurrences, ordered, top)
    _change(occurrences, ordered, top, told)
    answers = [version for version in ordered if version.kind in (VersionKind.ANSWER, VersionKind.UNINVITED)]
    for occurrence in occurrences.values():
        yield _meeting(occurrence, answers, owner)


def _order(version: Version) -> tuple[Any, ...]:
    return (*version.order, repr(version))  # the last part decides the same way in any order of arrival


def _latest(whole: list[Version]) -> tuple[Version | None, Version | None]:
    """The latest version of the whole, and the latest that says when it is: a cancellation need not say so."""
    dated = [version for version in whole if version.start is not None]
    living = [version for version in dated if not version.cancelled]
    top = whole[-1] if whole else None
    if top is not None and top.cancelled:
        return top, next(reversed(living or dated), None)
    return top, top


def _expanded(
    top: Version | None, told: Version, owner: Owner, now: datetime, worked: Worked
) -> dict[str, _Occurrence]:
    cancelled = top is not None and top.cancelled
    if not told.rule and not told.more:
        assert told.start is not None
        return {"": _Occurrence("", told.start, told, cancelled)}
    starts = _starts(told, owner, now, worked)
    if not starts:
        worked.skipped[Reason.NO_OCCURRENCE] += 1
    return {start.key(): _Occurrence(start.key(), start, told, cancelled) for start in starts}


def _add(occurrences: dict[str, _Occurrence], ordered: list[Version], top: Version | None) -> None:
    """Occurrences that were added to a series, unless a later version of the whole says how it is now."""
    for version in ordered:
        if version.kind != VersionKind.ADDED or version.start is None:
            continue
        later = top is None or version.order > top.order
        if later or (top is not None and top.cancelled):
            key = version.recurrence
            occurrences[key] = _Occurrence(key, version.start, version, cancelled=not later or version.cancelled)


def _change(
    occurrences: dict[str, _Occurrence], ordered: list[Version], top: Version | None, told: Version | None
) -> None:
    """What versions of single occurrences, or of all from one on, say."""
    single = dict(occurrences)
    for version in ordered:
        if version.kind != VersionKind.OCCURRENCE:
            continue
        key = _key_there(version, occurrences)
        if version.and_future:
            _change_from(version, key, occurrences, single)
            continue
        known = occurrences.get(key)
        if known is None:
            superseded = top is not None and told is not None and version.order < top.order
            if version.start is None or (superseded and not _beyond(version, occurrences)):
                continue
        called_off = top is not None and top.cancelled and version.order < top.order
        start = version.start or (known.start if known else None)
        assert start is not None
        said = version if version.start is not None and not _says_little(version) else _with_content(version, known)
        occurrences[key] = _Occurrence(key, start, said, version.cancelled or called_off)


def _change_from(
    version: Version, key: str, occurrences: dict[str, _Occurrence], single: dict[str, _Occurrence]
) -> None:
    """RANGE=THISANDFUTURE: as much later or earlier as this one is, or called off."""
    at = version.recurrence_at
    if at is None:
        return
    for other, occurrence in list(occurrences.items()):
        original = single.get(other, occurrence).start
        if not other or not _not_before(original, at):
            continue
        if version.start is None:
            said = _with_content(version, occurrence)
            occurrences[other] = _Occurrence(other, occurrence.start, said, version.cancelled)
        else:
            moved = _on_wall_of(original, version.start) - _on_wall_of(original, at)
            start = original.at(original.local + moved)
            occurrences[other] = _Occurrence(other, start, version, version.cancelled)
    if key not in occurrences and version.start is not None:
        occurrences[key] = _Occurrence(key, version.start, version, version.cancelled)


def _on_wall_of(other: Moment, moment: Moment) -> datetime:
    """The wall's time of a moment where another one is."""
    if moment.all_day or not (moment.zone and other.zone):
        return moment.local
    return in_utc(moment.local, moment.zone).astimezone(zone_of(other.zone)).replace(tzinfo=None)


def _not_before(one: Moment, other: Moment) -> bool:
    if one.all_day or other.all_day or not (one.zone and other.zone):
        return one.local >= other.local
    return in_utc(one.local, one.zone) >= in_utc(other.local, other.zone)


def _key_there(version: Version, occurrences: dict[str, _Occurrence]) -> str:
    """The key of the occurrence it is about: some programs name it by the day alone, and a single meeting has none."""
    key = version.recurrence
    if key in occurrences or version.recurrence_at is None:
        return key
    alone = occurrences.get("")
    if alone is not None and alone.start.key() == key:
        return ""
    if version.recurrence_at.all_day:
        same = [other for other, row in occurrences.items() if row.start.day == version.recurrence_at.day]
        return same[0] if len(same) == 1 else key
    return key


def _beyond(version: Version, occurrences: dict[str, _Occurrence]) -> bool:
    """Whether it is later than the series was followed."""
    at = version.recurrence_at
    return at is not None and bool(occurrences) and all(at.local > row.start.local for row in occurrences.values())


def _says_little(version: Version) -> bool:
    """A cancellation may leave out what it is about."""
    return version.cancelled and not (version.subject and version.people)


def _with_content(version: Version, known: _Occurrence | None) -> Version:
    """What a short version leaves out, as it was known."""
    if known is None:
        return version
    was = known.version
    return replace(
        version,
        start=version.start or known.start,
        seconds=version.seconds or was.seconds,
        days=version.days or was.days,
        subject=version.subject or was.subject,
        text=version.text or was.text,
        place=version.place or was.place,
        private=version.private or was.private,
        people=version.people or was.people,
    )


def _meeting(occurrence: _Occurrence, answers: list[Version], owner: Owner) -> Meeting:
    version, start = occurrence.version, occurrence.start
    people, off_the_list = _answered(occurrence, answers, owner)
    own = [person for person in people if person.email in owner.addresses]
    state = State.STANDS
    if occurrence.cancelled or off_the_list:
        state = State.CANCELLED
    elif own and all(person.stayed_away for person in own):
        state = State.DECLINED
    starts_at = start.utc(owner.zone)
    if start.all_day:
        last = start.local.date() + timedelta(days=max(version.days, 1) - 1)  # DTEND is the day after
        first, ends_at = start.local.date(), in_utc(datetime.combine(last, datetime.min.time()), owner.zone)
        ends_at += timedelta(days=1)
    else:
        ends_at = start.at(start.local + timedelta(days=version.days)).utc(owner.zone)
        ends_at += timedelta(seconds=version.seconds)
        first, last = day_in(starts_at, owner.zone), day_in(ends_at, owner.zone)
    if starts_at.year not in YEARS or ends_at.year not in YEARS:
        raise ValueError("a day of no calendar in use")
    return Meeting(
        uid=version.uid,
        recurrence=occurrence.key,
        starts_at=starts_at,
        ends_at=ends_at,
        all_day=start.all_day,
        first_day=first,
        last_day=last,
        subject=version.subject,
        text=version.text,
        place=version.place,
        private=version.private,
        people=people,
        state=state,
        sequence=version.sequence,
        stamp=version.stamp,
    )


def _answered(occurrence: _Occurrence, answers: list[Version], owner: Owner) -> tuple[tuple[Person, ...], bool]:
    """Who comes, by the answers that came after the version; and whether its owner was taken off the list."""
    version = occurrence.version
    people, off = {person.email: person for person in version.people}, False
    for answer in answers:
        about_this = answer.recurrence in ("", occurrence.key)
        if not about_this or (answer.sequence, answer.stamp) < (version.sequence, version.stamp):
            continue
        for person in answer.people:
            if answer.kind == VersionKind.UNINVITED:
                if not person.organises:
                    people.pop(person.email, None)
                    off = off or person.email in owner.addresses
            elif not person.organises:
                known = people.get(person.email, person)
                people[person.email] = replace(known, answer=person.answer)
    return tuple(people.values()), off


def _starts(version: Version, owner: Owner, now: datetime, worked: Worked) -> list[Moment]:
    """When a series is: its first day, its rule and its own dates, without those taken out; the latest of too many."""
    start = version.start
    assert start is not None
    horizon = _wall(now + AHEAD, start, owner)
    left_out = {moment.key() for moment in version.but}
    days_out = {moment.day for moment in version.but if moment.all_day}
    taken: dict[str, Moment] = {}
    worked.steps += STEPS_OF_A_RULE
    for step, local in enumerate(_walls(version, start, horizon, owner)):
        worked.steps += 1
        if step >= MOST_STEPS:
            worked.notes[Note.CUT_SERIES] += 1
            break
        moment = start.at(local)
        taken[moment.key()] = moment
    for moment in version.more:
        taken[moment.key()] = moment
    kept = [moment for key, moment in taken.items() if key not in left_out and moment.day not in days_out]
    kept.sort(key=lambda moment: moment.utc(owner.zone))
    if len(kept) > MOST_OCCURRENCES:
        worked.notes[Note.CUT_SERIES] += 1
        kept = kept[-MOST_OCCURRENCES:]
    return kept


def _walls(version: Version, start: Moment, horizon: datetime, owner: Owner) -> Iterator[datetime]:
    """The wall's times of a rule. The first day always counts, whether it fits the rule or not (RFC 5545 §3.3.10)."""
    yield start.local
    if not version.rule:
        return
    count = COUNT.search(version.rule)
    left = int(count[1]) - 1 if count else None
    last = _until(version.rule, start, owner)
    for local in _ruled(version.rule, start, horizon):
        if local == start.local:
            continue
        if (
            (last and local > last)
            or (left is not None and left <= 0)
            or (count is None and not last and local > horizon)
        ):
            return
        if left is not None:
            left -= 1
        yield local


def _ruled(rule: str, start: Moment, horizon: datetime) -> Iterator[datetime]:
    from dateutil import rrule

    bare = UNTIL.sub("", COUNT.sub("", rule)).strip(";")
    parts = dict(part.partition("=")[::2] for part in bare.upper().split(";"))
    if parts.get("FREQ") in WITHIN_A_DAY or not _goes_on(parts):
        raise _BadRuleError
    if _fits_no_day(parts):
        return
    end = f"UNTIL={max(horizon, start.local) + LOOKED_FOR:%Y%m%dT%H%M%S}"
    try:
        yield from rrule.rrulestr(f"{bare};{end}", dtstart=start.local)
    except Exception as broken:  # the library says it in many ways
        raise _BadRuleError from broken


def _goes_on(parts: dict[str, str]) -> bool:
    """Whether a rule comes to a next day: by an interval of 0 the library would stay on its first one for ever."""
    try:
        return int(parts.get("INTERVAL", "1")) > 0
    except ValueError:
        return False


def _fits_no_day(parts: dict[str, str]) -> bool:
    """Whether a rule names days its months do not have: the library would look for them until the year 9999."""
    try:
        days = [int(day) for day in parts["BYMONTHDAY"].split(",")]
        months = [int(month) for month in parts["BYMONTH"].split(",")]
    except (KeyError, ValueError):
        return False
    return all(abs(day) > LONGEST_MONTHS.get(month, 31) for day in days for month in months)


def _until(rule: str, start: Moment, owner: Owner) -> datetime | None:
    """The last moment of a rule on the series' wall: a bare day is meant to its end."""
    found = UNTIL.search(rule)
    if found is None:
        return None
    text = found[1].upper()
    try:
        if "T" not in text:
            return datetime.strptime(text, "%Y%m%d") + timedelta(days=1, microseconds=-1)
        when = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")
    except ValueError as broken:
        raise _BadRuleError from broken
    return _wall(when.replace(tzinfo=UTC), start, owner) if text.endswith("Z") else when


def _wall(instant: datetime, start: Moment, owner: Owner) -> datetime:
    """An instant on the wall of the series."""
    return instant.astimezone(zone_of(start.zone or owner.zone)).replace(tzinfo=None)
