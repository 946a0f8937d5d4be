"""What can be typed about work packages, dependencies and baselines."""

from django.utils.translation import gettext_lazy as _

from covalue.execution.rules import LONGEST, LONGEST_LAG, WORK_SAID_NAMES, WorkSaid
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, Flag, RowId, Trimmed


class WorkPackageInput(Input):
    title: Trimmed = field(_("What is done"), min_length=1, max_length=200)
    initiative: RowId | None = row(_("Initiative"), None)
    starts_on: Day = field(_("Begins on"))
    duration: int = field(
        _("Working days"), 5, ge=0, le=LONGEST, strict=True, help=_("0 makes it a milestone, reached on that day.")
    )
    owner: RowId | None = row(_("Our owner"), None)
    customer_owner: RowId | None = row(_("or customer owner"), None)
    progress: int = field(_("Progress in per cent"), 0, ge=0, le=100, strict=True)
    done_on: Day | None = field(_("Done on"), None)
    note: Trimmed = optional_text(_("Note"), 4_000, lines=2)


class WorkPackageEdit(WorkPackageInput, partial=True):
    """Only the fields sent change."""


class WorkMoveInput(Input):
    """Where it begins now; whatever depends on it moves as far as it has to."""

    starts_on: Day = field(_("Begins on"))


class WorkShiftInput(Input):
    """By how many working days it moves, as on the timeline."""

    days: int = field(_("Working days"), ge=-LONGEST, le=LONGEST)


class WorkDoneInput(Input):
    """Done today unless another day is said."""

    done_on: Day | None = field(_("Done on"), None)


class DependencyInput(Input):
    before: RowId = row(_("Depends on"))
    after: RowId = row(_("Work package"))
    lag: int = field(_("Working days between"), 0, ge=0, le=LONGEST_LAG, strict=True)


class WaitsForInput(Input):
    before: RowId = row(_("Depends on"))
    lag: int = field(_("Working days between"), 0, ge=0, le=LONGEST_LAG, strict=True)


class BaselineInput(Input):
    note: Trimmed = optional_text(_("What was agreed"), 300)


class WorkAnsweredInput(Input):
    """What a contact answers to work of theirs: `day` where it ends on another."""

    said: WorkSaid = field(_("Your answer"), labels=WORK_SAID_NAMES)
    day: Day | None = field(_("Another day"), None)
    words: Trimmed = optional_text(_("Note"), 500)


class WorkDecisionInput(Input):
    accept: Flag = field(_("Take it over"))
