"""Coverage: people and their load, accounts with a gap, models; and what if."""

from copy import copy
from typing import Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from covalue.core import money
from covalue.coverage import api, queries, rules
from covalue.coverage.inputs import CapacityInput, CoverageModelInput, EffortsInput, HoursMoveInput
from covalue.coverage.queries import Gap, PlannedHours, PlanPage
from covalue.people.models import User
from covalue.web import requests, tables
from covalue.web.inputs import InputForm, form_of
from covalue.web.tables import Column, Kind, Table

ModelForm = form_of(CoverageModelInput)
MoveForm = form_of(HoursMoveInput)

EXPORT: Final = Table[PlannedHours](
    "coverage",
    (
        Column("account", lambda row: row.gap.account.name),
        Column("class", lambda row: row.gap.segment),
        Column("coverage model", lambda row: row.gap.model.name if row.gap.model else ""),
        Column("hours asked", lambda row: row.gap.asked, kind=Kind.HOURS),
        Column("hours given", lambda row: row.gap.given, kind=Kind.HOURS),
        Column("gap", lambda row: row.gap.missing, kind=Kind.HOURS),
        Column("person", lambda row: row.user.name if row.user else ""),
        Column("hours of the person", lambda row: row.hours, kind=Kind.HOURS),
    ),
    stream="coverage",
)
GAPS: Final = Table[Gap](
    "gaps",
    (
        Column("account", lambda row: row.account.name, _("Account"), href=lambda row: row.account.get_absolute_url()),
        Column("model", lambda row: row.model and row.model.name, _("Model")),
        Column("hours asked", lambda row: row.asked, _("Required"), Kind.HOURS),
        Column("hours given", lambda row: row.given, _("Planned"), Kind.HOURS),
        Column("hours missing", lambda row: row.missing, _("Missing"), Kind.HOURS, tone=lambda row: "warn"),
        Column("people", lambda row: ", ".join(f"{user} {hours:g} h" for user, hours in row.people), _("Served by")),
        Column(
            "plan",
            lambda row: _("Plan hours"),
            " ",
            href=lambda row: reverse("coverage:plan", args=[row.account.pk]),
            in_files=False,
        ),
    ),
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everything at once; the forms change one thing each."""
    user = requests.user_of(request)
    page = queries.coverage_page(user)
    context = {"page": page, "gaps_table": GAPS, "model_form": ModelForm(), "move_form": _move_form(user)}
    context["spare_below"] = money.percent(rules.SPARE_BELOW)
    return render(request, "coverage/home.html", context)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Accounts with the hours needed and planned, a row for each person on each."""
    return tables.download(request, EXPORT, queries.planned_hours(requests.user_of(request)))


@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """The load of both people before and after, and a button that plans it."""
    user = requests.user_of(request)
    queries.guard(user)
    form = _move_form(user, request)
    page = api.what_if(user, form.input) if form.is_valid() else None
    return render(request, "coverage/what_if.html", {"form": form, "page": page}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who gives this account how many hours: a field for each person."""
    page = queries.plan_page(requests.user_of(request), account_id)
    form = _plan_form(page)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        hours = [{"user": person.pk, "hours": form.cleaned_data[str(person.pk)] or 0} for person, _hours in page.people]
        api.plan_hours(request, account_id, EffortsInput.model_validate({"hours": hours}))
        return redirect("coverage:home")
    context = {"page": page, "form": form}
    return render(request, "coverage/plan.html", context, status=422 if form.errors else 200)


def _plan_form(page: PlanPage) -> type[forms.Form]:
    fields = {}
    for person, hours in page.people:
        fields[str(person.pk)] = copy(form_of(CapacityInput).base_fields["hours"])
        fields[str(person.pk)].label, fields[str(person.pk)].initial = person.name, hours
    return type("PlanForm", (forms.Form,), fields)


def _move_form(user: User, request: HttpRequest | None = None) -> InputForm[HoursMoveInput]:
    people = queries.offered(user)
    rows = {"account": queries.accounts_to_plan(user), "giver": people, "taker": people}
    return MoveForm((request and request.GET) or None, rows=rows)
