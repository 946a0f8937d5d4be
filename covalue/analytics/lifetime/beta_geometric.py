"""BG/NBD and MBG/NBD: customers buy at random at rates of their own and, after a purchase, may leave for good.

A customer buys in a Poisson process of rate λ per unit of time and leaves after any purchase with probability p. Over
customers λ is gamma distributed (shape r, rate α) and p beta distributed (a, b). In the BG/NBD (Fader, Hardie and Lee 2005,
"Counting your customers the easy way", Marketing Science 24(2)) nobody leaves after the *first* purchase, so one-time
buyers are all alive; in the MBG/NBD (Batislam, Denizel and Filiztekin 2007, IJRM 24(3)) they may have left there, too.

Both are one model with k tosses of the leaving coin: k = x repeat purchases in the BG/NBD, k = x + 1 in the MBG/NBD. With
A = α + T and A_x = α + t_x the likelihood of a history (x, t_x, T) is

    Γ(r+x) α^r / Γ(r) · B(a, b+k) / B(a, b) · [ A^-(r+x) + 1{k>0} a/(b+k-1) A_x^-(r+x) ]

whose two terms are "still a customer" and "left at t_x": the share of the first is P(alive). Everything is in logarithms,
so that a thousand purchases neither overflow nor vanish (Hardie, note 027).

Example (2005, CDNOW, weeks): r 0.243, α 4.414, a 0.793, b 2.426, log-likelihood -9582.4; with them a customer of
(2, 30.43, 38.86) is alive with 0.7266 and expected to buy 1.226 times in the next 39 weeks.
"""

from typing import Final

import numpy as np
import scipy

from covalue.analytics.lifetime import patterns
from covalue.analytics.lifetime.fitting import Likelihood, Surface
from covalue.analytics.lifetime.patterns import Numbers, Purchases, total

NAMES = ("r", "alpha", "a", "b")
NEAR_ONE: Final = 1e-4  # of a, where the closed form is nothing divided by nothing
LARGE: Final = 40.0
MOST_TERMS: Final = 2_000
ENOUGH: Final = 1e-15


def log_likelihood(parameters: Numbers, found: Purchases, *, first_toss: bool) -> Numbers:
    """Of each pattern (n,). `first_toss`: one may leave after the first purchase."""
    r, alpha, a, b = parameters
    x = found.frequency
    value = scipy.special.gammaln(r + x) - scipy.special.gammaln(r) + r * np.log(alpha)
    value += scipy.special.betaln(a, b + x + first_toss) - scipy.special.betaln(a, b)
    value -= (r + x) * np.log(alpha + found.age)
    return np.asarray(value + patterns.log_of_sum(_odds_of_having_left(parameters, found, first_toss=first_toss)))


def likelihood(found: Purchases, *, first_toss: bool) -> Likelihood:
    """Of all customers, by r, α, a, b.

    Γ and B are products over purchases and tosses, so they only need how many bought more than 0, 1, 2, … times; the term of
    who stays is -(r+x) ln A, summed up by age. What a pattern has of its own is ln (1 + e^d), with the odds d of having left.
    """
    ages = patterns.ages(found)
    bought, tossed = (patterns.more_than(found.frequency + more, found.count) for more in (0, first_toss))
    leavers = found if first_toss else found.only(found.frequency > 0)

    def at(parameters: Numbers) -> Surface:
        r, alpha, a, b = parameters
        height, slope, bend = _staying(r, alpha, ages)
        rates, stays, whole = patterns.rising(r, bought), patterns.rising(b, tossed), patterns.rising(a + b, tossed)
        height += rates[0] + stays[0] - whole[0]
        slope += [rates[1], 0, -whole[1], stays[1] - whole[1]]
        bend[0, 0] += rates[2]
        bend[2:, 2:] += np.diag([0, stays[2]]) - whole[2]
        for part in leavers.parts():
            more = _having_left(parameters, part, first_toss=first_toss)
            height, slope, bend = height + more[0], slope + more[1], bend + more[2]
        return float(height), slope, bend

    return at


def _staying(r: float, alpha: float, ages: patterns.Ages) -> Surface:
    """Σ r ln α - (r+x) ln (α+T), by age."""
    t, n, x = ages.age, ages.customers, ages.purchases
    now, fall = alpha + t, t / (alpha * (alpha + t))
    longer, faster = float(n @ np.log1p(t / alpha)), float(n @ fall)
    bend = np.zeros((4, 4))
    bend[0, 1] = bend[1, 0] = faster
    bend[1, 1] = x @ now**-2 - r * (n @ (fall * (1 / alpha + 1 / now)))
    return -r * longer - float(x @ np.log(now)), np.array([-longer, r * faster - x @ (1 / now), 0, 0]), bend


def _having_left(parameters: Numbers, found: Purchases, *, first_toss: bool) -> Surface:
    """Σ ln (1 + e^d), with the odds d of having left: its slopes are those of d by the chance of having left."""
    r, alpha, a, b = parameters
    odds = _odds_of_having_left(parameters, found, first_toss=first_toss)
    gone, stayed = patterns.chance(odds)
    gone *= found.count
    bought, tosses = r + found.frequency, b + found.frequency + first_toss - 1
    now, last = 1 / (alpha + found.age), 1 / (alpha + found.recency)
    silent = now - last
    by_each = np.stack([_silence(alpha, found), bought * silent, np.full(len(found), 1 / a), -1 / tosses])
    bend = np.einsum("in,jn->ij", by_each * (gone * stayed), by_each)
    bend[0, 1] += total(gone, silent)
    bend[1, 0] = bend[0, 1]
    bend[1, 1] -= total(gone, bought * silent * (now + last))
    bend[2, 2] -= gone.sum() / a**2
    bend[3, 3] += total(gone, tosses**-2)
    return total(found.count, patterns.log_of_sum(odds)), np.einsum("in,n->i", by_each, gone), bend


def alive(parameters: Numbers, found: Purchases, *, first_toss: bool) -> Numbers:
    """P(alive) of each history at its end, 0 to 1. Always 1 for one-time buyers in the BG/NBD."""
    _gone, stayed = patterns.chance(_odds_of_having_left(parameters, found, first_toss=first_toss))
    return stayed


def expected(parameters: Numbers, found: Purchases, ahead: float, *, first_toss: bool) -> Numbers:
    """Purchases expected of each customer in the next `ahead` units of time, given their history. 2005, equation 10."""
    stay = if_alive(parameters, found, ahead, first_toss=first_toss)
    return np.asarray(stay * alive(parameters, found, first_toss=first_toss))


def if_alive(parameters: Numbers, found: Purchases, ahead: float, *, first_toss: bool) -> Numbers:
    """The same of those who still are customers, whenever they bought last.

    After Euler's transformation of its 2F1, which leaves a hypergeometric with small parameters however often a customer
    bought. Close to a = 1 it is read off between both sides.
    """
    a = parameters[2]
    if abs(a - 1) > NEAR_ONE:
        return _if_alive(parameters, found, ahead, a, first_toss=first_toss)
    below, above = (
        _if_alive(parameters, found, ahead, side, first_toss=first_toss) for side in (1 - NEAR_ONE, 1 + NEAR_ONE)
    )
    return np.asarray(below + (a - 1 + NEAR_ONE) / (2 * NEAR_ONE) * (above - below))


def chance_of(purchases: Numbers, parameters: Numbers, span: float, *, first_toss: bool) -> Numbers:
    """P(X(span) = n): that a new customer buys again exactly so often within `span`. 2005, equation 8."""
    r, alpha, a, b = parameters
    x = np.asarray(purchases, dtype=float)
    tosses = x + first_toss
    passed = span / (alpha + span)
    exactly = np.exp(
        scipy.special.gammaln(r + x)
        - scipy.special.gammaln(r)
        - scipy.special.gammaln(x + 1)
        + r * np.log1p(-passed)
        + x * np.log(passed)
    )
    at_least = np.where(
        x > 0, scipy.special.betainc(np.maximum(x, 1), r, passed), 1.0
    )  # of the negative binomial, as `exactly`
    still = np.exp(scipy.special.betaln(a, b + tosses) - scipy.special.betaln(a, b)) * exactly
    last = (
        np.exp(scipy.special.betaln(a + 1, np.where(tosses > 0, b + tosses - 1, b)) - scipy.special.betaln(a, b))
        * at_least
    )
    return np.asarray(still + np.where(tosses > 0, last, 0.0))


def _if_alive(parameters: Numbers, purchases: Purchases, ahead: float, a: float, *, first_toss: bool) -> Numbers:
    """Purchases expected of those still there, for an a that is not 1."""
    r, alpha, _a, b = parameters
    left = a + b + purchases.frequency + first_toss - 1
    z = ahead / (alpha + purchases.age + ahead)
    gone = (1 - z) ** (a - 1) * _hypergeometric(left - r - purchases.frequency, a - 1, left, z)
    return np.asarray(left / (a - 1) * (1 - gone))


def _hypergeometric(first: Numbers, second: float, third: Numbers, z: Numbers) -> Numbers:
    """2F1. Where the third parameter is large SciPy's may overflow, but there the series itself is short."""
    large = third > LARGE
    value = scipy.special.hyp2f1(first, second, np.where(large, LARGE, third), z)
    if not np.any(large):
        return np.asarray(value)
    a, c, z = first[large], third[large], z[large]
    term = total = np.ones_like(z)
    for n in range(MOST_TERMS):
        term = term * (a + n) * (second + n) / ((c + n) * (n + 1)) * z
        total = total + term
        if np.max(np.abs(term)) < ENOUGH:
            break
    value[large] = total
    return np.asarray(value)


def _odds_of_having_left(parameters: Numbers, found: Purchases, *, first_toss: bool) -> Numbers:
    """The logarithm of the second term of the likelihood, less that of the first; -∞ before there was a toss."""
    r, alpha, a, b = parameters
    tosses = found.frequency + first_toss
    odds = np.log(a) - np.log(np.where(tosses > 0, b + tosses - 1, 1)) + (r + found.frequency) * _silence(alpha, found)
    return np.where(tosses > 0, odds, -np.inf)


def _silence(alpha: float, found: Purchases) -> Numbers:
    """ln (α+T) / (α+t_x)."""
    return np.asarray(np.log1p((found.age - found.recency) / (alpha + found.recency)))
