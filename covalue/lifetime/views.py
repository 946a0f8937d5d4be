"""Lifetime value of the customer base."""

import json
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors
from covalue.lifetime import actions, charts, queries, rules
from covalue.lifetime.inputs import LifetimePageQuery, TypedSettings, typed
from covalue.lifetime.models import FitState
from covalue.lifetime.queries import Filter
from covalue.lifetime.rules import USUAL, Settings
from covalue.lifetime.tables import caveat_columns, customers_table
from covalue.portfolio import currencies
from covalue.web import inputs, lists, requests, tables
from covalue.web.inputs import form_of

SettingsForm: Final = form_of(TypedSettings)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Figures, parameters, backtest and table for the settings of the address."""
    page = queries.lifetime_page(requests.colleague_of(request), _filter(request))
    table = customers_table(page.openable, page.currency, sees_leaving=page.sees_leaving, months=page.months)
    context = {"page": page, "table": table, "why_less": rules.why_less()}
    if request.headers.get("HX-Target") == "customers":
        return render(request, "lifetime/_customers.html", context)
    settings = typed(page.filter.settings)
    asked = settings if "model" in request.GET or not page.advice else settings | {"model": page.advice.model}
    context |= {
        "chart": charts.by_frequency(page.check) if page.check else None,
        "form": SettingsForm(initial=asked, auto_id="settings-%s"),
        "settings": settings,
    }
    response = render(request, "lifetime/home.html", context)
    if request.headers.get("HX-Trigger") == "pending" and not (page.pending and page.pending.is_open):
        text = page.message or _("Lifetime value is computed.")
        response.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "error": page.state == FitState.FAILED}})
    return response


@require_POST
def compute(request: HttpRequest) -> HttpResponse:
    """Compute the settings sent, and show them."""
    requests.colleague_of(request)
    settings = _settings(request.POST)
    try:
        fit = actions.compute(requests.actor(request), settings=settings, now=timezone.now())
    except errors.WrongState as refused:
        messages.error(request, refused.sentence)
    else:
        if fit.state == FitState.FAILED:
            messages.error(request, fit.message)
    return redirect(f"{reverse('lifetime:home')}?{urlencode(typed(settings))}")


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """All rows shown, as CSV or Excel; the audit log says who exported them."""
    user, filter = requests.colleague_of(request), _filter(request)
    rows = queries.rows_of(queries.chosen(user, filter))
    changes = {"customers": ("", len(rows)), "model": ("", filter.settings.title)}
    file_name = f"lifetime-value-{filter.settings.model}"
    told = currencies.columns(*queries.currencies(user, filter.settings))
    table = customers_table(months=filter.settings.months).with_columns(
        (*told, *caveat_columns(queries.caveat(filter.settings)))
    )
    return tables.download(request, table, rows, file_name=file_name, changes=changes)


def _filter(request: HttpRequest) -> Filter:
    query = lists.asked(LifetimePageQuery, request.GET)
    return Filter(_settings(request.GET), query.q, query.sort, query.page)


def _settings(sent: QueryDict) -> Settings:
    """The settings of a form or an address; what was not sent is as usual. BadInput for the first that is wrong."""
    return inputs.posted(TypedSettings, typed(USUAL) | sent.dict()).settings
