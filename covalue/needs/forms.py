"""What needs ask for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.needs import rules
from covalue.needs.models import Need


class NeedForm(forms.Form):
    name = forms.CharField(label=_("Need"), max_length=120)


class TableForm(forms.Form):
    text = forms.CharField(label=_("Table"), max_length=200_000, widget=forms.Textarea(attrs={"rows": 8}))


class RatingsForm(forms.Form):
    """A field for each need."""

    def __init__(self, needs: list[Need], given: dict[int, int], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.needs = needs
        scale = [("", "–"), *((str(n), str(n)) for n in rules.SCALE)]
        for need in needs:
            self.fields[f"need-{need.pk}"] = forms.ChoiceField(
                label=need.name, choices=scale, required=False, initial=str(given.get(need.pk, ""))
            )

    @property
    def ratings(self) -> dict[Need, int | None]:
        told = {need: self.cleaned_data[f"need-{need.pk}"] for need in self.needs}
        return {need: int(score) if score else None for need, score in told.items()}
