"""What the pages about second factors ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True}


class Code(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=CODE))


class SecondFactor(forms.Form):
    """A code, or the answer of a passkey put here by the browser."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={**CODE, "inputmode": "text"}),
    )


class Confirm(forms.Form):
    """The password, or a code for whoever has none."""

    def __init__(self, data: Any = None, *, password: bool, codes: bool) -> None:
        super().__init__(data)
        if not password:
            del self.fields["password"]
        if not codes or password:
            del self.fields["code"]

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
        strip=False,
    )
    code = forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs={**CODE, "inputmode": "text"}))
