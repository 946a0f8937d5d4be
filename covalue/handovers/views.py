"""Handing accounts over: what would move, then doing it, and taking it back."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.handovers import actions, api, queries
from covalue.handovers.api import CandidatesAsked
from covalue.handovers.inputs import PrepareInput, TickInput
from covalue.handovers.models import Handover
from covalue.people import queries as people
from covalue.web import inputs, lists, requests
from covalue.web.inputs import InputForm, form_of

SHOWN: Final = 100
PrepareForm = form_of(PrepareInput)


@require_GET
def handover_list(request: HttpRequest) -> HttpResponse:
    """Handovers one made or takes."""
    user = requests.user_of(request)
    queries.guard(user)
    return render(request, "handovers/list.html", {"handovers": queries.visible_to(user)[:SHOWN]})


def prepare(request: HttpRequest) -> HttpResponse:
    """What would move, account by account; sent, it is handed over."""
    query = lists.asked(CandidatesAsked, request.GET)
    candidates = queries.candidates(requests.user_of(request), account=query.account, owner=query.owner)
    preview = queries.preview(candidates, timezone.localdate())
    rows = {"taker": people.leading(), "accounts": candidates.select_related("owner")}
    made: list[Handover] = []

    def save(body: PrepareInput) -> None:
        values = body.with_rows(rows)
        along = set(values.pop("actions"))
        values["actions_stay"] = [account.pk for account in values["accounts"] if account.pk not in along]
        made.append(actions.hand_over(requests.actor(request), now=timezone.now(), **values))

    ids = [row.account.pk for row in preview.rows]
    initial = {"holds_from": timezone.localdate(), "accounts": ids, "actions": ids}
    form = PrepareForm(request.POST or None, initial=initial, rows={"taker": rows["taker"]})
    if form.submit(save):
        messages.success(request, _("%(name)s was notified.") % {"name": made[0].taker.name})
        return redirect("handovers:handover", made[0].pk)
    context = {"preview": preview, "form": form, "ticked": _ids(form, "accounts"), "along": _ids(form, "actions")}
    return render(request, "handovers/prepare.html", context, status=422 if form.errors else 200)


@require_GET
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """One handover: what moved, to whom, since when."""
    user = requests.user_of(request)
    found = queries.get(user, handover_id)
    lists_ = () if found.undone_at else queries.reading_lists(user, found)
    return render(request, "handovers/handover.html", {"handover": found, "reading": lists_})


@require_POST
def tick(request: HttpRequest, handover_id: int, share_id: int) -> HttpResponse:
    """Tick an entry of the reading list, or untick it."""
    share = queries.get_share(requests.user_of(request), handover_id, share_id)
    body = inputs.posted(TickInput, request.POST)
    actions.tick(requests.actor(request), share=share, key=body.key, ticked=body.ticked, now=timezone.now())
    return redirect("handovers:handover", handover_id)


@require_POST
def undo(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Take a handover back, and name the accounts that are left alone."""
    undone = api.undo_handover(request, handover_id)
    messages.success(request, _("The handover was undone."))
    if undone.left_alone:
        names = ", ".join(undone.left_alone)
        messages.warning(request, _("Not undone, as they have changed owner since: %(names)s.") % {"names": names})
    return redirect("handovers:handover", handover_id)


def _ids(form: InputForm[PrepareInput], name: str) -> frozenset[str]:
    """Which accounts are ticked: all of them at first, later what was sent."""
    return frozenset(str(account_id) for account_id in form[name].value())
