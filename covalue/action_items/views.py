"""Actions: the account's list, and everything one does with one of them in place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.action_items import actions, forms, queries
from covalue.action_items.models import Action
from covalue.core import errors
from covalue.web import answers, requests


@require_GET
def listed(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's actions, open ones first."""
    account = accounts.get(requests.user_of(request), account_id)
    page = {
        "account": account,
        "actions": queries.of_account(account),
        "form": forms.ActionForm(account, initial={"owner": requests.user_of(request).pk}),
        "today": timezone.localdate(),
    }
    return render(request, "action_items/list.html", page)


@require_POST
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new action; without an owner named it is one's own."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    values = answers.checked(forms.ActionForm(account, request.POST))
    if not values["owner"] and not values["customer_owner"]:
        values["owner"] = user
    actions.add(requests.actor(request), account=account, **values, now=timezone.now())  # type: ignore[arg-type]
    return answers.back(request, _list(account.pk))


def edit(request: HttpRequest, action_id: int) -> HttpResponse:
    """Change an action; a refused form keeps what was typed."""
    action = queries.get(requests.user_of(request), action_id)
    first = {name: getattr(action, name) for name in ("title", "note", "due_on", "owner", "customer_owner")}
    form = forms.ActionForm(action.account, request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit(requests.actor(request), action=action, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            return answers.back(request, _list(action.account_id))
    page = {"action": action, "form": form}
    return render(request, "action_items/edit.html", page, status=422 if form.errors else 200)


@require_POST
def tick(request: HttpRequest, action_id: int) -> HttpResponse:
    """Done, or not done after all."""
    action = queries.get(requests.user_of(request), action_id)
    change = actions.reopen if action.done_at else actions.complete
    change(requests.actor(request), action=action, now=timezone.now())
    if getattr(request, "htmx", False):
        return _row(request, action)
    return answers.back(request, _list(action.account_id))


@require_POST
def remove(request: HttpRequest, action_id: int) -> HttpResponse:
    action = queries.get(requests.user_of(request), action_id)
    actions.remove(requests.actor(request), action=action, now=timezone.now())
    undo = reverse("action_items:restore", args=[action.pk])
    return answers.undoable(request, _("The action was removed."), undo, _list(action.account_id))


@require_POST
def restore(request: HttpRequest, action_id: int) -> HttpResponse:
    action = queries.get(requests.user_of(request), action_id)
    actions.restore(requests.actor(request), action=action, now=timezone.now())
    return answers.back(request, _list(action.account_id))


def _row(request: HttpRequest, action: Action) -> HttpResponse:
    with_account = request.GET.get("with_account") == "1"
    return render(request, "action_items/_action.html", {"action": action, "with_account": with_account})


def _list(account_id: int) -> str:
    return reverse("action_items:list", args=[account_id])
