"""Cohorts of contracts: what was observed, what the model says of the time to come, how sure that is, and what it is worth.

A *vintage* is contracts that could have been renewed equally often by now: how many ran after 0, 1, 2, … renewals. A
survival table of one cohort is one vintage; contracts begun at different times are one for each age. Shares are parts of
one; time is counted in contract periods and money is left to the caller: worth is in margins of a period.

Intervals are profile-likelihood intervals (95 %): the least and most a figure takes among all parameters whose
log-likelihood is within 1.92 of the maximum (Venzon and Moolgavkar 1988). Unlike those from the curvature they stay honest
where a short history says little of how customers differ. They are of what is expected.

The naive forecast is constant retention: of those there, the mean share so far renews each time. Source of the model and
of the check: Fader and Hardie 2007 (see shifted_beta_geometric): of twelve years, five are forecast from seven.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from covalue.analytics.lifetime import catalogue
from covalue.analytics.lifetime import shifted_beta_geometric as sbg
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.fitting import Fit
from covalue.analytics.lifetime.patterns import Contracts, Numbers

Vintages = tuple[tuple[int, ...], ...]

DEPTH: Final = 1.9207  # of log-likelihood: half the 95 % quantile of chi-squared with one degree of freedom
SIDE: Final = 41  # points of the region's grid along each axis
FILLED: Final = 14  # of them inside, so that the ends of an interval are near enough
ZOOMS: Final = 12
FARTHEST: Final = math.log(1e6)
WIDE: Final = np.array([6.0, 20.0])  # half the first box: log-odds, and the logarithm of α + β
ENDLESS: Final = 20_000  # periods
SURE: Final = 21.0  # e^-21 is nothing
HELD_OUT: Final = 0.4  # of the periods known, as in the published check: five of twelve


@dataclass(frozen=True)
class Observed:
    """By renewal 1, 2, …: contracts that came to it, that renewed, the share of them, and the share of all still there.

    With vintages of several ages the share still there is the product of the shares that renewed (Kaplan and Meier 1958).
    """

    at_risk: Numbers
    renewed: Numbers
    retention: Numbers
    survival: Numbers


@dataclass(frozen=True)
class Band:
    """A figure, or one for each period, with its 95 % interval."""

    value: Numbers
    low: Numbers
    high: Numbers


@dataclass(frozen=True)
class Step:
    """A period held out: shares of the contracts begun that were still there, and that the forecasts expected."""

    ahead: int
    actual: float
    model: float
    naive: float


@dataclass(frozen=True)
class Check:
    """Fitted to what was known `held` periods ago, held against what came; errors are mean absolute, in shares of one."""

    held: int
    known: int
    begun: int
    steps: tuple[Step, ...]
    model_error: float
    naive_error: float

    @property
    def better(self) -> bool:
        """Whether the model beats constant retention."""
        return self.model_error < self.naive_error


@dataclass(frozen=True)
class Worth:
    """Discounted expected lifetimes, in margins of a period.

    `at_start`: of a new contract, the first margin at once; `after_renewal`: the first margin after the first renewal.
    `running`: of all that run, each about to renew. `constant_…`: the same with constant retention.
    """

    at_start: Band
    after_renewal: Band
    running: Band
    constant_at_start: float
    constant_after_renewal: float


@dataclass(frozen=True)
class Projection:
    """Everything of a segment. `survival` and `retention` are by period 0, 1, 2, … (retention of period 0 is 1)."""

    begun: int
    running: int
    known: int
    fit: Fit
    observed: Observed
    survival: Band
    retention: Band
    constant: float
    check: Check | None
    worth: Worth


def project(
    vintages: Vintages,
    *,
    discount: float,
    periods: int,
    held: int | None = None,
    running: tuple[int, ...] | None = None,
) -> Projection:
    """Fit the model and look `periods` ahead from the start; `discount` per period, above zero.

    `held` periods are held out for the check, two fifths of those known without it. `running` counts those that run today
    by renewals made, if that is not whoever is left of each vintage. Raises LifetimeError.
    """
    contracts = contracts_of(vintages)
    fit = catalogue.fit_contracts(contracts)
    seen = observed(contracts)
    near = region(contracts, fit)
    survival = np.exp(_log_survival(near, periods))
    retention = np.concatenate([np.ones((1, near.shape[1])), _retention(near, periods)])
    constant = constant_retention(seen)
    runs = np.array(running, dtype=float) if running else _left_of(vintages)
    return Projection(
        begun=sum(vintage[0] for vintage in vintages),
        running=int(runs.sum()),
        known=len(seen.retention),
        fit=fit,
        observed=seen,
        survival=_band(survival),
        retention=_band(retention),
        constant=constant,
        check=check(vintages, default_held(vintages) if held is None else held),
        worth=_worth(near, runs, discount, constant),
    )


def contracts_of(vintages: Vintages) -> Contracts:
    """What a fit is told: how many left at each renewal, and how many had run so long and go on. Raises LifetimeError."""
    cohorts = [sbg.contracts_of(np.array(vintage)) for vintage in vintages if len(vintage) > 1 and vintage[0] > 0]
    if not cohorts:
        raise LifetimeError(Fault.ALL_LOST_AT_ONCE)
    most = max(len(cohort.periods) for cohort in cohorts)

    def summed(parts: Sequence[Numbers]) -> Numbers:
        return np.asarray(np.sum([np.pad(part, (0, most - len(part))) for part in parts], axis=0))

    return Contracts(
        np.arange(1.0, most + 1),
        summed([cohort.lost for cohort in cohorts]),
        summed([cohort.alive for cohort in cohorts]),
    )


def observed(found: Contracts) -> Observed:
    """What happened at each renewal."""
    both = found.lost + found.alive
    at_risk = np.cumsum(both[::-1])[::-1]
    retention = 1 - found.lost / np.where(at_risk > 0, at_risk, 1)
    return Observed(at_risk, at_risk - found.lost, retention, np.asarray(np.cumprod(retention), dtype=float))


def constant_retention(seen: Observed) -> float:
    """The share that renewed, of all that came to a renewal: the likeliest if customers did not differ."""
    return float(seen.renewed.sum() / seen.at_risk.sum())


def constant_worth(margin: float, retention: float, discount: float) -> tuple[float, float]:
    """A contract's value where retention is constant: the first margin at once, and after the first renewal.

    m(1+d)/(1+d−r) and m r/(1+d−r). Example: m 100, r 0.8, d 0.1 → 366.67 and 266.67.
    """
    rest = 1 + discount - retention
    return margin * (1 + discount) / rest, margin * retention / rest


def default_held(vintages: Vintages) -> int:
    """How many periods a check holds out, so that two or more remain; 0 where there are too few."""
    known = max(len(vintage) for vintage in vintages) - 1
    return min(max(1, round(known * HELD_OUT)), known - 2) if known > 2 else 0


def check(vintages: Vintages, held: int) -> Check | None:
    """Would it have come true? None where nothing is held out, or the time before is too little for a fit."""
    longest = max(len(vintage) for vintage in vintages)
    if not 0 < held < longest - 1:
        return None
    known = tuple(vintage for vintage in vintages if len(vintage) > held and vintage[0] > 0)
    before = tuple(vintage[: len(vintage) - held] for vintage in known)
    try:
        contracts = contracts_of(before)
        fit = catalogue.fit_contracts(contracts)
    except LifetimeError:
        return None
    begun, constant = sum(vintage[0] for vintage in known), constant_retention(observed(contracts))
    if not begun:
        return None
    stays = np.exp(_log_survival(fit.values[:, None], longest)[:, 0])

    def step(ahead: int) -> Step:
        actual = sum(vintage[len(vintage) - held - 1 + ahead] for vintage in known)
        model = sum(vintage[0] * stays[len(vintage) - held - 1 + ahead] for vintage in known)
        naive = sum(vintage[len(vintage) - held - 1] * constant**ahead for vintage in known)
        return Step(ahead, actual / begun, float(model / begun), naive / begun)

    steps = tuple(step(ahead) for ahead in range(1, held + 1))
    return Check(
        held,
        len(contracts.periods),
        begun,
        steps,
        model_error=float(np.mean([abs(period.model - period.actual) for period in steps])),
        naive_error=float(np.mean([abs(period.naive - period.actual) for period in steps])),
    )


def region(found: Contracts, fit: Fit) -> Numbers:
    """The parameters that are likely enough, (2, m), those of the fit first.

    On a grid over the share that leaves at the first renewal and over how alike customers are, drawn around what is
    inside again and again until enough of it is.
    """
    alpha, beta = fit.values
    best = np.array([np.log(alpha / beta), -np.log(alpha + beta)])
    low = np.minimum(np.maximum(best - WIDE, -FARTHEST), best)
    high = np.maximum(np.minimum(best + WIDE, FARTHEST), best)
    inside = np.zeros((2, 0))
    for _zoom in range(ZOOMS):
        axes = [np.linspace(low[place], high[place], SIDE) for place in (0, 1)]
        grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
        inside = grid[:, _log_likelihood(_parameters(grid), found) >= fit.log_likelihood - DEPTH]
        cell = (high - low) / (SIDE - 1)
        points = np.column_stack([inside, best])
        first, last = points.min(axis=1), points.max(axis=1)
        if np.all((last - first) >= (FILLED - 1) * cell):
            break
        low, high = np.maximum(first - cell, low), np.minimum(last + cell, high)
    return np.column_stack([fit.values, _parameters(inside)])


def residuals(parameters: Numbers, periods: int, discount: float) -> Numbers:
    """Discounted expected residual lifetimes of who is about to renew for the 1st, 2nd, … time, (periods, m).

    L(n) = r(n) (1 + L(n+1) / (1+d)), from far ahead backwards: no hypergeometric function to overflow where customers are
    much alike. The same as `shifted_beta_geometric.residual` (Fader and Hardie 2010).
    """
    alpha, beta = parameters
    last = periods + int(min(ENDLESS, SURE / discount))
    shrink = 1 / (1 + discount)
    stays = (beta + last) / (alpha + beta + last)
    ahead = stays / (1 - shrink * stays)
    lifetimes = np.zeros((periods, parameters.shape[1]))
    for n in range(last, 0, -1):
        ahead = (beta + n - 1) / (alpha + beta + n - 1) * (1 + shrink * ahead)
        if n <= periods:
            lifetimes[n - 1] = ahead
    return lifetimes


def _left_of(vintages: Vintages) -> Numbers:
    """Contracts that run, by the renewals they made."""
    counts = np.zeros(max(len(vintage) for vintage in vintages))
    for vintage in vintages:
        counts[len(vintage) - 1] += vintage[-1]
    return counts


def _worth(near: Numbers, running: Numbers, discount: float, constant: float) -> Worth:
    """Somebody who renewed n - 1 times is about to renew for the n-th: so many margins are still expected."""
    left = residuals(near, len(running), discount)
    later = left[0] / (1 + discount)
    at_start, after = constant_worth(1.0, constant, discount)
    return Worth(_band((1 + later)[None]), _band(later[None]), _band((running @ left)[None]), at_start, after)


def _band(values: Numbers) -> Band:
    """The first column is the fit's, all of them are likely enough."""
    return Band(values[:, 0], values.min(axis=1), values.max(axis=1))


def _parameters(places: Numbers) -> Numbers:
    """α and β of a place on the grid: log-odds of leaving at the first renewal, and minus ln(α + β)."""
    odds, spread = places
    whole = np.exp(-spread)
    share = 1 / (1 + np.exp(-odds))
    return np.stack([np.maximum(share * whole, 1e-300), np.maximum((1 - share) * whole, 1e-300)])


def _retention(parameters: Numbers, periods: int) -> Numbers:
    """The share that renews at renewal 1, 2, …, (periods, m)."""
    alpha, beta = parameters
    place = np.arange(float(periods))[:, None]
    return np.asarray((beta + place) / (alpha + beta + place))


def _log_survival(parameters: Numbers, periods: int) -> Numbers:
    """ln S(0), ln S(1), …, (periods + 1, m)."""
    steps = np.cumsum(np.log(_retention(parameters, periods)), axis=0)
    return np.concatenate([np.zeros((1, parameters.shape[1])), steps])


def _log_likelihood(parameters: Numbers, contracts: Contracts) -> Numbers:
    alpha, beta = parameters
    stays = _log_survival(parameters, len(contracts.periods))
    leaves = stays[:-1] + np.log(alpha) - np.log(alpha + beta + contracts.periods[:, None] - 1)
    return np.asarray(contracts.lost @ leaves + contracts.alive @ stays[1:])
