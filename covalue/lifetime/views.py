"""Lifetime value of the customer base."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import queries as accounts
from covalue.core import errors, events, exports
from covalue.lifetime import actions, charts, forms, queries
from covalue.lifetime.models import FitState
from covalue.lifetime.queries import Filter
from covalue.lifetime.rules import Settings
from covalue.people.models import User
from covalue.web import answers, requests


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Figures, parameters, check and table for the settings asked for."""
    page = queries.lifetime_page(_one_of_ours(request), _filter(request))
    if request.headers.get("HX-Target") == "customers":
        return render(request, "lifetime/_table.html", {"page": page, "hidden": _hidden(page.filter)})
    drawn = charts.by_frequency(page.figures.check) if page.figures and page.figures.check else None
    form = forms.Reckon(initial=forms.values_of(page.filter.settings), auto_id="reckon-%s")
    settings = forms.values_of(page.filter.settings)
    shown = {"page": page, "chart": drawn, "form": form, "hidden": _hidden(page.filter), "settings": settings}
    return render(request, "lifetime/home.html", shown)


@require_POST
def compute(request: HttpRequest) -> HttpResponse:
    """Compute the settings sent, and show them."""
    _one_of_ours(request)
    asked = _settings(request.POST)
    fit = actions.compute(requests.actor(request), asked=asked, now=timezone.now())
    if fit.state == FitState.FAILED:
        messages.error(request, fit.message)
    return redirect(f"{reverse('lifetime:home')}?{urlencode(forms.values_of(asked))}")


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All rows shown, as CSV or Excel; the audit log keeps who took them."""
    user, wanted = _one_of_ours(request), _filter(request)
    table = queries.chosen(user, wanted)
    if table is None:
        raise errors.WrongState(_("These settings have not been computed yet."))
    events.write(
        requests.actor(request),
        "exported lifetime value",
        now=timezone.now(),
        name="lifetime value",
        changes={"customers": ("", table.num_rows), "model": ("", wanted.settings.title)},
    )
    headings = (
        "key",
        "name",
        "repeat purchases",
        "recency",
        "age",
        "mean purchase",
        "P(alive)",
        "expected purchases",
        "lifetime value",
        "low",
        "high",
    )
    values = (
        (r.key, r.name, r.frequency, r.recency, r.age, r.mean, r.alive, r.purchases, r.value, r.low, r.high)
        for r in queries.rows_of(table, accounts.in_portfolio_of(user))
    )
    write = exports.excel_response if request.GET.get("format") == "xlsx" else exports.csv_response
    return write(f"lifetime-value-{wanted.settings.model}", headings, values)


def _one_of_ours(request: HttpRequest) -> User:
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def _filter(request: HttpRequest) -> Filter:
    asked = request.GET
    page = asked.get("page", "1")
    return Filter(
        settings=_settings(asked),
        words=asked.get("q", "").replace("\x00", "")[:200],
        sort=asked.get("sort") or "value",
        page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
    )


def _hidden(wanted: Filter) -> dict[str, object]:
    """What a search keeps of the address."""
    return {**forms.values_of(wanted.settings), "sort": wanted.sort}


def _settings(sent: QueryDict) -> Settings:
    """What was sent; what was not is as usual. Raises BadInput."""
    usual = forms.values_of(Settings())
    form = forms.Reckon({name: sent.get(name, value) for name, value in usual.items()})
    answers.checked(form)
    return form.settings
