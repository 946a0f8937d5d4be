"""When something falls due, and how much of what was obsolete has been upgraded."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from covalue.installed_base import rules
from covalue.installed_base.rules import DateBasis, Due, Life

TODAY = date(2026, 11, 20)
DAYS = some.none() | some.dates(date(2000, 1, 1), date(2050, 12, 31))
LIVES = some.builds(Life, DAYS, DAYS, DAYS, some.none() | some.dates(date(2000, 1, 1), TODAY))


def test_the_earlier_end_counts_and_without_one_the_middle_of_the_usual_cycle() -> None:
    ends = Life(date(2020, 5, 1), supported_until=date(2027, 3, 31), written_off_until=date(2026, 12, 31))
    assert rules.due(ends) == Due(date(2026, 12, 31), DateBasis.WRITE_OFF)
    assert rules.due(Life(date(2020, 5, 1), date(2027, 3, 31))) == Due(date(2027, 3, 31), DateBasis.SUPPORT)
    assert rules.due(Life(date(2024, 2, 29))) == Due(date(2028, 2, 29), DateBasis.CYCLE)
    assert rules.due(Life()) is None and rules.due(Life(date(2020, 5, 1), replaced_on=TODAY)) is None


@pytest.mark.parametrize(
    ("day", "title", "last"),
    [
        (date(2026, 1, 1), "Q1 2026", date(2026, 3, 31)),
        (date(2026, 6, 30), "Q2 2026", date(2026, 6, 30)),
        (date(2026, 12, 31), "Q4 2026", date(2026, 12, 31)),
    ],
)
def test_quarters_are_those_of_the_calendar(day: date, title: str, last: date) -> None:
    quarter = rules.quarter_of(day)
    assert (str(quarter), quarter.last) == (title, last) and quarter.first <= day <= last


def test_the_example_of_the_rule_ten_obsolete_systems_upgraded_over_seven_years() -> None:
    replaced = [date(2020 + n // 2, 6, 30) for n in range(10)]
    lives = [Life(date(2012, 1, 1), date(2019, 12, 31), replaced_on=day) for day in replaced]
    shares = {row.year: row.share for row in rules.upgraded(lives, TODAY)}
    assert shares == {2020: 0.2, 2021: 0.4, 2022: 0.6, 2023: 0.8, 2024: 1.0, 2025: 1.0, 2026: 1.0}


def test_what_is_not_obsolete_yet_or_went_before_the_first_year_is_not_counted() -> None:
    ahead, gone = Life(supported_until=date(2027, 1, 1)), Life(supported_until=TODAY, replaced_on=date(2019, 12, 31))
    assert rules.upgraded([ahead, gone, Life(date(2010, 1, 1))], TODAY)[-1].obsolete == 0
    assert rules.upgraded([ahead], TODAY)[-1].share is None
    early = Life(supported_until=date(2030, 1, 1), replaced_on=date(2025, 1, 1))  # replaced before it was obsolete
    assert rules.upgraded([early], TODAY)[-1].share == 1.0


@given(some.lists(LIVES, max_size=8))
def test_no_year_upgrades_more_than_was_obsolete_and_both_only_grow(lives: list[Life]) -> None:
    years = rules.upgraded(lives, TODAY)
    assert [row.year for row in years] == list(range(2020, 2027))
    for before, after in itertools.pairwise(years):
        assert before.obsolete <= after.obsolete and before.upgraded <= after.upgraded
    assert all(0 <= row.upgraded <= row.obsolete <= len(lives) for row in years)


@given(some.dates(date(1950, 1, 1), TODAY))
def test_an_age_is_the_whole_years_that_passed(since: date) -> None:
    years = rules.age(since, TODAY)
    assert rules.years_later(since, years) <= TODAY or since.month == 2
    assert rules.years_later(since, years + 1) > TODAY
