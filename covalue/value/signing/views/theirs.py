"""The contact's side: a personal link, a code by mail, the document, their answer. Nothing is told before the code.

Whoever opens the link is nobody to us; the code shows that they read the contact's mail.
"""

import time
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import serving
from covalue.core import errors
from covalue.core.events import Actor
from covalue.value import actions, forms, queries
from covalue.value.models import Signature, SignatureRequest
from covalue.value.signing import documents, sealing
from covalue.web import answers, languages, requests

OPENED: Final = "signing"
HOLDS_SECONDS: Final = 2 * 3600
LINK: Final = Signature.Way.LINK


@login_not_required
@never_cache
@require_GET
def sign(request: HttpRequest, secret: str) -> HttpResponse:
    """Before the code: that there is something to sign, and for whom. After it: the document, or the receipt."""
    found = _requested(request, secret)
    actions.guard_readable(request=found, now=timezone.now())
    if not _opened(request, found):
        return _page(request, "value/sign_code.html", secret, found, code=forms.CodeForm())
    return _document(request, secret, found, forms.AnswerForm())


@login_not_required
@never_cache
@require_POST
def send_code(request: HttpRequest, secret: str) -> HttpResponse:
    found = _requested(request, secret)
    actions.ask_for_code(request=found, now=timezone.now())
    return redirect("value:sign", secret)


@login_not_required
@never_cache
@require_POST
def open_by_code(request: HttpRequest, secret: str) -> HttpResponse:
    found = _requested(request, secret)
    form = forms.CodeForm(request.POST)
    if form.is_valid():
        try:
            actions.open_by_code(_actor(request), request=found, code=form.cleaned_data["code"], now=timezone.now())
        except errors.BadInput as refused:
            form.add_error("code", refused.sentence)
        else:
            _remember(request, found)
            return redirect("value:sign", secret)
    found.refresh_from_db()
    return _page(request, "value/sign_code.html", secret, found, status=422, code=form)


@login_not_required
@never_cache
@require_POST
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign; a refused answer comes back with what was typed."""
    found = _readable(request, secret)
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return _document(request, secret, found, form, status=422)
    try:
        actions.sign(_actor(request), request=found, said=form.said, way=LINK, now=timezone.now())
    except errors.BadInput as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _document(request, secret, found, form, status=422)
    return redirect("value:sign", secret)


@login_not_required
@never_cache
@require_POST
def give_back(request: HttpRequest, secret: str) -> HttpResponse:
    found = _readable(request, secret)
    actions.give_back(_actor(request), request=found, words=request.POST.get("words", ""), now=timezone.now())
    return _page(request, "value/sign_returned.html", secret, found)


@login_not_required
@never_cache
@require_POST
def withdraw(request: HttpRequest, secret: str) -> HttpResponse:
    found = _readable(request, secret)
    if not hasattr(found, "signature"):
        raise errors.NotFound()
    said = answers.checked(forms.ReasonForm(request.POST))
    actions.withdraw_signature(
        _actor(request), signature=found.signature, reason=str(said["reason"]), way=LINK, now=timezone.now()
    )
    return redirect("value:sign", secret)


@login_not_required
@never_cache
@require_GET
def evidence(request: HttpRequest, secret: str, file_id: int) -> FileResponse:
    """A file the claim rests on."""
    found = _readable(request, secret)
    file = found.claim.evidence.filter(pk=file_id, removed_at=None).first() if found.claim else None
    if file is None:
        raise errors.NotFound()
    serving.guard_readable(file)
    return serving.content(file, inline=False)


def _document(
    request: HttpRequest, secret: str, found: SignatureRequest, form: forms.AnswerForm, status: int = 200
) -> HttpResponse:
    signature = getattr(found, "signature", None)
    amounts = {key.removeprefix("amount-"): value for key, value in request.POST.items() if key.startswith("amount-")}
    page: dict[str, Any] = {
        "document": documents.read(found.document),
        "signature": signature,
        "form": form,
        "typed": amounts,
        "intact": sealing.intact(signature) if signature else None,
        "withdraw": forms.ReasonForm(),
        "files": list(found.claim.evidence.filter(removed_at=None)) if found.claim else [],
    }
    return _page(request, "value/sign.html", secret, found, status=status, **page)


def _page(
    request: HttpRequest, template: str, secret: str, found: SignatureRequest, *, status: int = 200, **page: Any
) -> HttpResponse:
    told = {"asked": found, "secret": secret, "supplier": settings.COMPANY, "today": timezone.localdate(), **page}
    return render(request, template, told, status=status)


def _readable(request: HttpRequest, secret: str) -> SignatureRequest:
    """The request, for a browser that gave its code; for any other it is not there."""
    found = _requested(request, secret)
    if not _opened(request, found):
        raise errors.NotFound()
    actions.guard_readable(request=found, now=timezone.now())
    return found


def _opened(request: HttpRequest, found: SignatureRequest) -> bool:
    until = request.session.get(OPENED, {}).get(str(found.pk))
    return isinstance(until, int | float) and time.time() < until


def _remember(request: HttpRequest, found: SignatureRequest) -> None:
    if not request.user.is_authenticated:
        request.session.cycle_key()
    now = time.time()
    kept = {key: until for key, until in request.session.get(OPENED, {}).items() if until > now}
    request.session[OPENED] = {**kept, str(found.pk): now + HOLDS_SECONDS}


def _actor(request: HttpRequest) -> Actor:
    """Nobody of ours, even in a browser where somebody of ours is signed in."""
    return Actor(user=None, origin=requests.origin(request), request=requests.request_id(request))


def _requested(request: HttpRequest, secret: str) -> SignatureRequest:
    """What the link opens, spoken of in the language of whom it was sent to."""
    found = queries.requested(secret)
    languages.speak(request, found.contact.language)
    return found
