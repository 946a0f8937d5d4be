"""What the pages about second factors ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.people.forms import password_field


def code_field(inputmode: str = "text", **options: Any) -> forms.CharField:
    """A one-time code: digits of an app (`inputmode` numeric), or one that may be a recovery code."""
    attributes = {"autocomplete": "one-time-code", "inputmode": inputmode, "spellcheck": "false", "autofocus": True}
    return forms.CharField(label=_("Code"), max_length=40, widget=forms.TextInput(attrs=attributes), **options)


class Code(forms.Form):
    code = code_field("numeric")


class SecondFactor(forms.Form):
    """A code, or the answer of a passkey put here by the browser."""

    code = code_field(
        required=False, help_text=_("Six digits from your authenticator app, or one of your recovery codes.")
    )


class Confirm(forms.Form):
    """The password, or a code for whoever has none."""

    password = password_field(_("Password"), autofocus=True)
    code = code_field()

    def __init__(self, data: Any = None, *, password: bool, codes: bool) -> None:
        super().__init__(data)
        if not password:
            del self.fields["password"]
        if not codes or password:
            del self.fields["code"]
