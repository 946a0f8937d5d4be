"""What was delivered, claimed and validated. Forms of the pages post here, too."""

from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.people.models import User
from covalue.value.cases import queries as cases
from covalue.value.claims import actions, queries
from covalue.value.claims.deliveries import ClaimState
from covalue.value.claims.inputs import ClaimAnew, ClaimEdit, ClaimInput, SettleInput, delivered, period_of
from covalue.value.claims.queries import ClaimView
from covalue.web import requests, versions
from covalue.web.shapes import Id, Ref, answer, refs
from covalue.web.versions import IF_MATCH

router = Router(tags=["value"])


class DeliveredOut(Schema):
    """A line of a claim; `signed` is what the customer signed for of it."""

    key: str
    title: str
    group: str
    side: str
    amount: Decimal
    signed: Decimal | None


class ClaimOut(Schema):
    """What was delivered in a period. `claimed` is what we say; `validated` what a contact signed for; they are never
    mixed.
    """

    id: int
    account: Ref
    case: int
    starts_on: date
    ends_on: date
    currency: str
    state: ClaimState
    claimed: Decimal
    validated: Decimal
    disputed: Decimal
    let_go: Decimal
    worth_to_us: Decimal
    lines: list[DeliveredOut]
    remark: str
    evidence: list[Ref]
    replaces: int | None
    signature: int | None
    settlement: str
    version: str


@router.get("/accounts/{account_id}/claims", response=list[ClaimOut], summary="List claims")
def list_claims(request: HttpRequest, account_id: Id) -> list[ClaimOut]:
    """The latest claim of every period; the ones they replaced are linked by `replaces`."""
    account = accounts.get(requests.user_of(request), account_id)
    return [claim_out(view) for view in queries.claims_of(account)]


@router.post("/cases/{case_id}/claims", response={201: ClaimOut}, summary="Claim what was delivered in a period")
def add_claim(request: HttpRequest, case_id: Id, body: ClaimInput) -> Status[ClaimOut]:
    """In the case's currency. Rejected for days that another claim of the case covers."""
    case = cases.get_current(requests.user_of(request), case_id)
    claim = actions.claim(
        requests.actor(request),
        initiative=case,
        period=period_of(body.starts_on, body.ends_on),
        currency=cases.case(case).sheet.currency,
        lines=delivered(body.lines),
        remark=body.remark,
        evidence=queries.evidence_of(case.account, body.evidence),
        now=timezone.now(),
    )
    return Status(201, claim_out(queries.view_of_claim(claim)))


@router.get("/claims/{claim_id}", response=ClaimOut, summary="Get a claim")
def get_claim(request: HttpRequest, claim_id: Id) -> ClaimOut:
    return _read_again(requests.user_of(request), claim_id)


@router.patch("/claims/{claim_id}", response=ClaimOut, summary="Change a claim", openapi_extra=IF_MATCH)
def edit_claim(request: HttpRequest, claim_id: Id, body: ClaimEdit) -> ClaimOut:
    """Only the fields sent change; only until the customer was asked about it."""
    user = requests.user_of(request)
    claim = versions.hold(request, queries.get_current(user, claim_id))
    values = queries.changes_of(claim, body)
    actions.edit_claim(requests.actor(request), claim=claim, now=timezone.now(), **values)
    return _read_again(user, claim_id)


@router.post("/claims/{claim_id}/replace", response={201: ClaimOut}, summary="Revise a claim")
def replace_claim(request: HttpRequest, claim_id: Id, body: ClaimAnew) -> Status[ClaimOut]:
    """After the customer was asked. What they signed remains valid until they answer the revised claim."""
    claim = queries.get_current(requests.user_of(request), claim_id)
    anew = actions.replace_claim(
        requests.actor(request),
        claim=claim,
        lines=delivered(body.lines),
        remark=body.remark,
        evidence=queries.evidence_of(claim.account, body.evidence),
        now=timezone.now(),
    )
    return Status(201, claim_out(queries.view_of_claim(anew)))


@router.post("/claims/{claim_id}/settle", response=ClaimOut, summary="Waive the disputed difference")
def settle_claim(request: HttpRequest, claim_id: Id, body: SettleInput) -> ClaimOut:
    user = requests.user_of(request)
    claim = queries.get_current(user, claim_id)
    actions.settle(requests.actor(request), claim=claim, words=body.words, now=timezone.now())
    return _read_again(user, claim_id)


@router.post("/claims/{claim_id}/unsettle", response=ClaimOut, summary="Undo a settlement")
def unsettle_claim(request: HttpRequest, claim_id: Id) -> ClaimOut:
    user = requests.user_of(request)
    actions.unsettle(requests.actor(request), claim=queries.get_current(user, claim_id), now=timezone.now())
    return _read_again(user, claim_id)


@router.delete("/claims/{claim_id}", response={204: None}, summary="Remove a claim")
def remove_claim(request: HttpRequest, claim_id: Id) -> Status[None]:
    """Only a claim that nobody signed; it can be restored. Removing it twice has no further effect."""
    claim = queries.get(requests.user_of(request), claim_id)
    actions.remove_claim(requests.actor(request), claim=claim, now=timezone.now())
    return Status(204, None)


@router.post("/claims/{claim_id}/restore", response=ClaimOut, summary="Restore a claim")
def restore_claim(request: HttpRequest, claim_id: Id) -> ClaimOut:
    user = requests.user_of(request)
    actions.restore_claim(requests.actor(request), claim=queries.get(user, claim_id), now=timezone.now())
    return _read_again(user, claim_id)


def _read_again(user: User, claim_id: int) -> ClaimOut:
    return claim_out(queries.view_of_claim(queries.get_current(user, claim_id)))


def claim_out(view: ClaimView) -> ClaimOut:
    """A claim as the API answers it."""
    claim, money = view.claim, view.money
    return answer(
        ClaimOut,
        claim,
        case=claim.initiative_id,
        state=view.state,
        claimed=money.claimed,
        validated=money.validated,
        disputed=money.disputed,
        let_go=money.let_go,
        worth_to_us=claim.ours,
        lines=[answer(DeliveredOut, row.line, signed=row.signed) for row in view.lines],
        evidence=refs(claim.evidence.all()),
        replaces=claim.replaces_id,
        signature=view.signature.pk if view.signature else None,
        settlement=view.settlement.words if view.settlement else "",
        version=versions.of(claim),
    )
