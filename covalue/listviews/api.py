"""List views. The form of a list posts here, too."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.listviews import actions, queries
from covalue.listviews.inputs import ListViewInput
from covalue.listviews.models import ListView
from covalue.web import paging, requests
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref

router = Router(tags=["list views"])


class ListViewOut(Schema):
    """Filter and sort (as the query of the list's address) and columns of one list under a name."""

    id: int
    place: str
    name: str
    owner: Ref
    query: str
    columns: list[str]
    shared_with: str = Field(description="empty, a role, or everybody")


@router.get("/list-views", response=Page[ListViewOut], summary="List views")
def list_list_views(request: HttpRequest, query: Query[Asked]) -> Cut[ListView]:
    """Your own, and those shared with you."""
    views = queries.views_for(requests.colleague_of(request))
    return paging.cut(request, views, ("name", "id"), query)


@router.post("/list-views", response={201: ListViewOut}, summary="Save a list view")
def save_list_view(request: HttpRequest, body: ListViewInput) -> Status[ListView]:
    """Saving under the same name replaces it."""
    requests.colleague_of(request)
    return Status(201, actions.save_view(requests.actor(request), **body.sent, now=timezone.now()))


@router.delete("/list-views/{list_view_id}", response={204: None}, summary="Remove a list view")
def remove_list_view(request: HttpRequest, list_view_id: Id) -> Status[None]:
    view = queries.get(requests.user_of(request), list_view_id)
    actions.remove_view(requests.actor(request), view=view, now=timezone.now())
    return Status(204, None)
