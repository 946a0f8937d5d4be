"""Formulas as people from finance write them: outage minutes × cost per minute × 60 %.

Names may hold blanks and are told apart by whoever knows them; × ÷ − and % mean what they say; min, max and brackets are
there, nothing else is. Evaluated by `simpleeval` over numbers with units, single ones or ten thousand at once.
"""

import ast
import operator
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import simpleeval
from rapidfuzz import process

from covalue.analytics.value.faults import CaseError, Fault
from covalue.analytics.value.units import Quantity, Units

LONGEST: Final = 500  # characters
HIGHEST_POWER: Final = 10
SIGNS: Final = str.maketrans({"×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "[": "(", "]": ")", ";": ","})
THOUSANDS: Final = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
PERCENT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*%")
ALLOWED: Final = re.compile(r"[\s\d.+\-*/(),]")
WORDS: Final = re.compile(r"[^\W\d]\w*(?:\s+[^\W\d]\w*)*")
FUNCTIONS: Final = {"min": np.minimum, "max": np.maximum}


@dataclass(frozen=True)
class Formula:
    """A formula over the names somebody gave; `names` are those it uses, as they were given."""

    text: str
    names: tuple[str, ...]
    _coded: str

    @cached_property
    def _parsed(self) -> Any:
        return simpleeval.SimpleEval.parse(self._coded)

    def value(self, known: Mapping[str, Quantity], units: Units, *, finite: bool = True) -> Quantity:
        """What it comes to; numbers of runs in, numbers of runs out. Raises CaseError, also where it is not `finite`."""
        import pint

        places = {f"n{place}": known[name] for place, name in enumerate(self.names)}
        reader = simpleeval.SimpleEval(operators=_OPERATORS, functions=FUNCTIONS, names=places)
        try:
            with np.errstate(all="ignore"):
                outcome = reader.eval(self._coded, previously_parsed=self._parsed)
        except pint.DimensionalityError as differ:
            raise CaseError(
                Fault.UNITS_DIFFER, left=units.said(differ.units1), right=units.said(differ.units2)
            ) from differ
        except ZeroDivisionError as zero:
            raise CaseError(Fault.NOT_FINITE) from zero
        except (simpleeval.InvalidExpression, TypeError, ValueError, OverflowError) as odd:
            if isinstance(odd, CaseError):
                raise
            raise CaseError(Fault.UNREADABLE, near=self.text) from odd
        quantity = outcome if isinstance(outcome, pint.Quantity) else units.plain(outcome)
        if finite and not np.all(np.isfinite(quantity.magnitude)):
            raise CaseError(Fault.NOT_FINITE)
        return quantity


def read(text: str, known: Iterable[str]) -> Formula:
    """A formula over these names; capitals and blanks do not matter. Raises CaseError."""
    if not text.strip():
        raise CaseError(Fault.EMPTY)
    if len(text) > LONGEST:
        raise CaseError(Fault.TOO_LONG, most=LONGEST)
    names, used = list(known), []
    coded, rest = "", text.translate(SIGNS).replace("^", "**")
    rest = PERCENT.sub(r"(\1/100)", THOUSANDS.sub("", rest))
    finder = _finder(names)
    at = 0
    while at < len(rest):
        named = finder.match(rest, at) if finder else None
        if named:
            name = next(name for name in names if _alike(name) == _alike(named[0]))
            used += [] if name in used else [name]
            coded += f"n{used.index(name)}"
            at = named.end()
        elif ALLOWED.match(rest, at):
            coded += rest[at]
            at += 1
        else:
            at, piece = _function(rest, at, names)
            coded += piece
    formula = Formula(text.strip(), tuple(used), " ".join(coded.split()))
    _guard_readable(formula)
    return formula


def _finder(names: list[str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=len, reverse=True)
    spelt = (r"\s+".join(re.escape(word) for word in name.translate(SIGNS).split()) for name in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)", re.IGNORECASE)


def _alike(name: str) -> str:
    return " ".join(name.translate(SIGNS).casefold().split())


def _function(rest: str, at: int, names: list[str]) -> tuple[int, str]:
    """The end and the name of a function that stands here; anything else is refused by name."""
    word = WORDS.match(rest, at)
    if word is None:
        raise CaseError(Fault.NOT_ALLOWED, what=rest[at])
    if word[0].casefold() in FUNCTIONS:
        return word.end(), word[0].casefold()
    close = process.extractOne(word[0], names, score_cutoff=60)
    raise CaseError(Fault.UNKNOWN_NAME, name=word[0], meant=close[0] if close else "")


def _guard_readable(formula: Formula) -> None:
    if re.search(r"\d\.\D|\D\.\D|n\d+\s*\.|\.\s*n", formula._coded):
        raise CaseError(Fault.NOT_ALLOWED, what=".")
    if re.search(r"\d\s*,\s*\d", formula._coded) and not any(f"{name}(" in formula._coded for name in FUNCTIONS):
        raise CaseError(Fault.NOT_ALLOWED, what=",")
    try:
        formula._parsed  # noqa: B018 reading it is what finds the fault
    except (simpleeval.InvalidExpression, SyntaxError, ValueError, MemoryError, RecursionError) as broken:
        raise CaseError(Fault.UNREADABLE, near=formula.text) from broken


def _power(base: Any, exponent: Any) -> Any:
    import pint

    if isinstance(exponent, pint.Quantity):
        exponent = exponent.to("one").magnitude
    if np.ndim(exponent) or abs(exponent) > HIGHEST_POWER:
        raise CaseError(Fault.POWER)
    return base**exponent


_OPERATORS: Final = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: _power,
    ast.USub: operator.neg, ast.UAdd: operator.pos,
}  # fmt: skip
