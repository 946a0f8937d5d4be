"""Pareto/NBD: customers buy at random at rates of their own and may leave at any moment, unseen.

A customer buys in a Poisson process of rate λ and leaves after an exponential time of rate μ. Over customers λ is gamma
distributed (shape r, rate α) and μ too (shape s, rate β): Schmittlein, Morrison and Colombo 1987, "Counting your
customers: who are they and what will they do next?", Management Science 33(1). The likelihood of (x, t_x, T) is

    Γ(r+x) α^r β^s / Γ(r) · [ (α+T)^-(r+x) (β+T)^-s  +  s ∫ (α+τ)^-(r+x) (β+τ)^-(s+1) dτ,  τ from t_x to T ]

"still a customer at T" and "left at τ". The papers write the integral as the difference of two 2F1, which cancel to
nothing where t_x is close to T and overflow for large x (Hardie, note 027). Here it is taken as it stands: with c the
smaller of α and β, d the larger, k the power of the term with d, m = r+s+x and w = ln((c+τ)/(c+t_x)) it is
(c+t_x)^-m ∫ e^(-mw) ((c+τ)/(d+τ))^k dw, so smooth that Gauss-Legendre with 32 nodes takes it to ten digits.

Example (Fader, Hardie and Lee 2005, CDNOW, weeks): r 0.553, α 10.578, s 0.606, β 11.669, log-likelihood -9595.0.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy

from covalue.analytics.lifetime.patterns import Numbers, Purchases, of_counts

NAMES = ("r", "alpha", "s", "beta")
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
FORGOTTEN: Final = 38  # e^-38 of the integrand at t_x is nothing
NEWTON: Final = 5


def log_likelihood(parameters: Numbers, found: Purchases) -> tuple[Numbers, Numbers]:
    """Of each pattern (n,), and its slopes by r, α, s, β (4, n)."""
    r, alpha, s, beta = parameters
    x = found.frequency
    staying, left = _staying(parameters, found), _left(parameters, found)
    both = np.logaddexp(staying, left.log)
    alive, gone = np.exp(staying - both), np.exp(left.log - both)
    now, ending = alpha + found.age, beta + found.age

    value = (
        of_counts(lambda n: scipy.special.gammaln(r + n), x)
        - scipy.special.gammaln(r)
        + r * np.log(alpha)
        + s * np.log(beta)
        + both
    )
    by_r = (
        of_counts(lambda n: scipy.special.digamma(r + n), x)
        - scipy.special.digamma(r)
        + np.log(alpha)
        - alive * np.log(now)
        - gone * left.mean_log_alpha
    )
    by_alpha = r / alpha - (r + x) * (alive / now + gone * left.mean_inverse_alpha)
    by_s = np.log(beta) - alive * np.log(ending) + gone * (1 / s - left.mean_log_beta)
    by_beta = s / beta - alive * s / ending - gone * (s + 1) * left.mean_inverse_beta
    return value, np.stack([by_r, by_alpha, by_s, by_beta])


def alive(parameters: Numbers, found: Purchases) -> Numbers:
    """P(alive) of each history at its end, 0 to 1. 1987, equations 11 to 13."""
    staying, left = _staying(parameters, found), _left(parameters, found)
    return np.asarray(np.exp(staying - np.logaddexp(staying, left.log)))


def expected(parameters: Numbers, found: Purchases, ahead: float) -> Numbers:
    """Purchases expected of each customer in the next `ahead` units of time, given their history. 1987, equation 22.

    The rate left, (r+x)/(α+T), over the time they stay: (1 - q^(s-1))/(s-1) with q = (β+T)/(β+T+ahead), which is -ln q
    at s = 1.
    """
    r, alpha, s, beta = parameters
    ending = beta + found.age
    stay = -ending * scipy.special.boxcox(ending / (ending + ahead), s - 1)
    return np.asarray(alive(parameters, found) * (r + found.frequency) / (alpha + found.age) * stay)


def residual(parameters: Numbers, found: Purchases, discount: float) -> Numbers:
    """Discounted expected residual transactions over all time to come (DERT), at a continuous rate δ per unit above zero.

    Fader, Hardie and Lee 2005, "RFM and CLV", JMR 42(4), equation 3, with Tricomi's Ψ. Example (CDNOW, δ = ln 1.15 / 52):
    (x, t_x, T) = (2, 30.43, 38.86) → 6.50.
    """
    r, alpha, s, beta = parameters
    ending = discount * (beta + found.age)
    stay = ending ** (s - 1) * scipy.special.hyperu(s, s, ending) * (beta + found.age)
    return np.asarray(alive(parameters, found) * (r + found.frequency) / (alpha + found.age) * stay)


@dataclass(frozen=True)
class _Left:
    """The logarithm of the second term, and means over the moments one may have left at."""

    log: Numbers
    mean_log_alpha: Numbers
    mean_log_beta: Numbers
    mean_inverse_alpha: Numbers
    mean_inverse_beta: Numbers


def _staying(parameters: Numbers, purchases: Purchases) -> Numbers:
    r, alpha, s, beta = parameters
    return np.asarray(-(r + purchases.frequency) * np.log(alpha + purchases.age) - s * np.log(beta + purchases.age))


def _left(parameters: Numbers, purchases: Purchases) -> _Left:
    """The integral over τ, all patterns at once: arrays are (n, nodes)."""
    r, alpha, s, beta = parameters
    x, low = purchases.frequency[:, None], purchases.recency[:, None]
    near, far, power = (alpha, beta, s + 1) if alpha <= beta else (beta, alpha, r + x)
    m = r + s + x
    reach = _reach(parameters, purchases, near)[:, None]
    w = reach * (_NODES + 1) / 2
    moment = (near + low) * np.exp(w) - near
    ratio, at_first = (near + moment) / (far + moment), (near + low) / (far + low)
    weight = reach / 2 * _WEIGHTS * np.exp(power * np.log(ratio / at_first) - m * w)
    whole = weight.sum(axis=1)
    share = weight / np.where(whole > 0, whole, 1)[:, None]
    height = np.log(s) + (power * np.log(at_first) - m * np.log(near + low))[:, 0]
    return _Left(
        log=np.where(whole > 0, height + np.log(np.where(whole > 0, whole, 1)), -np.inf),
        mean_log_alpha=(share * np.log(alpha + moment)).sum(axis=1),
        mean_log_beta=(share * np.log(beta + moment)).sum(axis=1),
        mean_inverse_alpha=(share / (alpha + moment)).sum(axis=1),
        mean_inverse_beta=(share / (beta + moment)).sum(axis=1),
    )


def _reach(parameters: Numbers, purchases: Purchases, near: float) -> Numbers:
    """How far w runs: to T, or to where the integrand is nothing beside what it was at t_x.

    Its logarithm is concave in w, so that Newton's steps from beyond come down to that place and never pass it.
    """
    r, alpha, s, beta = parameters
    x, low = purchases.frequency, purchases.recency

    def log_integrand(moment: Numbers) -> Numbers:
        return np.asarray(np.log(near + moment) - (r + x) * np.log(alpha + moment) - (s + 1) * np.log(beta + moment))

    least = log_integrand(low) - FORGOTTEN
    w = np.log((near + purchases.age) / (near + low))
    for _step in range(NEWTON):
        moment = (near + low) * np.exp(w) - near
        slope = 1 - (near + moment) * ((r + x) / (alpha + moment) + (s + 1) / (beta + moment))
        below = log_integrand(moment) - least
        w = np.where(below < 0, w - below / np.where(below < 0, slope, 1), w)
    return np.asarray(w)
