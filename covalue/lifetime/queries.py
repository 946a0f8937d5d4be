"""Lifetime value as somebody may see it: the page of the base, one account, every customer's value."""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.analytics.columns import from_rows
from covalue.analytics.lifetime.holdout import Check
from covalue.core import errors
from covalue.core.periods import Period
from covalue.lifetime import computing, panels, rules
from covalue.lifetime.computing import Figures, Parameters
from covalue.lifetime.models import Fit, FitState
from covalue.lifetime.purchases import KNOWN, LedgerLines
from covalue.lifetime.rules import USUAL, Advice, Meaning, Model, Settings
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.portfolio import figures
from covalue.portfolio import queries as portfolio
from covalue.portfolio.figures import OtherMoney
from covalue.search import folding
from covalue.web.amounts import Cents
from covalue.web.answered import AccountId, PageOnly
from covalue.web.pager import Pager
from covalue.web.parts import Part

TOLD_FOR: Final = timedelta(days=1)
LATEST: Final = (Case(When(basis=F("basis_now"), then=0), default=1), "-ledger_version", "-ended_at")
ORDERS: Final = {"alive": "ascending", "purchases": "descending", "frequency": "descending", "since": "descending"}


@dataclass(frozen=True)
class LifetimeCustomer:
    """A customer: an account, or a key no account is identified with. Intervals are 95 %.

    `frequency`, `recency` and `age` are in the settings' unit of time, `mean` and `spent` in money, `margin` is of revenue;
    `alive` is a probability, None where the model cannot see who left; `since` are days since the last purchase. `purchases`
    and `value` are expected within the settings' months, `each` is expected of a purchase.
    """

    account_id: AccountId
    key: str
    name: str
    frequency: int
    recency: float
    age: float
    since: float
    mean: Cents
    spent: PageOnly[float]
    alive: float | None
    alive_low: float | None
    alive_high: float | None
    purchases: float
    each: PageOnly[float]
    margin: float
    value: Cents
    low: Cents
    high: Cents


@dataclass(frozen=True)
class Filter:
    """Which result is shown, and which of its customers."""

    settings: Settings = USUAL
    words: str = ""
    sort: str = "value"
    page: int = 1


@dataclass(frozen=True)
class Backtest(Check):
    """Fitted to the time before `since`, tested on the time after; errors are mean absolute, in purchases."""

    since: date


@dataclass(frozen=True)
class LifetimePage:
    """A result with its figures: `state` is none, waiting, running, done or failed, with how far it is in `progress`;
    `stale` is one of an older ledger, or from before a merge, another key of an account or other exchange rates. `margin` is that of all together.

    Values are margin expected of the purchases in the next `months`, discounted at `discount` a year (0.1 is 10 %) to the ledger's
    last day. `alive` is None where the model cannot see who left (`sees_leaving`). `alive`, `purchases` and `total` are sums over the customers one may see; `total_low` and `total_high`, its 95 %
    interval, are only known of all customers. `recommended` is the model that fits this ledger, None before there is a result.
    """

    state: str
    progress: str
    message: str
    stale: bool
    months: int
    discount: Decimal
    ledger_version: int | None
    until: date | None
    currency: str
    currencies: tuple[OtherMoney, ...]
    whole_base: bool
    customers: int
    sees_leaving: bool
    alive: float | None
    purchases: float
    margin: float | None
    total: Cents
    total_low: Cents | None
    total_high: Cents | None
    buying: Parameters | None
    spending: Parameters | None
    check: Backtest | None
    recommended: Model | None
    recommended_why: str
    advice: PageOnly[Advice | None]
    filter: PageOnly[Filter]
    figures: PageOnly[Figures | None]
    shown: PageOnly[tuple[LifetimeCustomer, ...]]
    pager: PageOnly[Pager]
    beside: PageOnly[tuple[Part, ...]]
    pending: PageOnly[Fit | None]
    current_version: PageOnly[int | None]
    ledger_to: PageOnly[date | None]
    openable: PageOnly[frozenset[int]]

    @property
    def all(self) -> int:
        return self.customers

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """The parameters in words."""
        models = ((self.filter.settings.model, self.buying), ("gamma_gamma", self.spending))
        return tuple(
            meaning
            for model, fit in models
            if fit is not None
            for meaning in rules.meanings(model, fit.values, fit.intervals)
        )


@dataclass(frozen=True)
class AccountLifetime:
    """What is expected of an account and all below it: `value` is the margin of the purchases in the next `months`, discounted at
    `discount` a year (0.1 is 10 %) to the ledger's last day, so it can be less than last year's margin; `alive` (a probability) is known where it is one customer and the
    model can see who left; where it cannot (`sees_leaving` is false), the value is too high for who has gone quiet. `margin` is
    what was entered; None is that of the ledger.
    """

    currency: str
    value: Cents | None
    purchases: float | None
    alive: float | None
    sees_leaving: bool | None
    months: int | None
    discount: Decimal | None
    margin: Decimal | None
    until: date | None
    stale: bool

    @property
    def caveat(self) -> str:
        return rules.caveat(sees_leaving=self.sees_leaving is not False)


NOT_COMPUTED: Final = AccountLifetime("", None, None, None, None, None, None, None, None, stale=False)


@dataclass(frozen=True)
class Values:
    """The value of every customer by the usual result: by account, or by key where there is none. Empty without a result.

    `caveat` is what to say beside each of them.
    """

    by_customer: dict[tuple[int | None, str], float]
    caveat: str


def lines() -> LedgerLines:
    """The ledger as it is now, with the keys of its accounts."""
    keys = accounts.unscoped_keys().order_by().values_list("source", "key", "account_id")
    return LedgerLines(figures.engine(), figures.lines(), from_rows(keys, KNOWN))


def lifetime_page(user: User, filter: Filter) -> LifetimePage:
    """The page as this user may see it: everybody's for those who steer the base, otherwise their own accounts'."""
    version = figures.version()
    fit = newest(filter.settings)
    unfinished = _fits(filter.settings).exclude(state=FitState.DONE)
    pending = unfinished.filter(basis=F("basis_now")).first() if version is not None else None
    latest = pending or fit
    seen, whole = accounts.in_portfolio_of(user), user.may(Right.SEE_PORTFOLIO)
    table = _rows_seen(fit, seen, whole=whole) if fit else None
    left = _narrowed(table, seen, filter) if table is not None else None
    pager = Pager(filter.page, left.num_rows if left is not None else 0)
    result = computing.figures_of(fit.figures) if fit else None
    shown = rows_of(pager.cut(left)) if left is not None else ()
    advice = _advice(result, filter.settings) if result else None
    return LifetimePage(
        state=latest.state if latest else "none",
        progress=latest.progress if latest else "",
        message=latest.message if latest else "",
        stale=fit is not None and is_stale(fit),
        months=filter.settings.months,
        discount=filter.settings.discount,
        ledger_version=fit.ledger_version if fit else None,
        until=result.until if result else None,
        currency=(fit.currency if fit else "") or figures.currency(),
        currencies=_others(user, result.until) if result else (),
        whole_base=whole,
        customers=table.num_rows if table is not None else 0,
        sees_leaving=bool(result and result.sees_leaving),
        alive=_sum(table, "alive") if result and result.sees_leaving else None,
        purchases=_sum(table, "purchases"),
        margin=result.margin if result else None,
        total=_sum(table, "value"),
        total_low=result.worth_low if result and whole else None,
        total_high=result.worth_high if result and whole else None,
        buying=result.buying if result else None,
        spending=result.spending if result else None,
        check=_backtest(result) if result else None,
        recommended=advice.model if advice else None,
        recommended_why=advice.reason if advice else "",
        advice=advice,
        filter=filter,
        figures=result,
        shown=shown,
        pager=pager,
        beside=panels.parts(panels.LEAVING, user) if result and not result.sees_leaving else (),
        pending=pending,
        current_version=version,
        ledger_to=figures.last_date(),
        openable=accounts.openable(user, [row.account_id for row in shown if row.account_id]),
    )


def usual() -> Fit | None:
    """The newest result of the usual settings, without its rows: by the margin of the ledger, or where there is none by the
    one entered last.
    """
    terms = {name: value for name, value in vars(USUAL).items() if name != "margin"}
    done = _with_basis(Fit.objects.filter(**terms, state=FitState.DONE))
    entered = Case(When(margin=None, then=0), default=1)
    return done.order_by(entered, *LATEST).first()


def newest(settings: Settings) -> Fit | None:
    """The newest result of these settings, without its rows; None before anything was computed."""
    return _fits(settings).filter(state=FitState.DONE).order_by(*LATEST).first()


def is_stale(fit: Fit) -> bool:
    """Whether ledger, rates or accounts have changed since; of a fit that was asked for here."""
    return bool(fit.basis != fit.basis_now)  # type: ignore[attr-defined]  # annotated by `_with_basis`


def of_account(account: Account) -> AccountLifetime | None:
    """What is expected of an account and all below it, by the usual settings; None before anything was computed."""
    fit = usual()
    if fit is None:
        return None
    rows = _of_accounts(_table_of(fit), list(accounts.subtree_of(account).values_list("pk", flat=True)))
    if not rows.num_rows:
        return None
    return AccountLifetime(
        currency=fit.currency or figures.currency(),
        value=_sum(rows, "value"),
        purchases=_sum(rows, "purchases"),
        alive=rows["alive"][0].as_py() if rows.num_rows == 1 else None,
        sees_leaving=fit.figures["sees_leaving"],
        months=fit.months,
        discount=fit.discount,
        margin=fit.margin,
        until=date.fromisoformat(fit.figures["until"]),
        stale=is_stale(fit),
    )


def asked_by(user: User) -> tuple[Fit, ...]:
    """What this user had computed in the background: what still runs, and what ended within a day. What was computed while
    they waited ended as it was asked for.
    """
    asked = Fit.objects.filter(asked_by=user).defer("rows")
    since = timezone.now() - TOLD_FOR
    ended = Q(ended_at__gte=since, ended_at__gt=F("asked_at"))
    return tuple(asked.filter(Q(state__in=(FitState.WAITING, FitState.RUNNING)) | ended))


def chosen(user: User, filter: Filter) -> pa.Table:
    """The customers this user may see that a filter leaves, in its order; WrongState without a result."""
    fit = newest(filter.settings)
    if fit is None:
        raise errors.WrongState(_("These settings have not been computed yet."))
    seen = accounts.in_portfolio_of(user)
    return _narrowed(_rows_seen(fit, seen, whole=user.may(Right.SEE_PORTFOLIO)), seen, filter)


def currencies(user: User, settings: Settings) -> tuple[str, tuple[OtherMoney, ...]]:
    """The currency of a result, and what of it was in others."""
    fit = newest(settings)
    if fit is None:
        return figures.currency(), ()
    return fit.currency or figures.currency(), _others(user, computing.figures_of(fit.figures).until)


def rows_of(table: pa.Table) -> tuple[LifetimeCustomer, ...]:
    """Rows of a result's table as customers, by the names accounts have now."""
    ids = [account_id for account_id in table["account_id"].to_pylist() if account_id]
    names = dict(accounts.unscoped().filter(pk__in=ids).values_list("pk", "name"))
    return tuple(_customer(row, names) for row in table.to_pylist())


def values() -> Values:
    """What every customer is still expected to be worth."""
    fit = usual()
    if fit is None:
        return Values({}, "")
    table = _table_of(fit)
    columns = (table[name].to_pylist() for name in ("account_id", "customer", "value"))
    return Values(
        {(account, "" if account is not None else key): value for account, key, value in zip(*columns, strict=True)},
        _caveat(fit),
    )


def caveat(settings: Settings | None = None) -> str:
    """What to say beside lifetime values: those of these settings, or the usual ones. Empty where there is nothing to say."""
    fit = newest(settings) if settings else usual()
    return _caveat(fit) if fit else ""


def _caveat(fit: Fit) -> str:
    return rules.caveat(sees_leaving=fit.figures["sees_leaving"])


def _fits(settings: Settings) -> QuerySet[Fit]:
    return _with_basis(Fit.objects.filter(**vars(settings)))


def _with_basis(fits: QuerySet[Fit]) -> QuerySet[Fit]:
    """Without their rows, and with the basis there is now beside that of each."""
    return fits.defer("rows").annotate(basis_now=figures.basis())


def _others(user: User, until: date) -> tuple[OtherMoney, ...]:
    """What of the histories of the customers one sees was in other currencies than the figures."""
    first = figures.overview()["first_date"]
    if first is None or not figures.is_mixed():
        return ()
    whole = user.may(Right.SEE_PORTFOLIO)
    keys = None if whole else portfolio.keys_of(accounts.in_portfolio_of(user))
    return figures.others(Period(first, max(first, until)), keys, of_base=True)


def _backtest(result: Figures) -> Backtest | None:
    return Backtest(**vars(result.check), since=result.check_from) if result.check and result.check_from else None


def _table_of(fit: Fit) -> pa.Table:
    """All customers of a result, remembered while it is the same."""
    return _table(fit.pk, fit.ended_at, fit.figures["worth"])


@lru_cache(maxsize=8)
def _table(fit_id: int, _ended_at: datetime | None, _worth: float) -> pa.Table:
    return pq.read_table(io.BytesIO(bytes(Fit.objects.values_list("rows", flat=True).get(pk=fit_id))))


def _rows_seen(fit: Fit, seen: QuerySet[Account], *, whole: bool) -> pa.Table:
    table = _table_of(fit)
    return table if whole else _of_accounts(table, list(seen.values_list("pk", flat=True)))


def _of_accounts(table: pa.Table, ids: list[int]) -> pa.Table:
    return table.filter(pc.is_in(table["account_id"], value_set=pa.array(ids, pa.int64())))


def _narrowed(table: pa.Table, seen: QuerySet[Account], filter: Filter) -> pa.Table:
    """The customers with all words in the name of their account or in their key, in the order of the filter."""
    for word in filter.words.split():
        named = seen.filter(name__folded=word).values_list("pk", flat=True)
        by_name = pc.is_in(table["account_id"], value_set=pa.array(list(named), pa.int64()))
        by_key = pa.array(folding.holding((key or "" for key in table["customer"].to_pylist()), word), pa.bool_())
        table = table.filter(pc.or_(by_name, by_key))
    if filter.sort not in ORDERS:
        return table
    return table.sort_by([(filter.sort, ORDERS[filter.sort]), ("value", "descending")])


def _advice(result: Figures, settings: Settings) -> Advice:
    return rules.advised(
        customers=result.customers,
        repeaters=result.repeaters,
        silent=result.silent,
        sees_leaving=result.sees_leaving,
        shown=settings.model,
    )


def _customer(row: dict[str, Any], names: dict[int, str]) -> LifetimeCustomer:
    account, key = row["account_id"], row.pop("customer") or ""
    row.pop("source")
    return LifetimeCustomer(**{**row, "frequency": int(row["frequency"])}, key=key, name=names.get(account, key))


def _sum(table: pa.Table | None, column: str) -> float:
    return float(pc.sum(table[column]).as_py() or 0) if table is not None else 0.0
