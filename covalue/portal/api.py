"""What is shared with the customer, who of them may see it, and what they propose. Guests themselves use their pages."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.portal import actions, queries
from covalue.portal.inputs import CommentInput, GuestInput, ProposalDecision, ShareInput
from covalue.portal.models import Comment, Proposal
from covalue.portal.queries import GuestView, Switch, Together
from covalue.portal.rules import Check, ItemKind
from covalue.web import inputs, requests
from covalue.web.shapes import Id, Ref

router = Router(tags=["portal"])


class ShareableAnswer(Schema):
    """An item that could be shared, and whether it is."""

    kind: ItemKind = Field(validation_alias="item.kind")
    item: int = Field(validation_alias="item.pk")
    title: str = Field(validation_alias="item.title")
    shared: bool
    shared_by: Ref | None
    shared_at: datetime | None
    assent: str = Field(validation_alias="said")
    comments: int


class GuestAnswer(Schema):
    """A guest. `last_look` and `days`: visits in the last three months. While they are `held` nothing was sent: who invites
    entered that address alone, and a colleague has to confirm it.
    """

    id: int = Field(validation_alias="guest.pk")
    contact: Ref = Field(validation_alias="guest.contact")
    email: str = Field(validation_alias="guest.email")
    invited_at: datetime = Field(validation_alias="guest.invited_at")
    held: bool = Field(validation_alias="guest.held")
    joined: bool
    last_look: datetime | None
    days: int


class ReadinessCheckAnswer(Schema):
    key: str
    sentence: str
    fine: bool

    @staticmethod
    def resolve_sentence(check: Check) -> str:
        return str(check.sentence)


class CustomerProposalAnswer(Schema):
    """A guest's proposal: their words, and what happened to it."""

    id: int
    kind: ItemKind
    title: str
    words: str
    contact: Ref | None
    proposed_at: datetime
    decided_at: datetime | None
    taken_up_as: int | None
    answer: str


class CommentAnswer(Schema):
    """A comment on an item; `contact` is set if a guest wrote it."""

    id: int
    kind: ItemKind
    item: int
    author: str = Field(validation_alias="written_by")
    contact: int | None = Field(validation_alias="contact_id")
    words: str
    written_at: datetime


@router.get("/accounts/{account_id}/shares", response=list[ShareableAnswer], summary="List items that can be shared")
def list_shares(request: HttpRequest, account_id: Id) -> list[Switch]:
    """Every objective, target, case, action, and the statement, shared or not."""
    page = _together(request, account_id)
    return [switch for group in page.groups for switch in group.switches]


@router.post("/accounts/{account_id}/shares", response={204: None}, summary="Share an item with the customer")
def share_item(request: HttpRequest, account_id: Id, body: ShareInput) -> Status[None]:
    account = _account(request, account_id)
    actions.share(requests.actor(request), account=account, kind=body.kind, item=body.item, now=timezone.now())
    return Status(204, None)


@router.delete("/accounts/{account_id}/shares/{kind}/{item}", response={204: None}, summary="Stop sharing an item")
def unshare_item(request: HttpRequest, account_id: Id, kind: ItemKind, item: Id) -> Status[None]:
    account = _account(request, account_id)
    actions.unshare(requests.actor(request), account=account, kind=kind, item=item, now=timezone.now())
    return Status(204, None)


@router.get("/accounts/{account_id}/guests", response=list[GuestAnswer], summary="List guests")
def list_guests(request: HttpRequest, account_id: Id) -> list[GuestView]:
    return list(_together(request, account_id).guests)


@router.get(
    "/accounts/{account_id}/readiness", response=list[ReadinessCheckAnswer], summary="List conditions for an invitation"
)
def get_readiness(request: HttpRequest, account_id: Id) -> list[Check]:
    account = _account(request, account_id)
    return list(queries.checks_of(account, account.today()))


@router.post("/accounts/{account_id}/guests", response={201: GuestAnswer}, summary="Invite a contact as a guest")
def invite_guest(request: HttpRequest, account_id: Id, body: GuestInput) -> Status[GuestView]:
    account, actor = _account(request, account_id), requests.actor(request)
    actions.guard_steers(actor, account)
    contact = inputs.chosen(queries.invitable(account), body.contact, "contact")
    guest = actions.invite(
        actor, account=account, contact=contact, email=body.email, anyway=body.anyway, now=timezone.now()
    )
    return Status(201, GuestView(guest, joined=False, last_look=None, days=0))


@router.post(
    "/accounts/{account_id}/guests/{guest_id}/confirm-address",
    response={204: None},
    summary="Confirm the address of a guest",
)
def confirm_address_of_guest(request: HttpRequest, account_id: Id, guest_id: Id) -> Status[None]:
    """By anybody but who entered the address; the invitation is sent then."""
    guest = queries.get_guest(_account(request, account_id), guest_id)
    actions.confirm_address(requests.actor(request), guest=guest, now=timezone.now())
    return Status(204, None)


@router.delete("/accounts/{account_id}/guests/{guest_id}", response={204: None}, summary="End a guest's access")
def revoke_guest(request: HttpRequest, account_id: Id, guest_id: Id) -> Status[None]:
    guest = queries.get_guest(_account(request, account_id), guest_id)
    actions.revoke(requests.actor(request), guest=guest, now=timezone.now())
    return Status(204, None)


@router.get(
    "/accounts/{account_id}/proposals", response=list[CustomerProposalAnswer], summary="List proposals by guests"
)
def list_proposals(request: HttpRequest, account_id: Id) -> QuerySet[Proposal]:
    """The latest hundred."""
    return queries.proposals_of(_account(request, account_id))[:100]


@router.post(
    "/accounts/{account_id}/proposals/{proposal_id}/decide",
    response=CustomerProposalAnswer,
    summary="Decide on a proposal",
)
def decide_proposal(request: HttpRequest, account_id: Id, proposal_id: Id, body: ProposalDecision) -> Proposal:
    """Once accepted, it becomes a target, an objective or an action, and is shared immediately."""
    account, actor = _account(request, account_id), requests.actor(request)
    proposal = queries.get_proposal(account, proposal_id)
    actions.guard(actor, account)
    return actions.decide(actor, proposal=proposal, take_up=body.take_up, answer=body.answer, now=timezone.now())


@router.get("/accounts/{account_id}/comments", response=list[CommentAnswer], summary="List comments on shared items")
def list_comments(request: HttpRequest, account_id: Id) -> QuerySet[Comment]:
    """The latest two hundred, of both sides."""
    return queries.comments_of(_account(request, account_id))[:200]


@router.post("/accounts/{account_id}/comments", response={201: CommentAnswer}, summary="Comment on an item")
def add_comment(request: HttpRequest, account_id: Id, body: CommentInput) -> Status[Comment]:
    """Guests can read it as soon as the item is shared."""
    account, now = _account(request, account_id), timezone.now()
    comment = actions.comment(
        requests.actor(request), account=account, kind=body.kind, item=body.item, words=body.words, now=now
    )
    return Status(201, comment)


def _together(request: HttpRequest, account_id: int) -> Together:
    account = _account(request, account_id)
    return queries.together(account, account.today(), timezone.now())


def _account(request: HttpRequest, account_id: int) -> Account:
    return accounts.get(requests.user_of(request), account_id)
