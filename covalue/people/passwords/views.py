"""Forgotten passwords: asking for a link, and using it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from covalue.core import errors
from covalue.people.passwords import actions, forms
from covalue.web import languages, requests


@login_not_required
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same for every address."""
    languages.speak_as_chosen(request)
    form, link_requested = forms.Forgotten(request.POST or None), False
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask(form.cleaned_data["email"], origin=requests.origin(request), now=timezone.now())
            link_requested = True
        except errors.BadInput as refused:
            form.add_error(None, refused.sentence)
    page = {"form": form, "link_requested": link_requested}
    return render(request, "people/forgotten.html", page, status=422 if form.errors else 200)


@login_not_required
@sensitive_post_parameters("password")
def new_password(request: HttpRequest, secret: str) -> HttpResponse:
    """The link of the letter."""
    languages.speak_as_chosen(request)
    user = actions.user_of(secret)
    if user.is_guest:
        languages.speak(request, languages.of_address(user.email))
    form = forms.NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        origin, now = requests.origin(request), timezone.now()
        try:
            actions.reset(secret, password=form.cleaned_data["password"], origin=origin, now=now)
        except errors.BadInput as refused:
            form.add_error("password", refused.sentence)
        else:
            messages.success(request, _("Your password was changed. Sign in with it."))
            response = redirect("people:sign-in")
            if user.is_guest:
                languages.keep(response, get_language() or "")
            return response
    return render(request, "people/new_password.html", {"form": form}, status=422 if form.errors else 200)
