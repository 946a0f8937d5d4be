"""Planning touchpoints, and logging those that were held: a touchpoint held is a conversation."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import actions as account_actions
from covalue.accounts.models import Contact
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel, Conversation
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.sponsors import guards, queries, rules
from covalue.sponsors.models import Sponsorship, Touchpoint

NEXT_IN: Final = timedelta(days=14)


@transaction.atomic
def plan(
    actor: Actor,
    *,
    sponsorship: Sponsorship,
    planned_on: date,
    subject: str,
    now: datetime,
    contacts: Iterable[Contact] = (),
) -> Touchpoint:
    """Plan a touchpoint; without contacts with the counterparts."""
    account = sponsorship.account
    account_actions.guard_edits(actor, account)
    guards.runs(sponsorship)
    guards.on_team(sponsorship)
    guards.acknowledged(sponsorship)
    guards.planned(account, planned_on, account.day_of(now))
    if not subject.strip():
        raise errors.BadInput(_("Say in a few words what it is about."), field="subject")
    theirs = list(contacts) or list(sponsorship.counterparts.filter(departed_on=None))
    guards.contacts(account, theirs, field="contacts")
    row = Touchpoint.objects.create(
        sponsorship=sponsorship,
        planned_on=planned_on,
        subject=subject.strip()[:300],
        planned_by=actor.user,
        planned_at=now,
    )
    row.contacts.set(theirs)
    changes = {"planned_on": ("", planned_on), "contacts": ("", queries.names(theirs))}
    _write(actor, "planned a touchpoint", row, changes, now)
    return row


def plan_next(actor: Actor, *, sponsorship: Sponsorship, now: datetime) -> Touchpoint:
    """Plan one with the counterparts in two weeks."""
    day = sponsorship.account.day_of(now) + NEXT_IN
    there = list(sponsorship.counterparts.filter(departed_on=None))
    subject = _("Touchpoint with {names}").format(names=queries.names(there)) if there else _("Touchpoint")
    return plan(actor, sponsorship=sponsorship, planned_on=day, subject=subject, contacts=there, now=now)


@transaction.atomic
def move(actor: Actor, *, touchpoint: Touchpoint, planned_on: date, now: datetime) -> Touchpoint:
    """Plan it for another day."""
    account = touchpoint.sponsorship.account
    account_actions.guard_edits(actor, account)
    _guard_waits(touchpoint)
    guards.planned(account, planned_on, account.day_of(now))
    changes = events.changed(touchpoint, {"planned_on": planned_on})
    if changes:
        touchpoint.save(update_fields=["planned_on"])
        _write(actor, "moved a touchpoint", touchpoint, changes, now)
    return touchpoint


@transaction.atomic
def cancel(actor: Actor, *, touchpoint: Touchpoint, now: datetime) -> Touchpoint:
    """Plan it no longer. Cancelled twice is cancelled once."""
    account_actions.guard_edits(actor, touchpoint.sponsorship.account)
    if touchpoint.cancelled_at is not None:
        return touchpoint
    _guard_waits(touchpoint)
    touchpoint.cancelled_at = now
    touchpoint.save(update_fields=["cancelled_at"])
    _write(actor, "cancelled a touchpoint", touchpoint, {}, now)
    return touchpoint


@transaction.atomic
def reinstate(actor: Actor, *, touchpoint: Touchpoint, now: datetime) -> Touchpoint:
    """Undo a cancellation, whatever its day; asked of it is what is asked of a new one."""
    account_actions.guard_edits(actor, touchpoint.sponsorship.account)
    if touchpoint.cancelled_at is None:
        return touchpoint
    guards.runs(touchpoint.sponsorship)
    guards.on_team(touchpoint.sponsorship)
    guards.acknowledged(touchpoint.sponsorship)
    touchpoint.cancelled_at = None
    touchpoint.save(update_fields=["cancelled_at"])
    _write(actor, "reinstated a touchpoint", touchpoint, {}, now)
    return touchpoint


@transaction.atomic
def log(
    actor: Actor,
    *,
    sponsorship: Sponsorship,
    channel: str,
    held_on: date,
    subject: str,
    contacts: Iterable[Contact],
    now: datetime,
    people: Iterable[User] = (),
    notes: str = "",
    who: Contact | None = None,
    words: str = "",
    touchpoint: Touchpoint | None = None,
) -> Conversation:
    """Log a touchpoint that was held, as the conversation it was; the planned one, if it was, is done by it."""
    account_actions.guard_edits(actor, sponsorship.account)
    guards.runs(sponsorship)
    guards.acknowledged(sponsorship)
    theirs = list(contacts)
    if not theirs:
        raise errors.BadInput(_("Choose who of theirs took part."), field="contacts")
    if channel not in rules.COUNTED:
        raise errors.BadInput(_("An email does not count as a touchpoint. Log it as a conversation."), field="channel")
    if words.strip() and who is None:
        raise errors.BadInput(_("Choose who said it."), field="who")
    if touchpoint is not None:
        _guard_waits(touchpoint)
        if touchpoint.sponsorship_id != sponsorship.pk:
            raise errors.BadInput(_("This touchpoint belongs to another sponsorship."), field="touchpoint")
    conversation = conversations.log(
        actor,
        account=sponsorship.account,
        channel=Channel(channel),
        held_on=held_on,
        subject=subject,
        notes=notes,
        contacts=theirs,
        people=dict.fromkeys([sponsorship.sponsor, *people]),
        said=[Said(who, words)] if who is not None and words.strip() else [],
        now=now,
    )
    if touchpoint is not None:
        touchpoint.conversation = conversation
        touchpoint.save(update_fields=["conversation"])
    return conversation


def _guard_waits(touchpoint: Touchpoint) -> None:
    if touchpoint.cancelled_at is not None:
        raise errors.WrongState(_("This touchpoint was cancelled."))
    held = touchpoint.conversation
    if held is not None and held.removed_at is None:
        raise errors.WrongState(_("This touchpoint was held."))


def _write(
    actor: Actor, verb: str, row: Touchpoint, changes: Mapping[str, tuple[object, object]], now: datetime
) -> None:
    events.write(actor, verb, subject=row, stream=row.sponsorship.account, changes=changes, now=now)
