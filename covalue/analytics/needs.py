"""Customers alike in what they need: k-means on standardised ratings, with how well the clusters separate and how stable they are.

Silhouette: Rousseeuw 1987, s = (b − a) / max(a, b). Stability: adjusted Rand index (Hubert and Arabie 1985) between the clusters of
all and those found from bootstrap samples, the mean of them.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Labels: TypeAlias = npt.NDArray[np.int64]

STARTS: Final = 25
ROUNDS: Final = 100
DRAWS: Final = 40  # of up to 150 rows; more rows say more each, and get fewer
FEWEST_DRAWS: Final = 8
ROUNDING: Final = 1e-9
SEED: Final = 1_987  # any; the same, so that a page says the same when it is opened again
MOST: Final = 8


@dataclass(frozen=True)
class Clusters:
    """`labels` by row, `centres` clusters × columns, and the sum of squared distances to them. Larger clusters come first."""

    labels: Labels
    centres: Floats
    inertia: float


@dataclass(frozen=True)
class Choice:
    """What a number of clusters would give: separation (−1 to 1), stability (1 is always the same), the smallest cluster."""

    k: int
    silhouette: float
    stability: float
    smallest: int


def standardised(ratings: Floats) -> Floats:
    """Columns with mean 0 and standard deviation 1; a column in which all are alike says nothing and is 0."""
    spread = ratings.std(axis=0)
    return np.asarray((ratings - ratings.mean(axis=0)) / np.where(spread > 0, spread, 1.0), dtype=np.float64)


def clusters(rows: Floats, k: int, *, seed: int = SEED, starts: int = STARTS) -> Clusters:
    """The best of several starts of k-means (Lloyd), each begun apart (k-means++). Needs at least `k` different rows."""
    chance = np.random.default_rng(seed)
    tightest = min((_once(rows, k, chance) for _ in range(starts)), key=lambda attempt: attempt.inertia)
    order = np.argsort(-np.bincount(tightest.labels, minlength=k), kind="stable")
    place = np.empty(k, dtype=np.int64)
    place[order] = np.arange(k)
    return Clusters(place[tightest.labels], tightest.centres[order], tightest.inertia)


def choices(rows: Floats, *, most: int = MOST) -> tuple[Choice, ...]:
    """What two, three … clusters would give; fewer where there are not enough different rows."""
    different = len(np.unique(rows, axis=0))
    options = []
    for k in range(2, min(most, different, len(rows) - 1) + 1):
        labels = clusters(rows, k).labels
        smallest = int(np.bincount(labels, minlength=k).min())
        options.append(Choice(k, silhouette(rows, labels), stability(rows, k), smallest))
    return tuple(options)


def best(found: tuple[Choice, ...], fewest: int) -> Choice | None:
    """The one that separates best among those without a cluster smaller than `fewest`."""
    able = [choice for choice in found if choice.smallest >= fewest]
    return max(able, key=lambda choice: choice.silhouette, default=None)


def silhouette(rows: Floats, labels: Labels) -> float:
    """The mean over rows of how much nearer their own cluster is than the next; one alone in a cluster counts 0."""
    apart = np.sqrt(_squares(rows, rows))
    sums = np.stack([apart[:, labels == cluster].sum(axis=1) for cluster in range(labels.max() + 1)], axis=1)
    sizes = np.bincount(labels).astype(np.float64)
    own = sizes[labels]
    index = np.arange(len(rows))
    within = np.where(own > 1, sums[index, labels] / np.maximum(own - 1, 1), 0.0)
    means = sums / sizes
    means[index, labels] = np.inf
    nearest = means.min(axis=1)
    larger = np.maximum(within, nearest)
    score = np.where((own > 1) & (larger > 0), (nearest - within) / np.where(larger > 0, larger, 1), 0.0)
    return float(score.mean())


def stability(rows: Floats, k: int, *, draws: int = DRAWS, seed: int = SEED) -> float:
    """How alike the clusters are when some rows are left out and others count twice."""
    chance = np.random.default_rng(seed + k)
    draws = max(FEWEST_DRAWS, min(draws, draws * 150 // len(rows)))
    whole = clusters(rows, k, starts=5).labels
    agreements = []
    for _ in range(draws):
        sample = rows[chance.integers(0, len(rows), len(rows))]
        if len(np.unique(sample, axis=0)) < k:
            continue
        centres = clusters(sample, k, seed=int(chance.integers(2**31)), starts=3).centres
        agreements.append(adjusted_rand(whole, _squares(rows, centres).argmin(axis=1)))
    return float(np.mean(agreements)) if agreements else 0.0


def adjusted_rand(one: Labels, other: Labels) -> float:
    """1 for the same clusters by whatever names, about 0 for clusters by chance."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, first, second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = first * second / (len(one) * (len(one) - 1) / 2)
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _once(rows: Floats, k: int, chance: np.random.Generator) -> Clusters:
    centres = _begun(rows, k, chance)
    labels = np.zeros(len(rows), dtype=np.int64)
    for turn in range(ROUNDS):
        near = _squares(rows, centres).argmin(axis=1)
        if turn and (near == labels).all():
            break
        labels = near
        for cluster in range(k):
            if (labels == cluster).any():
                centres[cluster] = rows[labels == cluster].mean(axis=0)
    squares = _squares(rows, centres)
    return Clusters(squares.argmin(axis=1), centres, float(squares.min(axis=1).sum()))


def _begun(rows: Floats, k: int, chance: np.random.Generator) -> Floats:
    """Centres far apart: each next one the likelier, the farther it is from those there."""
    chosen = [int(chance.integers(len(rows)))]
    while len(chosen) < k:
        far = _squares(rows, rows[chosen]).min(axis=1)
        chosen.append(int(chance.choice(len(rows), p=far / far.sum())))
    return rows[chosen].copy()


def _squares(rows: Floats, others: Floats) -> Floats:
    """Squared distances, rows × others; |a|² + |b|² − 2ab, so that nothing of three dimensions is ever made."""
    squares = (rows**2).sum(axis=1)[:, None] + (others**2).sum(axis=1)[None, :] - 2 * rows @ others.T
    return np.asarray(np.where(squares > ROUNDING, squares, 0.0), dtype=np.float64)
