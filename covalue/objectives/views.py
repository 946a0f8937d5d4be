"""Objectives of both sides, side by side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.objectives import actions, api, queries
from covalue.objectives.inputs import ObjectiveInput, StrengthInput
from covalue.objectives.models import Side
from covalue.objectives.queries import ObjectivesPage
from covalue.web import inputs, requests
from covalue.web.inputs import InputForm, form_of

ObjectiveForm = form_of(ObjectiveInput)


@require_GET
def objective_list(request: HttpRequest, account_id: int) -> HttpResponse:
    """Theirs and ours, and what links them."""
    user = requests.user_of(request)
    page = queries.objectives_page(user, accounts.get(user, account_id))
    sides = ((side, goals, _form(page.account, side)) for side, goals in page.sides)
    return render(request, "objectives/list.html", {**_context(page), "sides": sides})


def edit(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Change an objective; a refused form keeps what was typed."""
    objective = queries.get(requests.user_of(request), objective_id)
    account, side = objective.account, Side(objective.side)

    def save(body: ObjectiveInput) -> None:
        values = api.values_of(account, side, body)
        actions.edit(requests.actor(request), objective=objective, **values, now=timezone.now())

    form = _form(account, side, request.POST or None)
    form.initial = {name: getattr(objective, name) for name in form.fields}
    form.initial |= {"contact": objective.contact_id, "owner": objective.owner_id}
    if form.submit(save):
        return redirect("objectives:list", account.pk)
    context = {"objective": objective, "form": form}
    return render(request, "objectives/edit.html", context, status=422 if form.errors else 200)


@require_POST
def link(request: HttpRequest, ours_id: int, theirs_id: int) -> HttpResponse:
    """How strongly one of theirs rests on one of ours; by htmx the picture is drawn again."""
    user = requests.user_of(request)
    ours, theirs = queries.get(user, ours_id), queries.get(user, theirs_id)
    body = inputs.posted(StrengthInput, request.POST)
    actor, now = requests.actor(request), timezone.now()
    why = body.why if "why" in request.POST else None
    if body.strength:
        actions.link(actor, ours=ours, theirs=theirs, strength=body.strength, why=why, now=now)
    else:
        actions.unlink(actor, ours=ours, theirs=theirs, now=now)
    if getattr(request, "htmx", False):
        context = _context(queries.objectives_page(user, ours.account))
        opened = "table" if why is None else "why"
        return render(request, "objectives/_alignment.html", {**context, "opened": opened})
    return redirect(reverse("objectives:list", args=[ours.account_id]) + "#alignment")


def _form(account: Account, side: Side, data: Any = None) -> InputForm[ObjectiveInput]:
    """The form of one side: theirs asks for the contact, ours for the owner."""
    form = ObjectiveForm(data, rows=queries.possible_holders(account, side))
    del form.fields["owner" if side == Side.THEIRS else "contact"]
    return form


def _context(page: ObjectivesPage) -> dict[str, object]:
    return {"account": page.account, "page": page, "today": page.account.today()}
