"""When what stands at a customer falls due, and how much of what was obsolete has been upgraded.

Source: domain.md A31. A cycle of three to five years is typical; “obsolete systems upgraded” is to reach 100 % in seven.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

CYCLE: Final = (3, 5)  # years
YEARS: Final = 7
FEW: Final = 5  # customers one may not open are counted from so many on


class DateBasis(StrEnum):
    """What a due day follows from."""

    SUPPORT = "support"
    WRITE_OFF = "write_off"
    CYCLE = "cycle"


BASIS_NAMES: Final = {
    DateBasis.SUPPORT: _("support ends"),
    DateBasis.WRITE_OFF: _("written off"),
    DateBasis.CYCLE: _("usual cycle"),
}


@dataclass(frozen=True)
class Life:
    """The days of something installed; None for what is not known, and for `replaced_on` while it stands."""

    since: date | None = None
    supported_until: date | None = None
    written_off_until: date | None = None
    replaced_on: date | None = None


@dataclass(frozen=True)
class Due:
    """The day something falls due, and what it follows from."""

    day: date
    basis: DateBasis


@dataclass(frozen=True)
class Quarter:
    """Three months, by their first day."""

    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        year, month = divmod(self.first.year * 12 + self.first.month + 2, 12)
        return date.fromordinal(date(year, month + 1, 1).toordinal() - 1)

    def __str__(self) -> str:
        return f"Q{(self.first.month + 2) // 3} {self.first.year}"


@dataclass(frozen=True)
class Upgraded:
    """By the end of a year: how many systems were obsolete since the first year, and how many of them were replaced."""

    year: int
    obsolete: int
    upgraded: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where nothing was obsolete."""
        return self.upgraded / self.obsolete if self.obsolete else None


def years_later(day: date, years: int) -> date:
    """The same day so many years later; 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def age(since: date, today: date) -> int:
    """Whole years; 0 for what is not there yet."""
    before = (today.month, today.day) < (since.month, since.day)
    return max(0, today.year - since.year - before)


def obsolete_on(life: Life) -> date | None:
    """The day from which it counts as obsolete: the earlier of the ends of support and of writing off."""
    return min((end for end in (life.supported_until, life.written_off_until) if end), default=None)


def due(life: Life) -> Due | None:
    """When it falls due: as it becomes obsolete, and where no end is known after the middle of the usual cycle.

    None for what was replaced, and where no day is known.
    """
    if life.replaced_on is not None:
        return None
    end = obsolete_on(life)
    if end is not None:
        return Due(end, DateBasis.SUPPORT if end == life.supported_until else DateBasis.WRITE_OFF)
    if life.since is None:
        return None
    return Due(years_later(life.since, sum(CYCLE) // 2), DateBasis.CYCLE)


def quarter_of(day: date) -> Quarter:
    """The quarter a day is in."""
    return Quarter(date(day.year, (day.month - 1) // 3 * 3 + 1, 1))


def upgraded(lives: Iterable[Life], today: date, years: int = YEARS) -> tuple[Upgraded, ...]:
    """“Obsolete systems upgraded” at the end of each of the last years, this one as of today.

    A system counts from the year it became obsolete in, if that is one of these years, or while it still stood obsolete
    as they began; it is upgraded from the day it was replaced.
    """
    first = today.year - years + 1
    begin = date(first, 1, 1)
    counted = [
        (end, life.replaced_on)
        for life in lives
        if (end := obsolete_on(life)) is not None and (life.replaced_on is None or life.replaced_on >= begin)
    ]
    return tuple(_upgraded_by(counted, year, min(today, date(year, 12, 31))) for year in range(first, today.year + 1))


def _upgraded_by(counted: list[tuple[date, date | None]], year: int, day: date) -> Upgraded:
    obsolete = [replaced for end, replaced in counted if end < day or (replaced is not None and replaced <= day)]
    return Upgraded(year, len(obsolete), sum(replaced is not None and replaced <= day for replaced in obsolete))
