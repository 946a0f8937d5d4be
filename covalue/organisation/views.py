"""Our organisation on one page, and the exchange rates its figures are converted by."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from covalue.organisation import actions, api, queries
from covalue.organisation.inputs import (
    CompanyInput,
    ExchangeRateInput,
    OfferingInput,
    RatesFileInput,
    RatesPageQuery,
    UnitInput,
    UnitLeadInput,
)
from covalue.organisation.models import ExchangeRate
from covalue.people.rules import Right
from covalue.web import lists, requests, tables
from covalue.web.inputs import form_of
from covalue.web.pager import Pager
from covalue.web.tables import Column, Table

RATES_A_PAGE: Final = 100
RateForm: Final = form_of(ExchangeRateInput)
FileForm: Final = form_of(RatesFileInput)
LeadForm: Final = form_of(UnitLeadInput)
EXPORT: Final = Table[ExchangeRate](
    "exchange rates",
    (
        Column("date", lambda rate: rate.day),
        Column("currency", lambda rate: rate.currency),
        Column("rate", lambda rate: rate.rate),
        Column("into", lambda rate: rate.into),
        Column("source", lambda rate: rate.source),
    ),
)


def home(request: HttpRequest) -> HttpResponse:
    """Units by type, and what we sell. Everybody of ours may look; guests may not."""
    user = requests.colleague_of(request)
    page = queries.organisation_page()
    context: dict[str, object] = {"page": page}
    if user.may(Right.MANAGE_ORGANISATION):
        context["company_form"] = form_of(CompanyInput)(
            auto_id="company-%s", initial=queries.company_values(page.company)
        )
        context["unit_form"] = form_of(UnitInput)(auto_id="unit-%s", rows=queries.unit_choices())
        context["offering_form"] = form_of(OfferingInput)(auto_id="offering-%s", rows=queries.offering_choices())
    return render(request, "organisation/home.html", context)


@require_GET
def rates(request: HttpRequest) -> HttpResponse:
    """The rates amounts of other currencies are converted by, each with its day and source."""
    return _rates(request)


@require_GET
def export_rates(request: HttpRequest) -> HttpResponseBase:
    """All rates as CSV, Excel or JSON, in columns that can be imported again."""
    requests.colleague_of(request)
    rows = list(queries.exchange_rates())
    return tables.download(request, EXPORT, rows, changes={"rates": ("", len(rows))})


@require_POST
def import_rates(request: HttpRequest) -> HttpResponse:
    """Bring in a file of rates, all of it or nothing; what is refused says which row."""
    actor, file = requests.actor(request), request.FILES.get("file")
    actions.guard_rates(actor)
    form = FileForm(request.POST, auto_id="file-%s")
    content = file.read() if file is not None else b""
    if form.submit(lambda body: actions.import_rates(actor, content=content, **body.model_dump(), now=timezone.now())):
        messages.success(request, _("The exchange rates were imported."))
        return redirect("organisation:rates")
    return _rates(request, form)


@require_http_methods(["GET", "POST"])
def set_lead(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Say who leads a unit and answers for it."""
    actions.guard(requests.actor(request))
    unit = queries.get_unit(unit_id)
    form = LeadForm(request.POST or None, rows=queries.lead_choices(), initial={"lead": unit.lead})
    if form.submit(lambda body: api.set_unit_lead(request, unit_id, body)):
        messages.success(request, _("The lead was saved."))
        return redirect("organisation:home")
    return render(request, "organisation/lead.html", {"unit": unit, "form": form}, status=422 if form.errors else 200)


def _rates(request: HttpRequest, refused: Any = None) -> HttpResponse:
    user = requests.colleague_of(request)
    query = lists.asked(RatesPageQuery, request.GET)
    rows = queries.exchange_rates(query.currency)
    pager = Pager(query.page, rows.count(), RATES_A_PAGE)
    context: dict[str, object] = {
        "into": queries.currency(),
        "rates": rows[pager.start : pager.end],
        "pager": pager,
        "currency": query.currency,
    }
    if user.may(Right.IMPORT_LEDGER):
        context["may_change"] = True
        context["rate_form"] = RateForm(auto_id="rate-%s")
        context["file_form"] = refused or FileForm(auto_id="file-%s")
    return render(request, "organisation/rates.html", context, status=422 if refused else 200)
