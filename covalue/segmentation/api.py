"""Segments of the customer base. The page's forms post here, too."""

from collections.abc import Sequence
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.segmentation import actions, queries
from covalue.segmentation.inputs import MembersAsked, SaveRules
from covalue.segmentation.models import Segmentation
from covalue.segmentation.queries import Filter
from covalue.segmentation.rules import Member, Move
from covalue.web import paging, requests
from covalue.web.paging import Cut, Page
from covalue.web.shapes import Id, Ref, RowId

router = Router(tags=["segments"])


class MemberAnswer(Schema):
    """A customer: what they bought, and their classes. `variation` is the sample sd of the months by their mean."""

    account: int | None
    source: str
    key: str
    name: str
    net: float
    value: float | None
    purchases: int
    days_since: int | None
    variation: float | None
    abc: str
    xyz: str
    recency: int
    frequency: int
    money: int
    rfm: str

    @staticmethod
    def resolve_account(member: Member) -> int | None:
        return member.account_id


class SegmentationAnswer(Schema):
    """Who was in which class by which rules, kept."""

    id: int
    name: str
    start: date
    end: date
    customers: int
    ledger_version: int | None
    kept_by: Ref | None
    kept_at: datetime


class MoveAnswer(Schema):
    before: MemberAnswer | None
    after: MemberAnswer | None


class SinceAsked(Schema):
    to: RowId | None = Field(None, description="another kept segmentation; without it, the ledger as it is")


@router.get("/segments", response=Page[MemberAnswer], summary="Customers with their classes")
def list_segments(request: HttpRequest, asked: Query[MembersAsked]) -> Cut[Member]:
    """The customers one may see, the largest first. Classes are of the whole base, whoever asks."""
    wanted = Filter(asked.settings, abc=asked.abc, rfm=asked.rfm, serve=asked.serve)
    rows = queries.narrowed(queries.visible_members(requests.user_of(request), wanted.settings), wanted)

    def fetch(limit: int, start: int) -> Sequence[Member]:
        return queries.members_of(rows.slice(start, limit))

    return paging.cut_by_number(request, fetch, asked)


@router.get("/segmentations", response=list[SegmentationAnswer], summary="Kept segmentations")
def list_segmentations(request: HttpRequest) -> list[Segmentation]:
    """For those who see the whole base."""
    actions.guard(requests.actor(request))
    return list(queries.saved())


@router.post("/segmentations", response={201: SegmentationAnswer}, summary="Keep a segmentation")
def keep_segmentation(request: HttpRequest, body: SaveRules) -> Status[Segmentation]:
    """Who is in which class today, to see later who moved."""
    actor = requests.actor(request)
    actions.guard(actor)
    return Status(201, actions.save(actor, name=body.name, settings=body.settings, now=timezone.now()))


@router.get(
    "/segmentations/{segmentation_id}/moves",
    response=list[MoveAnswer],
    summary="Who moved since a segmentation was kept",
)
def list_moves(request: HttpRequest, segmentation_id: Id, asked: Query[SinceAsked]) -> list[Move]:
    """The largest amounts first, at most two hundred."""
    user = requests.user_of(request)
    before = queries.get(user, segmentation_id)
    after = queries.get(user, asked.to) if asked.to else None
    return list(queries.movement_page(user, before, after).moves)


@router.delete("/segmentations/{segmentation_id}", response={204: None}, summary="Remove a segmentation")
def remove_segmentation(request: HttpRequest, segmentation_id: Id) -> Status[None]:
    """It can be restored."""
    segmentation = queries.get(requests.user_of(request), segmentation_id)
    actions.remove(requests.actor(request), segmentation, now=timezone.now())
    return Status(204, None)


@router.post("/segmentations/{segmentation_id}/restore", response=SegmentationAnswer, summary="Restore a segmentation")
def restore_segmentation(request: HttpRequest, segmentation_id: Id) -> Segmentation:
    segmentation = queries.get(requests.user_of(request), segmentation_id)
    actions.restore(requests.actor(request), segmentation, now=timezone.now())
    return segmentation
