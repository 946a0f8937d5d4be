"""The facts of one account, each edited where it stands; its keys elsewhere and its place in the tree."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import actions, facts, forms, queries
from covalue.core import errors
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
    return inline.edit(
        request,
        fact=lambda: facts.fact_of(queries.get(user, account_id), fact),
        form=forms.fact(fact, request.POST or None, initial={fact: getattr(account, fact)}),
        save=lambda **values: actions.edit(requests.actor(request), account=account, now=timezone.now(), **values),
        otherwise=reverse("accounts:facts", args=[account.pk]),
    )


@require_POST
def move(request: HttpRequest, account_id: int) -> HttpResponse:
    """Hang it under another account."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    values = answers.checked(forms.Parent(queries.possible_parents(user, account), request.POST))
    actions.move(requests.actor(request), account=account, parent=values["parent"], now=timezone.now())  # type: ignore[arg-type]
    return redirect("accounts:facts", account.pk)


@require_POST
def identify(request: HttpRequest, account_id: int) -> HttpResponse:
    """Add what another system calls it."""
    account = queries.get(requests.user_of(request), account_id)
    actions.guard_steers(requests.actor(request), account)
    values = answers.checked(forms.Identify(request.POST))
    actions.identify(requests.actor(request), account=account, **values, now=timezone.now())  # type: ignore[arg-type]
    return redirect("accounts:facts", account.pk)
