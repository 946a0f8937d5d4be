"""What the pages of an account ask for."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, AccountClass, Contact, TeamRole
from covalue.accounts.rules import BUYING_ROLES, RELATIONSHIP_LADDER
from covalue.people import queries as people


def _rungs() -> list[tuple[str, Any]]:
    return [("", _("not assessed")), *((rung, rung) for rung in RELATIONSHIP_LADDER)]


class Facts(forms.Form):
    """The master data of an account; class, owner and the critical flag only for those who steer it."""

    name = forms.CharField(label=_("Name"), max_length=300)
    sector = forms.CharField(label=_("Sector"), max_length=120, required=False)
    countries = forms.CharField(
        label=_("Countries"), max_length=300, required=False, help_text=_("codes, such as DE FR")
    )
    currency = forms.RegexField(r"^[A-Z]{3}$", label=_("Currency"), help_text=_("code, such as EUR"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    employees = forms.IntegerField(label=_("Employees"), min_value=0, max_value=10_000_000, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=300)
    profile = forms.CharField(
        label=_("Profile"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    relationship_now = forms.ChoiceField(label=_("Relationship now"), required=False, choices=_rungs)
    relationship_wanted = forms.ChoiceField(label=_("Relationship wanted"), required=False, choices=_rungs)

    def __init__(self, *arguments: Any, steers: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        zones = [(zone, zone) for zone in sorted(available_timezones())]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        if steers:
            self.fields["account_class"] = forms.ChoiceField(label=_("Class"), choices=AccountClass.choices)
            self.fields["critical"] = forms.BooleanField(label=_("Critical: its loss would harm us"), required=False)
            self.fields["owner"] = forms.ModelChoiceField(
                label=_("Owner"), queryset=people.colleagues(), required=False
            )


class NewAccount(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=300)
    sector = forms.CharField(label=_("Sector"), max_length=120, required=False)
    source = forms.CharField(label=_("System"), max_length=60, required=False, help_text=_("such as erp"))
    key = forms.CharField(label=_("Its key there"), max_length=200, required=False)


class Parent(forms.Form):
    parent = forms.ModelChoiceField(label=_("Part of"), queryset=Account.objects.none(), required=False)

    def __init__(self, *arguments: Any, candidates: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["parent"].queryset = candidates  # type: ignore[attr-defined]


class Identify(forms.Form):
    source = forms.CharField(label=_("System"), max_length=60)
    key = forms.CharField(label=_("Its key there"), max_length=200)


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    department = forms.CharField(label=_("Department"), max_length=120, required=False)
    email = forms.EmailField(label=_("Mail address"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    buying_role = forms.ChoiceField(
        label=_("Buying role"),
        required=False,
        choices=[("", _("not known")), *((r, r) for r in BUYING_ROLES)],
    )
    reports_to = forms.ModelChoiceField(label=_("Reports to"), queryset=Contact.objects.none(), required=False)
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    departed_on = forms.DateField(
        label=_("Left on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["reports_to"].queryset = account.contacts.all()  # type: ignore[attr-defined]


class Join(forms.Form):
    user = forms.ModelChoiceField(label=_("Who"), queryset=people.colleagues())
    team_role = forms.ChoiceField(label=_("As"), choices=TeamRole.choices)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["user"].queryset = people.colleagues()  # type: ignore[attr-defined]
