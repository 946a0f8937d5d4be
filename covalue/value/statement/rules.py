"""The value statement: promised, delivered, validated, by initiative, source of value and quarter, for one year or for all.

Promised is what the customer agreed to; what a case says that they have not agreed to is proposed, and never added to it.
Delivered is what we claim; validated is what they signed for. Amounts of different currencies are never added. A period that reaches beyond the span counts by its days.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import add

from covalue.analytics.value.case import CaseSide, Kind, LineResult
from covalue.core import periods
from covalue.core.periods import Period
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import NOTHING, Standing, cents


@dataclass(frozen=True)
class Promise:
    """What a case says, since when: promised if `agreed`, as what the customer signed; proposed if not."""

    initiative: int
    title: str
    account: str
    currency: str
    begins_on: date | None
    theirs: tuple[LineResult, ...]
    ours: tuple[LineResult, ...]
    agreed: bool


@dataclass(frozen=True)
class Later:
    """What is agreed and not due yet, in a full year and once: from which days on, none where a case has no start yet."""

    days: tuple[date, ...]
    yearly: Decimal = NOTHING
    once: Decimal = NOTHING

    def __add__(self, other: "Later") -> "Later":
        return Later(tuple(sorted({*self.days, *other.days})), self.yearly + other.yearly, self.once + other.once)


@dataclass(frozen=True)
class Line:
    """A line of a claim: its source of value, what we claim and what they signed for."""

    group: str
    claimed: Decimal
    validated: Decimal


@dataclass(frozen=True)
class Delivery:
    """A claim as the statement needs it."""

    initiative: int
    currency: str
    period: Period
    money: Standing
    lines: tuple[Line, ...]
    ours: Decimal


@dataclass(frozen=True)
class Row:
    """One line of the statement; only one of `promised` and `proposed` is of a case. `ours` is our side: what we promised
    ourselves and what we say came of it. `later` is what is agreed of a case that has not started; promised counts none of it.
    """

    key: Hashable
    title: str
    promised: Decimal = NOTHING
    proposed: Decimal = NOTHING
    money: Standing = field(default_factory=Standing)
    promised_ours: Decimal = NOTHING
    ours: Decimal = NOTHING
    agreed: bool = False
    account: str = ""
    later: Later | None = None

    @property
    def gap(self) -> Decimal:
        """What was promised and nobody signed for."""
        return self.promised - self.money.validated

    @property
    def unclaimed(self) -> Decimal:
        """What was promised and nobody has claimed yet."""
        return max(self.promised - self.money.claimed, NOTHING)

    @property
    def share(self) -> Decimal | None:
        """Validated of promised."""
        return self.money.validated / self.promised if self.promised > 0 else None


@dataclass(frozen=True)
class Point:
    """Cumulated money at the end of a quarter; delivered and validated are None after the last claim."""

    period: Period
    promised: Decimal
    claimed: Decimal | None
    validated: Decimal | None


@dataclass(frozen=True)
class Statement:
    """The whole, in one currency, of a span; `apart` is the same of what is in other currencies, each by itself: never added.

    `total.promised` counts up to the day `until`; `promised_by_end` up to the end of the span, None where that is the same.
    """

    span: Period
    until: date
    currency: str
    total: Row
    promised_by_end: Decimal | None
    by_initiative: tuple[Row, ...]
    by_source: tuple[Row, ...]
    points: tuple[Point, ...]
    apart: tuple["Statement", ...] = ()

    @property
    def empty(self) -> bool:
        return not self.by_initiative and not self.apart

    @property
    def told(self) -> tuple[Point, ...]:
        """The points that say something: until something is agreed, up to the last claim."""
        return tuple(point for point in self.points if self.total.agreed or point.claimed is not None)


def state(
    promises: Iterable[Promise], claims: Iterable[Delivery], *, span: Period, today: date, currency: str
) -> Statement:
    """The statement of a span as of today: what was promised until today, and every claim that reaches into the span."""
    promises, claims = tuple(promises), tuple(claims)
    whole = _state(promises, claims, span=span, today=today, currency=currency)
    codes = {promise.currency for promise in promises} | {claim.currency for claim in claims}
    others = (_state(promises, claims, span=span, today=today, currency=code) for code in sorted(codes - {currency}))
    return replace(whole, apart=tuple(other for other in others if other.by_initiative))


def _state(
    promises: Iterable[Promise], claims: Iterable[Delivery], *, span: Period, today: date, currency: str
) -> Statement:
    """What of it is in one currency. A claim in another than its case is told with the case's title, and no promise."""
    until = min(span.end, today)
    claims = [claim for claim in claims if claim.currency == currency]
    promises = [*promises]
    titled = {promise.initiative: promise for promise in promises}
    own_promises = [promise for promise in promises if promise.currency == currency]
    own = [_within(claim, span) for claim in claims if deliveries.overlap(claim.period, span)]
    known = {promise.initiative for promise in own_promises}
    only_claimed = dict.fromkeys(claim.initiative for claim in own if claim.initiative not in known)
    rows = (
        *(_initiative(promise, own, span, until, today) for promise in own_promises),
        *(_only_claimed(number, titled.get(number), own) for number in only_claimed),
    )
    return Statement(
        span=span,
        until=until,
        currency=currency,
        total=_total(rows),
        promised_by_end=_promised_by(own_promises, span, span.end) if until < span.end else None,
        by_initiative=tuple(
            row for row in rows if row.promised or row.proposed or row.later or row.money != Standing()
        ),
        by_source=_by_source(own_promises, own, span, until),
        points=_points(own_promises, claims, span, today),
    )


def promised(promise: Promise, span: Period, until: date, results: Iterable[LineResult] | None = None) -> Decimal:
    """The customer's benefit by the case in the span up to a day; zero where nobody knows since when it delivers."""
    return sum((line.amount for line in _lines(promise, span, until, results)), NOTHING)


def years(promises: Iterable[Promise], claims: Iterable[Delivery], today: date) -> tuple[int, ...]:
    """The years there is something to state of, the latest first."""
    starts = [promise.begins_on for promise in promises if promise.begins_on] + [claim.period.start for claim in claims]
    first = min(starts, default=today)
    return tuple(range(today.year, min(first.year, today.year) - 1, -1))


def later(promise: Promise, until: date) -> Later | None:
    """What an agreed case will bring the customer once it starts, if that is after a day; None for any other case."""
    begins = promise.begins_on
    if not promise.agreed or (begins is not None and begins <= until):
        return None
    yearly, once = (
        sum((cents(Decimal(repr(result.amount))) for result in _benefits(promise, yearly=of_a_year)), NOTHING)
        for of_a_year in (True, False)
    )
    return Later(() if begins is None else (begins,), yearly, once) if yearly or once else None


def _benefits(promise: Promise, *, yearly: bool) -> Iterable[LineResult]:
    return (row for row in promise.theirs if row.line.kind is Kind.BENEFIT and row.line.yearly == yearly)


def _initiative(promise: Promise, claims: list[Delivery], span: Period, until: date, today: date) -> Row:
    own = [claim for claim in claims if claim.initiative == promise.initiative]
    theirs = promised(promise, span, until)
    return Row(
        key=promise.initiative,
        title=promise.title,
        promised=theirs if promise.agreed else NOTHING,
        proposed=NOTHING if promise.agreed else theirs,
        money=sum((claim.money for claim in own), Standing()),
        promised_ours=promised(promise, span, until, promise.ours) if promise.agreed else NOTHING,
        ours=sum((claim.ours for claim in own), NOTHING),
        agreed=promise.agreed,
        account=promise.account,
        later=later(promise, until) if until == today else None,
    )


def _only_claimed(number: int, promise: Promise | None, claims: list[Delivery]) -> Row:
    """What was claimed in a currency that its case is not in."""
    own = [claim for claim in claims if claim.initiative == number]
    return Row(
        key=number,
        title=promise.title if promise else "",
        account=promise.account if promise else "",
        money=sum((claim.money for claim in own), Standing()),
        ours=sum((claim.ours for claim in own), NOTHING),
    )


def _by_source(promises: list[Promise], claims: list[Delivery], span: Period, until: date) -> tuple[Row, ...]:
    """By source of value; what was delivered and is not agreed has what is proposed of it."""
    promised_of, proposed_of = (
        _sums(
            (line.group, line.amount) for one in promises if one.agreed == agreed for line in _lines(one, span, until)
        )
        for agreed in (True, False)
    )
    parts = [part for claim in claims for part in claim.lines]
    claimed, validated = (
        _sums((part.group, getattr(part, name)) for part in parts) for name in ("claimed", "validated")
    )
    agreed = {line.group for promise in _agreed(promises) for line in _lines(promise, span, until)}
    answered = any(claim.money.answered for claim in claims)
    rows = (
        Row(
            group,
            group,
            promised=promised_of.get(group, NOTHING),
            proposed=proposed_of.get(group, NOTHING),
            money=_part(claimed.get(group, NOTHING), validated.get(group, NOTHING), answered=answered),
            agreed=group in agreed,
        )
        for group in dict.fromkeys((*promised_of, *claimed))
        if any(sums.get(group) for sums in (promised_of, claimed, validated))
    )
    return tuple(sorted(rows, key=lambda row: (-row.money.validated, -row.promised, row.title)))


def _sums(parts: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for group, amount in parts:
        sums[group] = sums.get(group, NOTHING) + amount
    return sums


def _part(claimed: Decimal, validated: Decimal, *, answered: bool) -> Standing:
    """A source's part of claims; while none of them is answered all of it waits."""
    return Standing(claimed, validated, waiting=NOTHING if answered else claimed)


def _points(promises: list[Promise], claims: list[Delivery], span: Period, today: date) -> tuple[Point, ...]:
    """Cumulated by quarter, from the first in which anything was promised or claimed to the present one, whose promise ends
    today: the line ends at the figure above it.
    """
    starts = [p.begins_on for p in _agreed(promises) if p.begins_on] + [claim.period.start for claim in claims]
    first = max(min(starts, default=today), span.start)
    last_claim = max((claim.period.end for claim in claims), default=None)
    points = []
    start = first.replace(month=(first.month - 1) // 3 * 3 + 1, day=1)
    while start <= min(today, span.end):
        end = periods.last_of(periods.add_months(start, 2))
        so_far = Period(max(span.start, date.min + timedelta(days=1)), end)
        known = last_claim is not None and start <= last_claim
        money = sum(
            (_within(claim, so_far).money for claim in claims if deliveries.overlap(claim.period, so_far)), Standing()
        )
        points.append(
            Point(
                Period(start, end),
                _promised_by(promises, so_far, min(end, today)),
                money.claimed if known else None,
                money.validated if known else None,
            )
        )
        start = end + timedelta(days=1)
    return tuple(points)


def _lines(
    promise: Promise, span: Period, until: date, results: Iterable[LineResult] | None = None
) -> tuple[deliveries.Delivered, ...]:
    begins = promise.begins_on
    if begins is None or begins > until:
        return ()
    chosen = tuple(promise.theirs if results is None else results)
    return deliveries.promised(chosen, begins, Period(max(span.start, begins), max(until, span.start, begins)))


def _within(claim: Delivery, span: Period) -> Delivery:
    """The claim's part of the span, by days."""
    days = (claim.period.end - claim.period.start).days + 1
    shared = (min(claim.period.end, span.end) - max(claim.period.start, span.start)).days + 1
    if shared >= days:
        return claim
    part = Decimal(max(shared, 0)) / days
    money = claim.money

    def scale(amount: Decimal) -> Decimal:
        return cents(amount * part)

    return Delivery(
        claim.initiative,
        claim.currency,
        claim.period,
        Standing(
            scale(money.claimed),
            scale(money.validated),
            scale(money.disputed),
            scale(money.let_go),
            scale(money.waiting),
        ),
        tuple(Line(line.group, scale(line.claimed), scale(line.validated)) for line in claim.lines),
        scale(claim.ours),
    )


def _agreed(promises: Iterable[Promise]) -> list[Promise]:
    return [promise for promise in promises if promise.agreed]


def _promised_by(promises: Iterable[Promise], span: Period, day: date) -> Decimal:
    """What is agreed for the span, up to a day."""
    return sum((promised(promise, span, day) for promise in _agreed(promises)), NOTHING)


def _total(rows: tuple[Row, ...]) -> Row:
    return Row(
        key="total",
        title="",
        promised=sum((row.promised for row in rows), NOTHING),
        proposed=sum((row.proposed for row in rows), NOTHING),
        money=sum((row.money for row in rows), Standing()),
        promised_ours=sum((row.promised_ours for row in rows), NOTHING),
        ours=sum((row.ours for row in rows), NOTHING),
        agreed=any(row.agreed for row in rows),
        later=_all_of(row.later for row in rows),
    )


def _all_of(parts: Iterable[Later | None]) -> Later | None:
    known = [part for part in parts if part is not None]
    return reduce(add, known) if known else None


def side_of(results: Iterable[LineResult], side: CaseSide) -> tuple[LineResult, ...]:
    """One side's lines."""
    return tuple(result for result in results if result.line.side is side)
