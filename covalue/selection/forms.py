"""What rounds ask for: criteria as a table, a new round, ratings of a candidate, decisions."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.accounts import queries as accounts
from covalue.accounts.forms import AccountField, AccountsField
from covalue.accounts.models import Account, AccountClass
from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User
from covalue.selection import queries, rules
from covalue.selection.actions import Given
from covalue.selection.models import Candidate, CriteriaSet, Criterion, Decision, Round
from covalue.selection.queries import Asked
from covalue.selection.rules import Axis, CriterionSheet, Figure

COLUMNS: Final = ("axis", "name", "weight", "low", "middle", "high", "figure", "bottom", "top")
AXES: Final = {
    Axis.WORTH: gettext_lazy("worth to us"),
    Axis.FIT: gettext_lazy("strategic fit"),
    Axis.GATE: gettext_lazy("gate"),
}
FIGURES: Final = {
    Figure.NET: gettext_lazy("net revenue"),
    Figure.GROWTH: gettext_lazy("growth, %"),
    Figure.CONTRIBUTION: gettext_lazy("net contribution"),
    Figure.LIFETIME: gettext_lazy("lifetime value"),
}
CANNOT: Final = "none"
MOST: Final = 60


def typed_rows(sent: QueryDict) -> list[dict[str, str]]:
    """The table as it was typed; rows without a name are left out."""
    columns = [sent.getlist(name) for name in COLUMNS]
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows[:MOST] if row["name"].strip()]


def sheets_of(rows: Iterable[Mapping[str, str]]) -> tuple[CriterionSheet, ...]:
    """Criteria of a typed table. Raises BadInput with the name of the row."""
    return tuple(_sheet(row) for row in rows)


def rows_of(sheets: Iterable[CriterionSheet]) -> list[dict[str, str]]:
    """Criteria as the table types them."""
    return [{name: _text(getattr(sheet, name)) for name in COLUMNS} for sheet in sheets]


def _sheet(row: Mapping[str, str]) -> CriterionSheet:
    name = " ".join(row["name"].split())[:120]
    if row["axis"] not in set(Axis):
        raise errors.BadInput(_("{name}: choose where it counts.").format(name=name), field="axis")
    if row["figure"] not in ("", *Figure):
        raise errors.BadInput(_("{name}: there is no such figure.").format(name=name), field="figure")
    weight = _number(row["weight"], name, "weight")
    return CriterionSheet(
        axis=Axis(row["axis"]),
        name=name,
        weight=Decimal(0) if weight is None or row["axis"] == Axis.GATE else weight,
        low=_words(row["low"]),
        middle=_words(row["middle"]),
        high=_words(row["high"]),
        figure=row["figure"],
        bottom=_number(row["bottom"], name, "bottom") if row["figure"] else None,
        top=_number(row["top"], name, "top") if row["figure"] else None,
    )


def _number(text: str, name: str, field: str) -> Decimal | None:
    cleaned = text.replace(" ", "").replace(" ", "").replace(",", ".").strip()
    if not cleaned:
        return None
    try:
        value = Decimal(cleaned)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) >= Decimal(10) ** 15:
        raise errors.BadInput(_("{name}: “{text}” is no number.").format(name=name, text=text[:40]), field=field)
    return value.quantize(Decimal("0.01"))


def _words(text: str) -> str:
    return " ".join(text.split())[:200]


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(getattr(value, "value", value))


class NewRound(forms.Form):
    """A round to be opened."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    criteria_set = forms.ModelChoiceField(label=gettext_lazy("Criteria"), queryset=CriteriaSet.objects.none())
    places = forms.IntegerField(
        label=gettext_lazy("Places"),
        min_value=0,
        max_value=500,
        required=False,
        initial=5,
        help_text=gettext_lazy("Left empty, they are what the capacity gives."),
    )
    hours = forms.DecimalField(
        label=gettext_lazy("Hours a year of all account managers"),
        min_value=Decimal(0),
        max_digits=9,
        decimal_places=1,
        required=False,
    )
    hours_each = forms.DecimalField(
        label=gettext_lazy("Hours a strategic account takes"),
        min_value=Decimal(1),
        max_digits=7,
        decimal_places=1,
        required=False,
        initial=rules.HOURS_A_PLACE,
    )
    fit_share = forms.IntegerField(
        label=gettext_lazy("Fit counts for, %"),
        min_value=rules.FIT_SHARES[0],
        max_value=rules.FIT_SHARES[1],
        initial=50,
    )
    worth_border = forms.IntegerField(label=gettext_lazy("Worth to us, border"), min_value=1, max_value=99, initial=50)
    fit_border = forms.IntegerField(label=gettext_lazy("Strategic fit, border"), min_value=1, max_value=99, initial=50)
    due_on = forms.DateField(
        label=gettext_lazy("Rated by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    candidates = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Candidates"),
        queryset=Account.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    raters = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who rates"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, user: User, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _choose(self, "criteria_set", queries.current_sets())
        _choose(self, "candidates", queries.to_choose_from(user))
        _choose(self, "raters", people.with_a_role())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("places") is None and not (told.get("hours") and told.get("hours_each")):
            self.add_error("places", _("Say how many places there are, or the hours they follow from."))
        if told.get("places") is not None:
            told["hours"] = told["hours_each"] = None
        else:
            told["places"] = 0
        return told


class Borders(forms.ModelForm[Round]):
    """Places, shares and borders of a round that runs."""

    class Meta:
        model = Round
        fields = ("places", "fit_share", "worth_border", "fit_border")

    def _post_clean(self) -> None:
        """The row is changed by the action, which has its own sentences."""


class Candidates(forms.Form):
    """More accounts to rate: one by its name, many by lines, or everybody of a class."""

    one = AccountField(label=gettext_lazy("Account"), required=False)
    many = AccountsField(
        label=gettext_lazy("Names or keys, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    everybody = forms.ChoiceField(label=gettext_lazy("Everybody of a class"), required=False)

    def __init__(self, user: User, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.seen = accounts.visible_to(user).filter(archived_at=None)
        for name in ("one", "many"):
            self.fields[name].candidates = self.seen  # type: ignore[attr-defined]
        self.fields["everybody"].choices = [("", _("Choose a class")), *AccountClass.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        chosen = [told["one"]] if told.get("one") else []
        chosen += told.get("many") or []
        if told.get("everybody"):
            chosen += self.seen.filter(account_class=told["everybody"]).order_by("name")[: rules.MOST_CANDIDATES + 1]
        if not chosen and not self.errors:
            self.add_error("one", _("Name at least one account."))
        return {**told, "accounts": chosen}


class Raters(forms.Form):
    user = forms.ModelChoiceField(queryset=User.objects.none())

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _choose(self, "user", people.with_a_role())


class Ratings(forms.Form):
    """What one gives a candidate: a number or “cannot judge” for each criterion, with a word of evidence."""

    def __init__(self, asked: Iterable[Asked], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.asked = tuple(asked)
        for one in self.asked:
            key = one.criterion.pk
            self.fields[f"score-{key}"] = forms.ChoiceField(
                label=one.criterion.name,
                required=False,
                choices=_scores(one.criterion),
                widget=forms.RadioSelect,
                initial=_given(one),
            )
            self.fields[f"evidence-{key}"] = forms.CharField(
                required=False,
                max_length=1000,
                initial=one.rating.evidence if one.rating else "",
                widget=forms.TextInput(
                    attrs={
                        "aria-label": _("Evidence for {name}").format(name=one.criterion.name),
                        "placeholder": _("What makes you say so?"),
                    }
                ),
            )

    @property
    def rows(self) -> list[tuple[Criterion, Any, Any]]:
        return [
            (one.criterion, self[f"score-{one.criterion.pk}"], self[f"evidence-{one.criterion.pk}"])
            for one in self.asked
        ]

    @property
    def given(self) -> list[Given]:
        """What was chosen; what was left open is not given."""
        told = self.cleaned_data
        return [
            Given(one.criterion, None if score == CANNOT else int(score), told[f"evidence-{one.criterion.pk}"])
            for one in self.asked
            if (score := told[f"score-{one.criterion.pk}"]) != ""
        ]


class Agreement(forms.Form):
    """What the meeting agreed; left empty, the mean counts."""

    score = forms.IntegerField(required=False, min_value=rules.LOWEST, max_value=rules.HIGHEST)
    reason = forms.CharField(required=False, max_length=1000)


class Deciding(forms.Form):
    decision = forms.ChoiceField(label=gettext_lazy("Decision"), choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )

    def __init__(self, round: Round, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        able = [one.value for one in rules.OF_PURPOSE[rules.Purpose(round.purpose)]]
        self.fields["decision"].choices = [c for c in Decision.choices if c[0] in able]  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    body = forms.CharField(label=gettext_lazy("Letter"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 12}))
    to = forms.ModelMultipleChoiceField(
        label=gettext_lazy("To"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, candidate: Candidate, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        _choose(self, "to", User.objects.filter(pk__in=[user.pk for user in queries.concerned(candidate)]))


class DossierForm(forms.Form):
    hours = forms.DecimalField(
        label=gettext_lazy("Hours a year it takes"), min_value=Decimal("0.1"), max_digits=9, decimal_places=1
    )
    expected = forms.DecimalField(
        label=gettext_lazy("What these hours are expected to bring here"),
        max_digits=18,
        decimal_places=2,
        help_text=gettext_lazy("Value of three years, today's money. The same span on both sides."),
    )
    instead = forms.ModelChoiceField(
        label=gettext_lazy("The best account not selected"), queryset=Account.objects.none(), required=False
    )
    instead_hours = forms.DecimalField(
        label=gettext_lazy("Hours a year it would take"),
        min_value=Decimal("0.1"),
        max_digits=9,
        decimal_places=1,
        required=False,
    )
    instead_expected = forms.DecimalField(
        label=gettext_lazy("What it is expected to bring"), max_digits=18, decimal_places=2, required=False
    )
    coverage = forms.CharField(label=gettext_lazy("How it is served from now on"), max_length=500)
    transition = forms.CharField(
        label=gettext_lazy("How the change is made"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    told_by = forms.ModelChoiceField(label=gettext_lazy("Who tells the customer"), queryset=User.objects.none())
    told_on = forms.DateField(
        label=gettext_lazy("When"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, user: User, candidate: Candidate, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        others = accounts.visible_to(user).filter(archived_at=None).exclude(account_class="strategic")
        _choose(self, "instead", others.exclude(pk=candidate.account_id).order_by("name"))
        _choose(self, "told_by", people.with_a_role())


class TriggerForm(forms.Form):
    border = forms.DecimalField(min_value=Decimal(0), max_value=Decimal(1_000_000), max_digits=12, decimal_places=2)
    on = forms.BooleanField(required=False)


def _choose(form: forms.Form, name: str, found: Any) -> None:
    form.fields[name].queryset = found  # type: ignore[attr-defined]


def _scores(criterion: Criterion) -> list[tuple[str, str]]:
    if criterion.axis == Axis.GATE:
        return [("10", _("yes")), ("0", _("no")), (CANNOT, _("cannot judge"))]
    return [*((str(n), str(n)) for n in range(rules.LOWEST, rules.HIGHEST + 1)), (CANNOT, _("cannot judge"))]


def _given(one: Asked) -> str:
    if one.rating is None:
        return ""
    return CANNOT if one.rating.score is None else str(one.rating.score)
