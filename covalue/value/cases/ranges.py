"""How the range of an assumption moves with its number, and what numbers somebody's words hold."""

import re
from typing import Final

from covalue.core import money
from covalue.value.cases.sheet import LARGEST, AssumptionRow

NUMBERS: Final = re.compile(r"\d[\d.,\u2009\u202f\u00a0’']*\d|\d")


def moved_along(row: AssumptionRow, value: float | None) -> AssumptionRow:
    """The row with another base and its range in the same proportion: 100 · 200 · 260 at 240 is 120 · 240 · 312.

    A range around zero moves by what the base does, and a share of the whole stays one.
    """
    low, base, high = row.ends
    if value is None or value == base:
        return row
    ends = {"low": min(_end(row, low, value), value), "high": max(_end(row, high, value), value)}
    typed = {name: end for name, end in ends.items() if getattr(row, name) is not None}
    return row.model_copy(update={**typed, "base": value})


def _end(row: AssumptionRow, end: float, value: float) -> float:
    low, base, high = row.ends
    if end == base:
        return value
    one_sign = base != 0 and value * base >= 0 and low * high >= 0
    other = end * (value / base) if one_sign else end + (value - base)
    most = 100.0 if is_share(row) else LARGEST
    return min(max(float(f"{other:.12g}"), 0.0 if is_share(row) else -LARGEST), most)


def is_share(row: AssumptionRow) -> bool:
    """Whether it is a part of a whole, in per cent."""
    return row.unit.strip() == "%" and all(0 <= end <= 100 for end in row.ends)


def numbers_in(words: str) -> tuple[tuple[str, tuple[float, ...]], ...]:
    """The numbers in somebody's words as they are written, each with what it can mean."""
    return tuple((text, _readings(text)) for text in NUMBERS.findall(words))


def _readings(text: str) -> tuple[float, ...]:
    try:
        value = money.read(text)
    except money.Unclear as unclear:
        return tuple(float(plain) for _shown, plain in unclear.choices)
    except ValueError:
        return ()
    return () if value is None else (value,)


def other_number_in(words: str, row: AssumptionRow) -> str:
    """The first number in somebody's words that is none of the row's; empty where there is none."""
    ends = set(row.ends)
    return next((text for text, readings in numbers_in(words) if readings and not ends & set(readings)), "")
