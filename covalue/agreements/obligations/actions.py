"""What is done with obligations beside adding, editing and removing them."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.agreements.models import Obligation, ObligationMet
from covalue.agreements.obligations import rules
from covalue.agreements.obligations.rules import Repeats
from covalue.core import errors, events, removal
from covalue.core.events import Actor


@transaction.atomic
def meet(
    actor: Actor, *, obligation: Obligation, due_on: date, met_on: date, words: str = "", now: datetime
) -> Obligation:
    """Say that it was met for a day it falls due; said again it is corrected."""
    guard_edits(actor, obligation.account)
    removal.guard_current(obligation)
    last = obligation.agreement.ends_on or due_on
    if due_on not in rules.due_days(obligation.due_on, Repeats(obligation.repeats), min(due_on, last)):
        raise errors.BadInput(_("It does not fall due on this day."), field="due_on")
    if met_on > obligation.account.day_of(now):
        raise errors.BadInput(_("A day to come cannot be the day it was met."), field="met_on")
    values = {"met_on": met_on, "words": words, "noted_by": actor.user, "noted_at": now}
    ObligationMet.objects.update_or_create(obligation=obligation, due_on=due_on, defaults=values)
    changes = {"due_on": (None, due_on), "met_on": (None, met_on)}
    events.write(
        actor, "noted an obligation as met", subject=obligation, stream=obligation.account, changes=changes, now=now
    )
    return obligation


@transaction.atomic
def reopen(actor: Actor, *, obligation: Obligation, due_on: date, now: datetime) -> Obligation:
    """Undo of `meet`: it is not met for this day after all. Nothing happens where it was not."""
    guard_edits(actor, obligation.account)
    removal.guard_current(obligation)
    gone, _kinds = ObligationMet.objects.filter(obligation=obligation, due_on=due_on).delete()
    if gone:
        changes = {"due_on": (due_on, None)}
        events.write(
            actor, "reopened an obligation", subject=obligation, stream=obligation.account, changes=changes, now=now
        )
    return obligation
