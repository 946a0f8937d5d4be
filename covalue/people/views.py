"""Signing in and out, joining by invitation, oneself, and the list of users."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors, mailboxes
from covalue.people import actions, api, demo_seats, forms, queries
from covalue.people.inputs import InvitationInput, RolesInput, TokenInput
from covalue.people.models import User
from covalue.people.rules import ROLE_NAMES, ROLE_SENTENCES
from covalue.people.sign_on import leaving
from covalue.web import inputs, languages, requests
from covalue.web.inputs import form_of


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by email address and password; after five wrong ones with a growing pause."""
    languages.speak_as_chosen(request)
    form = forms.SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _authenticated(request, form)
        if user is not None:
            record_authentication(request, user, "password")
            return _let_in(request, user)
    page = {
        "form": form,
        "next": request.GET.get("next", ""),
        "services": _services(),
        "demo_seats": demo_seats.for_request(request),
    }
    return render(request, "people/sign_in.html", page, status=422 if form.errors else 200)


@login_not_required
@require_POST
def sign_in_to_demo(request: HttpRequest, user_id: int) -> HttpResponse:
    """The demo's buttons; they exist on loopback in a demo only."""
    user = next((seat.user for seat in demo_seats.for_request(request) if seat.user.pk == user_id), None)
    if user is None:
        raise errors.NotFound()
    return _let_in(request, user)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out here; who came by the company's provider is shown the way out there, too."""
    key, is_guest = request.session.session_key or "", requests.user_of(request).is_guest
    actions.note_sign_out(requests.actor(request), session_key=key, now=timezone.now())
    leave = leaving.offered(request, requests.user_of(request))
    logout(request)
    if leave is not None:
        return render(request, "people/signed_out.html", {"service": leave.service, "link": leave.link})
    language = f"?{languages.ASKED}={get_language()}" if is_guest else ""
    return redirect(reverse("people:sign-in") + language)


@login_not_required
@sensitive_post_parameters("password")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation: say one's name, choose a password, be in."""
    now = timezone.now()
    languages.speak_as_chosen(request)
    email = queries.guest_of_link(secret)
    if email:
        languages.speak(request, languages.of_address(email))
    invitation = actions.invitation_for(secret, now=now)
    if invitation.language:
        languages.speak(request, invitation.language)
    form = forms.Join(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.accept_invitation(secret, **form.cleaned_data, origin=requests.origin(request), now=now)
        except errors.BadInput as refused:
            form.add_error(refused.field or None, refused.sentence)
        else:
            return _let_in(request, user)
    page = {"form": form, "invitation": invitation}
    response = render(request, "people/join.html", page, status=422 if form.errors else 200)
    if invitation.is_of_guest:
        languages.keep(response, get_language() or "")
    return response


@sensitive_post_parameters("old", "new")
def me(request: HttpRequest) -> HttpResponse:
    """Oneself: password and API keys."""
    user, form = requests.user_of(request), forms.ChangePassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_password(requests.actor(request), user=user, **form.cleaned_data, now=timezone.now())
        except errors.BadInput as refused:
            form.add_error(refused.field if refused.field in form.fields else "new", refused.sentence)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Your password was changed."))
            return redirect("people:me")
    page = {"form": form, "tokens": queries.tokens_of(user)}
    return render(request, "people/me.html", page, status=422 if form.errors else 200)


@require_POST
def create_token(request: HttpRequest) -> HttpResponse:
    """A new API key; shown this once."""
    key = api.make_token(request, inputs.posted(TokenInput, request.POST))
    return render(request, "people/token.html", {"key": key})


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """Everybody who can sign in, and who was invited."""
    user = requests.user_of(request)
    page = {
        "users": queries.manageable_by(user).order_by("deactivated_at", "name"),
        "invitations": queries.open_invitations(user),
        "form": form_of(InvitationInput)(),
        "now": timezone.now(),
        "roles": [(role, name, ROLE_SENTENCES[role]) for role, name in ROLE_NAMES.items()],
        "protected": queries.with_second_factor(),
    }
    return render(request, "people/users.html", page)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Send somebody a link to join; without email the administrator is shown it."""
    queries.guard_manages_users(requests.user_of(request))
    invitation = api.send_invitation(request, inputs.posted(InvitationInput, request.POST))
    if invitation.mail_sent:
        messages.success(request, _("An invitation was sent to %(email)s.") % {"email": invitation.email})
    else:
        sentence = _(
            "The email to %(email)s could not be sent. The invitation is valid; pass on this link yourself: %(link)s"
        )
        messages.warning(request, sentence % {"email": invitation.email, "link": invitation.link})
    return redirect("people:users")


@require_POST
def set_roles(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give a user exactly the roles ticked."""
    user = queries.get_manageable(requests.user_of(request), user_id)
    roles = inputs.posted(RolesInput, request.POST).roles
    actions.set_roles(requests.actor(request), user=user, roles=roles, now=timezone.now())
    messages.success(request, _("%(name)s now has the roles: %(roles)s.") % {"name": user, "roles": user.role_names})
    return redirect("people:users")


@require_POST
def set_active(request: HttpRequest, user_id: int) -> HttpResponse:
    """Deactivate, or reactivate."""
    user = queries.get_manageable(requests.user_of(request), user_id)
    change = actions.deactivate if user.is_active else actions.reactivate
    change(requests.actor(request), user=user, now=timezone.now())
    return redirect("people:users")


def _authenticated(request: HttpRequest, form: forms.SignIn) -> User | None:
    """The user of this address and password, or None with the reason on the form."""
    email, now, origin = mailboxes.folded(form.cleaned_data["email"]), timezone.now(), requests.origin(request)
    wait = actions.seconds_until_next_attempt(email, origin, now=now)
    if wait:
        form.add_error(None, _("Too many wrong passwords. Try again in %(n)d seconds.") % {"n": wait})
        return None
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    if user is None:
        actions.note_failed_sign_in(email, origin, now=now)
        form.add_error(None, _("Email or password is not correct."))
    return user


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    """On to the second step where there is one, else in."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = reverse("process:my-day")
    response: HttpResponse = perform_login(request, Login(user=user, redirect_url=target))
    return response


def _services() -> list[tuple[str, str]]:
    """The company's identity providers: key and name."""
    providers: dict[str, dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS
    apps = [app for provider in providers.values() for app in provider["APPS"]]
    return [(app["provider_id"], app["name"]) for app in apps]
