"""Keeping how one looks at a list; each goes back to the list it came from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from covalue.core import errors
from covalue.listviews import actions, forms, queries
from covalue.listviews.models import Habit
from covalue.web import answers, requests


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is looked at under a name."""
    _guard_ours(request)
    values = answers.checked(forms.ViewForm(request.POST))
    view = actions.save_view(
        requests.actor(request),
        place=str(values["place"]),
        name=str(values["name"]),
        query=str(values["query"]),
        columns=str(values["columns"]).split(),
        shared_with=str(values["shared_with"]),
        now=timezone.now(),
    )
    messages.success(request, _("The view %(name)s was saved.") % {"name": view.name})
    return answers.back(request, "/")


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Which columns one wants to see: those ticked, in the order of their numbers."""
    _guard_ours(request)
    place = str(answers.checked(forms.Place(request.POST))["place"])
    chosen = sorted(request.POST.getlist("columns"), key=lambda key: _number(request.POST.get(f"order-{key}", "")))
    actions.choose_columns(requests.actor(request), place=place, columns=chosen)
    return answers.back(request, "/")


@require_POST
def default(request: HttpRequest, view_id: int) -> HttpResponse:
    """Open the list by this view from now on; again, and it is so no more."""
    user = requests.user_of(request)
    view = queries.get(user, view_id)
    is_default = Habit.objects.filter(user=user, place=view.place, default=view).exists()
    actions.make_default(requests.actor(request), place=view.place, view=None if is_default else view)
    return answers.back(request, "/")


@require_POST
def remove(request: HttpRequest, view_id: int) -> HttpResponse:
    view = queries.get(requests.user_of(request), view_id)
    actions.remove_view(requests.actor(request), view=view, now=timezone.now())
    messages.success(request, _("The view %(name)s was removed.") % {"name": view.name})
    return answers.back(request, "/")


def _guard_ours(request: HttpRequest) -> None:
    if requests.user_of(request).is_guest:
        raise errors.NotFound()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 999
