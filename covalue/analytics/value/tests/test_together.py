"""Assumptions that move together, and cases as they would be under other assumptions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from covalue.analytics.value import uncertainty
from covalue.analytics.value.calculation import expected, reckon
from covalue.analytics.value.case import Assumption, Case, Kind, Line, supposing
from covalue.analytics.value.faults import CaseError, Fault

A, B = (Assumption(name, "€/year", 50, 100, 200) for name in "ab")
BOTH = Line("sum", "sum", Kind.BENEFIT, "a + b")
MOVING = Case("EUR", 3, 0.1, (A, B), (BOTH,))


def apart(names: int) -> np.ndarray:
    return np.column_stack([uncertainty.draws(str(n), runs=10_000, seed=1) for n in range(names)])


def test_ranks_correlate_as_the_copula_says() -> None:
    drawn = uncertainty.together(apart(2), np.array([[1, 0.5], [0.5, 1]]))
    assert stats.spearmanr(drawn).statistic == pytest.approx(6 / np.pi * np.arcsin(0.25), abs=0.02)
    assert np.quantile(drawn[:, 1], [0.1, 0.9]) == pytest.approx([0.1, 0.9], abs=0.01), "each stays evenly spread"


def test_what_moves_together_is_less_certain_and_what_moves_against_each_other_more() -> None:
    def width(strength: float) -> float:
        found = reckon(Case(**{**vars(MOVING), "correlations": (("a", "b", strength),)})).npv
        return found.p90 - found.p10

    assert width(-0.9) < width(-0.5) < reckon(MOVING).npv.p90 - reckon(MOVING).npv.p10 < width(0.5) < width(0.9)


def test_nought_changes_nothing_and_the_base_is_the_base() -> None:
    nought = Case(**{**vars(MOVING), "correlations": (("a", "b", 0.0),)})
    strong = Case(**{**vars(MOVING), "correlations": (("a", "b", 0.9),)})
    assert reckon(nought).npv.p50 == pytest.approx(reckon(MOVING).npv.p50)
    assert reckon(strong).customer.npv == reckon(MOVING).customer.npv
    assert reckon(strong).npv == reckon(strong).npv, "the same seed draws the same"


@pytest.mark.parametrize(
    ("pairs", "fault"),
    [
        ([("a", "x", 0.5)], Fault.UNKNOWN_NAME),
        ([("a", "a", 0.5)], Fault.TWICE),
        ([("a", "b", 0.5), ("b", "a", 0.2)], Fault.TWICE),
        ([("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)], Fault.NOT_TOGETHER),
        ([("a", "b", 1.0)], Fault.NOT_TOGETHER),
    ],
)
def test_what_cannot_be_true_at_once_is_refused(pairs: list[tuple[str, str, float]], fault: Fault) -> None:
    three = (A, B, Assumption("c", low=1, base=2, high=3))
    with pytest.raises(CaseError) as refused:
        reckon(Case("EUR", 3, 0.1, three, (BOTH,), correlations=tuple(pairs)))
    assert refused.value.fault is fault


def test_a_pair_with_one_that_is_certain_changes_nothing() -> None:
    certain = Assumption("b", "€/year", 100, 100, 100)
    case = Case("EUR", 3, 0.1, (A, certain), (BOTH,), correlations=(("a", "b", 0.9),))
    assert reckon(case).npv == reckon(Case("EUR", 3, 0.1, (A, certain), (BOTH,))).npv


def test_a_scenario_is_the_case_with_other_numbers() -> None:
    found = expected(supposing(MOVING, {"a": 50, "not there": 1}, rate=0.0))
    assert found.customer_npv == pytest.approx(3 * 150)
    assert expected(supposing(MOVING, {})).customer_npv == pytest.approx(reckon(MOVING).customer.npv)


@given(st.floats(0, 500), st.floats(0, 500))
def test_more_of_a_benefit_is_never_worth_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    at = [expected(supposing(MOVING, {"a": value})).customer_npv for value in (low, high)]
    assert at[0] <= at[1]
