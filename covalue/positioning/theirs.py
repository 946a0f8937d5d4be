"""The page of a contact's personal link: where we stand with them. It works without script, and shows nothing of ours."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from covalue.contact_requests import pages
from covalue.core import errors
from covalue.organisation import queries as organisation
from covalue.positioning import asking, forms
from covalue.positioning.kind import POSITIONS
from covalue.positioning.models import PositionRequest


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """What is asked, with what was answered; a refused answer comes back with what was typed."""
    asked, now = pages.requested(request, POSITIONS, secret), timezone.now()
    try:
        POSITIONS.guard_waiting(asked, now)
    except errors.WrongState as ended:
        if asked.answered_at is None:
            raise
        return _page(request, asked, secret, ended=ended.sentence)
    if request.method != "POST":
        POSITIONS.note_opened(asked, now)
        return _page(request, asked, secret)
    typed = request.POST.dict()
    try:
        said = forms.said_in(asked, typed)
        asking.answer(pages.actor(request), request=asked, said=said, now=now)
    except errors.BadInput as refused:
        return _page(request, asked, secret, typed=typed, refused=refused, status=422)
    return redirect("positioning:answer-thanks", secret)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, secret: str) -> HttpResponse:
    """After answering: that it arrived, and until when it can be changed."""
    asked = pages.requested(request, POSITIONS, secret)
    if asked.answered_at is None and asked.declined_at is None:
        return redirect("positioning:answer", secret)
    may_change = POSITIONS.may_be_answered(asked, timezone.now())
    context = {"asked": asked, "secret": secret, "supplier": organisation.company().name, "may_change": may_change}
    return render(request, "positioning/thanks.html", context)


@login_not_required
@never_cache
@require_POST
def decline(request: HttpRequest, secret: str) -> HttpResponse:
    """They would rather not answer, or are not the right person."""
    asked = pages.requested(request, POSITIONS, secret)
    asking.decline(pages.actor(request), request=asked, words=request.POST.get("words", ""), now=timezone.now())
    return redirect("positioning:answer-thanks", secret)


def _page(
    request: HttpRequest,
    asked: PositionRequest,
    secret: str,
    *,
    typed: dict[str, str] | None = None,
    refused: errors.BadInput | None = None,
    ended: str = "",
    status: int = 200,
) -> HttpResponse:
    supplier = organisation.company().name
    context: dict[str, Any] = {"asked": asked, "secret": secret, "ended": ended, "supplier": supplier}
    if not ended:
        context["form"] = forms.form_for(asked, supplier, typed, refused)
    return render(request, "positioning/answer.html", context, status=status)
