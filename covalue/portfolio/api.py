"""The portfolio's figures and ranking, and one account's revenue down to its lines.

Amounts are decimal texts in the currency named; shares and changes are ratios (0.19 is 19 %).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.core import errors
from covalue.core.periods import Period, trailing_months
from covalue.people.models import User
from covalue.portfolio import deliveries, figures, queries, revenue
from covalue.portfolio.queries import CustomerRow, Filter, PortfolioPage
from covalue.web import paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Day, Id, Text

router = Router(tags=["portfolio"])


class Span(Schema):
    """Dates, both included; without them the twelve months up to the last in the ledger."""

    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")


class PortfolioAsked(Span):
    within: Id | None = Field(None, description="an account: only it and the accounts below it")


class CustomersAsked(Asked):
    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")
    within: Id | None = Field(None, description="an account: only it and the accounts below it")
    account_class: AccountClass | None = Field(None, alias="class")
    abc: Literal["A", "B", "C"] | None = None
    q: Text = Field("", max_length=200, description="search terms for name or ID")
    sort: Literal["net", "name", "change", "fall"] = "net"


class PeriodOut(Schema):
    start: date
    end: date


class MonthOut(Schema):
    """Net revenue of a month, and of the same month in the previous year."""

    month: date
    net: Decimal
    before: Decimal


class AbcOut(Schema):
    """How many customers are A, B and C."""

    a: int
    b: int
    c: int


class PortfolioOut(Schema):
    """The customers you may see: all for those who lead the portfolio, otherwise your own accounts."""

    period: PeriodOut
    currency: str
    ledger_to: date | None
    ledger_version: int | None
    whole_base: bool
    customers: int
    total: Decimal
    unassigned: Decimal
    change: Decimal | None = Field(description="growth over the previous period, if the ledger goes back that far")
    customers_for_80: int = Field(description="how many customers bring 80 % of revenue")
    gini: float | None
    herfindahl: float | None
    abc: AbcOut
    strategic: int
    strategic_net: Decimal
    strategic_share: float | None
    on_watch: int
    months: list[MonthOut]


class CustomerOut(Schema):
    """A customer of the period: an account, or a customer ID of the ledger without an account."""

    account: int | None
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


class FamilyOut(Schema):
    """A top offering with its sales, month by month."""

    code: str
    name: str
    by_month: list[Decimal]


class RevenueOut(Schema):
    """What the account and all below it brought in the last twelve months of the ledger, and by month."""

    currency: str
    period: PeriodOut | None
    net: Decimal | None
    net_before: Decimal | None
    change: Decimal | None
    gross_margin: Decimal | None
    documents: int
    cost_to_serve: Decimal
    months: list[date]
    families: list[FamilyOut]


class OfferingRow(Schema):
    """The sales of one offering; without a code, of lines without an offering."""

    code: str | None
    name: str
    family: str
    net: Decimal
    documents: int


class DeliveryOut(Schema):
    """A document with a requested date; `fate` is on time, late or open."""

    source: str
    customer: str
    document: str
    required: date
    shipped: date | None
    days_late: int
    fate: str


class OnTimeOut(Schema):
    """How many deliveries were on time or late so far, with a page of them. Open ones are in no share."""

    period: PeriodOut | None
    share: float | None
    made: int
    late: int
    items: list[DeliveryOut]
    next: str | None


class OfferingsAsked(Span):
    family: Text = Field("", max_length=100)


class LinesAsked(Asked):
    start: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="to")
    family: Text = Field("", max_length=100)
    offering: Text = Field("", max_length=100)


class LineOut(Schema):
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


@router.get("/portfolio", response=PortfolioOut, summary="Get the portfolio's figures")
def get_portfolio(request: HttpRequest, asked: Query[PortfolioAsked]) -> PortfolioOut:
    user = _one_of_ours(request)
    return _told(queries.portfolio_page(user, _filter(user, asked.start, asked.end, asked.within)))


@router.get("/portfolio/customers", response=Page[CustomerOut], summary="Get the customer ranking")
def list_customers(request: HttpRequest, asked: Query[CustomersAsked]) -> Page[CustomerOut]:
    """Customers of the period by net revenue, or in another order; ABC by cumulative share."""
    user = _one_of_ours(request)
    wanted = _filter(
        user,
        asked.start,
        asked.end,
        asked.within,
        account_class=asked.account_class or "",
        letter=asked.abc or "",
        words=asked.q,
        sort=asked.sort,
    )
    found = queries.chosen(queries.portfolio_page(user, wanted).ranking, wanted)

    def fetch(limit: int, start: int) -> Sequence[CustomerRow]:
        return queries.rows_of(found.slice(start, limit))

    cut = paging.cut_by_number(request, fetch, asked)
    return Page[CustomerOut](items=[_customer(row) for row in cut.rows], next=cut.next)


@router.get("/accounts/{account_id}/revenue", response=RevenueOut, summary="Get an account's revenue")
def get_revenue(request: HttpRequest, account_id: Id) -> RevenueOut:
    account = accounts.get(requests.user_of(request), account_id)
    found = revenue.of_account(account, timezone.localdate())
    return RevenueOut(
        currency=found.currency,
        period=_period_out(found.period),
        net=found.net,
        net_before=found.net_before,
        change=found.change,
        gross_margin=found.gross_margin,
        documents=found.documents,
        cost_to_serve=found.cost_to_serve,
        months=list(found.months),
        families=[FamilyOut(code=f.code, name=f.name, by_month=list(f.by_month)) for f in found.families],
    )


@router.get(
    "/accounts/{account_id}/revenue/offerings", response=Page[OfferingRow], summary="List what an account bought"
)
def list_bought(request: HttpRequest, account_id: Id, asked: Query[OfferingsAsked]) -> Page[OfferingRow]:
    """Offering by offering, the largest first."""
    account = accounts.get(requests.user_of(request), account_id)
    found = revenue.by_offering(account, _span(asked.start, asked.end), asked.family or None)
    return Page[OfferingRow](items=[_bought(row) for row in found], next=None)


@router.get("/accounts/{account_id}/revenue/lines", response=Page[LineOut], summary="List ledger lines of an account")
def list_lines(request: HttpRequest, account_id: Id, asked: Query[LinesAsked]) -> Page[LineOut]:
    """The ledger lines behind the account's revenue, latest first."""
    account = accounts.get(requests.user_of(request), account_id)
    period = _span(asked.start, asked.end)
    codes: tuple[str | None, ...] | None = revenue.family_codes(asked.family) if asked.family else None
    codes = (asked.offering,) if asked.offering else codes

    def fetch(limit: int, start: int) -> Sequence[dict[str, object]]:
        return revenue.ledger_lines(account, period, offerings=codes, limit=limit, offset=start)

    cut = paging.cut_by_number(request, fetch, asked)
    return Page[LineOut](items=[_line(row) for row in cut.rows], next=cut.next)


@router.get("/accounts/{account_id}/deliveries", response=OnTimeOut, summary="List deliveries by requested date")
def list_deliveries(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> OnTimeOut:
    """Deliveries due in the last twelve months of the ledger, late ones first, and the share on time."""
    account = accounts.get(requests.user_of(request), account_id)
    found = deliveries.of_account(account, timezone.localdate())

    def fetch(limit: int, start: int) -> Sequence[deliveries.Delivery]:
        return found.deliveries[start : start + limit]

    cut = paging.cut_by_number(request, fetch, asked)
    return OnTimeOut(
        period=_period_out(found.period),
        share=found.share,
        made=found.made,
        late=found.late,
        items=[_delivery(one) for one in cut.rows],
        next=cut.next,
    )


def _one_of_ours(request: HttpRequest) -> User:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def _filter(user: User, start: date | None, end: date | None, within: int | None, **chips: Any) -> Filter:
    default = queries.default_period(timezone.localdate())
    return Filter(period=_between(start, end, default), within=_within(user, within), **chips)


def _span(start: date | None, end: date | None) -> Period:
    return _between(start, end, trailing_months(figures.last_date() or timezone.localdate(), 12))


def _between(start: date | None, end: date | None, default: Period) -> Period:
    first, last = start or default.start, end or default.end
    if first > last:
        raise errors.BadInput(_("The period ends before it starts."), field="to")
    return Period(first, last)


def _within(user: User, account_id: int | None) -> Account | None:
    if account_id is None:
        return None
    found = accounts.in_portfolio_of(user).filter(pk=account_id).first()
    if found is None:
        raise errors.NotFound()
    return found


def _told(page: PortfolioPage) -> PortfolioOut:
    found, trend = page.ranking, page.trend
    letters = Counter(found.table["abc"].to_pylist())
    months = zip(trend.months, trend.net, trend.before, strict=True)
    return PortfolioOut(
        period=PeriodOut(start=page.filter.period.start, end=page.filter.period.end),
        currency=page.currency,
        ledger_to=page.ledger_to,
        ledger_version=found.version,
        whole_base=page.whole_base,
        customers=len(found),
        total=found.total,
        unassigned=found.unassigned,
        change=page.change,
        customers_for_80=found.customers_for_80,
        gini=found.gini,
        herfindahl=found.herfindahl,
        abc=AbcOut(a=letters["A"], b=letters["B"], c=letters["C"]),
        strategic=page.strategic,
        strategic_net=page.strategic_net,
        strategic_share=page.strategic_share,
        on_watch=page.on_watch,
        months=[MonthOut(month=month, net=net, before=before) for month, net, before in months],
    )


def _customer(row: CustomerRow) -> CustomerOut:
    return CustomerOut(
        account=row.account_id,
        key=row.key,
        name=row.name,
        account_class=row.account_class,
        sector=row.sector,
        net=row.net,
        net_before=row.net_before,
        change=row.change,
        margin=row.margin,
        share=row.share,
        cumulative=row.cumulative,
        abc=row.abc,
    )


def _bought(row: revenue.OfferingRevenue) -> OfferingRow:
    return OfferingRow(code=row.code, name=row.name, family=row.family, net=row.net, documents=row.documents)


def _delivery(one: deliveries.Delivery) -> DeliveryOut:
    return DeliveryOut(
        source=one.source,
        customer=one.customer,
        document=one.document,
        required=one.required,
        shipped=one.shipped,
        days_late=one.days_late,
        fate=one.fate,
    )


def _line(row: dict[str, Any]) -> LineOut:
    return LineOut.model_validate(row)


def _period_out(period: Period | None) -> PeriodOut | None:
    return PeriodOut(start=period.start, end=period.end) if period else None
