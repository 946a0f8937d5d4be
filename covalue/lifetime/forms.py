"""What is to be calculated."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.analytics.lifetime.catalogue import MODELS
from covalue.lifetime.rules import HIGHEST_DISCOUNT, LONGEST_MONTHS, Settings

UNIT_NAMES = (("day", _("day")), ("week", _("week")), ("month", _("month")))


class Reckon(forms.Form):
    """The settings, percentages as people say them."""

    model = forms.ChoiceField(label=_("Model"), choices=[(model.key, model.title) for model in MODELS.values()])
    unit = forms.ChoiceField(label=_("Unit"), choices=UNIT_NAMES)
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=LONGEST_MONTHS)
    discount = forms.DecimalField(
        label=_("Discount rate, % a year"),
        min_value=0,
        max_value=100 * HIGHEST_DISCOUNT,
        max_digits=5,
        decimal_places=2,
    )
    margin = forms.DecimalField(
        label=_("Margin, %"), min_value=Decimal("0.01"), max_value=100, max_digits=5, decimal_places=2
    )

    @property
    def settings(self) -> Settings:
        """As typed; the form has to be valid."""
        values = self.cleaned_data
        return Settings(
            values["model"], values["unit"], values["months"], values["discount"] / 100, values["margin"] / 100
        )


def values_of(asked: Settings) -> dict[str, Any]:
    """The form's values for settings, written as an address has them."""
    return {
        "model": asked.model,
        "unit": asked.unit,
        "months": asked.months,
        "discount": _plain(asked.discount * 100),
        "margin": _plain(asked.margin * 100),
    }


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
