from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.core.periods import Comparison, Period, add_months, comparison, months_of, previous, trailing_months


def test_trailing_months_are_whole_and_end_with_the_last() -> None:
    assert trailing_months(date(2024, 2, 10), 12) == Period(date(2023, 3, 1), date(2024, 2, 29))


def test_the_period_before() -> None:
    year = Period(date(2023, 3, 1), date(2024, 2, 29))
    assert previous(year) == Period(date(2022, 3, 1), date(2023, 2, 28))
    assert previous(Period(date(2024, 1, 11), date(2024, 1, 20))) == Period(date(2024, 1, 1), date(2024, 1, 10))


@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.integers(1, 60))
def test_trailing_months_touch_just_so_many_months(day: date, count: int) -> None:
    period = trailing_months(day, count)
    assert len(months_of(period)) == count and day in period
    assert previous(period).end < period.start and len(months_of(previous(period))) == count


def test_a_day_the_month_lacks_becomes_its_last() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -13) == date(2023, 2, 28)


def test_a_period_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot start"):
        Period(date(2024, 1, 2), date(2024, 1, 1))


YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def test_a_year_is_compared_with_the_year_before() -> None:
    found = comparison(YEAR, date(2025, 1, 20))
    assert found == Comparison(YEAR, Period(date(2025, 1, 1), date(2025, 12, 31)))


def test_books_too_short_are_compared_by_the_same_months_a_year_before() -> None:
    found = comparison(YEAR, date(2025, 3, 10))
    assert found == Comparison(
        Period(date(2026, 3, 1), date(2026, 12, 31)), Period(date(2025, 3, 1), date(2025, 12, 31))
    )
    assert found is not None and found.months == 10


@pytest.mark.parametrize("since", [None, date(2025, 11, 1), date(2026, 6, 1)])
def test_two_months_are_no_comparison(since: date | None) -> None:
    assert comparison(YEAR, since) is None


def test_any_other_period_wants_its_whole_before() -> None:
    ten_days = Period(date(2026, 1, 11), date(2026, 1, 20))
    assert comparison(ten_days, date(2026, 1, 1)) == Comparison(ten_days, previous(ten_days))
    assert comparison(Period(date(2026, 1, 15), date(2026, 6, 3)), date(2025, 12, 1)) is None


def test_months_beyond_the_calendar_end_with_it() -> None:
    """A border of a watchlist may be any number: nothing is ever that long ago."""
    assert add_months(date(2026, 3, 1), 400_000) == date.max
    assert add_months(date(2026, 3, 1), -400_000) == date.min
    assert add_months(date(9999, 12, 31), 1) == date.max and add_months(date(1, 1, 1), -1) == date.min
    assert add_months(date(9999, 11, 30), 1) == date(9999, 12, 30)
