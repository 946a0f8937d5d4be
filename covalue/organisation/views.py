"""Our organisation on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from covalue.organisation import queries
from covalue.organisation.inputs import CompanyInput, OfferingInput, UnitInput
from covalue.people.rules import Right
from covalue.web import requests
from covalue.web.inputs import form_of


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
