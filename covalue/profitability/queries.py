"""The door to what customers leave: the page of the base, the page of an account, the line on its home."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.analytics.columns import from_rows
from covalue.analytics.engine import Key, Lines
from covalue.analytics.profitability import activity, change, waterfall, whale
from covalue.analytics.profitability.change import Change, Sold
from covalue.analytics.profitability.waterfall import Deduction, Waterfall
from covalue.analytics.profitability.whale import Whale
from covalue.core import errors
from covalue.core.money import cents
from covalue.core.periods import Comparison, Period
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import figures
from covalue.portfolio import queries as portfolio
from covalue.profitability import rules
from covalue.profitability.models import Pool

ROWS_A_PAGE: Final = 50
ZERO: Final = Decimal(0)
DIMENSIONS: Final = ("unit", "region", "offering")
POOL_COLUMNS: Final = pa.schema(
    [
        ("pool", pa.int64()),
        ("driver", pa.string()),
        ("rate", pa.decimal128(18, 6)),
        ("border", pa.decimal128(18, 2)),
        ("starts", pa.date32()),
        ("ends", pa.date32()),
        ("activity", pa.string()),
    ]
)
PoolKey = tuple[int, str, Decimal, Decimal | None, date, date, str]


@dataclass(frozen=True)
class CustomerRow:
    """A customer of the period, in money of the ledger. What is not known is None.

    `_alike` is the part of the period that is compared with `_before`.
    """

    account_id: int | None
    key: str
    name: str
    net: Decimal
    list_amount: Decimal | None
    goods: Decimal | None
    direct: Decimal
    pooled: Decimal
    served: Decimal
    contribution: Decimal | None
    net_alike: Decimal = ZERO
    net_before: Decimal = ZERO
    contribution_alike: Decimal | None = None
    contribution_before: Decimal | None = None
    erodes: bool = False

    @property
    def margin(self) -> Decimal | None:
        return None if self.goods is None else self.net - self.goods

    @property
    def share(self) -> Decimal | None:
        """Contribution of net revenue."""
        return self.contribution / self.net if self.contribution is not None and self.net > 0 else None

    @property
    def change(self) -> Decimal | None:
        """Contribution now less before, of the days compared."""
        if self.contribution_alike is None or self.contribution_before is None:
            return None
        return self.contribution_alike - self.contribution_before


@dataclass(frozen=True)
class Part:
    """A unit, region or offering: what it brought and cost."""

    code: str | None
    net: Decimal
    goods: Decimal | None
    served: Decimal
    contribution: Decimal | None


@dataclass(frozen=True)
class PoolUse:
    """A pool, and what those in sight used of it in its days that lie in the period."""

    pool: Pool
    rate: Decimal
    volume: Decimal
    partly: bool

    @property
    def charged(self) -> Decimal:
        return self.rate * self.volume

    @property
    def use(self) -> activity.Use:
        return activity.Use(self.pool.cost, self.pool.capacity, self.volume)


@dataclass(frozen=True)
class Filter:
    """What the page was asked to show."""

    period: Period
    within: Account | None = None
    only: str = ""
    words: str = ""
    sort: str = ""
    page: int = 1
    by: str = "unit"


@dataclass(frozen=True)
class ProfitabilityPage:
    """Everything on the page. `unknown` customers have lines without cost of goods, and are not in the curve."""

    filter: Filter
    table: pa.Table
    whale: Whale
    shown: tuple[CustomerRow, ...]
    found: int
    parts: tuple[Part, ...]
    pools: tuple[PoolUse, ...]
    currencies: tuple[str, ...]
    compared: Comparison | None
    whole_base: bool
    may_keep: bool
    openable: frozenset[int]
    ledger_to: date | None
    currency: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // ROWS_A_PAGE))

    @cached_property
    def net(self) -> Decimal:
        return _sum(self.table, "net")

    @cached_property
    def served(self) -> Decimal:
        return _sum(self.table, "served")

    @cached_property
    def unknown(self) -> int:
        return int(self.table["goods"].null_count)

    @cached_property
    def eroding(self) -> int:
        return int(pc.sum(self.table["erodes"]).as_py() or 0)

    @property
    def contribution(self) -> Decimal | None:
        """Of those it is known of; None of nobody."""
        return _sum(self.table, "contribution") if self.whale.customers else None


@dataclass(frozen=True)
class AccountProfitability:
    """An account with all below it: `rows` are its own and theirs, `total` is their sum."""

    account: Account
    period: Period
    rows: tuple[CustomerRow, ...]
    total: CustomerRow | None
    waterfall: Waterfall | None
    pools: tuple[PoolUse, ...]
    compared: Comparison | None
    net_alike: Decimal
    net_before: Decimal
    contribution_alike: Decimal | None
    contribution_before: Decimal | None
    change: Change | None

    @property
    def erodes(self) -> bool:
        return change.earns_less(self.net_before, self.net_alike, self.contribution_before, self.contribution_alike)


@dataclass(frozen=True)
class AccountLine:
    """What an account and all below it leave in a period, and how much more than before; None is not known."""

    period: Period
    contribution: Decimal
    change: Decimal | None
    compared: Comparison | None


def profitability_page(user: User, wanted: Filter) -> ProfitabilityPage:
    """The page as this user may see it: everybody's for those who steer the base, otherwise their own accounts'."""
    seen = portfolio.in_sight(user, wanted.within)
    whole = wanted.within is None and user.may(Right.SEE_PORTFOLIO)
    keys = None if whole else portfolio.keys_of(seen)
    table = _compared(wanted.period, portfolio.known_keys(seen), keys)
    chosen = _chosen(table, wanted)
    shown = rows_of(chosen.slice((wanted.page - 1) * ROWS_A_PAGE, ROWS_A_PAGE))
    return ProfitabilityPage(
        filter=wanted,
        table=table,
        whale=whale.curve(pc.drop_null(table["contribution"]).cast("double").to_pylist()),
        shown=shown,
        found=chosen.num_rows,
        parts=_parts(wanted, keys),
        pools=uses(wanted.period, keys),
        currencies=_currencies(wanted.period, keys),
        compared=figures.compared(wanted.period),
        whole_base=whole,
        may_keep=user.may(Right.IMPORT_LEDGER),
        openable=portfolio.openable(user, [row.account_id for row in shown if row.account_id]),
        ledger_to=figures.last_date(),
        currency=portfolio.currency_of(seen),
    )


def chosen(user: User, wanted: Filter) -> pa.Table:
    """All rows a filter leaves, in its order."""
    seen = portfolio.in_sight(user, wanted.within)
    whole = wanted.within is None and user.may(Right.SEE_PORTFOLIO)
    keys = None if whole else portfolio.keys_of(seen)
    return _chosen(_compared(wanted.period, portfolio.known_keys(seen), keys), wanted)


def compared_of_base(period: Period) -> pa.Table:
    """The whole base beside what it is compared with, for whoever is to rank it."""
    return _compared(period, portfolio.known_keys(accounts.unscoped()), None)


def of_base(period: Period, *, top: int) -> dict[str, Any]:
    """The whole base for the command line. Amounts in two decimals."""
    table = _compared(period, portfolio.known_keys(accounts.unscoped()), None)
    found = whale.curve(pc.drop_null(table["contribution"]).cast("double").to_pylist())
    return {
        "from": period.start,
        "to": period.end,
        "customers": table.num_rows,
        "unknown": int(table["goods"].null_count),
        "net": cents(_sum(table, "net")),
        "cost_to_serve": cents(_sum(table, "served")),
        "contribution": cents(_sum(table, "contribution")),
        "peak": cents(Decimal(str(found.peak))),
        "share_at_peak": found.share_at_peak,
        "height": found.height,
        "losing": found.losing,
        "lost": cents(Decimal(str(found.lost))),
        "accounts": [
            {
                "key": row.key,
                "name": row.name,
                "net": cents(row.net),
                "cost_to_serve": cents(row.served),
                "contribution": None if row.contribution is None else cents(row.contribution),
                "erodes": row.erodes,
            }
            for row in rows_of(table.slice(0, top))
        ],
        "ledger_version": figures.lines().version,
    }


def of_account(account: Account, period: Period) -> AccountProfitability:
    """An account and all below it; the caller has asked whether it may be seen."""
    keys = figures.customers_of(account)
    below = accounts.subtree_of(account)
    table = _measured(figures.lines(), period, portfolio.known_keys(below), keys, _current())
    rows = rows_of(table)
    compared = figures.compared(period)
    alike, before = (
        (_total_of(account, keys, span) for span in (compared.now, compared.before)) if compared else (None,) * 2
    )
    return AccountProfitability(
        account=account,
        period=period,
        rows=rows,
        total=_total(rows),
        waterfall=_waterfall(_total(rows), keys, period),
        pools=uses(period, keys),
        compared=compared,
        net_alike=alike.net if alike else ZERO,
        net_before=before.net if before else ZERO,
        contribution_alike=alike.contribution if alike else None,
        contribution_before=before.contribution if before else None,
        change=_change(keys, compared, before, alike) if compared and alike and before else None,
    )


def line_of(keys: tuple[Key, ...], period: Period) -> AccountLine | None:
    """The line on an account's home; None where it has no lines, or the cost of goods of some is not known."""
    if not keys:
        return None
    lines, now, compared = figures.lines(), _current(), figures.compared(period)
    left = _left(lines, period, keys, now)
    if left is None:
        return None
    sides = [_left(lines, span, keys, now) for span in (compared.before, compared.now)] if compared else [None, None]
    known = sides[0] is not None and sides[1] is not None
    return AccountLine(period, left, sides[1] - sides[0] if known else None, compared)  # type: ignore[operator]


def _left(lines: Lines, period: Period, keys: tuple[Key, ...], now: tuple[PoolKey, ...]) -> Decimal | None:
    """Contribution of the customers handed in, together; None where it is not known."""
    found = _measured(lines, period, portfolio.KNOWN.empty_table(), keys, now)
    return _sum(found, "contribution") if found.num_rows and not found["contribution"].null_count else None


def uses(period: Period, keys: tuple[Key, ...] | None) -> tuple[PoolUse, ...]:
    """The pools with days in the period, and what the customers used of each; a pool nobody used has volume 0."""
    rows = (
        figures.engine()
        .kept(
            "profitability_volumes",
            figures.lines(),
            customers=keys,
            tables={"pools": _pool_table(_current())},
            start=period.start,
            end=period.end,
        )
        .to_pylist()
    )
    volumes: Mapping[int, Any] = {row["pool"]: row["volume"] for row in rows}
    return tuple(
        PoolUse(
            pool,
            rules.rate_of(pool.cost, pool.capacity),
            Decimal(volumes.get(pool.pk) or 0),
            partly=pool.starts_on < period.start or pool.ends_on > period.end,
        )
        for pool in pools().filter(starts_on__lte=period.end, ends_on__gte=period.start)
    )


def pools() -> QuerySet[Pool]:
    """The pools that count."""
    return Pool.objects.filter(replaced_at=None).select_related("kept_by")


def get_pool(user: User, pool_id: int) -> Pool:
    """A pool that counts, for those of us."""
    found = None if user.is_guest else pools().filter(pk=pool_id).first()
    if found is None:
        raise errors.NotFound()
    return found


def rows_of(table: pa.Table) -> tuple[CustomerRow, ...]:
    """Rows of a table as customers."""
    return tuple(
        CustomerRow(**{name: value for name, value in row.items() if name not in ("source", "identity")})
        for row in table.to_pylist()
    )


def _compared(period: Period, known: pa.Table, keys: tuple[Key, ...] | None) -> pa.Table:
    """Customers of the period beside what it is compared with."""
    found, lines, now = figures.compared(period), figures.lines(), _current()
    shown = _measured(lines, period, known, keys, now)
    alike = _measured(lines, found.now, known, keys, now) if found else shown.slice(0, 0)
    before = _measured(lines, found.before, known, keys, now) if found else shown.slice(0, 0)
    return figures.engine().over("profitability_compared", {"shown": shown, "alike": alike, "before": before})


def _measured(
    lines: Lines, period: Period, known: pa.Table, keys: tuple[Key, ...] | None, now: tuple[PoolKey, ...]
) -> pa.Table:
    return figures.engine().kept(
        "profitability",
        lines,
        customers=keys,
        tables={"known": known, "pools": _pool_table(now)},
        start=period.start,
        end=period.end,
    )


def _current() -> tuple[PoolKey, ...]:
    return tuple(
        (p.pk, p.driver, rules.rate_of(p.cost, p.capacity), p.border, p.starts_on, p.ends_on, p.activity)
        for p in pools()
    )


@lru_cache(maxsize=4)
def _pool_table(current: tuple[PoolKey, ...]) -> pa.Table:
    return from_rows(current, POOL_COLUMNS)


def _chosen(table: pa.Table, wanted: Filter) -> pa.Table:
    return figures.engine().over(
        "profitability_chosen",
        {"compared": table},
        only=wanted.only,
        words=wanted.words.lower().split(),
        sort=wanted.sort,
    )


def _parts(wanted: Filter, keys: tuple[Key, ...] | None) -> tuple[Part, ...]:
    found = figures.engine().kept(
        "profitability_by",
        figures.lines(),
        customers=keys,
        tables={"pools": _pool_table(_current())},
        start=wanted.period.start,
        end=wanted.period.end,
        by=wanted.by,
    )
    return tuple(Part(**row) for row in found.to_pylist())


def _total_of(account: Account, keys: tuple[Key, ...], period: Period) -> CustomerRow | None:
    known = portfolio.known_keys(accounts.subtree_of(account))
    return _total(rows_of(_measured(figures.lines(), period, known, keys, _current())))


def _total(rows: tuple[CustomerRow, ...]) -> CustomerRow | None:
    """The sum of an account and those below it; what is not known of one is not known of all."""
    if not rows:
        return None
    return CustomerRow(
        account_id=None,
        key="",
        name="",
        net=sum((row.net for row in rows), ZERO),
        list_amount=_sum_if_known([row.list_amount for row in rows]),
        goods=_sum_if_known([row.goods for row in rows]),
        direct=sum((row.direct for row in rows), ZERO),
        pooled=sum((row.pooled for row in rows), ZERO),
        served=sum((row.served for row in rows), ZERO),
        contribution=_sum_if_known([row.contribution for row in rows]),
    )


def _sum_if_known(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if len(known) == len(values) else None


def _waterfall(total: CustomerRow | None, keys: tuple[Key, ...], period: Period) -> Waterfall | None:
    """List to pocket margin. What the ledger posted as cost to serve is what was paid for them beside the invoice:
    rebates, bonuses, freight, each by the name it was posted under.
    """
    if total is None:
        return None
    rows = figures.engine().rows("postings", figures.lines(), customers=keys, start=period.start, end=period.end)
    posted = [Deduction(row["code"] or _("Freight and other postings"), row["cost"], row["code"]) for row in rows]
    return waterfall.from_invoice(
        total.net, total.list_amount, posted, total.goods, discount=_("Discounts on the invoice")
    )


def _change(keys: tuple[Key, ...], compared: Comparison, before: CustomerRow, after: CustomerRow) -> Change | None:
    """None where quantities or costs of one side are not known."""
    sides = [_sold(keys, span) for span in (compared.before, compared.now)]
    if sides[0] is None or sides[1] is None:
        return None
    return change.decompose(sides[0], sides[1], before.served, after.served)


def _sold(keys: tuple[Key, ...], span: Period) -> tuple[Sold, ...] | None:
    rows = figures.engine().rows("sold_by_offering", figures.lines(), customers=keys, start=span.start, end=span.end)
    if any(row["unknown"] for row in rows):
        return None
    return tuple(Sold(row["offering"], row["quantity"], row["net"], row["cost"]) for row in rows)


def _currencies(period: Period, keys: tuple[Key, ...] | None) -> tuple[str, ...]:
    rows = figures.engine().rows("currencies", figures.lines(), customers=keys, start=period.start, end=period.end)
    return tuple(row["currency"] for row in rows)


def _sum(table: pa.Table, column: str) -> Decimal:
    return pc.sum(table[column]).as_py() or ZERO
