"""Handovers of accounts to another owner."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.handovers import actions, queries
from covalue.handovers.inputs import HandoverInput, TickInput
from covalue.handovers.models import Handover
from covalue.handovers.queries import Candidate, ReadingList, Undone
from covalue.people import queries as people
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref

router = Router(tags=["handovers"])


class CandidatesAsked(Schema):
    """The owner, or one account; without either, accounts whose owner has left."""

    account: Id | None = None
    owner: Id | None = None


class ShareOut(Schema):
    """An account of a handover. `actions_moved` is set once it takes effect."""

    account: Ref
    giver: Ref | None
    with_actions: bool
    actions_moved: int | None
    promises_moved: int | None


class HandoverOut(Schema):
    """Accounts handed to `taker`; `held_at` is when it took effect."""

    id: int
    taker: Ref
    holds_from: date
    note: str
    made_by: Ref | None
    made_at: datetime
    held_at: datetime | None
    undone_at: datetime | None
    shares: list[ShareOut]


class EntryOut(Schema):
    """A page of the reading list: when the giver talked it through and when the taker read it."""

    key: str
    title: str
    count: int | None
    told_at: datetime | None
    read_at: datetime | None


class ReadingOut(Schema):
    """What is to be read of one account of a handover; `share` names the account within it."""

    share: int = Field(validation_alias="share.pk")
    account: Ref = Field(validation_alias="share.account")
    entries: list[EntryOut]


class UndoneOut(Schema):
    """An undone handover, and the accounts skipped because they changed owner since."""

    handover: HandoverOut
    left_alone: list[str]


@router.get("/handovers/preview", response=Page[Candidate], summary="Preview a handover")
def preview_handover(request: HttpRequest, asked: Query[CandidatesAsked]) -> Page[Candidate]:
    """Of the accounts you lead."""
    candidates = queries.candidates(requests.user_of(request), account=asked.account, owner=asked.owner)
    return Page[Candidate](items=list(queries.preview(candidates, timezone.localdate()).rows), next=None)


@router.get("/handovers", response=Page[HandoverOut], summary="List handovers")
def list_handovers(request: HttpRequest, asked: Query[Asked]) -> Cut[Handover]:
    """Those you created or receive, latest first."""
    user = requests.user_of(request)
    queries.guard(user)
    return paging.cut(request, queries.visible_to(user), ("-made_at", "-id"), asked)


@router.post("/handovers", response={201: HandoverOut}, summary="Hand over accounts")
def hand_over(request: HttpRequest, body: HandoverInput) -> Status[Handover]:
    """Immediately, or from a later day; for whoever leads the accounts."""
    user = requests.user_of(request)
    values = body.with_rows({"accounts": queries.candidates_among(user, body.accounts), "taker": people.leading()})
    handover = actions.hand_over(requests.actor(request), **values, now=timezone.now())
    return Status(201, queries.get(user, handover.pk))


@router.get("/handovers/{handover_id}", response=HandoverOut, summary="Get a handover")
def get_handover(request: HttpRequest, handover_id: Id) -> Handover:
    return queries.get(requests.user_of(request), handover_id)


@router.get(
    "/handovers/{handover_id}/reading", response=list[ReadingOut], summary="Get the reading lists of a handover"
)
def get_reading(request: HttpRequest, handover_id: Id) -> list[ReadingList]:
    """What is to be read of each account, and when giver and taker ticked it."""
    user = requests.user_of(request)
    return list(queries.reading_lists(user, queries.get(user, handover_id)))


@router.post(
    "/handovers/{handover_id}/reading/{share_id}", response={204: None}, summary="Tick an entry of a reading list"
)
def tick_reading(request: HttpRequest, handover_id: Id, share_id: Id, body: TickInput) -> Status[None]:
    """The giver ticks what was talked through, the taker what was read."""
    share = queries.get_share(requests.user_of(request), handover_id, share_id)
    actions.tick(requests.actor(request), share=share, key=body.key, ticked=body.ticked, now=timezone.now())
    return Status(204, None)


@router.post("/handovers/{handover_id}/undo", response=UndoneOut, summary="Undo a handover")
def undo_handover(request: HttpRequest, handover_id: Id) -> Undone:
    """For 30 days; accounts that changed owner since are skipped."""
    user = requests.user_of(request)
    left = actions.undo(requests.actor(request), handover=queries.get(user, handover_id), now=timezone.now())
    return Undone(queries.get(user, handover_id), left)
