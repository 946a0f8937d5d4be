"""Who lacks a second factor; and when a session was last seen, noted at most every five minutes so that reading pages writes nothing."""

import time
from collections.abc import Callable
from typing import Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.web import languages, requests

EVERY_SECONDS: Final = 300
NOTED: Final = "seen"
WAYS_TO_A_FACTOR: Final = frozenset(
    [
        "people:security", "people:add-app", "people:add-passkey", "people:passkey-creation-options", "people:confirm",
        "people:recovery-codes", "people:sign-out", "people:me", "people:end-session", "people:end-other-sessions",
        "live", "ready",
    ]
)  # fmt: skip


class Languages:
    """A colleague's pages speak the language they chose, on every device; without a choice the one of the device."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if user.is_authenticated and user.language:
            languages.speak_as_chosen(request, user.language)
        return self.get_response(request)


class SecondFactor:
    """Lets whose role demands a second factor do nothing but add one, until they have.

    Who came by the company's identity provider is that provider's to ask for one; keys for the API are not asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        if not settings.SECOND_FACTOR_ROLES or not request.user.is_authenticated or "Authorization" in request.headers:
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in WAYS_TO_A_FACTOR or not _lacks_factor(request):
            return None
        if name.startswith("api:") or getattr(request, "htmx", False):
            raise PermissionDenied
        messages.warning(request, _("Your role requires a second factor. Add an authenticator app or a passkey first."))
        return redirect("people:security")


def _lacks_factor(request: HttpRequest) -> bool:
    user = requests.user_of(request)
    if not user.roles & settings.SECOND_FACTOR_ROLES:
        return False
    by_company = any(record.get("method") == "socialaccount" for record in get_authentication_records(request, user))
    factors = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return not by_company and not factors.exists()


class Seen:
    """Keeps the session list of “Sign-in and security” truthful."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        noted = request.session.get(NOTED)
        if noted is not None and time.time() - noted > EVERY_SECONDS and request.user.is_authenticated:
            request.session[NOTED] = time.time()
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())
        return self.get_response(request)
