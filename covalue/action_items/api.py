"""The action register: what was promised, by whom, until when."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.action_items import actions, forms, queries
from covalue.action_items.models import Action
from covalue.core import errors
from covalue.people.models import User
from covalue.web import inputs, paging, requests, versions
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Day, Id, In, Ref, RowId, Text, left_out, ref, sent
from covalue.web.versions import IF_MATCH

router = Router(tags=["action items"])


class ActionsAsked(Asked):
    open: bool | None = Field(None, description="only open ones, or only done ones")


class ActionOut(Schema):
    """One thing to do, owned by one of ours (`owner`) or one of theirs (`customer_owner`)."""

    id: int
    account: Ref
    title: str
    note: str
    owner: Ref | None
    customer_owner: Ref | None
    due_on: date | None
    created_at: datetime
    done_at: datetime | None
    version: str


class ActionEdit(In):
    title: Text = left_out(min_length=1, max_length=300)
    note: Text = left_out(max_length=4_000)
    owner: RowId | None = left_out()
    customer_owner: RowId | None = left_out()
    due_on: Day | None = left_out()


class NewAction(ActionEdit):
    title: Text = Field(min_length=1, max_length=300)


@router.get("/actions", response=Page[ActionOut], summary="What one owes")
def list_own_actions(request: HttpRequest, asked: Query[Asked]) -> Page[ActionOut]:
    """One's own open actions on every account."""
    return _page(request, queries.open_for(requests.user_of(request)), asked)


@router.get("/accounts/{account_id}/actions", response=Page[ActionOut], summary="List actions")
def list_actions(request: HttpRequest, account_id: Id, asked: Query[ActionsAsked]) -> Page[ActionOut]:
    account = accounts.get(requests.user_of(request), account_id)
    found = queries.of_account(account)
    found = found if asked.open is None else found.filter(done_at__isnull=asked.open)
    return _page(request, found, asked)


@router.post("/accounts/{account_id}/actions", response={201: ActionOut}, summary="Add an action")
def add_action(request: HttpRequest, account_id: Id, body: NewAction) -> Status[ActionOut]:
    """Without an owner named it is one's own."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    values = inputs.cleaned(forms.ActionForm(account), sent(body))
    if not values["owner"] and not values["customer_owner"]:
        values["owner"] = user
    action = actions.add(requests.api_actor(request), account=account, **values, now=timezone.now())
    return Status(201, _told(_there(user, action.pk)))


@router.get("/actions/{action_id}", response=ActionOut, summary="One action")
def get_action(request: HttpRequest, action_id: Id) -> ActionOut:
    return _told(_there(requests.user_of(request), action_id))


@router.patch("/actions/{action_id}", response=ActionOut, summary="Change an action", openapi_extra=IF_MATCH)
def edit_action(request: HttpRequest, action_id: Id, body: ActionEdit) -> ActionOut:
    """Only what is sent changes."""
    user = requests.user_of(request)
    action = versions.hold(request, _there(user, action_id))
    values = inputs.cleaned(forms.ActionForm(action.account), sent(body), only=sent(body))
    actions.edit(requests.api_actor(request), action=action, **values, now=timezone.now())
    return _told(_there(user, action_id))


@router.post("/actions/{action_id}/complete", response=ActionOut, summary="It is done")
def complete_action(request: HttpRequest, action_id: Id) -> ActionOut:
    """Done twice is done once."""
    user = requests.user_of(request)
    actions.complete(requests.api_actor(request), action=_there(user, action_id), now=timezone.now())
    return _told(_there(user, action_id))


@router.post("/actions/{action_id}/reopen", response=ActionOut, summary="It was not done after all")
def reopen_action(request: HttpRequest, action_id: Id) -> ActionOut:
    user = requests.user_of(request)
    actions.reopen(requests.api_actor(request), action=_there(user, action_id), now=timezone.now())
    return _told(_there(user, action_id))


@router.delete("/actions/{action_id}", response={204: None}, summary="Remove an action")
def remove_action(request: HttpRequest, action_id: Id) -> Status[None]:
    """Out of sight; it can be restored."""
    action = _there(requests.user_of(request), action_id)
    actions.remove(requests.api_actor(request), action=action, now=timezone.now())
    return Status(204, None)


@router.post("/actions/{action_id}/restore", response=ActionOut, summary="Restore an action")
def restore_action(request: HttpRequest, action_id: Id) -> ActionOut:
    user = requests.user_of(request)
    actions.restore(requests.api_actor(request), action=queries.get(user, action_id), now=timezone.now())
    return _told(_there(user, action_id))


def _there(user: User, action_id: int) -> Action:
    """One that was not removed."""
    action = queries.get(user, action_id)
    if action.removed_at is not None:
        raise errors.NotFound()
    return action


def _page(request: HttpRequest, found: QuerySet[Action], asked: Asked) -> Page[ActionOut]:
    rows = found.select_related("account", "owner", "customer_owner")
    cut = paging.cut(request, rows, ("id",), asked)
    return Page[ActionOut](items=[_told(action) for action in cut.rows], next=cut.next)


def _told(action: Action) -> ActionOut:
    return ActionOut(
        id=action.pk,
        account=Ref(id=action.account.pk, name=action.account.name),
        title=action.title,
        note=action.note,
        owner=ref(action.owner),
        customer_owner=ref(action.customer_owner),
        due_on=action.due_on,
        created_at=action.created_at,
        done_at=action.done_at,
        version=versions.of(action),
    )
