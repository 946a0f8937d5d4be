"""Segments of the customer base."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.core import errors
from covalue.people.models import User
from covalue.segmentation import actions, queries, rules
from covalue.segmentation.models import Segmentation
from covalue.segmentation.queries import Filter
from covalue.segmentation.rules import Basis, Member, Settings
from covalue.web import paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Id, Ref, RowId, Text, ref

router = Router(tags=["segments"])


class RulesIn(Schema):
    """The rules of a segmentation; left out, as usual. Shares are parts of one."""

    months: int = Field(
        12, ge=rules.SHORTEST_MONTHS, le=rules.LONGEST_MONTHS, description="whole months up to the ledger's last"
    )
    basis: Literal["net", "margin", "contribution", "lifetime"] = "net"
    a_share: float = Field(0.80, gt=0, lt=1)
    b_share: float = Field(0.95, gt=0, le=1)
    x_below: float = Field(0.5, gt=0, le=10)
    y_below: float = Field(1.0, gt=0, le=10)


class KeepIn(RulesIn):
    name: Text = Field(min_length=1, max_length=120)


class MembersAsked(Asked):
    months: int = Field(12, ge=rules.SHORTEST_MONTHS, le=rules.LONGEST_MONTHS)
    basis: Literal["net", "margin", "contribution", "lifetime"] = "net"
    a_share: float = Field(0.80, gt=0, lt=1)
    b_share: float = Field(0.95, gt=0, le=1)
    x_below: float = Field(0.5, gt=0, le=10)
    y_below: float = Field(1.0, gt=0, le=10)
    abc: Literal["", "A", "B", "C"] = ""
    rfm: Text = Field("", max_length=20)
    serve: Literal["", "carriage", "passive", "bargain", "aggressive"] = ""


class MemberOut(Schema):
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


class SegmentationOut(Schema):
    """Who was in which class by which rules, kept."""

    id: int
    name: str
    start: date
    end: date
    customers: int
    ledger_version: int | None
    kept_by: Ref | None
    kept_at: datetime


class MoveOut(Schema):
    before: MemberOut | None
    after: MemberOut | None


class SinceAsked(Schema):
    to: RowId | None = Field(None, description="another kept segmentation; without it, the ledger as it is")


@router.get("/segments", response=Page[MemberOut], summary="Customers with their classes")
def list_segments(request: HttpRequest, asked: Query[MembersAsked]) -> Page[MemberOut]:
    """The customers one may see, the largest first. Classes are of the whole base, whoever asks."""
    user = _one_of_ours(request)
    wanted = Filter(_settings(asked), abc=asked.abc, rfm=asked.rfm, serve=asked.serve)
    found = queries.narrowed(queries.seen_by(user, wanted.settings), wanted)

    def fetch(limit: int, start: int) -> Sequence[Member]:
        return queries.members_of(found.slice(start, limit))

    cut = paging.cut_by_number(request, fetch, asked)
    return Page[MemberOut](items=[_member(row) for row in cut.rows], next=cut.next)


@router.get("/segmentations", response=list[SegmentationOut], summary="Kept segmentations")
def list_segmentations(request: HttpRequest) -> list[SegmentationOut]:
    """For those who see the whole base."""
    actions.guard_keeps(requests.api_actor(request))
    return [_told(one) for one in queries.kept()]


@router.post("/segmentations", response={201: SegmentationOut}, summary="Keep a segmentation")
def keep_segmentation(request: HttpRequest, body: KeepIn) -> Status[SegmentationOut]:
    """Who is in which class today, to see later who moved."""
    actions.guard_keeps(requests.api_actor(request))
    made = actions.keep(requests.api_actor(request), name=body.name, wanted=_settings(body), now=timezone.now())
    return Status(201, _told(made))


@router.get(
    "/segmentations/{segmentation_id}/moves", response=list[MoveOut], summary="Who moved since a segmentation was kept"
)
def list_moves(request: HttpRequest, segmentation_id: Id, asked: Query[SinceAsked]) -> list[MoveOut]:
    """The largest amounts first, at most two hundred."""
    user = _one_of_ours(request)
    before = queries.get(user, segmentation_id)
    page = queries.movement_page(user, before, queries.get(user, asked.to) if asked.to else None)
    return [
        MoveOut(before=_member(m.before) if m.before else None, after=_member(m.after) if m.after else None)
        for m in page.moves
    ]


@router.delete("/segmentations/{segmentation_id}", response={204: None}, summary="Remove a segmentation")
def remove_segmentation(request: HttpRequest, segmentation_id: Id) -> Status[None]:
    """It can be restored."""
    found = queries.get(_one_of_ours(request), segmentation_id)
    actions.remove(requests.api_actor(request), segmentation=found, now=timezone.now())
    return Status(204, None)


@router.post("/segmentations/{segmentation_id}/restore", response=SegmentationOut, summary="Restore a segmentation")
def restore_segmentation(request: HttpRequest, segmentation_id: Id) -> SegmentationOut:
    found = queries.get(_one_of_ours(request), segmentation_id)
    actions.restore(requests.api_actor(request), segmentation=found, now=timezone.now())
    return _told(found)


def _one_of_ours(request: HttpRequest) -> User:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def _settings(told: RulesIn | MembersAsked) -> Settings:
    if told.a_share >= told.b_share:
        raise errors.BadInput(_("This border lies above the one before it."), field="b_share")
    if told.x_below >= told.y_below:
        raise errors.BadInput(_("This border lies above the one before it."), field="y_below")
    return Settings(told.months, Basis(told.basis), told.a_share, told.b_share, told.x_below, told.y_below)


def _member(row: Member) -> MemberOut:
    return MemberOut(
        account=row.account_id, **{name: value for name, value in asdict(row).items() if name != "account_id"}
    )


def _told(one: Segmentation) -> SegmentationOut:
    return SegmentationOut(
        id=one.pk,
        name=one.name,
        start=one.start,
        end=one.end,
        customers=one.customers,
        ledger_version=one.ledger_version,
        kept_by=ref(one.kept_by),
        kept_at=one.kept_at,
    )
