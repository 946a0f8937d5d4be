"""Objectives as a customer's guests see them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.accounts.shareables import Item, Proposed, day, filled, reading
from covalue.core.events import Actor
from covalue.objectives import actions, queries
from covalue.objectives.models import Objective, Side

KIND = "objective"


def items(account: Account) -> Iterator[Item]:
    """All objectives of an account."""
    return (item(row) for row in queries.of_account(account))


def item(row: Objective) -> Item:
    """Whose it is, how it is measured, from where to where, by when."""
    who = row.contact.name if row.contact else row.owner.name if row.owner else ""
    theirs = row.side == Side.THEIRS
    way = " → ".join(part for part in (row.baseline, row.target) if part)
    facts = (
        (_("Whose objective"), _("yours") if theirs else _("ours with you")),
        (_("Owned by"), who),
        (_("Measure"), row.measure),
        (_("Today"), row.baseline),
        (_("Target"), row.target),
        (_("Due"), day(row.due_on)),
    )
    return Item(
        kind=KIND,
        pk=row.pk,
        title=row.statement,
        note=": ".join(part for part in (row.measure, way) if part) or who,
        facts=filled(facts),
        reading=reading(row.statement, row.side, who, row.measure, row.baseline, row.target, row.due_on),
        ours_at=reverse("objectives:edit", args=[row.pk]),
        theirs=theirs,
        due_on=row.due_on,
    )


def take_up(actor: Actor, proposed: Proposed, now: datetime) -> int:
    """An objective of theirs."""
    goal = actions.add(
        actor,
        account=proposed.account,
        side=Side.THEIRS,
        statement=proposed.title,
        contact=proposed.contact,
        source=proposed.source,
        source_date=proposed.proposed_on,
        now=now,
    )
    return int(goal.pk)
