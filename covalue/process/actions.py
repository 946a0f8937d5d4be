"""What can be done with an item of one's day: put it off, and take that back."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.process.inputs import Until
from covalue.process.models import PutOff
from covalue.web import my_day

MONDAY: Final = 0
VERBS: Final = {Until.DONE: "set aside"}


@transaction.atomic
def put_off(actor: Actor, *, key: str, until: Until, today: date, now: datetime) -> PutOff:
    """Leave an item out of one's own day until tomorrow or next Monday, or for good where it has no end of its own."""
    item = next((item for item in my_day.queue(actor.user, today) if item.key == key), None)
    if item is None:
        raise errors.BadInput(_("This is not in your day."), field="key")
    if until == Until.DONE and not item.sets_aside:
        raise errors.WrongState(_("This leaves your day when it is done, not before. Put it off instead."))
    row, _created = PutOff.objects.update_or_create(
        user=actor.user, key=key, defaults={"until": _day(until, today), "put_off_at": now}
    )
    changes = {"until": ("", row.until)}
    verb = VERBS.get(until, "put off")
    events.write(actor, verb, subject=row, stream=actor.user, changes=changes, now=now)
    return row


@transaction.atomic
def take_up(actor: Actor, *, row: PutOff, now: datetime) -> None:
    """Undo of putting off."""
    events.write(actor, "took up again", subject=row, stream=actor.user, now=now)
    row.delete()


def _day(until: Until, today: date) -> date | None:
    if until == Until.DONE:
        return None
    if until == Until.TOMORROW:
        return today + timedelta(days=1)
    return today + timedelta(days=7 - (today.weekday() - MONDAY) % 7)
