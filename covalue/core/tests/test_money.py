from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.core import money


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "€0"), ("0.4", "€0"), ("-0.4", "€0"), ("93", "€93"), ("999.49", "€999"), ("999.6", "€1k"),
        ("640000", "€640k"), ("999499", "€999k"), ("999600", "€1M"), ("1240317.5", "€1.24M"), ("-82400", "\u2212€82.4k"),
        ("2500000000", "€2.5bn"),
    ],
)  # fmt: skip
def test_short_money(amount: str, shown: str) -> None:
    assert money.short_money(Decimal(amount)) == shown


def test_money_in_full() -> None:
    assert money.money(Decimal("1240317.505")) == "€1\u2009240\u2009317.51"
    assert money.money(Decimal("1240.5"), "JPY") == "¥1\u2009241"
    assert money.money(Decimal("5"), "XYZ") == "XYZ\u20095.00"


@given(st.decimals(-(10**12), 10**12, places=4))
def test_short_money_is_within_half_a_per_cent(amount: Decimal) -> None:
    shown = money.short_money(amount).replace("\u2212", "-").replace("€", "")
    scale = next((s for s, letter in money.STEPS if shown.endswith(letter)), Decimal(1))
    value = Decimal(shown.rstrip("bnMk")) * scale
    assert abs(value - amount) <= max(Decimal("0.5"), abs(amount) * Decimal("0.0051"))


def test_percent() -> None:
    assert money.percent(Decimal("0.194")) == "19.4\u2009%"
    assert money.percent(Decimal("-0.0215"), 1) == "\u22122.2\u2009%"
