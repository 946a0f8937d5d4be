"""Money, shares and counts as people read them. Exact decimals in, text out; rounding is half up."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import pycountry

THIN: Final = "\u2009"
MINUS: Final = "\u2212"
SYMBOLS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥", "CNY": "CN¥", "INR": "₹"}
MINOR_UNITS: Final = {"JPY": 0, "KRW": 0, "CLP": 0, "KWD": 3, "BHD": 3, "TND": 3}
STEPS: Final = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))


def currency_code(text: str) -> str:
    """The ISO 4217 code in capitals; raises ValueError with a sentence for what is none."""
    currency = pycountry.currencies.get(alpha_3=text.strip().upper())
    if currency is None:
        raise ValueError(f"“{text}” is not a currency; use its three letters, such as EUR.")
    return str(currency.alpha_3)


def money(amount: Decimal, currency: str = "EUR") -> str:
    """In full, to the currency's minor unit: €1 240 317.50."""
    places = MINOR_UNITS.get(currency, 2)
    rounded = amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return _signed(rounded, _symbol(currency) + f"{abs(rounded):,}".replace(",", THIN))


def short_money(amount: Decimal, currency: str = "EUR") -> str:
    """To three significant digits: €1.24M, €640k, €93."""
    size = _three_digits(abs(amount))
    for step, letter in STEPS:
        if size >= step:
            return _signed(amount, f"{_symbol(currency)}{_plain(size / step)}{letter}")
    whole = abs(amount).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return _signed(amount if whole else Decimal(0), f"{_symbol(currency)}{whole}")


def percent(ratio: Decimal, digits: int = 1) -> str:
    """0.194 → 19.4 %."""
    value = (ratio * 100).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return _signed(value, f"{abs(value):,}".replace(",", THIN) + f"{THIN}%")


def cents(amount: Decimal | float) -> Decimal:
    """Rounded half up to two places, as totals are reported."""
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _three_digits(value: Decimal) -> Decimal:
    """Rounded half up to three significant digits: 999.6 is 1000."""
    return value.quantize(Decimal(1).scaleb(value.adjusted() - 2), rounding=ROUND_HALF_UP) if value else value


def _plain(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _symbol(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency}{THIN}" if currency else "")


def _signed(amount: Decimal, text: str) -> str:
    return f"{MINUS}{text}" if amount < 0 else text
