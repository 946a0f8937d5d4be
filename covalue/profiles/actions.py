"""What can be done with findings, activities and signals beyond adding, editing and removing them."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.action_items import actions as action_items
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.profiles import concerns
from covalue.profiles.models import Activity, Finding, Signal
from covalue.profiles.rules import Effect, gap


@transaction.atomic
def check(actor: Actor, *, finding: Finding, now: datetime) -> Finding:
    """It is still true today: its age counts from now. Checked twice on a day is checked once."""
    guard_edits(actor, finding.account)
    removal.guard_current(finding)
    today = finding.account.day_of(now)
    if finding.checked_on == today:
        return finding
    changes = events.changed(finding, {"checked_on": today})
    finding.checked_by = actor.user
    finding.save(update_fields=["checked_on", "checked_by"])
    events.write(actor, "checked finding", subject=finding, stream=finding.account, changes=changes, now=now)
    return finding


@transaction.atomic
def move(actor: Actor, *, activity: Activity, earlier: bool, now: datetime) -> Activity:
    """One place earlier or later among the activities of its kind; at either end nothing happens."""
    guard_edits(actor, activity.account)
    removal.guard_current(activity)
    beside = list(Activity.objects.filter(account=activity.account, kind=activity.kind, removed_at=None))
    place = beside.index(activity)
    other = place - 1 if earlier else place + 1
    if not 0 <= other < len(beside):
        return activity
    beside[place], beside[other] = beside[other], beside[place]
    for position, row in enumerate(beside):
        row.position = position
    Activity.objects.bulk_update(beside, ["position"])
    events.write(actor, "moved activity", subject=activity, stream=activity.account, now=now)
    return beside[other]


@transaction.atomic
def answer(
    actor: Actor,
    *,
    signal: Signal,
    effect: Effect,
    now: datetime,
    reason: str = "",
    about: str = "",
    action: str = "",
    due_on: date | None = None,
) -> Signal:
    """Say what a signal changes in the plan: nothing, with the reason, or what it concerns, and what is to be done."""
    guard_edits(actor, signal.account)
    removal.guard_current(signal)
    about = about if effect == Effect.CHANGES else ""
    missing = gap(effect, reason, about)
    if missing == "reason":
        raise errors.BadInput(_("Say why it changes nothing."), field="reason")
    if missing:
        raise errors.BadInput(_("Choose what it concerns."), field="concerns")
    if about and about not in concerns.by_key(signal.account):
        raise errors.BadInput(_("This account has nothing of that name."), field="concerns")
    values = {"effect": effect.value, "reason": reason.strip(), "concerns": about}
    changes = events.changed(signal, values)
    if action.strip():
        signal.action = action_items.add(
            actor,
            account=signal.account,
            title=action,
            owner=actor.user,
            due_on=due_on,
            arose_from=events.key(signal),
            now=now,
        )
        changes["action"] = ("", signal.action)
    if not changes:
        return signal
    signal.answered_by, signal.answered_at = actor.user, now
    signal.save()
    events.write(actor, "answered signal", subject=signal, stream=signal.account, changes=changes, now=now)
    return signal


@transaction.atomic
def reopen(actor: Actor, *, signal: Signal, now: datetime) -> Signal:
    """Ask again what a signal changes; the action that followed stays."""
    guard_edits(actor, signal.account)
    removal.guard_current(signal)
    changes = events.changed(signal, {"effect": "", "reason": "", "concerns": ""})
    if not changes:
        return signal
    signal.answered_by = signal.answered_at = None
    signal.save()
    events.write(actor, "reopened signal", subject=signal, stream=signal.account, changes=changes, now=now)
    return signal
