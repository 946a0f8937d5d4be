"""Cells that mean the same in files of several nouns."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from covalue.core import mailboxes, money
from covalue.masterdata.importers.base import RowRefusedError
from covalue.masterdata.rules import CLEAR
from covalue.people import queries as people

WITH_YEAR_FIRST: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
WITH_YEAR_LAST: Final = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
MONTHS: Final = 12
SIGNS: Final = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "$": "USD", "Fr.": "CHF", "zł": "PLN"}
_CURRENCY: Final = "[A-Za-z]{3}|" + "|".join(map(re.escape, SIGNS))
BESIDE: Final = re.compile(rf"(?P<before>{_CURRENCY})?\s*(?P<number>[-\d.,'’\s]*\d)\s*(?P<after>{_CURRENCY})?")
FIRST_DAY: Final = date(1900, 1, 1)  # as of what is typed (web.shapes)
LAST_DAY: Final = date(2199, 12, 31)


def texts(cells: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The cells of these fields that say something; the mark for empty is an empty text."""
    return {name: "" if cells[name] == CLEAR else cells[name] for name in names if cells.get(name)}


def said(cells: Mapping[str, str], name: str) -> str:
    """What a cell says; the mark for empty is an empty text, as is a cell there is none of."""
    text = cells.get(name, "")
    return "" if text == CLEAR else text


def mail(text: str) -> str:
    """The cell, if it is an email address."""
    try:
        mailboxes.validate(text)
    except ValidationError:
        raise RowRefusedError(_("“{text}” is not an email address").format(text=text[:60])) from None
    return text


def colleagues(addresses: Iterable[str]) -> dict[str, int]:
    """Mail address → id, for those of the addresses that are a colleague's."""
    wanted = {mailboxes.folded(address) for address in addresses if address}
    if not wanted:
        return {}
    return {address: pk for address, pk in people.colleagues().values_list("email", "pk") if address in wanted}


def colleague(address: str, known: Mapping[str, int]) -> int:
    """The id of the colleague with this email address."""
    if mailboxes.folded(address) not in known:
        raise RowRefusedError(_("“{text}” is not a colleague's email").format(text=address[:60]))
    return known[mailboxes.folded(address)]


class DaysWritten:
    """How days are written in a file, by all its cells: day first or month first, where the cells tell."""

    def __init__(self, texts: Iterable[str]) -> None:
        pairs = [(int(match[1]), int(match[2])) for text in texts if (match := WITH_YEAR_LAST.fullmatch(text))]
        day_first = any(first > MONTHS >= second for first, second in pairs)
        month_first = any(second > MONTHS >= first for first, second in pairs)
        self.order = "" if day_first == month_first else "dmy" if day_first else "mdy"

    def read(self, text: str) -> date:
        """The day of a cell; RowRefusedError for what is none, or could be two."""
        plain = text.partition("T")[0].partition(" ")[0]
        try:
            if match := WITH_YEAR_FIRST.fullmatch(plain):
                return _in_bounds(date(int(match[1]), int(match[2]), int(match[3])), text)
            if match := WITH_YEAR_LAST.fullmatch(plain):
                return _in_bounds(self._with_year_last(text, *map(int, match.groups())), text)
        except ValueError:
            pass
        raise RowRefusedError(_("“{text}” is not a date; write one like 2026-11-30").format(text=text[:40]))

    def assumed(self, text: str) -> str:
        """That a day which could be two was read as the others of the file are; empty where it is plain."""
        match = WITH_YEAR_LAST.fullmatch(text.partition(" ")[0])
        if not match or not self.order or "." in text or match[1] == match[2]:
            return ""
        if max(int(match[1]), int(match[2])) > MONTHS:
            return ""
        sentence = _("“{text}” was read day first, like other days of the file")
        if self.order == "mdy":
            sentence = _("“{text}” was read month first, like other days of the file")
        return sentence.format(text=text[:40])

    def _with_year_last(self, text: str, first: int, second: int, year: int) -> date:
        if self.order == "mdy" or first <= MONTHS < second:
            return date(year, first, second)
        if self.order == "dmy" or first > MONTHS or first == second or "." in text:
            return date(year, second, first)
        raise RowRefusedError(
            _("“{text}” can be two days; write it like {one} or {other}").format(
                text=text[:40], one=date(year, second, first), other=date(year, first, second)
            )
        )


def number(text: str, *, digits: int, places: int) -> Decimal:
    """The number of a cell, zero or more; RowRefusedError for what is none, is too large, or could be two."""
    try:
        value = money.read_exactly(text)
    except money.Unclear as unclear:
        raise RowRefusedError(_("“{text}” can be two numbers: {question}").format(
            text=text[:40], question=unclear.question
        )) from None  # fmt: skip
    except ValueError:
        value = None
    if value is None or value < 0 or value >= Decimal(10) ** (digits - places) or value != round(value, places):
        raise RowRefusedError(_("“{text}” is not a number that can stand here").format(text=text[:40]))
    return value


def amount(text: str, *, digits: int, places: int) -> tuple[Decimal, str]:
    """The amount of a cell and the code of the currency beside it, "" where there is none; RowRefusedError as for `number`."""
    beside = BESIDE.fullmatch(text.strip())
    if beside is None:
        raise RowRefusedError(_("“{text}” is not a number that can stand here").format(text=text[:40]))
    sign = beside["before"] or beside["after"] or ""
    return number(beside["number"], digits=digits, places=places), currency(SIGNS.get(sign, sign))


def currency(text: str) -> str:
    """The code of a currency, "" for an empty cell; RowRefusedError for what is none."""
    code = text.strip().upper()
    if code and not money.is_currency(code):
        raise RowRefusedError(_("“{text}” is not a currency").format(text=text[:20]))
    return code


def are_shares(texts: Iterable[str]) -> bool:
    """Whether a column of probabilities is written from 0 to 1: none is above one, and one lies between."""
    values = [_plain_number(text) for text in texts if text not in ("", CLEAR)]
    known = [value for value in values if value is not None]
    return len(known) == len(values) and any(0 < value < 1 for value in known) and all(value <= 1 for value in known)


def per_cent(text: str, *, shares: bool) -> int:
    """A probability in whole per cent, from 50, 50 % or, among `shares`, 0.5; RowRefusedError for what is none."""
    value = _plain_number(text.removesuffix("%").strip())
    if value is not None and shares and "%" not in text:
        value *= 100
    if value is None or not 0 <= value <= 100:
        raise RowRefusedError(_("“{text}” is not a probability").format(text=text[:40]))
    return round(value)


def as_kept(value: object) -> object:
    """A value as the record of an import keeps it: days like 2026-11-30, numbers without zeros behind."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _plain_number(text: str) -> Decimal | None:
    try:
        return money.read_exactly(text)
    except ValueError:
        return None


def _in_bounds(day: date, text: str) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise RowRefusedError(_("“{text}” is out of range").format(text=text[:40]))
    return day
