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
from covalue.analytics.lifetime.patterns import FEWEST_REPEATERS, Numbers, Spending, of_counts

NAMES = ("p", "q", "v")
ALIKE = 1e-9  # of the mean: values that differ less do not differ


def log_likelihood(parameters: Numbers, found: Spending) -> tuple[Numbers, Numbers]:
    """Of each pattern (n,), and its slopes by p, q, v (3, n). Note 025, equation 1b, as the density of m."""
    p, q, v = parameters
    x, m = found.frequency, found.mean
    shape, scale = p * x, np.log(x * m + v)
    value = (
        of_counts(lambda n: scipy.special.gammaln(p * n + q) - scipy.special.gammaln(np.maximum(p * n, p)), x)
        - scipy.special.gammaln(q)
        + q * np.log(v)
    )
    value += (shape - 1) * np.log(m) + shape * np.log(x) - (shape + q) * scale
    further = of_counts(lambda n: scipy.special.digamma(p * n + q), x)
    by_p = x * (
        further - of_counts(lambda n: scipy.special.digamma(np.maximum(p * n, p)), x) + np.log(m) + np.log(x) - scale
    )
    by_q = further - scipy.special.digamma(q) + np.log(v) - scale
    by_v = q / v - (shape + q) / (x * m + v)
    return value, np.stack([by_p, by_q, by_v])


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
