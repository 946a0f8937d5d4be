"""What the customer values, and what our joint work is worth: the account's page, and one target's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.value import actions, forms, queries
from covalue.value.models import Target
from covalue.web import answers, requests


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the account values and what our joint work is worth."""
    found = accounts.get(requests.user_of(request), account_id)
    return render(
        request,
        "value/account.html",
        account_page(found, forms.TargetForm(found), forms.StartForm(found, auto_id="case-%s")),
    )


def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """A refused form comes back with what was typed."""
    found = accounts.get(requests.user_of(request), account_id)
    form = forms.TargetForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_target(requests.actor(request), account=found, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            return redirect("value:account", found.pk)
    page = account_page(found, form, forms.StartForm(found, auto_id="case-%s"))
    return render(request, "value/account.html", page, status=422 if form.errors else 200)


def edit(request: HttpRequest, target_id: int) -> HttpResponse:
    """Change a target; beside it what the customer said to it."""
    target = queries.get_target(requests.user_of(request), target_id)
    form = forms.TargetForm(target.account, request.POST or None)
    form.initial = {name: getattr(target, name) for name in form.fields}
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_target(requests.actor(request), target=target, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            return redirect("value:account", target.account_id)
    return _page(request, target, form, status=422 if form.errors else 200)


@require_POST
def validate(request: HttpRequest, target_id: int) -> HttpResponse:
    target = queries.get_target(requests.user_of(request), target_id)
    said = answers.checked(forms.ValidateForm(target.account, request.POST))
    actions.validate_target(requests.actor(request), target=target, **said, now=timezone.now())  # type: ignore[arg-type]
    return answers.back(request, reverse("value:account", args=[target.account_id]))


@require_POST
def park(request: HttpRequest, target_id: int) -> HttpResponse:
    target = queries.get_target(requests.user_of(request), target_id)
    said = answers.checked(forms.ParkForm(request.POST))
    actions.park_target(requests.actor(request), target=target, **said, now=timezone.now())  # type: ignore[arg-type]
    return answers.back(request, reverse("value:account", args=[target.account_id]))


@require_POST
def take_up(request: HttpRequest, target_id: int) -> HttpResponse:
    target = queries.get_target(requests.user_of(request), target_id)
    actions.take_up_target(requests.actor(request), target=target, now=timezone.now())
    return answers.back(request, reverse("value:account", args=[target.account_id]))


@require_POST
def remove(request: HttpRequest, target_id: int) -> HttpResponse:
    target = queries.get_target(requests.user_of(request), target_id)
    actions.remove(requests.actor(request), thing=target, now=timezone.now())
    listed = reverse("value:account", args=[target.account_id])
    undo = reverse("value:restore-target", args=[target.pk])
    return answers.undoable(request, _("The value target was removed."), undo, listed)


@require_POST
def restore(request: HttpRequest, target_id: int) -> HttpResponse:
    target = queries.get_target(requests.user_of(request), target_id)
    actions.restore(requests.actor(request), thing=target, now=timezone.now())
    return redirect("value:account", target.account_id)


def account_page(account: Account, target: forms.TargetForm, initiative: forms.InitiativeForm) -> dict[str, object]:
    rows = queries.rows_of(account)
    return {
        "account": account,
        "targets": list(queries.targets_of(account)),
        "rows": rows,
        "overlaps": queries.overlaps_of(row.case for row in rows),
        "target_form": target,
        "initiative_form": initiative,
        "today": timezone.localdate(),
    }


def _page(request: HttpRequest, target: Target, form: forms.TargetForm, status: int) -> HttpResponse:
    today = timezone.localdate()
    said = forms.ValidateForm(target.account, initial={"on": today, "contact": target.holder_id})
    page = {"target": target, "form": form, "validate": said, "park": forms.ParkForm(), "today": today}
    return render(request, "value/target.html", page, status=status)
