"""The cells of a CRM's export as amounts, days and probabilities; what a whole column leaves open is asked, never guessed."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils.translation import gettext as _

from covalue.core import errors, money

SIGNS: Final = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "$": "USD", "CHF": "CHF", "Fr.": "CHF", "zł": "PLN"}
DIGITS: Final = re.compile(r"-?\d[\d.,]*")
DAY: Final = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T].*)?")
DECIMALS: Final = ("point", "comma")
ORDERS: Final = ("dmy", "mdy")
LARGEST: Final = Decimal("99999999999999.99")


def decimal_sign(texts: Iterable[str]) -> str:
    """`point` or `comma`, by all amounts of a file; "" where it does not matter. BadInput where it does and cannot be told."""
    told, open_ = set[str](), ""
    for text in texts:
        digits = _digits(text)
        if "," in digits and "." in digits:
            told.add("comma" if digits.rfind(",") > digits.rfind(".") else "point")
        elif sign := next((sign for sign in ",." if sign in digits), ""):
            other = "point" if sign == "," else "comma"
            if digits.count(sign) > 1:
                told.add(other)
            elif not re.fullmatch(rf"-?[1-9]\d{{0,2}}\{sign}\d{{3}}", digits):
                told.add("comma" if sign == "," else "point")
            else:
                open_ = text
    if len(told) == 1:
        return told.pop()
    if told or open_:
        sentence = _("Amounts such as “{text}” can be read in two ways. Say which: decimal=point or decimal=comma.")
        raise errors.BadInput(sentence.format(text=open_ or "1.234,5 / 1,234.5"), field="decimal")
    return ""


def amount(text: str, decimal: str) -> tuple[Decimal, str]:
    """An amount and the currency that stands beside it, "" where none does; BadInput for a text that is no amount."""
    bare = re.sub(r"[\s\u00a0\u202f\u2009'’]", "", text)
    digits = DIGITS.search(bare)
    around = (bare[: digits.start()] + bare[digits.end() :]).strip() if digits else bare
    code = SIGNS.get(around) or (around.upper() if re.fullmatch("[A-Za-z]{3}", around) else "")
    if digits is None or (around and not code):
        raise errors.BadInput(_("“{text}” is not an amount").format(text=text[:60]))
    if code and not money.is_currency(code):
        raise errors.BadInput(_("“{text}” is not a currency").format(text=around))
    thousands, point = (".", ",") if decimal == "comma" else (",", ".")
    try:
        value = Decimal(digits.group().replace(thousands, "").replace(point, ".").rstrip("."))
    except InvalidOperation:
        raise errors.BadInput(_("“{text}” is not an amount").format(text=text[:60])) from None
    if value < 0 or value > LARGEST:
        raise errors.BadInput(_("“{text}” is below zero, or too large").format(text=text[:60]))
    return value.quantize(Decimal("0.01")), code


def day_order(texts: Iterable[str]) -> str:
    """`dmy` or `mdy`, by all days of a file; "" where none leaves it open. BadInput where it cannot be told."""
    told, open_ = set[str](), ""
    for text in texts:
        found = DAY.fullmatch(text.strip())
        if not found or len(found[1]) == 4:
            continue
        first, second = int(found[1]), int(found[2])
        if "." in text[:6] or first > 12:
            told.add("dmy")
        elif second > 12:
            told.add("mdy")
        elif first != second:
            open_ = text
    if len(told) == 1:
        return told.pop()
    if told or open_:
        sentence = _("Days such as “{text}” can be read in two ways. Say which: date_order=dmy or date_order=mdy.")
        raise errors.BadInput(sentence.format(text=open_ or "31/01 · 01/31"), field="date_order")
    return ""


def day(text: str, order: str) -> date:
    """A day as a file writes it; BadInput for what is none."""
    found = DAY.fullmatch(text.strip())
    if found:
        parts = [int(part) for part in found.groups()]
        if len(found[1]) == 4:
            year, month, on = parts
        else:
            (month, on) = (parts[0], parts[1]) if order == "mdy" else (parts[1], parts[0])
            year = parts[2] + (2000 if parts[2] < 100 else 0)
        try:
            if 1990 <= year <= 2100:
                return date(year, month, on)
        except ValueError:
            pass
    raise errors.BadInput(_("“{text}” is not a date").format(text=text[:60]))


def are_shares(texts: Iterable[str]) -> bool:
    """Whether probabilities are written from 0 to 1: none is above one or has a per cent sign, and one lies between."""
    values = [_share(text) for text in texts]
    known = [value for value in values if value is not None]
    return bool(known) and all(value <= 1 for value in known) and any(0 < value < 1 for value in known)


def probability(text: str, *, shares: bool) -> int:
    """Per cent; BadInput for what is no probability."""
    value = _share(text.replace("%", "").strip())
    if value is not None:
        value = value * 100 if shares and "%" not in text else value
        if 0 <= value <= 100:
            return int(value.to_integral_value())
    raise errors.BadInput(_("“{text}” is not a probability").format(text=text[:60]))


def _share(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace(",", ".").strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _digits(text: str) -> str:
    found = DIGITS.search(re.sub(r"[\s\u00a0\u202f\u2009'’]", "", text))
    return found.group().rstrip(".,") if found else ""
