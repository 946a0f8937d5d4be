"""What can be typed about accounts, their IDs elsewhere, their people, and our teams on them."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from pydantic import AfterValidator, Field

from covalue.accounts.models import AccountClass, TeamRole
from covalue.accounts.rules import BUYING_ROLES, RELATIONSHIP_LADDER
from covalue.accounts.shown import Guests
from covalue.web.inputs import Input, field, optional_text, row, rows
from covalue.web.shapes import Count, Day, Flag, RowId, Text, Trimmed

ZONES: Final = {zone: zone for zone in sorted(available_timezones())}
RUNGS: Final[dict[str, Any]] = {"": _("not assessed"), **{rung: rung for rung in RELATIONSHIP_LADDER}}
ROLES: Final[dict[str, Any]] = {"": _("unknown"), **{role: role for role in BUYING_ROLES}}
LANGUAGES: Final[dict[str, Any]] = {"": _("unknown"), **dict(settings.LANGUAGES)}
CLASSES: Final = dict(AccountClass.choices)
COUNTRIES_HELP: Final = _("codes or names, such as DE, Austria")
GUESTS_MEANT: Final = (
    "whether the guests of both see what is shared with either; asked for where somebody would see more"
)
CURRENCY_HELP: Final = _("code, such as EUR")


def _address(text: str) -> str:
    """A web address with its scheme, which is https unless it is typed."""
    try:
        return str(forms.URLField(required=False, assume_scheme="https").clean(text))
    except ValidationError as problem:
        raise ValueError(" ".join(problem.messages)) from None


def _name(most: int) -> Any:
    return field(_("Name"), min_length=1, max_length=most)


def _rung(label: Any) -> Any:
    return field(label, "", labels=RUNGS, max_length=30)


class SharedFacts(Input):
    """What many accounts can have in common."""

    sector: Trimmed = optional_text(_("Sector"), 120)
    countries: Trimmed = optional_text(_("Countries"), 300, help=COUNTRIES_HELP)
    currency: Trimmed = field(_("Currency"), min_length=3, max_length=3, help=CURRENCY_HELP)


class SteeredFacts(Input):
    account_class: AccountClass = field(_("Class"), labels=CLASSES)
    critical: Flag = field(_("Critical"), help=_("losing it would harm us"))
    owner: RowId | None = row(_("Owner"), None)


class Facts(SharedFacts):
    name: Trimmed = _name(300)
    time_zone: Text = field(_("Time zone"), labels=ZONES, max_length=60)
    employees: Count | None = field(_("Employees"), None)
    website: Annotated[Trimmed, AfterValidator(_address)] = optional_text(_("Website"), 300, html_type="url")
    profile: Trimmed = optional_text(_("Profile"), 10_000, lines=4)
    relationship_now: Text = _rung(_("Current relationship"))
    relationship_wanted: Text = _rung(_("Target relationship"))


class FactsEdit(Facts, partial=True):
    """Details to change. Only whoever leads the account or the portfolio may change class, owner and the critical
    flag.
    """


class AccountEdit(Facts, SteeredFacts, partial=True):
    """Only the fields sent change."""


class KeyInput(Input):
    source: Trimmed = field(_("System"), min_length=1, max_length=60)
    key: Trimmed = field(_("ID in that system"), min_length=1, max_length=200)


class NewAccount(FactsEdit):
    name: Trimmed = _name(300)
    parent: RowId | None = row("", None)
    keys: list[KeyInput] = Field(default_factory=list, max_length=50)


class FirstFacts(Input):
    """What the page of a new account asks for."""

    name: Trimmed = _name(300)
    sector: Trimmed = optional_text(_("Sector"), 120)
    source: Trimmed = optional_text(_("System"), 60, help=_("such as erp"))
    key: Trimmed = optional_text(_("ID in that system"), 200)


class BulkEdit(SharedFacts, SteeredFacts, partial=True):
    """Only the fields sent change."""


class BulkInput(BulkEdit):
    """The accounts, and the values to set on all of them."""

    accounts: list[RowId] = Field(min_length=1, max_length=500)


class BulkFields(Input):
    """What the page asks to change on many accounts; what is left empty stays as it is."""

    owner: RowId | None = row(_("Owner"), None, nobody=_("no change"))
    account_class: AccountClass | None = field(_("Class"), None, labels=CLASSES, nobody=_("no change"))
    critical: Annotated[Literal[1, 0], AfterValidator(bool)] | None = field(
        _("Critical"), None, labels={1: _("yes"), 0: _("no")}, nobody=_("no change")
    )
    sector: Trimmed = optional_text(_("Sector"), 120)
    countries: Trimmed = optional_text(_("Countries"), 300, help=COUNTRIES_HELP)
    currency: Trimmed = optional_text(_("Currency"), 3, help=CURRENCY_HELP)

    def given(self, rows: Mapping[str, QuerySet[Any]]) -> dict[str, Any]:
        """What is to change, with rows in place of ids."""
        return {name: value for name, value in self.with_rows(rows).items() if value not in (None, "")}


class PlaceInput(Input):
    parent: RowId | None = Field(description="the new parent account; null makes it a root")


class MergeInput(Input):
    into: RowId = Field(description="the account that stays")
    guests: Guests | None = Field(None, description=GUESTS_MEANT)


class MatchDecision(Input):
    same: Flag = Field(description="whether both are the same customer")
    keep: Literal["likely", "account"] = Field("likely", description="which of them stays, if they are the same")
    guests: Guests | None = Field(None, description=GUESTS_MEANT)


class AddedContact(Input):
    """On the page that adds one: nobody is added who has left."""

    name: Trimmed = _name(200)
    title: Trimmed = optional_text(_("Title"), 200)
    department: Trimmed = optional_text(_("Department"), 120)
    email: Trimmed = optional_text(_("Email"), 254, html_type="email")
    phone: Trimmed = optional_text(_("Phone"), 60)
    buying_role: Text = field(_("Buying role"), "", labels=ROLES, max_length=30)
    reports_to: RowId | None = row(_("Reports to"), None)
    language: Literal["", "en", "de"] = field(
        _("Language"), "", labels=LANGUAGES, help=_("Language of their emails and of what they sign")
    )
    notes: Trimmed = optional_text(_("Notes"), 10_000, lines=3)


class ContactInput(AddedContact):
    departed_on: Day | None = field(_("Left on"), None)


class ContactEdit(ContactInput, partial=True):
    """Only the fields sent change."""


class NewContact(ContactEdit):
    name: Trimmed = _name(200)


class ContactDecision(Input):
    same: Flag = Field(description="whether both are the same person")
    keep: Literal["likely", "contact"] = Field("likely", description="which of them stays, if they are the same")


class MergeContactsInput(Input):
    others: list[RowId] = rows(_("Same person as"), least=1, most=100, missing=_("Choose the duplicate."))


class MemberInput(Input):
    user: RowId = row(_("Person"))
    team_role: TeamRole = field(_("Role"), labels=dict(TeamRole.choices))
