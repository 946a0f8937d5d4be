"""How numbers are written on axes and in tables: the ready-made formats a chart is given."""

from collections.abc import Callable
from decimal import Decimal

from covalue.core import money

Format = Callable[[float], str]


def short(currency: str = "EUR") -> Format:
    """Axis money: €1.24M."""
    return lambda value: money.short_money(_decimal(value), currency)


def full(currency: str = "EUR") -> Format:
    """Table money: €1 240 317.50."""
    return lambda value: money.money(_decimal(value), currency)


def share(value: float) -> str:
    """0.8 → 80 %."""
    return money.percent(_decimal(value), 0)


def count(value: float) -> str:
    """1 234, with up to one decimal."""
    return f"{value:,.1f}".removesuffix(".0").replace(",", money.THIN).replace("-", money.MINUS)


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))
