"""Contributions asked of our units, and every move of their conversation. Forms of the pages post here, too."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.contributions import actions, chart, queries, workload
from covalue.contributions.calls import CallsOfWeek
from covalue.contributions.chart import Chart
from covalue.contributions.inputs import (
    ContributionInput,
    ContributionPromiseInput,
    ContributionReasonInput,
    CounterInput,
    ResponsibilityInput,
    UnitCapacityInput,
    WordsInput,
)
from covalue.contributions.models import Contribution, GoneAbove, UnitCapacity
from covalue.contributions.queries import ContributionView
from covalue.contributions.rules import (
    ContributionMove,
    ContributionSide,
    ContributionState,
    EscalationReason,
    Move,
)
from covalue.contributions.workload import AlignmentPage
from covalue.web import paging, requests, versions
from covalue.web.inputs import partial_of
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, refs
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["contributions"])
ContributionEdit = partial_of(ContributionInput)


class ContributionOut(Versioned):
    """What an account asks of a unit, with the terms that hold now; `amount` is in its own `currency`.

    Whoever reads it for the unit only is told of no objective and no opportunity.
    """

    id: int
    account: Ref
    unit: Ref
    state: ContributionState
    subject: str
    need: str
    customer_values: str
    gain: str
    starts_on: date | None
    due_on: date
    hours: Decimal | None
    amount: Decimal | None
    currency: str
    asked_by: Ref | None
    doer: Ref | None
    said_at: datetime


class ContributionSaid(Schema):
    """One move with the terms that held after it."""

    move: ContributionMove
    side: ContributionSide
    state: ContributionState
    words: str
    due_on: date | None
    hours: Decimal | None
    amount: Decimal | None
    said_by: Ref | None
    said_at: datetime


class ContributionWorth(Schema):
    """What the value case it serves is worth until today: promised where a contact `agreed`, else proposed; and signed."""

    promised: Decimal
    agreed: bool
    later: str
    validated: Decimal
    currency: str


class ContributionEscalation(Schema):
    """Why and from which day on it goes above; `begun` says whether it has."""

    reason: EscalationReason
    on: date
    begun: bool


class ContributionGoneAbove(Schema):
    """That it went above: why, from which day on, and who was told when."""

    reason: EscalationReason
    on: date
    told: list[Ref]
    told_at: datetime

    @staticmethod
    def resolve_told(row: GoneAbove) -> list[Ref]:
        return refs(row.told.all())


class ContributionPage(Schema):
    """A contribution with its moves, what you can say now, what its value case is worth and to whom it goes above."""

    contribution: ContributionOut
    said: list[ContributionSaid]
    moves: list[ContributionMove]
    lead: Ref | None
    worth: ContributionWorth | None
    escalation: ContributionEscalation | None
    told: list[Ref]
    gone_above: list[ContributionGoneAbove]
    initiative: Ref | None
    objective: Ref | None
    opportunity: Ref | None

    @staticmethod
    def resolve_told(view: ContributionView) -> list[Ref]:
        return refs(view.told)

    @staticmethod
    def resolve_initiative(view: ContributionView) -> Ref | None:
        return _titled(view.contribution.initiative)

    @staticmethod
    def resolve_objective(view: ContributionView) -> Ref | None:
        return _titled(view.contribution.objective) if view.opens else None

    @staticmethod
    def resolve_opportunity(view: ContributionView) -> Ref | None:
        return _titled(view.contribution.opportunity) if view.opens else None


class UnitCapacityOut(Schema):
    """How many hours a week a unit can give to contributions."""

    unit: Ref
    hours: Decimal
    said_by: Ref | None
    said_at: datetime


def _titled(row: Any) -> Ref | None:
    return None if row is None else Ref(id=row.pk, name=str(row))


@router.get("/contributions", response=Page[ContributionOut], summary="List contributions")
def list_contributions(request: HttpRequest, asked: Query[Asked]) -> Cut[Contribution]:
    """Those of accounts you may open, and those asked of units you answer for or stand above."""
    return paging.cut(request, queries.visible_to(requests.user_of(request)), ("id",), asked)


@router.get("/accounts/{account_id}/contributions", response=Page[ContributionOut], summary="List an account's asks")
def list_account_contributions(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[Contribution]:
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.of_account(account), ("id",), asked)


@router.post("/accounts/{account_id}/contributions", response={201: ContributionOut}, summary="Prepare a contribution")
def prepare_contribution(request: HttpRequest, account_id: Id, body: ContributionInput) -> Status[Contribution]:
    """The unit reads it once it is asked. 422 for a unit without a lead."""
    account, actor = accounts.get(requests.user_of(request), account_id), requests.actor(request)
    guard_edits(actor, account)
    values = body.with_rows({**queries.choices(account), **queries.all_units()})
    return Status(201, actions.prepare(actor, account=account, values=values, now=timezone.now()))


@router.get(
    "/accounts/{account_id}/uncoordinated-calls",
    response=list[CallsOfWeek],
    summary="List calls made without each other",
)
def list_uncoordinated_calls(request: HttpRequest, account_id: Id) -> list[CallsOfWeek]:
    """By week, from the week before this one on: conversations of colleagues who shared none that week."""
    account = accounts.get(requests.user_of(request), account_id)
    return list(queries.calls_on(account, account.today()))


@router.get("/accounts/{account_id}/responsibilities", response=Chart, summary="Get the responsibility chart")
def get_responsibility_chart(request: HttpRequest, account_id: Id) -> Chart:
    """The account and each value initiative, with everybody's part and what is missing."""
    user = requests.user_of(request)
    return chart.chart_of(accounts.get(user, account_id), user)


@router.post("/accounts/{account_id}/responsibilities", response=Chart, summary="Give somebody a part")
def set_responsibility(request: HttpRequest, account_id: Id, body: ResponsibilityInput) -> Chart:
    """In the account itself, or in one of its initiatives; null takes their part away."""
    user, actor = requests.user_of(request), requests.actor(request)
    account = accounts.get(user, account_id)
    guard_edits(actor, account)
    values = body.with_rows(chart.chart_choices(account))
    chart.set_part(actor, account=account, now=timezone.now(), **values)
    return chart.chart_of(account, user)


@router.get("/contributions/workload", response=AlignmentPage, summary="Get the workload of units and people")
def get_contribution_workload(request: HttpRequest) -> AlignmentPage:
    """Hours by week of units and people you have to do with; accounts you may not know are counted and not named."""
    return workload.alignment_page(requests.colleague_of(request), timezone.localdate())


@router.post("/units/{unit_id}/capacity", response=UnitCapacityOut, summary="Say what a unit can give")
def set_unit_capacity(request: HttpRequest, unit_id: Id, body: UnitCapacityInput) -> UnitCapacity:
    """Hours a week for contributions, by whoever answers for the unit."""
    actor, unit = requests.actor(request), queries.get_led(requests.user_of(request), unit_id)
    return actions.set_capacity(actor, unit=unit, hours=body.hours, now=timezone.now())


@router.get("/contributions/{contribution_id}", response=ContributionPage, summary="Get a contribution")
def get_contribution(request: HttpRequest, contribution_id: Id) -> ContributionView:
    user = requests.user_of(request)
    return queries.view(user, queries.get(user, contribution_id))


@router.patch(
    "/contributions/{contribution_id}",
    response=ContributionOut,
    summary="Change a contribution",
    openapi_extra=IF_MATCH,
)
def edit_contribution(request: HttpRequest, contribution_id: Id, body: ContributionEdit) -> Contribution:  # type: ignore[valid-type]
    """Only while it is prepared; only the fields sent change."""
    row = queries.get(requests.user_of(request), contribution_id)
    guard_edits(requests.actor(request), row.account)
    row = versions.hold(request, row)
    values = body.with_rows({**queries.choices(row.account), **queries.all_units()})  # type: ignore[attr-defined]
    return actions.edit(requests.actor(request), row, values, now=timezone.now())


@router.post("/contributions/{contribution_id}/ask", response=ContributionPage, summary="Ask the unit")
def ask_contribution(request: HttpRequest, contribution_id: Id, body: WordsInput) -> ContributionView:
    """From now on the unit reads the ask and its case."""
    return _said(request, contribution_id, Move.ASK, body)


@router.post("/contributions/{contribution_id}/promise", response=ContributionPage, summary="Promise a contribution")
def promise_contribution(request: HttpRequest, contribution_id: Id, body: ContributionPromiseInput) -> ContributionView:
    """The unit's lead, on the terms that were asked; who does it reads the ask and its case."""
    row = _answerable(request, contribution_id, Move.PROMISE)
    values = body.with_rows(queries.doers(row))
    actions.say(requests.actor(request), row, Move.PROMISE, now=timezone.now(), **values)
    return get_contribution(request, contribution_id)


@router.post("/contributions/{contribution_id}/counter", response=ContributionPage, summary="Offer other terms")
def counter_contribution(request: HttpRequest, contribution_id: Id, body: CounterInput) -> ContributionView:
    """By the unit to an ask, by the account team to the unit's terms, which is asked again then."""
    row = _answerable(request, contribution_id, Move.COUNTER)
    terms = (body.due_on, body.hours, body.amount)
    actions.say(requests.actor(request), row, Move.COUNTER, now=timezone.now(), words=body.words, terms=terms)
    return get_contribution(request, contribution_id)


@router.post("/contributions/{contribution_id}/decline", response=ContributionPage, summary="Decline a contribution")
def decline_contribution(request: HttpRequest, contribution_id: Id, body: ContributionReasonInput) -> ContributionView:
    return _said(request, contribution_id, Move.DECLINE, body)


@router.post("/contributions/{contribution_id}/withdraw", response=ContributionPage, summary="Withdraw an ask")
def withdraw_contribution(request: HttpRequest, contribution_id: Id, body: WordsInput) -> ContributionView:
    """Before anything was promised."""
    return _said(request, contribution_id, Move.WITHDRAW, body)


@router.post("/contributions/{contribution_id}/report", response=ContributionPage, summary="Report as done")
def report_contribution(request: HttpRequest, contribution_id: Id, body: WordsInput) -> ContributionView:
    return _said(request, contribution_id, Move.REPORT, body)


@router.post(
    "/contributions/{contribution_id}/accept", response=ContributionPage, summary="Accept terms or what was done"
)
def accept_contribution(request: HttpRequest, contribution_id: Id, body: WordsInput) -> ContributionView:
    """The unit's terms, which makes them a promise; or what was reported, which ends it."""
    return _said(request, contribution_id, Move.ACCEPT, body)


@router.post("/contributions/{contribution_id}/reject", response=ContributionPage, summary="Do not accept")
def reject_contribution(request: HttpRequest, contribution_id: Id, body: ContributionReasonInput) -> ContributionView:
    """The unit's terms, which ends it; or what was reported, which is promised still."""
    return _said(request, contribution_id, Move.REJECT, body)


@router.post("/contributions/{contribution_id}/cancel", response=ContributionPage, summary="Cancel a promise")
def cancel_contribution(request: HttpRequest, contribution_id: Id, body: ContributionReasonInput) -> ContributionView:
    """By the unit, which breaks its promise, or by the account team, who need it no more."""
    return _said(request, contribution_id, Move.CANCEL, body)


def _said(
    request: HttpRequest, contribution_id: int, move: Move, body: WordsInput | ContributionReasonInput
) -> ContributionView:
    row = _answerable(request, contribution_id, move)
    actions.say(requests.actor(request), row, move, now=timezone.now(), words=body.words)
    return get_contribution(request, contribution_id)


def _answerable(request: HttpRequest, contribution_id: int, move: Move) -> Contribution:
    """Whether they may is asked before the body is used."""
    row = queries.get(requests.user_of(request), contribution_id)
    actions.side_of(requests.actor(request), row, move)
    return row
