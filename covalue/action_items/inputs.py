"""What can be typed about an action."""

from django.utils.translation import gettext_lazy as _

from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed


class ActionInput(Input):
    title: Trimmed = field(_("What needs to be done"), min_length=1, max_length=300)
    owner: RowId | None = row(_("Our owner"), None)
    customer_owner: RowId | None = row(_("or customer owner"), None)
    due_on: Day | None = field(_("Due"), None)
    note: Trimmed = optional_text(_("Note"), 4_000, lines=2)


class ActionEdit(ActionInput, partial=True):
    """Only the fields sent change."""
