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
            "driver": _("Counted by"),
            "border": _("An order is small below"),
            "activity": _("Name of the activity in the file"),
            "cost": _("Cost of the period"),
            "capacity": _("Practical capacity"),
            "starts_on": _("First day"),
            "ends_on": _("Last day"),
            "source": _("Where the figures come from"),
        }
        help_texts: ClassVar = {
            "border": _("Only for small orders."),
            "activity": _("Only for imported volumes: lines of the ledger of the kind “activity”, with this offering."),
            "capacity": _("How many the people and machines paid for can do, not how many they did."),
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
