"""What the page of our organisation asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.organisation.models import Offering, Unit, UnitKind
from covalue.people import queries as people


class NewUnit(forms.Form):
    kind = forms.ChoiceField(label=_("Type"), choices=UnitKind.choices)
    code = forms.CharField(label=_("Code in the ledger"), max_length=60)
    name = forms.CharField(label=_("Name"), max_length=200)
    parent = forms.ModelChoiceField(label=_("Parent account"), queryset=Unit.objects.all(), required=False)
    lead = forms.ModelChoiceField(label=_("Lead"), queryset=people.colleagues(), required=False)


class NewOffering(forms.Form):
    code = forms.CharField(label=_("Code in the ledger"), max_length=100)
    name = forms.CharField(label=_("Name"), max_length=300)
    parent = forms.ModelChoiceField(label=_("Parent account"), queryset=Offering.objects.all(), required=False)
    unit = forms.ModelChoiceField(label=_("Owned by"), queryset=Unit.objects.all(), required=False)
