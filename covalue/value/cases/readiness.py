"""What of a case is not finished, and what one looks at before the customer is asked; each counted in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext, ngettext_lazy

from covalue.analytics.value import formula
from covalue.analytics.value.case import CaseSide, Kind
from covalue.analytics.value.faults import CaseError
from covalue.value.cases.sheet import LineRow, Sheet, without_value

NO_AMOUNT: Final = {
    Kind.BENEFIT: ngettext_lazy("%(n)s benefit line has no amount", "%(n)s benefit lines have no amount", "n"),
    Kind.COST: ngettext_lazy("%(n)s cost line has no amount", "%(n)s cost lines have no amount", "n"),
    Kind.PRICE: ngettext_lazy("%(n)s price line has no amount", "%(n)s price lines have no amount", "n"),
    Kind.REFERENCE_PRICE: ngettext_lazy(
        "%(n)s price of the alternative has no amount", "%(n)s prices of the alternative have no amount", "n"
    ),
}
NO_VALUE: Final = ngettext_lazy("%(n)s assumption has no value", "%(n)s assumptions have no value", "n")


class CaseGap(StrEnum):
    """What the customer can be asked without, by somebody who says that they know."""

    PRICE = "price"
    ALTERNATIVE = "alternative"
    TARGET = "target"
    CONFIRMATIONS = "confirmations"
    NUMBERS = "numbers"


GAP_NAMES: Final[dict[CaseGap, str | Promise]] = {
    CaseGap.PRICE: _l("no price"),
    CaseGap.ALTERNATIVE: _l("no next best alternative"),
    CaseGap.TARGET: _l("no value target"),
    CaseGap.CONFIRMATIONS: _l("not every assumption confirmed"),
    CaseGap.NUMBERS: _l("another number of theirs not settled"),
}


@dataclass(frozen=True)
class Readiness:
    """What keeps the customer from being asked, with the names behind each count, and what speaks against it."""

    missing: tuple[tuple[str, tuple[str, ...]], ...]
    doubts: tuple[str, ...]
    gaps: tuple[CaseGap, ...] = ()

    @property
    def sentence(self) -> str:
        """What is missing and what is doubtful, in one line without names."""
        return ", ".join((*(words for words, _names in self.missing), *self.doubts))

    @property
    def named(self) -> str:
        """What is missing, each with its names."""
        return "; ".join(f"{words} ({', '.join(names)})" for words, names in self.missing)


def of(sheet: Sheet, confirmed: int, *, has_target: bool, others: bool = False) -> Readiness:
    """How far the sheet is; `confirmed` is how many of its assumptions a contact stands behind, `others` whether a contact
    said another number that nobody settled.
    """
    gaps = (*_gaps(sheet, confirmed, has_target), *((CaseGap.NUMBERS,) if others else ()))
    return Readiness(tuple(_missing(sheet)), tuple(_doubts(sheet, confirmed, gaps)), gaps)


def benefits(sheet: Sheet) -> bool:
    """Whether the customer gains anything: without it there is nothing to agree to."""
    return any(line.kind is Kind.BENEFIT and line.side is CaseSide.CUSTOMER for line in sheet.lines)


def incomplete_lines(sheet: Sheet) -> set[str]:
    """The keys of the lines without an amount: they have no formula, or need an assumption without a value."""
    blank = set(without_value(sheet))
    return {
        line.key
        for line in sheet.lines
        if not line.formula.strip() or (blank and blank & _needed_if_readable(sheet, line))
    }


def needed(sheet: Sheet, lines: Iterable[LineRow]) -> set[str]:
    """Names of the assumptions these lines need, directly or through others. CaseError where a formula cannot be read."""
    names = [row.name for row in sheet.assumptions]
    formulas = {row.name: row.formula for row in sheet.assumptions}
    waiting = [text for line in lines for text in (line.formula, line.ramp) if text.strip()]
    used: set[str] = set()
    while waiting:
        for name in set(formula.read(waiting.pop(), names).names) - used:
            used.add(name)
            if formulas[name].strip():
                waiting.append(formulas[name])
    return used


def _needed_if_readable(sheet: Sheet, line: LineRow) -> set[str]:
    try:
        return needed(sheet, [line])
    except CaseError:
        return set()


def _missing(sheet: Sheet) -> Iterable[tuple[str, tuple[str, ...]]]:
    for kind, words in NO_AMOUNT.items():
        titles = tuple(line.title for line in sheet.lines if line.kind is kind and not line.formula.strip())
        if titles:
            yield words % {"n": len(titles)}, titles
    blank = without_value(sheet)
    if blank:
        yield NO_VALUE % {"n": len(blank)}, blank


def _gaps(sheet: Sheet, confirmed: int, has_target: bool) -> Iterable[CaseGap]:
    if not sheet.gain_share and not any(line.kind is Kind.PRICE for line in sheet.lines):
        yield CaseGap.PRICE
    if not sheet.alternative.strip():
        yield CaseGap.ALTERNATIVE
    if not has_target:
        yield CaseGap.TARGET
    if confirmed < len(sheet.assumptions):
        yield CaseGap.CONFIRMATIONS


def _doubts(sheet: Sheet, confirmed: int, gaps: tuple[CaseGap, ...]) -> Iterable[str]:
    if not benefits(sheet):
        yield _("no benefit to the customer")
    for gap in gaps:
        if gap is not CaseGap.CONFIRMATIONS:
            yield str(GAP_NAMES[gap])
            continue
        sentence = ngettext(
            "%(n)s of %(all)s assumption confirmed", "%(n)s of %(all)s assumptions confirmed", len(sheet.assumptions)
        )
        yield sentence % {"n": confirmed, "all": len(sheet.assumptions)}
