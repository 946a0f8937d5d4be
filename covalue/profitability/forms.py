"""A cost pool as it is typed."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.profitability.models import Pool
from covalue.profitability.rules import Sheet


class PoolForm(forms.ModelForm[Pool]):
    """What was sent; `sheet` once it is valid."""

    class Meta:
        model = Pool
        fields = ("name", "driver", "border", "activity", "cost", "capacity", "starts_on", "ends_on", "source")
        labels: ClassVar = {
            "name": _("Activity"),
            "driver": _("Driver"),
            "border": _("Small orders are below"),
            "activity": _("Name of the activity in the file"),
            "cost": _("Cost of the period"),
            "capacity": _("Practical capacity"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "source": _("Source of the figures"),
        }
        help_texts: ClassVar = {
            "border": _("Only for small orders."),
            "activity": _("Only for imported volumes: ledger lines of type “activity” with this offering."),
            "capacity": _("How much the people and machines paid for can handle, not how much they did."),
        }
        widgets: ClassVar = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def _post_clean(self) -> None:
        """The row itself is written by the action, which has its own sentences."""

    @property
    def sheet(self) -> Sheet:
        return Sheet(**self.cleaned_data)
