"""Spans of days. Both ends belong to the period."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

FEWEST_COMPARED: Final = 3  # months; fewer say more of the weather than of the account


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError(f"a period cannot start on {self.start} and end on {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def first_of(month: date) -> date:
    """The first day of the month."""
    return month.replace(day=1)


def last_of(month: date) -> date:
    """The last day of the month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def add_months(day: date, months: int) -> date:
    """The same day so many months on; a day the month does not have becomes its last. It ends where dates do."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def trailing_months(last: date, months: int = 12) -> Period:
    """So many whole months, ending with the month of `last`."""
    return Period(first_of(add_months(first_of(last), 1 - months)), last_of(last))


def previous(period: Period) -> Period:
    """The same whole months a year before; any other period, the days before it in equal number."""
    if period.start.day == 1 and period.end == last_of(period.end):
        months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
        return Period(add_months(period.start, -months), last_of(add_months(first_of(period.end), -months)))
    length = period.end - period.start + timedelta(days=1)
    return Period(period.start - length, period.end - length)


@dataclass(frozen=True)
class Comparison:
    """Two spans of equal length that may be compared: the later, and what went before it."""

    now: Period
    before: Period

    @property
    def months(self) -> int:
        return len(months_of(self.now))


def comparison(period: Period, since: date | None) -> Comparison | None:
    """A period beside the one before it. Where the books, kept `since` then, do not reach so far back, the part of twelve
    months that they do, beside the same months a year before: at least three; None when there are fewer.
    """
    if since is None:
        return None
    before = previous(period)
    if first_of(before.start) >= first_of(since):
        return Comparison(period, before)
    if period != trailing_months(period.end, 12):
        return None
    start = add_months(first_of(since), 12)
    if add_months(start, FEWEST_COMPARED) > period.end:
        return None
    return Comparison(
        Period(start, period.end), Period(first_of(since), last_of(add_months(first_of(period.end), -12)))
    )


def months_of(period: Period) -> tuple[date, ...]:
    """The first days of the months the period touches."""
    count = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    return tuple(add_months(first_of(period.start), step) for step in range(count))
