"""Joint solutions of an account, and one of them."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.row_pages import RowPages, writing
from covalue.solutions import api, queries
from covalue.solutions.inputs import (
    DesignerInput,
    OptionInput,
    PilotDecisionInput,
    PilotTermsInput,
)
from covalue.solutions.models import Solution
from covalue.solutions.queries import OPTIONS, SolutionView
from covalue.solutions.rules import OUTCOME_NAMES, PilotOutcome
from covalue.web import requests
from covalue.web.inputs import form_of
from covalue.web.tables import Column, Kind, Table, ordered

OptionForm, DesignerForm, TermsForm = form_of(OptionInput), form_of(DesignerInput), form_of(PilotTermsInput)
DecisionForm = form_of(PilotDecisionInput)

TABLE: Final = Table[Solution](
    "joint solutions",
    (
        ordered("title", lambda row: row.title, _("What is designed together")),
        Column("purpose", lambda row: row.purpose, _("What it is for")),
        Column("value case", lambda row: row.initiative and row.initiative.title, _("Value case")),
        ordered("started on", lambda row: row.started_on, _("Pilot since"), Kind.DAY, by="started_on"),
        ordered("ended on", lambda row: row.ended_on, _("Ended"), Kind.DAY, by="ended_on"),
        Column(
            "decision",
            lambda row: OUTCOME_NAMES[PilotOutcome(row.outcome)] if row.outcome else None,
            _("Decision"),
            unknown=_("not decided"),
        ),
        Column("reason", lambda row: row.reason),
        Column("rights", lambda row: row.rights),
        Column("confidentiality", lambda row: row.confidentiality),
    ),
)


class SolutionPages(RowPages[Solution]):
    """The list leads to the page of a solution, whose form is one click further."""

    def _address_of(self, row: Any) -> str:
        return reverse("solutions:show", args=[row.pk])


PAGES = SolutionPages(
    "solutions",
    api.OPERATIONS,
    TABLE,
    title=_("Joint solutions"),
    empty=_("No solution is being designed together yet."),
)


@require_GET
def show(request: HttpRequest, joint_solution_id: int) -> HttpResponse:
    """Options, designers of both sides, the pilot, its results, the decision."""
    user = requests.user_of(request)
    view = queries.get_view(user, joint_solution_id)
    account = view.solution.account
    context: dict[str, Any] = {"view": view, "account": account, "today": account.today()}
    context["may_edit"] = accounts.may_edit(user, account)
    if context["may_edit"]:
        context |= _forms(view)
    return render(request, "solutions/show.html", context)


def _forms(view: SolutionView) -> dict[str, Any]:
    latest = view.latest
    written = {}
    if latest is not None:
        written = {name: getattr(latest, name) for name in ("starts_on", "ends_on", "site")}
        written["criteria"] = "\n".join(latest.criteria)
    return {
        "option_form": OptionForm(auto_id="option-%s"),
        "designer_form": DesignerForm(rows=queries.both_sides(view.solution.account), auto_id="designer-%s"),
        "terms_form": TermsForm(initial=written, auto_id="terms-%s"),
        "decision_form": DecisionForm(auto_id="decision-%s"),
    }


@writing
def edit_option(request: HttpRequest, solution_option_id: int) -> HttpResponseBase:
    """Change one option; a refused form keeps what was typed."""
    row = OPTIONS.get(requests.user_of(request), solution_option_id)
    actor = requests.actor(request)
    guard_edits(actor, row.account)
    form = OptionForm(request.POST or None, initial={name: getattr(row, name) for name in OptionForm.base_fields})
    if form.submit(lambda body: OPTIONS.edit(actor, row, body.model_dump(), now=timezone.now())):
        return redirect("solutions:show", row.solution_id)
    context = {
        "row": row,
        "form": form,
        "title": row.solution.title,
        "list": reverse("solutions:show", args=[row.solution_id]),
        "remove": reverse("solutions:remove-option", args=[row.pk]),
    }
    return render(request, "accounts/row.html", context, status=422 if form.errors else 200)
