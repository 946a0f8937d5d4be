"""Gamma-gamma: what a purchase of a customer is worth, between what they spent so far and what customers spend at all.

A customer's purchases are gamma distributed with shape p and a rate of their own; over customers that rate is gamma
distributed (shape q, rate v). Fader, Hardie and Lee 2005, "RFM and CLV", JMR 42(4); Hardie and Fader, note 025. Of a
customer only x, the number of repeat purchases, and m, their mean value above zero, count. The model takes it that how
often somebody buys says nothing of how much.

Example (CDNOW, 946 repeat buyers, dollars): p 6.25, q 3.74, v 15.44; somebody new spends p v / (q-1) = 35.17 on average,
somebody who bought twice again for 22.35 on average 24.66.
"""

import numpy as np
import scipy

from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.fitting import Likelihood, Surface
from covalue.analytics.lifetime.patterns import FEWEST_REPEATERS, Numbers, Spending, total

NAMES = ("p", "q", "v")
ALIKE = 1e-9  # of the mean: values that differ less do not differ


def log_likelihood(parameters: Numbers, found: Spending) -> Numbers:
    """Of each pattern (n,). Note 025, equation 1b, as the density of m."""
    p, q, v = parameters
    x, m = found.frequency, found.mean
    shape = p * x
    value = scipy.special.gammaln(shape + q) - scipy.special.gammaln(shape) - scipy.special.gammaln(q)
    value += q * np.log(v) + (shape - 1) * np.log(m) + shape * np.log(x) - (shape + q) * np.log(x * m + v)
    return np.asarray(value)


def likelihood(found: Spending) -> Likelihood:
    """Of all customers, by p, q, v. What a pattern has of its own is only what was spent, y = x m; the special functions
    depend on x alone, and ways to have bought so often are few.
    """
    spent, count, times = found.frequency * found.mean, found.count, found.count * found.frequency
    customers = float(count.sum())
    x, place = np.unique(found.frequency, return_inverse=True)
    with_x = np.bincount(place, count)
    log_mean, log_spent = total(count, np.log(found.mean)), total(count, np.log(spent))

    def at(parameters: Numbers) -> Surface:
        p, q, v = parameters
        above, inverse = np.log1p(v / spent), 1 / (spent + v)  # ln (y+v)/y, which is exact where v is small
        above_all, above_times = total(count, above), total(times, above)
        below_all = above_all + log_spent - customers * np.log(v)  # Σ ln (y+v)/v
        inverses, inverse_times = total(count, inverse), total(times, inverse)
        both, own, alone = (_log_gamma(z) for z in (p * x + q, p * x, q))
        height = with_x @ (both[0] - own[0]) - customers * alone[0] - log_mean - p * above_times - q * below_all
        by_p = (with_x * x) @ (both[1] - own[1]) - above_times
        by_q = with_x @ both[1] - customers * alone[1] - below_all
        by_v = customers * q / v - p * inverse_times - q * inverses
        square = inverse * inverse
        pp = (with_x * x * x) @ (both[2] - own[2])
        pq = (with_x * x) @ both[2]
        qq = with_x @ both[2] - customers * alone[2]
        qv = customers / v - inverses
        vv = -customers * q / v**2 + p * total(times, square) + q * total(count, square)
        bend = np.array([[pp, pq, -inverse_times], [pq, qq, qv], [-inverse_times, qv, vv]])
        return float(height), np.array([by_p, by_q, by_v]), bend

    return at


def _log_gamma(z: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """ln Γ and its first two derivatives."""
    return scipy.special.gammaln(z), scipy.special.digamma(z), scipy.special.zeta(2, z)


def expected(parameters: Numbers, frequency: Numbers, mean: Numbers) -> Numbers:
    """The value of a purchase to come, money, given x and m; without repeat purchases that of somebody new.

    (p v + p x m) / (p x + q - 1): note 025, equation 5. Where q is 1 or less a mean does not exist (NaN without x).
    """
    p, q, v = parameters
    x = np.asarray(frequency, dtype=float)
    seen = np.where(x > 0, np.nan_to_num(mean), 0.0)
    below = p * x + q - 1
    return np.where(below > 0, p * (v + x * seen) / np.where(below > 0, below, 1), np.nan)


def guard_enough(found: Spending) -> None:
    """Refuse values that do not say how customers differ."""
    if not len(found):
        raise LifetimeError(Fault.NO_VALUE)
    if found.count.sum() < FEWEST_REPEATERS:
        raise LifetimeError(Fault.ONE_TIME_BUYERS, found=int(found.count.sum()), least=FEWEST_REPEATERS)
    if float(np.ptp(found.mean)) <= ALIKE * float(np.max(found.mean)):
        raise LifetimeError(Fault.CONSTANT_VALUE)
