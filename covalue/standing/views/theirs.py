"""The page of a contact: a personal link, the drivers, their answers. It works without script, and shows nothing of ours.

Whoever opens the link is nobody to us, even in a browser where somebody of ours is signed in.
"""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from covalue.contact_requests import pages
from covalue.core import errors
from covalue.organisation import queries as organisation
from covalue.standing import forms
from covalue.standing.actions import answering
from covalue.standing.kind import ASSESSMENTS
from covalue.standing.models import AssessmentRequest
from covalue.standing.rules import RUNG_NAMES, RUNG_WORDS, STRUCTURE_NAMES


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """The drivers with what was answered; a refused answer comes back with what was typed."""
    asked, now = pages.requested(request, ASSESSMENTS, secret), timezone.now()
    try:
        ASSESSMENTS.guard_waiting(asked, now)
    except errors.WrongState as ended:
        if asked.answered_at is None:
            raise
        return _page(request, asked, secret, ended=ended.sentence)
    if request.method != "POST":
        ASSESSMENTS.note_opened(asked, now)
        return _page(request, asked, secret)
    typed = request.POST.dict()
    try:
        answers = forms.answers_in(asked.assessment, typed)
        answering.answer(pages.actor(request), request=asked, answers=answers, now=now)
    except errors.BadInput as refused:
        return _page(request, asked, secret, typed=typed, refused=refused, status=422)
    return redirect("standing:answer-thanks", secret)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, secret: str) -> HttpResponse:
    """After answering: that it arrived, and until when it can be changed."""
    asked = pages.requested(request, ASSESSMENTS, secret)
    if asked.answered_at is None and asked.declined_at is None:
        return redirect("standing:answer", secret)
    may_change = ASSESSMENTS.may_be_answered(asked, timezone.now())
    context = {"asked": asked, "secret": secret, "supplier": organisation.company().name, "may_change": may_change}
    return render(request, "standing/thanks.html", context)


@login_not_required
@never_cache
@require_POST
def decline(request: HttpRequest, secret: str) -> HttpResponse:
    """They would rather not answer, or are not the right person."""
    asked = pages.requested(request, ASSESSMENTS, secret)
    words = request.POST.get("words", "")
    answering.decline(pages.actor(request), request=asked, words=words, now=timezone.now())
    return redirect("standing:answer-thanks", secret)


def _page(
    request: HttpRequest,
    asked: AssessmentRequest,
    secret: str,
    *,
    typed: dict[str, str] | None = None,
    refused: errors.BadInput | None = None,
    ended: str = "",
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": asked,
        "secret": secret,
        "ended": ended,
        "supplier": organisation.company().name,
        "form": forms.form_for(asked, get_language() or "", typed, refused),
        "rungs": [(rung, name, RUNG_WORDS[rung]) for rung, name in RUNG_NAMES.items()],
        "structures": STRUCTURE_NAMES.items(),
    }
    return render(request, "standing/answer.html", context, status=status)
