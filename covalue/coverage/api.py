"""Who serves which customers with how many hours, and whether they have them. Forms of the pages post here, too."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from covalue.core import errors
from covalue.coverage import actions, queries
from covalue.coverage.inputs import CapacityInput, CoverageModelInput, CoverInput, EffortsInput, HoursMoveInput
from covalue.coverage.queries import CoverageModelRow, CoveragePage, LoadChange
from covalue.coverage.rules import Segment
from covalue.people.models import User
from covalue.web import requests
from covalue.web.shapes import Id

router = Router(tags=["coverage"])


@router.get("/coverage", response=CoveragePage, summary="Get load, accounts short of hours, and models")
def get_coverage(request: HttpRequest) -> CoveragePage:
    return queries.coverage_page(requests.user_of(request))


@router.post("/coverage/begin", response=CoveragePage, summary="Start with the standard models")
def begin_coverage(request: HttpRequest) -> CoveragePage:
    actions.begin(requests.actor(request), now=timezone.now())
    return get_coverage(request)


@router.post("/coverage/what-if", response=list[LoadChange], summary="Preview reassigning hours")
def ask_what_if(request: HttpRequest, asked: HoursMoveInput) -> list[LoadChange]:
    """Nothing is changed."""
    return list(what_if(requests.user_of(request), asked).people)


@router.post("/coverage/moves", response=CoveragePage, summary="Reassign hours")
def move_hours(request: HttpRequest, body: HoursMoveInput) -> CoveragePage:
    user = requests.user_of(request)
    queries.guard(user)
    account = queries.get_account(user, body.account)
    giver, taker = _giver(user, body.giver), _person(user, body.taker)
    actions.move_hours(requests.actor(request), account, giver=giver, taker=taker, hours=body.hours, now=timezone.now())
    return get_coverage(request)


@router.post("/coverage/models", response={201: CoverageModelRow}, summary="Add a coverage model")
def add_coverage_model(request: HttpRequest, body: CoverageModelInput) -> Status[CoverageModelRow]:
    model = actions.save_model(requests.actor(request), body, now=timezone.now())
    return Status(201, CoverageModelRow.of(model))


@router.post("/coverage/models/{model_id}", response=CoverageModelRow, summary="Change a coverage model")
def edit_coverage_model(request: HttpRequest, model_id: Id, body: CoverageModelInput) -> CoverageModelRow:
    model = queries.get_model(requests.user_of(request), model_id)
    return CoverageModelRow.of(actions.save_model(requests.actor(request), body, model=model, now=timezone.now()))


@router.delete("/coverage/models/{model_id}", response={204: None}, summary="Remove a coverage model")
def remove_coverage_model(request: HttpRequest, model_id: Id) -> Status[None]:
    """Only a model that no segment uses."""
    model = queries.get_model(requests.user_of(request), model_id)
    actions.remove_model(requests.actor(request), model, now=timezone.now())
    return Status(204, None)


@router.post("/coverage/segments/{segment}", response={204: None}, summary="Assign a model to a segment")
def cover_segment(request: HttpRequest, segment: Segment, body: CoverInput) -> Status[None]:
    user = requests.user_of(request)
    queries.guard(user)
    model = queries.get_model(user, body.model) if body.model else None
    actions.cover(requests.actor(request), segment, model, now=timezone.now())
    return Status(204, None)


@router.post("/coverage/people/{user_id}", response={204: None}, summary="Set somebody's capacity")
def set_capacity(request: HttpRequest, user_id: Id, body: CapacityInput) -> Status[None]:
    person = _person(requests.user_of(request), user_id)
    actions.set_capacity(requests.actor(request), person, body.hours, now=timezone.now())
    return Status(204, None)


@router.post("/coverage/accounts/{account_id}", response={204: None}, summary="Plan an account's hours")
def plan_hours(request: HttpRequest, account_id: Id, body: EffortsInput) -> Status[None]:
    user = requests.user_of(request)
    account = queries.get_account(user, account_id)
    hours = {_person(user, effort.user): effort.hours for effort in body.hours}
    actions.plan_hours(requests.actor(request), account, hours, now=timezone.now())
    return Status(204, None)


def what_if(user: User, asked: HoursMoveInput) -> queries.WhatIf:
    """The answer to “what if”, for the page, too."""
    account = queries.get_account(user, asked.account)
    return queries.what_if(user, account, _giver(user, asked.giver), _person(user, asked.taker), asked.hours)


def _giver(user: User, user_id: int | None) -> User | None:
    return None if user_id is None else _person(user, user_id)


def _person(user: User, user_id: int) -> User:
    person = queries.plannable(user).filter(pk=user_id).first()
    if person is None:
        raise errors.BadInput(_("There is nobody with this ID who can be assigned hours."), field="user")
    return person
