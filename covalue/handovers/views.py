"""Handing accounts over: what would move, then doing it, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors
from covalue.handovers import actions, forms, queries
from covalue.web import requests

SHOWN = 100


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Handovers one made or takes."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return render(request, "handovers/list.html", {"handovers": queries.visible_to(user)[:SHOWN]})


def prepare(request: HttpRequest) -> HttpResponse:
    """What would move, account by account; sent, it is handed over."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    found = queries.chosen(user, account=_number(request, "account"), owner=_number(request, "owner"))
    form = forms.HandoverForm(found, request.POST or None, initial={"holds_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.hand_over(requests.actor(request), now=timezone.now(), **form.wanted())
        except errors.BadInput as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            messages.success(request, _("%(name)s was told.") % {"name": done.taker.name})
            return redirect("handovers:handover", done.pk)
    page = {
        "preview": queries.preview(found, timezone.localdate()),
        "form": form,
        "ticked": form.ticked("accounts"),
        "along": form.ticked("actions"),
    }
    return render(request, "handovers/prepare.html", page, status=422 if form.errors else 200)


@require_GET
def handover(request: HttpRequest, handover_id: int) -> HttpResponse:
    """One handover: what moved, to whom, since when."""
    return render(request, "handovers/handover.html", {"handover": queries.get(requests.user_of(request), handover_id)})


@require_POST
def undo(request: HttpRequest, handover_id: int) -> HttpResponse:
    """Take a handover back."""
    done = queries.get(requests.user_of(request), handover_id)
    left = actions.undo(requests.actor(request), handover=done, now=timezone.now())
    messages.success(request, _("The handover was taken back."))
    if left:
        messages.warning(request, _("Left alone, as they changed hands since: %(names)s.") % {"names": ", ".join(left)})
    return redirect("handovers:handover", done.pk)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 13 else None
