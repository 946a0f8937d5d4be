"""Work as a customer's guests see it."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account, Contact
from covalue.accounts.shareables import Item, Standing, day, filled, reading
from covalue.core.events import Actor
from covalue.execution import actions
from covalue.execution.inputs import WorkAnsweredInput
from covalue.execution.models import WorkPackage
from covalue.execution.queries import WORK

KIND = "work"


def items(account: Account) -> Iterator[Item]:
    """All work of an account, what is still to do first."""
    return (item(row) for row in sorted(WORK.of(account), key=lambda row: (row.done_on is not None, row.ends_on)))


def item(row: WorkPackage) -> Item:
    """Who does what from when to when. Notes, progress, slack and forecasts stay with us."""
    owner = row.customer_owner or row.owner
    who = owner.name if owner else ""
    begins = "" if row.is_milestone else day(row.starts_on)
    facts = (
        (_("Who"), who),
        (_("For"), row.initiative.title if row.initiative else ""),
        (_("Begins"), begins),
        (_("Due"), day(row.ends_on)),
        (_("Done on"), day(row.done_on)),
    )
    return Item(
        kind=KIND,
        pk=row.pk,
        title=row.title,
        note=who,
        facts=filled(facts),
        reading=reading(row.title, who, row.starts_on, row.ends_on),
        ours_at=reverse("execution:edit", args=[row.pk]),
        done=row.done_on is not None,
        theirs=row.customer_owner_id is not None,
        due_on=row.ends_on,
    )


def standing(account: Account, contact: Contact, work_id: int) -> Standing | None:
    """Work of this contact as they may answer it, with what they said last; None for any other."""
    row = WORK.of(account).filter(pk=work_id, customer_owner=contact).first()
    if row is None:
        return None
    last = row.answers.first()
    if last is None:
        return Standing(row.is_open)
    return Standing(
        row.is_open,
        said=last.get_said_display(),
        day=last.day,
        said_at=last.answered_at,
        decided=last.decided_at is not None,
        accepted=last.accepted,
    )


def answer(
    actor: Actor, account: Account, contact: Contact, work_id: int, body: WorkAnsweredInput, now: datetime
) -> None:
    """A contact says of their work: done, another day."""
    package = WORK.of(account).get(pk=work_id)
    actions.answer(actor, package=package, contact=contact, said=body.said, day=body.day, words=body.words, now=now)
