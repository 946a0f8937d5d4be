"""What a customer is still worth: purchases to come × what one is worth × margin, discounted; and how sure that is.

    value = margin · E[M | x, m] · ∫₀ᴴ e^(-δu) dE[Y(u) | x, t_x, T]

Fader, Hardie and Lee 2005, "RFM and CLV", JMR 42(4), with a horizon H of one's own; H and δ are in the unit of the
histories (δ = ln(1 + yearly rate) / units a year). The past is not in it: it is worth from now on.

Intervals are of what is *expected*, from how well the parameters are known (delta method over their logarithms). What one
customer really does scatters more; over many customers that evens out.

Example (CDNOW, weeks, Pareto/NBD, δ = ln 1.15 / 52): the integral over 30 years is that of all time, 6.50 purchases for
(2, 30.43, 38.86).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from covalue.analytics.lifetime import gamma_gamma, patterns
from covalue.analytics.lifetime.catalogue import Model
from covalue.analytics.lifetime.fitting import TWO_SIDED_95, Fit
from covalue.analytics.lifetime.patterns import Numbers, Purchases

DAYS_A_YEAR: Final = 365.25
UNIT_DAYS: Final = {"day": 1.0, "week": 7.0, "month": DAYS_A_YEAR / 12}
STEP: Final = 1e-4  # of a parameter's logarithm
SURE: Final = 1e-12
WIDEST: Final = 10.0  # logarithm of an interval's half width: beyond, nothing is known
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(7)  # eight digits over five years


@dataclass(frozen=True)
class Terms:
    """How far one looks and how one calculates: `horizon` in units, `discount` δ per unit, `margin` of revenue, of all
    customers or of each.
    """

    horizon: float
    discount: float = 0.0
    margin: float | Numbers = 1.0


@dataclass(frozen=True)
class Estimate:
    """Numbers and their 95 % interval, one for each customer."""

    value: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True)
class Worth:
    """For each customer: P(alive), purchases expected within the horizon, the money of one, and what all is worth now."""

    alive: Estimate
    purchases: Numbers
    each: Numbers
    value: Estimate
    total: float
    total_low: float
    total_high: float


def terms(*, unit: str, months: float, yearly_rate: float, margin: float | Numbers = 1.0) -> Terms:
    """Terms as people say them: months ahead, and a discount rate a year (0.1 is 10 %)."""
    days = UNIT_DAYS[unit]
    return Terms(months * DAYS_A_YEAR / 12 / days, math.log1p(yearly_rate) * days / DAYS_A_YEAR, margin)


def worth(model: Model, buying: Fit, spending: Fit | float, found: Purchases, mean: Numbers, asked: Terms) -> Worth:
    """Of each history in `found`, with its `mean` repeat purchase. `spending` is a gamma-gamma fit, or one value for all."""
    known, place = patterns.grouped(found)
    alive, alive_slopes = _with_slopes(model.alive, buying, known)
    lasting, at = patterns.grouped(replace(known, recency=np.zeros(len(known))))
    stays, stays_slopes = _with_slopes(lambda p, f: _if_alive(model, p, f, asked), buying, lasting)
    to_come, slopes = alive * stays[at], alive_slopes * stays[at] + alive * stays_slopes[:, at]
    undiscounted = model.if_alive(buying.values, lasting, asked.horizon)
    each, each_slopes = _spent(spending, found, mean)
    money = asked.margin * each
    value = money * to_come[place]
    by_buying = money * slopes[:, place]
    by_spending = asked.margin * each_slopes * to_come[place]
    variance = _variance(by_buying, buying)
    total_variance = _variance((by_buying @ found.count)[:, None], buying)
    if isinstance(spending, Fit):
        variance += _variance(by_spending, spending)
        total_variance += _variance((by_spending @ found.count)[:, None], spending)
    total = np.array([value @ found.count])
    whole = _positive(total, total_variance)
    return Worth(
        alive=_share(alive[place], _variance(alive_slopes, buying)[place]),
        purchases=(alive * undiscounted[at])[place],
        each=each,
        value=_positive(value, variance),
        total=float(total[0]),
        total_low=float(whole.low[0]),
        total_high=float(whole.high[0]),
    )


def discounted(model: Model, parameters: Numbers, found: Purchases, asked: Terms) -> Numbers:
    """Purchases expected within the horizon, each counted for less the later it comes.

    By parts, ∫ e^(-δu) dY = e^(-δH) Y(H) + δ ∫ e^(-δu) Y(u) du, which needs no derivative of Y.
    """
    return model.alive(parameters, found) * _if_alive(model, parameters, found, asked)


def _if_alive(model: Model, parameters: Numbers, found: Purchases, asked: Terms) -> Numbers:
    """The same of those who still are customers: it depends on how often they bought and since when, not on when last."""
    horizon, rate = asked.horizon, asked.discount
    at_the_end = np.exp(-rate * horizon) * model.if_alive(parameters, found, horizon)
    if not rate:
        return np.asarray(at_the_end)
    moments = horizon * (_NODES + 1) / 2
    parts = zip(moments, horizon / 2 * _WEIGHTS, strict=True)
    sooner = [w * rate * math.exp(-rate * u) * model.if_alive(parameters, found, float(u)) for u, w in parts]
    return np.asarray(at_the_end + np.sum(sooner, axis=0))


def _spent(spending: Fit | float, purchases: Purchases, mean: Numbers) -> tuple[Numbers, Numbers]:
    """The value of a purchase to come, and its slopes by the logarithms of the parameters."""
    if not isinstance(spending, Fit):
        return np.full(len(purchases), float(spending)), np.zeros((1, len(purchases)))
    fit = spending
    slopes = [
        (
            gamma_gamma.expected(fit.values * np.exp(step), purchases.frequency, mean)
            - gamma_gamma.expected(fit.values * np.exp(-step), purchases.frequency, mean)
        )
        / (2 * STEP)
        for step in np.eye(len(fit.values)) * STEP
    ]
    return gamma_gamma.expected(fit.values, purchases.frequency, mean), np.array(slopes)


def _with_slopes(
    asked: Callable[[Numbers, Purchases], Numbers], fit: Fit, purchases: Purchases
) -> tuple[Numbers, Numbers]:
    """What is asked of the histories (n,), and its slopes by the logarithms of the parameters (k, n)."""

    def at(parameters: Numbers) -> Numbers:
        return _in_parts(lambda part: asked(parameters, part), purchases)

    slopes = [
        (at(fit.values * np.exp(step)) - at(fit.values * np.exp(-step))) / (2 * STEP)
        for step in np.eye(len(fit.values)) * STEP
    ]
    return at(fit.values), np.array(slopes)


def _in_parts(asked: Callable[[Purchases], Numbers], purchases: Purchases) -> Numbers:
    """However many histories there are, memory stays that of a part of them."""
    return np.concatenate([asked(part) for part in purchases.parts()])


def _variance(slopes: Numbers, fit: Fit) -> Numbers:
    return np.asarray(np.einsum("in,ij,jn->n", slopes, fit.covariance, slopes))


def _positive(value: Numbers, variance: Numbers) -> Estimate:
    """Symmetric in the logarithm, so never below zero."""
    wide = TWO_SIDED_95 * np.sqrt(np.maximum(variance, 0)) / np.maximum(value, SURE)
    factor = np.exp(np.minimum(np.where(value > SURE, wide, 0), WIDEST))
    return Estimate(value, value / factor, value * factor)


def _share(value: Numbers, variance: Numbers) -> Estimate:
    """Symmetric in the log-odds, so between 0 and 1; what is certain stays so."""
    doubt = value * (1 - value)
    wide = TWO_SIDED_95 * np.sqrt(np.maximum(variance, 0)) / np.maximum(doubt, SURE)
    factor = np.exp(np.minimum(np.where(doubt > SURE, wide, 0), WIDEST))
    low = value / (value + (1 - value) * factor)
    high = value * factor / (value * factor + (1 - value))
    return Estimate(value, low, high)
