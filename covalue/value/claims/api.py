"""What was delivered, who was asked, and what they signed."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.core.periods import Period
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.value import actions, forms, queries
from covalue.value.claims import deliveries
from covalue.value.claims.deliveries import Answer, ClaimState, Delivered
from covalue.value.models import Claim, Signature, SignatureRequest
from covalue.value.queries import ClaimView
from covalue.value.signing import sealing
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Count, Day, Id, In, Ref, RowId, Text, left_out, ref, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["value"])

Sum = Annotated[Decimal, Field(ge=-deliveries.LARGEST, le=deliveries.LARGEST, decimal_places=2, allow_inf_nan=False)]


class DeliveredIn(In):
    """What came of a line of the case. `side`: customer, or supplier for what is ours and never shown to them."""

    key: Text = Field(min_length=1, max_length=40)
    title: Text = Field(min_length=1, max_length=120)
    group: Text = Field(default="", max_length=20)
    side: Text = Field(default="customer", pattern="^(customer|supplier)$")
    amount: Sum


class DeliveredOut(Schema):
    """A line of a claim; `signed` is what the customer signed for of it."""

    key: str
    title: str
    group: str
    side: str
    amount: Decimal
    signed: Decimal | None


class ClaimOut(Schema):
    """What was delivered in a period. `claimed` is what we say; `validated` what a contact signed for; they never mix."""

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


class ClaimEdit(In):
    starts_on: Day = left_out()
    ends_on: Day = left_out()
    lines: list[DeliveredIn] = left_out(min_length=1, max_length=100)
    remark: Text = left_out(max_length=4000)
    evidence: list[RowId] = left_out(max_length=50)


class NewClaim(ClaimEdit):
    """`evidence` are files of the account."""

    starts_on: Day
    ends_on: Day
    lines: list[DeliveredIn] = Field(min_length=1, max_length=100)


class ClaimAnew(In):
    """The same period with other lines."""

    lines: list[DeliveredIn] = Field(min_length=1, max_length=100)
    remark: Text = Field(default="", max_length=4000)
    evidence: list[RowId] = Field(default=[], max_length=50)


class Settled(In):
    words: Text = Field(min_length=1, max_length=300)


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


@router.get("/accounts/{account_id}/claims", response=list[ClaimOut], summary="List what was claimed and validated")
def list_claims(request: HttpRequest, account_id: Id) -> list[ClaimOut]:
    """The latest claim of every period; those they replaced are reached by `replaces`."""
    account = accounts.get(requests.user_of(request), account_id)
    return [_claim(view) for view in queries.claims_of(account)]


@router.post("/cases/{case_id}/claims", response={201: ClaimOut}, summary="Claim what was delivered in a period")
def add_claim(request: HttpRequest, case_id: Id, body: NewClaim) -> Status[ClaimOut]:
    """In the case's currency. Refused for days another claim of the case touches."""
    user = requests.user_of(request)
    case = queries.standing(queries.get(user, case_id))
    begun = actions.claim(
        requests.api_actor(request),
        initiative=case,
        period=_period(body.starts_on, body.ends_on),
        currency=queries.case(case).sheet.currency,
        lines=_lines(body.lines),
        now=timezone.now(),
        remark=body.remark or "",
        evidence=_files(case.account, body.evidence or []),
    )
    return Status(201, _claim_there(user, begun.pk))


@router.get("/claims/{claim_id}", response=ClaimOut, summary="One claim")
def get_claim(request: HttpRequest, claim_id: Id) -> ClaimOut:
    return _claim_there(requests.user_of(request), claim_id)


@router.patch("/claims/{claim_id}", response=ClaimOut, summary="Change a claim", openapi_extra=IF_MATCH)
def edit_claim(request: HttpRequest, claim_id: Id, body: ClaimEdit) -> ClaimOut:
    """Only what is sent changes; only until somebody was asked about it."""
    user = requests.user_of(request)
    claim = versions.hold(request, _standing(user, claim_id))
    told = sent(body)
    values: dict[str, Any] = {name: told[name] for name in ("remark",) if name in told}
    if "lines" in told:
        values["lines"] = _lines(body.lines)
    if "evidence" in told:
        values["evidence"] = _files(claim.account, body.evidence)
    if {"starts_on", "ends_on"} & set(told):
        values["period"] = _period(told.get("starts_on", claim.starts_on), told.get("ends_on", claim.ends_on))
    actions.edit_claim(requests.api_actor(request), claim=claim, now=timezone.now(), **values)
    return _claim_there(user, claim_id)


@router.post("/claims/{claim_id}/replace", response={201: ClaimOut}, summary="Claim the same period anew")
def replace_claim(request: HttpRequest, claim_id: Id, body: ClaimAnew) -> Status[ClaimOut]:
    """After somebody was asked. What they signed stands until they answer the new claim."""
    user = requests.user_of(request)
    claim = _standing(user, claim_id)
    anew = actions.replace_claim(
        requests.api_actor(request),
        claim=claim,
        lines=_lines(body.lines),
        remark=body.remark,
        evidence=_files(claim.account, body.evidence),
        now=timezone.now(),
    )
    return Status(201, _claim_there(user, anew.pk))


@router.post("/claims/{claim_id}/settle", response=ClaimOut, summary="Let go of what the customer did not sign for")
def settle_claim(request: HttpRequest, claim_id: Id, body: Settled) -> ClaimOut:
    user = requests.user_of(request)
    claim = _standing(user, claim_id)
    actions.settle(requests.api_actor(request), claim=claim, words=body.words, now=timezone.now())
    return _claim_there(user, claim_id)


@router.post("/claims/{claim_id}/unsettle", response=ClaimOut, summary="Take a settlement back")
def unsettle_claim(request: HttpRequest, claim_id: Id) -> ClaimOut:
    user = requests.user_of(request)
    actions.unsettle(requests.api_actor(request), claim=_standing(user, claim_id), now=timezone.now())
    return _claim_there(user, claim_id)


@router.delete("/claims/{claim_id}", response={204: None}, summary="Remove a claim")
def remove_claim(request: HttpRequest, claim_id: Id) -> Status[None]:
    """One that nobody signed; it can be restored."""
    claim = _standing(requests.user_of(request), claim_id)
    actions.remove_claim(requests.api_actor(request), claim=claim, now=timezone.now())
    return Status(204, None)


@router.post("/claims/{claim_id}/restore", response=ClaimOut, summary="Restore a claim")
def restore_claim(request: HttpRequest, claim_id: Id) -> ClaimOut:
    user = requests.user_of(request)
    actions.restore_claim(requests.api_actor(request), claim=queries.get_claim(user, claim_id), now=timezone.now())
    return _claim_there(user, claim_id)


@router.post("/cases/{case_id}/requests", response={201: RequestOut}, summary="Ask a contact to agree to a case")
def ask_for_case(request: HttpRequest, case_id: Id, body: AskedOf) -> Status[RequestOut]:
    case = queries.standing(queries.get(requests.user_of(request), case_id))
    said = inputs.cleaned(forms.AskForm(case.account), sent(body), only=sent(body))
    asked = actions.ask_for_case(requests.api_actor(request), initiative=case, now=timezone.now(), **said)
    return Status(201, _request(asked))


@router.post("/claims/{claim_id}/requests", response={201: RequestOut}, summary="Ask a contact to validate a claim")
def ask_for_claim(request: HttpRequest, claim_id: Id, body: AskedOf) -> Status[RequestOut]:
    claim = _standing(requests.user_of(request), claim_id)
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


def _period(start: date, end: date) -> Period:
    told = inputs.cleaned(forms.PeriodForm(), {"starts_on": start, "ends_on": end})
    if told["starts_on"] > told["ends_on"]:
        raise errors.BadInput(_("The period ends before it starts."), field="ends_on")
    return Period(start, end)


def _lines(lines: Iterable[DeliveredIn]) -> list[Delivered]:
    return [Delivered.model_validate(line.model_dump()) for line in lines]


def _files(account: Any, wanted: list[int]) -> list[Any]:
    found = list(account.attachments.filter(pk__in=wanted, removed_at=None))
    if len(found) < len(set(wanted)):
        raise errors.BadInput(_("This is no file of the account."), field="evidence")
    return found


def _standing(user: User, claim_id: int) -> Claim:
    return queries.standing(queries.get_claim(user, claim_id))


def _claim_there(user: User, claim_id: int) -> ClaimOut:
    return _claim(queries.view_of_claim(_standing(user, claim_id)))


def _claim(view: ClaimView) -> ClaimOut:
    row, money = view.claim, view.money
    return ClaimOut(
        id=row.pk,
        account=Ref(id=row.account_id, name=row.account.name),
        case=row.initiative_id,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        currency=row.currency,
        state=view.state,
        claimed=money.claimed,
        validated=money.validated,
        disputed=money.disputed,
        let_go=money.let_go,
        worth_to_us=row.ours,
        remark=row.remark,
        lines=[
            DeliveredOut(
                key=one.line.key,
                title=one.line.title,
                group=one.line.group,
                side=one.line.side,
                amount=one.line.amount,
                signed=one.signed,
            )
            for one in view.lines
        ],
        evidence=[Ref(id=file.pk, name=file.name) for file in row.evidence.all()],
        replaces=row.replaces_id,
        signature=view.signature.pk if view.signature else None,
        settlement=view.settlement.words if view.settlement else "",
        version=versions.of(row),
    )


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
