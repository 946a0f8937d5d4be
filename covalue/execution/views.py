"""The work of an account: its plan, one work package, and the plan as a file."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import events
from covalue.execution import actions, api, queries
from covalue.execution.inputs import BaselineInput, WaitsForInput, WorkPackageInput
from covalue.execution.models import WorkPackage
from covalue.execution.queries import WORK, WorkRow
from covalue.web import answers, lists, requests, sentences, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.tables import Column, Kind, Table

writing = require_http_methods(["GET", "HEAD", "POST"])
WorkForm, WaitsForm, BaselineForm = form_of(WorkPackageInput), form_of(WaitsForInput), form_of(BaselineInput)

TABLE: Final[Table[WorkRow]] = Table(
    "work",
    (
        Column("initiative", lambda row: row.package.initiative, _("Initiative")),
        Column("work package", lambda row: row.package.title, _("What is done")),
        Column("milestone", lambda row: "yes" if row.package.is_milestone else ""),
        Column("owner", lambda row: row.package.owner),
        Column("customer owner", lambda row: row.package.customer_owner),
        Column("begins on", lambda row: row.package.starts_on, _("Begins on"), Kind.DAY),
        Column("working days", lambda row: row.package.duration, _("Working days"), Kind.COUNT),
        Column("ends on", lambda row: row.package.ends_on, _("Ends on"), Kind.DAY),
        Column("agreed end", lambda row: row.agreed_end, _("Agreed"), Kind.DAY),
        Column("progress", lambda row: row.package.progress, _("Progress"), Kind.COUNT),
        Column("done on", lambda row: row.package.done_on, _("Done on"), Kind.DAY),
        Column("state", lambda row: row.state_name, _("State")),
        Column("slack", lambda row: row.slack, _("Slack"), Kind.COUNT),
        Column("likely end", lambda row: row.forecast_end, _("Likely end"), Kind.DAY),
        Column("why", lambda row: row.why),
        Column("waits for", lambda row: ", ".join(link.before.title for link in row.waits_for)),
    ),
)


@require_GET
def plan(request: HttpRequest, account_id: int) -> HttpResponse:
    """The account's work by initiative, what is likely to be late, and room for more."""
    return _listed(request, accounts.get(requests.user_of(request), account_id))


@require_GET
def export(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The work as a file, in the order of the page."""
    account = accounts.get(requests.user_of(request), account_id)
    rows = [row for _initiative, group in queries.plan_of(account).groups for row in group]
    return tables.download(request, TABLE, rows, file_name="work", stream=account, subject=account)


@writing
def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """A refused form stands on the list as it was typed; who asks for this address later is led there."""
    account = accounts.get(requests.user_of(request), account_id)
    if request.method != "POST":
        return redirect(reverse("execution:plan", args=[account_id]) + lists.with_query(request))
    guard_edits(requests.actor(request), account)
    form = WorkForm(request.POST, rows=queries.possible(account))
    if form.submit(lambda body: api.add_work_package(request, account_id, body).value):
        return answers.back(request, reverse("execution:plan", args=[account_id]))
    return _listed(request, account, form)


@writing
def edit(request: HttpRequest, work_package_id: int) -> HttpResponse:
    """One work package: its days, what it waits for and what waits for it, and its history."""
    user = requests.user_of(request)
    row = WORK.get(user, work_package_id)
    actor, rows = requests.actor(request), queries.possible(row.account, row)
    form = WorkForm(request.POST or None, rows=rows, initial=_initial(row))

    def save(body: WorkPackageInput) -> WorkPackage:
        return actions.edit(actor, row, body.with_rows(rows), now=timezone.now())

    if form.submit(save):
        return answers.back(request, reverse("execution:plan", args=[row.account_id]))
    return _one(request, WORK.get(user, work_package_id), form)


@writing
def wait(request: HttpRequest, work_package_id: int) -> HttpResponse:
    """What it waits for; a refused form stands on its page, with the circle in words."""
    row = WORK.get(requests.user_of(request), work_package_id)
    here = reverse("execution:edit", args=[row.pk])
    if request.method != "POST":
        return redirect(here)
    actor = requests.actor(request)
    guard_edits(actor, row.account)
    rows = {"before": queries.can_be_waited_for(row)}
    form = WaitsForm(request.POST, rows=rows)

    def save(body: WaitsForInput) -> object:
        return actions.link(actor, after=row, now=timezone.now(), **body.with_rows(rows))

    if form.submit(save):
        return answers.back(request, here)
    return _one(request, row, WorkForm(rows=queries.possible(row.account, row), initial=_initial(row)), form)


def _initial(row: WorkPackage) -> dict[str, object]:
    return {name: getattr(row, name) for name in WorkForm.base_fields}


def _one(
    request: HttpRequest,
    row: WorkPackage,
    form: InputForm[WorkPackageInput],
    waits: InputForm[WaitsForInput] | None = None,
) -> HttpResponse:
    told = queries.plan_of(row.account)
    refused = bool(form.errors) or waits is not None
    context = {
        "package": row,
        "row": next(each for each in told.rows if each.package.pk == row.pk),
        "followers": [link for link in told.links if link.before_id == row.pk],
        "form": form,
        "waits": waits or WaitsForm(rows={"before": queries.can_be_waited_for(row)}),
        "others": len(told.packages) > 1,
        "history": [(event, sentences.sentence([event])) for event in events.about(row).select_related("actor")],
        "may_edit": accounts.may_edit(requests.user_of(request), row.account),
    }
    return render(request, "execution/work_package.html", context, status=422 if refused else 200)


def _listed(request: HttpRequest, account: Account, refused: InputForm[WorkPackageInput] | None = None) -> HttpResponse:
    user = requests.user_of(request)
    may_edit = accounts.may_edit(user, account)
    initial = {"starts_on": account.today(), "duration": 5, "progress": 0, "owner": user.pk}
    form = refused or WorkForm(initial=initial, rows=queries.possible(account))
    context = {
        "account": account,
        "plan": queries.plan_of(account),
        "form": form if may_edit else None,
        "baselines": queries.baselines_of(account)[:10],
        "baseline_form": BaselineForm() if may_edit else None,
        "may_approve": may_edit and accounts.may_steer(user, account),
        "export": reverse("execution:export", args=[account.pk]),
    }
    return render(request, "execution/plan.html", context, status=422 if form.errors else 200)
