"""The rules of a segmentation as they are typed: shares in per cent."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.segmentation.rules import LONGEST_MONTHS, SHORTEST_MONTHS, Basis, Settings


class Rules(forms.Form):
    basis = forms.ChoiceField(
        label=_("Ranked by"),
        choices=[
            (Basis.NET, _("net revenue")),
            (Basis.MARGIN, _("gross margin")),
            (Basis.CONTRIBUTION, _("net contribution")),
            (Basis.LIFETIME, _("lifetime value")),
        ],
    )
    months = forms.IntegerField(label=_("Months"), min_value=SHORTEST_MONTHS, max_value=LONGEST_MONTHS)
    a = forms.FloatField(label=_("A up to, %"), min_value=1, max_value=99)
    b = forms.FloatField(label=_("B up to, %"), min_value=1, max_value=100)
    x = forms.FloatField(label=_("X below"), min_value=0.01, max_value=10)
    y = forms.FloatField(label=_("Y below"), min_value=0.01, max_value=10)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        for first, second in (("a", "b"), ("x", "y")):
            if first in told and second in told and told[first] >= told[second]:
                self.add_error(second, _("This border lies above the one before it."))
        return told

    @property
    def settings(self) -> Settings:
        """What a valid form says."""
        told = self.cleaned_data
        return Settings(told["months"], Basis(told["basis"]), told["a"] / 100, told["b"] / 100, told["x"], told["y"])


def values_of(settings: Settings) -> dict[str, Any]:
    """The rules as the form types them."""
    return {
        "basis": settings.basis.value,
        "months": settings.months,
        "a": round(settings.a_share * 100, 6),
        "b": round(settings.b_share * 100, 6),
        "x": settings.x_below,
        "y": settings.y_below,
    }
