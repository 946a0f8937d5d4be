"""My day, an account's home, its steps and its history, and the audit log."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import home
from covalue.accounts import queries as accounts
from covalue.accounts.home import AccountView
from covalue.core import days, errors
from covalue.core.models import Event
from covalue.people.rules import Right
from covalue.process import activity, api, queries, steps
from covalue.process.activity import Line
from covalue.web import answers, keeping, operations, palette, requests
from covalue.web import my_day as days_of

LINES_A_PAGE = 50
ENTRIES_A_PAGE = 100
ONE_DAY = timedelta(days=1)


@require_GET
def my_day(request: HttpRequest) -> HttpResponse:
    """What needs me. A guest has another door."""
    user = requests.user_of(request)
    if user.is_guest:
        return redirect("portal:home")
    today = timezone.localdate()
    queue = keeping.given(lambda: days_of.queue(user, today))
    context = {"build": lambda: {"page": queries.my_day(user, queue, today)}, "given": queue}
    return render(request, "process/my_day.html", context)


@require_GET
def my_day_count(request: HttpRequest) -> HttpResponse:
    """The number in the menu; nothing where nothing waits."""
    count = queries.count(requests.colleague_of(request), timezone.localdate())
    return HttpResponse(str(count or ""))


@require_POST
def put_off(request: HttpRequest) -> HttpResponse:
    """Leave an item out of one's day for a while, with a way back."""
    requests.colleague_of(request)
    row = operations.run(api.put_off_item, request).value
    texts = {None: _("Set aside."), timezone.localdate() + ONE_DAY: _("Put off until tomorrow.")}
    text = texts.get(row.until) or _("Put off until {day}.").format(day=days.weekday(row.until))
    undo = reverse("process:take-up", args=[row.pk])
    response = answers.undoable(request, str(text), undo, reverse("process:my-day"))
    return answers.my_day_changed(response)


@require_POST
def take_up(request: HttpRequest, put_off_id: int) -> HttpResponse:
    """Back into one's day."""
    operations.run(api.take_up_item, request, put_off_id=put_off_id)
    if getattr(request, "htmx", False):
        return answers.my_day_changed(HttpResponse(status=204))
    return answers.back(request, reverse("process:my-day"))


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One account, one page first."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    today = account.today()
    waiting = keeping.given(lambda: days_of.on_account(user, account_id, today))

    def build() -> dict[str, object]:
        return {"page": queries.account_home(user, account, waiting, today)}

    return render(request, "process/account.html", {"account": account, "build": build, "given": waiting})


@require_GET
def step(request: HttpRequest, account_id: int, key: str) -> HttpResponse:
    """One step: its question, its evidence, and where to work on it."""
    user = requests.user_of(request)
    account, chosen = accounts.get(user, account_id), steps.by_key(key)
    if chosen is None:
        raise errors.NotFound()
    page = queries.step_page(user, account, chosen, account.today())
    return render(request, "process/step.html", {"account": account, "page": page})


@require_GET
def history(request: HttpRequest, account_id: int) -> HttpResponse:
    """Everything that happened on an account, in sentences; with `?entries=all` entry by entry, as it is stored."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    view = AccountView(user, account, account.today())
    happened, exact = queries.history_of(account), request.GET.get("entries") == "all"
    shown = _entries(request, happened) if exact else _lines(request, happened)
    parts = () if exact else home.parts(home.HISTORY, view)
    context = {"account": account, "shown": shown, "exact": exact, "parts": parts}
    return render(request, "process/history.html", context)


@require_GET
def find(request: HttpRequest) -> HttpResponse:
    """Search, as one types."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    words = request.GET.get("q", "").replace("\x00", "")[:200]
    if request.headers.get("HX-Target") == "found":
        return render(request, "process/_found.html", {"groups": palette.look_up(user, words), "words": words})
    context = {"words": words, "build": lambda: {"groups": palette.look_up(user, words)}}
    return render(request, "process/find.html", context)


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """Sign-ins, users, imports and exports, for administrators."""
    user = requests.user_of(request)
    if not user.may(Right.SEE_TRAIL):
        raise errors.NotFound()
    shown = _entries(request, queries.trail_for(user))
    return render(request, "process/history.html", {"account": None, "shown": shown, "exact": True})


def _lines(request: HttpRequest, happened: QuerySet[Event]) -> Page[Line]:
    """A page of lines; `Lines` counts and reads only what is shown."""
    return Paginator(activity.Lines(happened), LINES_A_PAGE).get_page(request.GET.get("page"))


def _entries(request: HttpRequest, happened: QuerySet[Event]) -> Page[Any]:
    """A page of entries as they are stored, each as a line of its own."""
    page: Page[Any] = Paginator(activity.with_voice(happened), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [activity.line_of(event) for event in page.object_list]
    return page
