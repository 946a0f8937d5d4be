"""What a handover asks for."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account
from covalue.people import queries as people
from covalue.people.models import User


class HandoverForm(forms.Form):
    """Which accounts, to whom, from when, with what to know; `actions` are those whose open actions go along."""

    taker = forms.ModelChoiceField(label=_("New owner"), queryset=User.objects.none())
    holds_from = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(
        label=_("What the new owner should know"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("sent by mail and shown in their day"),
    )
    accounts = forms.ModelMultipleChoiceField(
        queryset=Account.objects.none(), error_messages={"required": _("Choose at least one account to hand over.")}
    )
    actions = forms.ModelMultipleChoiceField(queryset=Account.objects.none(), required=False)

    def __init__(self, candidates: QuerySet[Account], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["taker"].queryset = people.colleagues()  # type: ignore[attr-defined]
        for name in ("accounts", "actions"):
            self.fields[name].queryset = candidates.select_related("owner")  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """A valid form as the action takes it."""
        values = self.cleaned_data
        along = {account.pk for account in values["actions"]}
        given = list(values["accounts"])
        return {
            "given": given,
            "taker": values["taker"],
            "holds_from": values["holds_from"],
            "note": values["note"],
            "actions_stay": [account.pk for account in given if account.pk not in along],
        }

    def ticked(self, name: str) -> frozenset[int]:
        """Which accounts are ticked: all of them at first, later what was sent."""
        if not self.is_bound:
            return frozenset(self.fields[name].queryset.values_list("pk", flat=True))  # type: ignore[attr-defined]
        sent = self.data.getlist(name)  # type: ignore[attr-defined]
        return frozenset(int(one) for one in sent if one.isascii() and one.isdecimal() and len(one) < 13)
