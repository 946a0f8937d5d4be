"""Pages of ours: asking the customer to sign, and the sealed records of what they signed."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from covalue.organisation import queries as organisation
from covalue.value.cases import queries as cases
from covalue.value.cases.page import next_step_of
from covalue.value.claims import queries as claims
from covalue.value.models import Initiative
from covalue.value.signing import api, documents, queries, sealing
from covalue.value.signing.agreements import Agreement
from covalue.value.signing.inputs import AskInput, ReasonInput
from covalue.value.signing.lifetimes import LINK_DAYS
from covalue.web import requests
from covalue.web.inputs import form_of

AskForm: Final = form_of(AskInput)
ReasonForm: Final = form_of(ReasonInput)


def ask_for_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask a contact to agree to the case as it is now; beside it what they will read."""
    initiative = cases.get_current(requests.user_of(request), case_id)
    back, view = reverse("value:case", args=[case_id]), cases.case(initiative)
    return _ask(
        request,
        initiative,
        back,
        save=lambda body: api.ask_for_case(request, case_id, body),
        document=lambda: queries.case_document(initiative),
        doubts=view.readiness.doubts,
        agreed=tuple(word for word in view.agreements if word.agreed),
    )


def ask_for_claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Ask a contact to validate what was delivered."""
    claim = claims.get_current(requests.user_of(request), claim_id)
    back = reverse("value:claim", args=[claim_id])
    return _ask(
        request,
        claim.initiative,
        back,
        save=lambda body: api.ask_for_claim(request, claim_id, body),
        document=lambda: queries.claim_document(claim),
    )


@require_GET
def signature(request: HttpRequest, signature_id: int) -> HttpResponse:
    """What was signed, word for word, with its seal computed again."""
    signature = queries.get_signature(requests.user_of(request), signature_id)
    to_settle, today = queries.to_settle(signature), signature.account.today()
    context = {
        "signature": signature,
        "next": next_step_of(signature.initiative, today) if signature.stands and not to_settle else None,
        "document": signature.read,
        "supplier": organisation.company().name,
        "intact": sealing.intact(signature),
        "to_settle": to_settle,
        "addresses": queries.addresses_of(signature),
        "today": today,
        "withdraw": ReasonForm(),
    }
    return render(request, "value/signing/signature.html", context)


def _ask(
    request: HttpRequest,
    initiative: Initiative,
    back: str,
    *,
    save: Callable[[AskInput], object],
    document: Callable[[], str],
    doubts: tuple[str, ...] = (),
    agreed: tuple[Agreement, ...] = (),
) -> HttpResponse:
    rows = queries.offered(initiative.account)
    form = AskForm(request.POST or None, initial={"days": LINK_DAYS}, rows=rows)
    if form.submit(save):
        return redirect(back)
    context = {
        "initiative": initiative,
        "form": form,
        "document": documents.read(document()),
        "supplier": organisation.company().name,
        "doubts": doubts,
        "agreed": agreed,
        "back": back,
    }
    return render(request, "value/signing/ask.html", context, status=422 if form.errors else 200)
