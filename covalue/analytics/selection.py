"""How sure a choice is: weighted scores, and how often each candidate stands among the first when weights and ratings vary.

Rank acceptability is the share of draws in which a candidate takes a rank (stochastic multicriteria acceptability
analysis; Lahdelma, Hokkanen and Salminen 1998).
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]

DRAWS: Final = 10_000
SEED: Final = 20_071  # any; the same, so that a page says the same when it is opened again


@dataclass(frozen=True)
class Axis:
    """What is known of one axis. `low` and `high` are candidates × criteria, of any scale, NaN where nobody could judge;
    `weights` are per criterion and need not sum to one.
    """

    low: Floats
    high: Floats
    weights: Floats


@dataclass(frozen=True)
class Stability:
    """Shares of the draws. `among` and `clears` are by candidate; `ranks` is candidates × ranks and sums to one by row."""

    among: Floats
    clears: Floats
    ranks: Floats


def weighted(scores: Floats, weights: Floats) -> Floats:
    """Weighted means by row; what is NaN counts neither above nor below the line. NaN where nothing was judged."""
    known = ~np.isnan(scores)
    above = np.where(known, scores, 0.0) @ weights
    below = known @ weights
    means: Floats = np.divide(above, below, out=np.full(len(scores), np.nan), where=below > 0)
    return means


def judged_share(scores: Floats, weights: Floats) -> Floats:
    """The share of the weight that was judged, by row."""
    total = weights.sum()
    return np.asarray((~np.isnan(scores)) @ weights / total if total > 0 else np.zeros(len(scores)), dtype=np.float64)


def stability(
    worth: Axis,
    fit: Axis,
    *,
    fit_share: float,
    borders: tuple[float, float],
    open_to: npt.NDArray[np.bool_],
    places: int,
    vary: float,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Stability:
    """How often a candidate is among the `places` first, and how often it clears both `borders` (worth, fit).

    In every draw each weight is up to `vary` (0.1 is ten per cent) more or less, and each rating anywhere between its
    low and its high. Who is not `open_to` a place, or does not clear the borders, stands behind all who are and do.
    """
    chance = np.random.default_rng(seed)
    first, second = (_drawn(axis, vary, draws, chance) for axis in (worth, fit))
    overall = (1 - fit_share) * first + fit_share * second
    clears = (first >= borders[0]) & (second >= borders[1]) & open_to
    lowered = np.where(np.isnan(overall), -np.inf, overall) - np.where(clears, 0.0, 1e6)
    order = np.argsort(-lowered, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.broadcast_to(np.arange(order.shape[1]), order.shape), axis=1)
    count = order.shape[1]
    shares = (
        np.stack([np.bincount(rank[:, candidate], minlength=count) for candidate in range(count)]) / draws
        if count
        else rank
    )
    among = ((rank < places) & clears).mean(axis=0)
    return Stability(among, clears.mean(axis=0), np.asarray(shares, dtype=np.float64))


def _drawn(axis: Axis, vary: float, draws: int, chance: np.random.Generator) -> Floats:
    """Scores as draws × candidates."""
    weights = axis.weights * chance.uniform(1 - vary, 1 + vary, (draws, len(axis.weights)))
    known = ~np.isnan(axis.low)
    low, wide = np.where(known, axis.low, 0.0), np.where(known, axis.high - axis.low, 0.0)
    above = np.zeros((draws, len(axis.low)))
    below = np.zeros_like(above)
    for place in range(axis.low.shape[1]):
        scores = low[:, place] + wide[:, place] * chance.random((draws, len(axis.low)))
        above += weights[:, [place]] * np.where(known[:, place], scores, 0.0)
        below += weights[:, [place]] * known[:, place]
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below > 0)
