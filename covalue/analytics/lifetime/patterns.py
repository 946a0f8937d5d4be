"""What a model is told of customers: equal histories are one pattern with a count.

Time depends on distinct patterns, not on customers: 23,570 customers of CDNOW are 11,104 patterns; and of them only those
who may have left have a term each, the others count by how often they bought and how long they are known.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from covalue.analytics.lifetime.faults import Fault, LifetimeError

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

LARGEST: Final = 2**62
AT_ONCE: Final = 20_000  # patterns: however many there are, memory stays that of so many
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
        return self.only(slice(None, None, max(1, len(self) // most)))

    def parts(self, most: int = AT_ONCE) -> "Iterator[Purchases]":
        """The same in parts of at most so many patterns, so that memory does not grow with them."""
        return (self.only(slice(start, start + most)) for start in range(0, max(len(self), 1), most))

    def only(self, some: slice | NDArray[np.bool_]) -> "Purchases":
        """Some of the patterns."""
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


@dataclass(frozen=True)
class Ages:
    """The distinct ages T, and how many `customers` with how many repeat `purchases` have each."""

    age: Numbers
    customers: Numbers
    purchases: Numbers


def ages(found: Purchases) -> Ages:
    """The ages there are; customers are many, days they may have come on are few."""
    age, place = np.unique(found.age, return_inverse=True)
    customers, bought = (np.bincount(place, weights) for weights in (found.count, found.count * found.frequency))
    return Ages(age, customers.astype(float), bought.astype(float))


def more_than(numbers: Numbers, count: Numbers) -> Numbers:
    """How many have more than 0, 1, 2, … of something: so many have the factors z, z+1, z+2, … of Γ(z+n) / Γ(z)."""
    exactly = np.bincount(numbers.astype(np.intp), count)
    return np.asarray(np.cumsum(exactly[::-1])[::-1][1:])


def rising(z: float, more: Numbers) -> Numbers:
    """Σ ln Γ(z+n) / Γ(z) over all customers, and its first and second derivative by z; `more` as of `more_than`.

    A sum of logarithms, ln z + ln (z+1) + …: exact where the difference of two ln Γ cancels, and without special functions.
    """
    factors = z + np.arange(len(more))
    share = more / factors
    return np.array([more @ np.log(factors), share.sum(), -(share / factors).sum()])


def total(count: Numbers, of_each: Numbers) -> float:
    """Σ count × of each, in this thread: BLAS shares even short sums among all, who wait for each other longer than it takes."""
    return float(np.einsum("n,n->", count, of_each))


def chance(odds: Numbers) -> tuple[Numbers, Numbers]:
    """A chance by the logarithm of its odds, and that of the contrary; both to their last digits, however small."""
    small = np.exp(-np.abs(odds))
    likelier = 1 / (1 + small)
    return np.where(odds > 0, likelier, small * likelier), np.where(odds > 0, small * likelier, likelier)


def log_of_sum(odds: Numbers) -> Numbers:
    """ln (1 + e^odds)."""
    return np.asarray(np.maximum(odds, 0) + np.log1p(np.exp(-np.abs(odds))))


def grouped(found: Purchases) -> tuple[Purchases, Places]:
    """Equal histories as one, and for each history given the place of its pattern.

    The three are told as one whole number by their ranks, as that sorts in a fraction of the time.
    """
    columns = (found.frequency, found.recency, found.age)
    known = [np.unique(column) for column in columns]
    ranks = [np.searchsorted(values, column) for values, column in zip(known, columns, strict=True)]
    told = _told_as_one(ranks, [len(values) for values in known])
    distinct, place = np.unique(told, return_inverse=True)
    any_of_it = np.empty(len(distinct), dtype=np.intp)
    any_of_it[place] = np.arange(len(found))
    x, t_x, t = (column[any_of_it] for column in columns)
    return Purchases(x, t_x, t, np.bincount(place, weights=found.count).astype(float)), place


def _told_as_one(ranks: list[Places], sizes: list[int]) -> Places:
    """One number for each row of ranks, in the order of the last, then of the one before; ranked again where it would not
    fit into 63 bits.
    """
    told, size = ranks[-1], sizes[-1]
    for rank, more in zip(ranks[-2::-1], sizes[-2::-1], strict=True):
        if size * more >= LARGEST:
            values = np.unique(told)
            told, size = np.searchsorted(values, told), len(values)
        told, size = told * more + rank, size * more
    return told


def guard_enough(found: Purchases) -> None:
    """Refuse what no model could say anything of."""
    if not found.customers:
        raise LifetimeError(Fault.NO_PURCHASES)
    if found.customers < FEWEST_CUSTOMERS:
        raise LifetimeError(Fault.TOO_FEW, found=found.customers, least=FEWEST_CUSTOMERS)
    repeaters = int(found.count[found.frequency > 0].sum())
    if repeaters < FEWEST_REPEATERS:
        raise LifetimeError(Fault.ONE_TIME_BUYERS, found=repeaters, least=FEWEST_REPEATERS)
