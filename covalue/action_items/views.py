"""Actions: the account's list, one action, and its tick."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.action_items import actions, api, my_day, origins, queries
from covalue.action_items.inputs import ActionInput
from covalue.core import errors
from covalue.web import answers, requests
from covalue.web.inputs import InputForm, form_of

ActionForm = form_of(ActionInput)


@require_GET
def action_list(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's actions, open ones first."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    form = ActionForm(initial={"owner": user.pk}, rows=queries.possible_owners(account))
    return _listed(request, account, form)


@require_POST
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """Promise something; a refused form stands on the list as it was typed."""
    account = accounts.get(requests.user_of(request), account_id)
    guard_edits(requests.actor(request), account)
    form = ActionForm(request.POST, rows=queries.possible_owners(account))
    if form.submit(lambda body: api.add_action(request, account_id, body)):
        return answers.back(request, reverse("action_items:list", args=[account_id]))
    return _listed(request, account, form)


def _listed(request: HttpRequest, account: Account, form: InputForm[ActionInput]) -> HttpResponse:
    context = {
        "account": account,
        "actions": origins.named(queries.of_account(account)),
        "form": form,
        "today": account.today(),
    }
    return render(request, "action_items/list.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, action_id: int) -> HttpResponse:
    """Change an action; a refused form keeps what was typed. An owner outside the team sees only what they owe."""
    action = queries.get_owed_or_visible(requests.user_of(request), action_id)
    if not queries.opens(action):
        if request.method != "GET":
            raise errors.NotFound()
        return render(request, "action_items/owed.html", {"action": action})

    def save(body: ActionInput) -> None:
        values = body.with_rows(queries.colleagues_and_contacts(action.account, action))
        actions.edit(requests.actor(request), action=action, **values, now=timezone.now())

    initial = {
        "title": action.title,
        "owner": action.owner_id,
        "customer_owner": action.customer_owner_id,
        "due_on": action.due_on,
        "note": action.note,
    }
    form = ActionForm(request.POST or None, initial=initial, rows=queries.possible_owners(action.account, action))
    if form.submit(save):
        return answers.back(request, reverse("action_items:list", args=[action.account_id]))
    context = {"action": origins.named([action])[0], "form": form}
    return render(request, "action_items/edit.html", context, status=422 if form.errors else 200)


@require_POST
def tick(request: HttpRequest, action_id: int) -> HttpResponse:
    """Done, or not done after all; by htmx the answer is the row, with `item` as an item of My day and its undo.

    With `undo` it is reopened, whatever it was.
    """
    action = queries.get_owed_or_visible(requests.user_of(request), action_id)
    actor, now, done = requests.actor(request), timezone.now(), action.done_at is not None
    if answers.reopens(request, done=done):
        actions.reopen(actor, action=action, now=now)
    elif not done:
        actions.complete(actor, action=action, now=now)
    if answers.asks_for_item(request):
        item, text = my_day.item_of(action, timezone.localdate()), _("Done: {title}").format(title=action.title)
        return answers.ticked(request, item, done=action.done_at is not None, text=text)
    if getattr(request, "htmx", False):
        return answers.my_day_changed(render(request, "action_items/_action.html", {"action": action}))
    name, part = ("list", action.account_id) if queries.opens(action) else ("edit", action.pk)
    return answers.back(request, reverse(f"action_items:{name}", args=[part]))
