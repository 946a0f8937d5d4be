"""Opportunities, their stages, forecast and imports. Forms of the pages post here, too."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.row_api import RowApi
from covalue.opportunities import actions, balance, queries
from covalue.opportunities.balance import BalancePage, BalanceRow
from covalue.opportunities.inputs import (
    BuyingJourneyInput,
    OpportunityEdit,
    OpportunityInput,
    StageEdit,
    StageInput,
    StageMoveInput,
)
from covalue.opportunities.models import Opportunity, OpportunityChange, Stage
from covalue.opportunities.queries import JOURNEYS, OPPORTUNITIES, ForecastPage
from covalue.opportunities.rules import JourneyStep, StageOutcome, Step
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, Text, refs
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["opportunities"])


class OpportunitiesAsked(Asked):
    outcome: StageOutcome | None = None
    stage: Text = Field("", max_length=40, description="the key of a stage")


class OpportunityOut(Versioned):
    """A sale in progress. `probability` is its own in per cent; null where that of its stage counts."""

    id: int
    account: Ref
    title: str
    stage: str
    outcome: StageOutcome
    probability: int | None
    probability_why: str
    amount: Decimal | None
    margin: Decimal | None
    currency: str
    close_on: date | None
    closed_on: date | None
    reason: str
    reason_words: str
    unit: str
    offerings: list[Ref]
    competitors: str
    target: Ref | None
    initiative: Ref | None
    objective: Ref | None
    owner: Ref | None
    next_step: str
    next_owner: Ref | None
    next_on: date | None
    source: str
    external_id: str
    touched_on: date
    created_at: datetime

    @staticmethod
    def resolve_offerings(row: Opportunity) -> list[Ref]:
        return refs(row.offerings.all())

    @staticmethod
    def resolve_target(row: Opportunity) -> Ref | None:
        return None if row.target is None else Ref(id=row.target.pk, name=row.target.title)


class OpportunityChangeOut(Schema):
    """One change of stage, amount, currency, close date or probability, as texts."""

    id: int
    field: str
    before: str
    after: str
    changed_by: Ref | None
    changed_at: datetime


class OpportunityStageOut(Schema):
    """A stage with its default probability in per cent."""

    key: str
    name: str
    probability: int
    outcome: StageOutcome

    @staticmethod
    def resolve_name(stage: Any) -> str:
        return str(stage.name)


class BuyingJourneyOut(Versioned):
    """How far a unit of the customer was on its way to a purchase on a day."""

    id: int
    account: Ref
    unit: str
    step: JourneyStep
    seen_on: date
    evidence: str


class ForecastAsked(Schema):
    by: Literal["month", "quarter"] = "quarter"


@router.get("/opportunities", response=Page[OpportunityOut], summary="List opportunities")
def list_opportunities(request: HttpRequest, asked: Query[OpportunitiesAsked]) -> Cut[Opportunity]:
    """Those on all accounts you may open."""
    rows = queries.current_for(requests.user_of(request)).prefetch_related("offerings")
    return paging.cut(request, _narrowed(rows, asked), ("id",), asked)


@router.get("/accounts/{account_id}/opportunities", response=Page[OpportunityOut], summary="List an account's")
def list_account_opportunities(
    request: HttpRequest, account_id: Id, asked: Query[OpportunitiesAsked]
) -> Cut[Opportunity]:
    account = accounts.get(requests.user_of(request), account_id)
    rows = OPPORTUNITIES.of(account).prefetch_related("offerings")
    return paging.cut(request, _narrowed(rows, asked), ("id",), asked)


@router.post("/accounts/{account_id}/opportunities", response={201: OpportunityOut}, summary="Add an opportunity")
def add_opportunity(request: HttpRequest, account_id: Id, body: OpportunityInput) -> Status[Opportunity]:
    """Without a stage it stands in the first one, without a currency in that of the account."""
    account, actor = accounts.get(requests.user_of(request), account_id), requests.actor(request)
    guard_edits(actor, account)
    values = body.with_rows(queries.choices(account))
    return Status(201, actions.add(actor, account, values, now=timezone.now()))


@router.get("/opportunities/{opportunity_id}", response=OpportunityOut, summary="Get an opportunity")
def get_opportunity(request: HttpRequest, opportunity_id: Id) -> Opportunity:
    return queries.get(requests.user_of(request), opportunity_id)


@router.patch(
    "/opportunities/{opportunity_id}", response=OpportunityOut, summary="Change an opportunity", openapi_extra=IF_MATCH
)
def edit_opportunity(request: HttpRequest, opportunity_id: Id, body: OpportunityEdit) -> Opportunity:
    """Only the fields sent change. Stage, amount, currency, date and probability keep their history."""
    row = versions.hold(request, queries.get(requests.user_of(request), opportunity_id))
    values = body.with_rows(queries.choices(row.account, row))
    return actions.edit(requests.actor(request), row, values, now=timezone.now())


@router.post("/opportunities/{opportunity_id}/move", response=OpportunityOut, summary="Move an opportunity")
def move_opportunity(request: HttpRequest, opportunity_id: Id, body: StageMoveInput) -> Opportunity:
    """To another stage; where that ends it, `reason` says why it was won or lost."""
    row = queries.get(requests.user_of(request), opportunity_id)
    return actions.move(requests.actor(request), row, stage=body.stage, reason=body.reason, now=timezone.now())


@router.get("/opportunities/{opportunity_id}/changes", response=Page[OpportunityChangeOut], summary="List changes")
def list_opportunity_changes(request: HttpRequest, opportunity_id: Id, asked: Query[Asked]) -> Cut[OpportunityChange]:
    """Every change of stage, amount, currency, close date and probability, the latest first."""
    row = queries.get(requests.user_of(request), opportunity_id)
    return paging.cut(request, queries.changes_of(row), ("-id",), asked)


@router.post("/opportunity-changes/{opportunity_change_id}/undo", response=OpportunityOut, summary="Undo a change")
def undo_opportunity_change(request: HttpRequest, opportunity_change_id: Id) -> Opportunity:
    """The field is what it was before; 409 where it was changed again since. The history grows by one."""
    change = queries.get_change(requests.user_of(request), opportunity_change_id)
    return actions.undo_change(requests.actor(request), change, now=timezone.now())


@router.get("/opportunity-forecast", response=ForecastPage, summary="Get the forecast")
def get_forecast(request: HttpRequest, asked: Query[ForecastAsked]) -> ForecastPage:
    """Over the accounts you may open: won, committed and weighted with its range, and how good probabilities were."""
    return queries.forecast_page(requests.colleague_of(request), timezone.localdate(), asked.by)


@router.get("/opportunity-balance", response=BalancePage, summary="Get the balance over accounts")
def get_balance(request: HttpRequest) -> BalancePage:
    """What serves an objective, money and hours by horizon, and what crowds out the rest, by account."""
    return balance.balance_page(requests.colleague_of(request), timezone.localdate())


@router.get("/accounts/{account_id}/balance", response=BalanceRow, summary="Get the balance of an account")
def get_account_balance(request: HttpRequest, account_id: Id) -> BalanceRow:
    account = accounts.get(requests.user_of(request), account_id)
    return balance.balance_of(account, account.today())


@router.get("/opportunity-stages", response=list[OpportunityStageOut], summary="List stages")
def list_opportunity_stages(request: HttpRequest) -> tuple[Step, ...]:
    requests.colleague_of(request)
    return queries.stages()


@router.post("/opportunity-stages", response={201: OpportunityStageOut}, summary="Add a stage")
def add_opportunity_stage(request: HttpRequest, body: StageInput) -> Status[Stage]:
    """An open stage, behind the other open ones."""
    actor = requests.actor(request)
    actions.guard_stages(actor)
    return Status(201, actions.add_stage(actor, **body.sent, now=timezone.now()))


@router.post("/opportunity-stages/{stage_key}", response=OpportunityStageOut, summary="Change a stage")
def edit_opportunity_stage(request: HttpRequest, stage_key: str, body: StageEdit) -> Stage:
    """Only the fields sent change."""
    actor = requests.actor(request)
    actions.guard_stages(actor)
    return actions.edit_stage(actor, key=stage_key, **body.sent, now=timezone.now())


@router.delete("/opportunity-stages/{stage_key}", response={204: None}, summary="Remove a stage")
def remove_opportunity_stage(request: HttpRequest, stage_key: str) -> Status[None]:
    """409 while an opportunity is in it."""
    actions.remove_stage(requests.actor(request), key=stage_key, now=timezone.now())
    return Status(204, None)


def _narrowed(rows: Any, asked: OpportunitiesAsked) -> Any:
    rows = rows.filter(outcome=asked.outcome) if asked.outcome else rows
    return rows.filter(stage=asked.stage) if asked.stage else rows


API = RowApi(
    router,
    OPPORTUNITIES,
    OpportunityOut,
    "opportunities",
    one="opportunity",
    many="opportunities",
    title="an opportunity",
)
remove_opportunity, restore_opportunity = API.remove(), API.restore()
JOURNEYS_API = RowApi(
    router, JOURNEYS, BuyingJourneyOut, "buying-journeys", one="buying_journey", many="buying_journeys",
    title="a buying journey",
)  # fmt: skip
JOURNEY = JOURNEYS_API.operations(BuyingJourneyInput)
