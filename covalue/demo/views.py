"""The outbox, in a demo or for who administers a workspace that is tried; the tour of the demo, on this machine only; and the sample
data of an empty workspace.
"""

from collections.abc import Callable
from functools import wraps
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors
from covalue.demo import actions, queries, removing, tour
from covalue.demo import outbox as emails
from covalue.web import requests

STAYING_SHOWN: Final = 5
View = Callable[..., HttpResponse]


def in_demo(view: View) -> View:
    """Not found anywhere but in a demo, on this machine, for one of ours."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        requests.colleague_of(request)
        if not settings.DEMO or not requests.on_loopback(request):
            raise errors.NotFound()
        return view(request, *args, **kwargs)

    return guarded


def on_trial(view: View) -> View:
    """Not found but in a demo, or for an administrator of a workspace that keeps its emails."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not emails.may_read(requests.colleague_of(request)):
            raise errors.NotFound()
        return view(request, *args, **kwargs)

    return lambda request, *args, **kwargs: (in_demo(guarded) if settings.DEMO else guarded)(request, *args, **kwargs)


@require_GET
@on_trial
def outbox(request: HttpRequest) -> HttpResponse:
    """The emails that were kept, newest first."""
    shown = {"letters": emails.letters(), "kept": emails.kept(), "is_demo": settings.DEMO}
    return render(request, "demo/outbox.html", shown)


@require_GET
@on_trial
def letter(request: HttpRequest, name: str) -> HttpResponse:
    """One email as its reader sees it; the links in it lead on."""
    return render(request, "demo/letter.html", {"letter": emails.letter(name)})


@require_POST
@in_demo
def dismiss_tour(request: HttpRequest) -> HttpResponse:
    """No tour on My day any more."""
    tour.dismiss(requests.user_of(request))
    return redirect("process:my-day")


@require_POST
@in_demo
def take_tour(request: HttpRequest) -> HttpResponse:
    """The tour again."""
    tour.bring_back(requests.user_of(request))
    return redirect("process:my-day")


@require_POST
def load_sample(request: HttpRequest) -> HttpResponse:
    """Ask for the sample data; my day shows how they come."""
    actions.ask(requests.actor(request), now=timezone.now())
    return redirect("process:my-day")


def remove_sample(request: HttpRequest) -> HttpResponse:
    """What goes and what stays, asked before; then it is done."""
    actor = requests.actor(request)
    record = actions.guard_removal(actor)
    if request.method == "POST":
        removal = actions.remove(actor, now=timezone.now())
        messages.success(request, _("The sample data were removed. A backup was written before."))
        for sentence in removal.stays[:STAYING_SHOWN]:
            messages.warning(request, sentence)
        return redirect("process:my-day")
    return render(request, "demo/remove.html", {"removal": removing.plan(record)})


@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """How the loading stands; when it has ended, the page is read again."""
    requests.colleague_of(request)
    record = queries.record()
    if record is None:
        raise errors.NotFound()
    response = render(request, "demo/_day_sample.html", {"content": queries.Sample(record, offered=False)})
    if not record.is_open:
        response.headers["HX-Refresh"] = "true"
    return response
