"""From a request to what actions ask for: who acts, from where, and when."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

from covalue.core import errors
from covalue.core.events import Actor

if TYPE_CHECKING:
    from covalue.people.models import User


def user_of(request: HttpRequest) -> "User":
    """Whoever is signed in; the middleware lets nobody else through."""
    return request.user  # type: ignore[return-value]


def colleague_of(request: HttpRequest) -> "User":
    """Whoever is signed in; NotFound for a customer's guest."""
    user = user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    return user


def actor(request: HttpRequest) -> Actor:
    """Who acts in this request: by a page from an internet address, or by the API."""
    if by_api(request):
        return api_actor(request)
    return Actor(user=request.user, origin=origin(request), request=request_id(request))


def by_api(request: HttpRequest) -> bool:
    """Whether the request came to the API, by key or by a script of a page."""
    return request.path.startswith("/api/")


def origin(request: HttpRequest) -> str:
    """The internet address of the request; behind proxies `config/wsgi.py` sets REMOTE_ADDR (COVALUE_PROXIES)."""
    return str(request.META.get("REMOTE_ADDR") or "unknown")


def on_loopback(request: HttpRequest) -> bool:
    """Whether the browser runs on this very machine."""
    return origin(request) in ("127.0.0.1", "::1")


def api_actor(request: HttpRequest) -> Actor:
    """Who acts in a request to the API; the audit log keeps the request's id."""
    return Actor(user=request.user, origin=f"api {request_id(request)}", request=request_id(request))


def request_id(request: HttpRequest) -> str:
    """The name of this request in logs and audit log; the middleware gives it."""
    return str(getattr(request, "request_id", ""))


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which takes JSON and shows a refusal's sentence where it happened."""
    return request.headers.get("Accept", "") == "application/json"
