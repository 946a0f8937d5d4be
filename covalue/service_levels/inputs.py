"""What can be typed about service levels, their results and incidents."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from covalue.adoption.rules import SEVERITY_NAMES, Severity
from covalue.service_levels.rules import DIRECTION_NAMES, PERIOD_NAMES, TOP, ServiceDirection, ServicePeriod
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed

LARGEST = 999_999_999


class ServiceLevelInput(Input):
    title: Trimmed = field(_("What is measured"), min_length=1, max_length=200)
    direction: ServiceDirection = field(_("Agreed"), ServiceDirection.AT_LEAST, labels=DIRECTION_NAMES)
    target: Decimal = field(_("Target"), ge=0, le=LARGEST, max_digits=16, decimal_places=3)
    unit: Trimmed = optional_text(_("Measured in"), 30, help=_("Such as % or hours."))
    period: ServicePeriod = field(_("In each"), ServicePeriod.MONTH, labels=PERIOD_NAMES)
    agreement: RowId | None = row(_("Agreement"), None)
    starts_on: Day | None = field(_("Valid from"), None, help=_("The start of the agreement where empty."))
    ends_on: Day | None = field(_("Valid until"), None, help=_("The end of the agreement where empty."))
    note: Trimmed = optional_text(_("How it is measured"), 4_000, lines=2)


class ServiceResultInput(Input):
    service_level: RowId = row(_("Service level"))
    begins_on: Day = field(_("Period"), help=_("Any day of the month, quarter or year measured."))
    value: Decimal = field(_("Result"), ge=0, le=LARGEST, max_digits=16, decimal_places=3)
    target: Decimal | None = field(
        _("Target of this period"), None, ge=0, le=LARGEST, max_digits=16, decimal_places=3,
        help=_("What is agreed now where empty."),
    )  # fmt: skip
    note: Trimmed = optional_text(_("Note"), 500)


class IncidentInput(Input):
    ticket: RowId | None = row(_("Ticket"), None, help=_("Its subject, severity and days are those of the incident."))
    title: Trimmed = optional_text(_("or what happened"), 300)
    severity: Severity = field(_("Severity"), Severity.MEDIUM, labels=SEVERITY_NAMES)
    opened_on: Day | None = field(_("Happened on"), None)
    resolved_on: Day | None = field(_("Resolved on"), None)
    service_level: RowId | None = row(_("Service level it affected"), None)
    owner: RowId | None = row(_("Our owner"), None)
    cause: Trimmed = optional_text(_("Cause"), 4_000, lines=2)
    resolution: Trimmed = optional_text(_("What was done"), 4_000, lines=2)
    contact: RowId | None = row(_("Whom it affected"), None, help=_("Who is asked to rate what followed."))
    rating: int | None = field(_("Their rating of what followed, 0 to 10"), None, ge=0, le=TOP, strict=True)
    rated_on: Day | None = field(_("Rated on"), None)
    rating_words: Trimmed = optional_text(_("In their words"), 500)


class IncidentRatedInput(Input):
    """How a contact rates what followed an incident that affected them."""

    rating: int = field(
        _("How satisfied are you with what was done? 0: not at all, 10: fully"), ge=0, le=TOP, strict=True
    )
    words: Trimmed = optional_text(_("Why?"), 500)
