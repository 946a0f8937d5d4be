"""Classes of customers by value, by how steadily they buy, and by when, how often and for how much.

Source: methods.md §1. All work on whole columns; a value that is not known (NaN) falls into the class that says so.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from covalue.analytics import abc as shares

Numbers = NDArray[np.float64]
Names = NDArray[Any]

SCORES: Final = 5
DIGITS: Final = 9
NONE: Final = "–"
CHAMPIONS, LOYAL, PROMISING, STEADY, SLIPPING, DORMANT = (
    "champions",
    "loyal",
    "promising",
    "steady",
    "slipping",
    "dormant",
)
RFM: Final = (CHAMPIONS, LOYAL, PROMISING, STEADY, SLIPPING, DORMANT)


def abc(values: Numbers, a_share: float, b_share: float) -> Names:
    """The ABC class of each value, in any order; equal values are taken as they stand.

    An item is A while the share before it is below `a_share`, B below `b_share`, else C; zero and less is C. What is not
    known has no class and no share.
    Borders are compared exactly: 2.40 and 0.60 are A and B, as 2.40 is 80 % of 3.00.
    Example: 500, 300, 80, 40, 30, 20, 15, 8, 5, 2 → A A B B B C C C C C.
    """
    known = ~np.isnan(values)
    if not known.all():
        with_gaps = np.full(len(values), NONE)
        with_gaps[known] = abc(values[known], a_share, b_share)
        return with_gaps
    order = np.argsort(-values, kind="stable")
    held = shares.ticks(values[order])
    reached = np.cumsum(held)
    before, total = reached - held, int(reached[-1]) if len(held) else 0
    a_below, b_below = (before < shares.border(total, share) for share in (a_share, b_share))
    ordered = np.where(held <= 0, "C", np.where(a_below, "A", np.where(b_below, "B", "C")))
    classes = np.empty(len(values), dtype=ordered.dtype)
    classes[order] = ordered
    return classes


def xyz(variation: Numbers, x_below: float, y_below: float) -> Names:
    """X where the coefficient of variation (sample sd / mean of the months) is below one border, Y below the other, else Z.

    Where the mean is zero or less there is none. Example at 0.5 and 1: 0.2, 0.5, 0.99, 1.0, none → X Y Y Z –.
    """
    variation = np.round(variation, DIGITS)  # what is 0.5 on paper is 0.5 here, however an engine added up
    with np.errstate(invalid="ignore"):
        classes = np.where(variation < x_below, "X", np.where(variation < y_below, "Y", "Z"))
    return np.where(np.isnan(variation) | (variation < 0), NONE, classes)


def scores(values: Numbers, *, low_is_best: bool = False) -> NDArray[np.int64]:
    """1 (worst) to 5 by fifths (Hughes 1994); equal values have equal scores, so a fifth may be empty.

    The score is a value's place among all: how many are no better than it, in fifths. Ten different values give two of each;
    ten equal ones give 5 each; what is not known gives 1.
    """
    known = ~np.isnan(values)
    rated = -values[known] if low_is_best else values[known]
    ranked = np.sort(rated)
    share = np.searchsorted(ranked, rated, side="right") / max(len(ranked), 1)
    fifths = np.ones(len(values), dtype=np.int64)
    fifths[known] = np.clip(np.ceil(share * SCORES - 1e-9), 1, SCORES).astype(np.int64)
    return fifths


def rfm(recency: ArrayLike, frequency: ArrayLike, money: ArrayLike) -> Names:
    """A name for three scores: when (recency) against how often and how much (the mean of the two).

    Champions bought lately, often and much; loyal ones often and much, not as lately; promising ones lately, not yet often;
    slipping ones were good and have not come; dormant were never much and have not come; the rest is steady.
    """
    late = np.asarray(recency)
    strong = (np.asarray(frequency) + np.asarray(money)) / 2
    conditions = (
        (late >= 4) & (strong >= 4),
        (late == 3) & (strong >= 4),
        (late >= 4) & (strong < 2.5),
        (late <= 2) & (strong >= 3),
        late <= 2,
    )
    return np.select(conditions, (CHAMPIONS, LOYAL, PROMISING, SLIPPING, DORMANT), STEADY)
