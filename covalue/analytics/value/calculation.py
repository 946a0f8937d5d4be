"""What a value case comes to for both sides.

Money comes by the month; net present values discount month by month at the rate that makes the yearly one. One calculation
serves all: one row of assumptions is the base, two rows each are the tornado, ten thousand are the simulation.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, reduce
from graphlib import CycleError, TopologicalSorter
from typing import Final

import numpy as np

from covalue.analytics.value import cashflow, formula, uncertainty
from covalue.analytics.value.case import (
    Assumption,
    Bins,
    Case,
    CaseSide,
    GainPaid,
    Kind,
    Line,
    LineResult,
    Outcome,
    Party,
    Result,
    Spread,
    Swing,
)
from covalue.analytics.value.cashflow import MONTHS, Numbers
from covalue.analytics.value.faults import CaseError, Fault
from covalue.analytics.value.units import Quantity, Units

SEED: Final = 20_260_101
DISCOUNT: Final = "discount rate"  # takes part in the tornado under this name
WIDEST: Final = 100.0  # times the base value a break-even is looked for
BINS: Final = 40
ROUNDS: Final = 3
POINTS: Final = 65
CLOSE: Final = 1e-6  # an eigenvalue that is no more is nought


@dataclass(frozen=True)
class _Course:
    """How money of one kind comes over time: the share of each month (one row, or one for each run), and what all is worth now
    to the customer and to us.
    """

    shares: Numbers
    worth: Numbers
    our_worth: Numbers


@dataclass(frozen=True)
class _Flows:
    """What each line comes to in each run. Lines that come in the same course are added up before they are spread over months:
    then only as many tables of runs × months are made as there are courses, and none for a net present value.
    """

    courses: tuple[_Course, ...]
    amounts: tuple[Numbers, ...]
    presents: tuple[Numbers, ...]
    firsts: tuple[Numbers, ...]
    customers: tuple[Numbers, ...]  # of each course, in each run, what the customer gets less what they give
    suppliers: tuple[Numbers, ...]  # the same of us

    @property
    def runs(self) -> int:
        return len(self.customers[0])

    @cached_property
    def customer(self) -> Numbers:
        """Runs × months."""
        return self._by_month(self.customers)

    @cached_property
    def supplier(self) -> Numbers:
        return self._by_month(self.suppliers)

    @cached_property
    def npv(self) -> Numbers:
        return _total(net * course.worth for net, course in zip(self.customers, self.courses, strict=True))

    @cached_property
    def our_npv(self) -> Numbers:
        return _total(net * course.our_worth for net, course in zip(self.suppliers, self.courses, strict=True))

    def _by_month(self, nets: Sequence[Numbers]) -> Numbers:
        return _total(net[:, None] * course.shares for net, course in zip(nets, self.courses, strict=True))


def expected(case: Case) -> Outcome:
    """Both sides with every assumption at its base. Raises CaseError."""
    reckoner = Reckoner(case)
    base = reckoner.flows(reckoner.base())
    months = float(cashflow.payback(base.customer)[0])
    return Outcome(float(base.npv[0]), float(base.our_npv[0]), None if np.isnan(months) else months)


def reckon(case: Case, *, runs: int = uncertainty.RUNS, seed: int = SEED, swings: bool = True) -> Result:
    """What a case comes to for both sides. The same case and seed give the same result. Raises CaseError.

    Without `swings` it is not looked for what the case depends on most.
    """
    _guard_rate(case)
    reckoner = Reckoner(case)
    base = reckoner.flows(reckoner.base())
    drawn = reckoner.flows(reckoner.drawn(runs, seed), runs=runs)
    paid = cashflow.payback(drawn.customer)
    back = paid[~np.isnan(paid)]
    gain = reckoner.gain(base, drawn)
    gain_paid = gain.present if gain else 0.0
    return Result(
        customer=_party(base.customer[0], base.npv[0], case.rate),
        supplier=_party(base.supplier[0], base.our_npv[0], _our_rate(case)),
        lines=tuple(
            _line(line, float(amount[0]), drawn.amounts[place], base, place)
            for place, (line, amount) in enumerate(zip(case.lines, base.amounts, strict=True))
        ),
        npv=_spread(drawn.npv),
        npv_bins=_bins(drawn.npv),
        loss_chance=float(np.mean(drawn.npv < 0)),
        payback=_spread(back) if len(back) else None,
        never_pays_back=float(np.mean(np.isnan(paid))),
        total_cost=_sum_of(case, base, lambda line: _is_customers_cost(line)) + gain_paid,
        cost_by_group=_costs_by_group(case, base, gain_paid),
        reference=_sum_of(case, base, lambda line: line.kind is Kind.REFERENCE_PRICE),
        price=_sum_of(case, base, lambda line: line.kind is Kind.PRICE) + gain_paid,
        tornado=tuple(sorted(reckoner.tornado() if swings else (), key=lambda swing: (-swing.width, swing.name))),
        gain=gain,
    )


class Reckoner:
    """A case made ready: formulas read, units known, assumptions in the order they need each other."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.months = case.years * MONTHS
        self.units = Units(case.currency, case.rates)
        names = [assumption.name for assumption in case.assumptions]
        _guard_names(names)
        self._given = [assumption for assumption in case.assumptions if not assumption.formula]
        for assumption in self._given:
            _guard_range(assumption)
        self.derived = _in_order({a.name: _read(a.name, a.formula, names) for a in case.assumptions if a.formula})
        self._moving, self._correlation = _correlated(
            [a.name for a in self._given if a.high > a.low], case.correlations, names
        )
        self.given_units = {a.name: self._one(a) for a in self._given}
        self.said_units = {a.name: self._one(a) for a in case.assumptions if a.formula and a.unit}
        self.line_formulas = [_read(line.title, line.formula, names) for line in case.lines]
        self._ramps = [_read(line.title, line.ramp, names) if line.ramp.strip() else None for line in case.lines]

    def base(self) -> dict[str, Numbers]:
        """One row: everything as expected."""
        return {**{a.name: np.array([float(a.base)]) for a in self._given}, DISCOUNT: np.array([float(self.case.rate)])}

    def drawn(self, runs: int, seed: int) -> dict[str, Numbers]:
        """Many rows, each a draw of everything that has a range."""
        shares = {a.name: uncertainty.draws(a.name, runs=runs, seed=seed) for a in self._given if a.high > a.low}
        if self._moving:
            apart = np.column_stack([shares[name] for name in self._moving])
            shares |= dict(zip(self._moving, uncertainty.together(apart, self._correlation).T, strict=True))
        rows = {
            a.name: uncertainty.quantile(shares[a.name], a.low, a.base, a.high, a.shape)
            if a.name in shares
            else np.array([float(a.base)])
            for a in self._given
        }
        return {**rows, DISCOUNT: np.array([float(self.case.rate)])}

    def flows(self, rows: Mapping[str, Numbers], *, runs: int = 1, finite: bool = True) -> _Flows:
        """Both sides' money in every row; what is the same in all `runs` may be one row. Raises CaseError where it cannot be
        calculated, unless told that it need not be `finite`.
        """
        known = self._known(rows, finite)
        discount = cashflow.monthly_discount(rows[DISCOUNT], self.months)
        ours = cashflow.monthly_discount(np.array([_our_rate(self.case)]), self.months)
        courses: dict[tuple[bool, int, str], _Course] = {}
        nets: dict[tuple[bool, int, str], tuple[Numbers, Numbers]] = {}
        amounts, presents, firsts = [], [], []
        for line, reads, ramps in zip(self.case.lines, self.line_formulas, self._ramps, strict=True):
            amount = self._amount(line, reads, known, runs, finite)
            kind = (line.yearly, line.starts, ramps.text if ramps else "")
            if kind not in courses:
                shares = self._over_time(line, ramps, known, finite)
                courses[kind] = _Course(shares, (shares * discount).sum(axis=1), (shares * ours).sum(axis=1))
                nets[kind] = np.zeros(runs), np.zeros(runs)
            course = courses[kind]
            amounts.append(amount)
            presents.append(amount * course.worth)
            firsts.append(amount[0] * course.shares[0])
            _book(line, amount, self.case.gain_share, *nets[kind])
        customers, suppliers = zip(*nets.values(), strict=True) if nets else ((np.zeros(runs),), (np.zeros(runs),))
        still = () if nets else (_nothing_comes(self.months),)
        return _Flows((*courses.values(), *still), tuple(amounts), tuple(presents), tuple(firsts), customers, suppliers)

    def tornado(self) -> list[Swing]:
        """Each assumption by itself at its ends, and where the customer's net present value would be zero."""
        ends = [(a.name, a.low, a.base, a.high) for a in self._given if a.high > a.low]
        if self.case.rate_low is not None and self.case.rate_high is not None:
            ends.append((DISCOUNT, self.case.rate_low, self.case.rate, self.case.rate_high))
        if not ends:
            return []
        names = [name for name, *_ in ends]
        lows = self._alone(names, np.array([[low] for _name, low, _base, _high in ends]))[:, 0]
        highs = self._alone(names, np.array([[high] for _name, _low, _base, high in ends]))[:, 0]
        even = self._break_evens(names, np.array([base for _name, _low, base, _high in ends]))
        return [
            Swing(name, float(at_low), float(at_high), low, high, None if np.isnan(nought) else float(nought))
            for (name, low, _base, high), at_low, at_high, nought in zip(ends, lows, highs, even, strict=True)
        ]

    def gain(self, base: _Flows, drawn: _Flows) -> GainPaid | None:
        """What the customer pays of their gain, worth now at their rate; None where no gain is shared."""
        share = self.case.gain_share
        if not share or not any(map(_is_shared, self.case.lines)):
            return None
        yearly, once = (self._shared(base, yearly=of_a_year) for of_a_year in (True, False))
        by_year = any(_is_shared(line) and line.yearly for line in self.case.lines)
        low, high = _ends(self._shared(drawn, yearly=by_year))
        present = share * _sum_of(self.case, base, _is_shared)
        return GainPaid(share, float(yearly[0]), float(once[0]), low, high, present)

    def _shared(self, flows: _Flows, *, yearly: bool) -> Numbers:
        """What is paid of the benefits of every year, or of those had once, in each run."""
        lines = zip(self.case.lines, flows.amounts, strict=True)
        amounts = [amount for line, amount in lines if _is_shared(line) and line.yearly == yearly]
        return self.case.gain_share * np.sum(amounts, axis=0) if amounts else np.zeros(flows.runs)

    def _alone(self, names: Sequence[str], values: Numbers, *, finite: bool = True) -> Numbers:
        """Net present values, assumptions × tries, each with one assumption at one of its `values` and the rest at base."""
        tries = values.shape[1]
        rows = {name: np.full(values.size, float(value[0])) for name, value in self.base().items()}
        for place, name in enumerate(names):
            rows[name][place * tries : (place + 1) * tries] = values[place]
        return self.flows(rows, runs=values.size, finite=finite).npv.reshape(values.shape)

    def _break_evens(self, names: Sequence[str], bases: Numbers) -> Numbers:
        """For each assumption the value nearest its base at which the net present value is zero; nan where there is none.

        Looked for between zero and many times the base, then closer and closer, many values at a time: reading formulas with
        their units takes longer than calculating them.
        """
        near, far = self._bracket(names, bases)
        rows = np.arange(len(names))
        for _round in range(ROUNDS):
            tries = near[:, None] + (far - near)[:, None] * np.linspace(0, 1, POINTS)
            found = self._alone(names, tries, finite=False)
            place = np.argmax((found[:, 1:] > 0) != (found[:, :-1] > 0), axis=1)
            near, far = tries[rows, place], tries[rows, place + 1]
            at_near, at_far = found[rows, place], found[rows, place + 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((near * at_far - far * at_near) / (at_far - at_near))

    def _bracket(self, names: Sequence[str], bases: Numbers) -> tuple[Numbers, Numbers]:
        """Two neighbouring values between which the net present value changes its sign, the nearest ones to the base."""
        factors = np.concatenate([np.linspace(0, 1, 11), np.geomspace(1, WIDEST, 21)[1:]])
        positive = self._alone(names, bases[:, None] * factors, finite=False) > 0
        changes = positive[:, 1:] != positive[:, :-1]
        away = np.where(changes, abs(np.log(np.maximum(factors[1:], factors[1] / 2))), np.inf)
        place = np.argmin(away, axis=1)
        there = changes.any(axis=1) & (bases != 0)
        first, second = (np.where(there, bases * factors[place + end], np.nan) for end in (0, 1))
        return first, second

    def _one(self, assumption: Assumption) -> Quantity:
        with _in(assumption.name):
            return self.units.quantity(1.0, assumption.unit)

    def _known(self, rows: Mapping[str, Numbers], finite: bool) -> dict[str, Quantity]:
        known = {name: rows[name] * unit for name, unit in self.given_units.items()}
        for name, reads in self.derived:
            with _in(name):
                known[name] = self._in_unit(name, reads.value(known, self.units, finite=finite))
        return known

    def _in_unit(self, name: str, value: Quantity) -> Quantity:
        """A derived assumption, which must be of the unit it is said to have."""
        wanted = self.said_units.get(name)
        if wanted is not None and not value.check(wanted.dimensionality):
            raise CaseError(Fault.WRONG_UNIT, found=self.units.said(value.units), wanted=self.units.said(wanted.units))
        return value

    def _amount(
        self, line: Line, reads: formula.Formula, known: Mapping[str, Quantity], rows: int, finite: bool
    ) -> Numbers:
        with _in(line.title):
            value = reads.value(known, self.units, finite=finite)
            if not reads.names:  # "120 000" by itself is money
                return np.full(rows, float(value.to("one").magnitude))
            money = self.units.money(value, yearly=line.yearly)
        return np.broadcast_to(np.asarray(money, dtype=float), rows)

    def _over_time(
        self, line: Line, ramps: formula.Formula | None, known: Mapping[str, Quantity], finite: bool
    ) -> Numbers:
        """Rows × months: the share of a line's yearly money, or of what is had once, that comes in each month."""
        if not line.yearly:
            shares = np.zeros((1, self.months + 1))
            shares[:, min(line.starts, self.months)] = 1.0
            return shares
        with _in(line.title):
            length = np.zeros(1) if ramps is None else self._months(ramps, known, finite)
        return cashflow.ramp(self.months, starts=line.starts, full_after=length) / MONTHS

    def _months(self, ramps: formula.Formula, known: Mapping[str, Quantity], finite: bool) -> Numbers:
        duration = ramps.value(known, self.units, finite=finite)
        import pint

        if duration.unitless:  # a plain number is months
            return np.atleast_1d(np.asarray(duration.to("one").magnitude, dtype=float))
        try:
            return np.atleast_1d(np.asarray(duration.to("month").magnitude, dtype=float))
        except pint.DimensionalityError as other:
            raise CaseError(Fault.WRONG_UNIT, found=self.units.said(duration.units), wanted="month") from other


def _book(line: Line, amount: Numbers, gain_share: float, customer: Numbers, supplier: Numbers) -> None:
    """Put a line's money where it belongs."""
    if line.kind is Kind.REFERENCE_PRICE:
        return
    if line.kind is Kind.PRICE:
        customer -= amount
        supplier += amount
        return
    own = customer if line.side is CaseSide.CUSTOMER else supplier
    if line.kind is Kind.COST:
        own -= amount
        return
    own += amount
    if gain_share and _is_shared(line):
        customer -= gain_share * amount
        supplier += gain_share * amount


def _total(parts: Iterable[Numbers]) -> Numbers:
    """All parts added up, row by row; there is at least one."""
    return reduce(np.add, parts)


def _nothing_comes(months: int) -> _Course:
    """The course of a case without lines."""
    return _Course(np.zeros((1, months + 1)), np.zeros(1), np.zeros(1))


def _is_shared(line: Line) -> bool:
    return line.kind is Kind.BENEFIT and line.side is CaseSide.CUSTOMER


def _is_customers_cost(line: Line) -> bool:
    return line.kind is Kind.PRICE or (line.kind is Kind.COST and line.side is CaseSide.CUSTOMER)


def _sum_of(case: Case, flows: _Flows, which: Callable[[Line], bool]) -> float:
    return float(sum(p[0] for line, p in zip(case.lines, flows.presents, strict=True) if which(line)))


def _costs_by_group(case: Case, flows: _Flows, gain_paid: float) -> dict[str, float]:
    """The customer's costs worth now, by kind of cost; what they pay of the gain is price."""
    groups: dict[str, float] = {"price": gain_paid} if gain_paid else {}
    for line, present in zip(case.lines, flows.presents, strict=True):
        if _is_customers_cost(line):
            group = "price" if line.kind is Kind.PRICE else line.group
            groups[group] = groups.get(group, 0.0) + float(present[0])
    return groups


def _line(line: Line, amount: float, drawn: Numbers, base: _Flows, place: int) -> LineResult:
    low, high = _ends(drawn)
    return LineResult(line, amount, low, high, float(base.presents[place][0]), tuple(base.firsts[place].tolist()))


def _party(monthly: Numbers, npv: float, rate: float) -> Party:
    yearly = cashflow.by_year(monthly)
    months = float(cashflow.payback(monthly)[0])
    return Party(
        monthly=monthly,
        npv=float(npv),
        yearly=yearly,
        irrs=cashflow.irrs(yearly),
        mirr=cashflow.mirr(yearly, finance_rate=rate, reinvest_rate=rate),
        payback_months=None if np.isnan(months) else months,
    )


def _our_rate(case: Case) -> float:
    return case.rate if case.our_rate is None else case.our_rate


def _spread(values: Numbers) -> Spread:
    return Spread(*(float(value) for value in np.quantile(values, [0.1, 0.5, 0.9])))


def _bins(values: Numbers) -> Bins:
    low, high = float(values.min()), float(values.max())
    if high - low <= cashflow.ROUNDING * max(abs(low), abs(high)):
        high = low  # the same in every draw
    counts, _edges = np.histogram(values, BINS, (low, high))
    return Bins(low, high, tuple(counts.tolist()))


def _ends(values: Numbers) -> tuple[float, float]:
    low, high = np.quantile(values, [0.1, 0.9])
    return float(low), float(high)


def _read(where: str, text: str, names: Sequence[str]) -> formula.Formula:
    with _in(where):
        return formula.read(text, [name for name in names if name != where])


@contextmanager
def _in(where: str) -> Iterator[None]:
    """A fault found in here says where it was found."""
    try:
        yield
    except CaseError as fault:
        raise fault if fault.where else fault.at(where) from fault


def _in_order(formulas: Mapping[str, formula.Formula]) -> list[tuple[str, formula.Formula]]:
    """Derived assumptions, each after those it needs."""
    needs = {name: [used for used in reads.names if used in formulas] for name, reads in formulas.items()}
    try:
        return [(name, formulas[name]) for name in TopologicalSorter(needs).static_order()]
    except CycleError as circle:
        names = circle.args[1]
        raise CaseError(Fault.CIRCLE, names[0], names=" → ".join(reversed(names))) from circle


def _guard_names(names: Sequence[str]) -> None:
    seen = set()
    for name in names:
        alike = " ".join(name.casefold().split())
        if alike in seen:
            raise CaseError(Fault.TWICE, name, name=name)
        seen.add(alike)


def _correlated(
    uncertain: Sequence[str], pairs: Sequence[tuple[str, str, float]], names: Sequence[str]
) -> tuple[list[str], Numbers]:
    """Which assumptions move with others, and their matrix; pairs with one that has no range change nothing."""
    seen: set[frozenset[str]] = set()
    for first, second, _strength in pairs:
        for name in (first, second):
            if name not in names:
                raise CaseError(Fault.UNKNOWN_NAME, name, name=name, meant="")
        if first == second or frozenset((first, second)) in seen:
            raise CaseError(Fault.TWICE, first, name=f"{first} × {second}")
        seen.add(frozenset((first, second)))
    both = [pair for pair in pairs if pair[0] in uncertain and pair[1] in uncertain]
    moving = [name for name in uncertain if any(name in pair[:2] for pair in both)]
    matrix = np.eye(len(moving))
    for first, second, strength in both:
        place, other = moving.index(first), moving.index(second)
        matrix[place, other] = matrix[other, place] = strength
    if moving and np.linalg.eigvalsh(matrix).min() <= CLOSE:
        raise CaseError(Fault.NOT_TOGETHER, moving[0], names=", ".join(moving))
    return moving, matrix


def _guard_range(assumption: Assumption) -> None:
    if not assumption.low <= assumption.base <= assumption.high:
        raise CaseError(Fault.RANGE, assumption.name, low=assumption.low, base=assumption.base, high=assumption.high)


def _guard_rate(case: Case) -> None:
    low, high = (case.rate if end is None else end for end in (case.rate_low, case.rate_high))
    if not low <= case.rate <= high:
        raise CaseError(Fault.RATE_RANGE, DISCOUNT, low=low, base=case.rate, high=high)
