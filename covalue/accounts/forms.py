"""Fields in which an account is typed by name, with suggestions, and the two forms of one such field."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account
from covalue.accounts.shown import GUESTS, Guests

MOST_LINES = 500


class AccountField(forms.CharField):
    """An account named by its name, by a key of another system, or by the `#id` that suggestions carry."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, max_length=400, **options)
        self.candidates: QuerySet[Account] = Account.objects.none()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        words = {"aria-label": self.label, "placeholder": _("Account name or ID")}
        return {**super().widget_attrs(widget), "data-suggests": "accounts", "autocomplete": "off", **words}

    def prepare_value(self, value: Any) -> Any:
        return suggestion(value) if isinstance(value, Account) else value

    def clean(self, value: Any) -> Account | None:
        text = super().clean(value)
        if not text:
            return None
        _name, sign, number = text.rpartition("#")
        if sign and number.isascii() and number.isdecimal() and len(number) < 15:
            accounts = list(self.candidates.filter(pk=int(number)))
        else:
            named = Q(name__folded_exact=text) | Q(identifiers__key=text)
            accounts = list(self.candidates.filter(named).distinct()[:2])
        if not accounts:
            raise forms.ValidationError(_("There is no account with this name to choose here."))
        if len(accounts) > 1:
            raise forms.ValidationError(_("Several accounts have this name. Choose one of the suggestions."))
        return accounts[0]


class AccountsField(forms.CharField):
    """Several accounts, one a line, each named as in an `AccountField`; an error names every line that is none."""

    widget = forms.Textarea

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, max_length=40_000, **options)
        self.candidates: QuerySet[Account] = Account.objects.none()

    def clean(self, value: Any) -> list[Account]:
        lines = list(dict.fromkeys(line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("At most {n} accounts at once.").format(n=MOST_LINES))
        field = AccountField()
        field.candidates = self.candidates
        accounts, missing = [], []
        for line in lines:
            try:
                accounts.append(field.clean(line))
            except forms.ValidationError as refused:
                missing.append(f"“{line[:80]}”: {refused.messages[0]}")
        if missing:
            raise forms.ValidationError(missing)
        return [account for account in accounts if account is not None]


def suggestion(account: Account) -> str:
    """How a suggestion names an account, so that the form knows it again."""
    return f"{account.name} · #{account.pk}"


class AccountForm(forms.Form):
    """A form of an account out of `candidates`."""

    def __init__(self, candidates: QuerySet[Account], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for field in self.fields.values():
            if isinstance(field, AccountField):
                field.candidates = candidates


class Parent(AccountForm):
    parent = AccountField(label=_("Parent account"), required=False)


class Merge(AccountForm):
    into = AccountField(label=_("Merge into"))
    guests = forms.TypedChoiceField(
        label=_("Guests"),
        choices=[("", _("Ask me where guests would see more")), *((key.value, name) for key, name in GUESTS.items())],
        coerce=Guests,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"aria-label": _("Guests")}),
    )
