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

import numpy as np
from scipy import stats
from scipy.special import betaln, digamma, gammaln, hyp2f1

from covalue.analytics.lifetime.patterns import Numbers, Purchases

NAMES = ("r", "alpha", "a", "b")
NEAR_ONE = 1e-5


def log_likelihood(parameters: Numbers, found: Purchases, *, first_toss: bool) -> tuple[Numbers, Numbers]:
    """Of each pattern (n,), and its slopes by r, α, a, b (4, n). `first_toss`: one may leave after the first purchase."""
    r, alpha, a, b = parameters
    x, tosses = found.frequency, found.frequency + first_toss
    staying, leaving = _staying_and_leaving(parameters, found, first_toss=first_toss)
    both = np.logaddexp(staying, leaving)
    alive, gone = np.exp(staying - both), np.exp(leaving - both)
    now, last = alpha + found.age, alpha + found.recency

    value = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + betaln(a, b + tosses) - betaln(a, b) + both
    by_r = digamma(r + x) - digamma(r) + np.log(alpha) - alive * np.log(now) - gone * np.log(last)
    by_alpha = r / alpha - (r + x) * (alive / now + gone / last)
    by_a = digamma(a + b) - digamma(a + b + tosses) + gone / a
    by_b = digamma(b + tosses) - digamma(b) + digamma(a + b) - digamma(a + b + tosses)
    by_b -= gone / np.where(tosses > 0, b + tosses - 1, 1)
    return value, np.stack([by_r, by_alpha, by_a, by_b])


def alive(parameters: Numbers, found: Purchases, *, first_toss: bool) -> Numbers:
    """P(alive) of each history at its end, 0 to 1. Always 1 for one-time buyers in the BG/NBD."""
    staying, leaving = _staying_and_leaving(parameters, found, first_toss=first_toss)
    return np.asarray(np.exp(staying - np.logaddexp(staying, leaving)))


def expected(parameters: Numbers, found: Purchases, ahead: float, *, first_toss: bool) -> Numbers:
    """Purchases expected of each customer in the next `ahead` units of time, given their history.

    2005, equation 10, after Euler's transformation of its 2F1, which leaves a hypergeometric with small parameters
    however often a customer bought. At a = 1 the limit is taken.
    """
    r, alpha, a, b = parameters
    tosses = found.frequency + first_toss
    a = a if abs(a - 1) > NEAR_ONE else 1 + NEAR_ONE
    z = ahead / (alpha + found.age + ahead)
    left = a + b + tosses - 1
    stays = (1 - z) ** (a - 1) * hyp2f1(left - r - found.frequency, a - 1, left, z)
    return np.asarray(left / (a - 1) * (1 - stays) * alive(parameters, found, first_toss=first_toss))


def chance_of(purchases: Numbers, parameters: Numbers, span: float, *, first_toss: bool) -> Numbers:
    """P(X(span) = n): that a new customer buys again exactly so often within `span`. 2005, equation 8."""
    r, alpha, a, b = parameters
    x = np.asarray(purchases, dtype=float)
    tosses = x + first_toss
    counts = stats.nbinom(r, alpha / (alpha + span))
    still = np.exp(betaln(a, b + tosses) - betaln(a, b)) * counts.pmf(x)
    last = np.exp(betaln(a + 1, np.where(tosses > 0, b + tosses - 1, b)) - betaln(a, b)) * counts.sf(x - 1)
    return np.asarray(still + np.where(tosses > 0, last, 0.0))


def _staying_and_leaving(parameters: Numbers, found: Purchases, *, first_toss: bool) -> tuple[Numbers, Numbers]:
    """Logarithms of the two terms of the likelihood."""
    r, alpha, a, b = parameters
    x, tosses = found.frequency, found.frequency + first_toss
    staying = -(r + x) * np.log(alpha + found.age)
    odds = np.log(a) - np.log(np.where(tosses > 0, b + tosses - 1, 1))
    leaving = np.where(tosses > 0, odds - (r + x) * np.log(alpha + found.recency), -np.inf)
    return staying, leaving
