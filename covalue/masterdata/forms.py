"""Which column is which field of a noun."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.ledger.forms import Folded, Layout
from covalue.ledger.mapping import READING
from covalue.ledger.reading import Source
from covalue.masterdata.files import is_same_in_all
from covalue.masterdata.rules import DESCRIPTIONS, OF_ACCOUNTS, Noun, Options


class MapColumns(Layout):
    """One choice of a column for each field of the noun."""

    source = forms.CharField(
        label=_("Source system"),
        max_length=60,
        initial="crm",
        help_text=_("Such as crm or erp. IDs are looked up and saved under this name."),
    )

    def __init__(
        self, *arguments: Any, noun: Noun, columns: Iterable[str], file: Source | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, file=file, **options)
        self.noun = noun
        choices = [("", _("not in this file")), *((name, name) for name in columns)]
        if noun == Noun.USERS:
            self.fields["invites"] = forms.BooleanField(
                label=_("Email new users"),
                required=False,
                help_text=_(
                    "Each new user gets an email with a link to choose a password. Otherwise nobody is notified."
                ),
            )
        if noun == Noun.ACCOUNTS:
            self.fields["creates_parents"] = forms.BooleanField(
                label=_("Create missing parents"),
                required=False,
                help_text=_(
                    "A parent that is neither in Covalue nor in the file is created. Otherwise the row is taken without it, and listed."
                ),
            )
        self.fields["clears_empty"] = forms.BooleanField(
            label=_("Empty cells clear the field"),
            required=False,
            help_text=_("Otherwise an empty cell leaves the field as it is."),
        )
        for field in DESCRIPTIONS[noun].fields:
            self.fields[f"map_{field.name}"] = forms.ChoiceField(
                label=str(field.label),
                required=field.required and not self._can_be_same(field.name),
                choices=choices,
                help_text=str(field.sentence),
            )
        if self._can_be_same("account"):
            self.fields["same_account"] = forms.CharField(
                label=_("Account of all rows"),
                required=False,
                max_length=300,
                help_text=_(
                    "Where the file has no column for it: the name of the customer, or its ID in the system named."
                ),
            )

    def _can_be_same(self, name: str) -> bool:
        """Whether one account can be said for all rows of the file."""
        return name == "account" and self.noun in OF_ACCOUNTS - {Noun.CONTACTS}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if self._can_be_same("account") and not (values.get("map_account") or values.get("same_account")):
            self.add_error("map_account", _("Choose a column, or enter the account of all rows."))
        return values

    @property
    def columns(self) -> Folded:
        """The noun's fields; those found in the file or needed come first."""
        return self.folded(name for name in self.fields if name.startswith("map_"))

    @property
    def other_fields(self) -> Folded:
        asked = [name for name in self.fields if not name.startswith("map_") and name not in READING]
        return self.folded([*asked, *self.reading], always=asked)

    @property
    def options(self) -> Options:
        """What else is asked for; the form has to be valid."""
        names = ("invites", "clears_empty", "creates_parents")
        return Options(**{name: self.cleaned_data.get(name, False) for name in names}, layout=self.chosen)

    @property
    def mapping(self) -> dict[str, str]:
        """Field → column; the form has to be valid."""
        values = self.cleaned_data
        chosen = {name[4:]: value for name, value in values.items() if name.startswith("map_") and value}
        same = values.get("same_account", "")
        return {"account": f"={same}", **chosen} if same else chosen


def named_so(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping as the form shows it."""
    same = {name: text for name, text in mapping.items() if is_same_in_all(text)}
    shown = {f"map_{name}": column for name, column in mapping.items() if name not in same}
    return shown | {f"same_{name}": text[1:] for name, text in same.items()}
