"""The portfolio's figures and ranking, and one account's revenue down to its lines.

Amounts are decimal texts in the currency named; shares and changes are ratios (0.19 is 19 %).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.portfolio import actions, deliveries, queries, revenue
from covalue.portfolio.deliveries import Delivery
from covalue.portfolio.inputs import (
    CustomerInput,
    CustomersQuery,
    KnownCustomerInput,
    LinesQuery,
    OfferingsQuery,
    PortfolioQuery,
    StoppedQuery,
)
from covalue.portfolio.queries import CustomerRow, Filter, PortfolioPage, StoppedCustomer
from covalue.portfolio.revenue import AccountRevenue, OfferingRevenue
from covalue.web import paging, requests
from covalue.web.pager import with_words
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, answer

router = Router(tags=["portfolio"])


class CustomerKey(Schema):
    """A customer of the ledger by its ID in a source system."""

    source: str
    key: str


class CreatedAnswer(Schema):
    created: int


class PeriodAnswer(Schema):
    start: date
    end: date


class MonthAnswer(Schema):
    """Net revenue of a month, and of the same month in the previous year."""

    month: date
    net: Decimal
    before: Decimal


class AbcAnswer(Schema):
    """How many customers are A, B and C."""

    a: int
    b: int
    c: int


class OtherMoneyAnswer(Schema):
    """Net revenue of the period in a currency the figures are not in: `converted` is in the figures, in their currency;
    `apart` is in this currency and in no figure, as no exchange rate is stated for it.
    """

    currency: str
    into: str
    lines: int
    customers: int
    net: Decimal
    converted: Decimal
    lines_apart: int
    customers_apart: int
    apart: Decimal
    sources: list[str]
    latest_rate: date | None


class PortfolioAnswer(Schema):
    """The customers you may see: all for those who lead the portfolio, otherwise your own accounts."""

    period: PeriodAnswer = Field(validation_alias="filter.period")
    currency: str
    currencies: list[OtherMoneyAnswer]
    ledger_to: date | None
    ledger_version: int | None = Field(validation_alias="ranking.version")
    whole_base: bool
    customers: int = Field(validation_alias="all")
    total: Decimal = Field(validation_alias="ranking.total")
    unassigned: Decimal = Field(validation_alias="ranking.unassigned")
    change: Decimal | None = Field(description="growth over the previous period, if the ledger goes back that far")
    customers_for_80: int = Field(
        validation_alias="ranking.customers_for_80", description="how many customers bring 80 % of revenue"
    )
    gini: float | None = Field(validation_alias="ranking.gini")
    herfindahl: float | None = Field(validation_alias="ranking.herfindahl")
    abc: AbcAnswer = Field(validation_alias="ranking.classes")
    stopped: int = Field(
        description="who stopped buying: customers with lines before the period and none in it; they are not in `customers`"
    )
    strategic: int
    strategic_net: Decimal
    strategic_share: float | None
    on_watch: int
    months: list[MonthAnswer] = Field(validation_alias="trend.rows")


class CustomerAnswer(Schema):
    """A customer of the period: an account, or a customer ID of the ledger without an account."""

    account: int | None = Field(validation_alias="account_id")
    key: str
    name: str
    account_class: str
    sector: str
    net: Decimal
    net_before: Decimal
    change: Decimal | None
    margin: Decimal | None
    share: float
    cumulative: float
    abc: str


class StoppedAnswer(Schema):
    """Who stopped buying, with lines before the period and none in it: what it brought until then, and when it last bought."""

    account: int | None = Field(validation_alias="account_id")
    key: str
    name: str
    net: Decimal
    bought_on: date | None


class FamilyAnswer(Schema):
    """A top offering with its sales, month by month."""

    code: str
    name: str
    by_month: list[Decimal]


class RevenueAnswer(Schema):
    """What the account and all below it brought in the last twelve months of the ledger, and by month."""

    currency: str
    currencies: list[OtherMoneyAnswer]
    period: PeriodAnswer | None
    net: Decimal | None
    net_before: Decimal | None
    change: Decimal | None
    gross_margin: Decimal | None
    documents: int
    months: list[date]
    families: list[FamilyAnswer]


class OfferingAnswer(Schema):
    """The sales of one offering; without a code, of lines without an offering."""

    code: str | None
    name: str
    family: str
    net: Decimal
    documents: int


class DeliveryAnswer(Schema):
    """A document with a requested date; `fate` is on time, late or open."""

    source: str
    customer: str
    document: str
    required: date
    shipped: date | None
    days_late: int
    fate: str


class OnTimeAnswer(Schema):
    """How many deliveries were on time or late so far, with a page of them. Open ones are in no share."""

    period: PeriodAnswer | None
    share: float | None
    made: int
    late: int
    items: list[DeliveryAnswer]
    next: str | None


class LineAnswer(Schema):
    """A line of the ledger, as it was imported."""

    date: date
    source: str
    document: str
    line: int
    offering: str | None
    quantity: Decimal | None
    list_amount: Decimal | None
    discount: Decimal | None
    amount: Decimal
    cost: Decimal | None
    currency: str | None
    kind: str
    import_id: str


@router.get("/portfolio/without-account", response=list[CustomerKey], summary="List customers without an account")
def list_customers_without_account(request: HttpRequest) -> list[CustomerKey]:
    """Those of the whole ledger that no account is identified with. For program directors and analysts."""
    actions.guard(requests.actor(request))
    return [CustomerKey(source=source, key=key) for source, key in queries.without_account()]


@router.post("/portfolio/without-account", response=CreatedAnswer, summary="Create accounts for customers without one")
def create_customer_accounts(request: HttpRequest, body: CustomerInput) -> CreatedAnswer:
    """One customer, or all if none is named. For program directors and analysts."""
    actor = requests.actor(request)
    actions.guard(actor)
    return CreatedAnswer(created=actions.create_accounts(actor, customers=body.customers, now=timezone.now()))


@router.post("/portfolio/without-account/identify", response=Ref, summary="Identify a customer with an account")
def identify_customer(request: HttpRequest, body: KnownCustomerInput) -> Account:
    """The account gets the customer's ID, so that the customer's lines are its own. For program directors and analysts."""
    actor = requests.actor(request)
    actions.guard(actor)
    return actions.identify(actor, source=body.source, key=body.key, account_id=body.account, now=timezone.now())


@router.get("/portfolio", response=PortfolioAnswer, summary="Get the portfolio's figures")
def get_portfolio(request: HttpRequest, asked: Query[PortfolioQuery]) -> PortfolioPage:
    user = requests.colleague_of(request)
    return queries.portfolio_page(user, Filter(asked.period, queries.part_of_tree(user, asked.within)))


@router.get("/portfolio/customers", response=Page[CustomerAnswer], summary="Get the customer ranking")
def list_customers(request: HttpRequest, asked: Query[CustomersQuery]) -> Cut[CustomerRow]:
    """Customers of the period by net revenue, or in another order; ABC by cumulative share."""
    user = requests.colleague_of(request)
    customers = queries.customers(user, queries.filter_of(user, asked))
    return paging.cut_of_table(request, customers, queries.rows_of, asked)


@router.get("/portfolio/stopped", response=Page[StoppedAnswer], summary="List who stopped buying")
def list_stopped_customers(request: HttpRequest, asked: Query[StoppedQuery]) -> Cut[StoppedCustomer]:
    """Customers with lines before the period and none in it, whom its counts leave out; those who brought most come first."""
    user = requests.colleague_of(request)
    found = queries.stopped(user, asked.period, queries.part_of_tree(user, asked.within))
    return paging.cut_of_table(request, with_words(found, asked.q, "name", "key"), queries.stopped_rows, asked)


@router.get("/accounts/{account_id}/revenue", response=RevenueAnswer, summary="Get an account's revenue")
def get_revenue(request: HttpRequest, account_id: Id) -> AccountRevenue:
    return revenue.of_account(accounts.get(requests.user_of(request), account_id), timezone.localdate())


@router.get(
    "/accounts/{account_id}/revenue/offerings", response=Page[OfferingAnswer], summary="List what an account bought"
)
def list_bought(request: HttpRequest, account_id: Id, asked: Query[OfferingsQuery]) -> Cut[OfferingRevenue]:
    """Offering by offering, the largest first."""
    account = accounts.get(requests.user_of(request), account_id)
    return Cut(revenue.by_offering(account, asked.period, asked.family or None), None)


@router.get(
    "/accounts/{account_id}/revenue/lines", response=Page[LineAnswer], summary="List ledger lines of an account"
)
def list_lines(request: HttpRequest, account_id: Id, asked: Query[LinesQuery]) -> Cut[dict[str, Any]]:
    """The ledger lines behind the account's revenue, latest first."""
    account = accounts.get(requests.user_of(request), account_id)
    period, offerings = asked.period, revenue.offerings_of(asked.family, asked.offering or None)

    def fetch(limit: int, start: int) -> Sequence[dict[str, Any]]:
        return revenue.ledger_lines(account, period, offerings=offerings, limit=limit, offset=start)

    return paging.cut_by_number(request, fetch, asked)


@router.get("/accounts/{account_id}/deliveries", response=OnTimeAnswer, summary="List deliveries by requested date")
def list_deliveries(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> OnTimeAnswer:
    """Deliveries due in the last twelve months of the ledger, late ones first, and the share on time."""
    account = accounts.get(requests.user_of(request), account_id)
    on_time = deliveries.of_account(account, timezone.localdate())

    def fetch(limit: int, start: int) -> Sequence[Delivery]:
        return on_time.deliveries[start : start + limit]

    cut = paging.cut_by_number(request, fetch, asked)
    return answer(OnTimeAnswer, on_time, items=list(cut.items), next=cut.next)
