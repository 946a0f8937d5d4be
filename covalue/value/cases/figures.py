"""From a sheet to its figures, or to the sentence that says what is wrong and where."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _l

from covalue.analytics.value.calculation import DISCOUNT, expected, reckon
from covalue.analytics.value.case import Outcome, Result
from covalue.analytics.value.constants import NONE as NO_CONSTANTS
from covalue.analytics.value.constants import Constants, constants_of
from covalue.analytics.value.faults import CaseError, Fault
from covalue.core import money
from covalue.value.cases import sheet as sheets
from covalue.value.cases.sheet import ScenarioRow, Sheet

SENTENCES: Final[dict[Fault, str | Promise]] = {
    Fault.EMPTY: _l("There is no formula yet."),
    Fault.TOO_LONG: _l("The formula is longer than {most} characters."),
    Fault.UNREADABLE: _l("The formula cannot be read: {near}"),
    Fault.UNKNOWN_NAME: _l("There is no assumption called “{name}”.{meant}"),
    Fault.NOT_ALLOWED: _l(
        "“{what}” cannot be used in a formula. Use names, numbers, + − × ÷ ^ %, brackets, min and max."
    ),
    Fault.UNITS_DIFFER: _l("{left} and {right} cannot be added or compared."),
    Fault.WRONG_UNIT: _l("This results in {found}; it should be {wanted}."),
    Fault.UNREADABLE_UNIT: _l("The unit “{unit}” cannot be read. Write it like hours/week, € per call, %."),
    Fault.NO_RATE: _l(
        "There is no exchange rate from {currency} to {into}. Enter it under “Rates of other currencies”."
    ),
    Fault.NOT_FINITE: _l("For some of the assumed values, this divides by zero or grows without limit."),
    Fault.POWER: _l("An exponent can be a number up to 10."),
    Fault.CIRCLE: _l("These formulas depend on each other in a circle: {names}."),
    Fault.RANGE: _l("The base, {base}, is not between low, {low}, and high, {high}."),
    Fault.RATE_RANGE: _l("The rate, {base}, is not between the lowest, {low}, and the highest, {high}."),
    Fault.TWICE: _l("“{name}” appears twice."),
    Fault.NOT_TOGETHER: _l("{names}: these correlations contradict each other."),
}

WRITTEN: Final[dict[Fault, Callable[[float], str]]] = {
    Fault.RANGE: lambda value: money.figure(value, 12),
    Fault.RATE_RANGE: lambda value: money.percent(value, -2),
}
NO_LINES: Final = _l("No line has a formula yet.")
UNFINISHED: Final = _l("The sheet is not finished.")


@dataclass(frozen=True)
class Figures:
    """A case's figures, or where and why it has none."""

    result: Result | None
    where: str = ""
    sentence: str = ""
    constants: Constants = NO_CONSTANTS

    @property
    def problem(self) -> str:
        """Where and why in one sentence; empty when there is a result."""
        return ": ".join(part for part in (self.where, self.sentence) if part)


@lru_cache(maxsize=256)
def _figures_of(text: str, _language: str | None) -> Figures:
    return _reckoned(Sheet.model_validate_json(text), swings=True)


def tried(sheet: Sheet) -> Figures:
    """What a sheet comes to while its numbers are moved: without a tornado, and not remembered in the place of another."""
    return _reckoned(sheet, swings=False)


def _reckoned(sheet: Sheet, *, swings: bool) -> Figures:
    try:
        case = sheets.as_case(sheet)
        if not case.lines:
            return Figures(None, sentence=str(NO_LINES))
        return Figures(reckon(case, swings=swings), constants=constants_of(case) if swings else NO_CONSTANTS)
    except CaseError as fault:
        return Figures(None, swing_name(fault.where), sentence_of(fault))


def of(sheet: Sheet) -> Figures:
    """What a sheet comes to. The same sheet always comes to the same, said in one language, so it is remembered."""
    return _figures_of(sheet.model_dump_json(), get_language())


@dataclass(frozen=True)
class ScenarioView:
    """A scenario with what both sides would be left with, or why that cannot be told."""

    row: ScenarioRow
    outcome: Outcome | None
    sentence: str = ""


@lru_cache(maxsize=256)
def _scenarios(text: str, _language: str | None) -> tuple[ScenarioView, ...]:
    sheet = Sheet.model_validate_json(text)
    return tuple(_scenario(sheet, row) for row in sheet.scenarios)


def scenarios(sheet: Sheet) -> tuple[ScenarioView, ...]:
    """What the sheet's scenarios come to; none are computed twice."""
    return _scenarios(sheet.model_dump_json(), get_language()) if sheet.scenarios else ()


def _scenario(sheet: Sheet, row: ScenarioRow) -> ScenarioView:
    try:
        case = sheets.in_scenario(sheet, row)
        if not case.lines:
            return ScenarioView(row, None, str(NO_LINES))
        return (
            ScenarioView(row, None, str(UNFINISHED)) if sheets.unfinished(sheet) else ScenarioView(row, expected(case))
        )
    except CaseError as fault:
        return ScenarioView(row, None, sentence_of(fault))


def extremes(result: Result, known: Collection[str]) -> tuple[dict[str, float], dict[str, float]]:
    """Every assumption at the end that leaves the customer least, and at the one that leaves them most."""
    least = {s.name: s.low if s.at_low <= s.at_high else s.high for s in result.tornado if s.name in known}
    most = {s.name: s.high if s.at_low <= s.at_high else s.low for s in result.tornado if s.name in known}
    return least, most


def sentence_of(fault: CaseError) -> str:
    """The fault as a sentence in the reader's language."""
    words: dict[str, Any] = dict(fault.words)
    if fault.fault is Fault.UNKNOWN_NAME:
        words["meant"] = str(_l(" Did you mean “{meant}”?")).format(meant=words["meant"]) if words["meant"] else ""
    if fault.fault in WRITTEN:
        words |= {end: WRITTEN[fault.fault](words[end]) for end in ("low", "base", "high")}
    return str(SENTENCES[fault.fault]).format(**words)


def swing_name(name: str) -> str:
    """The discount rate takes part under a name of its own, said in the reader's language."""
    return str(_l("Discount rate")) if name == DISCOUNT else name
