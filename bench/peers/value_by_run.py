"""A value case simulated run by run, as an analyst would write it in plain NumPy.

For each run: draw each assumption from its share, calculate what follows from it, make a row of months for each line, add it to
its side, discount, and look when what was laid out has come back. Nothing is shared between runs or lines. Units are those
of the case's currency, years, months and plain numbers; formulas are functions of the run's numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from covalue.analytics.value.case import Case, CaseSide, Kind, Line
from covalue.analytics.value.uncertainty import Shape

Run = dict[str, float]
Formula = Callable[[Run], float]


@dataclass(frozen=True)
class Simulated:
    """Of each run: both sides' net present value, the months until it has come back (nan: never), and each line's amount."""

    npv: NDArray[np.float64]
    our_npv: NDArray[np.float64]
    payback: NDArray[np.float64]
    amounts: dict[str, NDArray[np.float64]]

    @property
    def quantiles(self) -> tuple[float, float, float]:
        """P10, P50 and P90 of the customer's net present value."""
        low, middle, high = np.quantile(self.npv, [0.1, 0.5, 0.9])
        return float(low), float(middle), float(high)


def simulate(
    case: Case, shares: Mapping[str, NDArray[np.float64]], formulas: Mapping[str, Formula], runs: int
) -> Simulated:
    """`shares` of each uncertain assumption, one for each run; `formulas` of derived assumptions by name, in an order in which
    each can be calculated, of lines and of ramps (`ramp <key>`, in months) by key.
    """
    npv, our_npv, payback = (np.zeros(runs) for _ in range(3))
    amounts = {line.key: np.zeros(runs) for line in case.lines}
    for run in range(runs):
        known: Run = {}
        for given in case.assumptions:
            if not given.formula:
                share = shares[given.name][run] if given.name in shares else None
                known[given.name] = (
                    given.base if share is None else drawn(share, given.low, given.base, given.high, given.shape)
                )
        for derived in case.assumptions:
            if derived.formula:
                known[derived.name] = formulas[derived.name](known)
        customer, supplier = np.zeros(12 * case.years + 1), np.zeros(12 * case.years + 1)
        for line in case.lines:
            amount = amounts[line.key][run] = formulas[line.key](known)
            money = by_month(case, line, amount, formulas[f"ramp {line.key}"](known) if line.ramp else 0.0)
            book(case, line, money, customer, supplier)
        npv[run] = discounted(customer, case.rate)
        our_npv[run] = discounted(supplier, case.rate if case.our_rate is None else case.our_rate)
        payback[run] = back_after(customer)
    return Simulated(npv, our_npv, payback, amounts)


def drawn(share: float, low: float, base: float, high: float, shape: Shape) -> float:
    """The value below which this share of cases lies."""
    if shape is Shape.EVEN:
        return low + share * (high - low)
    if shape is Shape.PERT:
        a, b = 1 + 4 * (base - low) / (high - low), 1 + 4 * (high - base) / (high - low)
        return float(low + (high - low) * special.betaincinv(a, b, share))
    if share < (base - low) / (high - low):
        return float(low + np.sqrt(share * (high - low) * (base - low)))
    return float(high - np.sqrt((1 - share) * (high - low) * (high - base)))


def by_month(case: Case, line: Line, amount: float, ramp: float) -> NDArray[np.float64]:
    """A line's money, month 0 first: once, or a twelfth of the year's in each month, rising evenly to the whole over the ramp."""
    money = np.zeros(12 * case.years + 1)
    if not line.yearly:
        money[min(line.starts, 12 * case.years)] = amount
        return money
    middle = np.arange(12 * case.years + 1) - 0.5 - line.starts
    level = np.where(middle > 0, np.minimum(middle / ramp, 1.0) if ramp > 0 else 1.0, 0.0)
    return np.asarray(amount / 12 * level)


def book(
    case: Case, line: Line, money: NDArray[np.float64], customer: NDArray[np.float64], supplier: NDArray[np.float64]
) -> None:
    """Add a line's money to its side; a price goes from one to the other."""
    if line.kind is Kind.PRICE:
        customer -= money
        supplier += money
    elif line.kind is not Kind.REFERENCE_PRICE:
        own = customer if line.side is CaseSide.CUSTOMER else supplier
        own += money if line.kind is Kind.BENEFIT else -money
        if line.kind is Kind.BENEFIT and line.side is CaseSide.CUSTOMER:
            customer -= case.gain_share * money
            supplier += case.gain_share * money


def discounted(flows: NDArray[np.float64], rate: float) -> float:
    return float(np.sum(flows * (1 + rate) ** -(np.arange(len(flows)) / 12)))


def back_after(flows: NDArray[np.float64]) -> float:
    """Months until the sum stays above nought; money of a month comes evenly."""
    sums = np.cumsum(flows)
    below = np.flatnonzero(sums < -1e-9)
    if not len(below):
        return 0.0
    last = below[-1]
    return float("nan") if last == len(flows) - 1 else float(last - sums[last] / flows[last + 1])
