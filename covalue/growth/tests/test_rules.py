"""When a growth strategy is one, and what its path says."""

from decimal import Decimal
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.growth import rules
from covalue.growth.rules import Base, Lacks, StrategyState, Year

WHOLE = Base(proven=True, objective=True, sponsors=1, people=2, successes=2)
BARE = Base(proven=False, objective=False, sponsors=0, people=0, successes=0)


def test_a_move_says_what_it_does_not_build_on() -> None:
    assert WHOLE.lacks == ()
    assert BARE.lacks == tuple(Lacks)
    assert Base(True, True, 1, 2, 1).lacks == (Lacks.SUCCESS,)
    assert Base(True, True, 0, 2, 2).lacks == (Lacks.SPONSOR,)


@pytest.mark.parametrize(
    ("vision", "moves", "opportunities", "state"),
    [
        (False, [], 0, StrategyState.NOTHING),
        (False, [], 3, StrategyState.DEALS),
        (True, [], 3, StrategyState.DEALS),
        (True, [BARE], 3, StrategyState.DEALS),
        (True, [BARE], 0, StrategyState.PARTLY),
        (False, [WHOLE], 3, StrategyState.PARTLY),
        (True, [WHOLE, BARE], 3, StrategyState.PARTLY),
        (True, [WHOLE], 3, StrategyState.STRATEGY),
    ],
)
def test_a_list_of_deals_is_not_a_strategy(
    vision: bool, moves: list[Base], opportunities: int, state: StrategyState
) -> None:
    assert rules.state(vision=vision, moves=moves, opportunities=opportunities) == state


def _year(year: int, base: int, margin: int | None = None) -> Year:
    revenue = (Decimal(base), Decimal(base), Decimal(base))
    return Year(year, revenue, None if margin is None else (Decimal(margin),) * 3)


def test_growth_a_year_is_compounded_and_a_thinner_margin_is_named() -> None:
    said = rules.read_path([_year(2026, 100, 30), _year(2027, 110, 33), _year(2028, 121, 30)])
    assert said.growth is not None and isclose(said.growth, 0.1)
    assert said.thinner_in == 2028
    assert rules.read_path([]) == rules.read_path([_year(2026, 100)]) == rules.PathSaid(None, None)


@given(st.integers(1, 10**9), st.floats(0.5, 2), st.integers(1, 9))
def test_growth_brings_the_first_year_to_the_last(first: int, factor: float, years: int) -> None:
    last = max(1, round(first * factor))
    said = rules.read_path([_year(2026, first), _year(2026 + years, last)])
    assert said.growth is not None
    assert isclose(first * (1 + said.growth) ** years, last, rel_tol=1e-9)


def test_a_range_does_not_fall() -> None:
    assert rules.in_order(Decimal(1), Decimal(1), Decimal(2))
    assert not rules.in_order(Decimal(2), Decimal(1), Decimal(3))
