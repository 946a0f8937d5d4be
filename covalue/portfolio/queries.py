"""The whole customer base at a glance: who brings what, how uneven it is, how it moves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.analytics import abc
from covalue.analytics.columns import from_rows
from covalue.analytics.engine import Key, Lines
from covalue.core import errors, money
from covalue.core.money import cents
from covalue.core.periods import Comparison, Period, last_of, months_of
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import figures
from covalue.portfolio.figures import OtherMoney
from covalue.web.pager import Pager, with_words

if TYPE_CHECKING:
    from covalue.portfolio.inputs import CustomersFilter

ZERO: Final = Decimal(0)
BY_NET: Final = "net"
NEVER: Final = (date(1, 1, 2), date(1, 1, 1))  # a span that no line lies in
KNOWN: Final = pa.schema(
    [
        ("source", pa.string()),
        ("customer", pa.string()),
        ("account_id", pa.int64()),
        ("name", pa.string()),
        ("account_class", pa.string()),
        ("sector", pa.string()),
    ]
)


@dataclass(frozen=True)
class CustomerRow:
    """One customer of the period: an account, or a key of the ledger that no account is identified with.

    `net_alike` is the part of `net` that falls in what is compared with `net_before`.
    """

    account_id: int | None
    key: str
    name: str
    account_class: str
    sector: str
    net: Decimal
    net_alike: Decimal
    net_before: Decimal
    margin: Decimal | None
    share: float
    cumulative: float
    abc: str

    @property
    def change(self) -> Decimal | None:
        return self.net_alike / self.net_before - 1 if self.net_before > 0 else None

    @property
    def class_label(self) -> str:
        return str(AccountClass(self.account_class).label) if self.account_class else ""


@dataclass(frozen=True)
class StoppedCustomer:
    """A customer with lines before a period and none in it: what it brought until then, and when it last bought."""

    account_id: int | None
    source: str
    key: str
    name: str
    net: Decimal
    bought_on: date | None


@dataclass(frozen=True)
class Ranking:
    """All customers of a period by net revenue, with what nobody was named for.

    `table` has a row for each customer, from the largest; only those shown are made into `CustomerRow`.
    """

    table: pa.Table
    unassigned: Decimal
    total: Decimal
    version: int | None

    def __len__(self) -> int:
        return int(self.table.num_rows)

    @cached_property
    def rows(self) -> tuple[CustomerRow, ...]:
        return rows_of(self.table)

    @cached_property
    def values(self) -> tuple[float, ...]:
        """Net revenue of each customer, from the largest."""
        return tuple(self.table["net"].cast(pa.float64()).to_pylist())

    @cached_property
    def gini(self) -> float | None:
        return abc.gini(self.values)

    @cached_property
    def herfindahl(self) -> float | None:
        return abc.herfindahl(self.values)

    @cached_property
    def customers_for_80(self) -> int:
        return abc.number_for_share(self.values)

    @cached_property
    def classes(self) -> dict[str, int]:
        """How many customers are A, B and C."""
        return {letter.lower(): self.table.filter(pc.field("abc") == letter).num_rows for letter in "ABC"}

    @cached_property
    def change(self) -> Decimal | None:
        """Growth of all named customers over what was before; None with nothing before."""
        before = _sum_of(self.table["net_before"])
        return _sum_of(self.table["net_alike"]) / before - 1 if before > 0 else None

    def with_class(self, account_class: str) -> pa.Table:
        """The customers whose account has this class."""
        return self.table.filter(pc.field("account_class") == account_class)


@dataclass(frozen=True)
class Trend:
    """Net revenue by month, with the same months a year before."""

    months: tuple[date, ...]
    net: tuple[Decimal, ...]
    before: tuple[Decimal, ...]

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """A row for each month: `month`, `net`, `before`."""
        values = zip(self.months, self.net, self.before, strict=True)
        return tuple({"month": month, "net": net, "before": before} for month, net, before in values)


@dataclass(frozen=True)
class Filter:
    """Which customers of which days, in which order."""

    period: Period
    within: Account | None = None
    account_class: str = ""
    letter: str = ""
    words: str = ""
    sort: str = BY_NET


@dataclass(frozen=True)
class PortfolioPage:
    """Everything on the portfolio's page."""

    filter: Filter
    ledger_to: date | None
    currency: str
    currencies: tuple[OtherMoney, ...]
    ranking: Ranking
    trend: Trend
    shown: tuple[CustomerRow, ...]
    pager: Pager
    strategic: int
    strategic_net: Decimal
    on_watch: int
    stopped: int
    may_import: bool
    may_create: bool
    whole_base: bool
    openable: frozenset[int]
    compared: Comparison | None

    @property
    def enough(self) -> bool:
        """Whether there are enough customers for statistics of them."""
        return self.all >= figures.ENOUGH

    @property
    def strategic_share(self) -> float | None:
        return float(self.strategic_net / self.ranking.total) if self.ranking.total > 0 else None

    @property
    def all(self) -> int:
        return len(self.ranking)

    @property
    def without_account(self) -> int:
        """Customers of the period that are no account."""
        return int(self.ranking.table["account_id"].null_count)

    @cached_property
    def change(self) -> Decimal | None:
        return self.ranking.change if self.compared else None


def filter_of(user: User, query: "CustomersFilter") -> Filter:
    """What was asked for; NotFound for a part of the tree this user may not see."""
    within = part_of_tree(user, query.within)
    return Filter(query.period, within, query.account_class or "", query.abc or "", query.q, query.sort)


def part_of_tree(user: User, account_id: int | None) -> Account | None:
    """An account whose money this user may see, None for None; NotFound for any other."""
    if account_id is None:
        return None
    account = accounts.in_portfolio_of(user).filter(pk=account_id).first()
    if account is None:
        raise errors.NotFound()
    return account


def portfolio_page(user: User, filter: Filter, page: int = 1) -> PortfolioPage:
    """The portfolio as this user may see it: everybody's for those who steer it, otherwise their own accounts'."""
    seen = in_sight(user, filter.within)
    whole = filter.within is None and user.may(Right.SEE_PORTFOLIO)
    keys = None if whole else keys_of(seen)
    ranked = ranking(filter.period, seen, keys, unassigned=whole)
    customers = chosen(ranked, filter)
    pager = Pager(page, customers.num_rows)
    shown = rows_of(pager.cut(customers))
    strategic = ranked.with_class(AccountClass.STRATEGIC)
    return PortfolioPage(
        filter=filter,
        ledger_to=figures.last_date(),
        currency=figures.currency(keys),
        currencies=figures.others(filter.period, keys),
        ranking=ranked,
        trend=trend(filter.period, keys),
        shown=shown,
        pager=pager,
        strategic=strategic.num_rows,
        strategic_net=_sum_of(strategic["net"]),
        on_watch=ranked.with_class(AccountClass.WATCH).num_rows,
        stopped=stopped(user, filter.period, filter.within).num_rows,
        may_import=user.may(Right.IMPORT_LEDGER),
        may_create=user.may(Right.CREATE_ACCOUNTS) and user.may(Right.SEE_PORTFOLIO),
        whole_base=whole,
        openable=openable(user, [row.account_id for row in shown if row.account_id]),
        compared=figures.compared(filter.period),
    )


@dataclass(frozen=True)
class StoppedPage:
    """Who stopped buying: whom the counts of a period leave out."""

    filter: Filter
    shown: tuple[StoppedCustomer, ...]
    pager: Pager
    all: int
    currency: str
    whole_base: bool
    openable: frozenset[int]


def stopped_page(user: User, filter: Filter, page: int = 1) -> StoppedPage:
    """A page of those this user may see."""
    found = stopped(user, filter.period, filter.within)
    left = with_words(found, filter.words, "name", "key")
    pager = Pager(page, left.num_rows)
    shown = stopped_rows(pager.cut(left))
    return StoppedPage(
        filter=filter,
        shown=shown,
        pager=pager,
        all=found.num_rows,
        currency=figures.currency(_keys_in_sight(user, filter.within)),
        whole_base=_sees_all(user, filter.within),
        openable=openable(user, [row.account_id for row in shown if row.account_id]),
    )


def stopped(user: User, period: Period, within: Account | None = None) -> pa.Table:
    """Customers this user may see with lines before a period and none in it: whom its counts leave out."""
    keys = _keys_in_sight(user, within)
    return figures.engine().kept(
        "stopped",
        figures.lines(keys),
        customers=keys,
        tables={"known": known_keys(in_sight(user, within))},
        start=period.start,
        end=period.end,
    )


def stopped_rows(table: pa.Table) -> tuple[StoppedCustomer, ...]:
    """Rows of that table as customers."""
    return tuple(StoppedCustomer(**row) for row in table.to_pylist())


def _sees_all(user: User, within: Account | None) -> bool:
    return within is None and user.may(Right.SEE_PORTFOLIO)


def _keys_in_sight(user: User, within: Account | None) -> tuple[Key, ...] | None:
    """The keys of the customers this user may see; None for everybody's."""
    return None if _sees_all(user, within) else keys_of(in_sight(user, within))


def customers(user: User, filter: Filter) -> pa.Table:
    """The customers of a filter in its order, as this user may see them: the columns of `CustomerRow`."""
    whole = filter.within is None and user.may(Right.SEE_PORTFOLIO)
    seen = in_sight(user, filter.within)
    return chosen(ranking(filter.period, seen, None if whole else keys_of(seen), unassigned=False), filter)


def currencies(user: User, filter: Filter) -> tuple[str, tuple[OtherMoney, ...]]:
    """The currency of what `customers` answers, and what of it was in others."""
    whole = filter.within is None and user.may(Right.SEE_PORTFOLIO)
    keys = None if whole else keys_of(in_sight(user, filter.within))
    return figures.currency(keys), figures.others(filter.period, keys)


def ranking(period: Period, seen: QuerySet[Account], keys: tuple[Key, ...] | None, *, unassigned: bool) -> Ranking:
    """Customers of the period by net revenue. Several keys of one account count as one; ties are broken by key.

    Who bought only in the period before is not among them.
    """
    sums = net_and_before(figures.lines(keys), period, keys)
    table = figures.engine().over(
        "ranking", {"sums": sums, "known": known_keys(seen)}, a_share=abc.A_SHARE, b_share=abc.B_SHARE
    )
    nobody = _sum_of(sums.filter(pc.field("customer").is_null())["net"]) if unassigned else ZERO
    return Ranking(table, nobody, _sum_of(table["net"]) + nobody, figures.version())


def trend(period: Period, keys: tuple[Key, ...] | None) -> Trend:
    """Net revenue by month of the period, and a year before."""
    months, lines = months_of(period), figures.lines(keys)

    def by_month(span: Period) -> tuple[Decimal, ...]:
        rows = figures.engine().rows("net_by_month", lines, customers=keys, start=span.start, end=span.end)
        net = {(row["month"].year, row["month"].month): row["net"] for row in rows}
        return tuple(net.get((month.year, month.month), ZERO) for month in months_of(span))

    year_before = Period(_year_before(months[0]), last_of(_year_before(months[-1])))
    return Trend(months, by_month(period), by_month(year_before))


def ranking_for_programs(*, start: date | None, end: date | None, top: int) -> dict[str, Any]:
    """The ranking of the whole base, as the command line gives it. Amounts in two decimals."""
    known = figures.overview()
    period = Period(start or known["first_date"] or date(1900, 1, 1), end or known["last_date"] or date(2999, 12, 31))
    ranked = ranking(period, accounts.unscoped(), None, unassigned=True)
    currency = figures.currency()
    rows = [
        {
            "key": row.key,
            "name": row.name,
            "net": cents(row.net, currency),
            "share": round(row.share, 6),
            "abc": row.abc,
        }
        for row in rows_of(ranked.table.slice(0, top))
    ]
    return {
        "accounts": rows,
        "currency": currency,
        "total": cents(ranked.total, currency),
        "unassigned": cents(ranked.unassigned, currency),
        "currencies": figures.told_to_programs(period),
        "ledger_version": ranked.version,
    }


def without_account() -> list[Key]:
    """The customers of the whole ledger, by source and ID, that no account is identified with."""
    rows = figures.engine().rows("customers", figures.as_imported(), customers=None)
    known = set(accounts.unscoped_keys().values_list("source", "key"))
    return [key for row in rows if (key := (row["source"], row["customer"])) not in known]


def currencies_of_lines() -> dict[Key, str]:
    """The currency of each customer's lines where it is one; who pays in several, or whose lines name none, is not there."""
    rows = figures.engine().rows("customers", figures.as_imported(), customers=None)
    return {(row["source"], row["customer"]): row["currency"] for row in rows if money.is_currency(row["currency"])}


def in_sight(user: User, within: Account | None) -> QuerySet[Account]:
    """The accounts whose money this user may see, or those of them below one."""
    seen = accounts.in_portfolio_of(user)
    return seen if within is None else seen.filter(above__ancestor=within)


def keys_of(seen: QuerySet[Account]) -> tuple[Key, ...]:
    """The ledger's customer keys of these accounts."""
    keys = accounts.unscoped_keys().filter(account__in=seen.values("pk")).order_by("source", "key")
    return tuple(keys.values_list("source", "key"))


def known_keys(seen: QuerySet[Account]) -> pa.Table:
    """The ledger's keys with the account each stands for: one query, in columns."""
    rows = (
        accounts.unscoped_keys()
        .filter(account__in=seen.values("pk"))
        .order_by("pk")
        .values_list("source", "key", "account_id", "account__name", "account__account_class", "account__sector")
    )
    return from_rows(rows, KNOWN)


def net_and_before(lines: Lines, period: Period, keys: tuple[Key, ...] | None) -> pa.Table:
    """Net revenue by customer in the period and the one before."""
    compared = figures.compared(period)
    alike = compared.now.start if compared else period.start
    before, before_end = (compared.before.start, compared.before.end) if compared else NEVER
    return figures.engine().kept(
        "net_and_before",
        lines,
        customers=keys,
        start=period.start,
        end=period.end,
        alike=alike,
        before=before,
        before_end=before_end,
    )


def chosen(ranking: Ranking, filter: Filter) -> pa.Table:
    """The rows of a ranking that a filter leaves, in its order."""
    if filter.sort == BY_NET and not (filter.account_class or filter.letter or filter.words):
        return ranking.table
    return figures.engine().over(
        "ranking_chosen",
        {"ranking": with_words(ranking.table, filter.words, "name", "key")},
        account_class=filter.account_class,
        letter=filter.letter,
        sort=filter.sort,
    )


def rows_of(table: pa.Table) -> tuple[CustomerRow, ...]:
    """Rows of a ranking's table as customers."""
    return tuple(_customer(row) for row in table.to_pylist())


def _customer(row: dict[str, Any]) -> CustomerRow:
    net, cost = row["net"], row.pop("cost")
    return CustomerRow(**row, margin=1 - cost / net if cost is not None and net > 0 else None)


def _sum_of(column: pa.ChunkedArray) -> Decimal:
    return pc.sum(column).as_py() or ZERO


def openable(user: User, ids: list[int]) -> frozenset[int]:
    """Those of the accounts, all of this user's portfolio, whose home they may open."""
    return accounts.openable(user, ids) if user.may(Right.SEE_PORTFOLIO) else frozenset(ids)


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)
