"""What all readings have in common: whose source it is, what is kept of an item, and the counts."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from covalue.accounts import forgetting
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.sources import queries
from covalue.sources.models import Item, Participant, Reading, Source
from covalue.sources.reading.reasons import Note, Reason
from covalue.sources.reading.versions import Person
from covalue.sources.rules import KIND_NAMES, SourceKind

KEPT = ("starts_at", "ends_at", "day", "subject", "text", "place", "private", "stands", "state", "sequence", "stamp")


@dataclass
class Tally:
    """What came of one reading, while it runs."""

    read: int = 0
    meetings: int = 0
    added: int = 0
    new_here: int = 0
    changed: int = 0
    cancelled: int = 0
    unchanged: int = 0
    steps: int = 0  # occurrences of series looked at
    skipped: Counter[Reason] = field(default_factory=Counter)
    notes: Counter[Note] = field(default_factory=Counter)
    touched: set[str] = field(default_factory=set)

    def skip(self, reason: Reason, count: int = 1) -> None:
        self.skipped[reason] += count


def key_of(*parts: str) -> str:
    """A short key for what is one: the same parts give the same key."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def guard_owner(actor: Actor, owner: User) -> None:
    """Sources are filled by their owner, or by the command line in their name."""
    if actor.user is not None and actor.user.pk != owner.pk:
        raise errors.NotFound()
    if not queries.may_have_sources(owner):
        raise errors.NotAllowed(_("Calendars and mail are connected by colleagues only."))


def files_source(owner: User, kind: SourceKind, now: datetime) -> Source:
    """The one source of somebody's files of a kind; nothing of it is shared until they choose to."""
    source, _new = Source.objects.get_or_create(
        owner=owner, kind=kind, defaults={"name": str(KIND_NAMES[kind]), "created_at": now}
    )
    return source


def start(source: Source, names: str, now: datetime) -> Reading:
    """The record of a reading."""
    return Reading.objects.create(source=source, names=names[:500], started_at=now)


def finish(actor: Actor, reading: Reading, tally: Tally, now: datetime) -> Reading:
    """Write down what came of it. The audit log tells how much was read, never what."""
    for name in ("read", "meetings", "added", "new_here", "changed", "cancelled", "unchanged"):
        setattr(reading, name, getattr(tally, name))
    reading.skipped = sum(tally.skipped.values())
    reading.reasons = {reason.value: count for reason, count in sorted(tally.skipped.items())}
    reading.notes = {note.value: count for note, count in sorted(tally.notes.items())}
    reading.save()
    source = reading.source
    source.read_at = now
    source.save(update_fields=["read_at"])
    events.write(
        actor, "read a source", subject=source, name=str(KIND_NAMES[SourceKind(source.kind)]), now=now,
        changes={"read": ("", reading.read), "new_here": ("", reading.new_here)},
    )  # fmt: skip
    return reading


def participants(item: Item, people: Iterable[Person], erased: Collection[str]) -> list[Participant]:
    """Who took part; whoever was erased here does not come back by a file."""
    return [
        Participant(
            item=item,
            email=person.email,
            domain=person.email.rpartition("@")[2],
            name=person.name[:200],
            answer=person.answer,
            human=person.is_human,
            leads=person.organises,
        )
        for person in people
        if "@" in person.email and not forgetting.was_erased(erased, account_id=0, name="", email=person.email)
    ]
