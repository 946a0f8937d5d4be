"""Pages of the contact: a personal link, a code by mail, the document, their answer. Nothing is shown before the code.

Whoever opens the link is nobody to us; the code shows that they read the contact's mail.
"""

import time
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import serving
from covalue.contact_requests import pages
from covalue.core import errors
from covalue.organisation import queries as organisation
from covalue.value.claims.line_form import texts_typed
from covalue.value.models import Signature, SignatureRequest
from covalue.value.signing import documents, sealing
from covalue.value.signing.actions import theirs as actions
from covalue.value.signing.actions.theirs import SignedAnswer
from covalue.value.signing.inputs import AnswerInput, CodeInput, ReasonInput
from covalue.value.signing.kind import SIGNATURES
from covalue.value.signing.lifetimes import OPENED_LIFETIME
from covalue.web.inputs import InputForm, form_of

OPENED: Final = "signing"
LINK: Final = Signature.Way.LINK
AnswerForm: Final = form_of(AnswerInput)
ReasonForm: Final = form_of(ReasonInput)
CodeForm: Final = form_of(CodeInput)
CodeForm.base_fields["code"].widget.attrs.update(inputmode="numeric", autocomplete="one-time-code", autofocus=True)


@login_not_required
@never_cache
@require_GET
def sign(request: HttpRequest, secret: str) -> HttpResponse:
    """Before the code: that there is something to sign, and for whom. After it: the document, or the receipt."""
    signature_request = pages.requested(request, SIGNATURES, secret)
    SIGNATURES.guard_link(signature_request, now=timezone.now())
    if not _opened(request, signature_request):
        return _page(request, "value/signing/sign_code.html", secret, signature_request, code=CodeForm())
    return _document(request, secret, signature_request, AnswerForm())


@login_not_required
@never_cache
@require_POST
def send_code(request: HttpRequest, secret: str) -> HttpResponse:
    """A code to their address; one asked for too soon is refused where they are."""
    signature_request, now = pages.requested(request, SIGNATURES, secret), timezone.now()
    SIGNATURES.guard_link(signature_request, now=now)
    try:
        actions.ask_for_code(signature_request=signature_request, now=now)
    except errors.WrongState as refused:
        shown = {"code": CodeForm(), "refusal": refused.sentence}
        return _page(request, "value/signing/sign_code.html", secret, signature_request, status=409, **shown)
    return redirect("value:sign", secret)


@login_not_required
@never_cache
@require_POST
def open_by_code(request: HttpRequest, secret: str) -> HttpResponse:
    signature_request = pages.requested(request, SIGNATURES, secret)
    form = CodeForm(request.POST)

    def open_document(body: CodeInput) -> None:
        actions.open_by_code(
            pages.actor(request), signature_request=signature_request, code=body.code, now=timezone.now()
        )

    if form.submit(open_document):
        _remember(request, signature_request)
        return redirect("value:sign", secret)
    signature_request.refresh_from_db()
    return _page(request, "value/signing/sign_code.html", secret, signature_request, status=422, code=form)


@login_not_required
@never_cache
@require_POST
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign; a refused answer comes back with what was typed."""
    signature_request = _readable(request, secret)
    form = AnswerForm(request.POST)

    def sign_document(body: AnswerInput) -> None:
        answer = SignedAnswer.typed(body, request.POST)
        actions.sign(
            pages.actor(request), signature_request=signature_request, answer=answer, way=LINK, now=timezone.now()
        )

    if not form.submit(sign_document):
        return _document(request, secret, signature_request, form, status=422)
    return redirect("value:sign", secret)


@login_not_required
@never_cache
@require_POST
def give_back(request: HttpRequest, secret: str) -> HttpResponse:
    """Not theirs to answer; without a word why, the page says so and keeps what was typed."""
    signature_request, words = _readable(request, secret), request.POST.get("words", "")
    try:
        actions.give_back(pages.actor(request), signature_request=signature_request, words=words, now=timezone.now())
    except errors.BadInput as refused:
        shown = {"refusal": refused.sentence, "words": words}
        return _document(request, secret, signature_request, AnswerForm(), status=422, **shown)
    return _page(request, "value/signing/sign_returned.html", secret, signature_request)


@login_not_required
@never_cache
@require_POST
def withdraw(request: HttpRequest, secret: str) -> HttpResponse:
    signature_request = _readable(request, secret)
    if not hasattr(signature_request, "signature"):
        raise errors.NotFound()
    signature, form = signature_request.signature, ReasonForm(request.POST)

    def withdraw_by(body: ReasonInput) -> None:
        actions.withdraw_signature(
            pages.actor(request), signature=signature, reason=body.reason, way=LINK, now=timezone.now()
        )

    if not form.submit(withdraw_by):
        return _document(request, secret, signature_request, AnswerForm(), status=422, withdraw=form)
    return redirect("value:sign", secret)


@login_not_required
@never_cache
@require_GET
def evidence(request: HttpRequest, secret: str, file_id: int) -> FileResponse:
    """A file the claim rests on."""
    signature_request = _readable(request, secret)
    file = (
        signature_request.claim.evidence.filter(pk=file_id, removed_at=None).first()
        if signature_request.claim
        else None
    )
    if file is None:
        raise errors.NotFound()
    serving.guard_readable(file)
    return serving.content(file, inline=False)


def _document(
    request: HttpRequest,
    secret: str,
    signature_request: SignatureRequest,
    form: InputForm[AnswerInput],
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    signature = getattr(signature_request, "signature", None)
    context: dict[str, Any] = {
        "document": documents.read(signature_request.document),
        "signature": signature,
        "form": form,
        "typed": texts_typed(request.POST),
        "intact": sealing.intact(signature) if signature else None,
        "obstacle": "" if signature else SIGNATURES.obstacle_to(signature_request),
        "withdraw": ReasonForm(),
        "files": list(signature_request.claim.evidence.filter(removed_at=None)) if signature_request.claim else [],
    }
    return _page(request, "value/signing/sign.html", secret, signature_request, status=status, **context | more)


def _page(
    request: HttpRequest,
    template: str,
    secret: str,
    signature_request: SignatureRequest,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {
        "signature_request": signature_request,
        "secret": secret,
        "supplier": organisation.company().name,
        "today": signature_request.account.today(),
        **more,
    }
    return render(request, template, context, status=status)


def _readable(request: HttpRequest, secret: str) -> SignatureRequest:
    """The request, for a browser that gave its code; for any other it is not there."""
    signature_request = pages.requested(request, SIGNATURES, secret)
    if not _opened(request, signature_request):
        raise errors.NotFound()
    SIGNATURES.guard_link(signature_request, now=timezone.now())
    return signature_request


def _opened(request: HttpRequest, signature_request: SignatureRequest) -> bool:
    until = request.session.get(OPENED, {}).get(str(signature_request.pk))
    return isinstance(until, int | float) and time.time() < until


def _remember(request: HttpRequest, signature_request: SignatureRequest) -> None:
    if not request.user.is_authenticated:
        request.session.cycle_key()
    now = time.time()
    opened = {key: until for key, until in request.session.get(OPENED, {}).items() if until > now}
    request.session[OPENED] = {**opened, str(signature_request.pk): now + OPENED_LIFETIME.total_seconds()}
