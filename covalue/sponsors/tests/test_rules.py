"""Rhythm, gaps, matching and the comparison, with their examples."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.sponsors import rules
from covalue.sponsors.rules import Candidate, Compared, Held, Level, Reason, Relationship, Spoken, SponsorGap, Wanted

TODAY = date(2026, 11, 20)
START = date(2026, 1, 5)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def held(**others: object) -> Held:
    values = {
        "starts_on": START, "ends_on": None, "weeks": 13, "last": date(2026, 10, 1), "planned": None, "acknowledged": True,
        "on_team": True, "counterparts": 1, "left": 0, "successor": False, "load": 1, "most": 3, "accepted_load": 0,
        "escalations": 0,
    }  # fmt: skip
    return Held(**(values | others))  # type: ignore[arg-type]


def test_the_next_touchpoint_is_due_a_rhythm_after_the_last_or_after_the_beginning() -> None:
    assert rules.due_on(START, None, 13) == date(2026, 4, 6)
    assert rules.due_on(START, date(2026, 3, 2), 13) == date(2026, 6, 1)


@given(DAYS, st.none() | DAYS, st.integers(1, rules.MOST_WEEKS))
def test_it_is_due_after_both_and_never_later_than_a_rhythm_after_the_later(
    start: date, last: date | None, weeks: int
) -> None:
    due = rules.due_on(start, last, weeks)
    later = max(start, last or start)
    assert later < due == later + timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ({}, ()),
        ({"last": None}, (SponsorGap.LAPSED,)),
        ({"last": None, "starts_on": date(2026, 12, 1)}, ()),
        ({"last": date(2026, 8, 21)}, ()),
        ({"last": date(2026, 8, 20)}, (SponsorGap.LAPSED,)),
        ({"acknowledged": False}, (SponsorGap.NOT_ACKNOWLEDGED,)),
        ({"on_team": False}, (SponsorGap.NOT_ON_TEAM,)),
        ({"counterparts": 0}, (SponsorGap.NO_COUNTERPART,)),
        ({"left": 1}, (SponsorGap.COUNTERPART_LEFT,)),
        ({"ends_on": date(2026, 11, 19)}, (SponsorGap.OVER,)),
        ({"ends_on": TODAY}, (SponsorGap.ENDING,)),
        ({"ends_on": TODAY + timedelta(90)}, (SponsorGap.ENDING,)),
        ({"ends_on": TODAY + timedelta(91)}, ()),
        ({"ends_on": TODAY, "successor": True}, ()),
        ({"load": 4}, (SponsorGap.OVER_LIMIT,)),
        ({"load": 4, "accepted_load": 4}, ()),
        ({"load": 5, "accepted_load": 4}, (SponsorGap.OVER_LIMIT,)),
        ({"escalations": 2}, (SponsorGap.ESCALATION,)),
    ],
)
def test_what_is_missing(others: dict[str, object], found: tuple[SponsorGap, ...]) -> None:
    """Due on 20 November after a touchpoint of 21 August, it has lapsed on the day after."""
    assert rules.gaps(held(**others), TODAY) == found


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("COO", Level.BOARD), ("Chief Operating Officer", Level.BOARD), ("Owner", Level.BOARD), ("Vorstand", Level.BOARD),
        ("Geschäftsführerin", Level.BOARD), ("Vice President, Sales", Level.EXECUTIVE), ("VP Operations", Level.EXECUTIVE),
        ("Head of Fresh", Level.EXECUTIVE), ("Purchasing Manager", Level.SENIOR), ("Procurement", None), ("", None),
        ("Cooper", None), ("Managing Director", Level.BOARD),
    ],
)  # fmt: skip
def test_a_title_says_how_high_somebody_stands_or_it_does_not(title: str, level: Level | None) -> None:
    assert rules.level_of(title) == level


def candidate(key: int, **others: object) -> Candidate:
    values = {"level": Level.BOARD, "background": "", "load": 0, "most": 3, "declared": True, "conflict": ""}
    return Candidate(key, **(values | others))  # type: ignore[arg-type]


def test_least_against_comes_first_and_a_conflict_is_last_and_not_proposed() -> None:
    wanted = Wanted(Level.BOARD, "Energy, wind farms")
    people = [
        candidate(1, conflict="Holds shares"), candidate(2, load=3), candidate(3, level=Level.SENIOR),
        candidate(4, background="Wind and rail"), candidate(5), candidate(6, load=1), candidate(7, level=None),
    ]  # fmt: skip
    found = rules.ranked(people, wanted)
    assert [one.key for one in found] == [4, 5, 6, 7, 2, 3, 1]
    assert [one.proposed for one in found] == [True] * 6 + [False]
    assert found[0].shared == ("wind",) and Reason.BACKGROUND in found[0].reasons
    assert Reason.LEVEL_UNKNOWN in found[3].reasons


@given(st.lists(st.builds(candidate, st.integers(1, 50), load=st.integers(0, 9), level=st.none() | st.sampled_from(Level)),
                unique_by=lambda one: one.key))  # fmt: skip
def test_ranking_loses_nobody_and_does_not_depend_on_the_order(people: list[Candidate]) -> None:
    wanted = Wanted(Level.EXECUTIVE, "energy")
    found = rules.ranked(people, wanted)
    assert found == rules.ranked(people[::-1], wanted)
    assert sorted(one.key for one in found) == sorted(one.key for one in people)
    assert all(len(one.reasons) == 4 for one in found)


def test_a_year_before_stands_beside_the_whole_quarters_since() -> None:
    """Two conversations with one contact in the year before; three with two contacts in the one quarter since."""
    start = date(2026, 7, 1)
    spoken = [
        Spoken(start - timedelta(10), frozenset({1})), Spoken(start - timedelta(100), frozenset({1})),
        Spoken(start - timedelta(400), frozenset({9})),
        *(Spoken(start + timedelta(n), frozenset({1, 2})) for n in (0, 5, 90)), Spoken(start + timedelta(91), frozenset({3})),
    ]  # fmt: skip
    found = rules.compared(spoken, [(start + timedelta(1), 1000.0), (start - timedelta(1), 400.0)], start, TODAY)
    assert found == Compared(Relationship(0.5, 0.5, 100.0), Relationship(2.0, 3.0, 1000.0), 1)
    assert rules.compared(spoken, [], start, start + timedelta(90)) is None


def test_fewer_than_five_accounts_say_nothing() -> None:
    one = Compared(Relationship(1, 2, 3), Relationship(2, 4, 6), 4)
    assert rules.side([one] * 4) == rules.MatchSide(4, None, None)
    assert rules.side([one] * 5) == rules.MatchSide(5, one.before, one.since)


@given(st.lists(DAYS, min_size=1))
def test_the_middle_day_is_one_of_the_days(days: list[date]) -> None:
    found = rules.middle(days)
    assert found in days and sum(day < found for day in days) <= len(days) / 2


def test_a_list_is_read_line_by_line() -> None:
    assert rules.lines_of(" - Prices\n\n* Dates \nStaff") == ("Prices", "Dates", "Staff")
