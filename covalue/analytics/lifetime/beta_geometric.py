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

from covalue.analytics.lifetime.patterns import Numbers, Purchases, of_counts

NAMES = ("r", "alpha", "a", "b")
NEAR_ONE: Final = 1e-4  # of a, where the closed form is nothing divided by nothing
LARGE: Final = 40.0
MOST_TERMS: Final = 2_000
ENOUGH: Final = 1e-15


def log_likelihood(parameters: Numbers, found: Purchases, *, first_toss: bool) -> tuple[Numbers, Numbers]:
    """Of each pattern (n,), and its slopes by r, α, a, b (4, n). `first_toss`: one may leave after the first purchase."""
    r, alpha, a, b = parameters
    x, tosses = found.frequency, found.frequency + first_toss
    staying, leaving = _staying_and_leaving(parameters, found, first_toss=first_toss)
    both = np.logaddexp(staying, leaving)
    alive, gone = np.exp(staying - both), np.exp(leaving - both)
    now, last = alpha + found.age, alpha + found.recency

    value = of_counts(lambda n: scipy.special.gammaln(r + n) + scipy.special.betaln(a, b + n + first_toss), x) + both
    value += r * np.log(alpha) - scipy.special.gammaln(r) - scipy.special.betaln(a, b)
    by_r = of_counts(lambda n: scipy.special.digamma(r + n), x) - scipy.special.digamma(r) + np.log(alpha)
    by_r -= alive * np.log(now) + gone * np.log(last)
    by_alpha = r / alpha - (r + x) * (alive / now + gone / last)
    whole = scipy.special.digamma(a + b) - of_counts(lambda n: scipy.special.digamma(a + b + n + first_toss), x)
    by_a = whole + gone / a
    by_b = whole + of_counts(lambda n: scipy.special.digamma(b + n + first_toss), x) - scipy.special.digamma(b)
    by_b -= gone / np.where(tosses > 0, b + tosses - 1, 1)
    return value, np.stack([by_r, by_alpha, by_a, by_b])


def alive(parameters: Numbers, found: Purchases, *, first_toss: bool) -> Numbers:
    """P(alive) of each history at its end, 0 to 1. Always 1 for one-time buyers in the BG/NBD."""
    staying, leaving = _staying_and_leaving(parameters, found, first_toss=first_toss)
    return np.asarray(np.exp(staying - np.logaddexp(staying, leaving)))


def expected(parameters: Numbers, found: Purchases, ahead: float, *, first_toss: bool) -> Numbers:
    """Purchases expected of each customer in the next `ahead` units of time, given their history.

    2005, equation 10, after Euler's transformation of its 2F1, which leaves a hypergeometric with small parameters
    however often a customer bought. Close to a = 1 it is read off between both sides.
    """
    a = parameters[2]
    if abs(a - 1) > NEAR_ONE:
        stay = _if_alive(parameters, found, ahead, a, first_toss=first_toss)
    else:
        below, above = (
            _if_alive(parameters, found, ahead, side, first_toss=first_toss) for side in (1 - NEAR_ONE, 1 + NEAR_ONE)
        )
        stay = below + (a - 1 + NEAR_ONE) / (2 * NEAR_ONE) * (above - below)
    return np.asarray(stay * alive(parameters, found, first_toss=first_toss))


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


def _staying_and_leaving(parameters: Numbers, purchases: Purchases, *, first_toss: bool) -> tuple[Numbers, Numbers]:
    """Logarithms of the two terms of the likelihood."""
    r, alpha, a, b = parameters
    x, tosses = purchases.frequency, purchases.frequency + first_toss
    staying = -(r + x) * np.log(alpha + purchases.age)
    odds = np.log(a) - np.log(np.where(tosses > 0, b + tosses - 1, 1))
    leaving = np.where(tosses > 0, odds - (r + x) * np.log(alpha + purchases.recency), -np.inf)
    return staying, leaving
