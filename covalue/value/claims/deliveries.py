"""What was delivered in a period: amounts by line and source of value, and how a claim stands with the customer.

Claimed and validated never mix: claimed is what we say, validated what a contact signed for, disputed the difference they
did not sign for while nobody let go of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated, Any, Final

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from covalue.analytics.value.case import CaseSide, Kind, LineResult
from covalue.core import days, periods
from covalue.core.periods import Period

LARGEST: Final = Decimal(10) ** 15
CENT: Final = Decimal("0.01")
NOTHING: Final = Decimal(0)
Amount = Annotated[Decimal, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]


class Delivered(BaseModel):
    """One line of a claim: what came of a line of the case. `group` is its source of value."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(min_length=1, max_length=40)
    title: str = Field(min_length=1, max_length=120)
    group: str = Field(default="", max_length=20)
    side: CaseSide = CaseSide.CUSTOMER
    amount: Amount = NOTHING


class ClaimState(StrEnum):
    """How a claim stands with the customer."""

    DRAFT = "draft"
    ASKED = "asked"
    VALIDATED = "validated"
    DISPUTED = "disputed"
    SETTLED = "settled"


@dataclass(frozen=True)
class Standing:
    """A claim in money: claimed = validated + disputed + let go + not yet answered, unless they signed for more."""

    claimed: Decimal = NOTHING
    validated: Decimal = NOTHING
    disputed: Decimal = NOTHING
    let_go: Decimal = NOTHING
    waiting: Decimal = NOTHING

    @property
    def answered(self) -> bool:
        """Whether anybody answered any of it: until then nothing is validated, which is not the same as zero."""
        return bool(self.validated or self.disputed or self.let_go) or self.claimed != self.waiting

    def __add__(self, other: "Standing") -> "Standing":
        return Standing(
            self.claimed + other.claimed,
            self.validated + other.validated,
            self.disputed + other.disputed,
            self.let_go + other.let_go,
            self.waiting + other.waiting,
        )


def standing(claimed: Decimal, signed: Decimal | None, *, settled: bool, earlier: Decimal | None = None) -> Standing:
    """How a claim stands. `signed`: what a contact signed for it, None before; `earlier`: what was signed for the claim it
    replaces, which counts until this one is answered. What they sign beyond the claim is validated and nothing is disputed.
    """
    if signed is None:
        before = earlier or NOTHING
        return Standing(claimed, before, waiting=max(claimed - before, NOTHING))
    short = max(claimed - signed, NOTHING)
    return Standing(claimed, signed, let_go=short) if settled else Standing(claimed, signed, disputed=short)


def state_of(standing: Standing, *, asked: bool, answered: bool, settled: bool) -> ClaimState:
    """The word for it."""
    if not answered:
        return ClaimState.ASKED if asked else ClaimState.DRAFT
    if standing.disputed:
        return ClaimState.DISPUTED
    return ClaimState.SETTLED if settled else ClaimState.VALIDATED


def read(lines: Iterable[Any]) -> tuple[Delivered, ...]:
    """Lines from what the database holds, or from what was sent. Raises pydantic's ValidationError."""
    return tuple(Delivered.model_validate(line) for line in lines)


def stored(lines: Iterable[Delivered]) -> list[dict[str, Any]]:
    """Lines as the database holds them; amounts are text, to the cent."""
    return [line.model_dump(mode="json") | {"amount": str(cents(line.amount))} for line in lines]


def total(lines: Iterable[Delivered], *, ours: bool = False) -> Decimal:
    """The sum of one side's lines; the customer's unless told otherwise."""
    side = CaseSide.SUPPLIER if ours else CaseSide.CUSTOMER
    return sum((cents(line.amount) for line in lines if line.side is side), NOTHING)


def cents(amount: Decimal) -> Decimal:
    """To the cent, half up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def first_of_next_month(day: date) -> date:
    """When something agreed on a day begins to deliver, unless somebody knows better."""
    return periods.add_months(periods.first_of(day), 1)


def promised(results: Sequence[LineResult], begins_on: date, period: Period) -> tuple[Delivered, ...]:
    """What the case says of a period, by line: months of money spread over their days.

    Benefits only, the customer's and ours; what is paid once at the beginning belongs to the first month.
    """
    lines = []
    for result in results:
        if result.line.kind is Kind.BENEFIT:
            amount = cents(Decimal(repr(_within(result, begins_on, period))))
            line = result.line
            lines.append(Delivered(key=line.key, title=line.title, group=line.group, side=line.side, amount=amount))
    return tuple(lines)


def _within(result: LineResult, begins_on: date, period: Period) -> float:
    """A line's money that falls into the period."""
    money = 0.0
    for month, amount in enumerate(result.monthly):
        if amount:
            start = periods.add_months(begins_on, max(month - 1, 0))
            end = periods.add_months(begins_on, max(month, 1)) - timedelta(days=1)
            shared = (min(end, period.end) - max(start, period.start)).days + 1
            money += amount * max(shared, 0) / ((end - start).days + 1)
    return money


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods share a day."""
    return one.start <= other.end and other.start <= one.end


def period_name(period: Period) -> str:
    """A period as one says it: Q3 26, H1 26, 2026, July 2026; otherwise from the first to the last day."""
    if period.start.day == 1 and period.end == periods.last_of(period.end):
        whole = _whole(period, len(periods.months_of(period)))
        if whole:
            return whole
    return days.span(period)


def _whole(period: Period, months: int) -> str:
    short, first = f"{period.start:%y}", period.start.month
    if months == 1:
        return days.written_month(period.start)
    if months == 3 and first % 3 == 1:
        return _("Q{quarter} {year}").format(quarter=first // 3 + 1, year=short)
    if months == 6 and first in (1, 7):
        return _("H{half} {year}").format(half=1 if first == 1 else 2, year=short)
    if months == 12 and first == 1:
        return f"{period.start.year}"
    return ""


def next_period(last: Period | None, begins_on: date | None, today: date) -> Period:
    """What one would claim next: as long as the last and right after it; otherwise the last whole quarter, but nothing
    before it delivers.
    """
    if last is not None:
        start = last.end + timedelta(days=1)
        months = len(periods.months_of(last)) if last.start.day == 1 and last.end == periods.last_of(last.end) else 0
        end = periods.add_months(start, months) if months else start + (last.end - last.start) + timedelta(days=1)
        return Period(start, end - timedelta(days=1))
    start = _quarter_before(today)
    if begins_on is not None and start < begins_on:
        start = periods.first_of(begins_on)
    return Period(start, periods.last_of(periods.add_months(start, 2)))


def _quarter_before(today: date) -> date:
    return periods.add_months(today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1), -3)
