"""What a formula is multiplied by without saying so, and that whoever multiplies by it gets the same amount."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics.value.calculation import expected, reckon
from covalue.analytics.value.case import Assumption, Case, Kind, Line
from covalue.analytics.value.constants import Constant, constants_of

WEEKS = Constant("week", "year", 365 / 7)
TIMES = ("minute", "hour", "day", "week", "month", "quarter", "year")


def of(formula: str, *assumptions: tuple[str, str], yearly: bool = True) -> list[tuple[str, str]]:
    rows = tuple(Assumption(name, unit, 1, 1, 1) for name, unit in assumptions)
    case = Case("EUR", 3, 0.08, rows, (Line("a", "A", Kind.BENEFIT, formula, yearly=yearly),))
    return [(found.small, found.large) for found in constants_of(case).lines.get("a", ())]


def test_weeks_of_a_year_and_minutes_of_an_hour() -> None:
    hours = ("hours", "hours/store/week"), ("stores", "stores"), ("cost", "€/hour")
    assert of("hours × stores × cost", *hours) == [("week", "year")]
    assert of("m × cost", ("m", "minutes/month"), ("cost", "€/hour")) == [("minute", "hour"), ("month", "year")]
    assert of("a", ("a", "€/year")) == of("a × 60 %", ("a", "k€/year")) == of("5000") == []
    assert of("days × cost", ("days", "days"), ("cost", "€/hour"), yearly=False) == [("hour", "day")]
    assert of("t × p", ("t", "kg/year"), ("p", "€/tonne")) == [("kilogram", "tonne")]


def test_what_is_added_in_other_units_is_converted_too() -> None:
    assert of("a + b", ("a", "€/week"), ("b", "€/month")) == [("week", "year"), ("week", "month")]


def test_a_formula_over_others_has_its_own() -> None:
    rows = (
        Assumption("h", "hours/week", 1, 1, 1),
        Assumption("year", "hours/year", formula="h"),
        Assumption("c", "€/hour", 1, 1, 1),
    )
    found = constants_of(Case("EUR", 3, 0.08, rows, (Line("a", "A", Kind.BENEFIT, "year × c"),)))
    assert found.assumptions == {"year": (WEEKS,)} and not found.lines


@given(st.sampled_from(TIMES), st.sampled_from(TIMES), st.floats(0.1, 1e4), st.floats(0.1, 1e4))
def test_by_hand_with_the_constants_it_comes_to_the_same(every: str, per: str, number: float, cost: float) -> None:
    """Hours of work every so often at a cost of so much of a time: numbers times constants, each up or down, are the amount."""
    rows = (Assumption("n", f"{per}s/{every}", number, number, number), Assumption("c", f"€/{per}", cost, cost, cost))
    case = Case("EUR", 1, 0.0, rows, (Line("a", "A", Kind.BENEFIT, "n × c"),))
    (amount,) = (line.amount for line in reckon(case, runs=10, swings=False).lines)
    by_hand = number * cost
    for constant in constants_of(case).lines.get("a", ()):
        by_hand *= constant.factor
    assert by_hand == pytest.approx(amount, rel=1e-9) and expected(case).customer_npv == pytest.approx(amount, rel=1e-9)
