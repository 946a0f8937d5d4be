"""The form of a contact who is asked where we stand: whom they can name, and whom they rate on what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.positioning import asking
from covalue.positioning.asking import Choice, Said
from covalue.positioning.models import PositionRequest
from covalue.positioning.rules import (
    BEST,
    CLEAR_NAMES,
    DIMENSION_NAMES,
    DIMENSION_QUESTIONS,
    NAMED_NAMES,
    Clear,
    Dimension,
    Label,
    Measure,
    Named,
)

CANNOT: Final = "none"
US: Final = 0


@dataclass(frozen=True)
class Option:
    """An answer to choose."""

    value: str
    name: Label
    chosen: bool


@dataclass(frozen=True)
class Question:
    """Whom they name, with what was typed or answered before."""

    name: str
    options: tuple[Option, ...]
    other: str
    error: str


@dataclass(frozen=True)
class Scale:
    """One of us and the competitors on a dimension."""

    field: str
    name: str
    score: str
    error: str


@dataclass(frozen=True)
class Rated:
    """A dimension, and all who are rated on it."""

    name: Label
    words: Label
    scales: tuple[Scale, ...]


@dataclass(frozen=True)
class PositionForm:
    """All that is asked; `error` is what is wrong with none of the questions."""

    mindshare: Question
    preference: Question
    because: str
    dimensions: tuple[Rated, ...]
    clear: tuple[Option, ...]
    needed_for: str
    clear_error: str
    error: str
    scores: tuple[str, ...] = tuple(str(score) for score in range(1, BEST + 1))


def form_for(
    request: PositionRequest,
    supplier: str,
    typed: Mapping[str, str] | None = None,
    refused: errors.BadInput | None = None,
) -> PositionForm:
    """What this contact is asked, with what was `typed`, or answered before, and why that was refused."""
    given = _given(request) if typed is None else typed
    faults: dict[str | None, str] = {refused.field: refused.sentence} if refused else {}
    names = sorted(
        [(US, supplier), *((one.pk, one.name) for one in asking.asked_about(request))],
        key=lambda pair: pair[1].casefold(),
    )
    dimensions = tuple(
        Rated(DIMENSION_NAMES[one], DIMENSION_QUESTIONS[one], tuple(_scale(one, pair, given, faults) for pair in names))
        for one in Dimension
        if one.value in request.dimensions
    )
    fields = {*Measure, "clear", *(scale.field for row in dimensions for scale in row.scales)}
    return PositionForm(
        mindshare=_question(Measure.MINDSHARE, names, given, faults),
        preference=_question(Measure.PREFERENCE, names, given, faults),
        because=given.get("because", ""),
        dimensions=dimensions,
        clear=tuple(Option(one.value, CLEAR_NAMES[one], given.get("clear") == one.value) for one in Clear),
        needed_for=given.get("needed_for", ""),
        clear_error=faults.get("clear", ""),
        error="" if refused is None or refused.field in fields else refused.sentence,
    )


def said_in(request: PositionRequest, typed: Mapping[str, str]) -> Said:
    """What was typed; BadInput for what is no answer."""
    clear = typed.get("clear", "")
    if clear and clear not in set(Clear):
        raise errors.BadInput(_("Please choose one of these."), field="clear")
    return Said(
        choices={measure: _choice(measure, typed) for measure in Measure if typed.get(measure.value)},
        because=typed.get("because", ""),
        scores=dict(_scores(request, typed)),
        clear=Clear(clear) if clear else None,
        needed_for=typed.get("needed_for", ""),
    )


def _choice(measure: Measure, typed: Mapping[str, str]) -> Choice:
    value = typed[measure.value]
    if value.isascii() and value.isdecimal() and len(value) < 19:
        return Choice(Named.COMPETITOR, int(value))
    if value not in set(Named) or value == Named.COMPETITOR:
        raise errors.BadInput(_("Please choose one of these."), field=measure.value)
    return Choice(Named(value), other=typed.get(f"{measure.value}_other", ""))


def _scores(request: PositionRequest, typed: Mapping[str, str]) -> list[tuple[tuple[Dimension, int], int | None]]:
    """Every scale of this request that was touched."""
    rated = (US, *(one.pk for one in asking.asked_about(request)))
    scores: list[tuple[tuple[Dimension, int], int | None]] = []
    for dimension in request.dimensions:
        for of in rated:
            field = f"score-{dimension}-{of}"
            value = typed.get(field, "")
            if value and value != CANNOT:
                if not (value.isascii() and value.isdecimal() and len(value) < 4):
                    sentence = _("Ratings are from {low} to {high}.").format(low=1, high=BEST)
                    raise errors.BadInput(sentence, field=field)
                scores.append(((Dimension(dimension), of), int(value)))
    return scores


def _question(
    measure: Measure, names: list[tuple[int, str]], given: Mapping[str, str], faults: Mapping[str | None, str]
) -> Question:
    chosen = given.get(measure.value, "")
    listed = [(Named.US.value if of == US else str(of), name) for of, name in names]
    rest = [(Named.OTHER, NAMED_NAMES[Named.OTHER]), (Named.THEMSELVES, _("We would do it ourselves")),
            (Named.NOBODY, NAMED_NAMES[Named.NOBODY])]  # fmt: skip
    return Question(
        measure.value,
        tuple(Option(value, name, value == chosen) for value, name in (*listed, *rest)),
        given.get(f"{measure.value}_other", ""),
        faults.get(measure.value, ""),
    )


def _scale(
    dimension: Dimension, who: tuple[int, str], given: Mapping[str, str], faults: Mapping[str | None, str]
) -> Scale:
    field = f"score-{dimension}-{who[0]}"
    return Scale(field, who[1], given.get(field, ""), faults.get(field, ""))


def _given(request: PositionRequest) -> dict[str, str]:
    """What they answered before, as they would type it."""
    if request.answered_at is None:
        return {}
    given: dict[str, str] = {}
    for row in request.preference_answers.filter(removed_at=None):
        given[row.measure] = str(row.competitor_id or row.named)
        given[f"{row.measure}_other"] = row.other
        if row.measure == Measure.PREFERENCE:
            given["because"] = row.words
    for rating in request.rating_answers.filter(removed_at=None):
        given[f"score-{rating.dimension}-{rating.competitor_id or US}"] = str(rating.score)
    for reason in request.reason_answers.filter(removed_at=None):
        given |= {"clear": reason.clear, "needed_for": reason.words}
    return given
