"""A sheet as the page types it: rows are numbered fields, a-0-name, l-3-formula; numbers as people write them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.core import errors, money
from covalue.value.cases.sheet import MOST_ROWS, MOST_SCENARIOS

Fits = Callable[[Decimal], bool] | None
NUMBERS: Final = ("low", "base", "high")
SETTINGS: Final = ("rate", "rate_low", "rate_high", "our_rate", "gain_share")
COMMA: Final = re.compile(r"\d[\d.,]*,\d+(?:\.\d+)?")
GROUP: Final = re.compile(
    r"(?<![\w.])(?<!\d,)([1-9]\d{0,2})([.,])(\d{3})(?!\w|[.,]\d)"
)  # 1.500 or 1,500, and nothing more
COMPARES: Final = re.compile(r"\b(?:min|max)\s*[(\[]", re.IGNORECASE)
ROW: Final = re.compile(r"([alc])-(\d{1,3})-([a-z_]+)")


def formulas_of(sheet: Mapping[str, Any]) -> frozenset[str]:
    """The formulas a sheet holds: they were read once, and nothing is asked of them again."""
    rows = (*sheet.get("assumptions", ()), *sheet.get("lines", ()))
    return frozenset(row.get(name, "") for row in rows for name in ("formula", "ramp"))


def sheet_typed(typed: Mapping[str, str], known: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A sheet as the page sends it. Empty rows are left out; BadInput where a number cannot be read, or in two ways.

    `known` are the formulas that stand in the sheet already.
    """
    rows: dict[str, dict[int, dict[str, str]]] = {"a": {}, "l": {}, "c": {}}
    for field, value in typed.items():
        match = ROW.fullmatch(field)
        if match and int(match[2]) < 2 * MOST_ROWS:
            rows[match[1]].setdefault(int(match[2]), {})[match[3]] = value.strip()
    assumptions = [_assumption(row, f"a-{n}", known) for n, row in sorted(rows["a"].items()) if row.get("name")]
    lines = [_line(row, f"l-{n}", known) for n, row in sorted(rows["l"].items()) if row.get("title")]
    settings = {name: _share(typed.get(name, ""), name) for name in SETTINGS}
    return {
        "currency": typed.get("currency", "EUR").strip().upper(),
        "years": _whole(typed.get("years", ""), "years") or 5,
        "alternative": typed.get("alternative", "").strip(),
        "rates": _rates(typed.get("rates", "")),
        "assumptions": assumptions,
        "lines": lines,
        "correlations": [_correlation(row, f"c-{n}") for n, row in sorted(rows["c"].items()) if row.get("first")],
        **settings,
        "rate": 0.08 if settings["rate"] is None else settings["rate"],
        "gain_share": settings["gain_share"] or 0.0,
    }


def name_of(field: str, typed: Mapping[str, str]) -> str:
    """What the row of a field is called on the page: its name or title; the field itself where it is of no row."""
    match = ROW.fullmatch(field)
    if match is None:
        return field.replace("_", " ")
    called = {"a": "name", "l": "title", "c": "first"}[match[1]]
    return typed.get(f"{match[1]}-{match[2]}-{called}", "").strip() or _("the row")


def _assumption(row: dict[str, str], where: str, known: frozenset[str]) -> dict[str, Any]:
    day = row.get("source_on", "")
    return {
        "name": " ".join(row["name"].split()),
        **{name: row.get(name, "") for name in ("unit", "source")},
        "formula": _formula(row.get("formula", ""), f"{where}-formula", known),
        **{name: number(row.get(name, ""), f"{where}-{name}") for name in NUMBERS},
        "shape": row.get("shape") or "triangular",
        "source_on": _day(day, f"{where}-source_on") if day else None,
    }


def _line(row: dict[str, str], where: str, known: frozenset[str]) -> dict[str, Any]:
    kind, _sep, side = row.get("kind", "benefit").partition("|")
    return {
        "key": row.get("key", ""),
        "title": " ".join(row["title"].split()),
        "kind": kind or "benefit",
        "side": side or "customer",
        "formula": _formula(row.get("formula", ""), f"{where}-formula", known),
        "yearly": row.get("yearly", "yes") != "no",
        "starts": _whole(row.get("starts", ""), f"{where}-starts") or 0,
        "ramp": _formula(row.get("ramp", ""), f"{where}-ramp", known),
        "group": row.get("group", ""),
    }


def _correlation(row: dict[str, str], where: str) -> dict[str, Any]:
    return {
        **{name: " ".join(row.get(name, "").split()) for name in ("first", "second")},
        "strength": number(row.get("strength", ""), f"{where}-strength", lambda value: abs(value) <= 1) or 0.0,
    }


def scenarios_typed(typed: Mapping[str, str], names: Sequence[str]) -> list[dict[str, Any]]:
    """Scenarios as the page sends them: s-0-name, s-0-rate, and s-0-v-3 for the fourth of `names`. Unnamed ones are left out."""
    return [
        {
            "name": " ".join(name.split()),
            "values": {
                assumption: value
                for place, assumption in enumerate(names)
                if (value := number(typed.get(f"s-{n}-v-{place}", ""), f"s-{n}-v-{place}")) is not None
            },
            "rate": _share(typed.get(f"s-{n}-rate", ""), f"s-{n}-rate"),
            "gain_share": _share(typed.get(f"s-{n}-gain_share", ""), f"s-{n}-gain_share"),
        }
        for n in range(MOST_SCENARIOS)
        if (name := typed.get(f"s-{n}-name", "").strip())
    ]


def number(text: str, where: str, fits: Fits = None) -> float | None:
    """A number as people write it; None for an empty field. BadInput asks which is meant where two are possible."""
    try:
        return money.read(text, fits)
    except money.Unclear as unclear:
        raise errors.BadInput(unclear.question, field=where, choices=unclear.choices) from None
    except ValueError:
        raise errors.BadInput(_("“{text}” is not a number.").format(text=text), field=where) from None


def _formula(text: str, where: str, known: frozenset[str]) -> str:
    """A formula as typed. A number that may be thousands or a fraction, or two numbers, is asked, never guessed."""
    if text in known:
        return text
    compares = COMPARES.search(text) is not None
    unclear = GROUP.search(text)
    if unclear is not None:
        raise _which(text, unclear, where, compares=compares and unclear[2] == ",")
    wrong = None if compares else COMMA.search(text)
    if wrong is not None:
        plain = _plain(wrong[0])
        words = _("“{text}” cannot be read in a formula: write {plain}.").format(text=wrong[0], plain=plain)
        raise errors.BadInput(words, field=where, choices=((plain, _instead(text, wrong, plain)),))
    return text


def _which(formula: str, unclear: re.Match[str], where: str, *, compares: bool) -> errors.BadInput:
    """Asks what 1.500 or 1,500 means in a formula; between brackets of min and max a comma may part two numbers."""
    whole, rest = unclear[1], unclear[3]
    parted = f"{whole}; {rest}" if compares else money.plain_to_all(f"{whole}.{rest.rstrip('0')}".rstrip("."))
    choices = tuple((text, _instead(formula, unclear, text)) for text in (f"{whole}{rest}", parted))
    words = _("“{text}” is unclear: do you mean {joined} or {parted}?")
    typed = {"text": unclear[0], "joined": choices[0][0], "parted": choices[1][0]}
    return errors.BadInput(words.format(**typed), field=where, choices=choices)


def _instead(formula: str, part: re.Match[str], text: str) -> str:
    return formula[: part.start()] + text + formula[part.end() :]


def _plain(text: str) -> str:
    """The last sign parts the fraction: 1.500,00 → 1500.00, 0,5 → 0.5."""
    thousands = min(",.", key=text.rfind)
    return text.replace(thousands, "").replace(",", ".")


def _share(text: str, where: str) -> float | None:
    """Typed in per cent."""
    percent = number(text.replace("%", ""), where, lambda value: 0 <= value <= 100)
    return None if percent is None else round(percent / 100, 10)


def _whole(text: str, where: str) -> int | None:
    value = number(text, where, lambda value: value == int(value))
    if value is not None and value != int(value):
        raise errors.BadInput(_("“{text}” is not a whole number.").format(text=text), field=where)
    return None if value is None else int(value)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.BadInput(_("“{text}” is not a date.").format(text=text), field=where) from None


def _rates(text: str) -> dict[str, float]:
    """USD 0.92, GBP 1.17: what a unit of another currency is worth in the case's."""
    rates: dict[str, float] = {}
    for part in filter(None, re.split(r"[,;\n]\s*(?=[A-Za-z]{3}\b)", text.strip())):
        code, _sep, value = part.strip().partition(" ")
        rate = _rate(value.replace("=", "").strip(), part.strip(), text)
        if rate is None or not re.fullmatch(r"[A-Za-z]{3}", code):
            raise errors.BadInput(_("Enter rates like USD 0.92, GBP 1.17."), field="rates")
        rates[code.upper()] = rate
    return rates


def _rate(value: str, part: str, text: str) -> float | None:
    """One of the rates in `text`; asked with the whole text to choose from."""
    try:
        return number(value, "rates")
    except errors.BadInput as refused:
        choices = tuple((read, text.replace(part, part.replace(value, plain), 1)) for read, plain in refused.choices)
        raise errors.BadInput(refused.sentence, field="rates", choices=choices) from None
