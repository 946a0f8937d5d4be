"""Pareto and ABC: few customers make most of the revenue; which, and how uneven is it?

Source: methods.md §1. Sorted by value, an item is A while the share *before* it is below 80 %, B below 95 %, else C: the
item that crosses a border belongs to the higher class, so A is never empty.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

A_SHARE: Final = 0.80
B_SHARE: Final = 0.95
PLACES: Final = 4  # the ledger holds money to so many


def classes(values: Sequence[float], a_share: float = A_SHARE, b_share: float = B_SHARE) -> list[str]:
    """The ABC class of each value, given in descending order; values of zero or less are C.

    Example (methods.md §1): 500, 300, 80, 40, 30, 20, 15, 8, 5, 2 → A A B B B C C C C C; 2.40, 0.60 → A B.
    """
    held = exact(values)
    total, before, letters = sum(held), 0, []
    for amount in held:
        within = before < border(total, a_share), before < border(total, b_share)
        letters.append("C" if not amount else "A" if within[0] else "B" if within[1] else "C")
        before += amount
    return letters


def exact(values: ArrayLike) -> list[int]:
    """Positive values in ten-thousandths as whole numbers, others as 0: a share of 80 % is compared, not nearly 80 %."""
    return [int(held) for held in ticks(np.asarray(values, dtype=np.float64))]


def ticks(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The same as a column; of sums beyond what whole numbers hold in whole units."""
    held = np.maximum(values, 0)
    places = PLACES if held.sum() < 2**62 / 10**PLACES else 0
    rounded: NDArray[np.int64] = np.rint(held * 10**places).astype(np.int64)
    return rounded


def border(total: int, share: float) -> int:
    """The first amount that is not below this share of a total, both whole numbers: 0.8 of 30 000 is 24 000."""
    part = Fraction(repr(float(share)))
    return -(-part.numerator * total // part.denominator)


def gini(values: Sequence[float]) -> float | None:
    """Gini coefficient of the positive values, 0 (all equal) to 1; None without any.

    Example (methods.md §1): the ten values above give 0.6992 (the population formula, divided by n).
    """
    held = sorted(value for value in values if value > 0)
    n, total = len(held), sum(held)
    if not n:
        return None
    return sum((2 * place - n - 1) * value for place, value in enumerate(held, start=1)) / (n * total)


def herfindahl(values: Sequence[float]) -> float | None:
    """Sum of squared shares of the positive values (HHI), 1/n (all equal) to 1; None without any."""
    held = [value for value in values if value > 0]
    total = sum(held)
    return sum((value / total) ** 2 for value in held) if held else None


def number_for_share(values: Sequence[float], share: float = A_SHARE) -> int:
    """How many of the values, given in descending order, it takes to reach this share of their positive total."""
    held = exact(values)
    goal, reached = border(sum(held), share), 0
    for count, value in enumerate(held, start=1):
        reached += value
        if reached >= goal > 0:
            return count
    return 0
