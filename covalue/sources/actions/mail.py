"""Bringing mail in: message by message, in parts that are each kept at once, so that it can go on where it stopped."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import forgetting
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.sources.actions import calendars, storing
from covalue.sources.actions.sharing import settle_source
from covalue.sources.actions.storing import Tally
from covalue.sources.models import Item, Participant, Reading, Source
from covalue.sources.reading import calendars as ics
from covalue.sources.reading import mailfiles
from covalue.sources.reading.mail import Message
from covalue.sources.reading.reasons import Reason
from covalue.sources.reading.versions import Version
from covalue.sources.reading.zones import day_in
from covalue.sources.rules import Sharing, SourceItemKind, SourceKind

AT_ONCE: Final = 500
SENT: Final = "sent"
Progress = Callable[[str], None]


def import_mail(
    actor: Actor, *, owner: User, paths: Sequence[Path], now: datetime, progress: Progress | None = None
) -> Reading:
    """Read files of mail into the owner's source of them. It sends nothing, and answers nothing."""
    storing.guard_owner(actor, owner)
    source = storing.files_source(owner, SourceKind.MAIL_FILES, now)
    found = (message for path in paths for message in mailfiles.messages(path, own_zone=owner.time_zone))
    names = ", ".join(path.name for path in paths)
    return take_mail(actor, source=source, messages=found, names=names, now=now, progress=progress)


def take_mail(
    actor: Actor,
    *,
    source: Source,
    messages: Iterable[Message | Reason],
    now: datetime,
    names: str = "",
    progress: Progress | None = None,
    after_part: Callable[[int], None] | None = None,
) -> Reading:
    """Read these messages into a source. What was kept stays kept if it stops; `after_part` is told how many were read."""
    storing.guard_owner(actor, source.owner)
    reading, tally = storing.start(source, names, now), Tally()
    erased = forgetting.erased_marks()
    rest = iter(messages)
    while part := list(islice(rest, AT_ONCE)):
        with transaction.atomic():
            _take(reading, part, tally, erased, now)
            settle_source(source, tally.touched, now=now)
            tally.touched.clear()
            if after_part is not None:
                after_part(tally.read)
        if progress is not None:
            progress(_("{n} messages").format(n=tally.read))
    with transaction.atomic():
        return storing.finish(actor, reading, tally, now)


def _take(
    reading: Reading, part: Sequence[Message | Reason], tally: Tally, erased: frozenset[str], now: datetime
) -> None:
    source = reading.source
    tally.read += len(part)
    keys = {}
    for message in part:
        if isinstance(message, Reason):
            tally.skip(message)
        elif _from_erased(message, erased):
            tally.skip(Reason.ERASED)
        elif (key := storing.key_of("mail", message.message_id)) in keys:
            tally.unchanged += 1
        else:
            keys[key] = message
    there = set(Item.objects.filter(source=source, key__in=keys).values_list("key", flat=True))
    elsewhere = set(Item.objects.filter(key__in=set(keys) - there).order_by().values_list("key", flat=True))
    tally.added += len(keys) - len(there) - len(elsewhere)
    tally.unchanged += len(there) + len(elsewhere)
    tally.new_here += len(keys) - len(there)
    new = {key: message for key, message in keys.items() if key not in there}
    for message in new.values():
        tally.notes.update(message.notes)
    items = Item.objects.bulk_create(_item(reading, key, message) for key, message in new.items())
    people: list[Participant] = []
    for item, message in zip(items, new.values(), strict=True):
        people += storing.participants(item, message.people, erased)
    Participant.objects.bulk_create(people, batch_size=1000)
    if source.sharing != Sharing.NOTHING:
        tally.touched |= set(new)
    _invitations(reading, new.values(), tally, now)


def _from_erased(message: Message, erased: frozenset[str]) -> bool:
    return any(
        person.organises and forgetting.was_erased(erased, account_id=0, name="", email=person.email)
        for person in message.people
    )


def _item(reading: Reading, key: str, message: Message) -> Item:
    return Item(
        source=reading.source,
        reading=reading,
        kind=SourceItemKind.MAIL,
        key=key,
        uid_key=storing.key_of("thread", message.thread),
        starts_at=message.sent_at,
        ends_at=message.sent_at,
        day=day_in(message.sent_at, reading.source.owner.time_zone),
        subject=message.subject,
        text=message.text,
        private=message.private,
        stands=True,
        state=SENT,
        stamp=message.sent_at,
    )


def _invitations(reading: Reading, messages: Iterable[Message], tally: Tally, now: datetime) -> None:
    """Meetings that messages invite to, move or call off. They are counted as meetings, not as messages."""
    found = list(_versions(messages, reading.source.owner.time_zone))
    if found:
        own = Tally()
        calendars.take_versions(reading, found, own, now)
        tally.meetings += own.meetings
        tally.touched |= own.touched


def _versions(messages: Iterable[Message], own_zone: str) -> Iterator[Version]:
    for message in messages:
        for invitation in message.invitations:
            try:
                yield from ics.read(invitation, own_zone=own_zone).versions
            except ics.BrokenCalendarError:
                continue
