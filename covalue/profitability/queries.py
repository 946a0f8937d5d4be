"""Profitability as somebody may see it: the page of the base, the page of an account, the line on its home."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from pydantic import Field

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
from covalue.organisation import queries as organisation
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import figures
from covalue.portfolio import queries as portfolio
from covalue.portfolio.figures import OtherMoney
from covalue.profitability.models import Pool
from covalue.web.amounts import Amount, Cents
from covalue.web.answered import AccountId, As, PageOnly
from covalue.web.pager import Pager, with_words

ZERO: Final = Decimal(0)
Dimension = Literal["unit", "region", "offering"]
DIMENSIONS: Final = get_args(Dimension)
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
CHANGE_NAMES: Final[dict[str, str | Promise]] = {
    "price": gettext_lazy("Price"),
    "volume": gettext_lazy("Volume"),
    "mix": gettext_lazy("Mix"),
    "unit_cost": gettext_lazy("Unit cost"),
    "cost_to_serve": gettext_lazy("Cost to serve"),
}
PoolKey = tuple[int, str, Decimal, Decimal | None, date, date, str]


@dataclass(frozen=True)
class CustomerProfitability:
    """What a customer of the period brought and cost, in money of the ledger; what is not known is None.

    `postings` were posted to it, `pools` charged to it, `served` is their sum. `change` is the contribution less that of
    the days compared; `erodes`: grows but earns less.
    """

    account_id: AccountId
    key: str
    name: str
    net: Amount
    list_amount: PageOnly[Decimal | None]
    goods: Annotated[Amount | None, Field(serialization_alias="cost_of_goods")]
    direct: Annotated[Amount, Field(serialization_alias="postings")]
    pooled: Annotated[Amount, Field(serialization_alias="pools")]
    served: PageOnly[Decimal]
    contribution: Amount | None
    change: Amount | None
    erodes: bool

    @property
    def margin(self) -> Decimal | None:
        return None if self.goods is None else self.net - self.goods

    @property
    def share(self) -> Decimal | None:
        """Contribution of net revenue."""
        return self.contribution / self.net if self.contribution is not None and self.net > 0 else None


@dataclass(frozen=True)
class Part:
    """A unit, region or offering: what it brought and cost. `name` is its code where we know no name for it."""

    code: str | None
    name: str | None
    net: Decimal
    goods: Decimal | None
    served: Decimal
    contribution: Decimal | None


@dataclass(frozen=True)
class PoolUse:
    """A cost pool, and what visible customers used of it in its days that lie in the period."""

    id: int
    name: str
    driver: str
    rate: Decimal
    volume: Decimal
    charged: Cents
    pool: PageOnly[Pool]
    partly: PageOnly[bool]

    @property
    def use(self) -> activity.Use:
        return activity.Use(self.pool.cost, self.pool.capacity, self.volume)


@dataclass(frozen=True)
class Filter:
    """Which customers of which days are shown, in which order, and what the parts are."""

    period: Period
    within: Account | None = None
    only: str = ""
    words: str = ""
    sort: str = ""
    page: int = 1
    by: Dimension = "unit"


@dataclass(frozen=True)
class ProfitabilityPage:
    """All customers, or your own accounts. The curve leaves out the `unknown` ones, whose cost of goods is not known.

    `contribution` is of those it is known of; None of nobody. Where not `serving_known` it is gross margin only: neither cost
    pools nor postings say what serving anybody costs.
    """

    start: date
    end: date
    customers: int
    stopped: int
    unknown: int
    net: Amount
    cost_to_serve: Amount
    contribution: Amount | None
    peak: Cents
    share_at_peak: float | None
    height: float | None
    losing: int
    lost: Cents
    eroding: int
    currency: str
    currencies: tuple[OtherMoney, ...]
    whole_base: bool
    serving_known: bool
    pools: tuple[PoolUse, ...]
    filter: PageOnly[Filter]
    whale: PageOnly[Whale]
    shown: PageOnly[tuple[CustomerProfitability, ...]]
    pager: PageOnly[Pager]
    parts: PageOnly[tuple[Part, ...]]
    compared: PageOnly[Comparison | None]
    openable: PageOnly[frozenset[int]]
    ledger_to: PageOnly[date | None]

    @property
    def all(self) -> int:
        return self.customers

    @property
    def enough(self) -> bool:
        """Whether there are enough customers for statistics of them."""
        return self.all >= figures.ENOUGH


class DeductionAnswer(Schema):
    """What was paid for a customer beside the invoice, by its posting; `code` is in the ledger lines."""

    name: str
    code: str | None
    amount: Amount


class ContributionChange(Schema):
    """The parts of a change in contribution; they add up to it."""

    volume: Decimal
    mix: Decimal
    price: Decimal
    unit_cost: Decimal
    cost_to_serve: Decimal
    total: Decimal


@dataclass(frozen=True)
class AccountProfitability:
    """An account and all below it: `rows` are its own and theirs, `total` is their sum.

    None where nothing was bought or the cost of goods is unknown. Where not `serving_known` contribution is gross margin only.
    """

    start: date
    end: date
    currency: str
    currencies: tuple[OtherMoney, ...]
    net: Amount | None
    list_amount: Amount | None
    cost_of_goods: Amount | None
    deductions: tuple[Annotated[Deduction, As(DeductionAnswer)], ...]
    pocket_price: Amount | None
    pocket_margin: Amount | None
    cost_to_serve: Amount | None
    contribution: Amount | None
    serving_known: bool
    erodes: bool
    change: Annotated[Change, As(ContributionChange)] | None
    pools: tuple[PoolUse, ...]
    rows: Annotated[tuple[CustomerProfitability, ...], Field(serialization_alias="accounts")]
    total: PageOnly[CustomerProfitability | None]
    waterfall: PageOnly[Waterfall | None]
    compared: PageOnly[Comparison | None]
    before: PageOnly[CustomerProfitability | None]
    alike: PageOnly[CustomerProfitability | None]

    @property
    def days(self) -> str:
        """The period as an address has it."""
        return days_of(Period(self.start, self.end))

    @property
    def gross_margin(self) -> Decimal | None:
        """Of net revenue, before cost to serve."""
        return 1 - self.cost_of_goods / self.net if self.cost_of_goods is not None and self.net else None

    @property
    def change_parts(self) -> tuple[tuple[str | Promise, Decimal], ...]:
        """The parts of the change by name."""
        return tuple((name, getattr(self.change, part)) for part, name in CHANGE_NAMES.items()) if self.change else ()


@dataclass(frozen=True)
class AccountLine:
    """What an account and all below it leave in a period, after what serving them cost, and how much more than before;
    None is not known.
    """

    period: Period
    currency: str
    serving_known: bool
    cost_to_serve: Decimal
    contribution: Decimal | None
    change: Decimal | None
    compared: Comparison | None

    @property
    def days(self) -> str:
        """The period as an address has it."""
        return days_of(self.period)


def profitability_page(user: User, filter: Filter) -> ProfitabilityPage:
    """The page as this user may see it: everybody's for those who steer the base, otherwise their own accounts'."""
    period, (seen, keys), charged = filter.period, _sight(user, filter), _current()
    table = _compared(period, portfolio.known_keys(seen), keys, charged)
    left = _narrowed(table, filter)
    pager = Pager(filter.page, left.num_rows)
    shown, curve = rows_of(pager.cut(left)), _curve(table)
    return ProfitabilityPage(
        start=period.start,
        end=period.end,
        customers=table.num_rows,
        stopped=_stopped(user, filter, table),
        unknown=int(table["goods"].null_count),
        net=_sum(table, "net"),
        cost_to_serve=_sum(table, "served"),
        contribution=_sum(table, "contribution") if curve.customers else None,
        peak=curve.peak,
        share_at_peak=curve.share_at_peak,
        height=curve.height,
        losing=curve.losing,
        lost=curve.lost,
        eroding=int(pc.sum(table["erodes"]).as_py() or 0),
        currency=figures.currency(None if charged else keys),
        currencies=figures.others(period, keys, of_base=bool(charged)),
        whole_base=keys is None,
        serving_known=serving_is_known(period),
        pools=uses(period, keys),
        filter=filter,
        whale=curve,
        shown=shown,
        pager=pager,
        parts=_parts(filter, keys, charged),
        compared=figures.compared(period),
        openable=portfolio.openable(user, [row.account_id for row in shown if row.account_id]),
        ledger_to=figures.last_date(),
    )


def _stopped(user: User, filter: Filter, served: pa.Table) -> int:
    """How many bought before the period and nothing in it, without those who still cost something in it."""
    found = portfolio.stopped_rows(portfolio.stopped(user, filter.period, filter.within))
    known = set(zip(served["account_id"].to_pylist(), served["key"].to_pylist(), strict=True))
    accounts_known = {account for account, _key in known if account is not None}
    return sum(
        row.account_id not in accounts_known if row.account_id is not None else (None, row.key) not in known
        for row in found
    )


def days_of(period: Period) -> str:
    """A period as the address of a page has it: `?from=2026-01-01&to=2026-12-31`."""
    return f"?from={period.start}&to={period.end}"


def chosen(user: User, filter: Filter) -> pa.Table:
    """The customers this user may see that a filter leaves, in its order."""
    seen, keys = _sight(user, filter)
    return _narrowed(_compared(filter.period, portfolio.known_keys(seen), keys, _current()), filter)


def currencies(user: User, filter: Filter) -> tuple[str, tuple[OtherMoney, ...]]:
    """The currency of what `chosen` answers, and what of it was in others."""
    (_seen, keys), charged = _sight(user, filter), bool(_current())
    return figures.currency(None if charged else keys), figures.others(filter.period, keys, of_base=charged)


def compared_of_base(period: Period) -> pa.Table:
    """The whole base beside what it is compared with, for whoever is to rank it."""
    return _compared(period, portfolio.known_keys(accounts.unscoped()), None, _current())


def serving_is_known(period: Period) -> bool:
    """Whether anything says what serving customers costs in a period: a cost pool with days in it, or postings."""
    if pools().filter(starts_on__lte=period.end, ends_on__gte=period.start).exists():
        return True
    posted = figures.engine().rows("postings", figures.as_imported(), start=period.start, end=period.end)
    return bool(posted)


def caveat(period: Period) -> str:
    """What to say beside contribution, and whatever is ranked by it, where it is gross margin only."""
    return (
        "" if serving_is_known(period) else _("margin only: no cost to serve is known, neither cost pools nor postings")
    )


def of_base(period: Period, *, top: int) -> dict[str, Any]:
    """The whole base for the command line. Amounts in two decimals."""
    table = compared_of_base(period)
    curve, currency = _curve(table), figures.currency()
    return {
        "from": period.start,
        "to": period.end,
        "currency": currency,
        "currencies": figures.told_to_programs(period),
        "customers": table.num_rows,
        "unknown": int(table["goods"].null_count),
        "net": cents(_sum(table, "net"), currency),
        "cost_to_serve": cents(_sum(table, "served"), currency),
        "contribution": cents(_sum(table, "contribution"), currency),
        "caveat": caveat(period),
        "peak": cents(curve.peak, currency),
        "share_at_peak": curve.share_at_peak,
        "height": curve.height,
        "losing": curve.losing,
        "lost": cents(curve.lost, currency),
        "accounts": [
            {
                "key": row.key,
                "name": row.name,
                "net": cents(row.net, currency),
                "cost_to_serve": cents(row.served, currency),
                "contribution": None if row.contribution is None else cents(row.contribution, currency),
                "erodes": row.erodes,
            }
            for row in rows_of(table.slice(0, top))
        ],
        "ledger_version": figures.version(),
    }


def of_account(account: Account, period: Period) -> AccountProfitability:
    """An account and all below it; the caller has checked that it may be seen."""
    keys = figures.customers_of(account)
    known = portfolio.known_keys(accounts.subtree_of(account))
    pools, compared = _current(), figures.compared(period)
    lines = _lines(keys, pools)
    spans = (period, compared.before, compared.now) if compared else (period,)
    sides = [rows_of(_measured(lines, span, known, keys, pools)) for span in spans]
    rows, total = sides[0], _total(sides[0])
    before, alike = (_total(side) for side in sides[1:]) if compared else (None, None)
    steps = _waterfall(total, lines, keys, period) if total else None
    return AccountProfitability(
        start=period.start,
        end=period.end,
        currency=figures.currency(None if pools else keys),
        currencies=figures.others(period, keys, of_base=bool(pools)),
        net=total.net if total else None,
        list_amount=total.list_amount if total else None,
        cost_of_goods=total.goods if total else None,
        deductions=steps.off_invoice if steps else (),
        pocket_price=steps.pocket_price if steps else None,
        pocket_margin=steps.pocket_margin if steps else None,
        cost_to_serve=total.served if total else None,
        contribution=total.contribution if total else None,
        serving_known=serving_is_known(period),
        erodes=_erodes(before, alike),
        change=_change(lines, keys, compared, before, alike) if compared and before and alike else None,
        pools=uses(period, keys),
        rows=rows,
        total=total,
        waterfall=steps,
        compared=compared,
        before=before,
        alike=alike,
    )


def line_of(keys: tuple[Key, ...], period: Period) -> AccountLine | None:
    """The line on an account's home; None where it has no lines."""
    if not keys:
        return None
    pools, compared = _current(), figures.compared(period)
    lines = _lines(keys, pools)
    own = _measured(lines, period, portfolio.KNOWN.empty_table(), keys, pools)
    if not own.num_rows:
        return None
    spans = (compared.before, compared.now) if compared else ()
    before, alike = (_contribution(lines, span, keys, pools) for span in spans) if compared else (None, None)
    change = None if before is None or alike is None else alike - before
    currency = figures.currency(None if pools else keys)
    served, left = _sum(own, "served"), _contribution_of(own)
    return AccountLine(period, currency, serving_is_known(period), served, left, change, compared)


def uses(period: Period, keys: tuple[Key, ...] | None) -> tuple[PoolUse, ...]:
    """The pools with days in the period, and what the customers used of each; a pool nobody used has volume 0."""
    found = list(pools())
    rows = _by_pools("profitability_volumes", period, keys, _keys_of(found)).to_pylist()
    volumes: Mapping[int, Any] = {row["pool"]: Decimal(row["volume"] or 0) for row in rows}

    def use(pool: Pool) -> PoolUse:
        volume, partly = volumes.get(pool.pk, ZERO), pool.starts_on < period.start or pool.ends_on > period.end
        return PoolUse(pool.pk, pool.name, pool.driver, pool.rate, volume, pool.rate * volume, pool, partly)

    return tuple(use(pool) for pool in found if pool.starts_on <= period.end and pool.ends_on >= period.start)


def pools() -> QuerySet[Pool]:
    """The pools that count."""
    return Pool.objects.filter(replaced_at=None).select_related("kept_by")


def get_pool(user: User, pool_id: int) -> Pool:
    """A pool that counts; NotFound for a customer's guest, too."""
    pool = None if user.is_guest else pools().filter(pk=pool_id).first()
    if pool is None:
        raise errors.NotFound()
    return pool


def rows_of(table: pa.Table) -> tuple[CustomerProfitability, ...]:
    """Rows of a table as customers."""
    rows = table.drop_columns(["source", "identity"]).to_pylist()
    return tuple(CustomerProfitability(**{"change": None, "erodes": False, **row}) for row in rows)


def _sight(user: User, filter: Filter) -> tuple[QuerySet[Account], tuple[Key, ...] | None]:
    """The accounts this user may see of those filtered, and their keys in the ledger; None for everybody's."""
    seen = portfolio.in_sight(user, filter.within)
    whole = filter.within is None and user.may(Right.SEE_PORTFOLIO)
    return seen, None if whole else portfolio.keys_of(seen)


def _curve(table: pa.Table) -> Whale:
    return whale.curve(pc.drop_null(table["contribution"]).cast("double").to_pylist())


def _erodes(before: CustomerProfitability | None, alike: CustomerProfitability | None) -> bool:
    if before is None or alike is None:
        return False
    return change.earns_less(before.net, alike.net, before.contribution, alike.contribution)


def _contribution(lines: Lines, period: Period, keys: tuple[Key, ...], pools: tuple[PoolKey, ...]) -> Decimal | None:
    """Contribution of these customers together; None where it is not known."""
    return _contribution_of(_measured(lines, period, portfolio.KNOWN.empty_table(), keys, pools))


def _contribution_of(table: pa.Table) -> Decimal | None:
    return _sum(table, "contribution") if table.num_rows and not table["contribution"].null_count else None


def _compared(period: Period, known: pa.Table, keys: tuple[Key, ...] | None, pools: tuple[PoolKey, ...]) -> pa.Table:
    """Customers of the period beside what it is compared with."""
    compared = figures.compared(period)
    lines = _lines(keys, pools)
    shown = _measured(lines, period, known, keys, pools)
    alike = _measured(lines, compared.now, known, keys, pools) if compared else shown.slice(0, 0)
    before = _measured(lines, compared.before, known, keys, pools) if compared else shown.slice(0, 0)
    return figures.engine().over("profitability_compared", {"shown": shown, "alike": alike, "before": before})


def _measured(
    lines: Lines, period: Period, known: pa.Table, keys: tuple[Key, ...] | None, pools: tuple[PoolKey, ...]
) -> pa.Table:
    tables = {"known": known, "pools": _pool_table(pools)}
    return figures.engine().kept(
        "profitability", lines, customers=keys, tables=tables, start=period.start, end=period.end
    )


def _by_pools(
    analysis: str, period: Period, keys: tuple[Key, ...] | None, pools: tuple[PoolKey, ...], **values: Any
) -> pa.Table:
    """An analysis of the ledger with the pools that count."""
    span, tables = {"start": period.start, "end": period.end}, {"pools": _pool_table(pools)}
    return figures.engine().kept(analysis, _lines(keys, pools), customers=keys, tables=tables, **span, **values)


def _lines(keys: tuple[Key, ...] | None, pools: tuple[PoolKey, ...]) -> Lines:
    """The lines of these customers. What a pool costs is money of the whole base, and so are the lines it is taken from."""
    return figures.lines(None if pools else keys)


def _current() -> tuple[PoolKey, ...]:
    return _keys_of(pools())


def _keys_of(found: Iterable[Pool]) -> tuple[PoolKey, ...]:
    return tuple(
        (pool.pk, pool.driver, pool.rate, pool.border, pool.starts_on, pool.ends_on, pool.activity) for pool in found
    )


@lru_cache(maxsize=4)
def _pool_table(current: tuple[PoolKey, ...]) -> pa.Table:
    return from_rows(current, POOL_COLUMNS)


def _narrowed(table: pa.Table, filter: Filter) -> pa.Table:
    tables = {"compared": with_words(table, filter.words, "name", "key")}
    return figures.engine().over("profitability_chosen", tables, only=filter.only, sort=filter.sort)


def _parts(filter: Filter, keys: tuple[Key, ...] | None, pools: tuple[PoolKey, ...]) -> tuple[Part, ...]:
    rows = _by_pools("profitability_by", filter.period, keys, pools, by=filter.by).to_pylist()
    names = organisation.names_by_code(filter.by)
    return tuple(Part(name=names.get(row["code"], row["code"]), **row) for row in rows)


def _total(rows: tuple[CustomerProfitability, ...]) -> CustomerProfitability | None:
    """The sum of an account and those below it; what is not known of one is not known of all."""
    if not rows:
        return None
    return CustomerProfitability(
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
        change=None,
        erodes=False,
    )


def _sum_if_known(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, ZERO) if len(known) == len(values) else None


def _waterfall(total: CustomerProfitability, lines: Lines, keys: tuple[Key, ...], period: Period) -> Waterfall:
    """List to pocket margin. Posted cost to serve is what was paid for customers beside the invoice: rebates, bonuses,
    freight, each by the name it was posted under.
    """
    rows = figures.engine().rows("postings", lines, customers=keys, start=period.start, end=period.end)
    posted = [Deduction(row["code"] or _("Freight and other postings"), row["cost"], row["code"]) for row in rows]
    return waterfall.from_invoice(
        total.net, total.list_amount, posted, total.goods, discount=_("Discounts on the invoice")
    )


def _change(
    lines: Lines,
    keys: tuple[Key, ...],
    compared: Comparison,
    before: CustomerProfitability,
    after: CustomerProfitability,
) -> Change | None:
    """None where quantities or costs of one side are not known."""
    earlier, later = _sold(lines, keys, compared.before), _sold(lines, keys, compared.now)
    if earlier is None or later is None:
        return None
    return change.decompose(earlier, later, before.served, after.served)


def _sold(lines: Lines, keys: tuple[Key, ...], span: Period) -> tuple[Sold, ...] | None:
    rows = figures.engine().rows("sold_by_offering", lines, customers=keys, start=span.start, end=span.end)
    if any(row["unknown"] for row in rows):
        return None
    return tuple(Sold(row["offering"], row["quantity"], row["net"], row["cost"]) for row in rows)


def _sum(table: pa.Table, column: str) -> Decimal:
    return pc.sum(table[column]).as_py() or ZERO
