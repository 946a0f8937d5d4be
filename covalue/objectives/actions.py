"""What can be done with objectives."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_colleague, guard_contact, guard_edits, guard_fields
from covalue.accounts.models import Account
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.objectives.models import Link, Objective, Side, Strength
from covalue.objectives.queries import OBJECTIVES

FIELDS: Final = frozenset(
    ["statement", "measure", "baseline", "target", "due_on", "contact", "owner", "source", "source_date", "position"]
)


@transaction.atomic
def add(actor: Actor, *, account: Account, side: Side, statement: str, now: datetime, **values: Any) -> Objective:
    """Write down what one side wants to reach."""
    guard_edits(actor, account)
    guard_fields(values, FIELDS)
    position = account.objectives.filter(side=side).count()
    objective = Objective(
        account=account,
        side=side,
        statement=_statement(statement),
        created_at=now,
        **{"position": position, **values},
    )
    _guard_holder(objective)
    guard_colleague(account, objective.owner, "owner")
    objective.save()
    events.write(actor, "added objective", subject=objective, stream=account, now=now)
    return objective


@transaction.atomic
def edit(actor: Actor, *, objective: Objective, now: datetime, **values: Any) -> Objective:
    """Change an objective."""
    guard_edits(actor, objective.account)
    removal.guard_current(objective)
    guard_fields(values, FIELDS)
    if "statement" in values:
        values["statement"] = _statement(values["statement"])
    changes = events.changed(objective, values)
    if not changes:
        return objective
    _guard_holder(objective)
    if "owner" in changes:
        guard_colleague(objective.account, objective.owner, "owner")
    objective.save()
    events.write(actor, "edited objective", subject=objective, stream=objective.account, changes=changes, now=now)
    return objective


remove, restore = OBJECTIVES.remove, OBJECTIVES.restore


@transaction.atomic
def link(
    actor: Actor, *, ours: Objective, theirs: Objective, strength: int, why: str | None = None, now: datetime
) -> Link:
    """Say how strongly one of theirs rests on one of ours; `why` left out stays as it was."""
    _guard_pair(actor, ours, theirs)
    if strength not in Strength.values:
        raise errors.BadInput(_("A link is weak, medium or strong."), field="strength")
    before = Link.objects.select_for_update().filter(ours=ours, theirs=theirs).first()
    pair = before or Link(ours=ours, theirs=theirs, linked_at=now)
    values = {"strength": strength, **({} if why is None else {"why": " ".join(why.split())[:300]})}
    changes = events.changed(pair, values)
    if not changes and before:
        return pair
    pair.linked_by, pair.linked_at = actor.user, now
    pair.save()
    verb = "changed link of objectives" if before else "linked objectives"
    changes = {"theirs": (None, theirs.statement), **changes}
    events.write(actor, verb, subject=ours, stream=ours.account, changes=changes, now=now)
    return pair


@transaction.atomic
def unlink(actor: Actor, *, ours: Objective, theirs: Objective, now: datetime) -> None:
    """One of theirs no longer rests on one of ours. Nothing happens when it did not."""
    _guard_pair(actor, ours, theirs)
    if not Link.objects.filter(ours=ours, theirs=theirs).delete()[0]:
        return
    changes = {"theirs": (theirs.statement, None)}
    events.write(actor, "unlinked objectives", subject=ours, stream=ours.account, changes=changes, now=now)


def _guard_pair(actor: Actor, ours: Objective, theirs: Objective) -> None:
    guard_edits(actor, ours.account)
    if ours.account_id != theirs.account_id or (ours.side, theirs.side) != (Side.OURS, Side.THEIRS):
        raise errors.BadInput(
            _("A link joins one of our objectives with one of theirs, on the same account."), field="theirs"
        )
    removal.guard_current(ours)
    removal.guard_current(theirs)


def _guard_holder(objective: Objective) -> None:
    if objective.side == Side.OURS and objective.contact is not None:
        raise errors.BadInput(_("Our objective is owned by a colleague."), field="contact")
    guard_contact(objective.account, objective.contact, "contact")


def _statement(statement: str) -> str:
    cleaned = " ".join(statement.split())
    if not cleaned:
        raise errors.BadInput(_("Enter the objective."), field="statement")
    return cleaned[:400]
