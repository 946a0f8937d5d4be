"""Signing out at the company's identity provider as well, where it says how (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import requests as http
from allauth.account.authentication import get_authentication_records
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from covalue.people.models import User


@dataclass(frozen=True)
class Leave:
    """Where one signs out at the provider, and what it is called."""

    service: str
    link: str


def offered(request: HttpRequest, user: User) -> Leave | None:
    """The provider's own sign-out for a session it let in; None when it was not the provider, or it offers none."""
    records = get_authentication_records(request, user)
    provider_id = next((r["provider"] for r in records if r.get("method") == "socialaccount" and "provider" in r), "")
    if not provider_id or "openid_connect" not in settings.SOCIALACCOUNT_PROVIDERS:
        return None
    try:
        app = get_adapter().get_provider(request, provider_id).app
        config = OpenIDConnectOAuth2Adapter(request, provider_id).openid_config
    except (SocialApp.DoesNotExist, http.RequestException, ValueError, KeyError):
        return None
    address = str(config.get("end_session_endpoint") or "")
    if urlsplit(address).scheme not in ("https", "http"):
        return None
    back = settings.BASE_URL + reverse("people:sign-in")
    query = urlencode({"client_id": app.client_id, "post_logout_redirect_uri": back})
    return Leave(service=app.name, link=f"{address}{'&' if '?' in address else '?'}{query}")
