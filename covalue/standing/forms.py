"""Forms that are tables: what somebody answers driver by driver, and what is typed of a driver set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from covalue.core import errors
from covalue.standing.actions.answering import Answers
from covalue.standing.actions.drivers import DriverText
from covalue.standing.models import Assessment, AssessmentRequest, Driver, DriverSet, OurRater
from covalue.standing.rules import HIGHEST, LOWEST, MOST_DRIVERS

CANNOT: Final = "none"  # the answer of whoever cannot judge
SPARE: Final = 3  # empty rows of a form without script


@dataclass(frozen=True)
class Question:
    """A driver as it is asked, with what was typed, or answered before."""

    driver: Driver
    name: str
    words: str
    score: str
    remark: str
    error: str = ""


@dataclass(frozen=True)
class AnswersForm:
    """Questions in order with the answers typed so far; `error` is what is wrong with none of the drivers."""

    questions: tuple[Question, ...]
    rung: str
    structure: str
    remark: str
    error: str = ""
    scores: tuple[str, ...] = field(default=tuple(str(score) for score in range(LOWEST, HIGHEST + 1)))


def form_for(
    row: AssessmentRequest | OurRater,
    language: str = "",
    typed: Mapping[str, str] | None = None,
    refused: errors.BadInput | None = None,
) -> AnswersForm:
    """What a contact, in their language, or one of us is asked; with what was `typed` and why that was refused."""
    drivers = row.assessment.driver_set.drivers.all()
    given = _given(row) if typed is None else typed
    theirs = isinstance(row, AssessmentRequest)
    fault = {refused.field: refused.sentence} if refused else {}
    questions = tuple(
        Question(
            driver,
            driver.name_in(language) if theirs else driver.name,
            driver.theirs_in(language) if theirs else driver.ours,
            given.get(f"score-{driver.pk}", ""),
            given.get(f"remark-{driver.pk}", ""),
            fault.get(f"score-{driver.pk}", ""),
        )
        for driver in drivers
    )
    at_driver = any(question.error for question in questions)
    error = "" if refused is None or at_driver else refused.sentence
    return AnswersForm(questions, given.get("rung", ""), given.get("structure", ""), given.get("remark", ""), error)


def answers_in(assessment: Assessment, typed: Mapping[str, str]) -> Answers:
    """What was typed. A score that is no number is BadInput; one that was left out is missing."""
    scores: dict[int, int | None] = {}
    remarks = {}
    for driver in assessment.driver_set.drivers.all():
        score = typed.get(f"score-{driver.pk}", "")
        remarks[driver.pk] = typed.get(f"remark-{driver.pk}", "")
        if score == CANNOT:
            scores[driver.pk] = None
        elif score.isascii() and score.isdecimal() and len(score) == 1:
            scores[driver.pk] = int(score)
    return Answers(scores, remarks, typed.get("rung", ""), typed.get("structure", ""), typed.get("remark", ""))


def _given(row: AssessmentRequest | OurRater) -> dict[str, str]:
    """What was answered before."""
    given = {"rung": row.rung, "structure": row.structure, "remark": row.remark}
    for rating in row.ratings.all():
        given[f"score-{rating.driver_id}"] = CANNOT if rating.score is None else str(rating.score)
        given[f"remark-{rating.driver_id}"] = rating.remark
    return given


@dataclass(frozen=True)
class DriverLine:
    """A row of the form of a driver set."""

    place: int
    name: str
    theirs: str
    ours: str
    german_name: str
    german_theirs: str


def lines_of(driver_set: DriverSet | None, typed: Mapping[str, str] | None = None) -> tuple[DriverLine, ...]:
    """The rows of the form: those of a set, or as they were typed, and some that are empty."""
    if typed is not None:
        places = range(MOST_DRIVERS)
        texts = [[typed.get(f"{part}-{place}", "") for part in PARTS] for place in places]
        last = max((place for place in places if any(texts[place])), default=-1)
        rows: list[list[str]] = texts[: last + 1]
    else:
        rows = [_texts(driver) for driver in driver_set.drivers.all()] if driver_set else []
    rows += [[""] * len(PARTS)] * min(SPARE, MOST_DRIVERS - len(rows))
    return tuple(DriverLine(place, *texts) for place, texts in enumerate(rows))


PARTS: Final = ("name", "theirs", "ours", "german_name", "german_theirs")


def drivers_in(lines: Sequence[DriverLine]) -> list[DriverText]:
    """What was typed of a driver set; empty rows are left out."""
    return [
        DriverText(line.name, line.theirs, line.ours, {"de": {"name": line.german_name, "theirs": line.german_theirs}})
        for line in lines
        if any((line.name.strip(), line.theirs.strip(), line.ours.strip()))
    ]


def _texts(driver: Driver) -> list[str]:
    german = driver.others.get("de", {})
    return [driver.name, driver.theirs, driver.ours, german.get("name", ""), german.get("theirs", "")]
