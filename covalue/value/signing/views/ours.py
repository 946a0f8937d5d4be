"""Pages of ours: asking the customer to sign, and the sealed records of what they signed."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covalue.contact_requests.lifetimes import LINK_DAYS
from covalue.core import days
from covalue.organisation import queries as organisation
from covalue.value.cases import needs as case_needs
from covalue.value.cases import queries as cases
from covalue.value.cases.needs import Needs
from covalue.value.cases.page import next_step_of
from covalue.value.claims import queries as claims
from covalue.value.models import Initiative, SignatureRequest
from covalue.value.signing import api, documents, queries, sealing
from covalue.value.signing.agreements import Agreement
from covalue.value.signing.inputs import AskCaseInput, AskInput, ReasonInput
from covalue.web import requests
from covalue.web.inputs import InputForm, form_of

AskForm: Final = form_of(AskInput)
AskCaseForm: Final = form_of(AskCaseInput)
ReasonForm: Final = form_of(ReasonInput)


def ask_for_case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask a contact to agree to the case as it is now; beside it what they will read."""
    initiative = cases.get_current(requests.user_of(request), case_id)
    back, view = reverse("value:case", args=[case_id]), cases.case(initiative)
    return _ask(
        request,
        initiative,
        back,
        kind=AskCaseForm,
        save=lambda body: api.ask_for_case(request, case_id, body),
        document=lambda: queries.case_document(initiative),
        needs=case_needs.of(view),
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
        kind=AskForm,
        save=lambda body: api.ask_for_claim(request, claim_id, body),
        document=lambda: queries.claim_document(claim),
    )


def _who_was_asked(asked: SignatureRequest) -> str:
    """That a contact was asked and until when they can answer, or what their letter still needs."""
    if asked.held:
        sentence = _("{who} is asked by email as soon as a colleague confirms the address.")
    else:
        sentence = _("{who} was asked by email and can answer until {day}.")
    return sentence.format(who=asked.contact.name, day=days.written(asked.last_day))


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
    kind: type[InputForm[Any]],
    save: Callable[[Any], object],
    document: Callable[[], str],
    needs: Needs | None = None,
    agreed: tuple[Agreement, ...] = (),
) -> HttpResponse:
    """The form, beside it what they will read; while something needed is missing, what it is and where it is filled in."""
    rows = queries.offered(initiative.account)
    form = kind(request.POST or None, initial={"days": LINK_DAYS}, rows=rows)
    blocking = needs.blocking if needs else ()
    if not blocking and form.submit(save):
        messages.success(request, _who_was_asked(form.answer.value))
        return redirect(back)
    context = {
        "initiative": initiative,
        "form": form,
        "document": None if blocking else documents.read(document()),
        "supplier": organisation.company().name,
        "blocking": blocking,
        "gaps": needs.open if needs else (),
        "chosen": form.data.getlist("without") if isinstance(form.data, QueryDict) else (),
        "agreed": agreed,
        "back": back,
    }
    return render(request, "value/signing/ask.html", context, status=409 if blocking else 422 if form.errors else 200)
