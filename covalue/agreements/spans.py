"""Stretches of time as contracts count them: calendar months, days, business days."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from covalue.core.periods import add_months, last_of


class Unit(StrEnum):
    """What a notice can be given to the end of."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS_OF = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF: 6, Unit.YEAR: 12}


@dataclass(frozen=True)
class Span:
    """So many months, days and business days; with `saturdays` a Saturday is a business day, too (German Werktage).

    With `clear` days neither the day of the notice nor the last one counts.
    """

    months: int = 0
    days: int = 0
    business: int = 0
    saturdays: bool = False
    clear: bool = False

    @property
    def rough_days(self) -> float:
        """Its length, good enough to tell the longer of two."""
        return self.months * 30.4 + self.days + self.business * 1.4


def months_before(day: date, months: int) -> date:
    """The day so many months before; the end of a month stays one: six months before 28 February is 31 August."""
    moved = add_months(day, -months)
    return last_of(moved) if months and day == last_of(day) else moved


def days_before(day: date, days: int) -> date:
    """The day so many days before; it ends where dates do."""
    try:
        return day - timedelta(days=days)
    except OverflowError:
        return date.min


def last_end_by(day: date, unit: Unit) -> date:
    """The last end of a month, quarter, half-year or year that is not after the day."""
    size = MONTHS_OF[unit]
    ahead = (size - day.month % size) % size
    end = last_of(add_months(day.replace(day=1), ahead))
    return end if end <= day else months_before(end, size)
