"""Working days, Monday to Friday, as numbers: those between two days are counted by taking one from the other.

Public holidays are no part of it: they differ by country and site, and a plan over both sides has more than one country.
"""

from datetime import date, timedelta
from typing import Final

MONDAY: Final = date(2001, 1, 1)


def number(day: date) -> int:
    """The number of a working day; Saturday and Sunday have that of the Monday after."""
    weeks, weekday = divmod((day - MONDAY).days, 7)
    return 5 * weeks + min(weekday, 5)


def day_of(number: int) -> date:
    """The working day with a number."""
    weeks, weekday = divmod(number, 5)
    return MONDAY + timedelta(days=7 * weeks + weekday)


def start(day: date, duration: int) -> int:
    """Where work of so many working days begins; a milestone (0) stands at the end of its day."""
    return number(day) if duration else number(day + timedelta(days=1))


def first_day(begin: int, duration: int) -> date:
    """The day on which work that begins there is begun, or a milestone stands."""
    return day_of(begin) if duration else day_of(begin - 1)


def last_day(finish: int) -> date:
    """The last day of what is finished there."""
    return day_of(finish - 1)


def finish_of(day: date) -> int:
    """Where what is done on a day is finished: from the next working day on others can follow."""
    return number(day + timedelta(days=1))
