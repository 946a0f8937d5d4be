"""Tables of contracts with their fits, for whoever sees the whole base."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import PlainSerializer

from covalue.analytics.lifetime import cohorts
from covalue.analytics.lifetime.cohorts import Band, Projection, Step, Vintages
from covalue.analytics.lifetime.faults import LifetimeError
from covalue.core import errors, money
from covalue.core.money import cents
from covalue.lifetime.rules import Meaning, meanings, sentence
from covalue.organisation import queries as organisation
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.retention import rules
from covalue.retention.models import ContractTable
from covalue.retention.rules import A_YEAR, AHEAD, Segment, Terms
from covalue.web.answered import PageOnly

Amount = Annotated[float, PlainSerializer(lambda amount: cents(Decimal(str(amount))), return_type=Decimal)]
TOGETHER: Final = "all"
USUAL: Final = Terms()


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Money:
    """A contract's value and its 95 % interval (value, low, high), by when the first margin comes; and of all that run."""

    margin: Amount
    at_start: tuple[Amount, ...]
    after_renewal: tuple[Amount, ...]
    running: tuple[Amount, ...]
    constant_at_start: Amount
    constant_after_renewal: Amount


@dataclass(frozen=True)
class PeriodRow:
    """Shares still there of those begun, and of those that came to the renewal who renewed; None where not known.

    `at_risk`: contracts that came to the renewal.
    """

    period: int
    at_risk: int | None
    observed: float | None
    model: Estimate
    constant: float
    retention: float | None
    model_retention: float | None


@dataclass(frozen=True)
class HeldOut:
    """Fitted to `known` renewals, `held` test periods; errors are mean absolute, in shares of the contracts started."""

    known: int
    held: int
    contracts: int
    model_error: float
    naive_error: float
    steps: tuple[Step, ...]

    @property
    def better(self) -> bool:
        """Whether the model beats constant retention."""
        return self.model_error < self.naive_error

    @property
    def model_points(self) -> str:
        return money.number(100 * self.model_error, 2)

    @property
    def naive_points(self) -> str:
        return money.number(100 * self.naive_error, 2)


@dataclass(frozen=True)
class Fit:
    """What the model found. Lifetimes are discounted, in periods."""

    parameters: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    log_likelihood: float
    constant_retention: float
    lifetime: Estimate
    lifetime_after_renewal: Estimate
    check: HeldOut | None
    money: Money | None
    periods: tuple[PeriodRow, ...]
    found: PageOnly[Projection]

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """The parameters in words."""
        return meanings("sbg", self.parameters, self.intervals)

    @property
    def last(self) -> PeriodRow:
        """The farthest period one looks at."""
        return self.periods[-1]

    @property
    def residual(self) -> float:
        """Discounted lifetime of one that runs, on average, in periods."""
        return float(self.found.worth.running.value[0]) / self.found.running


@dataclass(frozen=True)
class SegmentFit:
    """A segment with its fit, or in `refused` the sentence why there is none; `key` is all for all together."""

    key: str
    name: str
    began: int
    running: int
    renewals: int
    vintages: Vintages
    margin: float | None
    warnings: tuple[str, ...]
    refused: str
    fit: Fit | None


@dataclass(frozen=True)
class ListedTable:
    """A table in the list."""

    table: ContractTable
    segments: tuple[Segment, ...]

    @property
    def begun(self) -> int:
        return sum(segment.begun for segment in self.segments)

    @property
    def there(self) -> int:
        return sum(segment.there for segment in self.segments)

    @property
    def known(self) -> int:
        return max((segment.known for segment in self.segments), default=0)


@dataclass(frozen=True)
class TablePage:
    """Everything of one table; `chosen` is the segment that is drawn. Without counts yet `fitted` is empty."""

    table: ContractTable
    terms: Terms
    ahead: int
    fitted: tuple[SegmentFit, ...]
    chosen: SegmentFit | None
    currency: str

    @property
    def fit(self) -> Fit | None:
        return self.chosen.fit if self.chosen else None

    @property
    def periods(self) -> str:
        """The unit of time, of many."""
        return {"year": _("years"), "quarter": _("quarters"), "month": _("months")}[self.table.period]

    @property
    def held(self) -> int:
        """Periods held out for the check of the chosen segment."""
        return self.fit.check.held if self.fit and self.fit.check else 0


def guard(user: User) -> None:
    """Whoever sees the whole base; for others there are no tables."""
    if not user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()


def tables(user: User) -> tuple[ListedTable, ...]:
    """Tables that are not removed, the one changed last first."""
    guard(user)
    return tuple(ListedTable(table, segments_of(table)) for table in standing())


def standing() -> QuerySet[ContractTable]:
    """Tables that are not removed."""
    return ContractTable.objects.filter(removed_at=None).select_related("added_by", "changed_by")


def get(user: User, table_id: int, *, removed: bool = False) -> ContractTable:
    """One table; a removed one only to restore it."""
    guard(user)
    rows = ContractTable.objects.select_related("added_by", "changed_by")
    table = (rows if removed else rows.filter(removed_at=None)).filter(pk=table_id).first()
    if table is None:
        raise errors.NotFound()
    return table


def version_of(table: ContractTable) -> int:
    """The version as it is now, locked until the transaction ends."""
    return ContractTable.objects.select_for_update().get(pk=table.pk).version


def table_page(user: User, table: ContractTable, terms: Terms = USUAL, key: str = "") -> TablePage:
    """A table with its fits. Raises BadInput for terms that cannot be."""
    segments = fitted(table, terms)
    chosen = next((segment for segment in segments if segment.key == key), segments[0] if segments else None)
    return TablePage(table, terms, ahead_of(table, terms), segments, chosen, organisation.currency())


def fitted(table: ContractTable, terms: Terms = USUAL) -> tuple[SegmentFit, ...]:
    """Every segment by itself, and where there are several all together."""
    rules.check_terms(terms)
    segments = segments_of(table)
    keyed = [(str(place), segment) for place, segment in enumerate(segments)]
    if len(segments) > 1:
        keyed.append((TOGETHER, rules.together(segments, _("All combined"))))
    return tuple(_fitted(key, segment, table, terms) for key, segment in keyed)


def segments_of(table: ContractTable) -> tuple[Segment, ...]:
    return tuple(Segment.read(segment) for segment in table.segments)


def ahead_of(table: ContractTable, terms: Terms) -> int:
    """How many periods beyond those known are shown."""
    return terms.ahead if terms.ahead is not None else AHEAD[table.period]


def _fitted(key: str, segment: Segment, table: ContractTable, terms: Terms) -> SegmentFit:
    counts = json.dumps([segment.vintages, rules.running_of(segment)])
    periods = segment.known + ahead_of(table, terms)
    fit, refused = None, ""
    warnings: tuple[str, ...] = ()
    try:
        projection = _projected(counts, terms.per_period(table.period), periods, terms.held)
        fit, warnings = _fit(projection, _money(projection, segment, table, terms)), rules.warnings(projection)
    except LifetimeError as problem:
        refused = sentence(problem)
    return SegmentFit(
        key=key,
        name=segment.name,
        began=segment.begun,
        running=segment.there,
        renewals=segment.known,
        vintages=segment.vintages,
        margin=segment.margin,
        warnings=warnings,
        refused=refused,
        fit=fit,
    )


@lru_cache(maxsize=128)
def _projected(counts: str, discount: float, periods: int, held: int | None) -> Projection:
    """Remembered while counts and terms are the same: a fit takes some ten milliseconds."""
    rows, running = json.loads(counts)
    vintages: Vintages = tuple(tuple(row) for row in rows)
    return cohorts.project(vintages, running=tuple(running), discount=discount, periods=periods, held=held)


def _fit(projection: Projection, money: Money | None) -> Fit:
    check = projection.check
    held_out = None
    if check:
        held_out = HeldOut(check.known, check.held, check.begun, check.model_error, check.naive_error, check.steps)
    return Fit(
        parameters=projection.fit.parameters,
        intervals=projection.fit.intervals,
        log_likelihood=projection.fit.log_likelihood,
        constant_retention=projection.constant,
        lifetime=_estimate(projection.worth.at_start),
        lifetime_after_renewal=_estimate(projection.worth.after_renewal),
        check=held_out,
        money=money,
        periods=tuple(_period(projection, period) for period in range(len(projection.survival.value))),
        found=projection,
    )


def _money(projection: Projection, segment: Segment, table: ContractTable, terms: Terms) -> Money | None:
    """By the margin asked for, of the table, or of the segment's contracts."""
    margins = [margin for margin in (terms.margin, table.margin, segment.margin) if margin is not None]
    if not margins:
        return None
    margin, worth = float(margins[0]), projection.worth
    each = margin / A_YEAR[table.period]

    def priced(band: Band) -> tuple[float, ...]:
        return each * float(band.value[0]), each * float(band.low[0]), each * float(band.high[0])

    return Money(
        margin=margin,
        at_start=priced(worth.at_start),
        after_renewal=priced(worth.after_renewal),
        running=priced(worth.running),
        constant_at_start=each * worth.constant_at_start,
        constant_after_renewal=each * worth.constant_after_renewal,
    )


def _period(projection: Projection, period: int) -> PeriodRow:
    observed, known = projection.observed, 0 < period <= projection.known
    return PeriodRow(
        period=period,
        at_risk=round(float(observed.at_risk[period - 1])) if known else None,
        observed=1.0 if period == 0 else float(observed.survival[period - 1]) if known else None,
        model=_estimate(projection.survival, period),
        constant=projection.constant**period,
        retention=float(observed.retention[period - 1]) if known else None,
        model_retention=float(projection.retention.value[period]) if period else None,
    )


def _estimate(band: Band, place: int = 0) -> Estimate:
    return Estimate(float(band.value[place]), float(band.low[place]), float(band.high[place]))
