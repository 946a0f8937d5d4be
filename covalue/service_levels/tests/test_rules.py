"""Kept, trend and missing periods: the published figures, and what always holds."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.service_levels import rules
from covalue.service_levels.rules import ServiceDirection, ServicePeriod, ServiceTrend

AT_LEAST, AT_MOST = ServiceDirection.AT_LEAST, ServiceDirection.AT_MOST
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("values", "s", "variance", "z", "p"),
    [
        (range(1, 11), 45, 125, 3.93548, 8.3031e-05),
        ((50, 25, 32, 45, 22, 18, 30, 14, 12, 9), -33, 125, -2.86217, 0.0042076),
        ((3, 2, 4, 5, 4, 6, 7, 6), 20, 63.3333, 2.387467, 0.016965),
        ((1, 1, 1, 1, 1), 0, 0, 0, 1),
    ],
)
def test_a_trend_is_that_of_the_published_figures(
    values: tuple[int, ...], s: int, variance: float, z: float, p: float
) -> None:
    found = rules.mann_kendall(tuple(values))
    assert found.s == s
    assert (found.variance, found.z, found.p) == pytest.approx((variance, z, p), rel=1e-4)


def test_a_trend_is_better_or_worse_by_what_was_agreed() -> None:
    rising = [Decimal(n) for n in (1, 2, 3, 4, 5)]
    assert rules.trend(AT_LEAST, rising) is ServiceTrend.BETTER
    assert rules.trend(AT_MOST, rising) is ServiceTrend.WORSE
    assert rules.trend(AT_LEAST, rising[:4]) is ServiceTrend.TOO_FEW
    assert rules.trend(AT_LEAST, [Decimal(n) for n in (2, 1, 3, 2, 2)]) is ServiceTrend.NONE


def test_exactly_the_target_is_kept_from_both_sides() -> None:
    assert rules.kept(AT_LEAST, Decimal(98), Decimal(98)) and rules.kept(AT_MOST, Decimal(98), Decimal(98))
    assert not rules.kept(AT_LEAST, Decimal(98), Decimal("97.999"))
    assert not rules.kept(AT_MOST, Decimal(98), Decimal("98.001"))


@given(st.sampled_from(ServicePeriod), DAYS)
def test_every_day_lies_in_one_period_and_periods_follow_each_other(period: ServicePeriod, day: date) -> None:
    first = rules.first_day(period, day)
    assert first <= day <= rules.last_day(period, first)
    assert rules.next_first(period, first) == rules.last_day(period, first) + timedelta(days=1)
    assert rules.previous_first(period, rules.next_first(period, first)) == first


@given(st.lists(st.decimals(0, 100, places=1), max_size=12))
def test_the_other_way_round_a_trend_turns(values: list[Decimal]) -> None:
    turned = {ServiceTrend.BETTER: ServiceTrend.WORSE, ServiceTrend.WORSE: ServiceTrend.BETTER}
    found = rules.trend(AT_LEAST, values)
    assert rules.trend(AT_LEAST, values[::-1]) is turned.get(found, found)
    assert rules.trend(AT_MOST, values) is turned.get(found, found)


def test_a_result_is_missing_ten_days_after_its_period_within_the_term() -> None:
    since, today = date(2026, 8, 17), date(2026, 11, 10)
    measured = [date(2026, 9, 1)]
    assert rules.missing(ServicePeriod.MONTH, measured, since, None, today) == [date(2026, 8, 1)]
    later = today + timedelta(days=1)
    assert rules.missing(ServicePeriod.MONTH, measured, since, None, later) == [date(2026, 8, 1), date(2026, 10, 1)]
    assert rules.missing(ServicePeriod.MONTH, measured, since, date(2026, 9, 30), later) == [date(2026, 8, 1)]
    assert rules.missing(ServicePeriod.QUARTER, [], since, None, later) == [date(2026, 7, 1)]


def test_ratings_say_something_from_five_on() -> None:
    assert rules.typical_rating([9, 2, 8, 7]) is None
    assert rules.typical_rating([9, 2, 8, 7, 7]) == 7
