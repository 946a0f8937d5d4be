"""Cases of one account that may promise the same money twice."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from covalue.analytics.value import formula
from covalue.analytics.value.case import Kind
from covalue.analytics.value.faults import CaseError
from covalue.value.cases.sheet import LineRow, Sheet

# What many cases share without counting anything twice: shares, what one of something costs, weeks in a year.
RATES: Final = re.compile(
    r"%.*|(€|\$|£|[A-Z]{3})\s*(/|per )\s*(?!(year|month|quarter|week)s?\b).*|(day|week|month)s?\s*(/|per )\s*\w+|"
)


@dataclass(frozen=True)
class Overlap:
    """Two cases, by number, whose benefits rest on the same assumptions under the same source of value."""

    first: int
    second: int
    names: tuple[str, ...]


def overlaps(sheets: Mapping[int, Sheet]) -> tuple[Overlap, ...]:
    """Every pair of cases that counts the same thing under the same source of value.

    An assumption is the same when it is called the same, whatever the capitals; those a formula rests on by way of others
    count too, and mere rates do not. Two cases that save “hours saved × cost of an hour” under efficiency share hours saved.
    """
    counted = {number: rests_on(sheet) for number, sheet in sheets.items()}
    pairs = (
        Overlap(first, second, shared)
        for first, second in combinations(sorted(counted), 2)
        if (shared := _shared(counted[first], counted[second]))
    )
    return tuple(pairs)


def rests_on(sheet: Sheet) -> frozenset[tuple[str, str]]:
    """What the benefits of a sheet are counted from: (source of value, name of an assumption)."""
    names = [row.name for row in sheet.assumptions]
    rates = {row.name for row in sheet.assumptions if not row.formula.strip() and RATES.fullmatch(row.unit.strip())}
    formulas = {row.name: row.formula for row in sheet.assumptions if row.formula.strip()}
    benefits = [line for line in sheet.lines if line.kind is Kind.BENEFIT and line.formula.strip()]
    return frozenset((line.group, _alike(name)) for line in benefits for name in _needed(line, formulas, names) - rates)


def _needed(line: LineRow, formulas: Mapping[str, str], names: Sequence[str]) -> set[str]:
    needed: set[str] = set()
    waiting = _named(line.formula, names)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting |= _named(formulas.get(name, ""), names) - needed
    return needed


def _named(text: str, names: Sequence[str]) -> set[str]:
    """The assumptions a formula names; none where it cannot be read."""
    try:
        return set(formula.read(text, names).names) if text.strip() else set()
    except CaseError:
        return set()


def _shared(first: Iterable[tuple[str, str]], second: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    return tuple(sorted({name for _source, name in set(first) & set(second)}))


def _alike(name: str) -> str:
    return " ".join(name.casefold().split())
