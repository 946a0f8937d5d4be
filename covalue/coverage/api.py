"""Who serves which customers with how many hours, and whether they have them."""

from decimal import Decimal
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from covalue.core import errors
from covalue.coverage import actions, queries, rules
from covalue.coverage.models import CoverageModel
from covalue.coverage.rules import Load
from covalue.people.models import User
from covalue.web import requests
from covalue.web.shapes import Id, In, Ref, RowId, Text, ref

router = Router(tags=["coverage"])
Hours = Field(ge=0, le=rules.MOST_HOURS, max_digits=7, decimal_places=1)
ServedBy = Literal["sam", "sam_team", "key_account_manager", "regional_lead", "inside_sales", "digital"]
CoveredSegment = Literal["strategic", "key", "candidate", "watch", "A", "B", "C"]


class LoadOut(Schema):
    """Hours planned and hours one has, a year. Without `capacity` nobody has said."""

    user: Ref | None
    hours: float
    capacity: float | None
    overloaded: bool


class GapOut(Schema):
    account: Ref | None
    segment: str
    model: Ref | None
    asked: float
    given: float


class CoverageModelOut(Schema):
    id: int
    name: str
    served: str
    hours: float


class CoveredSegmentOut(Schema):
    segment: str
    customers: int
    model: Ref | None


class CoverageOut(Schema):
    people: list[LoadOut]
    gaps: list[GapOut]
    models: list[CoverageModelOut]
    segments: list[CoveredSegmentOut]
    free_places: int


class CoverageModelIn(In):
    name: Text = Field(min_length=1, max_length=120)
    served: ServedBy
    hours: Decimal = Hours


class CoverIn(In):
    model: RowId | None = None


class CapacityIn(In):
    """Without hours: nobody has said."""

    hours: Decimal | None = Field(None, ge=0, le=rules.MOST_HOURS, max_digits=7, decimal_places=1)


class HoursMoveIn(In):
    """Without `giver`, what is missing; without `hours`, all of them."""

    account: RowId
    taker: RowId
    giver: RowId | None = None
    hours: Decimal | None = Field(None, ge=0, le=rules.MOST_HOURS, max_digits=7, decimal_places=1)


class LoadChangeOut(Schema):
    user: Ref | None
    before: float
    after: float
    overloaded: bool


class EffortIn(In):
    user: RowId
    hours: Decimal = Hours


class EffortsIn(In):
    """Everybody's; who is left out gives none. Nobody: whoever leads the account gives what its model asks."""

    hours: list[EffortIn] = Field(max_length=100)


@router.get("/coverage", response=CoverageOut, summary="Load of people, accounts with a gap, models")
def get_coverage(request: HttpRequest) -> CoverageOut:
    return _told(requests.user_of(request))


@router.post("/coverage/begin", response=CoverageOut, summary="Begin with the models of the field")
def begin_coverage(request: HttpRequest) -> CoverageOut:
    actions.begin(requests.api_actor(request), now=timezone.now())
    return _told(requests.user_of(request))


@router.post("/coverage/what-if", response=list[LoadChangeOut], summary="What if somebody else served them")
def ask_what_if(request: HttpRequest, asked: HoursMoveIn) -> list[LoadChangeOut]:
    """Nothing is changed."""
    user = requests.user_of(request)
    queries.guard(user)
    found = queries.what_if(
        user,
        queries.get_account(user, asked.account),
        _giver(user, asked.giver),
        _person(user, asked.taker),
        asked.hours,
    )
    return [
        LoadChangeOut(user=ref(one), before=float(then.hours), after=float(now.hours), overloaded=now.over)
        for one, then, now in found.people
    ]


@router.post("/coverage/moves", response=CoverageOut, summary="Plan that somebody else serves them")
def move_hours(request: HttpRequest, body: HoursMoveIn) -> CoverageOut:
    user = requests.user_of(request)
    queries.guard(user)
    actions.move_hours(
        requests.api_actor(request),
        account=queries.get_account(user, body.account),
        giver=_giver(user, body.giver),
        taker=_person(user, body.taker),
        hours=body.hours,
        now=timezone.now(),
    )
    return _told(user)


@router.post("/coverage/models", response={201: CoverageModelOut}, summary="Add a coverage model")
def add_coverage_model(request: HttpRequest, body: CoverageModelIn) -> Status[CoverageModelOut]:
    made = actions.keep_model(requests.api_actor(request), now=timezone.now(), **vars(body))
    return Status(201, _model(made))


@router.post("/coverage/models/{model_id}", response=CoverageModelOut, summary="Change a coverage model")
def edit_coverage_model(request: HttpRequest, model_id: Id, body: CoverageModelIn) -> CoverageModelOut:
    found = queries.get_model(requests.user_of(request), model_id)
    return _model(actions.keep_model(requests.api_actor(request), model=found, now=timezone.now(), **vars(body)))


@router.delete("/coverage/models/{model_id}", response={204: None}, summary="Remove a coverage model")
def remove_coverage_model(request: HttpRequest, model_id: Id) -> Status[None]:
    """One that no segment gets."""
    found = queries.get_model(requests.user_of(request), model_id)
    actions.remove_model(requests.api_actor(request), model=found, now=timezone.now())
    return Status(204, None)


@router.post("/coverage/segments/{segment}", response={204: None}, summary="Give a segment a model")
def cover_segment(request: HttpRequest, segment: CoveredSegment, body: CoverIn) -> Status[None]:
    user = requests.user_of(request)
    queries.guard(user)
    model = queries.get_model(user, body.model) if body.model else None
    actions.cover(requests.api_actor(request), segment=segment, model=model, now=timezone.now())
    return Status(204, None)


@router.post("/coverage/people/{user_id}", response={204: None}, summary="Say how many hours somebody has")
def set_capacity(request: HttpRequest, user_id: Id, body: CapacityIn) -> Status[None]:
    user = requests.user_of(request)
    queries.guard(user)
    person = _person(user, user_id)
    actions.set_capacity(requests.api_actor(request), user=person, hours=body.hours, now=timezone.now())
    return Status(204, None)


@router.post(
    "/coverage/accounts/{account_id}", response={204: None}, summary="Plan who gives an account how many hours"
)
def plan_hours(request: HttpRequest, account_id: Id, body: EffortsIn) -> Status[None]:
    user = requests.user_of(request)
    account = queries.get_account(user, account_id)
    hours = {_person(user, one.user): one.hours for one in body.hours}
    actions.plan_hours(requests.api_actor(request), account=account, hours=hours, now=timezone.now())
    return Status(204, None)


def _told(user: User) -> CoverageOut:
    page = queries.coverage_page(user)
    return CoverageOut(
        people=[_load(p.user, p.load) for p in page.people],
        gaps=[
            GapOut(
                account=ref(g.account),
                segment=g.segment.value,
                model=ref(g.model),
                asked=float(g.covered.asked),
                given=float(g.covered.total),
            )
            for g in page.gaps
        ],
        models=[_model(use.model) for use in page.models],
        segments=[
            CoveredSegmentOut(segment=one.segment.value, customers=one.customers, model=ref(one.model))
            for one in page.segments
        ],
        free_places=page.more_places,
    )


def _load(user: User, load: Load) -> LoadOut:
    capacity = None if load.capacity is None else float(load.capacity)
    return LoadOut(user=ref(user), hours=float(load.hours), capacity=capacity, overloaded=load.over)


def _model(model: CoverageModel) -> CoverageModelOut:
    return CoverageModelOut(id=model.pk, name=model.name, served=model.served, hours=float(model.hours))


def _giver(user: User, user_id: int | None) -> User | None:
    return None if user_id is None else _person(user, user_id)


def _person(user: User, user_id: int) -> User:
    found = queries.able(user).filter(pk=user_id).first()
    if found is None:
        raise errors.BadInput(_("There is nobody with this number who could be planned."), field="user")
    return found
