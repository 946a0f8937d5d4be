"""Spans of days. Both ends belong to the period."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


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
    """The same day so many months on; a day the month does not have becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
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


def months_of(period: Period) -> tuple[date, ...]:
    """The first days of the months the period touches."""
    count = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    return tuple(add_months(first_of(period.start), step) for step in range(count))
