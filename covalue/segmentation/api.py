"""Segments of the customer base. Forms of the pages post here, too."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.segmentation import actions, queries
from covalue.segmentation.inputs import MovesQuery, SegmentationInput, SegmentsQuery
from covalue.segmentation.models import Segmentation
from covalue.segmentation.queries import Filter
from covalue.segmentation.rules import SegmentMember, SegmentMove
from covalue.web import paging, requests
from covalue.web.paging import Cut, Page
from covalue.web.shapes import Id, Ref

router = Router(tags=["segments"], by_alias=True)


class SegmentationAnswer(Schema):
    """A snapshot: who was in which class by which rules."""

    id: int
    name: str
    start: date
    end: date
    customers: int
    ledger_version: int | None
    kept_by: Ref | None
    kept_at: datetime


@router.get("/segments", response=Page[SegmentMember], summary="List customers with their classes")
def list_segments(request: HttpRequest, asked: Query[SegmentsQuery]) -> Cut[SegmentMember]:
    """The customers you may see, largest first. `rfm` is champions, loyal, promising, steady, slipping or dormant; who stopped buying
    is in no segment (“List who stopped buying”). Classes are computed over all customers. By lifetime value, `value` is too high
    for customers who have gone quiet where “Get the lifetime value of all customers” says that `sees_leaving` is false. By contribution it is
    gross margin only where “Get the profitability of all customers” says that `serving_known` is false; `serve` then knows
    `high_margin` and `low_margin` alone.
    """
    shown = Filter(asked.settings, abc=asked.abc, rfm=asked.rfm, serve=asked.serve)
    table = queries.chosen(requests.colleague_of(request), shown)
    return paging.cut_of_table(request, table, queries.members_of, asked)


@router.get("/segmentations", response=list[SegmentationAnswer], summary="List snapshots")
def list_segmentations(request: HttpRequest) -> QuerySet[Segmentation]:
    """For those who may see all customers."""
    actions.guard(requests.actor(request))
    return queries.segmentations()


@router.post("/segmentations", response={201: SegmentationAnswer}, summary="Save a snapshot")
def keep_segmentation(request: HttpRequest, body: SegmentationInput) -> Status[Segmentation]:
    """Who is in which class today, to see later who moved."""
    actor = requests.actor(request)
    actions.guard(actor)
    return Status(201, actions.keep(actor, name=body.name, settings=body.settings, now=timezone.now()))


@router.get(
    "/segmentations/{segmentation_id}/moves",
    response=list[SegmentMove],
    summary="Get changes since a snapshot",
)
def list_moves(request: HttpRequest, segmentation_id: Id, asked: Query[MovesQuery]) -> list[SegmentMove]:
    """The largest amounts first, at most two hundred."""
    user = requests.user_of(request)
    return list(queries.movement_page(user, segmentation_id, asked.to, was=asked.was, now_in=asked.now).moves)


@router.delete("/segmentations/{segmentation_id}", response={204: None}, summary="Remove a snapshot")
def remove_segmentation(request: HttpRequest, segmentation_id: Id) -> Status[None]:
    """It can be restored."""
    segmentation = queries.get(requests.user_of(request), segmentation_id)
    actions.remove(requests.actor(request), segmentation, now=timezone.now())
    return Status(204, None)


@router.post("/segmentations/{segmentation_id}/restore", response=SegmentationAnswer, summary="Restore a snapshot")
def restore_segmentation(request: HttpRequest, segmentation_id: Id) -> Segmentation:
    segmentation = queries.get(requests.user_of(request), segmentation_id)
    actions.restore(requests.actor(request), segmentation, now=timezone.now())
    return segmentation
