"""Forms that are no single input: criteria as rows of a list, more candidates in three ways, ratings of a candidate."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.accounts import queries as accounts
from covalue.accounts.forms import AccountField, AccountsField
from covalue.accounts.models import AccountClass
from covalue.core import errors
from covalue.lifetime.rules import EXPECTED_MARGIN
from covalue.people.models import User
from covalue.selection import rules
from covalue.selection.inputs import RatingInput
from covalue.selection.models import Criterion, Rating
from covalue.selection.rules import Axis, CriterionSheet, Figure

COLUMNS: Final = tuple(CriterionSheet.__dataclass_fields__)
AXES: Final = {
    Axis.WORTH: gettext_lazy("value to us"),
    Axis.FIT: gettext_lazy("strategic fit"),
    Axis.GATE: gettext_lazy("gate"),
}
FIGURES: Final = {
    Figure.NONE: gettext_lazy("rated by people"),
    Figure.NET: gettext_lazy("net revenue"),
    Figure.GROWTH: gettext_lazy("growth, %"),
    Figure.CONTRIBUTION: gettext_lazy("net contribution"),
    Figure.LIFETIME: EXPECTED_MARGIN,
}
CANNOT_JUDGE: Final = "none"
MOST_ROWS: Final = 60


def typed_rows(posted: QueryDict) -> list[dict[str, str]]:
    """The criteria as they were typed; rows without a name are left out."""
    columns = [posted.getlist(name) for name in COLUMNS]
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows[:MOST_ROWS] if row["name"].strip()]


def rows_of(sheets: Iterable[CriterionSheet]) -> list[dict[str, str]]:
    """Criteria as they are typed."""
    return [{name: _text(getattr(sheet, name)) for name in COLUMNS} for sheet in sheets]


def sheet_of(row: Mapping[str, str]) -> CriterionSheet:
    """A typed row as a criterion; BadInput with the name of the row."""
    name = " ".join(row["name"].split())[:120]
    if row["axis"] not in set(Axis):
        raise errors.BadInput(_("{name}: choose what it counts towards.").format(name=name), field="axis")
    if row["figure"] not in set(Figure):
        raise errors.BadInput(_("{name}: this figure does not exist.").format(name=name), field="figure")
    weight = _number(row["weight"], name, "weight")
    return CriterionSheet(
        axis=Axis(row["axis"]),
        name=name,
        weight=Decimal(0) if weight is None or row["axis"] == Axis.GATE else weight,
        **{anchor: " ".join(row[anchor].split())[:200] for anchor in ("low", "middle", "high")},
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
        raise errors.BadInput(_("{name}: “{text}” is not a number.").format(name=name, text=text[:40]), field=field)
    return value.quantize(Decimal("0.01"))


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


class CandidatesForm(forms.Form):
    """More accounts to rate: one by its name, many by lines, or everybody of a class."""

    one = AccountField(label=gettext_lazy("Account"), required=False)
    many = AccountsField(
        label=gettext_lazy("Names or IDs, one per line"), required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    everybody = forms.ChoiceField(
        label=gettext_lazy("All accounts of a class"),
        required=False,
        choices=[("", gettext_lazy("Choose a class")), *AccountClass.choices],
    )

    def __init__(self, user: User, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.offered = accounts.current(user)
        for field in (self.fields["one"], self.fields["many"]):
            assert isinstance(field, AccountField | AccountsField)
            field.candidates = self.offered

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        chosen = [*filter(None, [values.get("one")]), *(values.get("many") or [])]
        if account_class := values.get("everybody"):
            chosen += self.offered.filter(account_class=account_class).order_by("name")[: rules.MOST_CANDIDATES + 1]
        if not chosen and not self.errors:
            self.add_error("one", _("Name at least one account."))
        return {**values, "accounts": chosen}


class RatingsForm(forms.Form):
    """A score or “cannot judge” for each criterion, with a word of evidence."""

    def __init__(self, ratings: Iterable[tuple[Criterion, Rating | None]], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.criteria = []
        for criterion, rating in ratings:
            self.criteria.append(criterion)
            self.fields[f"score-{criterion.pk}"] = forms.ChoiceField(
                label=criterion.name,
                required=False,
                choices=_scores(criterion),
                widget=forms.RadioSelect,
                initial="" if rating is None else CANNOT_JUDGE if rating.score is None else str(rating.score),
            )
            described = _("Evidence for {name}").format(name=criterion.name)
            self.fields[f"evidence-{criterion.pk}"] = forms.CharField(
                required=False,
                max_length=1000,
                initial=rating.evidence if rating else "",
                widget=forms.TextInput({"aria-label": described, "placeholder": _("What makes you say so?")}),
            )

    @property
    def rows(self) -> list[tuple[Criterion, forms.BoundField, forms.BoundField]]:
        return [(each, self[f"score-{each.pk}"], self[f"evidence-{each.pk}"]) for each in self.criteria]

    @property
    def ratings(self) -> list[RatingInput]:
        """What was chosen; criteria left open are left out."""
        chosen = [(each.pk, self.cleaned_data[f"score-{each.pk}"]) for each in self.criteria]
        return [
            RatingInput.model_validate(
                {
                    "criterion": pk,
                    "score": None if score == CANNOT_JUDGE else int(score),
                    "evidence": self.cleaned_data[f"evidence-{pk}"],
                }
            )
            for pk, score in chosen
            if score
        ]


def _scores(criterion: Criterion) -> list[tuple[str, str]]:
    cannot = (CANNOT_JUDGE, _("cannot judge"))
    if criterion.axis == Axis.GATE:
        return [("10", _("yes")), ("0", _("no")), cannot]
    return [*((str(n), str(n)) for n in range(rules.LOWEST, rules.HIGHEST + 1)), cannot]
