"""How numbers are written on axes and in tables: the ready-made formats a chart is given."""

from collections.abc import Callable

from covalue.core import money

Format = Callable[[float], str]


def short(currency: str = "EUR") -> Format:
    """Axis money: €1.24M."""
    return lambda value: money.short_money(value, currency)


def full(currency: str = "EUR") -> Format:
    """Table money: €1 240 317.50."""
    return lambda value: money.money(value, currency)


def share(value: float) -> str:
    """0.8 → 80 %."""
    return money.percent(value)


def tenths(value: float) -> str:
    """0.813 → 81.3 %, where tenths tell one from another."""
    return money.percent(value, 1)


def count(value: float) -> str:
    """1 234, with up to one decimal."""
    return money.number(value, -1)


def decimal(value: float) -> str:
    """2.0, always with one decimal."""
    return money.number(value, 1)
