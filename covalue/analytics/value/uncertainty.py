"""What is not known for certain: low, base and high as a distribution, drawn reproducibly."""

import zlib
from enum import StrEnum
from typing import Final

import numpy as np
import scipy

from covalue.analytics.value.cashflow import Numbers

RUNS: Final = 10_000


class Shape(StrEnum):
    """How likely the values between low and high are."""

    TRIANGULAR = "triangular"
    PERT = "pert"
    EVEN = "even"


def quantile(share: Numbers, low: float, base: float, high: float, shape: Shape = Shape.TRIANGULAR) -> Numbers:
    """The value below which this share of cases lies.

    Triangular in closed form; Tri(50, 100, 200) has P10 77.386 and P90 161.270. PERT is a beta distribution with mean
    (low + 4 base + high) / 6. Even means every value between low and high is as likely as any other.
    """
    share = np.asarray(share, dtype=float)
    if high <= low:
        return np.full_like(share, base)
    if shape is Shape.EVEN:
        return low + share * (high - low)
    if shape is Shape.PERT:
        return _pert(share, low, base, high)
    bend = (base - low) / (high - low)
    rising = low + np.sqrt(share * (high - low) * (base - low))
    falling = high - np.sqrt((1 - share) * (high - low) * (high - base))
    return np.where(share < bend, rising, falling)


def _pert(share: Numbers, low: float, base: float, high: float) -> Numbers:
    span = high - low
    first, second = 1 + 4 * (base - low) / span, 1 + 4 * (high - base) / span
    return np.asarray(low + span * scipy.special.betaincinv(first, second, share))


def draws(name: str, *, runs: int, seed: int) -> Numbers:
    """Shares between zero and one for a name: the same for the same seed, whatever else is drawn.

    One in each of `runs` equal slices (Latin hypercube), in a shuffled order, so that few runs tell much.
    """
    chance = np.random.default_rng([seed, zlib.crc32(name.encode())])
    return (chance.permutation(runs) + chance.random(runs)) / runs


def together(shares: Numbers, correlation: Numbers) -> Numbers:
    """Shares (runs × names) that were drawn each by itself, made to move together (Gaussian copula).

    `correlation` (names × names) is of their normal scores; each column stays evenly spread between zero and one. At 0.5 the
    ranks correlate by 6/π · arcsin(0.25) = 0.483. Raises LinAlgError when all of it cannot be true at once.
    """
    return np.asarray(scipy.special.ndtr(scipy.special.ndtri(shares) @ np.linalg.cholesky(correlation).T))
