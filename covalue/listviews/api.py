"""List views for programs."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status
from pydantic import Field

from covalue.core import errors
from covalue.listviews import actions, forms, queries
from covalue.listviews.models import ListView
from covalue.web import inputs, paging, requests
from covalue.web.paging import Asked, Page
from covalue.web.shapes import Id, In, Ref, Text

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


class ListViewIn(In):
    place: Text = Field(pattern=r"^[a-z-]{1,40}$")
    name: Text = Field(min_length=1, max_length=80)
    query: Text = Field("", max_length=1000)
    columns: list[Text] = Field(default_factory=list, max_length=60)
    shared_with: Text = Field("", max_length=30)


@router.get("/list-views", response=Page[ListViewOut], summary="List views")
def list_list_views(request: HttpRequest, asked: Query[Asked]) -> Page[ListViewOut]:
    """Your own, and those shared with you."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    cut = paging.cut(request, queries.views_for(user), ("name", "id"), asked)
    return Page[ListViewOut](items=[_out(view) for view in cut.rows], next=cut.next)


@router.post("/list-views", response={201: ListViewOut}, summary="Save a list view")
def save_list_view(request: HttpRequest, body: ListViewIn) -> Status[ListViewOut]:
    """Saving under the same name replaces it."""
    if requests.user_of(request).is_guest:
        raise errors.NotFound()
    sent = {**body.model_dump(), "columns": " ".join(body.columns)}
    values = inputs.cleaned(forms.ViewForm(), sent)
    view = actions.save_view(
        requests.api_actor(request), **{**values, "columns": values["columns"].split()}, now=timezone.now()
    )
    return Status(201, _out(view))


@router.delete("/list-views/{list_view_id}", response={204: None}, summary="Remove a list view")
def remove_list_view(request: HttpRequest, list_view_id: Id) -> Status[None]:
    view = queries.get(requests.user_of(request), list_view_id)
    actions.remove_view(requests.api_actor(request), view=view, now=timezone.now())
    return Status(204, None)


def _out(view: ListView) -> ListViewOut:
    return ListViewOut(
        id=view.pk,
        place=view.place,
        name=view.name,
        owner=Ref(id=view.owner.pk, name=view.owner.name),
        query=view.query,
        columns=view.columns,
        shared_with=view.shared_with,
    )
