"""What an objective asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Contact
from covalue.objectives.models import Side, Strength
from covalue.people import queries as people


class ObjectiveForm(forms.Form):
    statement = forms.CharField(label=_("What is to be reached"), max_length=400)
    measure = forms.CharField(label=_("Measured by"), required=False, max_length=200)
    baseline = forms.CharField(label=_("Today"), required=False, max_length=100)
    target = forms.CharField(label=_("Target"), required=False, max_length=100)
    due_on = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(label=_("Where it is from"), required=False, max_length=300)

    def __init__(self, account: Account, side: Side, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        theirs = Contact.objects.filter(account=account, departed_on=None)
        if side == Side.THEIRS:
            self.fields["contact"] = forms.ModelChoiceField(label=_("Whose"), queryset=theirs, required=False)
        else:
            self.fields["owner"] = forms.ModelChoiceField(
                label=_("Owner"), queryset=people.colleagues(), required=False
            )


class LinkForm(forms.Form):
    """`strength` 0 takes the link away; `why` left out stays as it was."""

    strength = forms.TypedChoiceField(
        label=_("How strongly"), coerce=int, choices=[(0, _("not at all")), *Strength.choices]
    )
    why = forms.CharField(label=_("Why we think so"), required=False, max_length=300)
