"""Profitability. Amounts are decimal texts; shares are ratios (0.1 is 10 %); null is not known. Forms of the pages post here."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.portfolio.inputs import PeriodQuery
from covalue.profitability import actions, queries
from covalue.profitability.inputs import CostPoolInput, ProfitabilityCustomersQuery
from covalue.profitability.models import Pool
from covalue.profitability.queries import AccountProfitability, CustomerProfitability, Filter, ProfitabilityPage
from covalue.web import paging, requests
from covalue.web.paging import Cut, Page
from covalue.web.shapes import Id

router = Router(tags=["profitability"], by_alias=True)


class CostPool(Schema):
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


@router.get("/profitability", response=ProfitabilityPage, summary="Get the profitability of all customers")
def get_profitability(request: HttpRequest, query: Query[PeriodQuery]) -> ProfitabilityPage:
    return queries.profitability_page(requests.colleague_of(request), Filter(query.period))


@router.get("/profitability/customers", response=Page[CustomerProfitability], summary="List profitability by customer")
def list_profitability(request: HttpRequest, query: Query[ProfitabilityCustomersQuery]) -> Cut[CustomerProfitability]:
    """The customers you may see, the best first or in another order."""
    user = requests.colleague_of(request)
    customers = queries.chosen(user, Filter(query.period, only=query.only, words=query.q, sort=query.sort))
    return paging.cut_of_table(request, customers, queries.rows_of, query)


@router.get(
    "/accounts/{account_id}/profitability", response=AccountProfitability, summary="Get an account's profitability"
)
def get_account_profitability(request: HttpRequest, account_id: Id, query: Query[PeriodQuery]) -> AccountProfitability:
    return queries.of_account(accounts.get(requests.user_of(request), account_id), query.period)


@router.get("/cost-pools", response=list[CostPool], summary="List cost pools")
def list_cost_pools(request: HttpRequest) -> QuerySet[Pool]:
    """The active ones, latest first."""
    requests.colleague_of(request)
    return queries.pools()


@router.post("/cost-pools", response={201: CostPool}, summary="Save a cost pool")
def keep_cost_pool(request: HttpRequest, body: CostPoolInput) -> Status[Pool]:
    """For program directors and analysts. What it replaces stays on record."""
    actor, user = requests.actor(request), requests.user_of(request)
    actions.guard(actor)
    old = queries.get_pool(user, body.replaces) if body.replaces else None
    return Status(201, actions.keep_pool(actor, sheet=body.sheet, replaces=old, now=timezone.now()))


@router.delete("/cost-pools/{pool_id}", response={204: None}, summary="Remove a cost pool")
def remove_cost_pool(request: HttpRequest, pool_id: Id) -> Status[None]:
    """It no longer charges anyone; its history stays on record."""
    actor, user = requests.actor(request), requests.user_of(request)
    actions.guard(actor)
    actions.remove_pool(actor, pool=queries.get_pool(user, pool_id), now=timezone.now())
    return Status(204, None)
