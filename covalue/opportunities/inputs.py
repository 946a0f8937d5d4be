"""What can be typed about opportunities, stages and buying journeys."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from covalue.opportunities.rules import JOURNEY_NAMES, REASON_NAMES, ClosedReason, JourneyStep
from covalue.web.inputs import Input, field, optional_text, row, rows
from covalue.web.shapes import Day, RowId, Trimmed

LARGEST = Decimal("99999999999999.99")


class OpportunityInput(Input):
    """`stage` is the key of a stage; `probability` (per cent) is that of the stage unless one says another, and why."""

    rare = ("margin", "probability", "probability_why", "unit", "offerings", "conversations", "reason", "reason_words")

    title: Trimmed = field(_("Title"), min_length=1, max_length=200)
    stage: Trimmed = optional_text(_("Stage"), 40)
    amount: Decimal | None = field(_("Amount"), None, ge=Decimal(0), le=LARGEST, max_digits=16, decimal_places=2)
    currency: Trimmed = optional_text(_("Currency"), 3)
    margin: Decimal | None = field(_("Expected margin"), None, ge=-LARGEST, le=LARGEST, max_digits=16, decimal_places=2)
    close_on: Day | None = field(_("Close date"), None)
    probability: int | None = field(_("Another probability, per cent"), None, ge=0, le=100, strict=True)
    probability_why: Trimmed = optional_text(_("Why another one"), 300)
    unit: Trimmed = optional_text(_("The customer's unit"), 120)
    owner: RowId | None = row(_("Our owner"), None)
    target: RowId | None = row(_("Value target it serves"), None)
    initiative: RowId | None = row(_("Value case it serves"), None)
    objective: RowId | None = row(_("Objective it serves"), None)
    next_step: Trimmed = optional_text(_("Next step"), 300)
    next_owner: RowId | None = row(_("Who does it"), None)
    next_on: Day | None = field(_("By when"), None)
    competitors: Trimmed = optional_text(_("Competitors"), 300)
    reason: ClosedReason | None = field(_("Why won or lost"), None, labels=REASON_NAMES)
    reason_words: Trimmed = optional_text(_("In words"), 500)
    offerings: list[RowId] = rows(_("Offerings"), most=50)
    conversations: list[RowId] = rows(_("Conversations about it"), most=200)


class OpportunityEdit(OpportunityInput, partial=True):
    """Only the fields sent change."""


class StageMoveInput(Input):
    """The key of a stage; where it ends, why."""

    stage: Trimmed = field(_("Stage"), min_length=1, max_length=40)
    reason: ClosedReason | None = field(_("Why won or lost"), None, labels=REASON_NAMES)


class StageInput(Input):
    """A stage that is open; its probability in per cent."""

    name: Trimmed = field(_("Stage"), min_length=1, max_length=80)
    probability: int = field(_("Probability in per cent"), ge=0, le=100, strict=True)


class StageEdit(StageInput, partial=True):
    """Only the fields sent change. `position` is the place among the stages, from 0."""

    position: int | None = field(_("Place"), None, ge=0, le=1_000, strict=True)


class BuyingJourneyInput(Input):
    unit: Trimmed = field(_("The customer's unit"), min_length=1, max_length=120)
    step: JourneyStep = field(_("How far they are"), labels=JOURNEY_NAMES)
    seen_on: Day = field(_("Date"))
    evidence: Trimmed = optional_text(_("What shows it"), 500)
