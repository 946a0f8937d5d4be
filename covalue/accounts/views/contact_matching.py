"""Contacts that may be one person: proposals, merges, and taking them back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import actions, queries
from covalue.accounts.api import matching as api
from covalue.web import answers, operations, requests

SHOWN = 200


@require_GET
def matches(request: HttpRequest) -> HttpResponse:
    """Contacts that read alike; a person decides."""
    waiting = queries.contact_matches(requests.user_of(request))
    shown = waiting.prefetch_related("contact__account__above", "likely__account__above")[:SHOWN]
    return render(request, "accounts/contact_matches.html", {"matches": shown, "waiting": waiting.count()})


@require_POST
def decide(request: HttpRequest, contact_match_id: int) -> HttpResponse:
    """Say of a proposal whether the two are one person, and which of them is kept."""
    match = queries.get_contact_match(requests.user_of(request), contact_match_id)
    answer = request.POST.get("same", "0")
    merge = actions.decide_contact_match(
        requests.actor(request), match=match, accepted=answer != "0", keep_new=answer == "new", now=timezone.now()
    )
    if merge is None:
        return redirect("accounts:contact-matches")
    message = _("%(gone)s was merged into %(kept)s.") % {"gone": merge.gone.name, "kept": merge.kept.name}
    undo = reverse("accounts:undo-contact-merge", args=[merge.pk])
    return answers.undoable(request, message, undo, reverse("accounts:contact-matches"))


@require_POST
def merge(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Merge others into this contact."""
    merges = operations.run(api.merge_contacts, request, contact_id=contact_id).value
    n, here = len(merges), reverse("accounts:contact", args=[contact_id])
    message = ngettext("%(n)d contact was merged into %(kept)s.", "%(n)d contacts were merged into %(kept)s.", n)
    message %= {"n": n, "kept": merges[0].kept.name}
    if n == 1:
        return answers.undoable(request, message, reverse("accounts:undo-contact-merge", args=[merges[0].pk]), here)
    messages.success(request, message)
    return answers.back(request, here)


@require_POST
def undo(request: HttpRequest, contact_merge_id: int) -> HttpResponse:
    """Undo a merge."""
    merge = operations.run(api.undo_contact_merge, request, contact_merge_id=contact_merge_id)
    messages.success(request, _("%(name)s is a separate contact again.") % {"name": merge.gone.name})
    return answers.back(request, reverse("accounts:contact", args=[merge.kept_id]))
