"""The work of an account: its plan, one work package, and the plan as a file."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import events
from covalue.execution import actions, api, queries, register, timeline, working_days
from covalue.execution.inputs import BaselineInput, WaitsForInput, WorkPackageInput, WorkShiftInput
from covalue.execution.models import Move, WorkPackage
from covalue.execution.queries import WORK, WorkRow
from covalue.execution.register import Line, RegisterAsked
from covalue.web import answers, inputs, lists, requests, sentences, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.lists import FilterBy
from covalue.web.tables import Column, Kind, Table

writing = require_http_methods(["GET", "HEAD", "POST"])
WorkForm, WaitsForm, BaselineForm = form_of(WorkPackageInput), form_of(WaitsForInput), form_of(BaselineInput)
REGISTER: Final[Table[Line]] = Table(
    "register",
    (
        Column("what", lambda row: row.title, _("What is done"), href=lambda row: row.href, strong=True),
        Column("kind", lambda row: row.kind_name, _("Kind")),
        Column("whose", lambda row: str(register.SIDE_NAMES[row.side]), _("Whose")),
        Column(
            "owner",
            lambda row: row.customer or row.owner,
            _("Owner"),
            unknown=_("nobody yet"),
            tone=lambda row: "customer" if row.customer else None,
        ),
        Column("due", lambda row: row.due_on, _("Due"), Kind.DAY, unknown=""),
        Column("state", lambda row: row.state_name, _("State"), chip=lambda row: row.tone),
        Column("done on", lambda row: row.done_on, _("Done on"), Kind.DAY, unknown=""),
    ),
)
ZOOM_NAMES: Final = (("days", _("Days")), ("weeks", _("Weeks")), ("months", _("Months")))

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
        Column("depends on", lambda row: ", ".join(link.before.title for link in row.waits_for)),
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
    """One work package: its days, what it depends on and what depends on it, and its history."""
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
    """What it depends on; a refused form stands on its page, with the circle in words."""
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


@require_GET
def register_page(request: HttpRequest, account_id: int) -> HttpResponse:
    """Everything somebody of both sides has to do, as a list or as a board by its state."""
    account = accounts.get(requests.user_of(request), account_id)
    asked = lists.asked(RegisterAsked, request.GET)
    found = register.lines_of(account, account.today(), asked)
    board = request.GET.get("view") == "board"
    context = {
        "account": account,
        "lines": found,
        "board": board,
        "columns": [
            (register.STATE_NAMES[state], register.STATE_TONES.get(state, ""), rows)
            for state, rows in register.columns(found)
        ],
        "other_view": lists.with_query(request, view="" if board else "board"),
        "choices": _register_filters(asked),
        "table": REGISTER,
        "export": reverse("execution:register-export", args=[account.pk]),
    }
    return render(request, "execution/register.html", context)


@require_GET
def register_export(request: HttpRequest, account_id: int) -> HttpResponseBase:
    """The register as a file, narrowed as the page is."""
    account = accounts.get(requests.user_of(request), account_id)
    found = register.lines_of(account, account.today(), lists.asked(RegisterAsked, request.GET))
    return tables.download(request, REGISTER, found, file_name="register", stream=account, subject=account)


def _register_filters(asked: RegisterAsked) -> list[FilterBy]:
    """By kind, side and state."""
    by = (
        ("kind", _("Kind"), register.KIND_NAMES, asked.kind),
        ("side", _("Whose"), register.SIDE_NAMES, asked.side),
        ("state", _("State"), register.STATE_NAMES, asked.state),
    )
    return [
        FilterBy(name, label, tuple((key.value, title) for key, title in names.items()), value.value if value else "")
        for name, label, names, value in by
    ]


@require_GET
def timeline_page(request: HttpRequest, account_id: int) -> HttpResponse:
    """The work by its days: bars that are dragged, what depends on what, likely ends."""
    account = accounts.get(requests.user_of(request), account_id)
    context = {**_timeline(request, account), "account": account, "zooms": ZOOM_NAMES}
    return render(request, "execution/timeline.html", context)


@require_POST
def shift(request: HttpRequest, work_package_id: int) -> HttpResponse:
    """A bar is dropped: one request, the answer is the timeline as it stands now, with an undo."""
    row = WORK.get(requests.user_of(request), work_package_id)
    actor = requests.actor(request)
    guard_edits(actor, row.account)
    by = inputs.posted(WorkShiftInput, request.POST).days
    begin = row.task.start + by
    moved = actions.move(actor, row, starts_on=working_days.first_day(begin, row.duration), now=timezone.now())
    here = reverse("execution:timeline", args=[row.account_id])
    if not getattr(request, "htmx", False):
        return answers.back(request, here)
    response = render(request, "execution/_timeline.html", _timeline(request, row.account))
    if moved is None:
        return response
    undo = reverse("execution:undo-move", args=[moved.pk]) + f"?zoom={timeline.zoom_of(request.GET.get('zoom', ''))}"
    return answers.offer_undo(response, _moved(moved), undo, target="#timeline")


@require_POST
def undo_move(request: HttpRequest, work_move_id: int) -> HttpResponse:
    """Everything that moved together goes back; by htmx the answer is the timeline."""
    moved = queries.get_move(requests.user_of(request), work_move_id)
    actions.undo_move(requests.actor(request), moved, now=timezone.now())
    if getattr(request, "htmx", False):
        return render(request, "execution/_timeline.html", _timeline(request, moved.account))
    return answers.back(request, reverse("execution:timeline", args=[moved.account_id]))


def _moved(moved: Move) -> str:
    others = len(moved.rows) - 1
    if not others:
        return gettext("Moved: {title}").format(title=moved.of.title)
    sentence = ngettext("Moved: {title}, and {n} other with it", "Moved: {title}, and {n} others with it", others)
    return sentence.format(title=moved.of.title, n=others)


def _timeline(request: HttpRequest, account: Account) -> dict[str, object]:
    plan = queries.plan_of(account)
    return {
        "plan": plan,
        "timeline": timeline.Timeline(plan, timeline.zoom_of(request.GET.get("zoom", ""))),
        "may_edit": accounts.may_edit(requests.user_of(request), account),
    }


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
        "answers": row.answers.select_related("contact"),
        "history": [(event, sentences.sentence([event])) for event in events.about(row).select_related("actor")],
        "may_edit": accounts.may_edit(requests.user_of(request), row.account),
    }
    return render(request, "execution/work_package.html", context, status=422 if refused else 200)


def _listed(request: HttpRequest, account: Account, refused: InputForm[WorkPackageInput] | None = None) -> HttpResponse:
    user = requests.user_of(request)
    may_edit = accounts.may_edit(user, account)
    begin = working_days.day_of(working_days.number(account.today()))
    initial = {"starts_on": begin, "duration": 5, "progress": 0, "owner": user.pk}
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
