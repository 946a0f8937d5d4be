"""Pareto/NBD: customers buy at random at rates of their own and may leave at any moment, unseen.

A customer buys in a Poisson process of rate λ and leaves after an exponential time of rate μ. Over customers λ is gamma
distributed (shape r, rate α) and μ too (shape s, rate β): Schmittlein, Morrison and Colombo 1987, "Counting your
customers: who are they and what will they do next?", Management Science 33(1). The likelihood of (x, t_x, T) is

    Γ(r+x) α^r β^s / Γ(r) · [ (α+T)^-(r+x) (β+T)^-s  +  s ∫ (α+τ)^-(r+x) (β+τ)^-(s+1) dτ,  τ from t_x to T ]

"still a customer at T" and "left at τ". The papers write the integral as the difference of two 2F1, which cancel to
nothing where t_x is close to T and overflow for large x (Hardie, note 027). Here it is taken as it stands, as odds against
the first term, s ∫ ((α+T)/(α+τ))^(r+x) ((β+T)/(β+τ))^s dτ/(β+τ): over w = ln((c+τ)/(c+t_x)), with c the smaller of α and
β, it is so smooth that Gauss-Legendre with 24 nodes takes it to nine digits. The slopes and bends of its logarithm are means
and covariances of those of the integrand, over the moments one may have left at.

Example (Fader, Hardie and Lee 2005, CDNOW, weeks): r 0.553, α 10.578, s 0.606, β 11.669, log-likelihood -9595.0.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy

from covalue.analytics.lifetime import patterns
from covalue.analytics.lifetime.fitting import Likelihood, Surface
from covalue.analytics.lifetime.patterns import Numbers, Purchases, total

NAMES = ("r", "alpha", "s", "beta")
_NODES, _WEIGHTS = (column[:, None] for column in np.polynomial.legendre.leggauss(24))
FORGOTTEN: Final = 32  # e^-32 of the integrand at t_x is nothing
NEWTON: Final = 5
AT_ONCE: Final = 1_000  # patterns, each with all nodes: what fits into the processor's own memory


def log_likelihood(parameters: Numbers, found: Purchases) -> Numbers:
    """Of each pattern (n,)."""
    r, alpha, s, beta = parameters
    x = found.frequency
    value = scipy.special.gammaln(r + x) - scipy.special.gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    value -= (r + x) * np.log(alpha + found.age) + s * np.log(beta + found.age)
    return np.asarray(value + patterns.log_of_sum(_odds_of_having_left(parameters, found)))


def likelihood(found: Purchases) -> Likelihood:
    """Of all customers, by r, α, s, β."""
    ages = patterns.ages(found)
    bought = patterns.more_than(found.frequency, found.count)
    leavers = found.only(found.recency < found.age)

    def at(parameters: Numbers) -> Surface:
        height, slope, bend = _staying(parameters, ages)
        rates = patterns.rising(parameters[0], bought)
        height += rates[0]
        slope[0] += rates[1]
        bend[0, 0] += rates[2]
        for part in leavers.parts(AT_ONCE):
            more = _having_left(parameters, part)
            height, slope, bend = height + more[0], slope + more[1], bend + more[2]
        return float(height), slope, bend

    return at


def alive(parameters: Numbers, found: Purchases) -> Numbers:
    """P(alive) of each history at its end, 0 to 1. 1987, equations 11 to 13."""
    _gone, stayed = patterns.chance(_odds_of_having_left(parameters, found))
    return stayed


def expected(parameters: Numbers, found: Purchases, ahead: float) -> Numbers:
    """Purchases expected of each customer in the next `ahead` units of time, given their history. 1987, equation 22."""
    return np.asarray(alive(parameters, found) * if_alive(parameters, found, ahead))


def if_alive(parameters: Numbers, found: Purchases, ahead: float) -> Numbers:
    """The same of those who still are customers, whenever they bought last.

    The rate left, (r+x)/(α+T), over the time they stay: (1 - q^(s-1))/(s-1) with q = (β+T)/(β+T+ahead), which is -ln q
    at s = 1.
    """
    r, alpha, s, beta = parameters
    ending = beta + found.age
    stay = -ending * scipy.special.boxcox(ending / (ending + ahead), s - 1)
    return np.asarray((r + found.frequency) / (alpha + found.age) * stay)


def residual(parameters: Numbers, found: Purchases, discount: float) -> Numbers:
    """Discounted expected residual transactions over all time to come (DERT), at a continuous rate δ per unit above zero.

    Fader, Hardie and Lee 2005, "RFM and CLV", JMR 42(4), equation 3, with Tricomi's Ψ. Example (CDNOW, δ = ln 1.15 / 52):
    (x, t_x, T) = (2, 30.43, 38.86) → 6.50.
    """
    r, alpha, s, beta = parameters
    ending = discount * (beta + found.age)
    stay = ending ** (s - 1) * scipy.special.hyperu(s, s, ending) * (beta + found.age)
    return np.asarray(alive(parameters, found) * (r + found.frequency) / (alpha + found.age) * stay)


def _staying(parameters: Numbers, ages: patterns.Ages) -> Surface:
    """Σ r ln α + s ln β - (r+x) ln (α+T) - s ln (β+T), by age."""
    r, alpha, s, beta = parameters
    t, n, x = ages.age, ages.customers, ages.purchases
    height, slope, bend = -float(x @ np.log(alpha + t)), np.zeros(4), np.zeros((4, 4))
    slope[1], bend[1, 1] = -x @ (1 / (alpha + t)), x @ (alpha + t) ** -2
    for place, shape, scale in ((0, r, alpha), (2, s, beta)):
        longer, fall = float(n @ np.log1p(t / scale)), t / (scale * (scale + t))
        height -= shape * longer
        slope[place] -= longer
        slope[place + 1] += shape * (n @ fall)
        bend[place, place + 1] = bend[place + 1, place] = n @ fall
        bend[place + 1, place + 1] -= shape * (n @ (fall * (1 / scale + 1 / (scale + t))))
    return height, slope, bend


def _having_left(parameters: Numbers, found: Purchases) -> Surface:
    """Σ ln (1 + e^d), with the odds d of having left; d is the logarithm of an integral of e^f, so its slopes are means of
    those of f, and its bends means of bends and products less the products of the means.
    """
    r, alpha, s, beta = parameters
    left = _leaving(parameters, found)
    gone, _stayed = patterns.chance(left.odds)
    by_alpha, by_beta = 1 / (alpha + found.age) - left.inverse_alpha, 1 / (beta + found.age) - left.inverse_beta
    bought = r + found.frequency
    of_each = np.stack(
        [left.silence_alpha, bought * by_alpha, left.silence_beta + 1 / s, s * by_beta - left.inverse_beta]
    )
    mean = np.einsum("kmn,mn->kn", of_each, left.share)
    chance = found.count * gone
    weight = (left.share * chance).ravel()
    flat = of_each.reshape(4, -1)
    bend = np.einsum("in,jn->ij", flat * weight, flat) - np.einsum("in,jn->ij", mean * (chance * gone), mean)
    bend[0, 1] += total(weight, by_alpha.ravel())
    bend[1, 0] = bend[0, 1]
    square = left.inverse_alpha * left.inverse_alpha - (alpha + found.age) ** -2
    bend[1, 1] += total(weight, (bought * square).ravel())
    bend[2, 3] += total(weight, by_beta.ravel())
    bend[3, 2] = bend[2, 3]
    bend[2, 2] -= weight.sum() / s**2
    square = (s + 1) * left.inverse_beta * left.inverse_beta - s * (beta + found.age) ** -2
    bend[3, 3] += total(weight, square.ravel())
    return total(found.count, patterns.log_of_sum(left.odds)), np.einsum("kn,n->k", mean, chance), bend


def _odds_of_having_left(parameters: Numbers, found: Purchases) -> Numbers:
    """The logarithm of the second term of the likelihood, less that of the first; -∞ for who bought on the last day."""
    return np.concatenate([_leaving(parameters, part).odds for part in found.parts(AT_ONCE)])


@dataclass(frozen=True)
class _Leaving:
    """The odds of having left (n,), and the moments τ one may have left at, (nodes, n): the share of each in these odds,
    ln (α+T)/(α+τ), ln (β+T)/(β+τ), 1/(α+τ) and 1/(β+τ).
    """

    odds: Numbers
    share: Numbers
    silence_alpha: Numbers
    silence_beta: Numbers
    inverse_alpha: Numbers
    inverse_beta: Numbers


def _leaving(parameters: Numbers, found: Purchases) -> _Leaving:
    """The integral over τ, all patterns at once."""
    r, alpha, s, beta = parameters
    near = min(alpha, beta)
    reach = _reach(parameters, found, near)
    w = reach * ((_NODES + 1) / 2)
    since = (near + found.recency) * np.exp(w)  # near + τ
    inverses = {scale: 1 / (since + (scale - near)) for scale in (alpha, beta)}
    silences = {scale: np.log((scale + found.age) * inverse) for scale, inverse in inverses.items() if scale != near}
    silences[near] = np.log((near + found.age) / (near + found.recency)) - w
    height = (r + found.frequency) * silences[alpha] + s * silences[beta]
    most = np.maximum(height.max(axis=0), 0)
    part = np.exp(height - most) * since * inverses[beta] * _WEIGHTS
    whole = part.sum(axis=0)
    at_all = whole > 0
    whole = np.where(at_all, whole, 1)
    odds = np.where(at_all & (reach > 0), np.log(whole * s / 2) + np.log(np.where(reach > 0, reach, 1)) + most, -np.inf)
    return _Leaving(odds, part / whole, silences[alpha], silences[beta], inverses[alpha], inverses[beta])


def _reach(parameters: Numbers, found: Purchases, near: float) -> Numbers:
    """How far w runs: to T, or to where the integrand is nothing beside what it was at t_x.

    Its logarithm is concave in w, so that Newton's steps from beyond come down to that place and never pass it.
    """
    r, alpha, s, beta = parameters
    w = np.log((near + found.age) / (near + found.recency))

    def log_integrand(some: Purchases, moment: Numbers) -> Numbers:
        bought = r + some.frequency
        return np.asarray(np.log(near + moment) - bought * np.log(alpha + moment) - (s + 1) * np.log(beta + moment))

    least = log_integrand(found, found.recency) - FORGOTTEN
    far = log_integrand(found, found.age) < least
    some, nearer, least = found.only(far), w[far], least[far]
    for _step in range(NEWTON):
        moment = (near + some.recency) * np.exp(nearer) - near
        slope = 1 - (near + moment) * ((r + some.frequency) / (alpha + moment) + (s + 1) / (beta + moment))
        below = log_integrand(some, moment) - least
        nearer = np.where(below < 0, nearer - below / np.where(below < 0, slope, 1), nearer)
    w[far] = nearer
    return np.asarray(w)
