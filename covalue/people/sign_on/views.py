"""Off to the company's identity provider, and back."""

from typing import Any

import requests as http
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covalue.core import errors


@login_not_required
@require_GET
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider; it sends the browser back to the callback."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    try:
        response: HttpResponse = _provider(request, provider_id).redirect(
            request, AuthProcess.LOGIN, next_url=wanted if safe else None
        )
    except http.RequestException:
        raise errors.WrongState(_unreachable()) from None
    return response


@login_not_required
@require_GET
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from an OpenID Connect provider with a code."""
    _provider(request, provider_id)
    try:
        response: HttpResponse = openid_connect.callback(request, provider_id)
    except http.RequestException:
        raise errors.WrongState(_unreachable()) from None
    return response


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise errors.NotFound() from None


def _unreachable() -> str:
    return _("Your company's sign-on service is not responding. Try again later, or use your password.")
