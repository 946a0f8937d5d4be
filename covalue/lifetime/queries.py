"""The door to kept results: one page for a user, one line for an account."""

import io
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.models import QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.analytics.columns import from_rows
from covalue.lifetime import computing, rules
from covalue.lifetime.computing import Figures
from covalue.lifetime.models import Fit, FitState
from covalue.lifetime.purchases import KNOWN, LedgerLines
from covalue.lifetime.rules import Meaning, Settings
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import figures

ROWS_A_PAGE: Final = 50
USUAL: Final = Settings()
SORTS: Final = {
    "value": ("value", "descending"), "alive": ("alive", "ascending"), "purchases": ("purchases", "descending"),
    "frequency": ("frequency", "descending"),
}  # fmt: skip


@dataclass(frozen=True)
class CustomerRow:
    """A customer: an account, or a key no account is identified with. Times are in the settings' unit."""

    account_id: int | None
    key: str
    name: str
    frequency: int
    recency: float
    age: float
    mean: float
    spent: float
    alive: float
    alive_low: float
    alive_high: float
    purchases: float
    each: float
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Filter:
    """What the page was asked to show."""

    settings: Settings = USUAL
    words: str = ""
    sort: str = "value"
    page: int = 1


@dataclass(frozen=True)
class LifetimePage:
    """Everything on the page. Without a result `figures` is None; `stale` is a result of an older ledger."""

    filter: Filter
    fit: Fit | None
    figures: Figures | None
    buying: tuple[Meaning, ...]
    spending: tuple[Meaning, ...]
    shown: tuple[CustomerRow, ...]
    found: int
    all: int
    total: float
    alive: float
    purchases: float
    whole_base: bool
    stale: bool
    ledger_version: int | None
    pending: Fit | None
    ledger_to: date | None
    currency: str
    openable: frozenset[int]

    @property
    def pages(self) -> int:
        return max(1, -(-self.found // ROWS_A_PAGE))


@dataclass(frozen=True)
class AccountLifetime:
    """An account and all below it: what is expected of them, and P(alive) where it is one customer."""

    value: float
    purchases: float
    alive: float | None
    months: int
    title: str
    until: date
    stale: bool


def lines() -> LedgerLines:
    """The ledger as it is now, with the keys of its accounts."""
    found = accounts.unscoped_keys().order_by().values_list("source", "key", "account_id")
    known = from_rows(found, KNOWN)
    return LedgerLines(figures.engine(), figures.lines(), known)


def lifetime_page(user: User, wanted: Filter) -> LifetimePage:
    """The page as this user may see it: everybody's for those who steer the base, otherwise their own accounts'."""
    version = figures.lines().version
    kept = _kept(wanted.settings)
    done = kept.filter(state=FitState.DONE).order_by("-ledger_version").first()
    newest = kept.filter(ledger_version=version).exclude(state=FitState.DONE).first() if version is not None else None
    seen = accounts.in_portfolio_of(user)
    whole = user.may(Right.SEE_PORTFOLIO)
    mine = rows_seen(done, seen, whole=whole) if done else None
    found = _chosen(mine, seen, wanted) if mine is not None else None
    shown = rows_of(found.slice((wanted.page - 1) * ROWS_A_PAGE, ROWS_A_PAGE), seen) if found is not None else ()
    told = computing.figures_of(done.figures) if done else None
    return LifetimePage(
        filter=wanted,
        fit=done,
        figures=told,
        buying=rules.meanings(wanted.settings.model, told.buying.values, told.buying.intervals) if told else (),
        spending=rules.meanings("gamma_gamma", told.spending.values, told.spending.intervals)
        if told and told.spending
        else (),
        shown=shown,
        found=found.num_rows if found is not None else 0,
        all=mine.num_rows if mine is not None else 0,
        total=_sum(mine, "value"),
        alive=_sum(mine, "alive"),
        purchases=_sum(mine, "purchases"),
        whole_base=whole,
        stale=done is not None and done.ledger_version != version,
        ledger_version=version,
        pending=newest,
        ledger_to=figures.last_date(),
        currency=seen.values_list("currency", flat=True).first() or "EUR",
        openable=_openable(user, shown),
    )


def of_account(account: Account) -> AccountLifetime | None:
    """What is expected of an account and all below it, by the usual settings; None before anything was computed."""
    done = _kept(USUAL).filter(state=FitState.DONE).order_by("-ledger_version").defer("rows").first()
    if done is None:
        return None
    below = list(accounts.subtree_of(account).values_list("pk", flat=True))
    rows = _of_accounts(table_of(done), below)
    if not rows.num_rows:
        return None
    return AccountLifetime(
        value=_sum(rows, "value"),
        purchases=_sum(rows, "purchases"),
        alive=float(rows["alive"][0].as_py()) if rows.num_rows == 1 else None,
        months=done.months,
        title=Settings(model=done.model).title,
        until=date.fromisoformat(done.figures["until"]),
        stale=done.ledger_version != figures.lines().version,
    )


def get_fit(fit_id: int) -> Fit | None:
    """One kept result."""
    return Fit.objects.filter(pk=fit_id).first()


def settings_of(fit: Fit) -> Settings:
    """The settings a result was computed with."""
    return Settings(fit.model, fit.unit, fit.months, fit.discount, fit.margin)


def rows_seen(fit: Fit, seen: QuerySet[Account], *, whole: bool) -> pa.Table:
    """The customers of a result that one may see."""
    table = table_of(fit)
    return table if whole else _of_accounts(table, list(seen.values_list("pk", flat=True)))


def rows_of(table: pa.Table, seen: QuerySet[Account]) -> tuple[CustomerRow, ...]:
    """Rows of a result's table as customers, by the names accounts have now."""
    ids = [one for one in table["account_id"].to_pylist() if one]
    names = dict(accounts.unscoped().filter(pk__in=ids).values_list("pk", "name"))
    return tuple(_customer(row, names) for row in table.to_pylist())


def table_of(fit: Fit) -> pa.Table:
    """All customers of a result, remembered while it is the same."""
    return _table(fit.pk, fit.ended_at, fit.figures["worth"])


def value_by_customer() -> dict[tuple[int | None, str], float]:
    """What every customer is expected to be worth by the newest usual result: by account, or by key where there is none.

    Empty without a result.
    """
    done = _kept(USUAL).filter(state=FitState.DONE).order_by("-ledger_version").defer("rows").first()
    if done is None:
        return {}
    table = table_of(done)
    columns = (table[name].to_pylist() for name in ("account_id", "customer", "value"))
    return {(account, "" if account is not None else key): value for account, key, value in zip(*columns, strict=True)}


def chosen(user: User, wanted: Filter) -> pa.Table | None:
    """All rows a filter leaves of the newest result, in its order; None without one."""
    done = _kept(wanted.settings).filter(state=FitState.DONE).order_by("-ledger_version").first()
    if done is None:
        return None
    seen = accounts.in_portfolio_of(user)
    return _chosen(rows_seen(done, seen, whole=user.may(Right.SEE_PORTFOLIO)), seen, wanted)


@lru_cache(maxsize=8)
def _table(fit_id: int, _ended_at: Any, _worth: float) -> pa.Table:
    return pq.read_table(io.BytesIO(bytes(Fit.objects.values_list("rows", flat=True).get(pk=fit_id))))


def _kept(asked: Settings) -> QuerySet[Fit]:
    return Fit.objects.filter(
        model=asked.model, unit=asked.unit, months=asked.months, discount=asked.discount, margin=asked.margin
    ).defer("rows")


def _of_accounts(table: pa.Table, ids: list[int]) -> pa.Table:
    return table.filter(pc.is_in(table["account_id"], value_set=pa.array(ids, pa.int64())))


def _chosen(table: pa.Table, seen: QuerySet[Account], wanted: Filter) -> pa.Table:
    for word in wanted.words.split():
        named = seen.filter(name__icontains=word).values_list("pk", flat=True)
        by_name = pc.is_in(table["account_id"], value_set=pa.array(list(named), pa.int64()))
        by_key = pc.fill_null(pc.match_substring(table["customer"], word, ignore_case=True), False)
        table = table.filter(pc.or_(by_name, by_key))
    if wanted.sort == "value" or wanted.sort not in SORTS:
        return table
    return table.sort_by([SORTS[wanted.sort], ("value", "descending")])


def _customer(row: dict[str, Any], names: dict[int, str]) -> CustomerRow:
    account, key = row["account_id"], row.pop("customer") or ""
    row.pop("source")
    return CustomerRow(**{**row, "frequency": int(row["frequency"])}, key=key, name=names.get(account, key))


def _sum(table: pa.Table | None, column: str) -> float:
    return float(pc.sum(table[column]).as_py() or 0) if table is not None else 0.0


def _openable(user: User, rows: tuple[CustomerRow, ...]) -> frozenset[int]:
    return accounts.openable(user, [row.account_id for row in rows if row.account_id])
