"""The published example, and what must hold for any values."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics import abc, segments
from covalue.analytics.columns import from_rows
from covalue.analytics.engine import Engine

EXAMPLE = [500, 300, 80, 40, 30, 20, 15, 8, 5, 2]  # methods.md §1
SUMS = pa.schema(
    [("source", pa.string()), ("customer", pa.string()), ("net", pa.decimal128(38, 4)),
     ("cost_of_sales", pa.decimal128(38, 4)), ("uncosted", pa.int64())]
)  # fmt: skip
KNOWN = pa.schema(
    [("source", pa.string()), ("customer", pa.string()), ("account_id", pa.int64()), ("name", pa.string()),
     ("account_class", pa.string()), ("sector", pa.string())]
)  # fmt: skip
AMOUNTS = st.lists(st.integers(min_value=-10_000_00, max_value=10_000_000_00), max_size=60).map(
    lambda cents: sorted(cents, reverse=True)
)


def test_the_published_example():
    assert "".join(abc.classes(EXAMPLE)) == "AABBBCCCCC"
    assert round(abc.gini(EXAMPLE), 4) == 0.6992
    assert abc.number_for_share(EXAMPLE) == 2


def test_one_customer_that_brings_nearly_all_is_an_a():
    assert abc.classes([99, 1]) == ["A", "C"]


@pytest.mark.parametrize(
    ("values", "letters", "for_80"),
    [
        ((2.40, 0.60), "AB", 1), ((4.10, 0.82, 0.205), "ABC", 1), ((79.99, 20.01), "AA", 2), ((80, 15, 5), "ABC", 1),
        ((0.8, 0.1, 0.05, 0.05), "ABBC", 1), ((0.4, 0.4, 0.15, 0.05), "AABC", 2), ((8e11, 1.5e11, 5e10), "ABC", 1),
        ((94.99, 5.01), "AB", 1), ((1e15, 2.5e14), "AB", 1),
    ],
)  # fmt: skip
def test_the_borders_belong_to_the_lower_class_exactly(values, letters, for_80):
    assert "".join(abc.classes(values)) == letters
    assert abc.number_for_share(values) == for_80
    assert "".join(segments.abc(np.array(values, dtype=float), abc.A_SHARE, abc.B_SHARE)) == letters
    assert ranked(values) == letters


def ranked(values):
    """The classes of the ranking's SQL."""
    rows = [("s", f"k{place:02}", Decimal(str(value)), None, 0) for place, value in enumerate(values)]
    sums = from_rows(rows, SUMS)
    sums = sums.append_column("net_alike", sums["net"]).append_column("net_before", sums["net"])
    table = Engine(threads=1).over("ranking", {"sums": sums, "known": KNOWN.empty_table()}, a_share=0.8, b_share=0.95)
    return "".join(table["abc"].to_pylist())


@given(AMOUNTS)
def test_columns_and_lists_class_alike(cents):
    values = [cent / 100 for cent in cents]
    assert list(segments.abc(np.array(values, dtype=float), 0.8, 0.95)) == abc.classes(values)


@pytest.mark.parametrize(("variation", "letter"), [(0.5 - 1e-12, "Y"), (0.5, "Y"), (0.49, "X"), (1 - 1e-13, "Z")])
def test_steadiness_at_a_border_is_what_it_is_on_paper(variation, letter):
    assert segments.xyz(np.array([variation]), 0.5, 1.0)[0] == letter


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
