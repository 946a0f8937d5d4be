"""What happens to every call before and after its operation: who calls, in what form, in which transaction."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja.operation import Operation
from ninja.utils import check_csrf

from covalue.api import keeping, problems
from covalue.core import errors
from covalue.people import queries as people
from covalue.web import requests

if TYPE_CHECKING:
    from covalue.people.models import Token

SAFE: Final = ("GET", "HEAD", "OPTIONS")
MEDIA_TYPES: Final = {"body": "application/json", "file": "multipart/form-data"}
USE_NOTED_EVERY: Final = timedelta(minutes=1)

Run = Callable[..., HttpResponseBase]


def guard(run: Run) -> Run:
    """Put the door before an operation."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]

    @wraps(run)
    def entered(request: HttpRequest, **parts: Any) -> HttpResponseBase:
        now = timezone.now()
        try:
            _sign_in(request, now)
            _guard_one_of_ours(request)
            _check_body(request, operation)
            return _not_modified(request, _answer(request, lambda: run(request, **parts), now))
        except errors.Refused as refused:
            return problems.of_refusal(request, refused)

    return entered


def _answer(request: HttpRequest, change: keeping.Answer, now: datetime) -> HttpResponseBase:
    if request.method in SAFE:
        return change()
    return keeping.once(request, requests.user_of(request), change, now=now)


def _sign_in(request: HttpRequest, now: datetime) -> None:
    """By key, or by the session of a page of ours; then whatever changes something carries the page's CSRF token."""
    header = request.headers.get("Authorization", "")
    if header:
        _sign_in_by_key(request, header, now)
        return
    if not request.user.is_authenticated or not request.user.is_active:
        raise problems.NotSignedIn(_("Send your API key: “Authorization: Bearer cov_…”."))
    if request.method not in SAFE and check_csrf(request) is not None:
        raise errors.NotAllowed(_("A change from a page needs its CSRF token in X-CSRFToken."))


def _guard_one_of_ours(request: HttpRequest) -> None:
    """Guests have their pages, and no operation: whatever one answers, it is not for them."""
    if requests.user_of(request).is_guest:
        raise errors.NotFound(_("Guests cannot use the API."))


def knows_caller(request: HttpRequest) -> bool:
    """Whether a key that opens something comes with the request."""
    return requests.by_api(request) and _token(request.headers.get("Authorization", ""), timezone.now()) is not None


def _token(header: str, now: datetime) -> "Token | None":
    scheme, _blank, secret = header.partition(" ")
    return people.token_holder(secret.strip(), now) if scheme.lower() == "bearer" else None


def _sign_in_by_key(request: HttpRequest, header: str, now: datetime) -> None:
    token = _token(header, now)
    if token is None:
        raise problems.NotSignedIn(_("This API key is unknown, expired or revoked."))
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        type(token).objects.filter(pk=token.pk).update(last_used_at=now)
    request.user = token.user


def _check_body(request: HttpRequest, operation: Operation) -> None:
    """The media type the operation reads, and no more than is read into memory."""
    sources = [model.__ninja_param_source__ for model in operation.models]
    wanted = next((MEDIA_TYPES[source] for source in sources if source in MEDIA_TYPES), None)
    if wanted is None or not _has_body(request):
        return
    if request.content_type != wanted:
        raise problems.NotUnderstood(_("Send %(wanted)s here.") % {"wanted": wanted})
    if wanted == "application/json":
        try:
            len(request.body)
        except RequestDataTooBig:
            raise problems.TooLarge(_("This request is too large.")) from None


def _has_body(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or ""
    return length not in ("", "0") or "HTTP_TRANSFER_ENCODING" in request.META


def _not_modified(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """304 for whoever has it already (RFC 9110 §13.1.2)."""
    tag = answer.headers.get("ETag", "")
    tags = [part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")]
    if request.method not in ("GET", "HEAD") or answer.status_code != 200 or not tag or tag not in tags:
        return answer
    unchanged = HttpResponseNotModified()
    unchanged.headers["ETag"] = tag
    return unchanged
