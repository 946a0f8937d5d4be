"""What is shared with the customer, who of them may see it, and what they propose. Guests themselves use their pages."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.portal import actions, forms, queries
from covalue.portal.models import Comment, Proposal
from covalue.portal.queries import GuestView
from covalue.portal.rules import ItemKind
from covalue.web import inputs, requests
from covalue.web.shapes import Flag, Id, In, Ref, RowId, Text, ref

router = Router(tags=["portal"])


class ShareableOut(Schema):
    """An item that could be shared, and whether it is."""

    kind: ItemKind
    item: int
    title: str
    shared: bool
    shared_by: Ref | None
    shared_at: datetime | None
    assent: str
    comments: int


class ShareIn(In):
    kind: ItemKind
    item: RowId


class GuestOut(Schema):
    """A guest. `last_look` and `days`: visits in the last three months."""

    id: int
    contact: Ref
    email: str
    invited_at: datetime
    joined: bool
    last_look: datetime | None
    days: int


class GuestIn(In):
    """`anyway`: although not all conditions are met."""

    contact: RowId
    anyway: Flag = False


class ReadinessCheckOut(Schema):
    key: str
    sentence: str
    fine: bool


class CustomerProposalOut(Schema):
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


class ProposalDecision(In):
    """If it is not accepted, an answer has to say why."""

    take_up: Flag
    answer: Text = Field(default="", max_length=300)


class CommentOut(Schema):
    """A comment on an item; `contact` is set if a guest wrote it."""

    id: int
    kind: ItemKind
    item: int
    author: str
    contact: int | None
    words: str
    written_at: datetime


class CommentIn(ShareIn):
    words: Text = Field(min_length=1, max_length=4000)


@router.get("/accounts/{account_id}/shares", response=list[ShareableOut], summary="List items that can be shared")
def list_shares(request: HttpRequest, account_id: Id) -> list[ShareableOut]:
    """Every objective, target, case, action, and the statement, shared or not."""
    page = queries.together(_account(request, account_id), timezone.localdate(), timezone.now())
    return [
        ShareableOut(
            kind=ItemKind(one.item.kind),
            item=one.item.pk,
            title=one.item.title,
            shared=one.share is not None,
            shared_by=ref(one.share.shared_by) if one.share else None,
            shared_at=one.share.shared_at if one.share else None,
            assent=one.assent.said if one.assent else "",
            comments=one.comments,
        )
        for group in page.groups
        for one in group.switches
    ]


@router.post("/accounts/{account_id}/shares", response={204: None}, summary="Share an item with the customer")
def share_item(request: HttpRequest, account_id: Id, body: ShareIn) -> Status[None]:
    account = _account(request, account_id)
    actions.share(requests.api_actor(request), account=account, kind=body.kind, item=body.item, now=timezone.now())
    return Status(204, None)


@router.delete("/accounts/{account_id}/shares/{kind}/{item}", response={204: None}, summary="Stop sharing an item")
def unshare_item(request: HttpRequest, account_id: Id, kind: ItemKind, item: Id) -> Status[None]:
    account = _account(request, account_id)
    actions.unshare(requests.api_actor(request), account=account, kind=kind, item=item, now=timezone.now())
    return Status(204, None)


@router.get("/accounts/{account_id}/guests", response=list[GuestOut], summary="List guests")
def list_guests(request: HttpRequest, account_id: Id) -> list[GuestOut]:
    page = queries.together(_account(request, account_id), timezone.localdate(), timezone.now())
    return [_guest(one) for one in page.guests]


@router.get(
    "/accounts/{account_id}/readiness",
    response=list[ReadinessCheckOut],
    summary="List conditions for an invitation",
)
def get_readiness(request: HttpRequest, account_id: Id) -> list[ReadinessCheckOut]:
    checks = queries.checks_of(_account(request, account_id), timezone.localdate())
    return [ReadinessCheckOut(key=check.key, sentence=str(check.sentence), fine=check.fine) for check in checks]


@router.post("/accounts/{account_id}/guests", response={201: GuestOut}, summary="Invite a contact as a guest")
def invite_guest(request: HttpRequest, account_id: Id, body: GuestIn) -> Status[GuestOut]:
    account = _account(request, account_id)
    actions.guard_steers(requests.api_actor(request), account)
    told = inputs.cleaned(forms.InviteForm(account), {"contact": body.contact}, only=("contact",))
    guest = actions.invite(
        requests.api_actor(request), account=account, contact=told["contact"], anyway=body.anyway, now=timezone.now()
    )
    return Status(201, _guest(GuestView(guest, joined=False, last_look=None, days=0)))


@router.delete("/accounts/{account_id}/guests/{guest_id}", response={204: None}, summary="End a guest's access")
def revoke_guest(request: HttpRequest, account_id: Id, guest_id: Id) -> Status[None]:
    guest = queries.get_guest(_account(request, account_id), guest_id)
    actions.revoke(requests.api_actor(request), guest=guest, now=timezone.now())
    return Status(204, None)


@router.get("/accounts/{account_id}/proposals", response=list[CustomerProposalOut], summary="List proposals by guests")
def list_proposals(request: HttpRequest, account_id: Id) -> list[CustomerProposalOut]:
    """The latest hundred."""
    found = Proposal.objects.filter(account=_account(request, account_id)).select_related("contact")
    return [_proposal(one) for one in found[:100]]


@router.post(
    "/accounts/{account_id}/proposals/{proposal_id}/decide",
    response=CustomerProposalOut,
    summary="Decide on a proposal",
)
def decide_proposal(
    request: HttpRequest, account_id: Id, proposal_id: Id, body: ProposalDecision
) -> CustomerProposalOut:
    """Once accepted, it becomes a target, an objective or an action, and is shared immediately."""
    proposal = queries.get_proposal(_account(request, account_id), proposal_id)
    decided = actions.decide(
        requests.api_actor(request), proposal=proposal, take_up=body.take_up, answer=body.answer, now=timezone.now()
    )
    return _proposal(decided)


@router.get("/accounts/{account_id}/comments", response=list[CommentOut], summary="List comments on shared items")
def list_comments(request: HttpRequest, account_id: Id) -> list[CommentOut]:
    """The latest two hundred, of both sides."""
    found = Comment.objects.filter(account=_account(request, account_id), removed_at=None)
    return [_comment(one) for one in found.select_related("author", "contact").order_by("-written_at", "-id")[:200]]


@router.post("/accounts/{account_id}/comments", response={201: CommentOut}, summary="Comment on an item")
def add_comment(request: HttpRequest, account_id: Id, body: CommentIn) -> Status[CommentOut]:
    """Guests can read it as soon as the item is shared."""
    account = _account(request, account_id)
    made = actions.comment(
        requests.api_actor(request),
        account=account,
        kind=body.kind,
        item=body.item,
        words=body.words,
        now=timezone.now(),
    )
    return Status(201, _comment(made))


def _account(request: HttpRequest, account_id: int) -> Account:
    return accounts.get(requests.user_of(request), account_id)


def _guest(view: GuestView) -> GuestOut:
    guest = view.guest
    return GuestOut(
        id=guest.pk,
        contact=Ref(id=guest.contact_id, name=guest.contact.name),
        email=guest.email,
        invited_at=guest.invited_at,
        joined=view.joined,
        last_look=view.last_look,
        days=view.days,
    )


def _proposal(row: Proposal) -> CustomerProposalOut:
    return CustomerProposalOut(
        id=row.pk,
        kind=ItemKind(row.kind),
        title=row.title,
        words=row.words,
        contact=ref(row.contact),
        proposed_at=row.proposed_at,
        decided_at=row.decided_at,
        taken_up_as=row.taken_up_as,
        answer=row.answer,
    )


def _comment(row: Comment) -> CommentOut:
    author = row.contact.name if row.contact else row.author.name if row.author else ""
    return CommentOut(
        id=row.pk,
        kind=ItemKind(row.kind),
        item=row.item,
        author=author,
        contact=row.contact_id,
        words=row.words,
        written_at=row.written_at,
    )
