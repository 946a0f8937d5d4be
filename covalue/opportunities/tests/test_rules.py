"""Forecast, slips and crowding out, with what is known of them in closed form."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import comb, isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.opportunities import rules
from covalue.opportunities.rules import Deal, Horizon, Slip, Weight

TODAY = date(2026, 11, 20)


def test_equal_deals_follow_the_binomial_distribution() -> None:
    amounts, chances = rules.distribution([Deal(Decimal(1000), 50)] * 10)
    assert amounts == [Decimal(1000 * n) for n in range(11)]
    assert all(isclose(chance, comb(10, n) / 1024) for n, chance in enumerate(chances))
    assert rules.interval([Deal(Decimal(1000), 50)] * 10) == (Decimal(3000), Decimal(7000))


def test_deals_of_different_probability_follow_the_poisson_binomial_distribution() -> None:
    _amounts, chances = rules.distribution([Deal(Decimal(1), 10), Deal(Decimal(1), 20), Deal(Decimal(1), 30)])
    assert [round(chance, 12) for chance in chances] == [0.504, 0.398, 0.092, 0.006]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 100)), max_size=7))
def test_the_distribution_is_that_of_all_outcomes(told: list[tuple[int, int]]) -> None:
    deals = [Deal(Decimal(amount), probability) for amount, probability in told]
    expected: dict[Decimal, float] = {}
    for outcome in product((0, 1), repeat=len(deals)):
        total, chance = Decimal(0), 1.0
        for won, deal in zip(outcome, deals, strict=True):
            total += won * deal.amount
            chance *= deal.probability / 100 if won else 1 - deal.probability / 100
        expected[total] = expected.get(total, 0.0) + chance
    amounts, chances = rules.distribution(deals)
    found = {amount: chance for amount, chance in zip(amounts, chances, strict=True) if chance > 1e-12}
    assert isclose(sum(chances), 1.0)
    assert all(isclose(found.get(total, 0.0), chance, abs_tol=1e-9) for total, chance in expected.items())


@given(st.lists(st.tuples(st.decimals("0.01", 10**9, places=2), st.integers(0, 100)), min_size=3, max_size=30))
def test_the_range_lies_within_what_can_come_and_around_what_is_weighted(told: list[tuple[Decimal, int]]) -> None:
    deals = [Deal(amount, probability) for amount, probability in told]
    found = rules.outlook([], deals)
    assert found.low is not None and found.high is not None
    slack = found.best * len(deals) / rules.FINEST + Decimal("0.01") * len(deals)
    assert -slack <= found.low <= found.high <= found.best + slack
    assert found.committed <= found.best and 0 <= found.weighted <= found.best
    amounts, chances = rules.distribution(deals)
    mean = sum(float(amount) * chance for amount, chance in zip(amounts, chances, strict=True))
    assert abs(mean - float(found.weighted)) <= float(slack)


def test_a_period_adds_what_is_won_to_what_is_expected_and_says_too_few_to_know() -> None:
    few = rules.outlook([Decimal(100)], [Deal(Decimal(200), 90), Deal(Decimal(100), 50)])
    assert (few.won, few.committed, few.weighted, few.best) == (100, 300, 330, 400)
    assert few.low is None and few.high is None and not few.known
    enough = rules.outlook([Decimal(100)], [Deal(Decimal(100), 0)] * 3)
    assert (enough.low, enough.high) == (100, 100)


def test_a_date_slips_where_it_moves_later() -> None:
    dates = [date(2026, 6, 30), date(2026, 9, 30), date(2026, 8, 31), date(2026, 12, 31)]
    assert rules.slip(dates) == Slip(2, 92 + 122)
    assert rules.slip([]) == rules.slip(dates[:1]) == Slip()


def test_stale_is_more_than_sixty_days_without_a_change() -> None:
    assert not rules.is_stale(TODAY - timedelta(days=60), TODAY)
    assert rules.is_stale(TODAY - timedelta(days=61), TODAY)


@pytest.mark.parametrize(
    ("days", "when"),
    [(-5, Horizon.NOW), (90, Horizon.NOW), (91, Horizon.YEAR), (365, Horizon.YEAR), (366, Horizon.LATER)],
)
def test_a_horizon_is_told_by_the_day(days: int, when: Horizon) -> None:
    assert rules.horizon(TODAY + timedelta(days=days), TODAY) == when
    assert rules.horizon(None, TODAY) == Horizon.LATER


def test_one_large_opportunity_crowds_out_those_that_stand_still() -> None:
    large, small, other = Weight(1, Decimal(500), False), Weight(2, Decimal(100), True), Weight(3, Decimal(100), False)
    assert rules.crowding([large, small, other]) == 1
    assert rules.crowding([large, Weight(2, Decimal(100), False), other]) is None
    assert rules.crowding([Weight(1, Decimal(150), False), small, other]) is None
    assert rules.crowding([large, small]) is None
    assert rules.crowding([Weight(1, Decimal(500), True), small, other]) is None
    assert rules.crowding([]) is None


def test_a_record_begins_with_ten_closed_ones() -> None:
    assert rules.record(5, 4) is None
    assert rules.record(5, 5) == 0.5
