"""The whole customer base at a glance: who brings what, how uneven it is, how it moves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Final

import pyarrow as pa
from django.db.models import QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass, Identifier
from covalue.analytics import abc
from covalue.analytics.engine import Key, Lines
from covalue.core.money import cents
from covalue.core.periods import Period, last_of, months_of, previous, trailing_months
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import figures

ZERO: Final = Decimal(0)
ROWS_A_PAGE: Final = 50


@dataclass(frozen=True)
class CustomerRow:
    """One customer of the period: an account, or a key of the ledger that no account is identified with."""

    account_id: int | None
    key: str
    name: str
    account_class: str
    sector: str
    net: Decimal
    net_before: Decimal
    margin: Decimal | None
    share: float
    cumulative: float
    abc: str

    @property
    def change(self) -> Decimal | None:
        return self.net / self.net_before - 1 if self.net_before > 0 else None

    @property
    def class_label(self) -> str:
        return str(AccountClass(self.account_class).label) if self.account_class else ""


@dataclass(frozen=True)
class Ranking:
    """All customers of a period by net revenue, with what nobody was named for."""

    rows: tuple[CustomerRow, ...]
    unassigned: Decimal
    total: Decimal
    version: int | None

    @cached_property
    def gini(self) -> float | None:
        return abc.gini([float(row.net) for row in self.rows])

    @cached_property
    def herfindahl(self) -> float | None:
        return abc.herfindahl([float(row.net) for row in self.rows])

    @cached_property
    def customers_for_80(self) -> int:
        return abc.number_for_share([float(row.net) for row in self.rows])

    def with_class(self, letter: str) -> tuple[CustomerRow, ...]:
        return tuple(row for row in self.rows if row.abc == letter)


@dataclass(frozen=True)
class Trend:
    """Net revenue by month, with the same months a year before."""

    months: tuple[date, ...]
    net: tuple[Decimal, ...]
    before: tuple[Decimal, ...]


@dataclass(frozen=True)
class Filter:
    """What the page was asked to show."""

    period: Period
    within: Account | None = None
    account_class: str = ""
    letter: str = ""
    words: str = ""
    sort: str = "net"
    page: int = 1


@dataclass(frozen=True)
class PortfolioPage:
    """Everything on the portfolio's page."""

    filter: Filter
    ledger_to: date | None
    currency: str
    ranking: Ranking
    trend: Trend
    shown: tuple[CustomerRow, ...]
    found: int
    strategic: int
    strategic_net: Decimal
    on_watch: int
    may_import: bool
    whole_base: bool
    openable: frozenset[int]
    comparable: bool

    @property
    def strategic_share(self) -> float | None:
        return float(self.strategic_net / self.ranking.total) if self.ranking.total > 0 else None

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // ROWS_A_PAGE))

    @cached_property
    def change(self) -> Decimal | None:
        before = sum((row.net_before for row in self.ranking.rows), ZERO)
        now = sum((row.net for row in self.ranking.rows), ZERO)
        return now / before - 1 if before > 0 and self.comparable else None


def default_period(today: date) -> Period:
    """Twelve whole months up to the ledger's last, or up to today without one."""
    return trailing_months(figures.last_date() or today, 12)


def portfolio_page(user: User, wanted: Filter) -> PortfolioPage:
    """The portfolio as this user may see it: everybody's for those who steer it, otherwise their own accounts'."""
    seen = _in_sight(user, wanted.within)
    whole = wanted.within is None and user.may(Right.SEE_PORTFOLIO)
    keys = None if whole else _keys_of(seen)
    found = ranking(wanted.period, seen, keys, unassigned=whole)
    shown = chosen(found.rows, wanted)
    start = (wanted.page - 1) * ROWS_A_PAGE
    page = shown[start : start + ROWS_A_PAGE]
    strategic = [row for row in found.rows if row.account_class == AccountClass.STRATEGIC]
    return PortfolioPage(
        filter=wanted,
        ledger_to=figures.last_date(),
        currency=_currency(seen),
        ranking=found,
        trend=trend(wanted.period, keys),
        shown=page,
        found=len(shown),
        strategic=len(strategic),
        strategic_net=sum((row.net for row in strategic), ZERO),
        on_watch=sum(row.account_class == AccountClass.WATCH for row in found.rows),
        may_import=user.may(Right.IMPORT_LEDGER),
        whole_base=whole,
        openable=_openable(user, [row.account_id for row in page if row.account_id]),
        comparable=figures.reaches(previous(wanted.period).start),
    )


def ranking(period: Period, seen: QuerySet[Account], keys: tuple[Key, ...] | None, *, unassigned: bool) -> Ranking:
    """Customers of the period by net revenue. Several keys of one account count as one; ties are broken by key.

    Who bought only in the period before is not among them.
    """
    sums, nobody = _by_account(net_and_before(figures.lines(), period, keys), _account_of_key(seen))
    ordered = sorted(sums, key=lambda one: (-one.net, one.key))
    positive = sum((one.net for one in ordered if one.net > 0), ZERO)
    whole = float(positive) or 1.0
    rows, reached = [], ZERO
    for one in ordered:
        share_before = float(reached) / whole
        reached += max(one.net, ZERO)
        letter = abc.class_at(share_before) if one.net > 0 else "C"
        rows.append(one.row(float(one.net) / whole, float(reached) / whole, letter))
    total = sum((one.net for one in ordered), ZERO)
    nobody = nobody if unassigned else ZERO
    return Ranking(tuple(rows), nobody, total + nobody, figures.lines().version)


def trend(period: Period, keys: tuple[Key, ...] | None) -> Trend:
    """Net revenue by month of the period, and a year before."""
    months = months_of(period)

    def by_month(span: Period) -> tuple[Decimal, ...]:
        rows = figures.engine().rows("net_by_month", figures.lines(), customers=keys, start=span.start, end=span.end)
        found = {(row["month"].year, row["month"].month): row["net"] for row in rows}
        return tuple(found.get((month.year, month.month), ZERO) for month in months_of(span))

    year_before = Period(_year_before(months[0]), last_of(_year_before(months[-1])))
    return Trend(months, by_month(period), by_month(year_before))


def ranking_for_programs(*, start: date | None, end: date | None, top: int) -> dict[str, Any]:
    """The ranking of the whole base, as the command line and the API give it. Amounts in two decimals."""
    known = figures.overview()
    period = Period(start or known["first_date"] or date(1900, 1, 1), end or known["last_date"] or date(2999, 12, 31))
    found = ranking(period, Account.objects.all(), None, unassigned=True)
    rows = [
        {
            "key": row.key,
            "name": row.name,
            "net": cents(row.net),
            "share": round(row.share, 6),
            "abc": row.abc,
        }
        for row in found.rows[:top]
    ]
    return {
        "accounts": rows,
        "total": cents(found.total),
        "unassigned": cents(found.unassigned),
        "ledger_version": found.version,
    }


def _in_sight(user: User, within: Account | None) -> QuerySet[Account]:
    seen = accounts.in_portfolio_of(user)
    return seen if within is None else seen.filter(above__ancestor=within)


def _keys_of(seen: QuerySet[Account]) -> tuple[Key, ...]:
    found = Identifier.objects.filter(account__in=seen.values("pk")).order_by("source", "key")
    return tuple(found.values_list("source", "key"))


def _account_of_key(seen: QuerySet[Account]) -> dict[Key, tuple[int, str, str, str]]:
    """Key of the ledger → account id, name, class, sector; in one query."""
    found = Identifier.objects.filter(account__in=seen.values("pk")).values_list(
        "source", "key", "account_id", "account__name", "account__account_class", "account__sector"
    )
    return {(source, key): (pk, name, kind, sector) for source, key, pk, name, kind, sector in found.iterator()}


@lru_cache(maxsize=16)
def net_and_before(lines: Lines, period: Period, keys: tuple[Key, ...] | None) -> pa.Table:
    """Net revenue by customer in the period and the one before; remembered, as pages of one ranking ask alike."""
    before = previous(period).start
    return figures.engine().table(
        "net_and_before", lines, customers=keys, start=period.start, end=period.end, before=before
    )


@dataclass(slots=True)
class _Sum:
    """What the keys of one customer add up to, while they are being added."""

    account_id: int | None
    key: str
    name: str
    account_class: str
    sector: str
    net: Decimal
    net_before: Decimal
    cost: Decimal

    def row(self, share: float, cumulative: float, letter: str) -> CustomerRow:
        """The customer in its place: its share of the positive total, and that of all up to it."""
        return CustomerRow(
            account_id=self.account_id,
            key=self.key,
            name=self.name,
            account_class=self.account_class,
            sector=self.sector,
            net=self.net,
            net_before=self.net_before,
            margin=1 - self.cost / self.net if self.cost and self.net > 0 else None,
            share=share,
            cumulative=cumulative,
            abc=letter,
        )


def _by_account(found: pa.Table, known: dict[Key, tuple[int, str, str, str]]) -> tuple[list[_Sum], Decimal]:
    """Sums by account, a key without account standing for itself; and the sum of lines that name nobody."""
    merged: dict[int | Key, _Sum] = {}
    nobody = ZERO
    names = ("source", "customer", "net", "net_before", "cost_of_sales")
    for source, customer, net, before, cost in zip(*(found[name].to_pylist() for name in names), strict=True):
        if net is None:
            continue
        if customer is None:
            nobody += net
            continue
        account = known.get((source, customer))
        identity = account[0] if account else (source, customer)
        one = merged.get(identity)
        if one is None:
            pk, name, kind, sector = account or (None, customer, "", "")
            merged[identity] = _Sum(pk, customer, name, kind, sector, net, before or ZERO, cost or ZERO)
            continue
        one.net += net
        one.net_before += before or ZERO
        one.cost += cost or ZERO
        one.key = min(one.key, customer)
    return list(merged.values()), nobody


def chosen(rows: tuple[CustomerRow, ...], wanted: Filter) -> tuple[CustomerRow, ...]:
    """The rows a filter leaves, in its order."""
    words = wanted.words.casefold().split()
    kept = [
        row
        for row in rows
        if (not wanted.account_class or row.account_class == wanted.account_class)
        and (not wanted.letter or row.abc == wanted.letter)
        and all(word in f"{row.name} {row.key}".casefold() for word in words)
    ]
    if wanted.sort == "name":
        kept.sort(key=lambda row: row.name.casefold())
    elif wanted.sort == "change":
        kept.sort(key=lambda row: (row.change is None, -(row.change or ZERO)))
    elif wanted.sort == "fall":
        kept.sort(key=lambda row: (row.change is None, row.change or ZERO))
    return tuple(kept)


def _openable(user: User, ids: list[int]) -> frozenset[int]:
    return frozenset(accounts.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))


def _currency(seen: QuerySet[Account]) -> str:
    return seen.values_list("currency", flat=True).first() or "EUR"


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)
