"""Actions: what was promised, by whom, until when. Forms of the pages post here, too."""

from datetime import date, datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status
from pydantic import Field

from covalue.accounts import queries as accounts
from covalue.accounts.row_api import RowApi
from covalue.action_items import actions, queries
from covalue.action_items.inputs import ActionEdit, ActionInput
from covalue.action_items.models import Action
from covalue.action_items.queries import ACTIONS
from covalue.web import paging, requests, versions
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref
from covalue.web.versions import IF_MATCH, Versioned

router = Router(tags=["action items"])


class ActionsAsked(Asked):
    open: bool | None = Field(None, description="only open ones, or only done ones")


class ActionOut(Versioned):
    """An action, owned by a colleague (`owner`) or by a contact (`customer_owner`)."""

    id: int
    account: Ref
    title: str
    note: str
    owner: Ref | None
    customer_owner: Ref | None
    due_on: date | None
    created_at: datetime
    reminded_at: datetime | None
    done_at: datetime | None

    @staticmethod
    def resolve_note(action: Action) -> str:
        """Nothing for an owner who may not open the account."""
        return action.note if queries.opens(action) else ""


@router.get("/actions", response=Page[ActionOut], summary="List one's own open actions")
def list_own_actions(request: HttpRequest, asked: Query[Asked]) -> Cut[Action]:
    """Your own open actions on every account; without their notes where you may not open the account."""
    return paging.cut(request, queries.open_for(requests.user_of(request)), ("id",), asked)


@router.get("/accounts/{account_id}/actions", response=Page[ActionOut], summary="List actions")
def list_actions(request: HttpRequest, account_id: Id, asked: Query[ActionsAsked]) -> Cut[Action]:
    account = accounts.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.of_account(account, is_open=asked.open), ("id",), asked)


@router.post("/accounts/{account_id}/actions", response={201: ActionOut}, summary="Add an action")
def add_action(request: HttpRequest, account_id: Id, body: ActionInput) -> Status[Action]:
    """Without an owner it is your own. An owner among colleagues is somebody who may open the account."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    values = body.with_rows(queries.colleagues_and_contacts(account))
    if not values.get("owner") and not values.get("customer_owner"):
        values["owner"] = user
    return Status(201, actions.add(requests.actor(request), account=account, **values, now=timezone.now()))


@router.patch("/actions/{action_id}", response=ActionOut, summary="Change an action", openapi_extra=IF_MATCH)
def edit_action(request: HttpRequest, action_id: Id, body: ActionEdit) -> Action:
    """Only the fields sent change."""
    action = versions.hold(request, queries.get_current(requests.user_of(request), action_id))
    values = body.with_rows(queries.colleagues_and_contacts(action.account, action))
    return actions.edit(requests.actor(request), action=action, **values, now=timezone.now())


@router.post("/actions/{action_id}/complete", response=ActionOut, summary="Mark an action as done")
def complete_action(request: HttpRequest, action_id: Id) -> Action:
    """For its owner, too, who may not open the account. Marking it as done twice has no further effect."""
    action = queries.get_owed_or_visible(requests.user_of(request), action_id)
    return actions.complete(requests.actor(request), action=action, now=timezone.now())


@router.post("/actions/{action_id}/reopen", response=ActionOut, summary="Mark an action as not done")
def reopen_action(request: HttpRequest, action_id: Id) -> Action:
    action = queries.get_owed_or_visible(requests.user_of(request), action_id)
    return actions.reopen(requests.actor(request), action=action, now=timezone.now())


@router.post("/actions/{action_id}/remind", response=ActionOut, summary="Remind the owner of an action")
def remind_of_action(request: HttpRequest, action_id: Id) -> Action:
    """An email to the colleague who owes an open action, at most one a day (409)."""
    action = queries.get_current(requests.user_of(request), action_id)
    return actions.remind(requests.actor(request), action=action, now=timezone.now())


@router.get("/actions/{action_id}", response=ActionOut, summary="Get an action")
def get_action(request: HttpRequest, action_id: Id) -> Action:
    """On an account you may open, or owned by you; without its note where you may not open the account."""
    return queries.get_owed_or_visible(requests.user_of(request), action_id)


API = RowApi(router, ACTIONS, ActionOut, "actions", one="action", many="actions", title="an action")
remove_action, restore_action = API.remove(), API.restore()
