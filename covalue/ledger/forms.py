"""How a file's columns become fields of the ledger."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from covalue.core import money
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.ledger.rules import FIELDS, REQUIRED

FIELD_NAMES = {
    "customer": _("Customer"), "document": _("Document"), "line": _("Line number"), "date": _("Date"),
    "offering": _("Offering"), "unit": _("Business unit"), "region": _("Region"), "quantity": _("Quantity"),
    "list_amount": _("Amount at list price"), "discount": _("Discount, in money"), "amount": _("Net amount"),
    "cost": _("Cost"), "currency": _("Currency"), "kind": _("Line type"),
    "required": _("Requested date"), "shipped": _("Shipping date"),
}  # fmt: skip


OPTIONS = ("source", "unknown", "currency", "date_order", "decimal", "known_documents", "numbering", "save_as")
SAVED = ("source", "date_order", "decimal", "known_documents", "numbering")  # those a mapping remembers


class MapColumns(forms.Form):
    """One text field for each field of the ledger: a column, a constant or arithmetic."""

    source = forms.CharField(
        label=_("Source system"),
        max_length=60,
        help_text=_("Such as erp or shop. Customer IDs are looked up among the accounts' IDs in this system."),
    )
    unknown = forms.ChoiceField(label=_("Customers without an account"), choices=Unknown.choices, initial=Unknown.KEEP)
    currency = forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        help_text=_("The currency of the amounts, if the file has no column for it: a code, such as EUR."),
    )
    date_order = forms.ChoiceField(
        label=_("Dates"),
        required=False,
        choices=[("", _("detect automatically")), ("ymd", "2026-11-30"), ("dmy", "30.11.2026"), ("mdy", "11/30/2026")],
    )
    decimal = forms.ChoiceField(
        label=_("Decimals"),
        required=False,
        choices=[("", _("detect automatically")), (".", "1,234.50"), (",", "1.234,50")],
    )
    known_documents = forms.ChoiceField(
        label=_("Documents already in the ledger"),
        required=False,
        choices=[
            ("hold", _("hold back what differs, to decide")),
            ("add", _("add lines that are new")),
            ("replace", _("replace by the file’s lines")),
        ],
        help_text=_("Unchanged lines are recognised in any order. A corrected amount is always taken."),
    )
    numbering = forms.ChoiceField(
        label=_("Document numbers"),
        required=False,
        choices=[
            ("", _("as in earlier imports")),
            ("continuous", _("continuous")),
            ("yearly", _("begin again each year")),
        ],
    )
    save_as = forms.CharField(label=_("Save this mapping as"), required=False, max_length=120)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in FIELDS:
            widget = forms.TextInput(attrs={"list": "columns", "autocomplete": "off", "spellcheck": "false"})
            missing = {
                "required": format_lazy(_("Choose the column that holds this: {field}."), field=FIELD_NAMES[name])
            }
            self.fields[f"map_{name}"] = forms.CharField(
                label=FIELD_NAMES[name],
                required=name in REQUIRED,
                max_length=500,
                widget=widget,
                error_messages=missing,
            )

    def clean_currency(self) -> str:
        """A currency's code, or nothing."""
        text = str(self.cleaned_data["currency"])
        try:
            return money.currency_code(text) if text else ""
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"map_{name}"] for name in FIELDS]

    @property
    def options(self) -> list[forms.BoundField]:
        return [self[name] for name in OPTIONS]

    @property
    def mapping(self) -> Mapping:
        """The mapping as typed; the form has to be valid."""
        values = self.cleaned_data
        fields = {name: values[f"map_{name}"].strip() for name in FIELDS if values[f"map_{name}"].strip()}
        if values["currency"] and "currency" not in fields:
            fields["currency"] = f"'{values['currency']}'"
        chosen = {name: values[name] for name in SAVED}
        return Mapping(fields, **{**chosen, "known_documents": chosen["known_documents"] or "hold"})


def initial(mapping: Mapping, *, currency: str, unknown: Unknown) -> dict[str, str]:
    """The form's first values from a suggested or saved mapping; `currency` is ours, where the mapping names none."""
    asked = {"currency": "" if "currency" in mapping.fields else currency, "unknown": unknown}
    options = asked | {name: getattr(mapping, name) for name in SAVED}
    return {**options, **{f"map_{name}": text for name, text in mapping.fields.items()}}
