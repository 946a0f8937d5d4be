"""Where a table begins in a file, and which rows below it are no lines: titles, rules, repeated headings, totals, notices."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from covalue.core import money

HEAD_ROWS: Final = 40  # where the heading may stand
SHARE_NAMED: Final = 0.6  # of the columns a heading names at least
RULE: Final = r"^[-=_*+.\s]*[-=_*+]{2,}[-=_*+.\s]*$"
TOTAL: Final = (
    r"^\s*(\*+.*|∑|Σ|((grand|sub|report|over ?all|invoice)[ -]?)?totals?(\s*[:(\d].*| (for|of) .*)?"
    r"|(gesamt|zwischen|end)?summen?( .*)?|gesamt(betrag|ergebnis|umsatz)?( .*)?|ergebnis( .*)?|insgesamt|total général|sous-total.*"
    r"|suma|sum)\s*:?\s*$"
)
NUMERIC: Final = re.compile(r"[-+(€$£¥]*\s*[\d.,'  %]*\d[\d.,'  %)-]*(\s*[A-Z]{3})?$")
DAY: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T].*)?$")


class Passed(StrEnum):
    """Why a row is passed over: it is none."""

    BLANK = "blank"
    RULE = "rule"
    REPEATED = "repeated heading"
    TOTAL = "total"
    NOTICE = "notice"


SENTENCES: Final = {
    Passed.BLANK: ("1 blank row was", "{n} blank rows were"),
    Passed.RULE: ("1 ruled line was", "{n} ruled lines were"),
    Passed.REPEATED: ("1 repeated heading was", "{n} repeated headings were"),
    Passed.TOTAL: ("1 row with a total was", "{n} rows with totals were"),
    Passed.NOTICE: ("1 notice below the table was", "{n} notices below the table were"),
}


@dataclass(frozen=True)
class NumberedRow:
    """A row of the file's beginning: the number a person sees, and its cells as text."""

    number: int
    cells: tuple[str, ...]


def heading_of(rows: Sequence[NumberedRow]) -> int:
    """The number of the row that names the columns: the first that names most of them and is not made of numbers."""
    rows = [row for row in rows if _filled(row.cells)]
    if not rows:
        return 1
    width = _usual_width(rows)
    for place, row in enumerate(rows[:HEAD_ROWS]):
        filled = _filled(row.cells)
        if is_rule(filled) or len(filled) < SHARE_NAMED * width:
            continue
        if place and 2 * sum(map(_is_value, filled)) > len(filled):
            continue
        return row.number
    return rows[0].number


def is_rule(cells: Iterable[str]) -> bool:
    """Whether cells only draw a line, as reports do under their heading."""
    text = " ".join(cells)
    return bool(text.strip()) and re.match(RULE, text) is not None


def passed_over(cells: Sequence[str], heading: Sequence[str]) -> Passed | None:
    """Why a row of text is no line, whatever the columns mean; None where it may be one. Totals and notices need them."""
    filled = _filled(cells)
    if not filled:
        return Passed.BLANK
    if is_rule(filled):
        return Passed.RULE
    return Passed.REPEATED if filled == list(heading) and len(filled) > 1 else None


def is_total(cells: Iterable[str]) -> bool:
    """Whether a row says that it adds others up."""
    return any(re.match(TOTAL, cell, re.IGNORECASE) for cell in _filled(cells)[:2])


def said(counts: Counter[Passed]) -> str:
    """What was passed over, as a sentence; empty for nothing."""
    parts = [SENTENCES[why][counts[why] > 1].format(n=money.number(counts[why], 0)) for why in Passed if counts[why]]
    return f"Not taken for lines: {'; '.join(part.rsplit(' ', 1)[0] for part in parts)}." if parts else ""


def _filled(cells: Iterable[str]) -> list[str]:
    return [cell.strip() for cell in cells if cell.strip()]


def _usual_width(rows: Sequence[NumberedRow]) -> int:
    """How many cells most rows have, rules and single cells aside."""
    widths = Counter(len(filled) for row in rows if not is_rule(filled := _filled(row.cells)))
    several = {width: times for width, times in widths.items() if width > 1} or widths or {1: 1}
    return max(several, key=lambda width: (several[width], width))


def _is_value(cell: str) -> bool:
    return NUMERIC.match(cell) is not None or DAY.match(cell) is not None
