"""The constants in a formula, as its reader says them: 52.142857 weeks a year. Without them nobody can recalculate it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from covalue.analytics.value.constants import Constant, Constants
from covalue.core import money
from covalue.value.cases import figures
from covalue.value.cases.sheet import Sheet

SMALL: Final[dict[str, str | Promise]] = {
    "second": _l("seconds"), "minute": _l("minutes"), "hour": _l("hours"), "day": _l("days"), "week": _l("weeks"),
    "month": _l("months"), "quarter": _l("quarters"), "gram": _l("grams"), "kilogram": _l("kilograms"), "metre": _l("metres"),
    "litre": _l("litres"), "kilowatt_hour": _l("kilowatt hours"),
}  # fmt: skip
LARGE: Final[dict[str, str | Promise]] = {
    "minute": _l("a minute"), "hour": _l("an hour"), "day": _l("a day"), "week": _l("a week"), "month": _l("a month"),
    "quarter": _l("a quarter"), "year": _l("a year"), "kilogram": _l("a kilogram"), "tonne": _l("a tonne"),
    "kilometre": _l("a kilometre"), "cubic_metre": _l("a cubic metre"), "megawatt_hour": _l("a megawatt hour"),
}  # fmt: skip
Stored = dict[str, dict[str, list[list[Any]]]]


def said(constants: Iterable[Constant]) -> str:
    """52.142857 weeks a year, 60 minutes an hour; empty where there is none."""
    return ", ".join(_said(constant) for constant in constants)


def _said(constant: Constant) -> str:
    small = SMALL.get(constant.small, constant.small.replace("_", " "))
    large = LARGE.get(constant.large, f"/ {constant.large.replace('_', ' ')}")
    factor = money.figure(constant.factor, 8)
    return _("{factor} {small} {large}").format(factor=factor, small=small, large=large)


def stored(constants: Constants, lines: Iterable[str], assumptions: Iterable[str]) -> Stored:
    """As a document holds them: of the lines and assumptions in it, and no others."""
    return {"lines": _of(constants.lines, lines), "assumptions": _of(constants.assumptions, assumptions)}


def _of(constants: Mapping[str, tuple[Constant, ...]], names: Iterable[str]) -> dict[str, list[list[Any]]]:
    return {
        name: [[found.small, found.large, round(found.factor, 9)] for found in constants[name]]
        for name in names
        if name in constants
    }


def of_sheet(sheet: Sheet) -> Constants:
    """The constants in a sheet's formulas; the same sheet is looked through once."""
    return figures.of(sheet).constants
