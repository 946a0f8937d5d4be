"""Objectives of both sides."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.objectives import actions, forms, queries
from covalue.objectives.models import Link, Objective, Side
from covalue.people.models import User
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Day, Id, In, Ref, RowId, Text, left_out, ref, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["objectives"])


class ObjectivesAsked(Asked):
    side: Side | None = None


class ObjectiveOut(Schema):
    """What one side wants to reach. Theirs name the contact who holds it, ours the owner."""

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
    version: str


class ObjectiveEdit(In):
    """`contact` is for theirs, `owner` for ours."""

    statement: Text = left_out(min_length=1, max_length=400)
    measure: Text = left_out(max_length=200)
    baseline: Text = left_out(max_length=100)
    target: Text = left_out(max_length=100)
    due_on: Day | None = left_out()
    contact: RowId | None = left_out()
    owner: RowId | None = left_out()
    source: Text = left_out(max_length=300)


class NewObjective(ObjectiveEdit):
    side: Side
    statement: Text = Field(min_length=1, max_length=400)


class LinkIn(In):
    """`strength`: 1 touches, 2 supports, 3 carries."""

    theirs: RowId
    strength: int = Field(ge=1, le=3, strict=True)
    why: Text = left_out(max_length=300)


class LinkOut(Schema):
    """One of ours that one of theirs rests on."""

    ours: Ref
    theirs: Ref
    strength: int
    why: str
    linked_by: Ref | None
    linked_at: datetime


class AlignmentOut(Schema):
    """How far both sides' objectives rest on each other: `share` is the mean of each one's strongest link, 0 to 1."""

    theirs: int
    answered: int
    ours: int
    grounded: int
    share: float
    links: list[LinkOut]


@router.get("/accounts/{account_id}/objectives", response=Page[ObjectiveOut], summary="List objectives")
def list_objectives(request: HttpRequest, account_id: Id, asked: Query[ObjectivesAsked]) -> Page[ObjectiveOut]:
    """Theirs before ours."""
    account = accounts.get(requests.user_of(request), account_id)
    found = queries.of_account(account).select_related("account", "contact", "owner")
    found = found.filter(side=asked.side) if asked.side else found
    cut = paging.cut(request, found, ("-side", "position", "id"), asked)
    return Page[ObjectiveOut](items=[_told(objective) for objective in cut.rows], next=cut.next)


@router.post("/accounts/{account_id}/objectives", response={201: ObjectiveOut}, summary="Add an objective")
def add_objective(request: HttpRequest, account_id: Id, body: NewObjective) -> Status[ObjectiveOut]:
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    form = forms.ObjectiveForm(account, body.side)
    wanted = {name: value for name, value in sent(body).items() if name != "side"}
    _guard_fields(form, wanted)
    values = inputs.cleaned(form, wanted)
    objective = actions.add(requests.api_actor(request), account=account, side=body.side, **values, now=timezone.now())
    return Status(201, _told(_there(user, objective.pk)))


@router.get("/objectives/{objective_id}", response=ObjectiveOut, summary="One objective")
def get_objective(request: HttpRequest, objective_id: Id) -> ObjectiveOut:
    return _told(_there(requests.user_of(request), objective_id))


@router.patch(
    "/objectives/{objective_id}", response=ObjectiveOut, summary="Change an objective", openapi_extra=IF_MATCH
)
def edit_objective(request: HttpRequest, objective_id: Id, body: ObjectiveEdit) -> ObjectiveOut:
    """Only what is sent changes."""
    user = requests.user_of(request)
    objective = versions.hold(request, _there(user, objective_id))
    form = forms.ObjectiveForm(objective.account, Side(objective.side))
    _guard_fields(form, sent(body))
    values = inputs.cleaned(form, sent(body), only=sent(body))
    actions.edit(requests.api_actor(request), objective=objective, **values, now=timezone.now())
    return _told(_there(user, objective_id))


@router.delete("/objectives/{objective_id}", response={204: None}, summary="Remove an objective")
def remove_objective(request: HttpRequest, objective_id: Id) -> Status[None]:
    """Out of sight; it can be restored."""
    objective = _there(requests.user_of(request), objective_id)
    actions.remove(requests.api_actor(request), objective=objective, now=timezone.now())
    return Status(204, None)


@router.post("/objectives/{objective_id}/restore", response=ObjectiveOut, summary="Restore an objective")
def restore_objective(request: HttpRequest, objective_id: Id) -> ObjectiveOut:
    user = requests.user_of(request)
    actions.restore(requests.api_actor(request), objective=queries.get(user, objective_id), now=timezone.now())
    return _told(_there(user, objective_id))


@router.get("/accounts/{account_id}/alignment", response=AlignmentOut, summary="How both sides' objectives are aligned")
def get_alignment(request: HttpRequest, account_id: Id) -> AlignmentOut:
    user = requests.user_of(request)
    page = queries.objectives_page(user, accounts.get(user, account_id))
    found = page.alignment
    return AlignmentOut(
        theirs=found.theirs,
        answered=found.answered,
        ours=found.ours,
        grounded=found.grounded,
        share=found.share,
        links=[_link(link) for link in page.links],
    )


@router.post("/objectives/{objective_id}/links", response=LinkOut, summary="Link one of ours with one of theirs")
def link_objectives(request: HttpRequest, objective_id: Id, body: LinkIn) -> LinkOut:
    """What was linked before takes the new strength; `why` left out stays."""
    user = requests.user_of(request)
    ours, theirs = queries.get(user, objective_id), _theirs(user, body.theirs)
    told = {name: value for name, value in sent(body).items() if name != "theirs"}
    return _link(actions.link(requests.api_actor(request), ours=ours, theirs=theirs, **told, now=timezone.now()))


@router.delete("/objectives/{objective_id}/links/{theirs_id}", response={204: None}, summary="Unlink two objectives")
def unlink_objectives(request: HttpRequest, objective_id: Id, theirs_id: Id) -> Status[None]:
    user = requests.user_of(request)
    ours, theirs = queries.get(user, objective_id), queries.get(user, theirs_id)
    actions.unlink(requests.api_actor(request), ours=ours, theirs=theirs, now=timezone.now())
    return Status(204, None)


def _theirs(user: User, objective_id: int) -> Objective:
    try:
        return _there(user, objective_id)
    except errors.NotFound:
        raise errors.BadInput(_("There is no such objective."), field="theirs") from None


def _there(user: User, objective_id: int) -> Objective:
    """One that was not removed."""
    objective = queries.get(user, objective_id)
    if objective.removed_at is not None:
        raise errors.NotFound()
    return objective


def _guard_fields(form: forms.ObjectiveForm, wanted: dict[str, object]) -> None:
    """Theirs are held by a contact, ours by an owner."""
    for name in wanted:
        if name not in form.fields:
            raise errors.BadInput(_("Theirs are held by a contact, ours by one of ours."), field=name)


def _told(objective: Objective) -> ObjectiveOut:
    return ObjectiveOut(
        id=objective.pk,
        account=Ref(id=objective.account.pk, name=objective.account.name),
        side=Side(objective.side),
        statement=objective.statement,
        measure=objective.measure,
        baseline=objective.baseline,
        target=objective.target,
        due_on=objective.due_on,
        contact=ref(objective.contact),
        owner=ref(objective.owner),
        source=objective.source,
        version=versions.of(objective),
    )


def _link(link: Link) -> LinkOut:
    return LinkOut(
        ours=Ref(id=link.ours_id, name=link.ours.statement),
        theirs=Ref(id=link.theirs_id, name=link.theirs.statement),
        strength=link.strength,
        why=link.why,
        linked_by=ref(link.linked_by),
        linked_at=link.linked_at,
    )
