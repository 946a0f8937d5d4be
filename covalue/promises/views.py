"""Promises of an account, one promise, the quick line, and how often a contact asked to be met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import days, events
from covalue.promises import actions, api, finding, lines, my_day, queries, quick
from covalue.promises.inputs import EndingInput, PromiseForm, PromiseInput, QuickLineInput, RhythmInput
from covalue.promises.lines import Logged
from covalue.promises.models import Promise
from covalue.promises.quick import Line
from covalue.promises.rules import Outcome, Place, PromiseSide, PromiseState
from covalue.search.rules import folded
from covalue.web import answers, lists, requests, sentences, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.tables import Column, Kind, Table

writing = require_http_methods(["GET", "HEAD", "POST"])
PromiseAddForm, PromiseEditForm = form_of(PromiseInput), form_of(PromiseForm)
RhythmForm, EndingForm = form_of(RhythmInput), form_of(EndingInput)

TABLE: Final[Table[Promise]] = Table(
    "promises",
    (
        Column("side", lambda row: row.get_side_display(), gettext_lazy("Whose promise")),
        Column("promise", lambda row: row.what, gettext_lazy("What was promised")),
        Column("by", lambda row: row.by, gettext_lazy("By")),
        Column("to", lambda row: row.to, gettext_lazy("To")),
        Column("due", lambda row: row.due_on, gettext_lazy("Due"), Kind.DAY),
        Column("promised for", lambda row: row.promised_for),
        Column("day in words", lambda row: row.due_words),
        Column("made on", lambda row: row.made_on, gettext_lazy("Made on"), Kind.DAY),
        Column("made in", lambda row: row.get_place_display(), gettext_lazy("Made in")),
        Column("state", lambda row: row.state_name, gettext_lazy("State")),
        Column("ended on", lambda row: row.ended_on, gettext_lazy("Ended on"), Kind.DAY),
    ),
)


@dataclass(frozen=True)
class Asked:
    """A name or a day that has to be chosen, with what was chosen."""

    sentence: str
    said: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@require_GET
def promise_list(request: HttpRequest, account_id: int) -> HttpResponse:
    """Both sides' promises, the share each kept on time, and room for one more."""
    account = accounts.get(requests.user_of(request), account_id)
    return _listed(request, account)


@require_GET
def export(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The promises as a file, as the page shows them."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = list(queries.of_account(account))
    return tables.download(request, TABLE, rows, file_name="promises", stream=account, subject=account)


@writing
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """A refused form stands on the list as it was typed; who asks for this address later is led there."""
    account = accounts.get(requests.user_of(request), account_id)
    if request.method != "POST":
        return redirect(reverse("promises:list", args=[account_id]) + lists.with_query(request))
    guard_edits(requests.actor(request), account)
    form = PromiseAddForm(request.POST, rows=queries.possible_parties(account))
    if form.submit(lambda body: api.add_promise(request, account_id, body).value):
        _say_day(request, form.answer)
        return answers.back(request, reverse("promises:list", args=[account_id]))
    return _listed(request, account, form)


@writing
def edit(request: HttpRequest, promise_id: int) -> HttpResponse:
    """One promise with its history, how it ended, and what the customer said to it."""
    promise = queries.get_current(requests.user_of(request), promise_id)
    rows, actor = queries.possible_parties(promise.account, promise), requests.actor(request)
    initial = {
        "what": promise.what,
        "colleague": promise.by_user_id if promise.side == PromiseSide.OURS else promise.to_user_id,
        "contact": promise.to_contact_id if promise.side == PromiseSide.OURS else promise.by_contact_id,
        "due": promise.due_on.isoformat() if promise.due_on else "",
        "note": promise.note,
    }

    def save(body: PromiseForm) -> Promise:
        return actions.edit(actor, promise=promise, now=timezone.now(), **body.with_rows(rows))

    form = PromiseEditForm(request.POST or None, initial=initial, rows=rows)
    if form.submit(save):
        return answers.back(request, reverse("promises:list", args=[promise.account_id]))
    context = {
        "promise": promise,
        "origin": finding.origin_of(promise),
        "form": form,
        "ending": EndingForm(initial={"outcome": Outcome.KEPT, "ended_on": promise.account.today()}),
        "answers": promise.answers.select_related("contact", "decided_by"),
        "history": [(event, sentences.sentence([event])) for event in events.about(promise).select_related("actor")],
        "may_edit": accounts.may_edit(requests.user_of(request), promise.account),
    }
    return render(request, "promises/edit.html", context, status=422 if form.errors else 200)


@require_POST
def tick(request: HttpRequest, promise_id: int) -> HttpResponse:
    """Kept today, or open after all; by htmx the answer is the item of My day, with its undo."""
    promise = queries.get_current(requests.user_of(request), promise_id)
    actor, now = requests.actor(request), timezone.now()
    if answers.reopens(request, done=not promise.is_open):
        actions.reopen(actor, promise=promise, now=now)
    elif promise.is_open:
        actions.end(actor, promise=promise, outcome=Outcome.KEPT, now=now)
    if answers.asks_for_item(request):
        is_kept = promise.outcome == Outcome.KEPT
        text = (
            _("Kept: {what}").format(what=promise.what)
            if is_kept
            else f"{promise.get_outcome_display()}: {promise.what}"
        )
        item = my_day.item_of(promise, timezone.localdate())
        return answers.ticked(request, item, done=not promise.is_open, text=text)
    return answers.back(request, reverse("promises:list", args=[promise.account_id]))


@writing
def quick_line(request: HttpRequest, account_id: int) -> HttpResponse:
    """A line as it is understood, before it is saved; sent, it is logged with an undo."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    guard_edits(requests.actor(request), account)
    if request.method != "POST":
        return _quick(request, account, request.GET.get("line", ""), request.GET.getlist("choices"))
    text, choices = request.POST.get("line", ""), request.POST.getlist("choices")
    form = form_of(QuickLineInput)({"line": text, "choices": [choice for choice in choices if choice]})
    if form.submit(lambda body: lines.log(
        requests.actor(request), account=account, text=body.line, choices=body.choices, ours=[user], now=timezone.now()
    )):  # fmt: skip
        undo = reverse("promises:undo-line", args=[form.answer.conversation.pk])
        back = reverse("conversations:list", args=[account.pk])
        return answers.undoable(request, _logged(form.answer), undo, back)
    wrong = (
        form.refused.sentence
        if form.refused
        else " ".join(str(error) for each in form.errors.values() for error in each)
    )
    return _quick(request, account, text, choices, wrong)


@require_GET
def read_line(request: HttpRequest, account_id: int) -> HttpResponse:
    """The part of the page that shows what was understood."""
    account = accounts.get(requests.user_of(request), account_id)
    return render(
        request, "promises/_read.html", _reading(account, request.GET.get("line", ""), request.GET.getlist("choices"))
    )


@require_GET
def quick_anywhere(request: HttpRequest) -> HttpResponse:
    """A line without an account: led to the one its contacts are of; otherwise which one is asked."""
    user, text = requests.colleague_of(request), request.GET.get("line", "")
    named = request.GET.get("account", "")
    chosen = accounts.get(user, int(named)) if named.isdecimal() and len(named) < 19 else None
    possible = [chosen] if chosen else finding.accounts_of_line(user, text)
    if len(possible) == 1:
        return redirect(reverse("promises:quick", args=[possible[0].pk]) + lists.with_query(request))
    context = {"line": text, "possible": possible or list(accounts.mine(user)[: finding.MOST])}
    return render(request, "promises/quick_anywhere.html", context)


@writing
def rhythm(request: HttpRequest, contact_id: int) -> HttpResponse:
    """How often a contact asked to be met: what holds, what they said before, and room for what they say now."""
    user = requests.user_of(request)
    contact = accounts.get_contact(user, contact_id)
    rows = {"said_by": accounts.current_contacts(contact.account)}
    today, noted = contact.account.today(), queries.rhythm_of(contact)
    initial: dict[str, Any] = {"every_days": 30, "said_on": today}
    if noted is not None:
        initial |= {"every_days": noted.every_days, "channel": noted.channel, "avoid": noted.avoid.split()}
    form = RhythmForm(request.POST or None, initial=initial, rows=rows)
    if form.submit(lambda body: api.set_rhythm(request, contact_id, body)):
        return redirect("accounts:contact", contact.pk)
    context = {
        "contact": contact,
        "form": form,
        "rhythms": finding.told(queries.rhythms_before(contact)),
        "spoken": queries.spoken_with(contact, today),
        "today": today,
    }
    return render(request, "promises/rhythm.html", context, status=422 if form.errors else 200)


def _listed(request: HttpRequest, account: Account, refused: InputForm[PromiseInput] | None = None) -> HttpResponse:
    today = account.today()
    page = queries.page_of(account, today)
    may_edit = accounts.may_edit(requests.user_of(request), account)
    initial = {
        "side": PromiseSide.OURS,
        "place": Place.HAND,
        "made_on": today,
        "colleague": requests.user_of(request).pk,
    }
    form = refused or PromiseAddForm(initial=initial, rows=queries.possible_parties(account))
    context = {
        "account": account,
        "page": page,
        "sides": (
            (PromiseSide.OURS, _rows(page.ours, today), page.kept.ours),
            (PromiseSide.THEIRS, _rows(page.theirs, today), page.kept.theirs),
        ),
        "form": form if may_edit else None,
        "today": today,
        "export": reverse("promises:export", args=[account.pk]),
    }
    return render(request, "promises/list.html", context, status=422 if form.errors else 200)


def _rows(promises: Iterable[Promise], today: date) -> list[tuple[Promise, PromiseState, Any]]:
    rows = list(promises)
    origins_of = finding.origins_of(rows)
    return [(row, row.state_on(today), origins_of.get(row.pk)) for row in rows]


def _say_day(request: HttpRequest, promise: Promise) -> None:
    """What was read of a day in words is shown."""
    if promise.due_words and promise.due_on:
        messages.success(
            request, _("“{words}” is {day}.").format(words=promise.due_words, day=days.weekday(promise.due_on))
        )


def _quick(request: HttpRequest, account: Account, text: str, choices: Iterable[str], wrong: str = "") -> HttpResponse:
    context = {"account": account, "wrong": wrong, **_reading(account, text, choices)}
    return render(request, "promises/quick.html", context, status=422 if wrong else 200)


def _reading(account: Account, text: str, choices: Iterable[str]) -> dict[str, Any]:
    """The line as it is read, and what is asked, with what was chosen so far."""
    known, today = lines.known_on(account), account.today()
    decided = quick.decisions(choices)
    line, plain = quick.read(text, known, today, decided), quick.read(text, known, today)
    return {
        "account": account,
        "typed": text,
        "line": line if text.strip() else None,
        "asked": _asked(line, plain, decided),
        "channel": lines.channel_name(line.channel),
        "today": today,
    }


def _asked(line: Line, plain: Line, decided: dict[str, str]) -> list[Asked]:
    names = {name.said: name for name in (*plain.unclear, *line.unclear)}
    unclear_days = {due.said: due for due in (*plain.unclear_days, *line.unclear_days)}
    return [
        *(
            Asked(lines.question(name), said, lines.choices_of(name), _chosen(said, decided))
            for said, name in names.items()
        ),
        *(
            Asked(
                _("Which day is “{text}”?").format(text=said),
                said,
                tuple((days.weekday(day), f"{said}={day.isoformat()}") for day in due.choices),
                _chosen(said, decided),
            )
            for said, due in unclear_days.items()
        ),
    ]


def _chosen(said: str, decided: dict[str, str]) -> str:
    answer = next((value for name, value in decided.items() if name == folded(said)), "")
    return f"{said}={answer}" if answer else ""


def _logged(logged: Logged) -> str:
    """What a line became, in words."""
    parts = [_("Logged: {subject}").format(subject=logged.conversation.subject)]
    if n := len(logged.promises):
        parts.append(ngettext("%(n)s promise", "%(n)s promises", n) % {"n": n})
    if n := len(logged.follow_ups):
        parts.append(ngettext("%(n)s follow-up", "%(n)s follow-ups", n) % {"n": n})
    if n := len(logged.new_contacts):
        parts.append(ngettext("%(n)s new contact", "%(n)s new contacts", n) % {"n": n})
    return " · ".join(parts)
