"""What can be typed about use, go-live, success and tickets."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from covalue.adoption.rules import SEVERITY_NAMES, Severity
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed

LARGEST = 999_999_999


class UsageLineInput(Input):
    offering: RowId | None = row(_("Our offering"), None)
    product: Trimmed = optional_text(_("or what it is called"), 300)
    site: Trimmed = optional_text(_("Site"), 120)
    month: Day = field(_("Month"), help=_("Any day of the month."))
    used: Decimal = field(_("Used"), ge=0, le=LARGEST, max_digits=16, decimal_places=3)
    agreed: Decimal | None = field(_("Agreed"), None, ge=0, le=LARGEST, max_digits=16, decimal_places=3)
    measure: Trimmed = optional_text(_("Measured in"), 60, help=_("Such as users or hours."))


class GoLiveInput(Input):
    title: Trimmed = field(_("Milestone"), min_length=1, max_length=200)
    due_on: Day = field(_("Due"))
    reached_on: Day | None = field(_("Reached on"), None)
    owner: RowId | None = row(_("Our owner"), None)
    customer_owner: RowId | None = row(_("or customer owner"), None)
    offering: RowId | None = row(_("Our offering"), None)
    product: Trimmed = optional_text(_("or what it is called"), 300)
    site: Trimmed = optional_text(_("Site"), 120)


class SuccessCriterionInput(Input):
    words: Trimmed = field(_("In their words"), min_length=1, max_length=500, lines=2)
    contact: RowId = row(_("Who said so"))
    said_on: Day = field(_("Said on"))
    measure: Trimmed = optional_text(_("How it is measured"), 200)
    met_on: Day | None = field(_("Met on"), None)
    offering: RowId | None = row(_("Our offering"), None)
    product: Trimmed = optional_text(_("or what it is called"), 300)
    site: Trimmed = optional_text(_("Site"), 120)


class TicketInput(Input):
    subject: Trimmed = field(_("What it is about"), min_length=1, max_length=300)
    severity: Severity = field(_("Severity"), Severity.MEDIUM, labels=SEVERITY_NAMES)
    opened_on: Day = field(_("Opened on"))
    closed_on: Day | None = field(_("Closed on"), None)
    external_id: Trimmed = optional_text(_("Number"), 200)
    offering: RowId | None = row(_("Our offering"), None)
    product: Trimmed = optional_text(_("or what it is called"), 300)
    site: Trimmed = optional_text(_("Site"), 120)
