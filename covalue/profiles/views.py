"""What is known about a customer's business, written where it is read, and the signals with what they change."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.accounts.row_pages import RowPages, writing
from covalue.core import errors
from covalue.profiles import api, concerns, queries
from covalue.profiles.inputs import FindingInput, SignalAnswerInput, SignalInput
from covalue.profiles.models import Activity, Finding, Signal
from covalue.profiles.queries import FINDINGS, SIGNALS
from covalue.profiles.rules import NUMBERED, SIGNAL_NAMES, TOPIC_NAMES, SignalKind, Topic
from covalue.web import requests, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.lists import FilterBy
from covalue.web.tables import Column, Kind, Table, ordered

FindingForm, SignalForm, AnswerForm = form_of(FindingInput), form_of(SignalInput), form_of(SignalAnswerInput)
STATES = (("open", _("not answered")), ("nothing", _("changes nothing")), ("changes", _("changes something")))

FINDINGS_TABLE: Table[Finding] = Table(
    "profile",
    (
        Column("topic", lambda row: row.get_topic_display(), _("Topic")),
        Column("words", lambda row: row.words, _("What we know")),
        Column("number", lambda row: row.number, _("Number"), Kind.COUNT),
        Column("source", lambda row: row.source, _("Source")),
        Column("found on", lambda row: row.found_on, _("Date"), Kind.DAY),
        Column("said by", lambda row: row.contact, _("Said by")),
        Column("checked on", lambda row: row.checked_on, _("Checked"), Kind.DAY),
        Column("age in days", lambda row: row.age_days, _("Age, days"), Kind.COUNT),
        Column("shelf life in days", lambda row: row.shelf_life_days, _("Shelf life, days"), Kind.COUNT),
        Column("stale", lambda row: gettext("yes") if row.stale else gettext("no"), _("Out of date")),
        Column("doubtful", lambda row: gettext("yes") if row.doubtful else gettext("no"), _("Doubtful")),
    ),
)
SIGNALS_TABLE: Table[Signal] = Table(
    "signals",
    (
        Column("signal", lambda row: row.words, _("Signal")),
        Column("kind", lambda row: row.get_kind_display(), _("Kind")),
        Column("happened on", lambda row: row.happened_on, _("Date"), Kind.DAY),
        Column("source", lambda row: row.source, _("Source")),
        Column("said by", lambda row: row.contact, _("Said by")),
        Column("effect", lambda row: row.get_effect_display(), _("What it changes"), unknown=_("not answered")),
        Column("concerns", lambda row: row.concerns, _("Concerns")),
        Column("reason", lambda row: row.reason, _("Why")),
        Column("action", lambda row: row.action, _("Action")),
        Column("answered by", lambda row: row.answered_by, _("Answered by")),
    ),
)
CHAIN_TABLE: Table[Activity] = Table(
    "value chain",
    (
        ordered("name", lambda row: row.name, _("Activity")),
        ordered("kind", lambda row: row.get_kind_display(), _("Kind")),
        Column("touch", lambda row: row.touch, _("Where we touch it"), unknown=_("not at all")),
        Column("others", lambda row: row.others, _("Who else does")),
    ),
)
CHAIN = RowPages(
    "profiles:chain",
    api.ACTIVITY,
    CHAIN_TABLE,
    title=_("Value chain"),
    empty=_("From what they buy to what they are paid for: add the activities in order, and say where we touch them."),
)


@require_GET
def profile(request: HttpRequest, account_id: int) -> HttpResponse:
    """What is known, by topic; `?edit=` opens a finding where it stands."""
    account = accounts.get(requests.user_of(request), account_id)
    return _profile(request, account)


@require_GET
def export(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The findings as a file."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = FINDINGS.of(account).order_by("topic", "-found_on", "-id")
    return tables.download(request, FINDINGS_TABLE, rows, file_name="profile", stream=account, subject=account)


@writing
def add(request: HttpRequest, account_id: int, topic: str) -> HttpResponse:
    """One more finding; a refused form stands in its topic as it was typed."""
    account, about = accounts.get(requests.user_of(request), account_id), _topic(topic)
    if request.method != "POST":
        return redirect("profiles:profile", account_id)
    actor = requests.actor(request)
    guard_edits(actor, account)
    choices = FINDINGS.choices(account)
    form = _finding_form(account, about, data=request.POST)
    if form.submit(
        lambda body: FINDINGS.add(actor, account, {**body.with_rows(choices), "topic": about}, now=timezone.now())
    ):
        return redirect(_at(account, about))
    return _profile(request, account, refused=form, refused_at=about)


@writing
def edit(request: HttpRequest, finding_id: int) -> HttpResponse:
    """Change a finding where it stands; what somebody else wrote in the meantime is not overwritten unseen."""
    finding = FINDINGS.get(requests.user_of(request), finding_id)
    account, about, actor = finding.account, Topic(finding.topic), requests.actor(request)
    guard_edits(actor, account)
    if request.method != "POST":
        return redirect(f"{reverse('profiles:profile', args=[account.pk])}?edit={finding.pk}#finding-{finding.pk}")
    form = _finding_form(account, about, finding, data=request.POST)
    seen = request.POST.get("seen", str(finding.revision))

    def save(body: FindingInput) -> None:
        if seen != str(finding.revision):
            raise errors.BadInput(gettext("Someone changed this in the meantime. Read it before you save yours."))
        FINDINGS.edit(actor, finding, body.with_rows(FINDINGS.choices_for(finding)), now=timezone.now())

    if form.submit(save):
        return redirect(_at(account, about))
    return _profile(request, account, refused=form, edited=finding.pk)


@require_GET
def history(request: HttpRequest, finding_id: int) -> HttpResponse:
    """A finding as it read before."""
    finding = FINDINGS.get_or_removed(requests.user_of(request), finding_id)
    context = {"finding": finding, "versions": queries.versions_of(finding), "account": finding.account}
    return render(request, "profiles/history.html", context)


@require_GET
def signals(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's signals with what they change."""
    account = accounts.get(requests.user_of(request), account_id)
    return _signals(request, account)


@require_GET
def export_signals(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The signals of the page as a file."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = queries.signals_of(account, **_asked(request))
    return tables.download(request, SIGNALS_TABLE, rows, file_name="signals", stream=account, subject=account)


@writing
def add_signal(request: HttpRequest, account_id: int) -> HttpResponse:
    """Log a signal; a refused form stands above the list as it was typed."""
    account, actor = accounts.get(requests.user_of(request), account_id), requests.actor(request)
    if request.method != "POST":
        return redirect("profiles:signals", account_id)
    guard_edits(actor, account)
    form = SignalForm(request.POST, rows=SIGNALS.choices(account))
    if form.submit(lambda body: api.SIGNAL.add(request, account_id=account_id, body=body)):
        return redirect("profiles:signals", account_id)
    return _signals(request, account, form)


@writing
def signal(request: HttpRequest, signal_id: int) -> HttpResponse:
    """One signal: what it changes, and its words to be corrected."""
    row = SIGNALS.get(requests.user_of(request), signal_id)
    actor = requests.actor(request)
    guard_edits(actor, row.account)
    corrects = "words" in request.POST
    choices = SIGNALS.choices_for(row)
    initial = {name: getattr(row, name) for name in SignalForm.base_fields}
    form = SignalForm(request.POST if corrects else None, rows=choices, initial=initial)
    answer = _answer_form(row, request.POST if request.method == "POST" and not corrects else None)
    if corrects and form.submit(lambda body: SIGNALS.edit(actor, row, body.with_rows(choices), now=timezone.now())):
        return redirect("profiles:signals", row.account_id)
    if answer.is_bound and answer.submit(lambda body: api.answer_signal(request, row.pk, body)):
        return redirect("profiles:signals", row.account_id)
    context = {
        "account": row.account,
        "view": queries.viewed(row.account, SIGNALS.of(row.account).filter(pk=row.pk))[0],
        "form": form,
        "answer": answer,
    }
    return render(request, "profiles/signal.html", context, status=422 if form.errors or answer.errors else 200)


def _profile(
    request: HttpRequest,
    account: Account,
    *,
    refused: InputForm[FindingInput] | None = None,
    refused_at: Topic | None = None,
    edited: int = 0,
) -> HttpResponse:
    page = queries.profile_page(requests.user_of(request), account)
    asked = request.GET.get("edit", "")
    edited = edited or (int(asked) if asked.isdecimal() and page.may_edit else 0)
    finding = next((row for view in page.topics for row in view.findings if row.pk == edited), None)
    form = refused if edited and refused else _finding_form(account, Topic(finding.topic), finding) if finding else None
    adds = {}
    if page.may_edit:
        adds = {view.topic: _finding_form(account, view.topic) for view in page.topics}
        if refused is not None and refused_at is not None:
            adds[refused_at] = refused
    context = {
        "account": account,
        "page": page,
        "edited": edited,
        "form": form,
        "business": [(view, adds.get(view.topic)) for view in page.business],
        "procurement": [(view, adds.get(view.topic)) for view in page.procurement],
        "today": account.today(),
    }
    return render(request, "profiles/profile.html", context, status=422 if refused else 200)


def _signals(request: HttpRequest, account: Account, refused: InputForm[SignalInput] | None = None) -> HttpResponse:
    asked = _asked(request)
    may_edit = accounts.may_edit(requests.user_of(request), account)
    context = {
        "account": account,
        "signals": queries.viewed(account, queries.signals_of(account, **asked)),
        "filters": (
            FilterBy(
                "kind", _("Kind"), tuple((kind.value, name) for kind, name in SIGNAL_NAMES.items()), asked["kind"]
            ),
            FilterBy("state", _("Answer"), STATES, asked["state"]),
        ),
        "filtered": any(asked.values()),
        "form": (refused or SignalForm(rows=SIGNALS.choices(account), initial={"happened_on": account.today()}))
        if may_edit
        else None,
        "may_edit": may_edit,
        "today": account.today(),
    }
    return render(request, "profiles/signals.html", context, status=422 if refused else 200)


def _asked(request: HttpRequest) -> dict[str, str]:
    """What the address narrows the signals by; what it does not know counts as not asked."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    return {
        "kind": kind if kind in set(SignalKind) else "",
        "state": state if state in dict(STATES) else "",
    }


def _finding_form(
    account: Account, topic: Topic, finding: Finding | None = None, data: Any = None
) -> InputForm[FindingInput]:
    choices = FINDINGS.choices_for(finding) if finding else FINDINGS.choices(account)
    values: dict[str, Any] = {"found_on": account.today()}
    if finding:
        values = {name: getattr(finding, name) for name in FindingForm.base_fields}
    suffix = f"-{finding.pk}" if finding else f"-{topic}"
    form = FindingForm(data, rows=choices, initial=values, auto_id=f"id_%s{suffix}")
    if topic not in NUMBERED:
        del form.fields["number"]
    return form


def _answer_form(signal: Signal, data: Any) -> InputForm[SignalAnswerInput]:
    """What it can concern is offered by kind."""
    initial = {"effect": signal.effect, "reason": signal.reason, "concerns": signal.concerns}
    form = AnswerForm(data, initial=initial)
    offered = [(str(group.label), [(one.key, one.title) for one in group.concerns]) for group in _offered(signal)]
    form.fields["concerns"].widget = forms.Select(choices=[("", "–"), *offered])
    return form


def _offered(signal: Signal) -> tuple[concerns.Group, ...]:
    return concerns.of_account(signal.account)


def _at(account: Account, topic: Topic) -> str:
    return f"{reverse('profiles:profile', args=[account.pk])}#{topic}"


def _topic(name: str) -> Topic:
    if name not in TOPIC_NAMES:
        raise errors.NotFound()
    return Topic(name)
