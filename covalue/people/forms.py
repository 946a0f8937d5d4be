"""What the pages of the sign-in and of one's password ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def email_field() -> forms.EmailField:
    """The address one signs in with."""
    return forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


def password_field(label: Any, **attributes: Any) -> forms.CharField:
    """One's current password as it is typed, blanks included."""
    widget = forms.PasswordInput(attrs={"autocomplete": "current-password", **attributes})
    return forms.CharField(label=label, widget=widget, strip=False)


def new_password_field(label: Any) -> forms.CharField:
    """A password to be chosen; the action refuses a weak one."""
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    advice = _("At least 12 characters; a sentence works well.")
    return forms.CharField(label=label, widget=widget, strip=False, help_text=advice)


class SignIn(forms.Form):
    email = email_field()
    password = password_field(_("Password"))


class Join(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200)
    password = new_password_field(_("Password"))


class ChangePassword(forms.Form):
    old = password_field(_("Current password"))
    new = new_password_field(_("New password"))
