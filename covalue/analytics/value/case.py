"""A value case: what both sides give and get over the years, from formulas over named assumptions.

Benefits are written as what is better than with the next best alternative. `calculation` says what a case comes to.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from covalue.analytics.value.cashflow import Numbers
from covalue.analytics.value.uncertainty import Shape


class CaseSide(StrEnum):
    """Who has it."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"


class Kind(StrEnum):
    """What a line of the case is. A price is the customer's cost and our income; what it replaces is for comparison."""

    BENEFIT = "benefit"
    COST = "cost"
    PRICE = "price"
    REFERENCE_PRICE = "reference price"


GIVEN: Final = frozenset([Kind.COST, Kind.PRICE])


@dataclass(frozen=True)
class Assumption:
    """A named number with its unit and range, or a formula over others; `shape` is how likely what lies between is."""

    name: str
    unit: str = ""
    low: float = 0.0
    base: float = 0.0
    high: float = 0.0
    shape: Shape = Shape.TRIANGULAR
    formula: str = ""


@dataclass(frozen=True)
class Line:
    """Something one side gets or gives: a formula for a year, or for once; from when, and after how long in full."""

    key: str
    title: str
    kind: Kind
    formula: str
    side: CaseSide = CaseSide.CUSTOMER
    yearly: bool = True
    starts: int = 0  # months from now
    ramp: str = ""  # months until it comes in full: a number, or the name of an assumption
    group: str = ""  # source of value, or kind of cost


@dataclass(frozen=True)
class Case:
    """All that is needed to calculate. Rates are yearly shares; `gain_share` is what part of the customer's benefit is paid to us.

    `correlations` say which two assumptions move together, from -1 to 1; others are independent.
    """

    currency: str
    years: int
    rate: float
    assumptions: tuple[Assumption, ...] = ()
    lines: tuple[Line, ...] = ()
    our_rate: float | None = None
    rate_low: float | None = None
    rate_high: float | None = None
    gain_share: float = 0.0
    rates: Mapping[str, float] = field(default_factory=dict)
    correlations: tuple[tuple[str, str, float], ...] = ()


@dataclass(frozen=True)
class LineResult:
    """A line's amount in a full year, or once, and what it is worth now; p10 and p90 from the simulation.

    `monthly` is its money by the month as expected, before a share of the gain is paid; month 0 is now.
    """

    line: Line
    amount: float
    p10: float
    p90: float
    present: float
    monthly: tuple[float, ...] = ()

    @property
    def is_given(self) -> bool:
        """Whether one side gives it: everything of it is negative wherever it stands beside what is got."""
        return self.line.kind in GIVEN

    @property
    def signed(self) -> float:
        """Worth now, negative for what is given."""
        return -self.present if self.is_given else self.present

    @property
    def signed_amount(self) -> float:
        """A full year's amount, or once, negative for what is given."""
        return -self.amount if self.is_given else self.amount

    @property
    def signed_ends(self) -> tuple[float, float]:
        """P10 and P90 of it: one run in ten comes to less than the first."""
        return (-self.p90, -self.p10) if self.is_given else (self.p10, self.p90)


@dataclass(frozen=True)
class GainPaid:
    """What the customer pays of their gain: the part of it, the amount in a full year and once, and what it is worth now.

    p10 and p90, from the simulation, are of the year's amount; of what is paid once where nothing is paid by the year.
    """

    share: float
    yearly: float
    once: float
    p10: float
    p90: float
    present: float

    @property
    def amount(self) -> float:
        """The year's amount; what is paid once where nothing is paid by the year."""
        return self.yearly or self.once

    @property
    def signed(self) -> float:
        """Worth now, negative: it is given."""
        return -self.present

    @property
    def signed_amount(self) -> float:
        """The amount, negative."""
        return -self.amount

    @property
    def signed_once(self) -> float:
        """What is paid once, negative."""
        return -self.once

    @property
    def signed_ends(self) -> tuple[float, float]:
        """P10 and P90 of it, negative, the lower first."""
        return -self.p90, -self.p10


@dataclass(frozen=True)
class Swing:
    """What the customer's net present value becomes with one assumption at its low and its high end, and where it is zero."""

    name: str
    at_low: float
    at_high: float
    low: float
    high: float
    break_even: float | None

    @property
    def width(self) -> float:
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class Party:
    """One side's money: by the month (month 0 is now), what it is worth now, and when it has come back."""

    monthly: Numbers
    npv: float
    yearly: Numbers
    irrs: tuple[float, ...]
    mirr: float | None
    payback_months: float | None


@dataclass(frozen=True)
class Spread:
    """What ten thousand draws say of a figure."""

    p10: float
    p50: float
    p90: float

    @property
    def apart(self) -> bool:
        """Whether the draws differ: without a range that matters to it, a figure comes to the same in each."""
        return self.p10 != self.p90


@dataclass(frozen=True)
class Bins:
    """How many draws fell where: counts from `low` to `high`, in bins of one width."""

    low: float
    high: float
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Result:
    """Everything a case comes to, in its currency."""

    customer: Party
    supplier: Party
    lines: tuple[LineResult, ...]
    npv: Spread
    npv_bins: Bins
    loss_chance: float
    payback: Spread | None
    never_pays_back: float
    total_cost: float
    cost_by_group: Mapping[str, float]
    reference: float
    price: float
    tornado: tuple[Swing, ...]
    gain: GainPaid | None = None

    @property
    def economic_value(self) -> float:
        """The most the customer would pay: the alternative's price and what is better, less what is worse or costs to switch.

        Source: Forbis & Mehta 1981. Reference 3 000 and 5 000 better give 8 000; at a price of 6 000 that leaves 2 000.
        """
        return self.customer.npv + self.price + self.reference

    @property
    def inducement(self) -> float:
        """Economic value less our price: what the customer is left with for choosing us."""
        return self.economic_value - self.price

    @property
    def customer_share(self) -> float | None:
        """The customer's part of what both sides gain; None where one side loses."""
        if min(self.customer.npv, self.supplier.npv) < 0 or self.customer.npv + self.supplier.npv <= 0:
            return None
        return self.customer.npv / (self.customer.npv + self.supplier.npv)

    @property
    def supplier_share(self) -> float | None:
        """Our part of it."""
        return None if self.customer_share is None else 1 - self.customer_share

    @property
    def cost_shares(self) -> list[tuple[str, float]]:
        """Kinds of the customer's cost with their part of it, the largest first."""
        whole = self.total_cost or 1.0
        shares = ((group, cost / whole) for group, cost in self.cost_by_group.items() if group)
        return sorted(shares, key=lambda pair: -pair[1])[:3]


@dataclass(frozen=True)
class Outcome:
    """What a case comes to with everything as expected, without its simulation. Money is net present."""

    customer_npv: float
    supplier_npv: float
    payback_months: float | None


def supposing(
    case: Case, values: Mapping[str, float], *, rate: float | None = None, gain_share: float | None = None
) -> Case:
    """The same case, were these assumptions known to be so; names it does not have are passed over."""
    assumptions = (
        replace(a, low=values[a.name], base=values[a.name], high=values[a.name])
        if a.name in values and not a.formula
        else a
        for a in case.assumptions
    )
    return replace(
        case,
        assumptions=tuple(assumptions),
        rate=case.rate if rate is None else rate,
        gain_share=case.gain_share if gain_share is None else gain_share,
    )
