"""Coverage: people and their load, accounts with a gap, models; and what if."""

from decimal import Decimal
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.accounts import queries as accounts
from covalue.core import errors, events, exports
from covalue.coverage import actions, forms, queries
from covalue.coverage.rules import Segment
from covalue.people.models import User
from covalue.web import answers, requests

NOBODY: Final[list[tuple[str, Decimal | None]]] = [("", None)]


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Everything at once; the forms change one thing each."""
    user = requests.user_of(request)
    page = queries.coverage_page(user)
    unsaid = queries.able(user).exclude(pk__in=[p.user.pk for p in page.people])
    told = {"page": page, "unsaid": unsaid, "model_form": forms.ModelForm(), "move_form": forms.MoveForm(user)}
    return render(request, "coverage/home.html", told)


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Accounts with hours asked and given, a row for each person on each."""
    page = queries.coverage_page(requests.user_of(request))
    events.write(requests.actor(request), "exported coverage", name="coverage", stream="coverage", now=timezone.now())
    headings = (
        "account",
        "class",
        "coverage model",
        "hours asked",
        "hours given",
        "gap",
        "person",
        "hours of the person",
    )
    rows = (
        (
            g.account.name,
            g.segment.value,
            g.model.name if g.model else "",
            g.covered.asked,
            g.covered.total,
            g.covered.gap,
            name,
            hours,
        )
        for g in page.accounts
        for name, hours in ([(user.name, hours) for user, hours in g.people] or NOBODY)
    )
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write("coverage", headings, rows)


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    actions.begin(requests.actor(request), now=timezone.now())
    return redirect("coverage:home")


@require_GET
def what_if(request: HttpRequest) -> HttpResponse:
    """The load of both people before and after, and a button that does it."""
    user = requests.user_of(request)
    queries.guard(user)
    form = forms.MoveForm(user, request.GET or None)
    found = queries.what_if(user, **form.cleaned_data) if form.is_valid() else None
    told = {"form": form, "found": found}
    return render(request, "coverage/what_if.html", told, status=422 if form.errors else 200)


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    user = requests.user_of(request)
    queries.guard(user)
    values = answers.checked(forms.MoveForm(user, request.POST))
    actions.move_hours(requests.actor(request), now=timezone.now(), **values)  # type: ignore[arg-type]
    return redirect("coverage:home")


@require_POST
def add_model(request: HttpRequest) -> HttpResponse:
    actions.guard(requests.actor(request))
    values = answers.checked(forms.ModelForm(request.POST))
    actions.keep_model(requests.actor(request), now=timezone.now(), **values)  # type: ignore[arg-type]
    return redirect("coverage:home")


@require_POST
def edit_model(request: HttpRequest, model_id: int) -> HttpResponse:
    found = queries.get_model(requests.user_of(request), model_id)
    values = answers.checked(forms.ModelForm(request.POST))
    actions.keep_model(requests.actor(request), model=found, now=timezone.now(), **values)  # type: ignore[arg-type]
    return redirect("coverage:home")


@require_POST
def remove_model(request: HttpRequest, model_id: int) -> HttpResponse:
    found = queries.get_model(requests.user_of(request), model_id)
    actions.remove_model(requests.actor(request), model=found, now=timezone.now())
    return redirect("coverage:home")


@require_POST
def cover(request: HttpRequest, segment: str) -> HttpResponse:
    actions.guard(requests.actor(request))
    if segment not in set(Segment):
        raise errors.NotFound()
    model = answers.checked(forms.CoverForm(request.POST))["model"]
    actions.cover(requests.actor(request), segment=segment, model=model, now=timezone.now())  # type: ignore[arg-type]
    return redirect("coverage:home")


@require_POST
def capacity(request: HttpRequest, user_id: int) -> HttpResponse:
    found = _person(request, user_id)
    hours = answers.checked(forms.CapacityForm(request.POST))["hours"]
    actions.set_capacity(requests.actor(request), user=found, hours=hours, now=timezone.now())  # type: ignore[arg-type]
    return redirect("coverage:home")


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who gives this account how many hours."""
    user = requests.user_of(request)
    account = queries.get_account(user, account_id)
    covered = queries.covered_of(account)
    team = [member.user for member in accounts.team_of(account)]
    givers = queries.able(user).filter(pk__in=[*covered.given, *(one.pk for one in team)])
    form = forms.PlanForm(list(givers), dict(covered.given), request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.plan_hours(requests.actor(request), account=account, hours=form.hours, now=timezone.now())
        return redirect("coverage:home")
    told = {"account": account, "covered": covered, "form": form}
    return render(request, "coverage/plan.html", told, status=422 if form.errors else 200)


def _person(request: HttpRequest, user_id: int) -> User:
    found = queries.able(requests.user_of(request)).filter(pk=user_id).first()
    if found is None:
        raise errors.NotFound()
    return found
