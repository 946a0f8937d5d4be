"""What can be typed about contributions."""

from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from covalue.contributions.rules import PART_NAMES, ResponsibilityPart
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import Day, RowId, Trimmed

MOST_HOURS = Decimal(20_000)
LARGEST = Decimal("99999999999999.99")
HOURS: Final[dict[str, Any]] = {"ge": Decimal(0), "le": MOST_HOURS, "max_digits": 8, "decimal_places": 1}
MONEY: Final[dict[str, Any]] = {"ge": Decimal(0), "le": LARGEST, "max_digits": 16, "decimal_places": 2}


class ContributionInput(Input):
    """The ask as a one-page internal case."""

    unit: RowId = row(_("Unit"), help=_("Its lead answers."))
    subject: Trimmed = field(_("What we ask"), min_length=1, max_length=200)
    need: Trimmed = optional_text(_("What is needed"), 4_000, lines=2)
    customer_values: Trimmed = optional_text(
        _("What the customer values"), 4_000, lines=2, help=_("The unit reads it: nothing that was said in confidence.")
    )
    gain: Trimmed = optional_text(_("What the unit gets"), 4_000, lines=2)
    due_on: Day = field(_("Needed by"))
    hours: Decimal | None = field(_("Hours"), None, **HOURS)
    amount: Decimal | None = field(_("Money"), None, **MONEY)
    initiative: RowId | None = row(_("Value case it serves"), None)
    objective: RowId | None = row(_("Objective it serves"), None)
    opportunity: RowId | None = row(_("Opportunity it serves"), None)


class WordsInput(Input):
    words: Trimmed = optional_text(_("In words"), 2_000, lines=2)


class ContributionReasonInput(Input):
    words: Trimmed = field(_("Why"), min_length=1, max_length=2_000, lines=2)


class ContributionPromiseInput(Input):
    doer: RowId | None = row(_("Who does it"), None, nobody=_("decided later"))
    starts_on: Day | None = field(_("Starts"), None, help=_("Without a date the hours count from today on."))
    words: Trimmed = optional_text(_("In words"), 2_000, lines=2)


class CounterInput(Input):
    due_on: Day = field(_("By when"))
    hours: Decimal | None = field(_("Hours"), None, **HOURS)
    amount: Decimal | None = field(_("Money"), None, **MONEY)
    words: Trimmed = field(_("Why"), min_length=1, max_length=2_000, lines=2)


class UnitCapacityInput(Input):
    hours: Decimal = field(_("Hours a week"), **HOURS)


class ResponsibilityInput(Input):
    """Without an initiative it is of the account itself; without a part somebody has none."""

    person: RowId = row(_("Person"))
    initiative: RowId | None = row(_("Value case"), None)
    part: ResponsibilityPart | None = field(_("Part"), None, labels=PART_NAMES)
