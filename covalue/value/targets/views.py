"""Pages of value targets: adding one beside the others, and one with what the customer said to it."""

from typing import Final

from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from covalue.accounts import queries as accounts
from covalue.value.account.views import TargetForm, account_page
from covalue.value.targets import actions, api, queries
from covalue.value.targets.inputs import ParkInput, StatedInput, TargetInput
from covalue.web import requests
from covalue.web.inputs import form_of

StatedForm: Final = form_of(StatedInput)
ParkForm: Final = form_of(ParkInput)


def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """A refused form comes back with what was typed."""
    account = accounts.get(requests.user_of(request), account_id)
    form = TargetForm(request.POST or None, rows=queries.choices(account))
    if form.submit(lambda body: api.add_target(request, account_id, body)):
        return redirect("value:account", account_id)
    return account_page(request, account, target_form=form)


def edit(request: HttpRequest, target_id: int) -> HttpResponse:
    """Change a target; beside it what the customer said to it."""
    target = queries.get(requests.user_of(request), target_id)
    account, today = target.account, target.account.today()

    def save(body: TargetInput) -> None:
        values = body.with_rows(queries.choices(account))
        actions.edit(requests.actor(request), target=target, **values, now=timezone.now())

    initial = model_to_dict(target, fields=list(TargetInput.model_fields))
    form = TargetForm(request.POST or None, initial=initial, rows=queries.choices(account))
    if form.submit(save):
        return redirect("value:account", account.pk)
    stated = StatedForm(initial={"on": today, "contact": target.holder_id}, rows=queries.contact_choices(account))
    context = {"target": target, "form": form, "validate": stated, "park": ParkForm(), "today": today}
    return render(request, "value/targets/target.html", context, status=422 if form.errors else 200)
