"""What changed between two sheets."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from covalue.value.cases.sheet import CorrelationRow, Part, ScenarioRow, Sheet

ROWS: Final = frozenset(["assumptions", "lines", "correlations", "scenarios"])


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two sheets: where, and before and after in words; empty where it was not there."""

    where: str
    before: str
    after: str


def differences(before: Sheet, after: Sheet) -> tuple[Difference, ...]:
    """What changed from one sheet to the next: settings, assumptions by name, lines by key."""
    settings = [
        Difference(name.replace("_", " "), _text(getattr(before, name)), _text(getattr(after, name)))
        for name in Sheet.model_fields
        if name not in ROWS and getattr(before, name) != getattr(after, name)
    ]
    assumptions = _rows(before.assumptions, after.assumptions, lambda row: row.name, lambda row: row.name)
    lines = _rows(before.lines, after.lines, lambda row: row.key, lambda row: row.title)
    together = _rows(before.correlations, after.correlations, _pair, _pair)
    scenarios = _rows(before.scenarios, after.scenarios, lambda row: row.name, lambda row: row.name)
    return (*settings, *assumptions, *lines, *together, *scenarios)


def _pair(row: CorrelationRow) -> str:
    return f"{row.first} × {row.second}"


def _rows(
    before: tuple[Any, ...], after: tuple[Any, ...], key: Callable[[Any], str], title: Callable[[Any], str]
) -> list[Difference]:
    old, new = {key(row): row for row in before}, {key(row): row for row in after}
    rows = []
    for name in [*old, *(name for name in new if name not in old)]:
        was, now = old.get(name), new.get(name)
        if was is None or now is None:
            rows.append(Difference(title(now or was), _summary(was), _summary(now)))
        elif was != now:
            rows += [
                Difference(
                    f"{title(now)}: {field.replace('_', ' ')}", _text(getattr(was, field)), _text(getattr(now, field))
                )
                for field in type(now).model_fields
                if getattr(was, field) != getattr(now, field)
            ]
    return rows


def _summary(row: Part | None) -> str:
    """A row in one line."""
    if row is None:
        return ""
    if isinstance(row, CorrelationRow):
        return _text(row.strength)
    if isinstance(row, ScenarioRow):
        return _text(row.values)
    formula = getattr(row, "formula", "")
    numbers = [_text(getattr(row, name, None)) for name in ("low", "base", "high")]
    return formula or " · ".join(number for number in numbers if number) or "–"


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(part)}" for name, part in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value)
