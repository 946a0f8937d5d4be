"""Criteria, the matrix, and who may be proposed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.selection import rules, starters
from covalue.selection.rules import Axis, CriterionSheet, Obstacle, Purpose, Quadrant, Spread, Standing


@pytest.mark.parametrize("purpose", Purpose)
def test_the_criteria_one_starts_with_come_to_a_hundred(purpose: Purpose) -> None:
    assert set(rules.sums(starters.criteria(purpose)).values()) == {Decimal(100)}


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=9))
def test_weights_brought_to_a_hundred_are_a_hundred(weights: list[Decimal]) -> None:
    sheets = [CriterionSheet(Axis.FIT, f"c{n}", weight) for n, weight in enumerate(weights)]
    total = rules.sums(rules.normalised(sheets))[Axis.FIT]
    assert total == (100 if sum(weights) > 0 else 0)


def test_the_ledger_rates_in_a_straight_line_between_two_figures() -> None:
    assert rules.points(Decimal(250), Decimal(0), Decimal(1000)) == 2.5
    assert rules.points(Decimal(-5), Decimal(0), Decimal(1000)) == 0
    assert rules.points(Decimal(5000), Decimal(0), Decimal(1000)) == 10
    assert rules.points(Decimal(2), Decimal(10), Decimal(0)) == 8, "less can be better"
    assert rules.points(None, Decimal(0), Decimal(1)) is None


def test_the_matrix_goes_by_its_thresholds_not_by_who_is_in_it() -> None:
    fields = [rules.quadrant(worth, fit, 50, 60) for worth, fit in ((50, 60), (80, 59), (49, 61), (10, 10))]
    assert fields == [Quadrant.STRATEGIC, Quadrant.LARGE, Quadrant.DEVELOP, Quadrant.STANDARD]
    assert rules.quadrant(None, 90, 50, 50) is None


def proposed(*standings: Standing, places: int = 2) -> dict[int, Obstacle | None]:
    return rules.proposal(standings, places=places, fit_share=0.5, worth_threshold=50, fit_threshold=50)


def test_the_first_that_may_get_the_places_and_the_others_are_told_why() -> None:
    found = proposed(
        Standing(1, 90, 60, True), Standing(2, 60, 95, True), Standing(3, 55, 55, True), Standing(4, 100, None, True),
        Standing(5, 100, 100, False), Standing(6, 99, 49, True), Standing(7, 20, 99, True), Standing(8, None, 99, True),
        Standing(9, 99, 99, True, merged=True),
    )  # fmt: skip
    assert [one for one, why in found.items() if why is None] == [1, 2]
    reasons = {n: why for n, why in found.items() if why}
    assert reasons == {
        3: Obstacle.NO_PLACE, 4: Obstacle.NO_FIT, 5: Obstacle.GATE, 6: Obstacle.FIT_LOW, 7: Obstacle.WORTH_LOW, 8: Obstacle.NO_WORTH, 9: Obstacle.MERGED,
    }  # fmt: skip


def test_equal_candidates_are_served_in_their_order() -> None:
    found = proposed(*(Standing(n, 70, 70, True) for n in (5, 3, 9)), places=1)
    assert [n for n, why in found.items() if why is None] == [5]


@given(
    st.lists(
        st.tuples(st.none() | st.floats(0, 100), st.none() | st.floats(0, 100), st.booleans()), max_size=12
    ),
    st.integers(0, 12),
)  # fmt: skip
def test_nobody_is_proposed_by_size_alone(told: list[tuple[float | None, float | None, bool]], places: int) -> None:
    standings = [Standing(n, *one) for n, one in enumerate(told)]
    found = proposed(*standings, places=places)
    chosen = [one for one in standings if found[one.candidate] is None]
    assert len(chosen) <= places and len(found) == len(standings)
    assert all(one.fit is not None and one.fit >= 50 and one.gates_met for one in chosen)


def test_spread_says_when_people_are_apart() -> None:
    assert Spread((3, 7, 5)).is_wide and not Spread((5, 8)).is_wide
    assert (Spread((4, 4, 4)).deviation, Spread((), 2).mean, Spread(()).is_wide) == (0.0, None, False)


def test_places_are_whole_accounts() -> None:
    assert rules.places_of(Decimal(4_199), Decimal(400)) == 10
    assert rules.places_of(Decimal(100), Decimal(0)) == 0


def test_what_the_same_hours_would_bring_elsewhere() -> None:
    """`methods.md` §1: hours × the best value an hour among the others, less what they bring here. 200 h × 500 − 60 000."""
    others = {7: (Decimal(90_000), Decimal(300)), 8: (Decimal(100_000), Decimal(200)), 9: (Decimal(1), Decimal(0))}
    assert rules.opportunity_cost(Decimal(200), Decimal(60_000), others) == (Decimal(40_000), 8)
    assert rules.opportunity_cost(Decimal(200), Decimal(60_000), {}) == (Decimal(0), None)
