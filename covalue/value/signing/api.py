"""Who was asked to sign, and what they signed. Forms of the pages post here, too."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.value.cases import queries as cases
from covalue.value.claims import queries as claims
from covalue.value.models import Signature, SignatureRequest
from covalue.value.rules import Answer
from covalue.value.signing import queries, sealing
from covalue.value.signing.actions import ours, theirs
from covalue.value.signing.inputs import AskCaseInput, AskInput, ReasonInput
from covalue.value.signing.kind import SIGNATURES
from covalue.value.signing.sealing import Verified
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, answer

router = Router(tags=["value"])


class RequestOut(Schema):
    """A signature request to a contact, and its result. `email` is the address it goes to. While it is `held` nothing was
    sent: who asked, or wrote what is asked, entered that address alone, and another has to confirm it. `missing` names
    what had no value when an open one was sent: it cannot be signed.
    """

    id: int
    account: Ref
    case: int
    claim: int | None
    contact: Ref
    on_behalf_of: Ref | None
    email: str
    held: bool
    asked_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    reminders: int
    answered_at: datetime | None
    returned_at: datetime | None
    returned_words: str
    revoked_at: datetime | None
    missing: list[str]

    @staticmethod
    def resolve_missing(row: SignatureRequest) -> list[str]:
        return list(queries.missing_of(row)) if row.open else []

    @staticmethod
    def resolve_returned_at(row: SignatureRequest) -> datetime | None:
        return row.declined_at

    @staticmethod
    def resolve_returned_words(row: SignatureRequest) -> str:
        return row.declined_words

    @staticmethod
    def resolve_case(row: SignatureRequest) -> int:
        return row.initiative_id

    @staticmethod
    def resolve_claim(row: SignatureRequest) -> int | None:
        return row.claim_id


class AddressOut(Schema):
    """An email address of a contact: since when, entered by whom of ours, and who else of ours confirmed it."""

    email: str
    entered_by: Ref | None
    entered_at: datetime
    confirmed_by: Ref | None
    confirmed_at: datetime | None


class SignatureOut(Schema):
    """A sealed record: what was signed, or withdrawn. `document` is the exact text; `seal` is what the signer's
    receipt shows, `language` the one it was read in. `email` is the address the link went to, `addresses` all that we had of the contact, the latest first.
    """

    id: int
    number: int
    account: Ref
    case: int
    claim: int | None
    withdraws: int | None
    stands: bool
    answer: Answer | None
    amount: Decimal | None
    amounts: dict[str, Decimal]
    currency: str
    signer: str
    email: str
    addresses: list[AddressOut]
    contact: int | None
    on_behalf_of: str
    remark: str
    way: str
    signed_at: datetime
    language: str
    document: dict[str, Any]
    seal: str
    intact: bool


class FindingOut(Schema):
    number: int
    fault: str


class SealsOut(Schema):
    """The result of verifying every seal. `head` is the last seal: saved elsewhere, it proves later that no record
    was cut off.
    """

    intact: bool
    records: int
    head: str
    findings: list[FindingOut]


@router.post("/cases/{case_id}/requests", response={201: RequestOut}, summary="Ask a contact to agree to a case")
def ask_for_case(request: HttpRequest, case_id: Id, body: AskCaseInput) -> Status[SignatureRequest]:
    """A case that lacks a price, the next best alternative, a value target or confirmations is asked about only where
    `without` names what it lacks (`gaps` of the case).
    """
    case = cases.get_current(requests.user_of(request), case_id)
    values = body.with_rows(queries.choices(case.account))
    return Status(201, ours.ask_for_case(requests.actor(request), initiative=case, now=timezone.now(), **values))


@router.post("/claims/{claim_id}/requests", response={201: RequestOut}, summary="Ask a contact to validate a claim")
def ask_for_claim(request: HttpRequest, claim_id: Id, body: AskInput) -> Status[SignatureRequest]:
    claim = claims.get_current(requests.user_of(request), claim_id)
    values = body.with_rows(queries.choices(claim.account))
    return Status(201, ours.ask_for_claim(requests.actor(request), claim=claim, now=timezone.now(), **values))


@router.get("/accounts/{account_id}/requests", response=Page[RequestOut], summary="List signature requests")
def list_requests(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Cut[SignatureRequest]:
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.requests_of(account), ("-id",), asked)


@router.post("/requests/{request_id}/revoke", response=RequestOut, summary="Withdraw a signature request")
def revoke_request(request: HttpRequest, request_id: Id) -> SignatureRequest:
    user = requests.user_of(request)
    signature_request = SIGNATURES.get(user, request_id)
    ours.revoke(requests.actor(request), signature_request=signature_request, now=timezone.now())
    return SIGNATURES.get(user, request_id)


@router.post("/requests/{request_id}/confirm-address", response=RequestOut, summary="Confirm the contact's address")
def confirm_address(request: HttpRequest, request_id: Id) -> SignatureRequest:
    """By anybody but who entered the address; the request is sent then."""
    user = requests.user_of(request)
    signature_request = SIGNATURES.get(user, request_id)
    ours.confirm_address(requests.actor(request), signature_request=signature_request, now=timezone.now())
    return SIGNATURES.get(user, request_id)


@router.post("/requests/{request_id}/remind", response=RequestOut, summary="Send a reminder")
def remind_of_request(request: HttpRequest, request_id: Id) -> SignatureRequest:
    """At most once a day."""
    user = requests.user_of(request)
    signature_request = SIGNATURES.get(user, request_id)
    ours.remind(requests.actor(request), signature_request=signature_request, now=timezone.now())
    return SIGNATURES.get(user, request_id)


@router.get("/accounts/{account_id}/signatures", response=Page[SignatureOut], summary="List signatures")
def list_signatures(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[SignatureOut]:
    account = accounts.get(requests.user_of(request), account_id)
    cut = paging.cut(request, queries.signatures_of(account).select_related("account"), ("-number",), asked)
    return Page[SignatureOut](items=[signature_out(row) for row in cut.rows], next=cut.next)


@router.get("/signatures/{signature_id}", response=SignatureOut, summary="Get a sealed record")
def get_signature(request: HttpRequest, signature_id: Id) -> SignatureOut:
    return signature_out(queries.get_signature(requests.user_of(request), signature_id))


@router.post("/signatures/{signature_id}/withdraw", response=SignatureOut, summary="Record a withdrawal")
def withdraw_signature(request: HttpRequest, signature_id: Id, body: ReasonInput) -> SignatureOut:
    """Both records stay; the new one says that we recorded it."""
    user = requests.user_of(request)
    theirs.withdraw_signature(
        requests.actor(request),
        signature=queries.get_signature(user, signature_id),
        reason=body.reason,
        way=Signature.Way.NOTED,
        now=timezone.now(),
    )
    return signature_out(queries.get_signature(user, signature_id))


@router.get("/seals", response=SealsOut, summary="Verify every seal")
def verify_seals(request: HttpRequest) -> Verified:
    """As `covalue verify` does; for whoever may read the audit log."""
    return queries.verify_seals(requests.user_of(request))


def signature_out(row: Signature) -> SignatureOut:
    """A sealed record as the API answers it."""
    return answer(
        SignatureOut,
        row,
        case=row.initiative_id,
        claim=row.claim_id,
        withdraws=row.withdraws_id,
        answer=Answer(row.answer) if row.answer else None,
        amounts=row.signed_amounts,
        signer=row.signer_name,
        email=row.signer_email,
        addresses=list(queries.addresses_of(row)),
        contact=row.contact_id,
        on_behalf_of=row.behalf_name,
        document=row.read,
        seal=row.digest,
        intact=sealing.intact(row),
    )
