"""How one looks at a list; each form leads back to the list it came from."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from covalue.listviews import actions, queries
from covalue.listviews.inputs import ColumnsInput
from covalue.web import answers, inputs, requests


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Choose columns: those ticked, in the order of their numbers."""
    requests.colleague_of(request)
    body = inputs.posted(ColumnsInput, request.POST)
    ordered = sorted(body.columns, key=lambda key: _number(request.POST.get(f"order-{key}", "")))
    actions.choose_columns(requests.actor(request), place=body.place, columns=ordered)
    return answers.back(request, "/")


@require_POST
def default(request: HttpRequest, list_view_id: int) -> HttpResponse:
    """Open the list by this view from now on, or no more where it did."""
    user = requests.user_of(request)
    view = queries.get(user, list_view_id)
    is_default = queries.default_of(user, view.place) == view.pk
    actions.make_default(requests.actor(request), place=view.place, view=None if is_default else view)
    return answers.back(request, "/")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 999
