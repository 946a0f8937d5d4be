"""What a model is told of customers: equal histories are one pattern with a count.

Time depends on distinct patterns, not on customers: 2,357 customers of CDNOW are 1,411 patterns; a million customers who
bought on any of 700 days are at most some ten thousands.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from covalue.analytics.lifetime.faults import Fault, LifetimeError

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

FEWEST_CUSTOMERS: Final = 10
FEWEST_REPEATERS: Final = 5  # ours: with fewer, four parameters cannot be told apart


@dataclass(frozen=True)
class Purchases:
    """Histories of repeat buying, all arrays of one length n, times in one unit (day, week or month).

    `frequency` x: repeat purchases, so purchases less the first; `recency` t_x: from the first to the last purchase, 0
    without a repeat (not the marketers' recency, which counts back from today); `age` T: from the first purchase to the
    end of what is known; `count`: how many customers have this history.
    """

    frequency: Numbers
    recency: Numbers
    age: Numbers
    count: Numbers

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def customers(self) -> int:
        return int(self.count.sum())

    def thinned(self, most: int) -> "Purchases":
        """About `most` of the patterns, evenly taken: enough to tell good starts from bad ones."""
        return self._cut(slice(None, None, max(1, len(self) // most)))

    def parts(self, most: int) -> "tuple[Purchases, ...]":
        """The same in parts of at most so many patterns, so that memory does not grow with them."""
        return tuple(self._cut(slice(start, start + most)) for start in range(0, max(len(self), 1), most))

    def _cut(self, some: slice) -> "Purchases":
        return Purchases(self.frequency[some], self.recency[some], self.age[some], self.count[some])


@dataclass(frozen=True)
class Spending:
    """What repeat purchases were worth: `frequency` x ≥ 1, `mean` value of one, in money, and how many had both."""

    frequency: Numbers
    mean: Numbers
    count: Numbers

    def __len__(self) -> int:
        return len(self.frequency)


@dataclass(frozen=True)
class Contracts:
    """A cohort's contracts: after `periods` 1, 2, … `lost` were not renewed; `alive` had run so long and go on."""

    periods: Numbers
    lost: Numbers
    alive: Numbers


def purchases(frequency: Numbers, recency: Numbers, age: Numbers, count: Numbers | None = None) -> Purchases:
    """Patterns as given, checked: 0 ≤ t_x ≤ T, x whole, t_x = 0 exactly where x = 0."""
    x, t_x, t = (np.asarray(values, dtype=float) for values in (frequency, recency, age))
    sound = (x >= 0) & (x == np.floor(x)) & (t_x >= 0) & (t_x <= t) & ((x > 0) == (t_x > 0))
    if not bool(np.all(sound)):
        raise LifetimeError(Fault.IMPOSSIBLE)
    return Purchases(x, t_x, t, np.ones_like(x) if count is None else np.asarray(count, dtype=float))


def of_counts(function: Callable[[Numbers], Numbers], counts: Numbers) -> Numbers:
    """A function of whole numbers, calculated once for each: customers are many, ways to have bought so often are few."""
    most = int(counts.max(initial=0))
    if most >= len(counts):
        return function(counts)
    return function(np.arange(most + 1.0))[counts.astype(np.intp)]


def grouped(found: Purchases) -> tuple[Purchases, Places]:
    """Equal histories as one, and for each history given the place of its pattern."""
    rows = np.stack([found.frequency, found.recency, found.age])
    order = np.lexsort(rows)
    first = np.ones(len(order), dtype=bool)
    first[1:] = np.any(rows[:, order[1:]] != rows[:, order[:-1]], axis=0)
    place = np.empty(len(order), dtype=np.intp)
    place[order] = np.cumsum(first) - 1
    x, t_x, t = rows[:, order[first]]
    return Purchases(x, t_x, t, np.bincount(place, weights=found.count).astype(float)), place


def guard_enough(found: Purchases) -> None:
    """Refuse what no model could say anything of."""
    if not found.customers:
        raise LifetimeError(Fault.NO_PURCHASES)
    if found.customers < FEWEST_CUSTOMERS:
        raise LifetimeError(Fault.TOO_FEW, found=found.customers, least=FEWEST_CUSTOMERS)
    repeaters = int(found.count[found.frequency > 0].sum())
    if repeaters < FEWEST_REPEATERS:
        raise LifetimeError(Fault.ONE_TIME_BUYERS, found=repeaters, least=FEWEST_REPEATERS)
