"""Contributions of an account, one of them with its conversation, and the page of whoever answers for a unit."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.accounts.row_pages import writing
from covalue.contributions import actions, api, chart, diagram, papers, queries, workload
from covalue.contributions.chart import ChartCell, ChartLine
from covalue.contributions.inputs import (
    ContributionInput,
    ContributionPromiseInput,
    ContributionReasonInput,
    CounterInput,
    UnitCapacityInput,
    WordsInput,
)
from covalue.contributions.models import Contribution
from covalue.contributions.queries import ContributionView
from covalue.contributions.rules import NEEDS_REASON, PART_NAMES, Move, ResponsibilityPart, State
from covalue.contributions.workload import WeekLoad, Workload
from covalue.core import events
from covalue.web import requests, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.tables import Column, Kind, Table

ContributionForm = form_of(ContributionInput)
WordsForm, ReasonForm = form_of(WordsInput), form_of(ContributionReasonInput)
CapacityForm = form_of(UnitCapacityInput)
PromiseForm, CounterForm = form_of(ContributionPromiseInput), form_of(CounterInput)

TABLE: Final = Table[Contribution](
    "contributions",
    (
        Column("what", lambda row: row.subject, _("What we ask"), href=lambda row: row.get_absolute_url(), strong=True),
        Column("unit", lambda row: row.unit, _("Unit")),
        Column("state", lambda row: row.get_state_display(), _("State"), tone=lambda row: row.tone),
        Column("needed by", lambda row: row.due_on, _("Needed by"), Kind.DAY),
        Column("hours", lambda row: row.hours, _("Hours"), Kind.HOURS),
        Column("money", lambda row: row.amount, _("Money"), Kind.MONEY, currency=lambda row: row.currency),
        Column("asked by", lambda row: row.asked_by, _("Asked by")),
        Column("done by", lambda row: row.doer, _("Who does it"), unknown=_("nobody yet")),
        Column("value case", lambda row: row.initiative and row.initiative.title),
        Column("what is needed", lambda row: row.need),
        Column("what the customer values", lambda row: row.customer_values),
        Column("what the unit gets", lambda row: row.gain),
    ),
)


WORKLOAD_TABLE: Final = Table[tuple[Workload, WeekLoad]](
    "workload",
    (
        Column("who", lambda row: row[0].name),
        Column("week of", lambda row: row[1].week, kind=Kind.DAY),
        Column("promised hours", lambda row: row[1].promised, kind=Kind.HOURS),
        Column("asked hours", lambda row: row[1].asked, kind=Kind.HOURS),
        Column("hours a week", lambda row: row[1].capacity, kind=Kind.HOURS),
        Column("overloaded", lambda row: _("yes") if row[1].overloaded else _("no")),
    ),
)


WAITING_TABLE: Final = Table[Contribution](
    "contributions",
    (Column("account", lambda row: row.account, _("Account"), strong=True), *TABLE.columns[:5]),
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What is asked of the reader's units, what is promised, the load by week, and which accounts wait for whom."""
    user = requests.colleague_of(request)
    page = workload.alignment_page(user, timezone.localdate())
    return render(request, "contributions/home.html", {"page": page, "table": WAITING_TABLE, "form": CapacityForm()})


@require_GET
def export_workload(request: HttpRequest) -> HttpResponseBase:
    """The hours by week of the units and people on the page, as a file."""
    page = workload.alignment_page(requests.colleague_of(request), timezone.localdate())
    rows = [(load, week) for load in (*page.units, *page.people) for week in load.weeks]
    return tables.download(request, WORKLOAD_TABLE, rows, file_name="workload")


@require_GET
def account_list(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the account asked of our units."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    context = {
        "account": account,
        "rows": queries.of_account(account),
        "table": TABLE,
        "may_edit": accounts.may_edit(user, account),
        "content": queries.calls_on(account, account.today()),
    }
    return render(request, "contributions/account.html", context)


@require_GET
def account_export(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The same as a file."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = queries.of_account(account)
    return tables.download(request, TABLE, rows, file_name="contributions", stream=account, subject=account)


@writing
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """Prepare an ask; a refused form keeps what was typed."""
    account = accounts.get(requests.user_of(request), account_id)
    guard_edits(requests.actor(request), account)
    form = _form(request, account)
    if form.submit(lambda body: api.prepare_contribution(request, account_id, body)):
        return redirect("contributions:show", form.answer.value.pk)
    context = {"account": account, "form": form}
    return render(request, "contributions/add.html", context, status=422 if form.errors else 200)


@require_GET
def show(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """The case, the conversation, and what the reader can say now."""
    user = requests.user_of(request)
    view = queries.view(user, queries.get(user, contribution_id))
    row = view.contribution
    context: dict[str, Any] = {
        "view": view,
        "row": row,
        "forms": [(move, name, _move_form(view, move)) for move, name in view.move_names],
        "boxes": diagram.boxes(),
        "arrows": diagram.arrows(),
    }
    if view.opens:
        context |= {"account": row.account, "may_edit": row.stands is State.DRAFT and bool(view.moves)}
    return render(request, "contributions/show.html", context)


@writing
def edit(request: HttpRequest, contribution_id: int) -> HttpResponseBase:
    """Change what is asked before the unit reads it."""
    row = queries.get(requests.user_of(request), contribution_id)
    guard_edits(requests.actor(request), row.account)
    actions.guard_draft(row)
    form = _form(request, row.account, row)
    if form.submit(lambda body: _save(request, row, body)):
        return redirect("contributions:show", row.pk)
    context = {"account": row.account, "row": row, "form": form}
    return render(request, "contributions/edit.html", context, status=422 if form.errors else 200)


def _save(request: HttpRequest, row: Contribution, body: ContributionInput) -> None:
    values = body.with_rows(queries.choices(row.account))
    actions.edit(requests.actor(request), row, values, now=timezone.now())


def _form(request: HttpRequest, account: Account, row: Contribution | None = None) -> InputForm[ContributionInput]:
    initial = {name: getattr(row, name) for name in ContributionForm.base_fields} if row else None
    return ContributionForm(request.POST or None, rows=queries.choices(account), initial=initial)


def _move_form(view: ContributionView, move: Move) -> InputForm[Any]:
    row, ids = view.contribution, f"{move}-%s"
    if move is Move.COUNTER:
        terms = {"due_on": row.due_on, "hours": row.hours, "amount": row.amount}
        return CounterForm(initial=terms, auto_id=ids)
    if move is Move.PROMISE:
        return PromiseForm(rows=queries.doers(row), auto_id=ids)
    return ReasonForm(auto_id=ids) if move in NEEDS_REASON else WordsForm(auto_id=ids)


CHART_TABLE: Final = Table[tuple[ChartLine, ChartCell]](
    "responsibilities",
    (
        Column("of", lambda row: row[0].initiative.title if row[0].initiative else _("The account itself")),
        Column("who", lambda row: row[1].person.name),
        Column("part", lambda row: PART_NAMES[ResponsibilityPart(row[1].part)]),
    ),
)


@require_GET
def show_chart(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who is responsible, accountable, consulted or informed, edited in place."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    context = {"account": account, "page": chart.chart_of(account, user), "parts": list(PART_NAMES.items())}
    return render(request, "contributions/chart.html", context)


@require_GET
def export_chart(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The parts as a file, a line for each."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = [(line, cell) for line in chart.chart_of(account).lines for cell in line.cells if cell.part]
    return tables.download(request, CHART_TABLE, rows, file_name="responsibilities", stream=account, subject=account)


@require_GET
def case_pdf(request: HttpRequest, contribution_id: int) -> HttpResponse:
    """The ask as a one-page case, as the unit reads it."""
    user = requests.user_of(request)
    view = queries.view(user, queries.get(user, contribution_id))
    row, content = view.contribution, papers.pdf_of(papers.case_of(view))
    events.write(requests.actor(request), "exported contribution", subject=row, stream=row.account, now=timezone.now())
    return _pdf(content, papers.file_name("case", row.subject))


@require_GET
def onboarding(request: HttpRequest, account_id: int) -> HttpResponse:
    """What a new member of the account's team reads first."""
    account = accounts.get(requests.user_of(request), account_id)
    paper = papers.onboarding(account, account.today())
    return render(request, "contributions/onboarding.html", {"account": account, "paper": paper})


@require_GET
def onboarding_pdf(request: HttpRequest, account_id: int) -> HttpResponse:
    """The same as PDF."""
    account = accounts.get(requests.user_of(request), account_id)
    content = papers.pdf_of(papers.onboarding(account, account.today()))
    actor, now = requests.actor(request), timezone.now()
    events.write(actor, "exported onboarding brief", subject=account, stream=account, now=now)
    return _pdf(content, papers.file_name("onboarding", account.name))


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
