"""What a formula is multiplied by without saying so: 52.142857 weeks a year, 60 minutes an hour.

Numbers with units are converted while they are calculated; whoever recalculates a formula by hand needs these constants.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from covalue.analytics.value.calculation import Reckoner
from covalue.analytics.value.case import Case
from covalue.analytics.value.formula import Formula
from covalue.analytics.value.units import Quantity

CONVERTS: Final = re.compile(r"[+−–-]|\b(?:min|max)\b")  # both sides of these are brought to one unit
SMALLEST: Final = 1e-9


@dataclass(frozen=True)
class Constant:
    """`factor` of the smaller unit are one of the larger: 52.142857 `week` in a `year`."""

    small: str
    large: str
    factor: float


@dataclass(frozen=True)
class Constants:
    """The constants in the formulas of lines, by key, and of assumptions, by name; who needs none is not in it."""

    lines: Mapping[str, tuple[Constant, ...]]
    assumptions: Mapping[str, tuple[Constant, ...]]


NONE: Final = Constants({}, {})


def constants_of(case: Case) -> Constants:
    """What the formulas of a case convert by. Raises CaseError where the case cannot be calculated."""
    reckoner = Reckoner(case)
    known = {name: 1.0 * unit for name, unit in reckoner.given_units.items()}
    assumptions = {}
    for name, reads in reckoner.derived:
        value = reads.value(known, reckoner.units, finite=False)
        wanted = reckoner.said_units.get(name)
        between = _between(value, wanted) if wanted is not None else ()
        assumptions[name] = (*between, *_within(reads, known))
        known[name] = 1.0 * (value.units if wanted is None else wanted.units)
    lines = {}
    for line, reads in zip(case.lines, reckoner.line_formulas, strict=True):
        if not reads.names:
            continue
        value = reads.value(known, reckoner.units, finite=False)
        wanted = reckoner.units.read(f"{case.currency}/year" if line.yearly else case.currency)
        lines[line.key] = (*_between(value, wanted), *_within(reads, known))
    return Constants(_said_once(lines), _said_once(assumptions))


def _said_once(found: Mapping[str, Iterable[Constant]]) -> dict[str, tuple[Constant, ...]]:
    return {name: tuple(dict.fromkeys(constants)) for name, constants in found.items() if constants}


def _between(value: Quantity, wanted: Quantity) -> tuple[Constant, ...]:
    """What turns the unit a formula comes to into the one it is told in."""
    powers = dict((value.units / wanted.units)._units)
    return tuple(_paired(value._REGISTRY, powers))


def _within(reads: Formula, known: Mapping[str, Quantity]) -> tuple[Constant, ...]:
    """Between the units of what is added or compared in a formula: all of one kind that occur in it."""
    if not CONVERTS.search(reads.text):
        return ()
    units = [known[name].units for name in reads.names]
    if len({str(unit) for unit in units}) < 2:
        return ()
    powers: dict[str, float] = {}
    for first, second in pairwise(units):
        if first.dimensionality == second.dimensionality:
            powers |= dict((first / second)._units)
    registry = known[reads.names[0]]._REGISTRY
    return tuple(_paired(registry, powers))


def _paired(registry: Any, powers: Mapping[str, float]) -> Iterable[Constant]:
    """The units left over of each kind, each with the next larger one on the other side."""
    rest: dict[Any, list[tuple[float, str, float]]] = {}
    for name, power in powers.items():
        size = (1.0 * registry.parse_units(name)).to_base_units()
        if not size.dimensionless:
            rest.setdefault(size.dimensionality, []).append((float(size.magnitude), name, power))
    for found in rest.values():
        waiting = sorted(found)
        while len(waiting) > 1:
            size, name, power = waiting.pop(0)
            place = next((at for at, other in enumerate(waiting) if other[2] * power < 0), None)
            if place is None:
                continue
            larger_size, larger, _power = waiting.pop(place)
            if larger_size / size > 1 + SMALLEST:
                yield Constant(name, larger, larger_size / size)
