"""What can be typed about objectives and about what links them."""

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.objectives.models import Side, Strength
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed


class ObjectiveInput(Input):
    """`contact` is for the customer's, `owner` for ours."""

    statement: Trimmed = field(_("Objective"), min_length=1, max_length=400)
    measure: Trimmed = optional_text(_("Measured by"), 200)
    baseline: Trimmed = optional_text(_("Today"), 100)
    target: Trimmed = optional_text(_("Target"), 100)
    due_on: Day | None = field(_("Due"), None)
    source: Trimmed = optional_text(_("Source"), 300)
    contact: RowId | None = row(_("Owner"), None)
    owner: RowId | None = row(_("Owner"), None)


class NewObjective(ObjectiveInput):
    side: Side


class ObjectiveEdit(ObjectiveInput, partial=True):
    """`contact` is for the customer's, `owner` for ours."""


class StrengthInput(Input):
    """`strength`: 0 unlinks, 1 touches, 2 supports, 3 carries; `why` left out stays as it was."""

    strength: int = Field(ge=0, le=max(Strength), strict=True)
    why: Trimmed = optional_text("", 300)


class LinkInput(StrengthInput):
    """`strength`: 1 weak, 2 medium, 3 strong."""

    theirs: RowId
    strength: int = Field(ge=min(Strength), le=max(Strength), strict=True)
