"""What customers need, and which need alike."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.needs import actions, queries
from covalue.needs.models import Need, NeedsSegmentation
from covalue.web import requests
from covalue.web.shapes import Id, In, Ref, RowId, Text, ref, refs

router = Router(tags=["needs"])


class NeedIn(In):
    name: Text = Field(min_length=1, max_length=120)


class NeedScoreIn(In):
    """Without a score the rating is taken away."""

    need: RowId
    score: int | None = Field(None, ge=1, le=5, strict=True)


class NeedScoresIn(In):
    ratings: list[NeedScoreIn] = Field(min_length=1, max_length=50)


class ClusterChoiceOut(Schema):
    """What a number of clusters would give: silhouette −1 to 1, stability to 1, accounts in the smallest."""

    k: int
    silhouette: float
    stability: float
    smallest: int


class NeedClusterOut(Schema):
    name: str
    means: list[float]
    accounts: list[Ref]


class NeedsOut(Schema):
    needs: list[Ref]
    rated: int
    choices: list[ClusterChoiceOut]
    best: int | None
    clusters: list[NeedClusterOut]
    version: str


class NeedsAsked(Schema):
    k: int | None = Field(None, ge=2, le=8, description="number of clusters; without it, the one that separates best")


class NeedSegmentsIn(In):
    """`names` in the order of the clusters; `version` is that of what you saw."""

    name: Text = Field(min_length=1, max_length=120)
    k: int = Field(ge=2, le=8, strict=True)
    names: list[Text] = Field(min_length=2, max_length=8)
    version: Text = Field(max_length=40)


class NeedMovesAsked(Schema):
    to: int | None = Field(None, ge=1, le=2**53, description="the other segments; without it, the next newer ones")


class NeedChangeOut(Schema):
    need: str
    before: int
    after: int


class NeedMoveOut(Schema):
    """None was in no segment. `ratings` are those that changed."""

    account: Ref
    before: str | None
    after: str | None
    ratings: list[NeedChangeOut]


class NeedSegmentsOut(Schema):
    id: int
    name: str
    needs: list[str]
    clusters: list[NeedClusterOut]
    silhouette: float
    stability: float
    kept_by: Ref | None
    kept_at: datetime


@router.get("/needs", response=NeedsOut, summary="Needs, numbers of clusters, and the clusters")
def get_needs(request: HttpRequest, asked: Query[NeedsAsked]) -> NeedsOut:
    page = queries.needs_page(requests.user_of(request), asked.k)
    return NeedsOut(
        needs=refs(page.needs),
        rated=page.rated,
        choices=[ClusterChoiceOut(**vars(one)) for one in page.choices],
        best=page.best,
        clusters=[NeedClusterOut(name="", means=list(c.means), accounts=refs(c.accounts)) for c in page.clusters],
        version=page.version,
    )


@router.post("/needs", response={201: Ref}, summary="Add a need")
def add_need(request: HttpRequest, body: NeedIn) -> Status[Ref | None]:
    made = actions.add_need(requests.api_actor(request), name=body.name, now=timezone.now())
    return Status(201, ref(made))


@router.delete("/needs/{need_id}", response={204: None}, summary="Remove a need")
def remove_need(request: HttpRequest, need_id: Id) -> Status[None]:
    """It can be restored, with its ratings."""
    need = queries.get_need(requests.user_of(request), need_id)
    actions.remove_need(requests.api_actor(request), need=need, now=timezone.now())
    return Status(204, None)


@router.post("/needs/{need_id}/restore", response=Ref, summary="Restore a need")
def restore_need(request: HttpRequest, need_id: Id) -> Ref | None:
    need = queries.get_need(requests.user_of(request), need_id)
    actions.restore_need(requests.api_actor(request), need=need, now=timezone.now())
    return ref(need)


@router.post("/needs-ratings/{account_id}", response={204: None}, summary="Rate what an account needs")
def rate_needs(request: HttpRequest, account_id: Id, body: NeedScoresIn) -> Status[None]:
    user = requests.user_of(request)
    queries.guard(user)
    account = accounts.in_portfolio_of(user).filter(pk=account_id, archived_at=None).first()
    if account is None:
        raise errors.NotFound()
    known = {need.pk: need for need in queries.needs()}
    if any(one.need not in known for one in body.ratings):
        raise errors.BadInput(_("There is no need of this number."), field="need")
    ratings: dict[Need, int | None] = {known[one.need]: one.score for one in body.ratings}
    actions.rate_account(requests.api_actor(request), account=account, ratings=ratings, now=timezone.now())
    return Status(204, None)


@router.get("/needs-segments", response=list[NeedSegmentsOut], summary="Needs segments that were kept")
def list_need_segments(request: HttpRequest) -> list[NeedSegmentsOut]:
    user = requests.user_of(request)
    queries.guard(user)
    kept = NeedsSegmentation.objects.filter(removed_at=None).select_related("kept_by")
    return [_told(one) for one in kept]


@router.post("/needs-segments", response={201: NeedSegmentsOut}, summary="Keep clusters under names")
def keep_need_segments(request: HttpRequest, body: NeedSegmentsIn) -> Status[NeedSegmentsOut]:
    actor = requests.api_actor(request)
    actions.guard(actor)
    made = actions.keep(actor, name=body.name, k=body.k, names=body.names, seen=body.version, now=timezone.now())
    return Status(201, _told(made))


@router.get("/needs-segments/{kept_id}/moves", response=list[NeedMoveOut], summary="Who moved between needs segments")
def list_need_moves(request: HttpRequest, kept_id: Id, asked: Query[NeedMovesAsked]) -> list[NeedMoveOut]:
    """From the older of the two to the newer, by name. Segments are the same where they are called the same."""
    user = requests.user_of(request)
    page = queries.kept_page(
        user, queries.get_kept(user, kept_id), queries.get_kept(user, asked.to) if asked.to else None
    )
    return [
        NeedMoveOut(
            account=Ref(id=one.account_id, name=one.name),
            before=one.before,
            after=one.after,
            ratings=[NeedChangeOut(need=need, before=old, after=new) for need, old, new in one.ratings],
        )
        for one in page.moves
    ]


@router.delete("/needs-segments/{kept_id}", response={204: None}, summary="Remove needs segments")
def remove_need_segments(request: HttpRequest, kept_id: Id) -> Status[None]:
    kept = queries.get_kept(requests.user_of(request), kept_id)
    actions.remove_kept(requests.api_actor(request), kept=kept, now=timezone.now())
    return Status(204, None)


@router.post("/needs-segments/{kept_id}/restore", response=NeedSegmentsOut, summary="Restore needs segments")
def restore_need_segments(request: HttpRequest, kept_id: Id) -> NeedSegmentsOut:
    kept = queries.get_kept(requests.user_of(request), kept_id)
    actions.restore_kept(requests.api_actor(request), kept=kept, now=timezone.now())
    return _told(kept)


def _told(kept: NeedsSegmentation) -> NeedSegmentsOut:
    clusters: list[dict[str, Any]] = kept.clusters
    return NeedSegmentsOut(
        id=kept.pk,
        name=kept.name,
        needs=kept.needs,
        silhouette=kept.silhouette,
        stability=kept.stability,
        clusters=[
            NeedClusterOut(
                name=c["name"],
                means=c["means"],
                accounts=[Ref(id=one["id"], name=one["name"]) for one in c["accounts"]],
            )
            for c in clusters
        ],
        kept_by=ref(kept.kept_by),
        kept_at=kept.kept_at,
    )
