"""Keeping a case's structure for others to begin with, and saying that two cases do not count the same money."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.industries import Industry
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.organisation.models import Offering
from covalue.people.rules import Right
from covalue.value import guards
from covalue.value.cases import overlaps
from covalue.value.cases import sheet as sheets
from covalue.value.cases.sheet import Sheet
from covalue.value.models import CaseTemplate, Distinction, Initiative


@transaction.atomic
def keep_template(
    actor: Actor,
    *,
    initiative: Initiative,
    title: str,
    note: str = "",
    industry: str = "",
    offering: Offering | None = None,
    now: datetime,
) -> CaseTemplate:
    """Keep the structure of a case: names, units and formulas, and none of the customer's numbers."""
    guard_edits(actor, initiative.account)
    guard_keeps(actor)
    guards.not_removed(initiative)
    if industry and industry not in set(Industry):
        raise errors.BadInput(_("There is no such industry."), field="industry")
    template = CaseTemplate.objects.create(
        title=guards.title(title),
        note=" ".join(note.split())[:300],
        industry=industry,
        offering=offering,
        sheet=sheets.kept(without_numbers(sheets.read(initiative.sheet))),
        made_by=actor.user,
        made_at=now,
    )
    events.write(actor, "kept template of value case", subject=template, stream=template, now=now)
    return template


@transaction.atomic
def remove_template(actor: Actor, *, template: CaseTemplate, now: datetime) -> None:
    """Nobody begins with it any more; cases begun with it stay as they are."""
    guard_keeps(actor)
    template.removed_at = now
    template.save(update_fields=["removed_at"])
    events.write(actor, "removed template of value case", subject=template, stream=template, now=now)


@transaction.atomic
def restore_template(actor: Actor, *, template: CaseTemplate, now: datetime) -> None:
    """Undo a removal."""
    guard_keeps(actor)
    template.removed_at = None
    template.save(update_fields=["removed_at"])
    events.write(actor, "restored template of value case", subject=template, stream=template, now=now)


@transaction.atomic
def distinguish(actor: Actor, *, first: Initiative, second: Initiative, why: str, now: datetime) -> Distinction:
    """Say why two cases that share assumptions do not count the same money."""
    first, second = sorted((first, second), key=lambda one: int(one.pk))
    guard_edits(actor, first.account)
    for initiative in (first, second):
        guards.not_removed(initiative)
    cleaned = " ".join(why.split())[:300]
    if not cleaned:
        raise errors.BadInput(_("Say why it is not the same money."), field="why")
    found = overlaps.overlaps({one.pk: sheets.read(one.sheet) for one in (first, second)})
    if first.account_id != second.account_id or not found:
        raise errors.BadInput(_("These two cases share nothing."), field="second")
    told = {"names": list(found[0].names), "why": cleaned, "seen_by": actor.user, "seen_at": now}
    made, _created = Distinction.objects.update_or_create(first=first, second=second, defaults=told)
    events.write(
        actor,
        "told value cases apart",
        subject=first,
        stream=first.account,
        now=now,
        changes={str(second)[:100]: ("", cleaned)},
    )
    return made


def without_numbers(sheet: Sheet) -> Sheet:
    """The structure alone: a formula that is only a number is a number too."""
    assumptions = (
        row.model_copy(update={"low": None, "base": None, "high": None, "source": "", "source_on": None})
        for row in sheet.assumptions
    )
    lines = (
        row if any(character.isalpha() for character in row.formula) else row.model_copy(update={"formula": ""})
        for row in sheet.lines
    )
    return Sheet(years=sheet.years, assumptions=tuple(assumptions), lines=tuple(lines), correlations=sheet.correlations)


def guard_keeps(actor: Actor) -> None:
    """Whoever keeps what is the same for all accounts."""
    if actor.user is not None and not actor.user.may(Right.KEEP_PROGRAMME):
        raise errors.NotAllowed(_("Templates are kept by the programme director and the coaches."))
