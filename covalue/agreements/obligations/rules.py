"""On which days an obligation falls due, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.core.periods import add_months

MOST: Final = 1_200  # days it falls due: a month's obligation for a hundred years


class DutySide(StrEnum):
    """Who owes it."""

    OURS = "ours"
    THEIRS = "theirs"


class Repeats(StrEnum):
    """How often it falls due."""

    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


SIDE_NAMES: Final[dict[DutySide, Promise | str]] = {DutySide.OURS: _("we"), DutySide.THEIRS: _("the customer")}
REPEAT_NAMES: Final[dict[Repeats, Promise | str]] = {
    Repeats.ONCE: _("once"),
    Repeats.MONTHLY: _("every month"),
    Repeats.QUARTERLY: _("every quarter"),
    Repeats.YEARLY: _("every year"),
}
MONTHS: Final = {Repeats.MONTHLY: 1, Repeats.QUARTERLY: 3, Repeats.YEARLY: 12}


@dataclass(frozen=True)
class DutyStanding:
    """How often it fell due by a day: met on time, met late, not met. `next_due` is the earliest day it is not met for."""

    on_time: int
    late: int
    open: int
    next_due: date | None

    @property
    def fell_due(self) -> int:
        return self.on_time + self.late + self.open


def due_days(first: date, repeats: Repeats, until: date) -> list[date]:
    """The days it falls due, from the first up to `until`; month ends stay month ends (31 January, 28 February, 31 March)."""
    if repeats is Repeats.ONCE:
        return [first] if first <= until else []
    days: list[date] = []
    while len(days) < MOST and (day := add_months(first, len(days) * MONTHS[repeats])) <= until:
        days.append(day)
    return days


def standing(first: date, repeats: Repeats, met: Mapping[date, date], today: date, last: date | None) -> DutyStanding:
    """How it stands today; `met` says on which day it was met for each day it fell due, `last` is the end of the agreement.

    What was met for a day still to come counts once that day is there.
    """
    fallen = due_days(first, repeats, min(today, last or today))
    on_time = sum(day in met and met[day] <= day for day in fallen)
    late = sum(day in met and met[day] > day for day in fallen)
    return DutyStanding(on_time, late, len(fallen) - on_time - late, _next(first, repeats, met, today, last))


def _next(first: date, repeats: Repeats, met: Mapping[date, date], today: date, last: date | None) -> date | None:
    ahead = last or add_months(max(today, first), 13)
    return next((day for day in due_days(first, repeats, ahead) if day not in met), None)
