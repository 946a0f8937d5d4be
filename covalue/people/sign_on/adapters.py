"""What allauth asks of us while it carries somebody through the stages of a sign-in."""

import time
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.people import actions, middleware
from covalue.people.models import User
from covalue.people.sign_on import secrets
from covalue.web import requests

NO_ADDRESS: Final = "0.0.0.0"
METHODS: Final = {"totp": "authenticator app", "recovery_codes": "recovery code", "webauthn": "passkey"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves, nobody enters whom the last gate refuses, and the trail knows how they came in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        origin = requests.origin(request)
        return NO_ADDRESS if origin == "unknown" else origin

    def pre_login(self, request: HttpRequest, user: User, **_hints: Any) -> None:
        _guard(request, user)

    def login(self, request: HttpRequest, user: User) -> None:
        """Asked again here: between password and code somebody may have been shut out."""
        _guard(request, user)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **hints: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **hints)
        request.session[middleware.NOTED] = time.time()
        actions.note_sign_in(user, requests.origin(request), now=timezone.now(), by=_methods(request, user))
        return response

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """One page for all of them."""
        if not get_reauthentication_flows(user):
            return []
        return [{"id": "reauthenticate", "description": "", "url": reverse("people:confirm")}]

    def add_message(self, *_arguments: Any, **_options: Any) -> None:
        """Our pages say what happened."""

    def send_notification_mail(self, *_arguments: Any, **_options: Any) -> None:
        """The trail tells; mails about it are not sent yet."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are kept encrypted under the secret key."""

    def encrypt(self, text: str) -> str:
        return secrets.sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.opened(encrypted_text)


class CompanyAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-on by the company's identity provider: who comes in, with which roles."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        raise errors.NotAllowed(_("Sign-on by the company's identity provider is not set up."))


def _guard(request: HttpRequest, user: User) -> None:
    """The last gate; whoever is refused starts from nothing the next time."""
    try:
        actions.guard_may_enter(user, requests.origin(request), now=timezone.now())
    except errors.Refused:
        clear_login(request)
        raise


def _methods(request: HttpRequest, user: User) -> str:
    """“password, authenticator app”, “passkey”, or the name of the identity provider."""
    records = get_authentication_records(request, user)
    named = [METHODS.get(r.get("type"), r.get("provider") or r["method"]) for r in records]
    return ", ".join(dict.fromkeys(named)) or "link"
