"""Finding the parameters under which what was seen is likeliest, and how well they are known.

All parameters are above zero, so the search runs over their logarithms: no bounds to run into, and steps that are shares.
The gradient is analytic; the curvature at the maximum, by differences of it, gives the standard errors (the inverse of
the observed information: Efron and Hinkley 1978). A search that does not end at a maximum is said, never kept.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.patterns import Numbers

WIDEST: Final = math.log(1e6)  # |ln parameter|: a million is as good as infinite, and a millionth as nothing
STEP: Final = 1e-4  # of a logarithm, for differences of the gradient
ROUNDS: Final = 400
POLISH: Final = 30
NO_GAIN: Final = 1e-9  # of log-likelihood: less is not worth a step
CONVERGED: Final = 0.01  # of log-likelihood, still to gain at the end; an interval of 95 % is 1.92 deep
SOFTEST: Final = 1e-9  # of the sharpest bend
JUMP: Final = 2.0  # in the logarithm of a parameter
HALVINGS: Final = 12
SAME: Final = 1e-4  # of the mean log-likelihood: starts that end so close found the same maximum
TWO_SIDED_95: Final = 1.959964

# Parameters (k,) → log-likelihood of all customers, and its slope (k,).
Likelihood = Callable[[Numbers], tuple[float, Numbers]]


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
    tried = [_climb(rough or likelihood, np.log(start)) for start in starts]
    best = max(tried, key=lambda end: end.height)
    agreeing = sum(best.height - end.height < SAME * abs(best.height) for end in tried)
    top = _polished(likelihood, _climb(likelihood, best.place) if rough else best)
    if not np.isfinite(top.height) or not top.left < CONVERGED:
        raise LifetimeError(Fault.NOT_CONVERGED, model=model)
    assert top.bend is not None
    covariance, weak = _covariance(top.bend, names, customers)
    return Fit(names, np.exp(top.place), top.height, covariance, customers, len(starts), agreeing, weak)


def curvature(likelihood: Likelihood, place: Numbers) -> Numbers:
    """Second derivatives of the log-likelihood by the logarithms of the parameters, (k, k) and symmetric."""
    steps = np.eye(len(place)) * STEP
    rows = [(_slope(likelihood, place + step) - _slope(likelihood, place - step)) / (2 * STEP) for step in steps]
    return np.asarray((np.array(rows) + np.array(rows).T) / 2)


@dataclass(frozen=True)
class _End:
    """Where a climb ended: ln parameters, log-likelihood, its slope and bend there, and what was still to gain."""

    place: Numbers
    height: float
    slope: Numbers
    left: float = math.inf
    bend: Numbers | None = None


def _climb(likelihood: Likelihood, place: Numbers) -> _End:
    from scipy import optimize  # 20 MB and a third of a second that only a fit needs

    scale = 1 / max(abs(likelihood(np.exp(place))[0]), 1e-12)

    def downhill(logs: Numbers) -> tuple[float, Numbers]:
        end = _at(likelihood, logs)
        if not np.isfinite(end.height):
            return 1e10, np.zeros_like(logs)
        return -end.height * scale, -end.slope * scale

    minimum = optimize.minimize(
        downhill,
        place,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-WIDEST, WIDEST)] * len(place),
        options={"maxiter": ROUNDS, "ftol": 1e-11, "gtol": 1e-9},
    )
    return _at(likelihood, minimum.x)


def _polished(likelihood: Likelihood, end: _End) -> _End:
    """Newton steps, as long as they gain: the last digits on a peak, and the way along a ridge, which line searches lose.

    Where the likelihood does not bend down the step goes up the slope all the same (|λ| for λ), never further than a jump.
    """
    for _round in range(POLISH):
        end = replace(end, bend=curvature(likelihood, end.place))
        step, gain = _newton(end)
        if not gain > NO_GAIN:
            break
        better = next((tried for tried in _tries(likelihood, end, step) if tried.height > end.height), None)
        if better is None:
            break
        end = better
    else:
        end = replace(end, bend=curvature(likelihood, end.place))
    return replace(end, left=_newton(end)[1])


def _newton(end: _End) -> tuple[Numbers, float]:
    """The next step, and what it promises to gain. Parameters held at an end of the search stay there."""
    free = ~((np.abs(end.place) > WIDEST - STEP) & (end.slope * end.place > 0))
    assert end.bend is not None
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
    values = np.exp(logs)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        height, slope = likelihood(values)
    return _End(logs, height, slope * values)


def _slope(likelihood: Likelihood, logs: Numbers) -> Numbers:
    return _at(likelihood, logs).slope
