"""What the pages about people ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.people.rules import ROLE_NAMES, Role


class SignIn(forms.Form):
    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )


class Roles(forms.MultipleChoiceField):
    """Checkboxes for roles, cleaned to a set of Role."""

    def __init__(self, **options: Any) -> None:
        choices = [(role.value, name) for role, name in ROLE_NAMES.items()]
        super().__init__(choices=choices, widget=forms.CheckboxSelectMultiple, label=_("Roles"), **options)

    def clean(self, value: Any) -> frozenset[Role]:
        return frozenset(Role(role) for role in super().clean(value))


class Invite(forms.Form):
    email = forms.EmailField(label=_("Email"))
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    roles = Roles()


class EditRoles(forms.Form):
    roles = Roles()


class Join(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=200)
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters; a sentence works well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )


class ChangePassword(forms.Form):
    old = forms.CharField(
        label=_("Current password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters; a sentence works well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )


class NewToken(forms.Form):
    label = forms.CharField(label=_("Purpose"), max_length=200)
