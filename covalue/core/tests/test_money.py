import math
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from covalue.core import money

MAGNITUDE = {"tn": 10**12, "bn": 10**9, "M": 10**6, "k": 10**3}


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "€0"), ("0.4", "€0"), ("-0.4", "€0"), ("93", "€93"), ("999.49", "€999"), ("999.6", "€1k"),
        ("640000", "€640k"), ("999499", "€999k"), ("999600", "€1M"), ("1240317.5", "€1.24M"), ("-82400", "−€82.4k"),
        ("2500000000", "€2.5bn"), ("5123456789000", "€5.12tn"),
        ("1e12", "€1tn"), ("999600000000", "€1tn"), ("-1234567890123456", "−€1\u202f230tn"),
    ],
)  # fmt: skip
def test_short_money(amount: str, shown: str) -> None:
    assert money.short_money(Decimal(amount)) == shown


def test_money_in_full() -> None:
    assert money.money(Decimal("1240317.505")) == "€1\u202f240\u202f317.51"
    assert money.money(Decimal("-2340.96")) == "−€2\u202f340.96"
    assert money.money(Decimal("1240.5"), "JPY") == "¥1\u202f241"
    assert money.money(Decimal("5"), "XYZ") == "XYZ\u202f5.00"
    assert money.money(Decimal("1240.5"), places=0) == "€1\u202f241"


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (1234.5678, "OMR", "OMR\u202f1\u202f234.568"), (1234.5678, "VND", "VND\u202f1\u202f235"),
        (1234.5678, "HUF", "HUF\u202f1\u202f234.57"), (1234.5678, "IQD", "IQD\u202f1\u202f234.568"),
        (0.12345, "CLF", "CLF\u202f0.1235"), (1.5, "ISK", "ISK\u202f2"), (2.005, "TND", "TND\u202f2.005"),
    ],
)  # fmt: skip
def test_decimals_of_a_currency_are_those_of_iso_4217(amount: float, currency: str, shown: str) -> None:
    assert money.money(amount, currency) == shown


def test_totals_keep_the_decimals_of_a_currency_that_has_three() -> None:
    assert money.cents(Decimal("1234.5678"), "OMR") == Decimal("1234.568")
    assert money.cents(Decimal("1234.5678")) == money.cents(Decimal("1234.5678"), "JPY") == Decimal("1234.57")


def test_german_parts_thousands_by_points_and_puts_the_currency_behind() -> None:
    with translation.override("de"):
        assert money.money(Decimal("1240317.5")) == "1.240.317,50\u202f€"
        assert money.short_money(Decimal(24200)) == "24,2\u202fTsd.\u202f€"
        assert money.short_money(Decimal(-1240317)) == "−1,24\u202fMio.\u202f€"
        assert money.short_money(Decimal(10) ** 12) == "1\u202fBio.\u202f€"
        assert money.short_money(Decimal(93), "CHF") == "93\u202fCHF"
        assert money.percent(Decimal("0.0194")) == "1,9\u202f%"
        assert money.number(Decimal("1240.5"), 2) == "1.240,50"


@given(st.decimals(-(10**13), 10**13, places=4))
def test_short_money_is_within_half_a_per_cent(amount: Decimal) -> None:
    shown = money.short_money(amount).replace(money.MINUS, "-").replace("€", "").replace(money.NARROW, "")
    letters = shown.lstrip("-.0123456789")
    value = Decimal(shown.removesuffix(letters)) * MAGNITUDE.get(letters, 1)
    assert abs(value - amount) <= max(Decimal("0.5"), abs(amount) * Decimal("0.0051"))


def test_numbers() -> None:
    assert money.percent(Decimal("0.194")) == "19\u202f%"
    assert money.percent(Decimal("0.0215")) == "2.2\u202f%" and money.percent(Decimal("0.0996")) == "10\u202f%"
    assert money.percent(Decimal("0.05")) == "5\u202f%" and money.percent(0.375) == "38\u202f%"
    assert money.percent(Decimal("0.194"), 1) == "19.4\u202f%"
    assert money.percent(Decimal("-0.0215"), 1) == "−2.2\u202f%"
    assert money.count(Decimal("4338.2")) == "4\u202f338"
    assert money.number(15.3, -2) == "15.3"
    assert money.figure(1240.56789) == "1\u202f240.57"
    assert money.figure(1234567890.0) == "1\u202f234\u202f570\u202f000"
    assert money.figure(0.000123456789) == "0.000123457"
    assert money.figure(math.inf) == money.UNKNOWN
    assert money.typed(Decimal("15.3000")) == "15.3"
    assert money.typed(Decimal("1000")) == "1000"


@pytest.mark.parametrize("language", ["en", "de"])
@given(amount=st.decimals(-(10**9), 10**9, places=2))
def test_what_is_written_can_be_typed(language: str, amount: Decimal) -> None:
    with translation.override(language):
        assert money.read(money.number(amount, 2)) == float(amount)
        assert money.read(money.typed(amount)) == float(amount)


@pytest.mark.parametrize("language", ["en", "de"])
@given(amount=st.decimals(-(10**7), 10**7, places=3))
def test_what_a_field_holds_is_read_without_a_question(language: str, amount: Decimal) -> None:
    with translation.override(language):
        assert money.read_exactly(money.typed(amount)) == amount


@pytest.mark.parametrize(
    ("language", "text", "question", "choices"),
    [
        ("en", "1.500", "Do you mean 1 500 or 1.5?", ["1500", "1.5"]),
        ("en", "-12.345", "Do you mean −12 345 or −12.345?", ["-12345", "-12.3450"]),
        ("de", "1,500", "Meinen Sie 1.500 oder 1,5?", ["1500", "1.5"]),
        ("de", "250,125", "Meinen Sie 250.125 oder 250,125?", ["250125", "250.1250"]),
    ],
)
def test_what_is_thousands_to_one_and_a_fraction_to_another_is_asked(language, text, question, choices) -> None:
    with translation.override(language):
        with pytest.raises(money.Unclear) as unclear:
            money.read(text)
        assert unclear.value.question.replace(money.NARROW, " ") == question
        assert [typed for _shown, typed in unclear.value.choices] == choices
        assert tuple(money.read_exactly(typed) for typed in choices) == unclear.value.readings


def test_only_one_reading_that_fits_is_not_asked() -> None:
    assert money.read("12.500", lambda value: value <= 100) == 12.5
    assert money.read("2.000", lambda value: value >= 100) == 2000
    assert money.read("12.500", lambda value: value > 10**6) == 12.5  # the refusal speaks of the bound, not of the sign
    assert money.read("0.500") == 0.5 and money.read("1.5000") == 1.5 and money.read("1500.000") == 1500


@pytest.mark.parametrize("text", ["nan", "inf", "1_000", "--3", "1.2.3", "1e9999", "1e400", "many"])
def test_what_is_no_number_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=text.replace(".", r"\.")):
        money.read(text)


@pytest.mark.parametrize(
    ("text", "english", "german"),
    [
        ("1 200", 1200, 1200), ("1,200.5", 1200.5, 1200.5), ("1.200,5", 1200.5, 1200.5), ("0,5", 0.5, 0.5),
        ("24.1", 24.1, 24.1), ("24.1000", 24.1, 24.1), ("−3", -3, -3), ("1.240.317", None, 1240317),
        ("", None, None),
    ],
)  # fmt: skip
def test_a_number_is_read_as_the_language_writes_it(text: str, english: float | None, german: float) -> None:
    with translation.override("de"):
        assert money.read(text) == german
    if text == "1.240.317":
        with pytest.raises(ValueError):
            money.read(text)
    else:
        assert money.read(text) == english
