"""The models under one hand: each by its key, with how it is fitted and what can be asked of it."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from covalue.analytics.lifetime import beta_geometric, fitting, gamma_gamma, pareto_nbd, patterns
from covalue.analytics.lifetime import shifted_beta_geometric as sbg
from covalue.analytics.lifetime.fitting import Fit, Likelihood
from covalue.analytics.lifetime.patterns import Contracts, Numbers, Purchases, Spending

ENOUGH_TO_START: Final = 1_000  # patterns: starts are tried on no more


@dataclass(frozen=True)
class Model:
    """A model of buying. All functions take the parameters (k,) and the histories; `likelihood` is that of all, made ready."""

    key: str
    title: str
    names: tuple[str, ...]
    likelihood: Callable[[Purchases], Likelihood]
    log_likelihood: Callable[[Numbers, Purchases], Numbers]
    alive: Callable[[Numbers, Purchases], Numbers]
    if_alive: Callable[[Numbers, Purchases, float], Numbers]
    expected: Callable[[Numbers, Purchases, float], Numbers]


def _beta_geometric(key: str, title: str, *, first_toss: bool) -> Model:
    return Model(
        key,
        title,
        beta_geometric.NAMES,
        partial(beta_geometric.likelihood, first_toss=first_toss),
        partial(beta_geometric.log_likelihood, first_toss=first_toss),
        partial(beta_geometric.alive, first_toss=first_toss),
        partial(beta_geometric.if_alive, first_toss=first_toss),
        partial(beta_geometric.expected, first_toss=first_toss),
    )


BG_NBD: Final = _beta_geometric("bg_nbd", "BG/NBD", first_toss=False)
MBG_NBD: Final = _beta_geometric("mbg_nbd", "MBG/NBD", first_toss=True)
PARETO_NBD: Final = Model(
    "pareto_nbd",
    "Pareto/NBD",
    pareto_nbd.NAMES,
    pareto_nbd.likelihood,
    pareto_nbd.log_likelihood,
    pareto_nbd.alive,
    pareto_nbd.if_alive,
    pareto_nbd.expected,
)
MODELS: Final = {model.key: model for model in (BG_NBD, MBG_NBD, PARETO_NBD)}


def fit(model: Model, found: Purchases) -> Fit:
    """A model of buying fitted to histories; equal ones are grouped here. Raises LifetimeError."""
    patterns.guard_enough(found)
    known, _places = patterns.grouped(found)
    few = known.thinned(ENOUGH_TO_START)
    return fitting.maximise(
        model.likelihood(known),
        model=model.title,
        names=model.names,
        starts=_starts(model, known),
        customers=known.customers,
        rough=model.likelihood(few) if len(few) < len(known) else None,
    )


def expected(model: Model, fit: Fit, found: Purchases, ahead: float) -> Numbers:
    """Purchases expected of each customer in the next `ahead` units of time; equal histories are asked once."""
    known, place = patterns.grouped(found)
    return np.asarray(model.expected(fit.values, known, ahead)[place])


def fit_spending(found: Spending) -> Fit:
    """The gamma-gamma model fitted to what repeat purchases were worth. Raises LifetimeError."""
    gamma_gamma.guard_enough(found)
    usual = float(np.average(found.mean, weights=found.count))
    customers = int(found.count.sum())
    scaled = Spending(
        found.frequency, found.mean / usual, found.count
    )  # v is money: cents or millions, the search is one
    fit = fitting.maximise(
        gamma_gamma.likelihood(scaled),
        model="gamma-gamma",
        names=gamma_gamma.NAMES,
        starts=[(p, q, (q - 1) / p) for p, q in ((1.0, 2.0), (6.0, 4.0), (0.5, 6.0))],
        customers=customers,
    )
    height = fit.log_likelihood - customers * math.log(usual)
    return replace(fit, values=fit.values * np.array([1, 1, usual]), log_likelihood=height)


def fit_contracts(found: Contracts) -> Fit:
    """The shifted-beta-geometric model fitted to a cohort, or to several added up. Raises LifetimeError."""
    sbg.guard_enough(found)
    return fitting.maximise(
        sbg.likelihood(found),
        model="shifted-beta-geometric",
        names=sbg.NAMES,
        starts=[(1.0, 1.0), (0.5, 4.0), (3.0, 12.0)],
        customers=int(found.lost.sum() + found.alive.sum()),
    )


def _starts(model: Model, purchases: Purchases) -> list[tuple[float, ...]]:
    """Scaled to the data: α and β are times, and the mean rate r/α is near what was seen."""
    lived, bought = (patterns.total(purchases.count, of_each) for of_each in (purchases.age, purchases.frequency))
    age, rate = max(lived / purchases.customers, 1e-6), max(bought, 1.0) / max(lived, 1e-6)
    if model is PARETO_NBD:
        return [(r, r / rate, s, age * time) for r, s, time in ((0.5, 0.5, 0.5), (1.0, 1.0, 1.0), (3.0, 0.3, 3.0))]
    return [(r, r / rate, a, b) for r, a, b in ((0.3, 1.0, 2.5), (1.0, 0.5, 5.0), (3.0, 1.0, 1.0))]
