"""Pages of claims: say what was delivered in a period, how it stands with the customer, claim it again."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covalue.value.cases import queries as cases
from covalue.value.claims import actions, api, deliveries, queries
from covalue.value.claims.inputs import ClaimAnew, ClaimFormInput, ClaimInput, PeriodInput, SettleInput, period_of
from covalue.value.claims.line_form import lines_typed, texts_typed
from covalue.value.claims.queries import ClaimSheet
from covalue.value.models import Claim
from covalue.web import requests
from covalue.web.inputs import InputForm, form_of, read

PeriodForm: Final = form_of(PeriodInput)
ClaimForm: Final = form_of(ClaimFormInput)
SettleForm: Final = form_of(SettleInput)


def add(request: HttpRequest, case_id: int) -> HttpResponse:
    """Say what was delivered; the lines begin with what the case promised for the period."""
    initiative = cases.get_current(requests.user_of(request), case_id)
    case, own = cases.case(initiative), queries.claims_of_case(initiative)
    period, lines = queries.suggested(case, own, initiative.account.today())
    days = PeriodForm(request.GET or None)
    if days.submit(lambda body: period_of(body.starts_on, body.ends_on)):
        period, lines = days.answer, queries.lines_for(case, days.answer)
    elif request.method == "GET" and (first := queries.claimable_from(case, own, initiative.account.today())):
        name = deliveries.period_name(period)
        return render(
            request,
            "value/claims/too_early.html",
            {"initiative": initiative, "first": first, "period": name, "days": PeriodForm()},
        )
    rows = queries.beside(lines, lines)
    agreed = case.agreed_once is not None
    sheet = ClaimSheet(initiative, None, _("Claim what was delivered"), case.sheet.currency, rows, agreed=agreed)
    initial = {"starts_on": period.start, "ends_on": period.end}
    form = ClaimForm(request.POST or None, initial=initial, rows=queries.choices(initiative.account))

    def save(body: ClaimFormInput) -> int:
        values = {**body.sent, "lines": _lines(request, sheet)}
        return api.add_claim(request, case_id, read(ClaimInput, values)).value.id

    return _typed(request, sheet, form, save)


@require_GET
def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """How a claim stands: claimed, validated, disputed, by line; who was asked and what they signed."""
    claim = queries.get_current(requests.user_of(request), claim_id)
    page = queries.claim_page(claim)
    context = {"page": page, "settle_form": SettleForm(), "today": page.view.claim.account.today()}
    return render(request, "value/claims/claim.html", context)


def edit(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Change a claim nobody was asked about yet."""
    claim = queries.get_current(requests.user_of(request), claim_id)
    sheet = queries.sheet_of(claim, _("Change the claim"))

    def save(body: ClaimFormInput) -> int:
        values = read(ClaimInput, {**body.sent, "lines": _lines(request, sheet)})
        changes = queries.changes_of(claim, values)
        return actions.edit_claim(requests.actor(request), claim=claim, now=timezone.now(), **changes).pk

    return _typed(request, sheet, _form_of(request, claim), save)


def replace(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Claim the period again; what they signed stands until they answer."""
    claim = queries.get_current(requests.user_of(request), claim_id)
    sheet = queries.sheet_of(claim, _("Revise claim"), fixed=True)

    def save(body: ClaimFormInput) -> int:
        values = {"lines": _lines(request, sheet), "remark": body.remark, "evidence": body.evidence}
        return api.replace_claim(request, claim_id, read(ClaimAnew, values)).value.id

    return _typed(request, sheet, _form_of(request, claim), save)


def _typed(
    request: HttpRequest,
    sheet: ClaimSheet,
    form: InputForm[ClaimFormInput],
    save: Callable[[ClaimFormInput], int],
) -> HttpResponse:
    """Saved and shown, or the page again with what was typed and what is wrong."""
    if form.submit(save):
        return redirect("value:claim", form.answer)
    context = {"sheet": sheet, "form": form, "typed": texts_typed(request.POST)}
    return render(request, "value/claims/claim_form.html", context, status=422 if form.errors else 200)


def _lines(request: HttpRequest, sheet: ClaimSheet) -> list[dict[str, Any]]:
    """The lines of the sheet with the amounts that were typed, as a program would send them."""
    lines = lines_typed(request.POST, [line for line, _promised in sheet.rows])
    return [line.model_dump(mode="json") for line in lines]


def _form_of(request: HttpRequest, claim: Claim) -> InputForm[ClaimFormInput]:
    initial = {
        "starts_on": claim.starts_on,
        "ends_on": claim.ends_on,
        "remark": claim.remark,
        "evidence": [file.pk for file in claim.evidence.all()],
    }
    return ClaimForm(request.POST or None, initial=initial, rows=queries.choices(claim.account))
