"""Opening, changing and closing an assessment of an account."""

from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits, guard_fields
from covalue.accounts.models import Account
from covalue.contact_requests.lifetimes import LINK_DAYS, MOST_LINK_DAYS
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.standing import guards
from covalue.standing.actions import drivers
from covalue.standing.models import Assessment, DriverSet

FIELDS: Final = frozenset({"name", "words", "due_on"})


@transaction.atomic
def open(
    actor: Actor,
    *,
    account: Account,
    now: datetime,
    name: str = "",
    driver_set: DriverSet | None = None,
    words: str = "",
    due_on: date | None = None,
) -> Assessment:
    """A new round, by the standard drivers unless others are chosen; nobody is asked yet."""
    guard_edits(actor, account)
    if driver_set is not None:
        removal.guard_current(driver_set)
    due_on = due_on or account.day_of(now) + timedelta(days=LINK_DAYS)
    _guard_due(account, due_on, now)
    assessment = Assessment.objects.create(
        account=account,
        driver_set=driver_set or drivers.standard(actor, now=now),
        name=_name(name) or _("Assessment {year}").format(year=account.day_of(now).year),
        words=words.strip()[:2000],
        due_on=due_on,
        opened_by=actor.user,
        opened_at=now,
    )
    events.write(actor, "opened assessment", subject=assessment, stream=account, now=now)
    return assessment


@transaction.atomic
def edit(actor: Actor, *, assessment: Assessment, now: datetime, **values: Any) -> Assessment:
    """Its name, message or last day, while it is not closed."""
    guard_edits(actor, assessment.account)
    guards.lock(assessment)
    guard_fields(values, FIELDS)
    if assessment.closed_at is not None:
        raise errors.WrongState(_("This assessment is closed."))
    if "name" in values:
        values["name"] = _name(values["name"]) or assessment.name
    if values.get("due_on") is not None:
        _guard_due(assessment.account, values["due_on"], now)
        if assessment.account.day_of(now) > assessment.due_on:
            _release_waiting(assessment, now)
    changes = events.changed(assessment, {name: value for name, value in values.items() if value is not None})
    if changes:
        assessment.save()
        events.write(
            actor, "edited assessment", subject=assessment, stream=assessment.account, changes=changes, now=now
        )
    return assessment


@transaction.atomic
def close(actor: Actor, *, assessment: Assessment, now: datetime) -> Assessment:
    """No more answers: links open nothing to rate any more, and everybody who may open the account sees the results."""
    guard_edits(actor, assessment.account)
    guards.lock(assessment)
    if assessment.closed_at is None:
        assessment.closed_at, assessment.closed_by = now, actor.user
        assessment.save(update_fields=["closed_at", "closed_by"])
        events.write(actor, "closed assessment", subject=assessment, stream=assessment.account, now=now)
    return assessment


@transaction.atomic
def reopen(actor: Actor, *, assessment: Assessment, now: datetime) -> Assessment:
    """Undo of closing. Whoever of us has not rated cannot any more: they may have seen the results."""
    guard_edits(actor, assessment.account)
    guards.lock(assessment)
    if assessment.closed_at is not None:
        _release_waiting(assessment, now)
        assessment.closed_at = assessment.closed_by = None
        assessment.save(update_fields=["closed_at", "closed_by"])
        events.write(actor, "reopened assessment", subject=assessment, stream=assessment.account, now=now)
    return assessment


def remove(actor: Actor, *, assessment: Assessment, now: datetime) -> None:
    """Out of sight, with its answers; nobody can answer it until it is restored."""
    guard_edits(actor, assessment.account)
    removal.remove(actor, assessment, now=now, stream=assessment.account)


def restore(actor: Actor, *, assessment: Assessment, now: datetime) -> None:
    """Undo a removal."""
    guard_edits(actor, assessment.account)
    removal.restore(actor, assessment, now=now, stream=assessment.account)


def _release_waiting(assessment: Assessment, now: datetime) -> None:
    """Colleagues who have not rated are asked no more: they may have seen the results."""
    assessment.raters.filter(answered_at=None, left_at=None).update(left_at=now)


def _name(typed: str) -> str:
    return " ".join(typed.split())[:120]


def _guard_due(account: Account, due_on: date, now: datetime) -> None:
    days = (due_on - account.day_of(now)).days
    if not 0 <= days <= MOST_LINK_DAYS:
        raise errors.BadInput(
            _("The last day is today or up to {most} days ahead.").format(most=MOST_LINK_DAYS), field="due_on"
        )
