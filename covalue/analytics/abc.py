"""Pareto and ABC: few customers make most of the revenue; which, and how uneven is it?

Source: methods.md §1. Sorted by value, an item is A while the share *before* it is below 80 %, B below 95 %, else C: the
item that crosses a border belongs to the higher class, so A is never empty.
"""

from collections.abc import Sequence
from typing import Final

A_SHARE: Final = 0.80
B_SHARE: Final = 0.95


def classes(values: Sequence[float]) -> list[str]:
    """The ABC class of each value, given in descending order; values of zero or less are C.

    Example (methods.md §1): 500, 300, 80, 40, 30, 20, 15, 8, 5, 2 → A A B B B C C C C C.
    """
    total = sum(value for value in values if value > 0)
    letters, before = [], 0.0
    for value in values:
        letters.append(class_at(before / total) if value > 0 else "C")
        before += max(value, 0)
    return letters


def class_at(share_before: float) -> str:
    """The class of an item before which this share of the total lies."""
    if share_before < A_SHARE:
        return "A"
    return "B" if share_before < B_SHARE else "C"


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
    goal = share * sum(value for value in values if value > 0)
    reached = 0.0
    for count, value in enumerate(values, start=1):
        reached += max(value, 0)
        if reached >= goal > 0:
            return count
    return 0
