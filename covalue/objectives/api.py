"""Objectives of both sides. Forms of the pages post here, too."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.accounts.row_api import RowApi
from covalue.core import errors
from covalue.objectives import actions, queries
from covalue.objectives.inputs import LinkInput, NewObjective, ObjectiveEdit, ObjectiveInput
from covalue.objectives.models import Link, Objective, Side
from covalue.objectives.queries import OBJECTIVES
from covalue.people.models import User
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref, answer
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["objectives"])


class ObjectivesAsked(Asked):
    side: Side | None = None


class ObjectiveOut(Versioned):
    """An objective of one side. The customer's name the contact who owns it, ours the owner."""

    id: int
    account: Ref
    side: Side
    statement: str
    measure: str
    baseline: str
    target: str
    due_on: date | None
    contact: Ref | None
    owner: Ref | None
    source: str


class LinkOut(Schema):
    """One of our objectives that supports one of theirs."""

    ours: Ref
    theirs: Ref
    strength: int
    why: str
    linked_by: Ref | None
    linked_at: datetime


class AlignmentOut(Schema):
    """How well the objectives of both sides align: `share` is the mean of each one's strongest link, 0 to 1."""

    theirs: int
    answered: int
    ours: int
    grounded: int
    share: float
    links: list[LinkOut]


@router.get("/accounts/{account_id}/objectives", response=Page[ObjectiveOut], summary="List objectives")
def list_objectives(request: HttpRequest, account_id: Id, asked: Query[ObjectivesAsked]) -> Cut[Objective]:
    """The customer's before ours."""
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.of_account(account, asked.side), ("-side", "position", "id"), asked)


@router.post("/accounts/{account_id}/objectives", response={201: ObjectiveOut}, summary="Add an objective")
def add_objective(request: HttpRequest, account_id: Id, body: NewObjective) -> Status[Objective]:
    return Status(201, add_to_side(request, account_id, body.side, body))


def add_to_side(request: HttpRequest, account_id: Id, side: Side, body: ObjectiveInput) -> Objective:
    """The form of the page, whose address names the side."""
    account = accounts.get(requests.user_of(request), account_id)
    values = values_of(account, side, body)
    return actions.add(requests.actor(request), account=account, side=side, **values, now=timezone.now())


@router.patch(
    "/objectives/{objective_id}", response=ObjectiveOut, summary="Change an objective", openapi_extra=IF_MATCH
)
def edit_objective(request: HttpRequest, objective_id: Id, body: ObjectiveEdit) -> Objective:
    """Only the fields sent change."""
    objective = versions.hold(request, queries.get_current(requests.user_of(request), objective_id))
    values = values_of(objective.account, Side(objective.side), body)
    return actions.edit(requests.actor(request), objective=objective, **values, now=timezone.now())


API = RowApi(router, OBJECTIVES, ObjectiveOut, "objectives", one="objective", many="objectives", title="an objective")
get_objective, remove_objective, restore_objective = API.get(), API.remove(), API.restore()


@router.get("/accounts/{account_id}/alignment", response=AlignmentOut, summary="Get the alignment of objectives")
def get_alignment(request: HttpRequest, account_id: Id) -> AlignmentOut:
    user = requests.user_of(request)
    page = queries.objectives_page(user, accounts.get(user, account_id))
    return answer(AlignmentOut, page.alignment, links=page.links)


@router.post("/objectives/{objective_id}/links", response=LinkOut, summary="Link two objectives")
def link_objectives(request: HttpRequest, objective_id: Id, body: LinkInput) -> Link:
    """An existing link gets the new strength; `why` stays if left out."""
    user = requests.user_of(request)
    pair = {"ours": queries.get(user, objective_id), "theirs": _theirs(user, body.theirs)}
    why = body.sent.get("why")
    return actions.link(requests.actor(request), **pair, strength=body.strength, why=why, now=timezone.now())


@router.delete("/objectives/{objective_id}/links/{theirs_id}", response={204: None}, summary="Unlink two objectives")
def unlink_objectives(request: HttpRequest, objective_id: Id, theirs_id: Id) -> Status[None]:
    user = requests.user_of(request)
    ours, theirs = queries.get(user, objective_id), queries.get(user, theirs_id)
    actions.unlink(requests.actor(request), ours=ours, theirs=theirs, now=timezone.now())
    return Status(204, None)


def values_of(account: Account, side: Side, body: ObjectiveInput) -> dict[str, Any]:
    """What was sent about an objective of this side, with its holder; BadInput for a holder of the other side."""
    of_other_side = "owner" if side == Side.THEIRS else "contact"
    if getattr(body, of_other_side) is not None:
        raise errors.BadInput(
            _("Customer objectives are owned by a contact, ours by a colleague."), field=of_other_side
        )
    values = body.with_rows(queries.possible_holders(account, side))
    return {name: value for name, value in values.items() if name not in (of_other_side, "side")}


def _theirs(user: User, objective_id: int) -> Objective:
    try:
        return queries.get_current(user, objective_id)
    except errors.NotFound:
        raise errors.BadInput(_("There is no such objective."), field="theirs") from None
