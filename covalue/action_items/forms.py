"""What an action asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.people import queries as people


class ActionForm(forms.Form):
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    owner = forms.ModelChoiceField(label=_("Ours"), queryset=people.colleagues(), required=False)
    customer_owner = forms.ModelChoiceField(label=_("or theirs"), queryset=Contact.objects.none(), required=False)
    due_on = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        theirs = Contact.objects.filter(account=account, departed_on=None)
        self.fields["customer_owner"].queryset = theirs  # type: ignore[attr-defined]
