"""Our organisation on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from covalue.core import errors
from covalue.organisation import actions, forms, queries
from covalue.people.rules import Right
from covalue.web import requests


def home(request: HttpRequest) -> HttpResponse:
    """Units by kind, and what we sell. Everybody of ours may look; guests may not."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    may_change = user.may(Right.MANAGE_ORGANISATION)
    page = queries.organisation_page()
    forms_shown = {"unit_form": forms.NewUnit(), "offering_form": forms.NewOffering()} if may_change else {}
    return render(request, "organisation/home.html", {"page": page, **forms_shown})


@require_POST
def create_unit(request: HttpRequest) -> HttpResponse:
    actions.guard(requests.actor(request))
    form = forms.NewUnit(request.POST)
    _check(form)
    actions.create_unit(requests.actor(request), **form.cleaned_data, now=timezone.now())
    return redirect("organisation:home")


@require_POST
def create_offering(request: HttpRequest) -> HttpResponse:
    actions.guard(requests.actor(request))
    form = forms.NewOffering(request.POST)
    _check(form)
    actions.create_offering(requests.actor(request), **form.cleaned_data, now=timezone.now())
    return redirect("organisation:home")


def _check(form: forms.NewUnit | forms.NewOffering) -> None:
    if not form.is_valid():
        field = next(iter(form.errors))
        raise errors.BadInput(" ".join(map(str, form.errors[field])), field=field)
