"""Guests are let through to their own pages, in their language, and to nothing else, whatever a page would answer."""

from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from covalue.people.models import User
from covalue.portal import queries
from covalue.web import languages

# Their portal, the sign-in and its safety, personal links to sign and to rate, and whether the server lives.
OPEN: Final = frozenset(
    [
        "live", "ready", "process:my-day", "people:me", "people:sign-in", "people:sign-out", "people:security",
        "people:add-app", "people:add-passkey", "people:passkey-creation-options", "people:confirm", "people:recovery-codes",
        "people:remove-factor", "people:end-session", "people:end-other-sessions", "people:join", "people:forgotten",
        "people:new-password", "people:second-step", "people:sign-in-by-passkey", "people:passkey-options",
        "people:sign-in-demo", "account_login", "mfa_authenticate",
    ]
)  # fmt: skip
THEIRS: Final = "portal:"
OURS: Final = "portal:together"  # our pages about the portal begin with this
OPERATIONS: Final = "api:"  # refused at the door of the API, in its own form


class Guests:
    """Answers “not found” to a guest everywhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        user, name = request.user, _name(request)
        if isinstance(user, User) and user.is_guest and not name.startswith(THEIRS):
            guest = queries.guests_of(user).first()
            languages.speak(request, guest.contact.language if guest else "")
        if isinstance(user, User) and user.is_guest and not may_reach(name):
            raise Http404
        return None


def may_reach(name: str) -> bool:
    """Whether an address, by its name, is one for guests."""
    if name in OPEN or name in ("value:sign", "standing:answer", "positioning:answer"):
        return True
    if name.startswith(("value:sign-", "standing:answer-", "positioning:answer-", OPERATIONS)):
        return name not in ("api:docs", "api:openapi")
    return name.startswith(THEIRS) and not name.startswith(OURS)


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
