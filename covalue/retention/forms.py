"""What a table of contracts asks for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from covalue.retention import files, rules
from covalue.retention.actions import HIGHEST_MARGIN, Sheet
from covalue.retention.models import ContractTable, Period
from covalue.retention.rules import LONGEST_AHEAD, MOST_CONTRACTS, MOST_PERIODS, Terms

EXAMPLE = "Year\tRegular\tHigh End\n0\t1000\t1000\n1\t631\t869\n2\t468\t743\n3\t382\t653"
FIELD_NAMES = {
    "customer": _("Customer"), "begins": _("Begin"), "ends": _("End"), "margin": _("Margin a year"), "segment": _("Segment"),
}  # fmt: skip
FIELD_HELP = {
    "customer": _("Contracts of a customer that follow on each other are one. Without it every row is a customer."),
    "ends": _("Empty, or a day to come, where the contract still runs."),
    "segment": _("Segments are fitted by themselves."),
}


def margin_field(**options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Margin of a contract a year"),
        required=False,
        min_value=0,
        max_value=HIGHEST_MARGIN - 1,
        max_digits=14,
        decimal_places=2,
        **options,
    )


class Head(forms.Form):
    """What every table has."""

    name = forms.CharField(label=_("Name"), max_length=120)
    period = forms.ChoiceField(label=_("Renewed every"), choices=Period.choices)
    margin = margin_field()


class Typed(Head):
    """A survival table, typed or pasted."""

    began = forms.IntegerField(
        label=_("Contracts that began"),
        required=False,
        min_value=1,
        max_value=MOST_CONTRACTS,
        help_text=_("Only where the table is in per cent."),
    )
    text = forms.CharField(
        label=_("Survival table"),
        max_length=rules.LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "placeholder": EXAMPLE}),
        help_text=_("A period a row, from the start on; how many were still there; a column for each segment."),
    )

    @property
    def sheet(self) -> Sheet:
        """As typed; the form has to be valid. Raises BadInput for a table that cannot be read."""
        told = self.cleaned_data
        return Sheet(told["name"], told["period"], told["margin"], rules.read_table(told["text"], told["began"]))


class Upload(forms.Form):
    """A file of contracts."""

    title = forms.CharField(label=_("Name"), max_length=120, required=False)


class Columns(forms.Form):
    """Which column of the file is what, and how it is counted."""

    def __init__(self, names: tuple[str, ...], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [("", "–"), *((name, name) for name in names)]
        for field in files.FIELDS:
            self.fields[field] = forms.ChoiceField(
                label=FIELD_NAMES[field], choices=choices, required=False, help_text=FIELD_HELP.get(field, "")
            )
        self.fields["period"] = forms.ChoiceField(label=_("Renewed every"), choices=Period.choices)
        self.fields["until"] = forms.DateField(
            label=_("Counted up to"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            help_text=_("Without it, to the last day in the file that is not to come."),
        )

    @property
    def mapping(self) -> dict[str, str]:
        return {field: self.cleaned_data[field] for field in files.FIELDS if self.cleaned_data[field]}


class Look(forms.Form):
    """How a table is looked at, percentages as people say them."""

    margin = margin_field()
    discount = forms.DecimalField(
        label=_("Discount % a year"), required=False, min_value=1, max_value=100, max_digits=5, decimal_places=2
    )
    ahead = forms.IntegerField(label=_("Periods ahead"), required=False, min_value=1, max_value=LONGEST_AHEAD)
    held = forms.IntegerField(label=_("Held out"), required=False, min_value=0, max_value=MOST_PERIODS)

    def __init__(self, *arguments: Any, usual_margin: float | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if usual_margin is not None:
            self.fields["margin"].widget.attrs["placeholder"] = f"{usual_margin:.2f}"

    @property
    def terms(self) -> Terms:
        """As typed; the form has to be valid."""
        told = self.cleaned_data
        discount = Terms().discount if told["discount"] is None else told["discount"] / 100
        return Terms(discount, told["margin"], told["ahead"], told["held"])


def values_of(table: ContractTable) -> dict[str, Any]:
    """The first values of the form for a table."""
    told: dict[str, Any] = {"name": table.name, "period": table.period, "margin": table.margin, "seen": table.version}
    if not table.path:
        told["text"] = rules.as_text([rules.Segment.read(one) for one in table.segments])
    return told


def look_of(terms: Terms, *, ahead: int, held: int) -> dict[str, Any]:
    """What the form shows: what was asked for, and what is usual where nothing was."""
    return {
        "margin": terms.margin,
        "discount": f"{(terms.discount * 100).normalize():f}",
        "ahead": ahead,
        "held": held if terms.held is None else terms.held,
    }
