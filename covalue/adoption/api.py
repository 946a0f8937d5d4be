"""Adoption by HTTP. Forms of the pages post here, too."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from ninja import Router, Schema

from covalue.accounts import queries as accounts
from covalue.accounts.row_api import RowApi
from covalue.adoption import queries
from covalue.adoption.inputs import GoLiveInput, SuccessCriterionInput, TicketInput, UsageLineInput
from covalue.adoption.queries import CRITERIA, GO_LIVES, TICKETS, USAGE, AdoptionPage, UseOf
from covalue.adoption.rules import Severity, Trend
from covalue.web import requests
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["adoption"])


class UsageLineAnswer(Versioned):
    """Use in a month, by its first day; `share` is 0 to 1 of what was agreed."""

    id: int
    account: Ref
    offering: Ref | None
    product: str
    site: str
    measure: str
    month: date
    used: Decimal
    agreed: Decimal | None
    share: float | None
    source: str


class GoLiveAnswer(Versioned):
    """A milestone until something is in use."""

    id: int
    account: Ref
    title: str
    due_on: date
    reached_on: date | None
    owner: Ref | None
    customer_owner: Ref | None
    offering: Ref | None
    product: str
    site: str


class SuccessCriterionAnswer(Versioned):
    """What a contact calls success, in their words."""

    id: int
    account: Ref
    words: str
    contact: Ref | None
    said_on: date
    measure: str
    met_on: date | None
    offering: Ref | None
    product: str
    site: str


class TicketAnswer(Versioned):
    """What the customer reported to support."""

    id: int
    account: Ref
    subject: str
    severity: Severity
    opened_on: date
    closed_on: date | None
    external_id: str
    source: str
    offering: Ref | None
    product: str
    site: str


class UseOfAnswer(Schema):
    """Use of one thing at one site; `before` and `after` are the means of three months, None where too few are known."""

    name: str
    site: str
    measure: str
    trend: Trend
    before: Decimal | None
    after: Decimal | None
    share: float | None

    @staticmethod
    def resolve_trend(row: UseOf) -> Trend:
        return row.use.trend

    @staticmethod
    def resolve_before(row: UseOf) -> Decimal | None:
        return row.use.before

    @staticmethod
    def resolve_after(row: UseOf) -> Decimal | None:
        return row.use.after

    @staticmethod
    def resolve_share(row: UseOf) -> float | None:
        return row.latest.share


class AdoptionAnswer(Schema):
    """Where use goes, and how many milestones, criteria and tickets there are."""

    uses: list[UseOfAnswer]
    milestones: int
    reached: int
    late: int
    success_criteria: int
    met: int
    open_tickets: int
    waiting: int

    @staticmethod
    def resolve_milestones(page: AdoptionPage) -> int:
        return len(page.go_lives)

    @staticmethod
    def resolve_success_criteria(page: AdoptionPage) -> int:
        return len(page.criteria)

    @staticmethod
    def resolve_open_tickets(page: AdoptionPage) -> int:
        return len(page.tickets)


USAGE_API = RowApi(
    router, USAGE, UsageLineAnswer, "usage-lines", one="usage_line", many="usage_lines", title="a figure of use"
)
GO_LIVE_API = RowApi(
    router, GO_LIVES, GoLiveAnswer, "go-lives", one="go_live", many="go_lives", title="a go-live milestone"
)
CRITERIA_API = RowApi(
    router,
    CRITERIA,
    SuccessCriterionAnswer,
    "success-criteria",
    one="success_criterion",
    many="success_criteria",
    title="a success criterion",
)
TICKET_API = RowApi(router, TICKETS, TicketAnswer, "tickets", one="ticket", many="tickets", title="a ticket")

USAGE_OPERATIONS = USAGE_API.operations(UsageLineInput)
GO_LIVE_OPERATIONS = GO_LIVE_API.operations(GoLiveInput)
CRITERIA_OPERATIONS = CRITERIA_API.operations(SuccessCriterionInput)
TICKET_OPERATIONS = TICKET_API.operations(TicketInput)
get_usage_line, get_go_live = USAGE_API.get(), GO_LIVE_API.get()
get_success_criterion, get_ticket = CRITERIA_API.get(), TICKET_API.get()


@router.get("/accounts/{account_id}/adoption", response=AdoptionAnswer, summary="Get adoption")
def get_adoption(request: HttpRequest, account_id: Id) -> AdoptionPage:
    """Where use goes by the rule of falling use, and the state of go-live, success and tickets."""
    account = accounts.get(requests.user_of(request), account_id)
    return queries.page_of(account, account.today())
