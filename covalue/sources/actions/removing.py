"""Undoing one reading, and removing a source."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.sources import queries
from covalue.sources.actions import calendars
from covalue.sources.actions.sharing import settle
from covalue.sources.actions.storing import Tally, guard_owner
from covalue.sources.models import Reading, SharedItem, Source
from covalue.sources.rules import KIND_NAMES, Sharing, SourceItemKind, SourceKind


@transaction.atomic
def undo(actor: Actor, *, reading: Reading, now: datetime) -> Reading:
    """Take away what one reading brought; meetings it changed are what they were. WrongState for one undone before."""
    source = reading.source
    guard_owner(actor, source.owner)
    if reading.undone_at is not None:
        raise errors.WrongState(_("This import was undone before."))
    tally = Tally()
    entries = reading.entries.all()
    uid_keys = set(entries.values_list("uid_key", flat=True))
    entries.delete()
    if uid_keys:
        calendars.work_out(reading, uid_keys, tally, now)
    mails = reading.items.filter(kind=SourceItemKind.MAIL)
    tally.touched |= set(mails.values_list("key", flat=True))
    mails.delete()
    if source.is_connected:  # it is read from the beginning the next time
        source.cursor = {}
        source.save(update_fields=["cursor"])
    reading.undone_at = now
    reading.save(update_fields=["undone_at"])
    events.write(actor, "undid a reading", subject=source, name=_kind(source), now=now)
    settle(source, tally.touched, now=now)
    return reading


@transaction.atomic
def remove(actor: Actor, *, source: Source, now: datetime) -> None:
    """Remove a source with everything that was read from it; conversations it was shared in stay with the teams."""
    guard_owner(actor, source.owner)
    shared = [item.key for item in source.items.select_related("source__owner") if _is_shared(item, now)]
    for some in queries.in_parts(shared):
        SharedItem.objects.filter(key__in=some).update(released=True)
    events.write(actor, "removed a source", subject=source, name=_kind(source), now=now)
    source.delete()


def _is_shared(item: object, now: datetime) -> bool:
    return queries.sharing_of(item, now) != Sharing.NOTHING  # type: ignore[arg-type]


def _kind(source: Source) -> str:
    return str(KIND_NAMES[SourceKind(source.kind)])
