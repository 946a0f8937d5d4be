"""Money, shares and numbers as people read them, in the language that is active. Rounding is half up."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import pycountry
from django.utils.formats import get_format
from django.utils.translation import get_language

NARROW: Final = "\u202f"  # between a number and its unit; no line breaks there
WHOLE_FROM: Final = 10  # per cent
MINUS: Final = "\u2212"
SYMBOLS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹"}
# Decimals of a currency by ISO 4217, where they are not two. Locale data (CLDR) has fewer for some, such as HUF and IQD.
MINOR_UNITS: Final = {
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF"), 0),
    **dict.fromkeys(("UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
UNKNOWN: Final = "–"

Number = Decimal | float


@dataclass(frozen=True)
class Style:
    """Where a language puts the currency, and how it shortens thousands, millions, billions and trillions."""

    currency_first: bool
    steps: tuple[tuple[Decimal, str], ...]


def currency_code(text: str) -> str:
    """The ISO 4217 code in capitals; raises ValueError with a sentence for what is none."""
    currency = pycountry.currencies.get(alpha_3=text.strip().upper())
    if currency is None:
        raise ValueError(f"“{text}” is not a currency; use its three letters, such as EUR.")
    return str(currency.alpha_3)


def is_currency(code: str | None) -> bool:
    """Whether these are the letters of a currency of ISO 4217; ledgers may name others."""
    return bool(code) and pycountry.currencies.get(alpha_3=code) is not None


STYLES: Final = {
    "en": Style(
        True,
        ((Decimal(10) ** 12, "tn"), (Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k")),
    ),
    "de": Style(
        False,
        (
            (Decimal(10) ** 12, f"{NARROW}Bio."),
            (Decimal(10) ** 9, f"{NARROW}Mrd."),
            (Decimal(10) ** 6, f"{NARROW}Mio."),
            (Decimal(10) ** 3, f"{NARROW}Tsd."),
        ),
    ),
}


def money(amount: Number, currency: str = "EUR", *, places: int | None = None) -> str:
    """In full, to the currency's minor unit unless `places` are given: €1 240 317.50; in German 1.240.317,50 €."""
    rounded = _rounded(_decimal(amount), minor_units(currency) if places is None else places)
    return _signed(rounded, _with_currency(_grouped(abs(rounded)), currency))


def short_money(amount: Number, currency: str = "EUR") -> str:
    """To three significant digits: €1.24M, €640k, €93; in German 1,24 Mio. €, 640 Tsd. €, 93 €."""
    exact = _decimal(amount)
    size = _three_digits(abs(exact))
    for step, letter in _style().steps:
        if size >= step:
            return _signed(exact, _with_currency(_plain(size / step) + letter, currency))
    whole = _rounded(abs(exact), 0)
    return _signed(exact if whole else Decimal(0), _with_currency(_grouped(whole), currency))


def percent(ratio: Number, digits: int | None = None) -> str:
    """0.194 → 19 %, 0.0215 → 2.2 %: whole from ten on, below with one decimal at most, so that a share is written one way
    everywhere. With `digits` as `number` writes it: 0.8695 → 87.0 % with one.
    """
    return in_percent(_decimal(ratio) * 100, digits)


def in_percent(hundredths: Number, digits: int | None = None) -> str:
    """The same of 19.4."""
    value = _decimal(hundredths)
    if digits is None:
        digits = 0 if abs(_rounded(value, 1)) >= WHOLE_FROM else -1
    return f"{number(value, digits)}{NARROW}%"


def count(value: Number) -> str:
    """4338.2 → 4 338."""
    return number(value, 0)


def number(value: Number, places: int) -> str:
    """1240.5 → 1 240.50 with two places; with -2 no more than two of them: 1 240.5."""
    rounded = _rounded(_decimal(value), abs(places))
    return _signed(rounded, _plain(abs(rounded)) if places < 0 else _grouped(abs(rounded)))


def figure(value: Number, digits: int = 6) -> str:
    """1 240.5, to so many significant digits."""
    exact = _decimal(value)
    if not exact.is_finite():
        return UNKNOWN
    rounded = _rounded(exact, digits - 1 - exact.adjusted()) if exact else exact
    return _signed(rounded, _plain(abs(rounded)))


def cents(amount: Number, currency: str = "EUR") -> Decimal:
    """Rounded half up as totals are reported: to two places, or more where the currency has more."""
    return _rounded(_decimal(amount), max(2, minor_units(currency)))


def minor_units(currency: str) -> int:
    """The decimals of a currency by ISO 4217: EUR 2, JPY 0, OMR 3."""
    return MINOR_UNITS.get(currency, 2)


def typed(value: Number) -> str:
    """As one would type it into a field, in no language: 15.3000 → 15.3."""
    text = f"{_decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read(text: str) -> float | None:
    """A number as people write it: 1 200, 1,200.5, 1.200,5, 0,5, −3; None for nothing, ValueError for what is none.

    Where both signs stand, the last parts the fraction. One alone that could part thousands does so if it is the language's
    own sign for them, or a comma in English; 1.200 is 1200 in German and 1.2 in English.
    """
    plain = re.sub(r"[\s\u2009\u202f\u00a0'’]", "", text).replace(MINUS, "-")
    if not plain:
        return None
    thousands = "." if get_format("DECIMAL_SEPARATOR") == "," else ","
    if "," in plain and "." in plain:
        thousands = min(",.", key=plain.rfind)
    elif thousands not in plain or not re.fullmatch(rf"-?\d{{1,3}}(\{thousands}\d{{3}})+", plain):
        thousands = ""
    return float(plain.replace(thousands, "").replace(",", "."))


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _three_digits(value: Decimal) -> Decimal:
    """Rounded half up to three significant digits: 999.6 is 1000."""
    return _rounded(value, 2 - value.adjusted()) if value else value


def _plain(value: Decimal) -> str:
    """Without the zeros at the end of a fraction."""
    return _grouped(Decimal(typed(value)))


def _grouped(value: Decimal) -> str:
    whole, _point, fraction = f"{value:,f}".partition(".")
    whole = whole.replace(",", get_format("THOUSAND_SEPARATOR"))
    return f"{whole}{get_format('DECIMAL_SEPARATOR')}{fraction}" if fraction else whole


def _style() -> Style:
    return STYLES.get((get_language() or "en")[:2], STYLES["en"])


def _with_currency(text: str, currency: str) -> str:
    if not currency:
        return text
    if not _style().currency_first:
        return f"{text}{NARROW}{SYMBOLS.get(currency, currency)}"
    return f"{SYMBOLS[currency]}{text}" if currency in SYMBOLS else f"{currency}{NARROW}{text}"


def _signed(amount: Decimal, text: str) -> str:
    return f"{MINUS}{text}" if amount < 0 else text
