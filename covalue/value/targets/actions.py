"""What can be done with value targets."""

from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_contact, guard_edits
from covalue.accounts.models import Account, Contact
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.value import guards
from covalue.value.models import Target
from covalue.value.rules import SCALE
from covalue.value.targets.queries import TARGETS

FIELDS: Final = frozenset(["title", "success", "holder", "statement", "impact", "fit", "discussed_on"])


@transaction.atomic
def add(actor: Actor, *, account: Account, title: str, now: datetime, **values: Any) -> Target:
    """Write down something the customer may value; a hypothesis until it was discussed."""
    guard_edits(actor, account)
    target = Target(account=account, title=guards.title(title), created_by=actor.user, created_at=now)
    guards.changed(target, values, FIELDS)
    _guard_target(target)
    target.save()
    events.write(actor, "added value target", subject=target, stream=account, now=now)
    return target


@transaction.atomic
def edit(actor: Actor, *, target: Target, now: datetime, **values: Any) -> Target:
    """Change a target. What a contact validated stays theirs: another title asks to be validated again."""
    guard_edits(actor, target.account)
    removal.guard_current(target)
    if "title" in values:
        values["title"] = guards.title(values["title"])
        if target.validated_on is not None and values["title"] != target.title:
            values |= {"validated_by": None, "validated_on": None, "validated_words": ""}
    changes = guards.changed(target, values, FIELDS | {"validated_by", "validated_on", "validated_words"})
    if changes:
        _guard_target(target)
        target.save()
        events.write(actor, "edited value target", subject=target, stream=target.account, changes=changes, now=now)
    return target


@transaction.atomic
def validate(actor: Actor, *, target: Target, contact: Contact, on: date, words: str = "", now: datetime) -> Target:
    """Note that a contact said: yes, this is what we want."""
    guard_edits(actor, target.account)
    removal.guard_current(target)
    guard_contact(target.account, contact, "contact")
    guards.past_day(target.account, on, now)
    changes = events.changed(
        target,
        {
            "validated_by": contact,
            "validated_on": on,
            "validated_words": words.strip(),
            "discussed_on": target.discussed_on or on,
            "parked_at": None,
            "parked_reason": "",
        },
    )
    target.save()
    events.write(
        actor, "noted value target as validated", subject=target, stream=target.account, changes=changes, now=now
    )
    return target


@transaction.atomic
def park(actor: Actor, *, target: Target, reason: str, now: datetime) -> Target:
    """Set a target aside, with the reason; validating it, or taking it up, brings it back."""
    guard_edits(actor, target.account)
    removal.guard_current(target)
    if not reason.strip():
        raise errors.BadInput(_("Give a reason for setting it aside."), field="reason")
    changes = events.changed(target, {"parked_at": now, "parked_reason": reason.strip()[:300]})
    target.save()
    events.write(actor, "parked value target", subject=target, stream=target.account, changes=changes, now=now)
    return target


@transaction.atomic
def take_up(actor: Actor, *, target: Target, now: datetime) -> Target:
    """Bring back what was set aside."""
    guard_edits(actor, target.account)
    removal.guard_current(target)
    changes = events.changed(target, {"parked_at": None, "parked_reason": ""})
    if changes:
        target.save()
        events.write(actor, "took up value target", subject=target, stream=target.account, changes=changes, now=now)
    return target


remove, restore = TARGETS.remove, TARGETS.restore


def _guard_target(target: Target) -> None:
    for field in ("impact", "fit"):
        if getattr(target, field) not in (None, *SCALE):
            raise errors.BadInput(_("Rate it from 1 to 5."), field=field)
    if target.holder is not None:
        guard_contact(target.account, target.holder, "holder")
    if target.statement is not None and target.statement.conversation.account_id != target.account_id:
        raise errors.BadInput(_("This was said on another account."), field="statement")
