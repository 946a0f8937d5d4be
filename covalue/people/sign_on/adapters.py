"""What allauth asks of us while it carries somebody through the stages of a sign-in."""

import logging
import time
from typing import Any, Final, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.people import actions as people
from covalue.people import middleware
from covalue.people.models import User
from covalue.people.sign_on import actions, rules, secrets
from covalue.web import requests

logger = logging.getLogger(__name__)
# What is written for no address; nothing listens on it.
NO_ADDRESS: Final = "0.0.0.0"  # nosec B104
METHODS: Final = {"totp": "authenticator app", "recovery_codes": "recovery code", "webauthn": "passkey"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves, nobody enters whom the last gate refuses, and the audit log knows how they came in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        origin = requests.origin(request)
        return NO_ADDRESS if origin == "unknown" else origin

    def pre_login(self, request: HttpRequest, user: User, **_hints: Any) -> None:
        _guard(request, user)

    def login(self, request: HttpRequest, user: User) -> None:
        """Asked again here: between password and code somebody may have been deactivated."""
        _guard(request, user)
        super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **hints: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **hints)
        request.session[middleware.NOTED] = time.time()
        people.note_sign_in(user, requests.origin(request), now=timezone.now(), by=_methods(request, user))
        return response

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        """One page for all of them."""
        if not get_reauthentication_flows(user):
            return []
        return [{"id": "reauthenticate", "description": "", "url": reverse("people:confirm")}]

    def add_message(self, *_arguments: Any, **_options: Any) -> None:
        """Our pages say what happened."""

    def send_notification_mail(self, *_arguments: Any, **_options: Any) -> None:
        """The audit log tells; mails about it are not sent yet."""


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
        """Asked when the provider has answered; afterwards the login belongs to a user of ours, or was refused."""
        now, origin = timezone.now(), requests.origin(request)
        known = sociallogin.user if sociallogin.is_existing else None
        person = _person(request, sociallogin)
        user = actions.admit(person, known=known, role_map=settings.SIGN_ON_ROLES, origin=origin, now=now)
        if known is None:
            sociallogin.user = user
            sociallogin.save(request, connect=True)

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> User:
        """The unsaved user allauth proposes; whom we admit is decided later."""
        proposed: User = sociallogin.user
        return proposed

    def serialize_instance(self, instance: Any) -> dict[str, Any]:
        """What waits in the session for the second step: of a user only who it is, no hash of a password."""
        if isinstance(instance, User):
            instance = User(pk=instance.pk, email=instance.email, created_at=instance.created_at)
        values: dict[str, Any] = super().serialize_instance(instance)
        return values

    def on_authentication_error(self, request: HttpRequest, provider: Any, **hints: Any) -> None:
        """One sentence for whatever went wrong between us and the provider; the log has the details."""
        logger.warning("sign-on by %s failed: %s %s", provider.name, hints.get("error"), type(hints.get("exception")))
        refuse_answer(request)


def _person(request: HttpRequest, sociallogin: Any) -> rules.Person:
    account, claim = sociallogin.account, settings.SIGN_ON_GROUPS_CLAIM
    if sociallogin.provider.id == "saml":
        email = next((address.email for address in sociallogin.email_addresses), "")
        return rules.from_attributes(account.provider, account.extra_data, groups_claim=claim, email=email)
    try:
        return rules.from_claims(
            account.provider, account.extra_data, groups_claim=claim, trust_email=settings.SIGN_ON_TRUST_EMAIL
        )
    except rules.Contradiction:
        refuse_answer(request)


def refuse_answer(request: HttpRequest) -> NoReturn:
    """The provider's answer cannot be used; which part is wrong only the log tells."""
    sentence = _("The sign-on service did not confirm who you are. Try again from the beginning.")
    actions.note_refusal(_("someone"), sentence, requests.origin(request), now=timezone.now())
    raise errors.NotAllowed(sentence)


def _guard(request: HttpRequest, user: User) -> None:
    """The last gate; whoever is refused starts from nothing the next time."""
    try:
        people.guard_may_enter(user, requests.origin(request), now=timezone.now())
    except errors.Refused:
        clear_login(request)
        raise


def _methods(request: HttpRequest, user: User) -> str:
    """“password, authenticator app”, “passkey”, or the name of the identity provider."""
    records = get_authentication_records(request, user)
    named = [METHODS.get(r.get("type"), r.get("provider") or r["method"]) for r in records]
    return ", ".join(dict.fromkeys(named)) or "link"
