"""Profitability for programs. Amounts are decimal texts; shares are ratios (0.1 is 10 %); None is not known."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.analytics.profitability.drivers import Driver
from covalue.core import errors
from covalue.core.money import cents
from covalue.core.periods import Period
from covalue.people.models import User
from covalue.portfolio import queries as portfolio
from covalue.profitability import actions, queries, rules
from covalue.profitability.models import Pool
from covalue.profitability.queries import CustomerRow, Filter, PoolUse
from covalue.profitability.rules import Sheet
from covalue.web import paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Id, In, RowId, Text

router = Router(tags=["profitability"])


class PeriodAsked(Schema):
    """Dates, both included; without them, the last twelve months of the ledger."""

    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")


class ProfitabilityAsked(Asked):
    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")
    q: Text = Field("", max_length=200, description="search terms for name or ID")
    only: Literal["", "losing", "eroding", "unknown"] = ""
    sort: Literal["", "name", "worst", "net", "served", "change"] = Field("", description="if empty, the best first")


class PoolUseOut(Schema):
    """A cost pool and its use by visible customers in the period."""

    id: int
    name: str
    driver: str
    rate: Decimal
    volume: Decimal
    charged: Decimal


class ProfitabilityOut(Schema):
    """All customers, or your own accounts. The curve leaves out customers whose cost of goods is unknown."""

    start: date
    end: date
    customers: int
    unknown: int
    net: Decimal
    cost_to_serve: Decimal
    contribution: Decimal | None
    peak: Decimal
    share_at_peak: float | None
    height: float | None
    losing: int
    lost: Decimal
    eroding: int
    currencies: list[str]
    whole_base: bool
    pools: list[PoolUseOut]


class CustomerProfitabilityOut(Schema):
    """What a customer brought and cost; `erodes`: grows but earns less."""

    account: int | None
    key: str
    name: str
    net: Decimal
    cost_of_goods: Decimal | None
    postings: Decimal
    pools: Decimal
    contribution: Decimal | None
    change: Decimal | None
    erodes: bool


class ContributionChangeOut(Schema):
    """The parts of a change in contribution; they add up to it."""

    volume: Decimal
    mix: Decimal
    price: Decimal
    unit_cost: Decimal
    cost_to_serve: Decimal
    total: Decimal


class DeductionOut(Schema):
    """What was paid for a customer beside the invoice, by its posting; `code` is in the ledger lines."""

    name: str
    code: str | None
    amount: Decimal


class AccountProfitabilityOut(Schema):
    """An account and all below it; null where nothing was bought or the cost of goods is unknown."""

    start: date
    end: date
    net: Decimal | None
    list_amount: Decimal | None
    cost_of_goods: Decimal | None
    deductions: list[DeductionOut]
    pocket_price: Decimal | None
    pocket_margin: Decimal | None
    cost_to_serve: Decimal | None
    contribution: Decimal | None
    erodes: bool
    change: ContributionChangeOut | None
    pools: list[PoolUseOut]
    accounts: list[CustomerProfitabilityOut]


class CostPoolOut(Schema):
    """An active cost pool, with its rate."""

    id: int
    name: str
    driver: str
    border: Decimal | None
    activity: str
    cost: Decimal
    capacity: Decimal
    rate: Decimal
    starts_on: date
    ends_on: date
    source: str


class CostPoolIn(In):
    """A cost pool; `replaces` names the one it replaces."""

    name: Text = Field(min_length=1, max_length=100)
    driver: Driver
    border: Decimal | None = Field(None, max_digits=14, decimal_places=2)
    activity: Text = Field("", max_length=200, description="for imported volumes: the name in the file")
    cost: Decimal = Field(max_digits=16, decimal_places=2)
    capacity: Decimal = Field(max_digits=16, decimal_places=2)
    starts_on: date
    ends_on: date
    source: Text = Field(min_length=1, max_length=300)
    replaces: RowId | None = None


@router.get("/profitability", response=ProfitabilityOut, summary="Get the profitability of all customers")
def get_profitability(request: HttpRequest, asked: Query[PeriodAsked]) -> ProfitabilityOut:
    page = queries.profitability_page(_one_of_ours(request), Filter(_period(asked)))
    return ProfitabilityOut(
        start=page.filter.period.start,
        end=page.filter.period.end,
        customers=page.table.num_rows,
        unknown=page.unknown,
        net=cents(page.net),
        cost_to_serve=cents(page.served),
        contribution=_cents(page.contribution),
        peak=_money(page.whale.peak),
        share_at_peak=page.whale.share_at_peak,
        height=page.whale.height,
        losing=page.whale.losing,
        lost=_money(page.whale.lost),
        eroding=page.eroding,
        currencies=list(page.currencies),
        whole_base=page.whole_base,
        pools=[_use(one) for one in page.pools],
    )


@router.get(
    "/profitability/customers", response=Page[CustomerProfitabilityOut], summary="List profitability by customer"
)
def list_profitability(request: HttpRequest, asked: Query[ProfitabilityAsked]) -> Page[CustomerProfitabilityOut]:
    """The customers you may see, the best first or in another order."""
    user = _one_of_ours(request)
    found = queries.chosen(user, Filter(_period(asked), only=asked.only, words=asked.q, sort=asked.sort))

    def fetch(limit: int, start: int) -> Sequence[CustomerRow]:
        return queries.rows_of(found.slice(start, limit))

    cut = paging.cut_by_number(request, fetch, asked)
    return Page[CustomerProfitabilityOut](items=[_customer(row) for row in cut.rows], next=cut.next)


@router.get(
    "/accounts/{account_id}/profitability", response=AccountProfitabilityOut, summary="Get an account's profitability"
)
def get_account_profitability(
    request: HttpRequest, account_id: Id, asked: Query[PeriodAsked]
) -> AccountProfitabilityOut:
    found = queries.of_account(accounts.get(requests.user_of(request), account_id), _period(asked))
    total, falls = found.total, found.waterfall
    return AccountProfitabilityOut(
        start=found.period.start,
        end=found.period.end,
        net=_cents(total.net if total else None),
        list_amount=_cents(total.list_amount if total else None),
        cost_of_goods=_cents(total.goods if total else None),
        deductions=[DeductionOut(name=one.name, code=one.code, amount=cents(one.amount)) for one in falls.off_invoice]
        if falls
        else [],
        pocket_price=_cents(falls.pocket_price if falls else None),
        pocket_margin=_cents(falls.pocket_margin if falls else None),
        cost_to_serve=_cents(total.served if total else None),
        contribution=_cents(total.contribution if total else None),
        erodes=found.erodes,
        change=ContributionChangeOut(**vars(found.change), total=found.change.total) if found.change else None,
        pools=[_use(one) for one in found.pools],
        accounts=[_customer(row) for row in found.rows],
    )


@router.get("/cost-pools", response=list[CostPoolOut], summary="List cost pools")
def list_cost_pools(request: HttpRequest) -> list[CostPoolOut]:
    """The active ones, latest first."""
    _one_of_ours(request)
    return [_pool(pool) for pool in queries.pools()]


@router.post("/cost-pools", response={201: CostPoolOut}, summary="Save a cost pool")
def keep_cost_pool(request: HttpRequest, body: CostPoolIn) -> Status[CostPoolOut]:
    """For program directors and analysts. What it replaces stays on record."""
    actor, user = requests.api_actor(request), _one_of_ours(request)
    actions.guard(actor)
    values = body.dict()
    replaced = values.pop("replaces")
    old = queries.get_pool(user, replaced) if replaced else None
    return Status(201, _pool(actions.keep_pool(actor, sheet=Sheet(**values), replaces=old, now=timezone.now())))


@router.delete("/cost-pools/{pool_id}", response={204: None}, summary="Remove a cost pool")
def remove_cost_pool(request: HttpRequest, pool_id: Id) -> Status[None]:
    """It no longer charges anyone; its history stays on record."""
    actor, user = requests.api_actor(request), _one_of_ours(request)
    actions.guard(actor)
    actions.remove_pool(actor, pool=queries.get_pool(user, pool_id), now=timezone.now())
    return Status(204, None)


def _one_of_ours(request: HttpRequest) -> User:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def _period(asked: PeriodAsked | ProfitabilityAsked) -> Period:
    usual = portfolio.default_period(timezone.localdate())
    start, end = asked.start or usual.start, asked.end or usual.end
    if start > end:
        raise errors.BadInput(_("The period ends before it starts."), field="to")
    return Period(start, end)


def _use(one: PoolUse) -> PoolUseOut:
    return PoolUseOut(
        id=one.pool.pk,
        name=one.pool.name,
        driver=one.pool.driver,
        rate=one.rate,
        volume=one.volume,
        charged=cents(one.charged),
    )


def _customer(row: CustomerRow) -> CustomerProfitabilityOut:
    return CustomerProfitabilityOut(
        account=row.account_id,
        key=row.key,
        name=row.name,
        net=cents(row.net),
        cost_of_goods=_cents(row.goods),
        postings=cents(row.direct),
        pools=cents(row.pooled),
        contribution=_cents(row.contribution),
        change=_cents(row.change),
        erodes=row.erodes,
    )


def _pool(pool: Pool) -> CostPoolOut:
    return CostPoolOut(
        id=pool.pk,
        name=pool.name,
        driver=pool.driver,
        border=pool.border,
        activity=pool.activity,
        cost=pool.cost,
        capacity=pool.capacity,
        rate=rules.rate_of(pool.cost, pool.capacity),
        starts_on=pool.starts_on,
        ends_on=pool.ends_on,
        source=pool.source,
    )


def _cents(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else cents(amount)


def _money(amount: float) -> Decimal:
    return cents(Decimal(str(amount)))
