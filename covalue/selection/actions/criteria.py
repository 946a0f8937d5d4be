"""Saving the criteria of rounds. A set is never changed: a new version takes its place."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.selection import rules
from covalue.selection.actions import guards
from covalue.selection.models import AXES, CriteriaSet, Criterion
from covalue.selection.rules import Axis, CriterionSheet, Purpose


@transaction.atomic
def save(
    actor: Actor,
    *,
    name: str,
    purpose: Purpose | str,
    sheets: Sequence[CriterionSheet],
    now: datetime,
    replaces: CriteriaSet | None = None,
) -> CriteriaSet:
    """Add a set, in place of an older one if named; rounds keep the one they were opened with."""
    guards.directs(actor)
    name = guards.text(name, _("Enter a name for the set."), "name", 120)
    _guard_sheets(sheets)
    if replaces is not None and hasattr(replaces, "after"):
        raise errors.WrongState(_("Someone has changed these criteria since. Check them again."))
    criteria_set = CriteriaSet.objects.create(
        name=name,
        purpose=str(purpose),
        version=replaces.version + 1 if replaces else 1,
        before=replaces,
        kept_by=actor.user,
        kept_at=now,
    )
    Criterion.objects.bulk_create(
        Criterion(criteria_set=criteria_set, position=place, **{**vars(sheet), "axis": sheet.axis.value})
        for place, sheet in enumerate(sheets)
    )
    verb, changes = "changed criteria" if replaces else "wrote criteria", {"version": ("", criteria_set.version)}
    events.write(actor, verb, subject=criteria_set, stream=criteria_set, changes=changes, now=now)
    return criteria_set


def _guard_sheets(sheets: Sequence[CriterionSheet]) -> None:
    """Few criteria, each named once, of both axes, whose weights come to a hundred."""
    if len(sheets) > rules.MOST_CRITERIA:
        sentence = _("At most {n} criteria; a few that matter are judged better.")
        raise errors.BadInput(sentence.format(n=rules.MOST_CRITERIA), field="criteria")
    names = [sheet.name.strip().lower() for sheet in sheets]
    if not all(names):
        raise errors.BadInput(_("Every criterion needs a name."), field="name")
    if len(set(names)) < len(names):
        raise errors.BadInput(_("Two criteria have the same name."), field="name")
    if not {Axis.FIT, Axis.WORTH} <= {sheet.axis for sheet in sheets}:
        sentence = _("A set needs criteria for both value to us and strategic fit. Size alone selects no account.")
        raise errors.BadInput(sentence, field="criteria")
    for sheet in sheets:
        if problem := _problem_of(sheet):
            sentence, field = problem
            raise errors.BadInput(sentence.format(name=sheet.name), field=field)
    for axis, total in rules.sums(sheets).items():
        if total != rules.FULL:
            sentence = _("The weights of “{axis}” add up to {total} %, not 100 %.")
            sentence = sentence.format(axis=AXES[axis], total=total.normalize().to_eng_string())
            raise errors.BadInput(sentence, field="weight")


def _problem_of(sheet: CriterionSheet) -> tuple[str, str] | None:
    """What is wrong with a criterion, and in which field."""
    if not 0 <= sheet.weight <= rules.FULL:
        return _("{name}: a weight must be between 0 and 100 %."), "weight"
    if sheet.figure and sheet.axis != Axis.WORTH:
        return _("{name}: the ledger shows what an account is worth, not how well it fits."), "figure"
    if sheet.figure and (sheet.bottom is None or sheet.top is None or sheet.bottom == sheet.top):
        return _("{name}: enter which figure scores 0 points and which scores 10."), "bottom"
    if not sheet.figure and sheet.axis != Axis.GATE and not (sheet.low and sheet.high):
        sentence = _("{name}: describe what 0 and 10 look like, so that raters mean the same.")
        return sentence, "low"
    return None
