"""Lifetime value for programs. Amounts are decimal texts; shares and rates are ratios (0.1 is 10 %)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.core.money import cents
from covalue.lifetime import actions, queries, rules
from covalue.lifetime.computing import Parameters
from covalue.lifetime.models import Fit
from covalue.lifetime.queries import CustomerRow, Filter, LifetimePage
from covalue.lifetime.rules import Settings
from covalue.people.models import User
from covalue.web import paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Id, Text

router = Router(tags=["lifetime value"])

ModelKey = Literal["bg_nbd", "mbg_nbd", "pareto_nbd"]
UnitName = Literal["day", "week", "month"]


class SettingsAsked(Schema):
    """What to compute; defaults apply to what is left out."""

    model: ModelKey = "mbg_nbd"
    unit: UnitName = "week"
    months: int = Field(12, ge=1, le=rules.LONGEST_MONTHS, description="how far ahead")
    discount: Decimal = Field(Decimal("0.1"), ge=0, le=1, max_digits=5, decimal_places=4, description="a year")
    margin: Decimal = Field(Decimal(1), gt=0, le=1, max_digits=5, decimal_places=4, description="of revenue")


class LifetimeCustomersAsked(Asked):
    model: ModelKey = "mbg_nbd"
    unit: UnitName = "week"
    months: int = Field(12, ge=1, le=rules.LONGEST_MONTHS)
    discount: Decimal = Field(Decimal("0.1"), ge=0, le=1, max_digits=5, decimal_places=4)
    margin: Decimal = Field(Decimal(1), gt=0, le=1, max_digits=5, decimal_places=4)
    q: Text = Field("", max_length=200, description="search terms for name or ID")
    sort: Literal["value", "alive", "purchases", "frequency"] = "value"


class ParametersOut(Schema):
    """A fit. `intervals` are 95 %; a parameter without one is not identified on its own."""

    parameters: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    log_likelihood: float
    customers: int


class ClassOut(Schema):
    """Customers with this many repeat purchases (the last group: or more), and their mean purchases in the test
    period.
    """

    frequency: int
    customers: int
    actual: float
    model: float
    naive: float


class CheckOut(Schema):
    """Fitted to the time before `since`, tested on the time after; errors are mean absolute, in purchases."""

    since: date
    customers: int
    actual: float
    model: float
    naive: float
    model_error: float
    naive_error: float
    classes: list[ClassOut]


class LifetimeOut(Schema):
    """The state of a result; with state `done` or from an older ledger (`stale`), its figures."""

    state: str = Field(description="none, waiting, running, done or failed")
    message: str
    stale: bool
    ledger_version: int | None
    until: date | None
    currency: str
    whole_base: bool
    customers: int
    alive: float
    purchases: float
    total: Decimal
    total_low: Decimal | None = Field(description="95 %; only of all customers")
    total_high: Decimal | None
    buying: ParametersOut | None
    spending: ParametersOut | None
    check: CheckOut | None


class LifetimeCustomerOut(Schema):
    """A customer: history in the unit of the settings, P(alive), expected purchases and lifetime value, with 95 %
    intervals.
    """

    account: int | None
    key: str
    name: str
    frequency: int
    recency: float
    age: float
    mean: Decimal
    alive: float
    alive_low: float
    alive_high: float
    purchases: float
    value: Decimal
    low: Decimal
    high: Decimal


class AccountLifetimeOut(Schema):
    """An account and all below it, with the default settings; `value` is null before anything was computed."""

    value: Decimal | None
    purchases: float | None
    alive: float | None
    months: int | None
    until: date | None
    stale: bool


@router.get("/lifetime-value", response=LifetimeOut, summary="Get the lifetime value of all customers")
def get_lifetime_value(request: HttpRequest, asked: Query[SettingsAsked]) -> LifetimeOut:
    return _told(queries.lifetime_page(_one_of_ours(request), Filter(_settings(asked))))


@router.post("/lifetime-value", response=LifetimeOut, summary="Compute lifetime value")
def compute_lifetime_value(request: HttpRequest, asked: SettingsAsked) -> LifetimeOut:
    """Immediately for up to a million lines; otherwise as a job, and calling it again returns the state."""
    user = _one_of_ours(request)
    actions.compute(requests.api_actor(request), asked=_settings(asked), now=timezone.now())
    return _told(queries.lifetime_page(user, Filter(_settings(asked))))


@router.get("/lifetime-value/customers", response=Page[LifetimeCustomerOut], summary="List lifetime value by customer")
def list_lifetime_values(request: HttpRequest, asked: Query[LifetimeCustomersAsked]) -> Page[LifetimeCustomerOut]:
    """The customers you may see, the most valuable first or in another order."""
    user = _one_of_ours(request)
    found = queries.chosen(user, Filter(_settings(asked), words=asked.q, sort=asked.sort))
    if found is None:
        raise errors.WrongState(_("These settings have not been computed yet."))

    def fetch(limit: int, start: int) -> Sequence[CustomerRow]:
        return queries.rows_of(found.slice(start, limit), accounts.in_portfolio_of(user))

    cut = paging.cut_by_number(request, fetch, asked)
    return Page[LifetimeCustomerOut](items=[_customer(row) for row in cut.rows], next=cut.next)


@router.get(
    "/accounts/{account_id}/lifetime-value", response=AccountLifetimeOut, summary="Get an account's lifetime value"
)
def get_account_lifetime_value(request: HttpRequest, account_id: Id) -> AccountLifetimeOut:
    found = queries.of_account(accounts.get(requests.user_of(request), account_id))
    if found is None:
        return AccountLifetimeOut(value=None, purchases=None, alive=None, months=None, until=None, stale=False)
    return AccountLifetimeOut(
        value=_money(found.value),
        purchases=found.purchases,
        alive=found.alive,
        months=found.months,
        until=found.until,
        stale=found.stale,
    )


def _one_of_ours(request: HttpRequest) -> User:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def _settings(asked: SettingsAsked | LifetimeCustomersAsked) -> Settings:
    return Settings(asked.model, asked.unit, asked.months, asked.discount, asked.margin)


def _told(page: LifetimePage) -> LifetimeOut:
    fit: Fit | None = page.pending or page.fit
    told, whole = page.figures, page.whole_base
    return LifetimeOut(
        state=fit.state if fit else "none",
        message=fit.message if fit else "",
        stale=page.stale,
        ledger_version=page.fit.ledger_version if page.fit else None,
        until=told.until if told else None,
        currency=page.currency,
        whole_base=whole,
        customers=page.all,
        alive=page.alive,
        purchases=page.purchases,
        total=_money(page.total),
        total_low=_money(told.worth_low) if told and whole else None,
        total_high=_money(told.worth_high) if told and whole else None,
        buying=_parameters(told.buying) if told else None,
        spending=_parameters(told.spending) if told and told.spending else None,
        check=_check(page),
    )


def _parameters(kept: Parameters) -> ParametersOut:
    return ParametersOut(
        parameters=kept.values, intervals=kept.intervals, log_likelihood=kept.log_likelihood, customers=kept.customers
    )


def _check(page: LifetimePage) -> CheckOut | None:
    if page.figures is None or page.figures.check is None or page.figures.check_from is None:
        return None
    check = page.figures.check
    return CheckOut(
        since=page.figures.check_from,
        customers=check.customers,
        actual=check.actual,
        model=check.model,
        naive=check.naive,
        model_error=check.model_error,
        naive_error=check.naive_error,
        classes=[
            ClassOut(frequency=o.frequency, customers=o.customers, actual=o.actual, model=o.model, naive=o.naive)
            for o in check.classes
        ],
    )


def _customer(row: CustomerRow) -> LifetimeCustomerOut:
    return LifetimeCustomerOut(
        account=row.account_id,
        key=row.key,
        name=row.name,
        frequency=row.frequency,
        recency=row.recency,
        age=row.age,
        mean=_money(row.mean),
        alive=row.alive,
        alive_low=row.alive_low,
        alive_high=row.alive_high,
        purchases=row.purchases,
        value=_money(row.value),
        low=_money(row.low),
        high=_money(row.high),
    )


def _money(amount: float) -> Decimal:
    return cents(Decimal(str(amount)))
