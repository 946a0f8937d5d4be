"""How a file's columns become fields of the ledger."""

from collections.abc import Collection, Iterable
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, replace
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from covalue.core import money
from covalue.ledger.crosstab import PERIODS
from covalue.ledger.mapping import READING, Mapping
from covalue.ledger.models import Unknown
from covalue.ledger.reading import Options, Source
from covalue.ledger.rules import FIELDS

FIELD_NAMES = {
    "customer": _("Customer"), "customer_name": _("Customer’s name"), "document": _("Document"), "line": _("Line number"), "date": _("Date"),
    "offering": _("Offering"), "offering_name": _("Offering’s name"), "unit": _("Business unit"), "region": _("Region"), "quantity": _("Quantity"),
    "list_amount": _("Amount at list price"), "discount": _("Discount, in money"), "amount": _("Net amount"),
    "cost": _("Cost"), "currency": _("Currency"), "kind": _("Line type"),
    "required": _("Requested date"), "shipped": _("Shipping date"),
}  # fmt: skip


OPTIONS = (
    "source",
    "unknown",
    "currency",
    "date_order",
    "decimal",
    "known_documents",
    "numbering",
    "turn",
    "far_days",
    "overlap",
    "same_names",
    "save_as",
)
SAVED = tuple(name for name in (*OPTIONS, *READING) if name not in ("currency", "save_as"))  # what a mapping remembers
ALWAYS = ("source", "unknown", "currency")
ENCODINGS = [
    ("utf-8", "UTF-8"),
    ("cp1252", _("Windows-1252, Western Europe")),
    ("cp1250", _("Windows-1250, Central Europe")),
    ("cp1251", _("Windows-1251, Cyrillic")),
    ("cp1253", _("Windows-1253, Greek")),
    ("cp1254", _("Windows-1254, Turkish")),
    ("cp1257", _("Windows-1257, Baltic")),
    ("iso8859-15", "ISO 8859-15"),
    ("cp850", _("DOS 850, Western Europe")),
    ("utf-16", "UTF-16"),
    ("cp932", _("Shift JIS, Japanese")),
    ("gb18030", _("GB 18030, Chinese")),
]
SEPARATORS = [
    (";", _("semicolons")),
    (",", _("commas")),
    ("tab", _("tabs")),
    ("|", _("bars")),
    ("blanks", _("blanks")),
]


@dataclass(frozen=True)
class Folded:
    """Fields of a form: those to look at, and the rest, folded away."""

    shown: list[forms.BoundField]
    more: list[forms.BoundField]


class Layout(forms.Form):
    """Where the table is in a file and how it is written; whatever is left empty is found out. `file` is what it looks like."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    heading = forms.IntegerField(
        label=_("Row of the headings"),
        required=False,
        min_value=1,
        max_value=1_000_000,
        help_text=_("Empty to find it."),
    )
    separator = forms.ChoiceField(
        label=_("Columns separated by"), required=False, choices=[("", _("detect automatically")), *SEPARATORS]
    )
    encoding = forms.CharField(
        label=_("Encoding"),
        required=False,
        max_length=40,
        help_text=_("Empty to detect it; such as utf-8, cp1252 or cp1250."),
        widget=forms.TextInput(attrs={"list": "encodings", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *arguments: Any, file: Source | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        names = file.sheets if file else ()
        self.fields["sheet"].choices = [("", _("first visible one")), *((name, name) for name in names)]  # type: ignore[attr-defined]
        kind = file.kind if file else ""
        for name in READING:
            is_hidden = (name == "sheet" and len(names) < 2) or (name in ("separator", "encoding") and kind != "csv")
            if kind and (is_hidden or kind == "parquet"):
                del self.fields[name]

    @property
    def reading(self) -> list[str]:
        """The names of its fields that say where the table is."""
        return [name for name in READING if name in self.fields]

    def folded(
        self, names: Iterable[str], *, always: Collection[str] = (), usual: Map[str, Any] | None = None
    ) -> Folded:
        """Fields of the form: first those required, refused or said otherwise than is `usual`, and those `always` asked."""
        fields = [self[name] for name in names]
        shown = [
            field
            for field in fields
            if field.name in always
            or field.field.required
            or field.errors
            or str(field.value() or "") not in ("", str((usual or {}).get(field.name, "")))
        ]
        return Folded(shown, [field for field in fields if field not in shown])

    @property
    def chosen(self) -> Options:
        """What was said; the form has to be valid."""
        return Mapping.from_dict({name: self.cleaned_data.get(name) for name in READING}).options


def said(values: Map[str, Any]) -> Options:
    """Where the table is, as a page's address or form says; what makes no sense is found out."""
    form = Layout({name: values.get(name, "") for name in READING if name != "sheet"})
    form.is_valid()
    return replace(form.chosen, sheet=str(values.get("sheet", ""))[:100])


def written(options: Options) -> dict[str, Any]:
    """What a form shows of it."""
    separator = {"\t": "tab", " ": "blanks"}.get(options.separator, options.separator)
    return {**asdict(options), "heading": options.heading or "", "separator": separator}


class MapColumns(Layout):
    """One text field for each field of the ledger: a column, a constant or arithmetic."""

    suggested = Mapping()

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
    turn = forms.ChoiceField(
        label=_("Columns for months or years"),
        required=False,
        choices=[("", _("as they are")), (PERIODS, _("turned into rows"))],
    )
    far_days = forms.ChoiceField(
        label=_("Days long ago or far ahead"),
        required=False,
        choices=[("", _("reject their lines")), ("take", _("bring them in"))],
        help_text=_("Before 1970, or more than a year ahead."),
    )
    overlap = forms.ChoiceField(
        label=_("Months already in the ledger"),
        required=False,
        choices=[("", _("ask")), ("add", _("add up")), ("replace", _("replace")), ("leave", _("leave out"))],
        help_text=_("A table by month or year beside invoices of the same customers counts twice if added up."),
    )
    same_names = forms.ChoiceField(
        label=_("Customers called like an account"),
        required=False,
        choices=[("", _("are this account if the name is the same")), ("ask", _("ask about each"))],
        help_text=_("What is decided about each customer is shown before the import starts."),
    )
    save_as = forms.CharField(label=_("Save this mapping as"), required=False, max_length=120)

    def __init__(self, *arguments: Any, turn: str = "", **options: Any) -> None:
        super().__init__(*arguments, **options)
        required = Mapping(turn=turn).required
        for name in FIELDS:
            widget = forms.TextInput(attrs={"list": "columns", "autocomplete": "off", "spellcheck": "false"})
            missing = {
                "required": format_lazy(_("Choose the column that holds this: {field}."), field=FIELD_NAMES[name])
            }
            self.fields[f"map_{name}"] = forms.CharField(
                label=FIELD_NAMES[name],
                required=name in required,
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
    def columns(self) -> Folded:
        """The ledger's fields; those found in the file or needed come first."""
        return self.folded([f"map_{name}" for name in FIELDS])

    @property
    def options(self) -> Folded:
        """What is not usual or always asked comes first."""
        usual = initial(Mapping(), currency="", unknown=Unknown.KEEP)
        return self.folded([*OPTIONS, *self.reading], always=ALWAYS, usual=usual)

    def named(self, mapping: Mapping) -> list[tuple[str, str]]:
        """What a mapping sets beside the columns, in the form's words."""
        values, usual = (
            initial(mapping, currency="", unknown=Unknown.KEEP),
            initial(Mapping(), currency="", unknown=Unknown.KEEP),
        )
        names = [name for name in SAVED if name in self.fields and values[name] != usual[name]]
        shown = {name: dict(getattr(self.fields[name], "choices", ())) for name in names}
        settings = [(str(self.fields[name].label), str(shown[name].get(values[name], values[name]))) for name in names]
        return settings + [
            (str(FIELD_NAMES[name]), text[1:-1]) for name, text in mapping.fields.items() if text[:1] == "'"
        ]

    @property
    def mapping(self) -> Mapping:
        """The mapping as typed; the form has to be valid."""
        values = self.cleaned_data
        fields = {name: values[f"map_{name}"].strip() for name in FIELDS if values[f"map_{name}"].strip()}
        fields = with_currency(fields, values["currency"])
        chosen = {name: values.get(name) for name in SAVED}
        return Mapping.from_dict({**chosen, "fields": fields})


def with_currency(fields: Map[str, str], currency: str) -> dict[str, str]:
    """The fields of a mapping, with a currency for every line where no column names one."""
    return {**({"currency": f"'{currency}'"} if currency else {}), **fields}


def initial(mapping: Mapping, *, currency: str, unknown: Unknown) -> dict[str, str]:
    """The form's first values from a suggested or saved mapping; `currency` is ours, where the mapping names none."""
    asked = {"currency": "" if "currency" in mapping.fields else currency, "unknown": unknown}
    options = asked | {name: getattr(mapping, name) for name in SAVED if name != "unknown" or mapping.unknown}
    options |= written(mapping.options)
    return {**options, **{f"map_{name}": text for name, text in mapping.fields.items()}}
