"""Whether a service level was kept, where its results go, and what is said of the ratings after incidents.

Source of the trend: Mann 1945 and Kendall 1975, the normal approximation with ties and a correction for continuity.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from math import erfc, sqrt
from statistics import median
from typing import Final

from django.utils.translation import gettext_lazy as _

from covalue.core.periods import add_months

FEWEST: Final = 5  # results, or ratings, before anything is said of them together
SURE: Final = 0.05
PATIENCE: Final = 10  # days after the end of a period until its result is missed
ASKED_AFTER: Final = 3  # days after an incident was resolved until its rating is missed
TOP: Final = 10  # of a rating


class ServiceDirection(StrEnum):
    """Which side of the target is the agreed one."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


DIRECTION_NAMES: Final = {ServiceDirection.AT_LEAST: _("at least"), ServiceDirection.AT_MOST: _("at most")}


class ServicePeriod(StrEnum):
    """How long each measured period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


PERIOD_NAMES: Final = {
    ServicePeriod.MONTH: _("month"),
    ServicePeriod.QUARTER: _("quarter"),
    ServicePeriod.YEAR: _("year"),
}
MONTHS: Final = {ServicePeriod.MONTH: 1, ServicePeriod.QUARTER: 3, ServicePeriod.YEAR: 12}


class ServiceTrend(StrEnum):
    """Where the results of a service level go."""

    TOO_FEW = "too_few"
    BETTER = "better"
    WORSE = "worse"
    NONE = "none"


TREND_NAMES: Final = {
    ServiceTrend.TOO_FEW: _("too few to know"),
    ServiceTrend.BETTER: _("getting better"),
    ServiceTrend.WORSE: _("getting worse"),
    ServiceTrend.NONE: _("no trend"),
}
TREND_TONES: Final = {ServiceTrend.BETTER: "good", ServiceTrend.WORSE: "bad"}


@dataclass(frozen=True)
class MannKendall:
    """The statistic S, its variance, z and the two-sided p of a series."""

    s: int
    variance: float
    z: float
    p: float


def first_day(period: ServicePeriod, day: date) -> date:
    """The first day of the calendar month, quarter or year that a day lies in."""
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def last_day(period: ServicePeriod, first: date) -> date:
    """The last day of the period that begins on `first`."""
    return add_months(first, MONTHS[period]) - timedelta(days=1)


def next_first(period: ServicePeriod, first: date) -> date:
    """The first day of the period after it."""
    return add_months(first, MONTHS[period])


def previous_first(period: ServicePeriod, first: date) -> date:
    """The first day of the period before it."""
    return add_months(first, -MONTHS[period])


def kept(direction: ServiceDirection, target: Decimal, value: Decimal) -> bool:
    """Whether a result keeps what was agreed; exactly the target is kept."""
    return value >= target if direction is ServiceDirection.AT_LEAST else value <= target


def mann_kendall(values: Sequence[Decimal | float]) -> MannKendall:
    """Whether a series rises or falls beyond chance. A constant one has z 0 and p 1."""
    n = len(values)
    pairs = ((values[i], values[j]) for i in range(n) for j in range(i + 1, n))
    s = sum((later > earlier) - (later < earlier) for earlier, later in pairs)
    ties = sum(t * (t - 1) * (2 * t + 5) for t in Counter(values).values())
    variance = (n * (n - 1) * (2 * n + 5) - ties) / 18
    if not s or variance <= 0:
        return MannKendall(s, variance, 0.0, 1.0)
    z = (s - (1 if s > 0 else -1)) / sqrt(variance)
    return MannKendall(s, variance, z, erfc(abs(z) / sqrt(2)))


def trend(direction: ServiceDirection, values: Sequence[Decimal]) -> ServiceTrend:
    """Where results go, the earliest first: better or worse where chance is an unlikely reason (p below 0.05)."""
    if len(values) < FEWEST:
        return ServiceTrend.TOO_FEW
    found = mann_kendall(values)
    if found.p >= SURE:
        return ServiceTrend.NONE
    rises = found.s > 0
    return ServiceTrend.BETTER if rises == (direction is ServiceDirection.AT_LEAST) else ServiceTrend.WORSE


def typical_rating(ratings: Collection[int]) -> float | None:
    """The middle one of the ratings after incidents; None where they are too few to know."""
    return float(median(ratings)) if len(ratings) >= FEWEST else None


def missing(
    period: ServicePeriod, measured: Collection[date], since: date, until: date | None, today: date
) -> list[date]:
    """The first days of the periods without a result, by now: those that ended more than ten days ago.

    A period counts from the one `since` lies in to the one `until` lies in. At most the latest twelve are looked at.
    """
    first = first_day(period, min(today, until) if until is not None else today)
    found: list[date] = []
    for _step in range(12):
        if first < first_day(period, since):
            break
        if (today - last_day(period, first)).days > PATIENCE and first not in measured:
            found.append(first)
        first = previous_first(period, first)
    return found[::-1]
