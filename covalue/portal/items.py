"""What a guest is shown of each noun: made field by field from what may leave, never handed over whole.

Left out on purpose: ratings of impact and fit, notes, sources, quotes and motives, our costs and rates, what it is worth to us.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from covalue.accounts.models import Account
from covalue.action_items.models import Action
from covalue.objectives.models import Objective
from covalue.portal.rules import ItemKind
from covalue.value.models import Initiative, Target

Row = Objective | Target | Initiative | Action | Account


@dataclass(frozen=True)
class Item:
    """A shared thing as its page and lists show it. `reading` is what a guest's assent is to; `ours_at` our own page of it."""

    kind: ItemKind
    pk: int
    title: str
    note: str
    facts: tuple[tuple[str, str], ...]
    reading: Mapping[str, str]
    ours_at: str
    done: bool = False
    theirs: bool = False
    due_on: date | None = None


def all_of(account: Account) -> dict[ItemKind, tuple[Item, ...]]:
    """Everything of an account that could be shared, in the order of its own lists."""
    targets = account.targets.filter(removed_at=None, parked_at=None).select_related("holder", "validated_by")
    cases = account.initiatives.filter(removed_at=None).select_related("target", "owner")
    actions = account.actions.filter(removed_at=None).select_related("owner", "customer_owner")
    goals = account.objectives.filter(removed_at=None).select_related("contact", "owner")
    return {
        ItemKind.OBJECTIVE: _made(goals.order_by("-side", "position", "id"), objective),
        ItemKind.TARGET: _made(targets, target),
        ItemKind.CASE: _made(cases, case),
        ItemKind.ACTION: _made(actions, action),
        ItemKind.STATEMENT: (statement(account),),
    }


def objective(row: Objective) -> Item:
    """Whose it is, how it is measured, from where to where, by when."""
    who = row.contact.name if row.contact else row.owner.name if row.owner else ""
    theirs = row.side == "theirs"
    way = " → ".join(part for part in (row.baseline, row.target) if part)
    facts = (
        (_("Whose"), _("yours") if theirs else _("ours with you")),
        (_("Held by"), who),
        (_("Measure"), row.measure),
        (_("Today"), row.baseline),
        (_("Target"), row.target),
        (_("By"), _day(row.due_on)),
    )
    reading = _reading(row.statement, row.side, who, row.measure, row.baseline, row.target, row.due_on)
    note = ": ".join(part for part in (row.measure, way) if part) or who
    return Item(
        ItemKind.OBJECTIVE,
        row.pk,
        row.statement,
        note,
        _told(facts),
        reading,
        reverse("objectives:edit", args=[row.pk]),
        theirs=theirs,
        due_on=row.due_on,
    )


def target(row: Target) -> Item:
    """What they value and what success looks like to them; whether a contact validated it."""
    said = ""
    if row.validated_on is not None:
        who = row.validated_by.name if row.validated_by else _("a former contact")
        said = _("validated by {who}, {day}").format(who=who, day=_day(row.validated_on))
    holder = row.holder.name if row.holder else ""
    facts = ((_("What success looks like"), row.success), (_("Whose it is"), holder))
    return Item(
        ItemKind.TARGET,
        row.pk,
        row.title,
        said or _("not validated yet"),
        _told(facts),
        _reading(row.title, row.success, holder),
        reverse("value:edit-target", args=[row.pk]),
        done=row.validated_on is not None,
        theirs=True,
    )


def case(row: Initiative) -> Item:
    """Its title and what it is for; the case itself is shown as the document they would sign."""
    facts = (
        (_("For"), row.target.title if row.target else ""),
        (_("Led by"), row.owner.name if row.owner else ""),
        (_("Delivers since"), _day(row.begins_on)),
    )
    return Item(
        ItemKind.CASE,
        row.pk,
        row.title,
        row.target.title if row.target else "",
        _told(facts),
        {},
        reverse("value:case", args=[row.pk]),
    )


def action(row: Action) -> Item:
    """Who does what by when. Notes stay with us."""
    owner = row.customer_owner or row.owner
    who = owner.name if owner else ""
    facts = ((_("Who"), who), (_("By"), _day(row.due_on)))
    return Item(
        ItemKind.ACTION,
        row.pk,
        row.title,
        who,
        _told(facts),
        _reading(row.title, who, row.due_on),
        reverse("action_items:edit", args=[row.pk]),
        done=row.done_at is not None,
        theirs=row.customer_owner_id is not None,
        due_on=row.due_on,
    )


def statement(account: Account) -> Item:
    """The value statement, as its page for the customer shows it."""
    note = _("promised, delivered and validated value")
    return Item(
        ItemKind.STATEMENT,
        account.pk,
        _("Value statement"),
        note,
        (),
        {},
        reverse("value:statement", args=[account.pk]),
    )


def _made(rows: Iterable[Any], make: Any) -> tuple[Item, ...]:
    return tuple(make(row) for row in rows)


def _told(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in facts if value)


def _reading(title: str, *values: object) -> dict[str, str]:
    """What was read when somebody assented, the same in every language."""
    return {"title": title, "facts": " | ".join("" if value is None else str(value) for value in values)}


def _day(day: date | None) -> str:
    return date_format(day, "j M Y") if day else ""
