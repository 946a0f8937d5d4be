"""Asking the customer to sign, and the sealed records of what they signed."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors
from covalue.value import actions, forms, queries
from covalue.value.models import Initiative, Signature, SignatureRequest
from covalue.value.signing import documents, sealing
from covalue.web import answers, requests


def case(request: HttpRequest, case_id: int) -> HttpResponse:
    """Ask a contact to agree to the case as it is now; beside it what they will read."""
    found = queries.standing(queries.get(requests.user_of(request), case_id))

    def ask(**said: Any) -> SignatureRequest:
        return actions.ask_for_case(requests.actor(request), initiative=found, now=timezone.now(), **said)

    return _ask(request, found, ask, lambda: actions.case_document(found), reverse("value:case", args=[found.pk]))


def claim(request: HttpRequest, claim_id: int) -> HttpResponse:
    """Ask a contact to validate what was delivered."""
    found = queries.standing(queries.get_claim(requests.user_of(request), claim_id))

    def ask(**said: Any) -> SignatureRequest:
        return actions.ask_for_claim(requests.actor(request), claim=found, now=timezone.now(), **said)

    back = reverse("value:claim", args=[found.pk])
    return _ask(request, found.initiative, ask, lambda: actions.claim_document(found), back)


@require_POST
def revoke(request: HttpRequest, request_id: int) -> HttpResponse:
    found = queries.get_request(requests.user_of(request), request_id)
    actions.revoke(requests.actor(request), request=found, now=timezone.now())
    return answers.back(request, _page_of(found))


@require_POST
def remind(request: HttpRequest, request_id: int) -> HttpResponse:
    found = queries.get_request(requests.user_of(request), request_id)
    actions.remind(requests.actor(request), request=found, now=timezone.now())
    return answers.back(request, _page_of(found))


@require_GET
def signature(request: HttpRequest, signature_id: int) -> HttpResponse:
    """What was signed, word for word, with its seal reckoned anew."""
    found = queries.get_signature(requests.user_of(request), signature_id)
    page = {
        "signature": found,
        "document": found.read,
        "intact": sealing.intact(found),
        "today": timezone.localdate(),
        "withdraw": forms.ReasonForm(),
    }
    return render(request, "value/signature.html", page)


@require_POST
def withdraw(request: HttpRequest, signature_id: int) -> HttpResponse:
    """The customer told us otherwise that they withdraw; the record says that we noted it."""
    found = queries.get_signature(requests.user_of(request), signature_id)
    said = answers.checked(forms.ReasonForm(request.POST))
    actions.withdraw_signature(
        requests.actor(request),
        signature=found,
        reason=str(said["reason"]),
        way=Signature.Way.NOTED,
        now=timezone.now(),
    )
    return redirect("value:signature", found.pk)


def _ask(
    request: HttpRequest,
    initiative: Initiative,
    ask: Callable[..., SignatureRequest],
    document: Callable[[], str],
    back: str,
) -> HttpResponse:
    form = forms.AskForm(initiative.account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask(**form.cleaned_data)
        except errors.BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        else:
            return redirect(back)
    shown = documents.read(document())
    page = {"initiative": initiative, "form": form, "document": shown, "back": back}
    return render(request, "value/ask.html", page, status=422 if form.errors else 200)


def _page_of(request: SignatureRequest) -> str:
    if request.claim_id:
        return reverse("value:claim", args=[request.claim_id])
    return reverse("value:case", args=[request.initiative_id])
