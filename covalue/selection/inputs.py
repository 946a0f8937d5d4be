"""What can be typed about rounds, ratings, decisions and the watchlist."""

from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from covalue.selection.models import DECISIONS, PURPOSES
from covalue.selection.rules import (
    FIT_SHARES,
    MOST_CANDIDATES,
    MOST_CRITERIA,
    Axis,
    CriterionSheet,
    Decision,
    Figure,
    Purpose,
)
from covalue.web.inputs import Input, field, row, rows
from covalue.web.shapes import Day, Flag, RowId, Text

Score = Literal[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def _hours(label: Any, default: Any = ..., *, digits: int = 9, **bounds: Any) -> Any:
    return field(label, default, max_digits=digits, decimal_places=1, **bounds)


def _money(label: Any = "", default: Any = None, help: Any = "") -> Any:
    return field(label, default, help=help, max_digits=18, decimal_places=2)


def _places(default: Any, help: Any = "") -> Any:
    return field(_("Slots"), default, help=help, ge=0, le=500, strict=True)


def _fit_share(default: Any) -> Any:
    return field(_("Weight of fit, %"), default, ge=FIT_SHARES[0], le=FIT_SHARES[1], strict=True)


def _threshold(label: Any, default: Any) -> Any:
    return field(label, default, ge=1, le=99, strict=True)


class CriterionInput(Input):
    """Weights are per cent of the axis. With a `figure` the ledger rates: `bottom` is 0 points, `top` is 10."""

    axis: Axis
    name: Text = field(_("Criterion"), min_length=1, max_length=120)
    weight: Decimal = field(_("Weight, %"), Decimal(0), ge=0, le=100, max_digits=5, decimal_places=2)
    low: Text = field(_("What 0 looks like"), "", max_length=200)
    middle: Text = field(_("What 5 looks like"), "", max_length=200)
    high: Text = field(_("What 10 looks like"), "", max_length=200)
    figure: Figure = Figure.NONE
    bottom: Decimal | None = _money(_("0 points at"))
    top: Decimal | None = _money(_("10 points at"))

    @property
    def sheet(self) -> CriterionSheet:
        return CriterionSheet(**dict(self))


class CriteriaInput(Input):
    """`replaces` is the set it replaces."""

    name: Text = field(_("Name"), min_length=1, max_length=120)
    purpose: Purpose = field(_("Purpose"), labels=PURPOSES)
    criteria: list[CriterionInput] = Field(min_length=1, max_length=MOST_CRITERIA)
    replaces: RowId | None = None


class RoundInput(Input):
    """Slots (`places`), or the hours to calculate them from."""

    name: Text = field(_("Name"), min_length=1, max_length=120)
    criteria: RowId = row(_("Criteria"))
    places: int = _places(0, _("If empty, calculated from the capacity."))
    hours: Decimal | None = _hours(_("Hours per year of all account managers"), None, ge=0)
    hours_each: Decimal | None = _hours(_("Hours per year and strategic account"), None, digits=7, gt=0)
    fit_share: int = _fit_share(50)
    worth_border: int = _threshold(_("Value to us, threshold"), 50)
    fit_border: int = _threshold(_("Strategic fit, threshold"), 50)
    due_on: Day | None = field(_("Rated by"), None)
    candidates: list[RowId] = rows(_("Candidates"), least=0, most=MOST_CANDIDATES)
    raters: list[RowId] = rows(_("Raters"), least=0, most=50)


class RoundEdit(Input, partial=True):
    """Only the fields sent change."""

    places: int = _places(0)
    fit_share: int = _fit_share(50)
    worth_border: int = _threshold(_("Value threshold"), 50)
    fit_border: int = _threshold(_("Fit threshold"), 50)


class CandidatesInput(Input):
    accounts: list[RowId] = Field(min_length=1, max_length=MOST_CANDIDATES)


class RaterInput(Input):
    user: RowId = row(_("Raters"))


class CloseInput(Input):
    anyway: Flag = False


class RatingInput(Input):
    """Without a score: cannot judge. A gate is 0 or 10."""

    criterion: RowId
    score: Score | None = None
    evidence: Text = Field("", max_length=1000)


class RatingsInput(Input):
    ratings: list[RatingInput] = Field(min_length=1, max_length=MOST_CRITERIA)


class AgreedInput(Input):
    """Without a score the mean is used again."""

    score: Score | None = field(default=None)
    reason: Text = field(default="", max_length=1000)


class DecisionInput(Input):
    decision: Decision = field(_("Decision"), labels=DECISIONS)
    reason: Text = field(_("Why"), min_length=1, max_length=2000, lines=3)


class DossierInput(Input):
    hours: Decimal = _hours(_("Hours per year"), gt=0)
    expected: Decimal = _money(
        _("Expected value of these hours here"),
        ...,
        _("Value over three years in today's money. Use the same period on both sides."),
    )
    instead: RowId | None = row(_("The best account not selected"), None)
    instead_hours: Decimal | None = _hours(_("Hours per year it would take"), None, gt=0)
    instead_expected: Decimal | None = _money(_("Expected value there"))
    coverage: Text = field(_("How it will be served from now on"), min_length=1, max_length=500)
    transition: Text = field(_("How the change will be made"), min_length=1, max_length=10_000, lines=6)
    told_by: RowId = row(_("Who tells the customer"))
    told_on: Day | None = field(_("When"), None)


class LetterInput(Input):
    subject: Text = field(_("Subject"), min_length=1, max_length=200)
    body: Text = field(_("Letter"), min_length=1, max_length=10_000, lines=12)
    to: list[RowId] = rows(_("To"), least=1, most=100)


class CheckInput(Input):
    """A threshold of the watchlist."""

    border: Decimal = field(ge=0, le=1_000_000, max_digits=12, decimal_places=2)
    on: Flag = True
