"""Shifted-beta-geometric: contracts that are renewed or not, at risks that differ between customers.

At each renewal a customer leaves with a probability of their own; over customers it is beta distributed (α, β). Fader and
Hardie 2007, "How to project customer retention", Journal of Interactive Marketing 21(1). Retention rises with time though
nobody changes: those at risk leave first. Time is counted in contract periods.

Example (2007, seven years of 1,000 customers): Regular α 0.704, β 1.182, log-likelihood -1680.3; High End α 0.668, β 3.806,
-1611.2, of whom 46.0 % are left after eight years.
"""

import numpy as np
import scipy

from covalue.analytics.lifetime import patterns
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.fitting import Likelihood, Surface
from covalue.analytics.lifetime.patterns import Contracts, Numbers

NAMES = ("alpha", "beta")


def likelihood(found: Contracts) -> Likelihood:
    """Of all contracts, by α, β: Σ lost ln P(T = t) + alive ln S(t). Each renewal made is a factor (β+i) / (α+β+i), i = 0, 1,
    …, and each loss one of α / (α+β+i).
    """
    t, lost = found.periods, float(found.lost.sum())
    came = patterns.more_than(np.concatenate([t, t]), np.concatenate([found.lost, found.alive]))
    renewed = patterns.more_than(np.concatenate([t - 1, t]), np.concatenate([found.lost, found.alive]))

    def at(parameters: Numbers) -> Surface:
        alpha, beta = parameters
        stays, whole = patterns.rising(beta, renewed), patterns.rising(alpha + beta, came)
        height = lost * np.log(alpha) + stays[0] - whole[0]
        slope = np.array([lost / alpha, stays[1]]) - whole[1]
        return float(height), slope, np.diag([-lost / alpha**2, stays[2]]) - whole[2]

    return at


def log_leaving(parameters: Numbers, periods: Numbers) -> Numbers:
    """ln P(T = t): that a new customer leaves at renewal t = 1, 2, … 2007, equation 5."""
    alpha, beta = parameters
    return np.asarray(scipy.special.betaln(alpha + 1, beta + periods - 1) - scipy.special.betaln(alpha, beta))


def log_survival(parameters: Numbers, periods: Numbers) -> Numbers:
    """ln S(t): that a new customer is still one after t renewals. 2007, equation 6."""
    alpha, beta = parameters
    return np.asarray(scipy.special.betaln(alpha, beta + periods) - scipy.special.betaln(alpha, beta))


def retention(parameters: Numbers, periods: Numbers) -> Numbers:
    """The share of those there that renews at renewal t = 1, 2, …: (β+t-1)/(α+β+t-1), rising with t. 2007, equation 8."""
    alpha, beta = parameters
    return np.asarray((beta + periods - 1) / (alpha + beta + periods - 1))


def residual(parameters: Numbers, renewals: Numbers, discount: float) -> Numbers:
    """Discounted expected residual lifetime (DERL) of somebody about to renew for the n-th time, in periods.

    `discount` d per period, above zero. Fader and Hardie 2010, "Customer-base valuation in a contractual setting: the
    perils of ignoring heterogeneity", Marketing Science 29(1), equation 8. Example (d = 0.1; α 3.80, β 15.20):
    n = 1 … 5 → 3.31, 3.45, 3.59, 3.72, 3.84.
    """
    alpha, beta = parameters
    whole = alpha + beta + renewals
    return np.asarray(
        (beta + renewals - 1) / (whole - 1) * scipy.special.hyp2f1(1, beta + renewals, whole, 1 / (1 + discount))
    )


def contracts_of(active: Numbers) -> Contracts:
    """A cohort told as how many were there in periods 0, 1, 2, …: never more than before."""
    there = np.asarray(active, dtype=float)
    if len(there) < 2 or np.any(np.diff(there) > 0) or np.any(there < 0) or there[0] <= 0:
        raise LifetimeError(Fault.IMPOSSIBLE)
    periods, lost, alive = np.arange(1.0, len(there)), -np.diff(there), np.zeros(len(there) - 1)
    alive[-1] = there[-1]
    return Contracts(periods, lost, alive)


def guard_enough(found: Contracts) -> None:
    """Refuse cohorts that say nothing of how risks differ."""
    if not found.lost.sum() + found.alive.sum():
        raise LifetimeError(Fault.NO_PURCHASES)
    if not found.lost.sum():
        raise LifetimeError(Fault.NEVER_LOST)
    if np.count_nonzero(found.lost + found.alive) < 2:
        raise LifetimeError(Fault.ALL_LOST_AT_ONCE)
