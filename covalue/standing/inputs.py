"""What can be typed about assessments, the ladder's evidence and scorecards."""

from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.standing.rules import (
    CRITERIA,
    HIGHEST,
    LOWEST,
    MOST_DRIVERS,
    RUNG_NAMES,
    SIDE_NAMES,
    STRUCTURE_NAMES,
    RaterSide,
    Rung,
    Structure,
)
from covalue.web.inputs import Input, field, optional_text, row, rows
from covalue.web.shapes import Day, RowId, Trimmed

CRITERION_NAMES: Final = {one.key: one.words for one in CRITERIA}
MOST_LINES: Final = 60


class AssessmentAskInput(Input):
    """Who is asked: contacts by email, colleagues in their day."""

    contacts: list[RowId] = rows(
        _("Ask these contacts"), help=_("each gets a personal link by email, in their language; no account is needed")
    )
    colleagues: list[RowId] = rows(
        _("Ask these colleagues"),
        help=_("they rate what they think the customer would say, without seeing other answers"),
    )


class AssessmentInput(AssessmentAskInput):
    """A new round. Without a driver set by the standard drivers, without a last day for three weeks."""

    name: Trimmed = optional_text(_("Name"), 120)
    driver_set: RowId | None = row(_("Drivers"), None, nobody=_("the standard drivers"))
    due_on: Day | None = field(_("Can be answered until"), None)
    words: Trimmed = optional_text(_("Message to the contacts"), 2000, lines=3)


class AssessmentChange(Input, partial=True):
    """Only the fields sent change."""

    name: Trimmed = field(_("Name"), min_length=1, max_length=120)
    due_on: Day = field(_("Can be answered until"))
    words: Trimmed = optional_text(_("Message to the contacts"), 2000, lines=3)


class DriverRatingInput(Input):
    """A score from 1 to 5 of a driver; none: cannot judge."""

    driver: RowId
    score: int | None = Field(None, ge=LOWEST, le=HIGHEST, strict=True)
    remark: Trimmed = optional_text(max_length=500)


class OwnRatingsInput(Input):
    """One's own ratings: every driver of the set, and how one sees the ladder and the contacts."""

    ratings: list[DriverRatingInput] = Field(max_length=MOST_DRIVERS)
    rung: Rung | None = field(labels=RUNG_NAMES, default=None)
    structure: Structure | None = field(labels=STRUCTURE_NAMES, default=None)
    remark: Trimmed = optional_text(max_length=4000)


class DeclineInput(Input):
    words: Trimmed = optional_text(_("Who should be asked instead?"), 500)


class DriverInput(Input):
    """A driver: its name, and the sentence to agree to as contacts and as we read it; `german` is what German contacts read."""

    name: Trimmed = field(min_length=1, max_length=80)
    theirs: Trimmed = field(min_length=1, max_length=300)
    ours: Trimmed = field(min_length=1, max_length=300)
    german_name: Trimmed = optional_text(max_length=80)
    german_theirs: Trimmed = optional_text(max_length=300)


class DriverSetInput(Input):
    name: Trimmed = field(min_length=1, max_length=120)
    drivers: list[DriverInput] = Field(min_length=1, max_length=MOST_DRIVERS)


class RungEvidenceInput(Input):
    """What shows that a criterion of the ladder is met. The customer's view needs the contact who holds it."""

    criterion: str = field(_("Criterion"), labels=CRITERION_NAMES)
    side: RaterSide = field(_("Whose view"), labels=SIDE_NAMES)
    words: Trimmed = field(_("What shows it"), min_length=1, max_length=500, lines=2)
    on: date = field(_("Day"))
    contact: RowId | None = row(_("Who said or showed it"), None)
    statement: RowId | None = row(_("What they said"), None, nobody=_("no statement"))
    signature: RowId | None = row(_("What they signed"), None, nobody=_("no signature"))


class ScorecardLineInput(Input):
    """One criterion of theirs; `driver` is the key of one of our drivers it can be laid beside."""

    criterion: Trimmed = field(min_length=1, max_length=200)
    weight: Decimal | None = Field(None, ge=0, le=100_000, max_digits=9, decimal_places=3)
    score: Decimal | None = Field(None, ge=-100_000, le=100_000, max_digits=9, decimal_places=3)
    target: Decimal | None = Field(None, ge=-100_000, le=100_000, max_digits=9, decimal_places=3)
    guess: Decimal | None = Field(None, ge=-100_000, le=100_000, max_digits=9, decimal_places=3)
    driver: Trimmed = optional_text(max_length=40)
    remark: Trimmed = optional_text(max_length=500)


class ScorecardHead(Input):
    """The form and period of a scorecard of theirs, with the ends of their scale; the worst may be the larger number."""

    name: Trimmed = field(_("What they call it"), min_length=1, max_length=120)
    period: Trimmed = field(_("Their period"), min_length=1, max_length=60, help=_("as they write it, such as Q3 2026"))
    ends_on: Day = field(_("Last day of the period"))
    worst: Decimal = field(_("Worst score of their scale"), ge=-100_000, le=100_000, max_digits=9, decimal_places=3)
    best: Decimal = field(_("Best score of their scale"), ge=-100_000, le=100_000, max_digits=9, decimal_places=3)
    overall: Decimal | None = field(
        _("Their overall score"), None, help=_("as they give it; it is not calculated"), ge=-100_000, le=100_000,
        max_digits=9, decimal_places=3,
    )  # fmt: skip
    received_on: Day | None = field(_("Received"), None)
    contact: RowId | None = row(_("From"), None)


class ScorecardInput(ScorecardHead):
    lines: list[ScorecardLineInput] = Field(min_length=1, max_length=MOST_LINES)


class ScorecardFileInput(ScorecardHead):
    """The head of a scorecard whose criteria stand in a file; `map` says which column fills which field, `score=Punkte`."""

    map: list[Trimmed] = Field(default_factory=list, max_length=20)
