"""The three checks, what makes a message specific, and when a share is said."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.positioning.rules import (
    FEW,
    RECENT,
    CheckState,
    Claimed,
    Clear,
    Dimension,
    average,
    both_clear,
    is_specific,
    recognised,
    share,
    side_is_clear,
    specific_and_broad,
)

TODAY = date(2026, 11, 20)
MONEY = st.decimals(min_value=0, max_value=10**9, places=2)
ANSWERS = st.lists(st.sampled_from(list(Clear)), max_size=9)


def money(claimed: int, validated: int) -> Claimed:
    return Claimed(Decimal(claimed), Decimal(validated))


@pytest.mark.parametrize(
    ("sums", "days", "state"),
    [
        ([], None, CheckState.UNKNOWN),
        ([money(0, 0)], None, CheckState.UNKNOWN),
        ([money(100, 0)], None, CheckState.NOT_MET),
        ([money(100, 49)], 1, CheckState.PARTLY),
        ([money(100, 50)], 1, CheckState.MET),
        ([money(100, 50)], 365, CheckState.MET),
        ([money(100, 50)], 366, CheckState.PARTLY),
        ([money(100, 90), money(100, 10)], 1, CheckState.PARTLY),
    ],
)
def test_past_value_is_recognised_by_half_of_it_in_every_currency_and_within_a_year(
    sums: list[Claimed], days: int | None, state: CheckState
) -> None:
    last = None if days is None else TODAY - timedelta(days=days)
    assert recognised(sums, last, TODAY) == state


@given(claimed=MONEY, validated=MONEY, days=st.integers(0, 4000))
def test_value_that_nobody_signed_for_is_never_recognised(claimed: Decimal, validated: Decimal, days: int) -> None:
    state = recognised([Claimed(claimed, validated)], TODAY - timedelta(days=days), TODAY)
    if state == CheckState.MET:
        assert 2 * validated >= claimed > 0
        assert timedelta(days=days) <= RECENT
    if not validated:
        assert state in (CheckState.NOT_MET, CheckState.UNKNOWN)


@pytest.mark.parametrize(
    ("words", "specific"),
    [
        ("We are a reliable partner.", False),
        ("Shrink fell from 4.6 to 3.5 %.", True),
        ("alpine dairy reads cartons, we read counters", True),
        ("Alpine Dairying is another word", False),
        ("", False),
    ],
)
def test_a_sentence_is_specific_when_nobody_else_could_say_it(words: str, specific: bool) -> None:
    assert is_specific(words, {"Alpine Dairy", ""}) == specific


def test_a_message_is_broad_from_five_dimensions_on_and_specific_from_three_of_four() -> None:
    parts = dict.fromkeys(list(Dimension)[:4], "3 drops a week")
    assert specific_and_broad({}, ()) == specific_and_broad({Dimension.BRAND: " "}, ()) == CheckState.UNKNOWN
    assert specific_and_broad({Dimension.BRAND: "Known"}, ()) == CheckState.NOT_MET
    assert specific_and_broad(parts, ()) == CheckState.PARTLY
    assert specific_and_broad({**parts, Dimension.BRAND: "Known"}, ()) == CheckState.MET
    assert specific_and_broad(dict.fromkeys(Dimension, "Known"), ()) == CheckState.PARTLY


def test_both_teams_are_clear_when_two_of_three_of_each_are() -> None:
    yes, no = Clear.YES, Clear.NO
    assert side_is_clear([yes]) is None
    assert side_is_clear([yes, yes, no]) is True
    assert side_is_clear([yes, no]) is False
    assert both_clear([yes, yes], [yes, yes]) == CheckState.MET
    assert both_clear([yes, yes], [yes, Clear.PARTLY]) == CheckState.PARTLY
    assert both_clear([no, no], [no, no]) == CheckState.NOT_MET
    assert both_clear([yes, yes], [yes]) == CheckState.UNKNOWN


@given(theirs=ANSWERS, ours=ANSWERS)
def test_nobody_is_called_clear_who_was_not_asked(theirs: list[Clear], ours: list[Clear]) -> None:
    state = both_clear(theirs, ours)
    assert (state == CheckState.UNKNOWN) == (min(len(theirs), len(ours)) < 2)
    assert both_clear(ours, theirs) == state


@given(asked=st.integers(0, 50), named=st.integers(0, 50))
def test_no_share_is_said_of_too_few(asked: int, named: int) -> None:
    assert (share(named, asked, asked) is None) == (asked < FEW)


@given(st.lists(st.integers(1, 5), max_size=20))
def test_a_mean_lies_between_its_scores(scores: list[int]) -> None:
    mean = average(scores)
    assert mean is None if not scores else mean is not None and min(scores) <= mean <= max(scores)
