"""Who was asked to sign, and what they signed."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.people.rules import Right
from covalue.value import actions, forms, queries
from covalue.value.claims.deliveries import Answer
from covalue.value.models import Signature, SignatureRequest
from covalue.value.signing import sealing
from covalue.web import inputs, paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Count, Id, In, Ref, RowId, Text, ref, sent

router = Router(tags=["value"])


class AskedOf(In):
    """Who is asked to sign, by a link to their mail address that holds so many `days`."""

    contact: RowId
    on_behalf_of: RowId | None = None
    words: Text = Field(default="", max_length=2000)
    days: Count = Field(default=actions.DAYS, ge=1, le=actions.MOST_DAYS)


class RequestOut(Schema):
    """A question to a contact, and what became of it."""

    id: int
    account: Ref
    case: int
    claim: int | None
    contact: Ref
    on_behalf_of: Ref | None
    asked_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    reminders: int
    answered_at: datetime | None
    returned_at: datetime | None
    returned_words: str
    revoked_at: datetime | None


class SignatureOut(Schema):
    """A sealed record: what was signed, or withdrawn. `document` is the very text; `seal` what the signer's receipt says."""

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
    contact: int | None
    on_behalf_of: str
    remark: str
    way: str
    signed_at: datetime
    document: dict[str, Any]
    seal: str
    intact: bool


class Withdrawn(In):
    reason: Text = Field(min_length=1, max_length=1000)


class FindingOut(Schema):
    number: int
    fault: str


class SealsOut(Schema):
    """What verifying every seal found. `head` is the last seal: kept elsewhere, it proves later that nothing was cut off."""

    intact: bool
    records: int
    head: str
    findings: list[FindingOut]


@router.post("/cases/{case_id}/requests", response={201: RequestOut}, summary="Ask a contact to agree to a case")
def ask_for_case(request: HttpRequest, case_id: Id, body: AskedOf) -> Status[RequestOut]:
    case = queries.standing(queries.get(requests.user_of(request), case_id))
    said = inputs.cleaned(forms.AskForm(case.account), sent(body), only=sent(body))
    asked = actions.ask_for_case(requests.api_actor(request), initiative=case, now=timezone.now(), **said)
    return Status(201, _request(asked))


@router.post("/claims/{claim_id}/requests", response={201: RequestOut}, summary="Ask a contact to validate a claim")
def ask_for_claim(request: HttpRequest, claim_id: Id, body: AskedOf) -> Status[RequestOut]:
    claim = queries.standing(queries.get_claim(requests.user_of(request), claim_id))
    said = inputs.cleaned(forms.AskForm(claim.account), sent(body), only=sent(body))
    asked = actions.ask_for_claim(requests.api_actor(request), claim=claim, now=timezone.now(), **said)
    return Status(201, _request(asked))


@router.get("/accounts/{account_id}/requests", response=Page[RequestOut], summary="List who was asked to sign")
def list_requests(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[RequestOut]:
    account = accounts.get(requests.user_of(request), account_id)
    found = account.signature_requests.select_related("account", "contact", "on_behalf_of")
    cut = paging.cut(request, found, ("-id",), asked)
    return Page[RequestOut](items=[_request(row) for row in cut.rows], next=cut.next)


@router.post("/requests/{request_id}/revoke", response=RequestOut, summary="Take a question back")
def revoke_request(request: HttpRequest, request_id: Id) -> RequestOut:
    user = requests.user_of(request)
    actions.revoke(requests.api_actor(request), request=queries.get_request(user, request_id), now=timezone.now())
    return _request(queries.get_request(user, request_id))


@router.post("/requests/{request_id}/remind", response=RequestOut, summary="Remind them")
def remind_of_request(request: HttpRequest, request_id: Id) -> RequestOut:
    """At most once a day."""
    user = requests.user_of(request)
    actions.remind(requests.api_actor(request), request=queries.get_request(user, request_id), now=timezone.now())
    return _request(queries.get_request(user, request_id))


@router.get("/accounts/{account_id}/signatures", response=Page[SignatureOut], summary="List what was signed")
def list_signatures(request: HttpRequest, account_id: Id, asked: Query[Asked]) -> Page[SignatureOut]:
    account = accounts.get(requests.user_of(request), account_id)
    cut = paging.cut(request, queries.signatures_of(account).select_related("account"), ("-number",), asked)
    return Page[SignatureOut](items=[_signature(row) for row in cut.rows], next=cut.next)


@router.get("/signatures/{signature_id}", response=SignatureOut, summary="One sealed record")
def get_signature(request: HttpRequest, signature_id: Id) -> SignatureOut:
    return _signature(queries.get_signature(requests.user_of(request), signature_id))


@router.post("/signatures/{signature_id}/withdraw", response=SignatureOut, summary="Note that they withdraw it")
def withdraw_signature(request: HttpRequest, signature_id: Id, body: Withdrawn) -> SignatureOut:
    """Both records stay; the new one says that we noted it."""
    user = requests.user_of(request)
    actions.withdraw_signature(
        requests.api_actor(request),
        signature=queries.get_signature(user, signature_id),
        reason=body.reason,
        way=Signature.Way.NOTED,
        now=timezone.now(),
    )
    return _signature(queries.get_signature(user, signature_id))


@router.get("/seals", response=SealsOut, summary="Verify every seal")
def verify_seals(request: HttpRequest) -> SealsOut:
    """As `covalue verify` does; for who may read the trail."""
    if not requests.user_of(request).may(Right.SEE_TRAIL):
        raise errors.NotAllowed()
    found = sealing.verify()
    findings = [FindingOut(number=one.number, fault=one.fault) for one in found.findings]
    return SealsOut(intact=found.intact, records=found.records, head=found.head, findings=findings)


def _request(row: SignatureRequest) -> RequestOut:
    return RequestOut(
        id=row.pk,
        account=Ref(id=row.account_id, name=row.account.name),
        case=row.initiative_id,
        claim=row.claim_id,
        contact=Ref(id=row.contact_id, name=row.contact.name),
        on_behalf_of=ref(row.on_behalf_of),
        asked_at=row.asked_at,
        expires_at=row.expires_at,
        opened_at=row.opened_at,
        reminders=row.reminders,
        answered_at=row.answered_at,
        returned_at=row.returned_at,
        returned_words=row.returned_words,
        revoked_at=row.revoked_at,
    )


def _signature(row: Signature) -> SignatureOut:
    return SignatureOut(
        id=row.pk,
        number=row.number,
        account=Ref(id=row.account_id, name=row.account.name),
        case=row.initiative_id,
        claim=row.claim_id,
        withdraws=row.withdraws_id,
        stands=row.stands,
        answer=Answer(row.answer) if row.answer else None,
        amount=row.amount,
        amounts=row.signed_amounts,
        currency=row.currency,
        signer=row.signer_name,
        contact=row.contact_id,
        on_behalf_of=row.behalf_name,
        remark=row.remark,
        way=row.way,
        signed_at=row.signed_at,
        document=row.read,
        seal=row.digest,
        intact=sealing.intact(row),
    )
