"""What the pages about a forgotten password ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Forgotten(forms.Form):
    email = forms.EmailField(label=_("Email"), widget=forms.EmailInput(attrs={"autocomplete": "username"}))


class NewPassword(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters; a sentence works well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
