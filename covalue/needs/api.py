"""What customers need, and which need alike. Forms of the pages post here, too."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from covalue.core import errors
from covalue.needs import actions, queries
from covalue.needs.inputs import NeedInput, NeedMovesQuery, NeedScoresInput, NeedSegmentsInput, NeedsQuery
from covalue.needs.models import Need, NeedsSegmentation
from covalue.needs.queries import NeedsPage
from covalue.needs.rules import Moved, RatingChange
from covalue.web import requests
from covalue.web.shapes import Id, Ref

router = Router(tags=["needs"])


class NeedSegmentAnswer(Schema):
    name: str
    means: list[float]
    accounts: list[Ref]


class NeedSegmentsAnswer(Schema):
    id: int
    name: str
    needs: list[str]
    clusters: list[NeedSegmentAnswer]
    silhouette: float
    stability: float
    kept_by: Ref | None
    kept_at: datetime


class NeedMoveAnswer(Schema):
    """None means in no segment. `ratings` are those that changed."""

    account: Ref
    before: str | None
    after: str | None
    ratings: list[RatingChange]

    @staticmethod
    def resolve_account(move: Moved) -> Ref:
        return Ref(id=move.account_id, name=move.name)


@router.get("/needs", response=NeedsPage, summary="Get needs and clusters")
def get_needs(request: HttpRequest, asked: Query[NeedsQuery]) -> NeedsPage:
    return queries.needs_page(requests.user_of(request), asked.k)


@router.post("/needs", response={201: Ref}, summary="Add a need")
def add_need(request: HttpRequest, body: NeedInput) -> Status[Need]:
    actor = requests.actor(request)
    actions.guard(actor)
    return Status(201, actions.add_need(actor, name=body.name, now=timezone.now()))


@router.delete("/needs/{need_id}", response={204: None}, summary="Remove a need")
def remove_need(request: HttpRequest, need_id: Id) -> Status[None]:
    """It can be restored, with its ratings."""
    need = queries.get_need(requests.user_of(request), need_id)
    actions.remove_need(requests.actor(request), need, now=timezone.now())
    return Status(204, None)


@router.post("/needs/{need_id}/restore", response=Ref, summary="Restore a need")
def restore_need(request: HttpRequest, need_id: Id) -> Need:
    need = queries.get_need(requests.user_of(request), need_id)
    actions.restore_need(requests.actor(request), need, now=timezone.now())
    return need


@router.post("/needs-ratings/{account_id}", response={204: None}, summary="Rate an account's needs")
def rate_needs(request: HttpRequest, account_id: Id, body: NeedScoresInput) -> Status[None]:
    account = queries.get_account(requests.user_of(request), account_id)
    needs = {need.pk: need for need in queries.needs()}
    if any(rating.need not in needs for rating in body.ratings):
        raise errors.BadInput(_("There is no need with this ID."), field="need")
    ratings = {needs[rating.need]: rating.score for rating in body.ratings}
    actions.rate_account(requests.actor(request), account=account, ratings=ratings, now=timezone.now())
    return Status(204, None)


@router.get("/needs-segments", response=list[NeedSegmentsAnswer], summary="List saved needs segments")
def list_need_segments(request: HttpRequest) -> QuerySet[NeedsSegmentation]:
    queries.guard(requests.user_of(request))
    return queries.segmentations()


@router.post("/needs-segments", response={201: NeedSegmentsAnswer}, summary="Save clusters as segments")
def keep_need_segments(request: HttpRequest, body: NeedSegmentsInput) -> Status[NeedsSegmentation]:
    return Status(201, actions.keep(requests.actor(request), **body.sent, now=timezone.now()))


@router.get(
    "/needs-segments/{kept_id}/moves", response=list[NeedMoveAnswer], summary="Get changes between needs segments"
)
def list_need_moves(request: HttpRequest, kept_id: Id, asked: Query[NeedMovesQuery]) -> list[Moved]:
    """From the older to the newer, by name. Segments with the same name are treated as the same."""
    return list(queries.kept_page(requests.user_of(request), kept_id, asked.to).moves)


@router.delete("/needs-segments/{kept_id}", response={204: None}, summary="Remove needs segments")
def remove_need_segments(request: HttpRequest, kept_id: Id) -> Status[None]:
    segmentation = queries.get_segmentation(requests.user_of(request), kept_id)
    actions.remove_segmentation(requests.actor(request), segmentation, now=timezone.now())
    return Status(204, None)


@router.post("/needs-segments/{kept_id}/restore", response=NeedSegmentsAnswer, summary="Restore needs segments")
def restore_need_segments(request: HttpRequest, kept_id: Id) -> NeedsSegmentation:
    segmentation = queries.get_segmentation(requests.user_of(request), kept_id)
    actions.restore_segmentation(requests.actor(request), segmentation, now=timezone.now())
    return segmentation
