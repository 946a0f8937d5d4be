"""What changed between two sheets, in sentences."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from covalue.analytics.value.case import CaseSide, Kind
from covalue.analytics.value.uncertainty import Shape
from covalue.core import money
from covalue.core.days import day
from covalue.value.cases.sheet import AssumptionRow, CorrelationRow, LineRow, Part, ScenarioRow, Sheet
from covalue.value.cases.sources import SOURCE_NAMES

ROWS: Final = frozenset(["assumptions", "lines", "correlations", "scenarios"])
SHARES: Final = frozenset(["rate", "rate_low", "rate_high", "our_rate", "gain_share"])
NAMES: Final[dict[str, str | Promise]] = {
    "currency": _l("currency"), "years": _l("horizon"), "rate": _l("discount rate"), "rate_low": _l("lowest discount rate"),
    "rate_high": _l("highest discount rate"), "our_rate": _l("our discount rate"), "gain_share": _l("share of their gain paid to us"),
    "alternative": _l("next best alternative"), "rates": _l("exchange rates"), "unit": _l("unit"), "low": _l("low value"),
    "base": _l("base value"), "high": _l("high value"), "shape": _l("shape of the range"), "formula": _l("formula"),
    "source": _l("source"), "source_on": _l("date of the source"), "title": _l("title"), "kind": _l("type"), "side": _l("side"),
    "yearly": _l("frequency"), "starts": _l("start"), "ramp": _l("ramp-up"), "group": _l("source of value or kind of cost"),
    "strength": _l("strength of the correlation"), "values": _l("values"), "name": _l("name"),
}  # fmt: skip
VALUES: Final[dict[object, str | Promise]] = {
    Kind.BENEFIT: _l("benefit"), Kind.COST: _l("cost"), Kind.PRICE: _l("price"), Kind.REFERENCE_PRICE: _l("price of the alternative"),
    CaseSide.CUSTOMER: _l("theirs"), CaseSide.SUPPLIER: _l("ours"), Shape.TRIANGULAR: _l("most likely at the base"),
    Shape.PERT: _l("mostly near the base"), Shape.EVEN: _l("every value equally likely"),
}  # fmt: skip
ADDED: Final[dict[type[Part], tuple[str | Promise, str | Promise]]] = {
    AssumptionRow: (_l("Added the assumption “{row}” ({what})."), _l("Removed the assumption “{row}” ({what}).")),
    LineRow: (_l("Added the line “{row}” ({what})."), _l("Removed the line “{row}” ({what}).")),
    CorrelationRow: (_l("Correlated {row} ({what})."), _l("Removed the correlation of {row} ({what}).")),
    ScenarioRow: (_l("Added the scenario “{row}” ({what})."), _l("Removed the scenario “{row}” ({what}).")),
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One thing that differs between two sheets: where, before and after in words (empty where it was not there), and all
    of it as a sentence.
    """

    where: str
    before: str
    after: str
    sentence: str


def differences(before: Sheet, after: Sheet) -> tuple[Difference, ...]:
    """What changed from one sheet to the next: settings, assumptions by name, lines by key."""
    settings = [
        _changed("", name, getattr(before, name), getattr(after, name))
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
            rows.append(_came_or_went(title(now or was), was, now))
        elif was != now:
            rows += [
                _changed(title(now), field, getattr(was, field), getattr(now, field))
                for field in type(now).model_fields
                if getattr(was, field) != getattr(now, field)
            ]
    return rows


def _came_or_went(row: str, was: Part | None, now: Part | None) -> Difference:
    before, after = _summary(was), _summary(now)
    added, removed = ADDED[type(was or now)]  # type: ignore[index]
    sentence = str(added if was is None else removed).format(row=row, what=after or before)
    return Difference(row, before, after, sentence)


def _changed(row: str, field: str, was: object, now: object) -> Difference:
    before, after = text_of(field, was), text_of(field, now)
    where = field.replace("_", " ")
    return Difference(f"{row}: {where}" if row else where, before, after, _sentence(row, field, before, after))


def _sentence(row: str, field: str, before: str, after: str) -> str:
    if field == "title":
        return _("Renamed “{before}” to “{after}”.").format(before=before, after=after)
    name = str(NAMES[field])
    name = name if field == "our_rate" else _("the {name}").format(name=name)
    name = _("{part} of “{row}”").format(part=name, row=row) if row else name
    if not before:
        return _("Set {name} to {after}.").format(name=name, after=after)
    if not after:
        return _("Removed {name} ({before}).").format(name=name, before=before)
    return _("Changed {name} from {before} to {after}.").format(name=name, before=before, after=after)


def _summary(row: Part | None) -> str:
    """A row in one line."""
    if row is None:
        return ""
    if isinstance(row, CorrelationRow):
        return text_of("strength", row.strength)
    if isinstance(row, ScenarioRow):
        return text_of("values", row.values) or "–"
    formula, unit = getattr(row, "formula", ""), getattr(row, "unit", "")
    numbers = [text_of(name, getattr(row, name, None)) for name in ("low", "base", "high")]
    ends = " · ".join(number for number in numbers if number)
    return formula or " ".join(part for part in (ends, unit) if ends and part) or _("without a value yet")


def text_of(field: str, value: Any) -> str:
    """A value of a sheet as a person reads it; empty for none."""
    if value is None or value == "":
        return ""
    if field in SHARES:
        return money.percent(value, -2)
    if isinstance(value, dict):
        return ", ".join(f"{name} {text_of(field, part)}" for name, part in value.items())
    if isinstance(value, bool):
        return _("every year") if value else _("once")
    if field == "starts":
        return ngettext("after {n} month", "after {n} months", value).format(n=value) if value else _("the beginning")
    if field == "years":
        return ngettext("{n} year", "{n} years", value).format(n=value)
    if field == "ramp" and value.isdecimal():
        return ngettext("{n} month", "{n} months", int(value)).format(n=value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int | float):
        return money.figure(value, 12)
    if field == "group":
        return str(SOURCE_NAMES.get(value, value))
    return str(VALUES.get(value, value)) if field in ("kind", "side", "shape") else str(value)
