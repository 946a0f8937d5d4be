"""Objectives of both sides, side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.objectives import actions, forms, queries
from covalue.objectives.models import Side, Strength
from covalue.objectives.queries import ObjectivesPage
from covalue.web import answers, requests


@require_GET
def listed(request: HttpRequest, account_id: int) -> HttpResponse:
    """Theirs and ours, and what links them."""
    account = accounts.get(requests.user_of(request), account_id)
    page = queries.objectives_page(requests.user_of(request), account)
    return render(request, "objectives/list.html", _shown(page))


@require_POST
def add(request: HttpRequest, account_id: int, side: str) -> HttpResponse:
    account = accounts.get(requests.user_of(request), account_id)
    if side not in Side.values:
        raise errors.NotFound()
    values = answers.checked(forms.ObjectiveForm(account, Side(side), request.POST))
    actions.add(requests.actor(request), account=account, side=Side(side), **values, now=timezone.now())  # type: ignore[arg-type]
    return redirect("objectives:list", account.pk)


def edit(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Change an objective; a refused form keeps what was typed."""
    objective = queries.get(requests.user_of(request), objective_id)
    form = forms.ObjectiveForm(objective.account, Side(objective.side), request.POST or None)
    form.initial = {name: getattr(objective, name) for name in form.fields}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(requests.actor(request), objective=objective, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            return redirect("objectives:list", objective.account_id)
    page = {"objective": objective, "form": form}
    return render(request, "objectives/edit.html", page, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, objective_id: int) -> HttpResponse:
    objective = queries.get(requests.user_of(request), objective_id)
    actions.remove(requests.actor(request), objective=objective, now=timezone.now())
    undo = reverse("objectives:restore", args=[objective.pk])
    listed_at = reverse("objectives:list", args=[objective.account_id])
    return answers.undoable(request, _("The objective was removed."), undo, listed_at)


@require_POST
def restore(request: HttpRequest, objective_id: int) -> HttpResponse:
    objective = queries.get(requests.user_of(request), objective_id)
    actions.restore(requests.actor(request), objective=objective, now=timezone.now())
    return redirect("objectives:list", objective.account_id)


@require_POST
def link(request: HttpRequest, ours_id: int, theirs_id: int) -> HttpResponse:
    """How strongly one of theirs rests on one of ours; by htmx the picture is drawn anew."""
    user = requests.user_of(request)
    ours, theirs = queries.get(user, ours_id), queries.get(user, theirs_id)
    values = answers.checked(forms.LinkForm(request.POST))
    pair = {"ours": ours, "theirs": theirs, "now": timezone.now()}
    if values["strength"]:
        why = str(values["why"]) if "why" in request.POST else None
        actions.link(requests.actor(request), **pair, strength=int(str(values["strength"])), why=why)  # type: ignore[arg-type]
    else:
        actions.unlink(requests.actor(request), **pair)  # type: ignore[arg-type]
    if getattr(request, "htmx", False):
        page = _shown(queries.objectives_page(user, ours.account))
        return render(
            request, "objectives/_alignment.html", {**page, "opened": "why" if "why" in request.POST else "table"}
        )
    return redirect(reverse("objectives:list", args=[ours.account_id]) + "#alignment")


def _shown(page: ObjectivesPage) -> dict[str, object]:
    account = page.account
    sides = (
        (Side.THEIRS, page.theirs, forms.ObjectiveForm(account, Side.THEIRS)),
        (Side.OURS, page.ours, forms.ObjectiveForm(account, Side.OURS)),
    )
    return {
        "account": account,
        "page": page,
        "sides": sides,
        "strengths": Strength.choices,
        "today": timezone.localdate(),
    }
