"""When a growth strategy is one, and what its path says. Pure. Source: domain.md A7; docs/rules/growth.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
YEARS: Final = 3


class MoveKind(StrEnum):
    """What a move does: keep what we have, more of it, more of the customer, or something new."""

    DEFEND = "defend"
    DEEPEN = "deepen"
    WIDEN = "widen"
    INNOVATE = "innovate"


class Lacks(StrEnum):
    """What a move does not build on yet."""

    PROVEN = "proven"
    OBJECTIVE = "objective"
    SPONSOR = "sponsor"
    SUCCESS = "success"


class StrategyState(StrEnum):
    """Nothing yet, only a list of deals, moves that do not build on all they need, or a strategy."""

    NOTHING = "nothing"
    DEALS = "deals"
    PARTLY = "partly"
    STRATEGY = "strategy"


MOVE_NAMES: Final[dict[MoveKind, Label]] = {
    MoveKind.DEFEND: _("Defend"),
    MoveKind.DEEPEN: _("Deepen"),
    MoveKind.WIDEN: _("Widen"),
    MoveKind.INNOVATE: _("Innovate"),
}
MOVE_HINTS: Final[dict[MoveKind, Label]] = {
    MoveKind.DEFEND: _("what we have, against whoever wants it"),
    MoveKind.DEEPEN: _("more of what we do, where we do it"),
    MoveKind.WIDEN: _("other units, sites and offerings of the customer"),
    MoveKind.INNOVATE: _("what neither of us does today"),
}
LACKS_NAMES: Final[dict[Lacks, Label]] = {
    Lacks.PROVEN: _("no value the customer signed for"),
    Lacks.OBJECTIVE: _("no objective of the customer"),
    Lacks.SPONSOR: _("no sponsoring contact"),
    Lacks.SUCCESS: _("not said what success is to each person"),
}
STATE_NAMES: Final[dict[StrategyState, Label]] = {
    StrategyState.NOTHING: _("Nothing yet"),
    StrategyState.DEALS: _("Only a list of deals"),
    StrategyState.PARTLY: _("Moves that need more to build on"),
    StrategyState.STRATEGY: _("A strategy"),
}


@dataclass(frozen=True)
class Base:
    """What a move builds on: signed value above zero, an objective of theirs, sponsoring contacts still there, successes missing."""

    proven: bool
    objective: bool
    sponsors: int
    people: int
    successes: int

    @property
    def lacks(self) -> tuple[Lacks, ...]:
        told = (
            (Lacks.PROVEN, not self.proven),
            (Lacks.OBJECTIVE, not self.objective),
            (Lacks.SPONSOR, not self.sponsors),
            (Lacks.SUCCESS, self.successes < self.people or not self.people),
        )
        return tuple(one for one, is_missing in told if is_missing)


def state(*, vision: bool, moves: Sequence[Base], opportunities: int) -> StrategyState:
    """A strategy has a vision and at least one move, and every move builds on all four.

    It is only a list of deals where opportunities are open and no move builds on an objective of the customer.
    """
    if vision and moves and not any(move.lacks for move in moves):
        return StrategyState.STRATEGY
    if opportunities and not any(move.objective for move in moves):
        return StrategyState.DEALS
    return StrategyState.PARTLY if moves or vision else StrategyState.NOTHING


@dataclass(frozen=True)
class Year:
    """A year of the path: revenue and margin, each low, base and high."""

    year: int
    revenue: tuple[Decimal, Decimal, Decimal]
    margin: tuple[Decimal, Decimal, Decimal] | None

    @property
    def margin_share(self) -> Decimal | None:
        """Margin of revenue, by the base."""
        if self.margin is None or not self.revenue[1]:
            return None
        return self.margin[1] / self.revenue[1]


@dataclass(frozen=True)
class PathSaid:
    """What a path says: growth a year by the base, and the first year in which margin shrinks as a share of revenue."""

    growth: float | None
    thinner_in: int | None


def read_path(years: Sequence[Year]) -> PathSaid:
    """Of years in their order. *100 in 2026 and 121 in 2028: 10 % a year.*"""
    growth = None
    if len({year.year for year in years}) < len(years):  # two accounts became one: which of the two counts is not known
        return PathSaid(None, None)
    if len(years) > 1 and years[0].revenue[1] > 0 and years[-1].revenue[1] > 0:
        span = years[-1].year - years[0].year
        growth = float(years[-1].revenue[1] / years[0].revenue[1]) ** (1 / span) - 1
    known = [(year.year, share) for year in years if (share := year.margin_share) is not None]
    falls = (after[0] for before, after in pairwise(known) if after[1] < before[1])
    return PathSaid(growth, next(falls, None))


def in_order(low: Decimal, base: Decimal, high: Decimal) -> bool:
    """Whether a range is one: low, base and high do not fall."""
    return low <= base <= high
