"""Accounts that may be one customer: proposals, merges, and taking them back."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import actions, forms, queries
from covalue.accounts.api import matching as api
from covalue.accounts.models import Merge
from covalue.web import answers, operations, requests

SHOWN = 200


@require_GET
def matches(request: HttpRequest) -> HttpResponse:
    """Accounts that read alike; a person decides."""
    waiting = queries.matches(requests.user_of(request)).order_by("-likeness", "id")
    proposals = waiting.prefetch_related(
        "account__identifiers", "likely__identifiers", "account__parent", "likely__parent"
    )
    return render(request, "accounts/matches.html", {"proposals": proposals[:SHOWN], "waiting": waiting.count()})


@require_POST
def decide_match(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Say of a proposal whether the two are one, and which of them is kept."""
    same = request.POST.get("same", "0")
    with transaction.atomic():
        proposal = queries.match_to_decide(requests.user_of(request), proposal_id)
        merge = actions.decide_match(
            requests.actor(request), proposal=proposal, accepted=same != "0", keep_new=same == "new", now=timezone.now()
        )
    if merge is None:
        return redirect("accounts:matches")
    return _merged(request, merge, reverse("accounts:matches"))


@require_POST
def merge(request: HttpRequest, account_id: int) -> HttpResponse:
    """Merge this account into another one."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    actions.guard_steers(requests.actor(request), account)
    form = forms.Merge(queries.possible_parents(user, account), request.POST)
    answers.checked(form)
    into = form.cleaned_data["into"]
    guests, actor = form.cleaned_data["guests"], requests.actor(request)
    [merge] = actions.merge(actor, kept=into, gone=[account], guests=guests, now=timezone.now())
    return _merged(request, merge, reverse("process:account", args=[into.pk]))


@require_POST
def undo_merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """Undo a merge."""
    merge = operations.run(api.undo_merge, request, merge_id=merge_id)
    messages.success(request, _("%(name)s is a separate account again.") % {"name": merge.gone.name})
    return answers.back(request, reverse("accounts:list"))


def _merged(request: HttpRequest, merge: Merge, otherwise: str) -> HttpResponse:
    message = _("%(gone)s was merged into %(kept)s.") % {"gone": merge.gone.name, "kept": merge.kept.name}
    return answers.undoable(request, message, reverse("accounts:undo-merge", args=[merge.pk]), otherwise)
