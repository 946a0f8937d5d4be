"""What can be typed about a value target."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from covalue.value.rules import SCALE
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed

RATINGS: Final = {number: str(number) for number in SCALE}


def rating(label: Any, help: Any) -> Any:
    return field(label, None, help=help, labels=RATINGS, ge=SCALE[0], le=SCALE[-1], strict=True)


class TargetInput(Input):
    title: Trimmed = field(_("What they value"), min_length=1, max_length=200)
    success: Trimmed = optional_text(_("What success looks like to them"), 2000, lines=2)
    holder: RowId | None = row(_("Contact"), None)
    statement: RowId | None = row(_("In their words"), None)
    impact: int | None = rating(_("Impact on the customer"), _("5: decisive for their year"))
    fit: int | None = rating(_("Our fit"), _("5: nobody does it better"))
    discussed_on: Day | None = field(_("Discussed on"), None)


class TargetEdit(TargetInput, partial=True):
    """Only the fields sent change."""


class StatedInput(Input):
    """Who at the customer said so, when, in which words."""

    contact: RowId = row(_("Who said so"))
    on: Day = field(_("When"))
    words: Trimmed = field(_("In their words"), "", max_length=300)


class ParkInput(Input):
    reason: Trimmed = field(_("Reason for setting it aside"), min_length=1, max_length=300)
