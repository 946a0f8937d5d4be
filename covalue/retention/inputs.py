"""What can be typed or sent about tables of contracts. Margins are of a contract a year."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Schema
from pydantic import Field

from covalue.retention.models import PERIODS
from covalue.retention.rules import (
    LONGEST_AHEAD,
    LONGEST_NAME,
    LONGEST_TEXT,
    LOWEST_DISCOUNT,
    MOST_CONTRACTS,
    MOST_PERIODS,
    MOST_SEGMENTS,
    Period,
    Segment,
    Terms,
)
from covalue.web.inputs import Input, field
from covalue.web.shapes import Count, Day, Text


def _margin() -> Any:
    return field(_("Margin per contract and year"), None, ge=0, lt=10**12, max_digits=14, decimal_places=2)


def _period() -> Any:
    return field(_("Renewed every"), Period.YEAR, labels=PERIODS)


def _column(label: Any, default: Any = "", help: Any = "", **bounds: Any) -> Any:
    return field(label, default, help=help, max_length=500, **bounds)


class CohortInput(Input):
    """`there`: how many were active at the start, after the first renewal, after the second, …; never more than
    before.
    """

    name: Text = Field(min_length=1, max_length=LONGEST_NAME)
    there: list[Count] = Field(min_length=1, max_length=MOST_PERIODS + 1)

    @property
    def segment(self) -> Segment:
        return Segment(self.name, (tuple(self.there),))


class HeadInput(Input):
    """What every table has."""

    name: Text = field(_("Name"), min_length=1, max_length=120)
    period: Period = _period()
    margin: Decimal | None = _margin()


class TableInput(HeadInput):
    segments: list[CohortInput] = Field(min_length=1, max_length=MOST_SEGMENTS)


class TableEdit(TableInput, partial=True):
    """Period and segments are for typed tables; a file is counted again instead."""


class TypedInput(HeadInput):
    """A survival table, typed or pasted."""

    began: int | None = field(
        _("Contracts started"), None, help=_("Only if the table is in per cent."), ge=1, le=MOST_CONTRACTS
    )
    text: Text = field(
        _("Survival table"),
        help=_("One row per period, from the start on: how many were still active; one column per segment."),
        lines=12,
        min_length=1,
        max_length=LONGEST_TEXT,
    )


class UploadInput(Input):
    title: Text = field(_("Name"), "", max_length=120)


class ColumnsInput(Input):
    """Which column of the file is what, how often contracts are renewed, and the day up to which they are counted."""

    customer: Text = _column(
        _("Customer"),
        help=_("Consecutive contracts of a customer count as one. Without it, every row is a customer."),
    )
    begins: Text = _column(_("Start"), ..., min_length=1)
    ends: Text = _column(
        _("End"), ..., _("Empty, or a future date, where the contract is still running."), min_length=1
    )
    margin: Text = _column(_("Margin per year"))
    segment: Text = _column(_("Segment"), help=_("Segments are fitted separately."))
    period: Period = _period()
    until: Day | None = field(
        _("Count up to"), None, help=_("If empty: the last day in the file that is not in the future.")
    )


class LookInput(Input):
    """How the page shows a table; `discount` is per cent a year."""

    margin: Decimal | None = _margin()
    discount: Decimal | None = field(_("Discount rate, % a year"), None, ge=1, le=100, max_digits=5, decimal_places=2)
    ahead: int | None = field(_("Periods ahead"), None, ge=1, le=LONGEST_AHEAD)
    held: int | None = field(_("Test periods"), None, ge=0, le=MOST_PERIODS)

    @property
    def terms(self) -> Terms:
        discount = Terms().discount if self.discount is None else self.discount / 100
        return Terms(discount, self.margin, self.ahead, self.held)


class TermsQuery(Schema):
    """How the API shows a table; `discount` is a part of one a year. Without `held` two fifths are held out."""

    discount: Decimal = Field(Decimal("0.1"), ge=LOWEST_DISCOUNT, le=1, max_digits=5, decimal_places=4)
    margin: Decimal | None = _margin()
    ahead: int | None = Field(None, ge=1, le=LONGEST_AHEAD, description="periods beyond the known ones")
    held: int | None = Field(None, ge=0, le=MOST_PERIODS, description="periods held out for the check")

    @property
    def terms(self) -> Terms:
        return Terms(self.discount, self.margin, self.ahead, self.held)
