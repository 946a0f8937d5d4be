"""What can be typed about obligations."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from covalue.agreements.obligations.rules import REPEAT_NAMES, SIDE_NAMES, DutySide, Repeats
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed


class ObligationInput(Input):
    agreement: RowId = row(_("Agreement"))
    side: DutySide = field(_("Who owes it"), labels=SIDE_NAMES)
    words: Trimmed = field(_("What is owed"), min_length=1, max_length=500, lines=2)
    due_on: Day = field(_("Due on, for the first time"))
    repeats: Repeats = field(_("Repeats"), Repeats.ONCE, labels=REPEAT_NAMES)
    owner: RowId | None = row(_("Our owner"), None)
    contact: RowId | None = row(_("or their contact"), None)


class MetInput(Input):
    due_on: Day = field(_("Due on"))
    met_on: Day | None = field(_("Met on"), None, help=_("Today where empty."))
    words: Trimmed = optional_text(_("Remark"), 500)


class ReopenInput(Input):
    due_on: Day = field(_("Due on"))


def met_day(body: MetInput, today: date) -> date:
    """The day it was met, today where nobody said."""
    return body.met_on or today
