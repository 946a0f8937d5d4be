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
from covalue.objectives.models import Side
from covalue.web import answers, requests


@require_GET
def listed(request: HttpRequest, account_id: int) -> HttpResponse:
    """Theirs and ours."""
    account = accounts.get(requests.user_of(request), account_id)
    goals = list(queries.of_account(account))
    sides = [
        (side, [g for g in goals if g.side == side], forms.ObjectiveForm(account, side))
        for side in (Side.THEIRS, Side.OURS)
    ]
    return render(request, "objectives/list.html", {"account": account, "sides": sides, "today": timezone.localdate()})


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
