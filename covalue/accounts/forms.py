"""What the pages of an account ask for."""

from typing import Any, TypeVar, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, AccountClass, Contact, TeamRole
from covalue.accounts.rules import BUYING_ROLES, RELATIONSHIP_LADDER
from covalue.people import queries as people
from covalue.people.models import User

OneForm = TypeVar("OneForm", bound=forms.Form)
MOST_LINES = 500


def _rungs() -> list[tuple[str, Any]]:
    return [("", _("not assessed")), *((rung, rung) for rung in RELATIONSHIP_LADDER)]


class Facts(forms.Form):
    """The master data of an account; a page shows one field of it at a time."""

    name = forms.CharField(label=_("Name"), max_length=300)
    sector = forms.CharField(label=_("Sector"), max_length=120, required=False)
    countries = forms.CharField(
        label=_("Countries"), max_length=300, required=False, help_text=_("codes or names, such as DE, Austria")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("code, such as EUR"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    employees = forms.IntegerField(label=_("Employees"), min_value=0, max_value=10_000_000, required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", max_length=300)
    profile = forms.CharField(
        label=_("Profile"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    relationship_now = forms.ChoiceField(label=_("Current relationship"), required=False, choices=_rungs)
    relationship_wanted = forms.ChoiceField(label=_("Target relationship"), required=False, choices=_rungs)

    account_class = forms.ChoiceField(label=_("Class"), choices=AccountClass.choices)
    critical = forms.BooleanField(label=_("Critical"), required=False, help_text=_("losing it would harm us"))
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        zones = [(zone, zone) for zone in sorted(available_timezones())]
        self.fields["time_zone"].choices = zones  # type: ignore[attr-defined]
        self.fields["owner"].queryset = people.colleagues()  # type: ignore[attr-defined]


def fact(name: str, *arguments: Any, **options: Any) -> Facts:
    """The form of one fact of an account."""
    return _only(Facts(*arguments, **options), name)


class AccountField(forms.CharField):
    """An account named by its name, by a key of another system, or by the `#id` that suggestions carry."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, max_length=400, **options)
        self.candidates: QuerySet[Account] = Account.objects.none()

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        told = {"aria-label": self.label, "placeholder": _("Account name or ID")}
        return {**super().widget_attrs(widget), "data-suggests": "accounts", "autocomplete": "off", **told}

    def prepare_value(self, value: Any) -> Any:
        return suggestion(value) if isinstance(value, Account) else value

    def clean(self, value: Any) -> Account | None:
        text = super().clean(value)
        if not text:
            return None
        _name, sign, number = text.rpartition("#")
        if sign and number.isascii() and number.isdecimal() and len(number) < 15:
            found = list(self.candidates.filter(pk=int(number)))
        else:
            named = Q(name__iexact=text) | Q(identifiers__key=text)
            found = list(self.candidates.filter(named).distinct()[:2])
        if not found:
            raise forms.ValidationError(_("There is no account with this name to choose here."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several accounts have this name. Choose one of the suggestions."))
        return found[0]


class AccountsField(forms.CharField):
    """Several accounts, one a line, each named as in an `AccountField`; every line nobody is found for is told."""

    widget = forms.Textarea

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, max_length=40_000, **options)
        self.candidates: QuerySet[Account] = Account.objects.none()

    def clean(self, value: Any) -> list[Account]:
        lines = list(dict.fromkeys(line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("At most {n} accounts at once.").format(n=MOST_LINES))
        one = AccountField()
        one.candidates = self.candidates
        found, missing = [], []
        for line in lines:
            try:
                found.append(one.clean(line))
            except forms.ValidationError as refused:
                missing.append(f"“{line[:80]}”: {refused.messages[0]}")
        if missing:
            raise forms.ValidationError(missing)
        return [account for account in found if account is not None]


def suggestion(account: Account) -> str:
    """How a suggestion names an account, so that the form knows it again."""
    return f"{account.name} · #{account.pk}"


def by_id(account_id: int | None) -> str:
    """An account as an `AccountField` reads it when its id is known."""
    return "" if account_id is None else f"#{account_id}"


class NewAccount(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=300)
    sector = forms.CharField(label=_("Sector"), max_length=120, required=False)
    source = forms.CharField(label=_("System"), max_length=60, required=False, help_text=_("such as erp"))
    key = forms.CharField(label=_("ID in that system"), max_length=200, required=False)


class Parent(forms.Form):
    parent = AccountField(label=_("Parent account"), required=False)

    def __init__(self, candidates: QuerySet[Account], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        cast(AccountField, self.fields["parent"]).candidates = candidates


class Merge(forms.Form):
    into = AccountField(label=_("Merge into"))

    def __init__(self, candidates: QuerySet[Account], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        cast(AccountField, self.fields["into"]).candidates = candidates


class Identify(forms.Form):
    source = forms.CharField(label=_("System"), max_length=60)
    key = forms.CharField(label=_("ID in that system"), max_length=200)


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    department = forms.CharField(label=_("Department"), max_length=120, required=False)
    email = forms.EmailField(label=_("Email"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    buying_role = forms.ChoiceField(
        label=_("Buying role"),
        required=False,
        choices=[("", _("unknown")), *((r, r) for r in BUYING_ROLES)],
    )
    reports_to = forms.ModelChoiceField(label=_("Reports to"), queryset=Contact.objects.none(), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("unknown")), *settings.LANGUAGES],
        help_text=_("Language of their emails and of what they sign"),
    )
    notes = forms.CharField(
        label=_("Notes"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    departed_on = forms.DateField(
        label=_("Left on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["reports_to"].queryset = account.contacts.all()  # type: ignore[attr-defined]


class MergeContacts(forms.Form):
    """Who else this contact is."""

    others = forms.ModelMultipleChoiceField(
        label=_("Same person as"), queryset=Contact.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, candidates: QuerySet[Contact], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["others"].queryset = candidates  # type: ignore[attr-defined]
        self.fields["others"].error_messages["required"] = _("Choose the duplicate.")


def contact_fact(contact: Contact, name: str, *arguments: Any) -> ContactForm:
    """The form of one fact of a contact."""
    return _only(ContactForm(contact.account, *arguments, initial={name: getattr(contact, name)}), name)


def _only(form: OneForm, name: str) -> OneForm:
    form.fields = {name: form.fields[name]}
    form.fields[name].widget.attrs["aria-label"] = form.fields[name].label
    return form


class BulkForm(forms.Form):
    """What is to change on many accounts; what is left empty stays as it is."""

    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none(), required=False)
    account_class = forms.ChoiceField(
        label=_("Class"), choices=[("", _("no change")), *AccountClass.choices], required=False
    )
    critical = forms.ChoiceField(
        label=_("Critical"), choices=[("", _("no change")), ("1", _("yes")), ("0", _("no"))], required=False
    )
    sector = forms.CharField(label=_("Sector"), max_length=120, required=False)
    countries = forms.CharField(
        label=_("Countries"), max_length=300, required=False, help_text=_("codes or names, such as DE, Austria")
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, help_text=_("code, such as EUR"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["owner"].queryset = people.colleagues()  # type: ignore[attr-defined]
        self.fields["owner"].empty_label = _("no change")  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """The values of a valid form that were given."""
        values = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        if "critical" in values:
            values["critical"] = values["critical"] == "1"
        return values


class Join(forms.Form):
    user = forms.ModelChoiceField(label=_("Person"), queryset=people.colleagues())
    team_role = forms.ChoiceField(label=_("Role"), choices=TeamRole.choices)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["user"].queryset = people.colleagues()  # type: ignore[attr-defined]
