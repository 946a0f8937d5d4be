"""Agreements by HTTP. Forms of the pages post here, too."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts.row_api import RowApi
from covalue.action_items.models import Action
from covalue.agreements import actions, notice, queries
from covalue.agreements.inputs import AgreementInput
from covalue.agreements.models import Agreement
from covalue.agreements.notice import NoticeState
from covalue.agreements.obligations import api as obligations
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts import actions as receipt_actions
from covalue.agreements.receipts import api as receipts
from covalue.agreements.rules import Renewal
from covalue.core import errors
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import Versioned

router = Router(tags=["agreements"])
for part in (obligations, receipts):
    router.add_router("", part.router)


class AgreementAnswer(Versioned):
    """A contract of an account; `read_as` says how its notice clause was read, `notice_state` where the notice stands today."""

    id: int
    account: Ref
    title: str
    starts_on: date
    ends_on: date | None
    renewal: Renewal
    notice_clause: str
    country: str
    notice_typed: date | None
    notice_by: date | None
    notice_state: NoticeState
    read_as: str
    notice_confirmed: date | None
    confirmed_by: Ref | None
    mid_term: date | None
    value: Decimal | None
    currency: str
    signed_on: date | None
    owner: Ref | None
    contact: Ref | None
    unit: str
    offering: Ref | None
    price_rules: str
    service_levels: str
    our_obligations: str
    their_obligations: str
    predecessor: Ref | None
    source: str
    external_id: str

    @staticmethod
    def resolve_notice_state(row: Agreement) -> NoticeState:
        return notice.state_of(row.notice_by, row.account.today())

    @staticmethod
    def resolve_read_as(row: Agreement) -> str:
        try:
            return queries.read_clause(row).read_as if row.notice_clause else ""
        except errors.BadInput:
            return ""


class PlannedReview(Schema):
    """The action that a mid-term review was planned as."""

    id: int
    title: str
    owner: Ref | None
    due_on: date | None


API = RowApi(
    router, AGREEMENTS, AgreementAnswer, "agreements", one="agreement", many="agreements", title="an agreement"
)
OPERATIONS = API.operations(AgreementInput)
get_agreement = API.get()


class AgreementsAsked(Asked):
    """Of one account or owner, what becomes of it at its end, and that its term ends on a day or between two."""

    account: Id | None = None
    owner: Id | None = None
    renewal: Renewal | None = None
    ends_from: date | None = None
    ends_by: date | None = None


@router.get("/agreements", response=Page[AgreementAnswer], summary="List agreements of all accounts")
def list_all_agreements(request: HttpRequest, asked: Query[AgreementsAsked]) -> Cut[Agreement]:
    """Those of the accounts you may open."""
    named = {"account": asked.account, "owner": asked.owner, "renewal": asked.renewal,
             "ends_on__gte": asked.ends_from, "ends_on__lte": asked.ends_by}  # fmt: skip
    rows = queries.everywhere(requests.user_of(request))
    rows = rows.filter(**{field: value for field, value in named.items() if value is not None})
    return paging.cut(request, rows, ("id",), asked)


@router.post("/agreements/{agreement_id}/confirm-notice", response=AgreementAnswer, summary="Confirm a day of notice")
def confirm_notice(request: HttpRequest, agreement_id: Id) -> Agreement:
    """It was compared with the contract. Changing the clause or the end asks for it again."""
    row = AGREEMENTS.get(requests.user_of(request), agreement_id)
    return actions.confirm_notice(requests.actor(request), agreement=row, now=timezone.now())


@router.post(
    "/agreements/{agreement_id}/plan-review", response={201: PlannedReview}, summary="Plan the mid-term review"
)
def plan_mid_term_review(request: HttpRequest, agreement_id: Id) -> Status[Action]:
    """As an action of the agreement's owner, due half-way through the term; planned twice, the first one is answered."""
    row = AGREEMENTS.get(requests.user_of(request), agreement_id)
    return Status(201, actions.plan_review(requests.actor(request), agreement=row, now=timezone.now()))


@router.post("/agreements/{agreement_id}/renew", response={201: AgreementAnswer}, summary="Open a renewal")
def renew_agreement(request: HttpRequest, agreement_id: Id) -> Status[Agreement]:
    """The receipt of the term is sealed, and the next term follows as an agreement nobody signed yet."""
    row = AGREEMENTS.get(requests.user_of(request), agreement_id)
    return Status(201, receipt_actions.renew(requests.actor(request), agreement=row, now=timezone.now()))
