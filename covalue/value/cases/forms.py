"""What is typed about targets and cases; a sheet's rows are numbered fields: a-0-name, l-3-formula."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.industries import INDUSTRY_NAMES
from covalue.accounts.models import Account, Contact
from covalue.core import errors
from covalue.organisation import queries as organisation
from covalue.people import queries as people
from covalue.value.cases.sheet import MOST_ROWS, MOST_SCENARIOS
from covalue.value.cases.template_queries import templates
from covalue.value.models import Target
from covalue.value.rules import SCALE

DAY: Final = {"type": "date"}
RATING: Final = [("", "–"), *((number, str(number)) for number in SCALE)]
NUMBERS: Final = ("low", "base", "high")
SETTINGS: Final = ("rate", "rate_low", "rate_high", "our_rate", "gain_share")
ROW: Final = re.compile(r"([alc])-(\d{1,3})-([a-z_]+)")


class ValidateForm(forms.Form):
    contact = forms.ModelChoiceField(label=_("Who said so"), queryset=Contact.objects.none())
    on = forms.DateField(label=_("When"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    words = forms.CharField(label=_("In their words"), required=False, max_length=300)

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _choice(self, "contact", accounts.current_contacts_above(account))


class ConfirmForm(ValidateForm):
    name = forms.CharField(max_length=80, widget=forms.HiddenInput)


class InitiativeForm(forms.Form):
    title = forms.CharField(label=_("What we would do together"), max_length=200)
    target = forms.ModelChoiceField(label=_("Value target"), queryset=Target.objects.none(), required=False)
    owner = forms.ModelChoiceField(label=_("Led by"), queryset=people.colleagues(), required=False)
    begins_on = forms.DateField(
        label=_("Delivers since"),
        required=False,
        widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"),
        help_text=_("What was promised is counted from here; set when they agree"),
    )

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _choice(self, "target", account.targets.filter(removed_at=None))


class StartForm(InitiativeForm):
    """A new case, from nothing or from a template."""

    template = forms.ChoiceField(label=_("Begin with"), required=False)

    def __init__(self, account: Account, *arguments: Any, **options: Any) -> None:
        super().__init__(account, *arguments, **options)
        choices = [
            (one.key, f"{one.title} ({one.industry_name})" if one.industry else one.title) for one in templates(account)
        ]
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("an empty sheet")), *choices]


class TemplateForm(forms.Form):
    title = forms.CharField(label=_("Name of the template"), max_length=200)
    note = forms.CharField(label=_("When it fits"), max_length=300, required=False)
    industry = forms.ChoiceField(
        label=_("Industry"), required=False, choices=[("", _("every industry")), *INDUSTRY_NAMES.items()]
    )
    offering = forms.ModelChoiceField(
        label=_("Offering"), required=False, queryset=organisation.offerings(), empty_label=_("any")
    )


def sheet_typed(typed: Mapping[str, str]) -> dict[str, Any]:
    """A sheet as the page sends it. Empty rows are left out; BadInput where a number cannot be read."""
    rows: dict[str, dict[int, dict[str, str]]] = {"a": {}, "l": {}, "c": {}}
    for field, value in typed.items():
        found = ROW.fullmatch(field)
        if found and int(found[2]) < 2 * MOST_ROWS:
            rows[found[1]].setdefault(int(found[2]), {})[found[3]] = value.strip()
    assumptions = [_assumption(row, f"a-{number}") for number, row in sorted(rows["a"].items()) if row.get("name")]
    lines = [_line(row, f"l-{number}") for number, row in sorted(rows["l"].items()) if row.get("title")]
    settings = {name: _share(typed.get(name, ""), name) for name in SETTINGS}
    return {
        "currency": typed.get("currency", "EUR").strip().upper(),
        "years": _whole(typed.get("years", ""), "years") or 5,
        "alternative": typed.get("alternative", "").strip(),
        "rates": _rates(typed.get("rates", "")),
        "assumptions": assumptions,
        "lines": lines,
        "correlations": [_correlation(row, f"c-{n}") for n, row in sorted(rows["c"].items()) if row.get("first")],
        **settings,
        "rate": 0.08 if settings["rate"] is None else settings["rate"],
        "gain_share": settings["gain_share"] or 0.0,
    }


def _assumption(row: dict[str, str], where: str) -> dict[str, Any]:
    day = row.get("source_on", "")
    return {
        "name": " ".join(row["name"].split()),
        **{name: row.get(name, "") for name in ("unit", "formula", "source")},
        **{name: number(row.get(name, ""), f"{where}-{name}") for name in NUMBERS},
        "shape": row.get("shape") or "triangular",
        "source_on": _day(day, f"{where}-source_on") if day else None,
    }


def _line(row: dict[str, str], where: str) -> dict[str, Any]:
    kind, _sep, side = row.get("kind", "benefit").partition("|")
    return {
        "key": row.get("key", ""),
        "title": " ".join(row["title"].split()),
        "kind": kind or "benefit",
        "side": side or "customer",
        "formula": row.get("formula", ""),
        "yearly": row.get("yearly", "yes") != "no",
        "starts": _whole(row.get("starts", ""), f"{where}-starts") or 0,
        "ramp": row.get("ramp", ""),
        "group": row.get("group", ""),
    }


def _correlation(row: dict[str, str], where: str) -> dict[str, Any]:
    return {
        **{name: " ".join(row.get(name, "").split()) for name in ("first", "second")},
        "strength": number(row.get("strength", ""), f"{where}-strength") or 0.0,
    }


def scenarios_typed(typed: Mapping[str, str], names: Sequence[str]) -> list[dict[str, Any]]:
    """Scenarios as the page sends them: s-0-name, s-0-rate, and s-0-v-3 for the fourth of `names`. Unnamed ones are left out."""
    return [
        {
            "name": " ".join(name.split()),
            "values": {
                assumption: value
                for place, assumption in enumerate(names)
                if (value := number(typed.get(f"s-{n}-v-{place}", ""), f"s-{n}-v-{place}")) is not None
            },
            "rate": _share(typed.get(f"s-{n}-rate", ""), f"s-{n}-rate"),
            "gain_share": _share(typed.get(f"s-{n}-gain_share", ""), f"s-{n}-gain_share"),
        }
        for n in range(MOST_SCENARIOS)
        if (name := typed.get(f"s-{n}-name", "").strip())
    ]


def number(text: str, where: str) -> float | None:
    """A number as people write it: 1 200, 1,200.5, 0,5, −3."""
    plain = re.sub(r"[\s\u2009\u202f\u00a0'’]", "", text).replace("−", "-")
    if not plain:
        return None
    if "," in plain and "." not in plain and not re.fullmatch(r"-?\d{1,3}(,\d{3})+", plain):
        plain = plain.replace(",", ".", 1)
    try:
        return float(plain.replace(",", ""))
    except ValueError:
        raise errors.BadInput(_t("“{text}” is no number.").format(text=text), field=where) from None


def _share(text: str, where: str) -> float | None:
    """Typed in per cent."""
    found = number(text.replace("%", ""), where)
    return None if found is None else round(found / 100, 10)


def _whole(text: str, where: str) -> int | None:
    found = number(text, where)
    if found is not None and found != int(found):
        raise errors.BadInput(_t("“{text}” is no whole number.").format(text=text), field=where)
    return None if found is None else int(found)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.BadInput(_t("“{text}” is no day.").format(text=text), field=where) from None


def _rates(text: str) -> dict[str, float]:
    """USD 0.92, GBP 1.17: what a unit of another currency is worth in the case's."""
    found: dict[str, float] = {}
    for part in filter(None, re.split(r"[,;\n]\s*(?=[A-Za-z]{3}\b)", text.strip())):
        code, _sep, value = part.strip().partition(" ")
        rate = number(value.replace("=", ""), "rates")
        if rate is None or not re.fullmatch(r"[A-Za-z]{3}", code):
            raise errors.BadInput(_t("Write rates like USD 0.92, GBP 1.17."), field="rates")
        found[code.upper()] = rate
    return found


def _choice(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
