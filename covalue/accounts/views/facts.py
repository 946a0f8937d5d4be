"""The facts of one account, each edited where it stands, and its place in the tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import actions, facts, forms, queries
from covalue.accounts.inputs import AccountEdit
from covalue.core import errors
from covalue.people import queries as people
from covalue.web import answers, inline, requests


@require_GET
def shown(request: HttpRequest, account_id: int) -> HttpResponse:
    """The master data with its history, the keys in other systems, the place in the tree, what was merged."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    page = facts.facts_page(user, account, timezone.now())
    candidates = queries.possible_parents(user, account)
    move = forms.Parent(candidates, initial={"parent": page.parent})
    return render(request, "accounts/facts.html", {"page": page, "move": move, "merge": forms.Merge(candidates)})


def edit(request: HttpRequest, account_id: int, fact: str) -> HttpResponse:
    """One fact, edited where it stands."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    if fact not in facts.editable(user, account):
        raise errors.NotFound()
    owners = {"owner": people.colleagues()}

    def save(body: AccountEdit) -> None:
        actions.edit(requests.actor(request), account=account, now=timezone.now(), **body.with_rows(owners))

    return inline.edit(
        request,
        fact=lambda: facts.fact_of(queries.get(user, account_id), fact),
        form=inline.form_of_fact(AccountEdit, account, fact, owners),
        save=save,
        otherwise=reverse("accounts:facts", args=[account.pk]),
    )


@require_POST
def move(request: HttpRequest, account_id: int) -> HttpResponse:
    """Move it under another account, named as it is typed."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    form = forms.Parent(queries.possible_parents(user, account), request.POST)
    answers.checked(form)
    parent = form.cleaned_data["parent"]
    actions.move(requests.actor(request), account=account, parent=parent, now=timezone.now())
    return redirect("accounts:facts", account.pk)
