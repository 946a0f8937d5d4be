"""The door to tables of contracts: for who sees the whole base."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.analytics.lifetime import cohorts
from covalue.analytics.lifetime.cohorts import Projection, Vintages
from covalue.analytics.lifetime.faults import LifetimeError
from covalue.core import errors
from covalue.lifetime import rules as lifetime
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.retention import rules
from covalue.retention.models import ContractTable
from covalue.retention.rules import A_YEAR, AHEAD, Segment, Terms

TOGETHER: Final = "all"
USUAL: Final = Terms()


@dataclass(frozen=True)
class Money:
    """A contract's value and its 95 % interval, by when the first margin comes; of all that run; with constant retention."""

    margin: float
    at_start: tuple[float, float, float]
    after_renewal: tuple[float, float, float]
    running: tuple[float, float, float]
    constant_at_start: float
    constant_after_renewal: float


@dataclass(frozen=True)
class Row:
    """A period: what was there, and what the model says. Shares are parts of one; None where nothing is known.

    `known`: contracts that were seen so long; `retention` of those that came to it.
    """

    period: int
    at_risk: int | None
    observed: float | None
    model: float
    low: float
    high: float
    constant: float
    retention: float | None
    model_retention: float | None


@dataclass(frozen=True)
class Fitted:
    """A segment with its fit, or the sentence why there is none."""

    key: str
    segment: Segment
    found: Projection | None
    refused: str
    money: Money | None
    rows: tuple[Row, ...]
    warnings: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.segment.name

    @property
    def meanings(self) -> tuple[lifetime.Meaning, ...]:
        """The parameters in words."""
        if self.found is None:
            return ()
        fit = self.found.fit
        return lifetime.meanings("sbg", fit.parameters, fit.intervals)

    @property
    def last(self) -> Row:
        """The farthest period one looks at."""
        return self.rows[-1]

    @property
    def lifetime(self) -> tuple[str, str, str]:
        """Discounted, of a new contract, with its interval."""
        return _shown(self.found.worth.at_start) if self.found else ("", "", "")

    @property
    def later(self) -> tuple[str, str, str]:
        """The same without the first margin."""
        return _shown(self.found.worth.after_renewal) if self.found else ("", "", "")

    @property
    def residual(self) -> str:
        """Of one that runs, on average."""
        return f"{float(self.found.worth.running.value[0]) / self.found.running:.2f}" if self.found else ""

    @property
    def model_points(self) -> str:
        return _points(self.found.check.model_error) if self.found and self.found.check else ""

    @property
    def naive_points(self) -> str:
        return _points(self.found.check.naive_error) if self.found and self.found.check else ""


@dataclass(frozen=True)
class ListedTable:
    """A table in the list."""

    table: ContractTable
    segments: tuple[Segment, ...]

    @property
    def begun(self) -> int:
        return sum(one.begun for one in self.segments)

    @property
    def there(self) -> int:
        return sum(one.there for one in self.segments)

    @property
    def known(self) -> int:
        return max((one.known for one in self.segments), default=0)


@dataclass(frozen=True)
class TablePage:
    """Everything of one table; `chosen` is the segment that is drawn. Without counts yet `fitted` is empty."""

    table: ContractTable
    terms: Terms
    ahead: int
    fitted: tuple[Fitted, ...]
    chosen: Fitted | None
    currency: str

    @property
    def periods(self) -> str:
        """The unit of time, of many."""
        return {"year": _("years"), "quarter": _("quarters"), "month": _("months")}[self.table.period]

    @property
    def held(self) -> int:
        """Periods held out for the check of the chosen segment."""
        return self.chosen.found.check.held if self.chosen and self.chosen.found and self.chosen.found.check else 0


def guard(user: User) -> None:
    """Whoever sees the whole base."""
    if not user.may(Right.SEE_PORTFOLIO):
        raise errors.NotFound()


def tables(user: User) -> tuple[ListedTable, ...]:
    """Those kept, the one changed last first."""
    guard(user)
    return tuple(ListedTable(one, segments_of(one)) for one in standing())


def standing() -> QuerySet[ContractTable]:
    return ContractTable.objects.filter(removed_at=None).select_related("added_by", "changed_by")


def get(user: User, table_id: int, *, removed: bool = False) -> ContractTable:
    """One table; a removed one only for who restores it."""
    guard(user)
    kept = ContractTable.objects.select_related("added_by", "changed_by")
    found = (kept if removed else kept.filter(removed_at=None)).filter(pk=table_id).first()
    if found is None:
        raise errors.NotFound()
    return found


def table_page(user: User, table: ContractTable, terms: Terms = USUAL, key: str = "") -> TablePage:
    """A table with its fits. Raises BadInput for terms that cannot be."""
    found = fitted(table, terms)
    chosen = next((one for one in found if one.key == key), found[0] if found else None)
    return TablePage(table, terms, ahead_of(table, terms), found, chosen, currency_of(user))


def fitted(table: ContractTable, terms: Terms = USUAL) -> tuple[Fitted, ...]:
    """Every segment by itself, and where there are several all together."""
    rules.guarded_terms(terms)
    segments = segments_of(table)
    keyed = [(str(place), one) for place, one in enumerate(segments)]
    if len(segments) > 1:
        keyed.append((TOGETHER, rules.together(segments, _("All together"))))
    return tuple(_fitted(key, one, table, terms) for key, one in keyed)


def segments_of(table: ContractTable) -> tuple[Segment, ...]:
    return tuple(Segment.read(one) for one in table.segments)


def ahead_of(table: ContractTable, terms: Terms) -> int:
    """How many periods beyond those known are shown."""
    return terms.ahead if terms.ahead is not None else AHEAD[table.period]


def currency_of(user: User) -> str:
    """The currency of the accounts one sees."""
    return accounts.in_portfolio_of(user).exclude(currency="").values_list("currency", flat=True).first() or "EUR"


def _fitted(key: str, segment: Segment, table: ContractTable, terms: Terms) -> Fitted:
    told = json.dumps([segment.vintages, rules.running_of(segment)])
    periods = segment.known + ahead_of(table, terms)
    try:
        found = _projected(told, terms.per_period(table.period), periods, terms.held)
    except LifetimeError as refused:
        return Fitted(key, segment, None, lifetime.sentence(refused), None, (), ())
    return Fitted(
        key,
        segment,
        found,
        "",
        _money(found, _margin(segment, table, terms), A_YEAR[table.period]),
        _rows(found),
        rules.warnings(found),
    )


@lru_cache(maxsize=128)
def _projected(told: str, discount: float, periods: int, held: int | None) -> Projection:
    """Remembered while counts and terms are the same: a fit takes some ten milliseconds."""
    vintages, running = json.loads(told)
    kept: Vintages = tuple(tuple(one) for one in vintages)
    return cohorts.project(kept, running=tuple(running), discount=discount, periods=periods, held=held)


def _margin(segment: Segment, table: ContractTable, terms: Terms) -> float | None:
    """As asked for, of the table, or of the segment's contracts; a year."""
    told: Decimal | float | None = terms.margin
    if told is None:
        told = table.margin if table.margin is not None else segment.margin
    return None if told is None else float(told)


def _money(found: Projection, margin: float | None, a_year: int) -> Money | None:
    if margin is None:
        return None
    each = margin / a_year

    def priced(band: cohorts.Band) -> tuple[float, float, float]:
        return each * float(band.value[0]), each * float(band.low[0]), each * float(band.high[0])

    worth = found.worth
    return Money(
        margin,
        priced(worth.at_start),
        priced(worth.after_renewal),
        priced(worth.running),
        each * worth.constant_at_start,
        each * worth.constant_after_renewal,
    )


def _rows(found: Projection) -> tuple[Row, ...]:
    seen = found.observed

    def row(period: int) -> Row:
        known = 0 < period <= found.known
        return Row(
            period=period,
            at_risk=round(float(seen.at_risk[period - 1])) if known else None,
            observed=1.0 if period == 0 else float(seen.survival[period - 1]) if known else None,
            model=float(found.survival.value[period]),
            low=float(found.survival.low[period]),
            high=float(found.survival.high[period]),
            constant=found.constant**period,
            retention=float(seen.retention[period - 1]) if known else None,
            model_retention=float(found.retention.value[period]) if period else None,
        )

    return tuple(row(period) for period in range(len(found.survival.value)))


def _shown(band: cohorts.Band) -> tuple[str, str, str]:
    return f"{float(band.value[0]):.2f}", f"{float(band.low[0]):.2f}", f"{float(band.high[0]):.2f}"


def _points(share: float) -> str:
    return f"{100 * share:.2f}"
