"""Finding the parameters under which what was seen is likeliest, and how well they are known.

All parameters are above zero, so the search runs over their logarithms: no bounds to run into, and steps that are shares.
Each likelihood tells its slopes and its bends, so that the search takes Newton's steps: a dozen evaluations from a start, and
the bends at the maximum give the standard errors (the inverse of the observed information: Efron and Hinkley 1978). A search
that does not end at a maximum is said, never kept.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.patterns import Numbers

WIDEST: Final = math.log(1e6)  # |ln parameter|: a million is as good as infinite, and a millionth as nothing
AT_THE_END: Final = 1e-4  # of a logarithm: so close to it a search has come to its end
ROUNDS: Final = 100
NO_GAIN: Final = 1e-9  # of log-likelihood: less is not worth a step
CONVERGED: Final = 0.01  # of log-likelihood, still to gain at the end; an interval of 95 % is 1.92 deep
SOFTEST: Final = 1e-9  # of the sharpest bend
JUMP: Final = 2.0  # in the logarithm of a parameter
HALVINGS: Final = 12
SAME: Final = 1e-4  # of the log-likelihood: starts that end so close found the same maximum
ROUGHLY: Final = 1e-6  # of the log-likelihood: less is not worth a step to tell starts apart
TWO_SIDED_95: Final = 1.959964

# Parameters (k,) → log-likelihood of all customers, its slopes (k,) and its bends (k, k).
Surface = tuple[float, Numbers, Numbers]
Likelihood = Callable[[Numbers], Surface]


@dataclass(frozen=True)
class Fit:
    """Parameters at the maximum. `covariance` is that of their logarithms; `weak` names those the data say little of:
    the likelihood is almost flat there, and only what is computed from all of them together is known.
    """

    names: tuple[str, ...]
    values: Numbers
    log_likelihood: float
    covariance: Numbers
    customers: int
    starts: int
    agreeing: int
    weak: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, float]:
        return dict(zip(self.names, map(float, self.values), strict=True))

    @property
    def intervals(self) -> dict[str, tuple[float, float]]:
        """95 % of each parameter, symmetric in its logarithm, so never below zero; weak ones have none."""
        half = TWO_SIDED_95 * np.sqrt(np.diag(self.covariance))
        known = [place for place, name in enumerate(self.names) if name not in self.weak]
        low, high = self.values[known] * np.exp(-half[known]), self.values[known] * np.exp(half[known])
        return {self.names[place]: (float(a), float(b)) for place, a, b in zip(known, low, high, strict=True)}


def maximise(
    likelihood: Likelihood,
    *,
    model: str,
    names: tuple[str, ...],
    starts: Sequence[Sequence[float]],
    customers: int,
    rough: Likelihood | None = None,
) -> Fit:
    """The likeliest parameters. `rough` is a likelihood of fewer patterns in which the starts are tried, if they are many.

    Raises LifetimeError(NOT_CONVERGED) where no start leads to a maximum.
    """
    tried = [_climb(rough or likelihood, _at(rough or likelihood, np.log(start)), share=ROUGHLY) for start in starts]
    best = max(tried, key=lambda end: end.height)
    agreeing = sum(best.height - end.height < SAME * abs(best.height) for end in tried)
    top = _climb(likelihood, _at(likelihood, best.place) if rough else best)
    if not np.isfinite(top.height) or not top.left < CONVERGED:
        raise LifetimeError(Fault.NOT_CONVERGED, model=model)
    covariance, weak = _covariance(top.bend, names, customers)
    return Fit(names, np.exp(top.place), top.height, covariance, customers, len(starts), agreeing, weak)


@dataclass(frozen=True)
class _End:
    """Where a climb got: ln parameters, log-likelihood, its slopes and bends by them, and what is still to gain."""

    place: Numbers
    height: float
    slope: Numbers
    bend: Numbers
    left: float = math.inf


def _climb(likelihood: Likelihood, end: _End, *, share: float = 0.0) -> _End:
    """Newton's steps, as long as they gain more than nothing, or than a `share` of the height.

    Where the likelihood does not bend down the step goes up the slope all the same (|λ| for λ), never further than a jump.
    """
    for _round in range(ROUNDS):
        step, gain = _newton(end)
        if not gain > max(NO_GAIN, share * abs(end.height)):
            break
        better = next((tried for tried in _tries(likelihood, end, step) if tried.height > end.height), None)
        if better is None:
            break
        end = better
    return replace(end, left=_newton(end)[1])


def _newton(end: _End) -> tuple[Numbers, float]:
    """The next step, and what it promises to gain. Parameters held at an end of the search stay there."""
    free = ~((np.abs(end.place) > WIDEST - AT_THE_END) & (end.slope * end.place > 0))
    bend = end.bend[np.ix_(free, free)]
    if not free.any() or not np.all(np.isfinite(bend)):
        return np.zeros_like(end.place), 0.0 if np.all(np.isfinite(bend)) else np.inf
    weights, ways = np.linalg.eigh(bend)
    along = ways.T @ end.slope[free]
    size = np.maximum(np.abs(weights), SOFTEST * np.max(np.abs(weights)))
    step = np.zeros_like(end.place)
    step[free] = ways @ (along / size)
    return step * min(1.0, JUMP / max(float(np.max(np.abs(step))), 1e-300)), float(np.sum(along**2 / size) / 2)


def _tries(likelihood: Likelihood, end: _End, step: Numbers) -> Iterator[_End]:
    """The step, its half, a quarter, …"""
    for halved in range(HALVINGS):
        yield _at(likelihood, np.clip(end.place + step / 2**halved, -WIDEST, WIDEST))


def _covariance(bend: Numbers, names: tuple[str, ...], customers: int) -> tuple[Numbers, tuple[str, ...]]:
    """The inverse information. Directions in which it is nothing are left out, and their parameters named as weak."""
    weights, ways = np.linalg.eigh(-bend)
    known = weights > 1e-7 * customers
    covariance = (ways[:, known] / weights[known]) @ ways[:, known].T
    lost = np.max(np.abs(ways[:, ~known]), axis=1, initial=0.0) > 0.3
    unsure = lost | (np.diag(covariance) > 4)  # an interval of more than 50 times either way says nothing
    return covariance, tuple(name for name, is_weak in zip(names, unsure, strict=True) if is_weak)


def _at(likelihood: Likelihood, logs: Numbers) -> _End:
    """The likelihood by the logarithms of the parameters: d/dln p is p d/dp."""
    values = np.exp(logs)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        height, slope, bend = likelihood(values)
        slope = slope * values
        return _End(logs, height, slope, bend * np.outer(values, values) + np.diag(slope))
