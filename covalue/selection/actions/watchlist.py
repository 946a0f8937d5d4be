"""Changing the checks of the watchlist."""

from datetime import datetime

from django.db import transaction

from covalue.core import events
from covalue.core.events import Actor
from covalue.selection.actions import guards
from covalue.selection.inputs import CheckInput
from covalue.selection.models import Trigger
from covalue.selection.rules import CheckKind


@transaction.atomic
def set_check(actor: Actor, kind: CheckKind, body: CheckInput, *, now: datetime) -> Trigger:
    """Another threshold, on or off."""
    guards.directs(actor)
    before = Trigger.objects.filter(kind=kind).first()
    values = {"border": body.border, "on": body.on, "changed_by": actor.user, "changed_at": now}
    trigger, _is_new = Trigger.objects.update_or_create(kind=kind.value, defaults=values)
    changes = {name: (getattr(before, name, ""), getattr(body, name)) for name in ("border", "on")}
    events.write(actor, "changed trigger", name=kind.value, stream="triggers", changes=changes, now=now)
    return trigger
