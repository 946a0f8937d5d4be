"""The published example, and what must hold for any values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics import abc

EXAMPLE = [500, 300, 80, 40, 30, 20, 15, 8, 5, 2]  # methods.md §1
AMOUNTS = st.lists(st.integers(min_value=-10_000_00, max_value=10_000_000_00), max_size=60).map(
    lambda cents: sorted(cents, reverse=True)
)


def test_the_published_example():
    assert "".join(abc.classes(EXAMPLE)) == "AABBBCCCCC"
    assert round(abc.gini(EXAMPLE), 4) == 0.6992
    assert abc.number_for_share(EXAMPLE) == 2


def test_one_customer_that_brings_nearly_all_is_an_a():
    assert abc.classes([99, 1]) == ["A", "C"]


@pytest.mark.parametrize(("before", "letter"), [(0.0, "A"), (0.7999, "A"), (0.80, "B"), (0.9499, "B"), (0.95, "C")])
def test_the_borders_belong_to_the_lower_class(before, letter):
    assert abc.class_at(before) == letter


def test_a_credit_is_a_c_and_takes_nothing_from_the_others():
    assert abc.classes([90, 10, -50]) == ["A", "B", "C"]
    assert abc.gini([90, 10, -50]) == abc.gini([90, 10])
    assert abc.herfindahl([90, 10, -50]) == pytest.approx(0.82)


@pytest.mark.parametrize("values", [[], [0, 0], [-1, -5]])
def test_without_any_revenue_there_is_nothing_to_concentrate(values):
    assert (abc.gini(values), abc.herfindahl(values), abc.number_for_share(values)) == (None, None, 0)
    assert set(abc.classes(values)) <= {"C"}


def test_equal_customers_are_not_concentrated():
    assert abc.gini([7, 7, 7, 7]) == 0
    assert abc.herfindahl([7, 7, 7, 7]) == pytest.approx(0.25)
    assert abc.number_for_share([7] * 5) == 4


@given(AMOUNTS)
def test_classes_only_fall_and_the_first_with_revenue_is_an_a(cents):
    found = abc.classes(cents)
    assert len(found) == len(cents)
    assert found == sorted(found)
    assert not any(value > 0 for value in cents) or found[0] == "A"


@given(AMOUNTS)
def test_concentration_stays_within_its_bounds(cents):
    held = [value for value in cents if value > 0]
    if held:
        assert -1e-9 <= abc.gini(cents) <= 1 - 1 / len(held) + 1e-9
        assert 1 / len(held) - 1e-9 <= abc.herfindahl(cents) <= 1 + 1e-9
        assert 1 <= abc.number_for_share(cents) <= len(held)
