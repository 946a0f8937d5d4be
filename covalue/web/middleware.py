"""What every answer carries, and how a refusal becomes a page."""

import logging
import time
import uuid
from collections.abc import Callable
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import gettext as _

from covalue.core import errors, logs
from covalue.web import conflicts, requests, stays

log = logging.getLogger(__name__)

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)

TEXTS = ("text/", "application/json", "application/problem+json", "application/scim+json")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

Next = Callable[[HttpRequest], HttpResponseBase]


class Calls:
    """Gives every request a name, which the answer, the log, the error page and the audit log repeat; logs it in one line."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        named, started = logs.WORK.set(request.request_id), time.monotonic()  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
            if not request.path.startswith(("/static/", "/health/")):
                log.info("request", extra=_line(request, response, time.monotonic() - started))
        finally:
            logs.WORK.reset(named)
        return response


def _line(request: HttpRequest, response: HttpResponseBase, seconds: float) -> dict[str, object]:
    """The route stands for the address: addresses hold the secrets of invitations and what was searched for."""
    match = request.resolver_match
    return {
        "method": request.method if request.method in METHODS else "other",
        "route": match.route if match else "unknown",
        "status": response.status_code,
        "milliseconds": round(seconds * 1000),
        "user": getattr(request.__dict__.get("_cached_user"), "pk", None) or "-",
    }


class Headers:
    """Security headers, and no caching of what only some may see."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Frame-Options", "DENY")
        if settings.SECURE_HSTS_SECONDS:
            response.headers.setdefault("Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Compressed(GZipMiddleware):
    """Texts as gzip, of a length that varies at random so that it tells nothing of what is in them: docs/decisions/0032.

    Files, and what is sent as it is made, are left as they are.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)


class Sizes:
    """Refuses a body larger than its address takes before a byte of it is read; WSGI tells the length beforehand.

    Stands before whatever reads a form (the check of CSRF tokens does), and after who is signed in is known.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        length = _length(request)
        strangers = min(settings.STRANGER_LIMIT, settings.BODY_LIMIT)
        if length <= strangers:
            return None
        known = _is_known(request)
        if not known and "Authorization" in request.headers:
            return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
        limit = _body_limit(request) if known else strangers
        if length <= limit:
            return None
        return refusal(request, errors.TooLarge(_too_large(limit)))


def _too_large(limit: int) -> str:
    if limit < 1024 * 1024:
        return _("This is too large: at most {size} KB at once.").format(size=limit // 1024)
    return _("This is too large: at most {size} MB at once.").format(size=limit // 1024 // 1024)


def _is_known(request: HttpRequest) -> bool:
    """Signed in, or with a key that opens something; what is only called a key says nothing."""
    return request.user.is_authenticated or any(
        knows(request) for knows in import_module(settings.ROOT_URLCONF).callers
    )


def _length(request: HttpRequest) -> int:
    """Bytes of the body as far as will be read; like Django, none when the length cannot be read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _body_limit(request: HttpRequest) -> int:
    """Bytes a request of somebody who is known may hold at this address."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    limits: dict[str, int] = import_module(settings.ROOT_URLCONF).body_limits
    return limits.get(name, settings.BODY_LIMIT)


class Errors:
    """Turns the refusals of core.errors into a page, or a sentence for a request by htmx."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, conflicts.KINDS):
            exception = conflicts.refused(exception)
        if not isinstance(exception, errors.Refused):
            return None
        return refusal(request, exception)


def refusal(request: HttpRequest, refused: errors.Refused) -> HttpResponse:
    """No, said where it was asked: on the page of the form, as a sentence for a script, or on a page of its own."""
    if requests.wants_json(request):
        return JsonResponse({"sentence": refused.sentence or _("This page does not exist.")}, status=refused.status)
    htmx = getattr(request, "htmx", False)
    staying = None if htmx else stays.back(request, refused)
    if staying is not None:
        return staying
    template = "web/_refusal.html" if htmx else "web/refusal.html"
    page = {"refused": refused, "back": stays.came_from(request)}
    response = render(request, template, page, status=refused.status)
    response.headers["X-Refused-Field"] = getattr(refused, "field", "")
    return response
