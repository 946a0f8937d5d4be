"""The second step of a sign-in, and one's own factors and sessions."""

import json
from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.adapter import get_adapter
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret, get_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors
from covalue.people import actions as people
from covalue.people import queries as people_queries
from covalue.people.factors import actions, forms, queries, rules
from covalue.people.models import User
from covalue.web import languages, requests

View = Callable[..., HttpResponse]
confirmed: Callable[[View], View] = reauthentication_required(app="allauth.mfa")


@login_not_required
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """After the password: a code of the app, a recovery code, or a passkey."""
    stage = _stage(request)
    if stage is None:
        return redirect("people:sign-in")
    user = stage.login.user
    languages.speak_as_chosen(request)
    if user.is_guest:
        languages.speak(request, languages.of_address(user.email))
    form = forms.SecondFactor(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _record(request, _answered(request, user))
            response: HttpResponse = stage.exit()
            return response
        except errors.BadInput as refused:
            form.add_error("code", refused.sentence)
    page = {"form": form, "with_codes": queries.has_codes(user), "with_passkey": queries.has_passkey(user)}
    return render(request, "people/second_step.html", page, status=422 if form.errors else 200)


@login_not_required
@require_GET
def passkey_options(request: HttpRequest) -> JsonResponse:
    """What the browser shows a passkey: for whoever is half in or confirms, theirs; else whichever it has."""
    stage = _stage(request)
    user = request.user if request.user.is_authenticated else stage.login.user if stage else None
    return JsonResponse(webauthn.begin_authentication(user)["publicKey"])


@login_not_required
@require_POST
def sign_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """In without a password."""
    factor = actions.use_passkey(_credential(request), user=None, origin=requests.origin(request), now=timezone.now())
    _record(request, factor, passwordless=True)
    response: HttpResponse = perform_login(
        request, Login(user=factor.user, redirect_url=request.POST.get("next") or None)
    )
    return response


@sensitive_post_parameters("password", "code")
def confirm(request: HttpRequest) -> HttpResponse:
    """Show again that it is you, before factors change: password, code or passkey; it holds for five minutes."""
    user = requests.user_of(request)
    form = forms.Confirm(request.POST or None, password=user.has_usable_password(), codes=queries.has_codes(user))
    if request.method == "POST" and ("credential" in request.POST or form.is_valid()):
        try:
            _record(request, _confirmed(request, user), reauthenticated=True)
            return resume_request(request) or redirect("people:security")
        except errors.BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    page = {"form": form, "with_passkey": queries.has_passkey(user), "next": request.GET.get("next", "")}
    return render(request, "people/confirm.html", page, status=422 if form.errors else 200)


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """How one comes in, and where one is in."""
    page = queries.security(requests.user_of(request), current_key=request.session.session_key or "")
    return render(request, "people/security.html", {"page": page})


@confirmed
@sensitive_post_parameters("code")
def add_app(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture, and take the first code."""
    form = forms.Code(request.POST or None)
    secret = get_totp_secret(regenerate=request.method == "GET")
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_app(requests.actor(request), secret=secret, code=form.cleaned_data["code"], now=timezone.now())
            clear_totp_secret(request)
            return redirect("people:recovery-codes")
        except errors.BadInput as refused:
            form.add_error("code", refused.sentence)
    url = get_adapter().build_totp_url(requests.user_of(request), secret)
    picture = get_adapter().build_totp_svg(url).partition("?>")[2]
    page = {"form": form, "picture": picture, "secret": rules.in_groups(secret)}
    return render(request, "people/add_app.html", page, status=422 if form.errors else 200)


@confirmed
@require_GET
def passkey_creation_options(request: HttpRequest) -> JsonResponse:
    """What the browser makes a passkey of."""
    return JsonResponse(webauthn.begin_registration(requests.user_of(request), True)["publicKey"])


@confirmed
def add_passkey(request: HttpRequest) -> HttpResponse:
    """The browser makes it; the first one brings recovery codes."""
    if request.method != "POST":
        return render(request, "people/add_passkey.html")
    first = not queries.recovery_codes(requests.user_of(request))
    name = request.POST.get("name", "")
    actions.add_passkey(requests.actor(request), name=name, credential=_credential(request), now=timezone.now())
    messages.success(request, _("The passkey was added."))
    return redirect("people:recovery-codes" if first else "people:security")


@confirmed
@require_POST
def remove(request: HttpRequest, factor_id: int) -> HttpResponse:
    factor = queries.of_user(requests.user_of(request), factor_id)
    actions.remove(requests.actor(request), factor=factor, now=timezone.now())
    messages.success(request, _("It can no longer be used to sign in."))
    return redirect("people:security")


@confirmed
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Those not used yet; posting makes new ones."""
    if request.method == "POST":
        actions.renew_recovery_codes(requests.actor(request), now=timezone.now())
        messages.success(request, _("These are your new codes; the previous ones no longer work."))
        return redirect("people:recovery-codes")
    codes = queries.recovery_codes(requests.user_of(request))
    return render(request, "people/recovery_codes.html", {"codes": codes})


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    session = people_queries.get_session(requests.user_of(request), session_id)
    people.end_session(requests.actor(request), session=session, now=timezone.now())
    messages.success(request, _("That browser is signed out."))
    return redirect("people:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out elsewhere."""
    keep = request.session.session_key or ""
    people.end_other_sessions(requests.actor(request), keep=keep, now=timezone.now())
    messages.success(request, _("You are now signed in only here."))
    return redirect("people:security")


@require_POST
def reset(request: HttpRequest, user_id: int) -> HttpResponse:
    """An administrator helps somebody who lost the phone and the codes."""
    user = people_queries.get_manageable(requests.user_of(request), user_id)
    actions.reset(requests.actor(request), user=user, now=timezone.now())
    messages.success(request, _("%(name)s now signs in with a password only.") % {"name": user})
    return redirect("people:users")


def _stage(request: HttpRequest) -> LoginStage | None:
    stage = LoginStageController.enter(request, LoginStageKey.MFA_AUTHENTICATE.value)
    return stage if stage and stage.login.user else None


def _answered(request: HttpRequest, user: User) -> Authenticator:
    """The factor that answered, code or passkey."""
    origin, now = requests.origin(request), timezone.now()
    if "credential" in request.POST:
        return actions.use_passkey(_credential(request), user=user, origin=origin, now=now)
    return actions.use_code(user, code=request.POST.get("code", ""), origin=origin, now=now)


def _confirmed(request: HttpRequest, user: User) -> Authenticator | None:
    """None when it was the password."""
    if "password" not in request.POST:
        return _answered(request, user)
    people.check_password(user, request.POST["password"], requests.origin(request), now=timezone.now())
    return None


def _record(request: HttpRequest, factor: Authenticator | None, **facts: bool) -> None:
    """Tell allauth how somebody proved to be who they are; it lives in the session."""
    if factor is None:
        record_authentication(request, requests.user_of(request), "password", **facts)
    else:
        record_authentication(request, factor.user, "mfa", id=factor.pk, type=factor.type, **facts)


def _credential(request: HttpRequest) -> dict[str, Any]:
    """The browser's JSON, or BadInput."""
    try:
        credential = json.loads(request.POST.get("credential", ""))
    except (ValueError, RecursionError):
        credential = None
    if not isinstance(credential, dict):
        raise errors.BadInput(_("The browser's answer could not be used. Try again."), field="credential")
    return credential
