"""Money over time: net present value, rates of return, payback. Flows are one number a period, the first of them now."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
MONTHS: Final = 12
ROUNDING: Final = 1e-9


def npv(rate: float, flows: Sequence[float] | Numbers) -> float:
    """Net present value: Σ flow_t / (1 + rate)^t, the first flow undiscounted (a spreadsheet's NPV starts a period later).

    Published example: 8 %; −40 000, 5 000, 8 000, 12 000, 30 000 gives 3 065.22 (documentation of numpy-financial).
    """
    flows = np.asarray(flows, dtype=float)
    return float(flows @ (1.0 + rate) ** -np.arange(len(flows)))


def irrs(flows: Sequence[float] | Numbers) -> tuple[float, ...]:
    """Every internal rate of return above −100 %, lowest first: none, one, or several.

    They are the rates at which the net present value is zero, that is the positive roots of a polynomial in 1/(1+rate).
    Published example: −100, 39, 59, 55, 20 gives 28.09 %; −5, 10.5, 1, −8, 1 has several, 8.86 % among them.
    """
    flows = np.asarray(flows, dtype=float)
    flows = np.where(abs(flows) > ROUNDING * abs(flows).max(initial=0), flows, 0)
    flows = np.trim_zeros(flows, "b")
    if len(flows) < 2 or not (np.any(flows > 0) and np.any(flows < 0)):
        return ()
    roots = np.polynomial.Polynomial(flows).roots()
    factors = roots.real[(abs(roots.imag) < 1e-7) & (roots.real > ROUNDING)]
    rates = sorted(1.0 / factor - 1.0 for factor in factors)
    return tuple(float(rate) for place, rate in enumerate(rates) if not place or rate - rates[place - 1] > 1e-6)


def mirr(flows: Sequence[float] | Numbers, *, finance_rate: float, reinvest_rate: float) -> float | None:
    """Modified internal rate of return; None without both an outlay and a return.

    Published example: −4 500, −800, 800, 800, 600, 600, 800, 800, 700, 3 000 at 8 % and 5.5 % gives 6.66 %.
    """
    flows = np.asarray(flows, dtype=float)
    periods = len(flows) - 1
    outlay = -npv(finance_rate, np.minimum(flows, 0))
    returned = npv(reinvest_rate, np.maximum(flows, 0)) * (1 + reinvest_rate) ** periods
    if periods < 1 or outlay <= 0 or returned <= 0:
        return None
    return float((returned / outlay) ** (1 / periods) - 1)


def payback(flows: Numbers) -> Numbers:
    """Periods until what was laid out has come back for good, for each row of flows; nan where it never does.

    Within a period money is taken to come evenly. Nought where nothing is laid out.
    """
    flows = np.atleast_2d(np.asarray(flows, dtype=float))
    sums = np.cumsum(flows, axis=1)
    below = sums < -ROUNDING
    last = flows.shape[1] - 1 - np.argmax(below[:, ::-1], axis=1)
    never = below[:, -1]
    after = np.minimum(last + 1, flows.shape[1] - 1)
    rows = np.arange(len(flows))
    with np.errstate(all="ignore"):
        periods = last + -sums[rows, last] / flows[rows, after]
    return np.where(never, np.nan, np.where(below.any(axis=1), periods, 0.0))


def monthly_discount(rate: Numbers, months: int) -> Numbers:
    """What a unit of money of each month is worth now, for each yearly rate: (1 + rate)^(−month/12), month 0 first."""
    years = np.arange(months + 1) / MONTHS
    return np.asarray((1.0 + np.asarray(rate, dtype=float))[..., None] ** -years)


def ramp(months: int, *, starts: int, full_after: Numbers) -> Numbers:
    """The share of a yearly flow that comes in each month, month 0 first, for each length of ramp: evenly up to the whole.

    Each month counts with the level of its middle. Nothing comes before `starts` months have gone by.
    """
    middle = np.arange(months + 1) - 0.5 - starts
    length = np.maximum(np.asarray(full_after, dtype=float), ROUNDING)[..., None]
    level = np.clip(middle / length, 0.0, 1.0)
    return np.where(middle > 0, level, 0.0)


def by_year(monthly: Numbers) -> Numbers:
    """Flows of months as flows of years: now, then each twelve months."""
    first, rest = monthly[..., :1], monthly[..., 1:]
    return np.concatenate([first, rest.reshape(*rest.shape[:-1], -1, MONTHS).sum(axis=-1)], axis=-1)
