"""What coverage asks for."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.coverage import queries, rules
from covalue.coverage.models import CoverageModel, Served
from covalue.people.models import User


def _hours(**told: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=Decimal(0), max_value=rules.MOST_HOURS, max_digits=7, decimal_places=1, **told)


class ModelForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    served = forms.ChoiceField(label=_("Served by"), choices=Served.choices)
    hours = _hours(label=_("Hours a year and customer"))


class CoverForm(forms.Form):
    model = forms.ModelChoiceField(queryset=CoverageModel.objects.all(), required=False)


class CapacityForm(forms.Form):
    hours = _hours(required=False)


class MoveForm(forms.Form):
    """Hours of an account that somebody else is to give."""

    account = forms.ModelChoiceField(label=_("Account"), queryset=Account.objects.none())
    giver = forms.ModelChoiceField(
        label=_("In place of"), queryset=User.objects.none(), required=False, empty_label=_("nobody: what is missing")
    )
    taker = forms.ModelChoiceField(label=_("Who would give them"), queryset=User.objects.none())
    hours = _hours(label=_("Hours a year"), required=False, help_text=_("Left empty: all of them."))

    def __init__(self, user: User, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        seen = accounts.visible_to(user).filter(archived_at=None).order_by("name")
        self.fields["account"].queryset = seen  # type: ignore[attr-defined]
        for name in ("giver", "taker"):
            self.fields[name].queryset = queries.able(user)  # type: ignore[attr-defined]


class PlanForm(forms.Form):
    """Hours of everybody on an account, a field each."""

    def __init__(self, people: list[User], given: dict[int, Decimal], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.people = people
        for user in people:
            self.fields[f"hours-{user.pk}"] = _hours(label=user.name, required=False, initial=given.get(user.pk))

    @property
    def hours(self) -> dict[User, Decimal]:
        told = {user: self.cleaned_data[f"hours-{user.pk}"] for user in self.people}
        return {user: hours for user, hours in told.items() if hours}
