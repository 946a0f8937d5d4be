"""Money, shares and numbers as people read them, in the language that is active. Rounding is half up."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import pycountry
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

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
ONE_GROUP: Final = re.compile(r"-?[1-9]\d{0,2}([.,])\d{3}")  # 1.500: as thousands, or as a fraction of three digits
WRITTEN: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,3})?", re.IGNORECASE)

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
    """As one would type it into a field, in no language: 15.3000 → 15.3. `read` takes it without a question."""
    return plain_to_all(_trimmed(value))


def plain_to_all(text: str) -> str:
    """A number of a field so that nobody reads thousands in it: 1.234 → 1.2340."""
    return f"{text}0" if ONE_GROUP.fullmatch(text) else text


class Unclear(ValueError):  # noqa: N818 it reads as what it is
    """A number two people read differently: 1.500 is 1 500 to one, 1.5 to another. `readings` are both, the larger first."""

    def __init__(self, readings: tuple[Decimal, Decimal]) -> None:
        self.readings = readings
        super().__init__(self.question)

    @property
    def question(self) -> str:
        """What to ask who typed it."""
        more, less = (number(reading, -3) for reading in self.readings)
        return _("Do you mean {more} or {less}?").format(more=more, less=less)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Both as they are read, each with what says it without a question."""
        return tuple((number(reading, -3), typed(reading)) for reading in self.readings)


def read(text: str, fits: Callable[[Decimal], bool] | None = None) -> float | None:
    """The same as `read_exactly`, as a float; ValueError for what is too large for one."""
    value = read_exactly(text, fits)
    if value is None:
        return None
    nearest = float(value)
    if not math.isfinite(nearest):
        raise ValueError(text)
    return nearest


def read_exactly(text: str, fits: Callable[[Decimal], bool] | None = None) -> Decimal | None:
    """A number as people write it: 1 200, 1,200.5, 1.200,5, 0,5, −3; None for nothing, ValueError for what is none.

    Where both signs stand, the last parts the fraction. One alone parts thousands where it is the language's own sign for
    them. The other one before exactly three digits (1.500 in English, 1,500 in German) is Unclear, unless only one of the
    readings `fits`.
    """
    plain = re.sub(r"[\s\u2009\u202f\u00a0'’]", "", text).replace(MINUS, "-")
    if not plain:
        return None
    thousands = "." if get_format("DECIMAL_SEPARATOR") == "," else ","
    one_group = ONE_GROUP.fullmatch(plain)
    if one_group and one_group[1] != thousands:
        return _one_of(_without(plain, one_group[1]), _without(plain, thousands).normalize(), fits)
    if "," in plain and "." in plain:
        thousands = min(",.", key=plain.rfind)
    elif thousands not in plain or not re.fullmatch(rf"-?[1-9]\d{{0,2}}(\{thousands}\d{{3}})+", plain):
        thousands = ""
    return _without(plain, thousands)


def _one_of(grouped: Decimal, parted: Decimal, fits: Callable[[Decimal], bool] | None) -> Decimal:
    """The reading that fits; the fraction if none does. Unclear if both do."""
    fitting = [reading for reading in (grouped, parted) if fits is None or fits(reading)]
    if len(fitting) > 1:
        raise Unclear((grouped, parted))
    return fitting[0] if fitting else parted


def _without(text: str, thousands: str) -> Decimal:
    """The number without the sign that parts thousands; ValueError for what is none."""
    plain = text.replace(thousands, "").replace(",", ".")
    if not WRITTEN.fullmatch(plain):
        raise ValueError(text)
    return Decimal(plain)


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _three_digits(value: Decimal) -> Decimal:
    """Rounded half up to three significant digits: 999.6 is 1000."""
    return _rounded(value, 2 - value.adjusted()) if value else value


def _plain(value: Decimal) -> str:
    """Without the zeros at the end of a fraction."""
    return _grouped(Decimal(_trimmed(value)))


def _trimmed(value: Number) -> str:
    text = f"{_decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
