"""What can be done with a contribution: prepare it, and every move of its conversation."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.contributions import queries, rules
from covalue.contributions.desks import desks, guard_has_lead
from covalue.contributions.models import Contribution, GoneAbove, Said, UnitCapacity
from covalue.contributions.rules import NEEDS_REASON, SIDE_NAMES, STATE_NAMES, Move, Side, State
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.organisation.models import Unit
from covalue.people.models import User

Terms = tuple[date, Decimal | None, Decimal | None]
MORNING: Final = time(7)  # with the customer


@transaction.atomic
def prepare(actor: Actor, *, account: Account, values: Mapping[str, Any], now: datetime) -> Contribution:
    """A new ask, which the unit sees once it is asked."""
    guard_edits(actor, account)
    origin = {"asked_by": actor.user, "created_at": now, "said_at": now, "currency": queries.currency_of(account)}
    row = Contribution(account=account, **origin, **values)
    _check(row)
    row.save()
    events.write(actor, "prepared contribution", subject=row, stream=account, now=now)
    return row


@transaction.atomic
def edit(actor: Actor, contribution: Contribution, values: Mapping[str, Any], *, now: datetime) -> Contribution:
    """Change what is asked while the unit has not read it; afterwards terms change by moves only."""
    guard_edits(actor, contribution.account)
    row = queries.locked(contribution.pk)
    guard_draft(row)
    changes = events.changed(row, values)
    if changes:
        _check(row)
        row.save()
        events.write(actor, "edited contribution", subject=row, stream=row.account, changes=changes, now=now)
    return row


@transaction.atomic
def say(
    actor: Actor,
    contribution: Contribution,
    move: Move,
    *,
    now: datetime,
    words: str = "",
    terms: Terms | None = None,
    doer: User | None = None,
    starts_on: date | None = None,
) -> Contribution:
    """Make a move. NotAllowed where it is for others to say, WrongState where nobody can say it now.

    A counter names its `terms`: by when, hours, money. A promise may name who does it, and from when.
    """
    row = queries.locked(contribution.pk)
    side = side_of(actor, row, move)
    if side is Side.ASKER:
        guard_edits(actor, row.account)
    elif row.account.archived_at is not None:
        raise errors.WrongState(_("This account was archived."))
    if move in NEEDS_REASON and not words.strip():
        raise errors.BadInput(_("Say why."), field="words")
    if move is Move.ASK:
        guard_has_lead(row.unit)
    if move is Move.COUNTER:
        row.due_on, row.hours, row.amount = _countered(row, terms, now)
    if move is Move.PROMISE:
        row.doer, row.starts_on = doer, _begun(row, starts_on)
    before, state = row.stands, rules.after(row.stands, move, side)
    assert state is not None
    row.state, row.said_at = state.value, now
    row.save()
    Said.objects.create(
        contribution=row, move=move.value, side=side.value, state=state.value, words=words.strip(), due_on=row.due_on,
        hours=row.hours, amount=row.amount, said_by=actor.user, said_at=now,
    )  # fmt: skip
    changes: dict[str, tuple[Any, Any]] = {"state": (before.value, state.value)}
    changes |= {"words": ("", words.strip())} if words.strip() else {}
    events.write(actor, f"{move.value} contribution", subject=row, stream=row.account, changes=changes, now=now)
    _look_again(row, now)
    return row


@transaction.atomic
def go_above(contribution: Contribution, *, now: datetime) -> GoneAbove | None:
    """Keep that it went above, and who is told; None where it has not, or where that was kept before.

    Only those are told who may read it and still work here.
    """
    row = queries.locked(contribution.pk)
    planned = queries.escalation_of(row, row.account.day_of(now))
    if planned is None or not planned.begun or row.account.archived_at is not None:
        return None
    gone, is_new = GoneAbove.objects.get_or_create(
        contribution=row, reason=planned.reason.value, on=planned.on, defaults={"told_at": now}
    )
    if not is_new:
        return None
    told = [user for user in queries.told_above(row, desks()) if queries.may_be_told(user, row)]
    gone.told.set(told)
    names = ", ".join(user.name for user in told)
    changes = {"reason": ("", planned.reason.value), "told": ("", names)}
    events.write(
        events.system("contributions"), "took contribution above", subject=row, stream=row.account, changes=changes,
        now=now,
    )  # fmt: skip
    return gone


@transaction.atomic
def set_capacity(actor: Actor, *, unit: Unit, hours: Decimal, now: datetime) -> UnitCapacity:
    """Say how many hours a week a unit can give; whoever answers for it."""
    guard_answers_for(actor, unit)
    before = UnitCapacity.objects.filter(unit=unit).first()
    row, _new = UnitCapacity.objects.update_or_create(
        unit=unit, defaults={"hours": hours, "said_by": actor.user, "said_at": now}
    )
    changes = {"hours": (before.hours if before else rules.HOURS_A_WEEK, hours)}
    events.write(actor, "set capacity of unit", subject=row, changes=changes, now=now)
    return row


def _look_again(row: Contribution, now: datetime) -> None:
    """On the morning of the day it would go above, somebody looks whether it does."""
    planned = queries.escalation_of(row, row.account.day_of(now))
    if planned is not None:
        morning = datetime.combine(planned.on, MORNING, tzinfo=ZoneInfo(row.account.time_zone or "UTC"))
        jobs.enqueue("covalue.contributions.tasks.look_above", row.pk, run_after=morning)


def guard_draft(row: Contribution) -> None:
    """WrongState once the unit reads it."""
    if row.stands is not State.DRAFT:
        raise errors.WrongState(_("The unit has been asked: offer other terms, or withdraw it and ask again."))


def guard_answers_for(actor: Actor, unit: Unit) -> None:
    """Refuse whoever does not answer for the unit."""
    if actor.user is not None and unit.pk not in desks().led_by(actor.user):
        raise errors.NotAllowed(_("Only the unit's lead can do this."))


def side_of(actor: Actor, row: Contribution, move: Move) -> Side:
    """As which side the actor makes the move; the first question is whether they may at all."""
    sides = frozenset(Side) if actor.user is None else queries.sides_of(actor.user, row)
    side = rules.side_of(row.stands, move, sides)
    if side is not None:
        return side
    theirs = rules.side_of(row.stands, move, frozenset(Side))
    if theirs is not None:
        raise errors.NotAllowed(_("This is for {side} to say.").format(side=SIDE_NAMES[theirs]))
    if not rules.may_ever(move, sides):
        raise errors.NotAllowed(_("This is for others to say."))
    raise errors.WrongState(
        _("This cannot be said now: the contribution is {state}.").format(state=STATE_NAMES[row.stands])
    )


def _countered(row: Contribution, terms: Terms | None, now: datetime) -> Terms:
    if terms is None:
        raise errors.BadInput(_("Say by when instead."), field="due_on")
    if terms == (row.due_on, row.hours, row.amount):
        raise errors.BadInput(_("These are the terms that were asked: promise them, or change one."), field="due_on")
    if terms[0] < row.account.day_of(now):
        raise errors.BadInput(_("This day has passed."), field="due_on")
    return terms


def _begun(row: Contribution, starts_on: date | None) -> date | None:
    if starts_on is not None and starts_on > row.due_on:
        raise errors.BadInput(_("It would start after it is due."), field="starts_on")
    return starts_on


def _check(row: Contribution) -> None:
    guard_has_lead(row.unit)
    for name in ("initiative", "objective", "opportunity"):
        linked = getattr(row, name)
        if linked is not None and linked.account_id != row.account_id:
            raise errors.BadInput(_("This is of another account."), field=name)
