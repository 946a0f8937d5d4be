"""Bringing a calendar in: versions are kept, and the meetings they make are worked out again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import forgetting
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.sources import queries
from covalue.sources.actions import storing
from covalue.sources.actions.sharing import say_deleted, settle_source
from covalue.sources.actions.storing import KEPT, Tally
from covalue.sources.models import Entry, Item, Participant, Reading, Source
from covalue.sources.reading import calendars, meetings, versions
from covalue.sources.reading.meetings import Meeting, Owner, State
from covalue.sources.reading.reasons import Reason
from covalue.sources.reading.versions import Version
from covalue.sources.rules import SourceItemKind, SourceKind


@transaction.atomic
def import_calendar(actor: Actor, *, owner: User, files: Sequence[tuple[str, bytes]], now: datetime) -> Reading:
    """Read calendar files, (name, content), into the owner's source of them. It sends nothing to anybody.

    BadInput where no file is a calendar; then nothing is kept.
    """
    storing.guard_owner(actor, owner)
    source = storing.files_source(owner, SourceKind.CALENDAR_FILES, now)
    done = take_calendar(actor, source=source, files=files, now=now)
    if files and done.reasons.get(Reason.FORMAT) == len(files):
        sentence = _("{file} is not a calendar: a calendar file begins with BEGIN:VCALENDAR.")
        raise errors.BadInput(sentence.format(file=done.names), field="files")
    return done


@transaction.atomic
def take_calendar(actor: Actor, *, source: Source, files: Sequence[tuple[str, bytes]], now: datetime) -> Reading:
    """Read these calendars into a source, work its meetings out again, and see to what is shared of them."""
    storing.guard_owner(actor, source.owner)
    reading, tally = storing.start(source, ", ".join(name for name, _content in files), now), Tally()
    found = list(_read(files, source.owner.time_zone, tally))
    take_versions(reading, found, tally, now)
    done = storing.finish(actor, reading, tally, now)
    settle_source(source, tally.touched, now=now)
    return done


def take_versions(reading: Reading, found: Sequence[Version], tally: Tally, now: datetime) -> None:
    """Keep these versions in the reading's source, and work the meetings they are about out again."""
    _keep(reading, found)
    work_out(reading, {_uid_key(version.uid) for version in found}, tally, now)


@transaction.atomic
def take_deleted(source: Source, uid_keys: set[str], *, now: datetime) -> None:
    """Entries are gone from the server: what was to come does not take place; what was held stays, and the history says so."""
    touched: set[str] = set()
    for some in queries.in_parts(sorted(uid_keys)):
        for item in source.items.filter(uid_key__in=some).exclude(state=State.DELETED).select_related("source__owner"):
            if item.stands and item.ends_at <= now:
                say_deleted(item, now)
            item.stands = item.stands and item.ends_at <= now
            item.state = State.DELETED
            item.save(update_fields=["stands", "state"])
            touched.add(item.key)
    if touched:
        settle_source(source, touched, now=now)


def uid_keys_of(content: bytes, own_zone: str) -> list[str]:
    """What a calendar file is about, as items name it; nothing where it cannot be read."""
    try:
        found = calendars.read(content, own_zone=own_zone).versions
    except calendars.BrokenCalendarError:
        return []
    return sorted({_uid_key(version.uid) for version in found})


def work_out(reading: Reading, uid_keys: set[str], tally: Tally, now: datetime) -> None:
    """Compare the meetings that all kept versions make with those that are there."""
    source = reading.source
    owner = Owner(queries.addresses_of(source.owner), source.owner.time_zone)
    for some in queries.in_parts(sorted(uid_keys)):
        kept = Entry.objects.filter(source=source, uid_key__in=some).values_list("value", flat=True)
        most = meetings.MOST_TOGETHER - tally.steps
        worked = meetings.of_versions([versions.of_json(value) for value in kept], owner, now=now, most=most)
        tally.steps += worked.steps
        tally.skipped.update(worked.skipped)
        tally.notes.update(worked.notes)
        _compare(reading, some, worked.meetings, tally)


def _read(files: Sequence[tuple[str, bytes]], own_zone: str, tally: Tally) -> Iterable[Version]:
    for _name, content in files:
        if len(content) > calendars.MOST_BYTES:
            tally.skip(Reason.TOO_LARGE)
            continue
        try:
            result = calendars.read(content, own_zone=own_zone)
        except calendars.BrokenCalendarError:
            tally.skip(Reason.FORMAT)
            continue
        tally.read += result.read
        tally.skipped.update(result.skipped)
        tally.notes.update(result.notes)
        yield from result.versions


def _keep(reading: Reading, found: Sequence[Version]) -> None:
    """Keep the versions that are new to the source."""
    source = reading.source
    rows = {}
    for version in found:
        value = version.as_json()
        digest = storing.key_of(repr(sorted(value.items())))
        rows[digest] = Entry(source=source, reading=reading, uid_key=_uid_key(version.uid), digest=digest, value=value)
    known: set[str] = set()
    for some in queries.in_parts(list(rows)):
        known |= set(Entry.objects.filter(source=source, digest__in=some).values_list("digest", flat=True))
    Entry.objects.bulk_create((row for digest, row in rows.items() if digest not in known), batch_size=500)


def _uid_key(uid: str) -> str:
    return storing.key_of("uid", uid)


def _compare(reading: Reading, uid_keys: list[str], found: list[Meeting], tally: Tally) -> None:
    source = reading.source
    there = {item.key: item for item in Item.objects.filter(source=source, uid_key__in=uid_keys)}
    now_there = {storing.key_of("meeting", meeting.uid, meeting.recurrence): meeting for meeting in found}
    known = _known_elsewhere(set(now_there) - set(there))
    erased = forgetting.erased_marks()
    new: list[Item] = []
    people: list[Participant] = []
    tally.meetings += len(now_there)
    for key, meeting in now_there.items():
        item = there.get(key)
        if item is None:
            item = Item(
                source=source, reading=reading, kind=SourceItemKind.MEETING, key=key, uid_key=_uid_key(meeting.uid)
            )
            new.append(item)
            tally.added += key not in known
            tally.new_here += 1
            tally.cancelled += meeting.state == State.CANCELLED
            _set(item, meeting)
        elif _set(item, meeting) or _others(item, meeting, erased):
            called_off = meeting.state == State.CANCELLED
            tally.cancelled += called_off
            tally.changed += not called_off
            item.save()
            item.participants.all().delete()
        else:
            tally.unchanged += 1
            continue
        tally.touched.add(key)
        people += storing.participants(item, meeting.people, erased)
    gone = [item for key, item in there.items() if key not in now_there]
    tally.changed += len(gone)
    tally.touched |= {item.key for item in gone}
    Item.objects.filter(pk__in=[item.pk for item in gone]).delete()
    Item.objects.bulk_create(new, batch_size=500)
    Participant.objects.bulk_create(people, batch_size=1000)


def _set(item: Item, meeting: Meeting) -> bool:
    """Put what a meeting says into its item; whether anything is another than before."""
    values = {
        "starts_at": meeting.starts_at,
        "ends_at": meeting.ends_at,
        "day": meeting.first_day,
        "subject": meeting.subject,
        "text": meeting.text,
        "place": meeting.place,
        "private": meeting.private,
        "stands": meeting.state == State.STANDS,
        "state": meeting.state.value,
        "sequence": meeting.sequence,
        "stamp": meeting.stamp,
    }
    changed = [name for name in KEPT if getattr(item, name) != values[name]]
    for name in changed:
        setattr(item, name, values[name])
    return bool(set(changed) - {"sequence", "stamp"})


def _others(item: Item, meeting: Meeting, erased: frozenset[str]) -> bool:
    """Whether other people are on the list, or answered otherwise."""
    there = {(row.email, row.answer, row.leads) for row in item.participants.all()}
    return there != {(row.email, row.answer, row.leads) for row in storing.participants(item, meeting.people, erased)}


def _known_elsewhere(keys: set[str]) -> set[str]:
    """Those of these meetings that somebody's source has: the same meeting is one."""
    known: set[str] = set()
    for some in queries.in_parts(sorted(keys)):
        known |= set(Item.objects.filter(key__in=some).order_by().values_list("key", flat=True))
    return known
