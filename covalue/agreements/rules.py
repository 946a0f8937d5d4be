"""How agreements go on after their term, and how attention goes over it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from covalue.core import days as days_
from covalue.core.periods import add_months, first_of

FEWEST_MONTHS: Final = 6  # of a term that has a middle worth looking at
FEWEST_TALKS: Final = 4  # in its first third; fewer are too few to say that they fell
TROUGH: Final = 0.5  # of the first third's mean


class Renewal(StrEnum):
    """What becomes of an agreement at its end."""

    ENDS = "ends"
    RENEWS = "renews"
    RUNS_ON = "runs_on"


@dataclass(frozen=True)
class Attention:
    """Conversations of a month of the term; `trough` where they fell to half of the first third of it.

    `senior` of them were with somebody who decides; `ideas` are what was first written down with the customer that month.
    """

    month: date
    touchpoints: int
    trough: bool
    senior: int = 0
    ideas: int = 0

    @property
    def title(self) -> str:
        return days_.month(self.month)


def attention(
    start: date, end: date, today: date, days: Sequence[date], senior: Sequence[date] = (), ideas: Sequence[date] = ()
) -> tuple[Attention, ...]:
    """The months of a term until today with their touchpoints.

    The trough is the middle third, as far as it is over, while its months have at most half of the mean of the first third.
    There is none in a term of less than six months, or with fewer than four touchpoints in its first third.
    """
    months = _months(start, end)
    last = min(end, today)
    counts, seniors, thoughts = (_by_month(months, given, start, last) for given in (days, senior, ideas))
    third = len(months) // 3
    early = sum(counts[month] for month in months[:third])
    is_known = len(months) >= FEWEST_MONTHS and early >= FEWEST_TALKS
    middle = set(months[third : 2 * third]) if is_known else set()
    return tuple(
        Attention(
            month,
            counts[month],
            month in middle and month < first_of(today) and counts[month] * third <= early * TROUGH,
            seniors[month],
            thoughts[month],
        )
        for month in months
        if month <= today
    )


def _by_month(months: list[date], days: Sequence[date], start: date, last: date) -> dict[date, int]:
    counts = dict.fromkeys(months, 0)
    for day in days:
        if start <= day <= last and first_of(day) in counts:
            counts[first_of(day)] += 1
    return counts


def _months(start: date, end: date) -> list[date]:
    first = first_of(start)
    months: list[date] = []
    while first <= end and len(months) < 600:
        months.append(first)
        first = add_months(first, 1)
    return months
