"""Classes, scores and movement, with the examples of docs/rules/segments.md."""

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from covalue.analytics import abc, segments
from covalue.segmentation import rules
from covalue.segmentation.rules import SegmentMember, Settings

TEN = [500.0, 300, 80, 40, 30, 20, 15, 8, 5, 2]
NUMBERS = some.lists(some.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=40)


def test_the_ten_of_methods_md() -> None:
    assert "".join(segments.abc(np.array(TEN), 0.80, 0.95)) == "AABBBCCCCC"
    assert "".join(segments.abc(np.array(TEN[::-1]), 0.80, 0.95)) == "CCCCCBBBAA", "in any order"


@given(NUMBERS)
@example([13.333] * 5)
def test_abc_on_columns_is_abc_one_by_one(values: list[float]) -> None:
    largest = sorted(values, reverse=True)
    assert segments.abc(np.array(largest), abc.A_SHARE, abc.B_SHARE).tolist() == abc.classes(largest)


def test_one_customer_and_nothing_sold() -> None:
    assert segments.abc(np.array([7.0]), 0.8, 0.95).tolist() == ["A"]
    assert segments.abc(np.array([0.0, -3]), 0.8, 0.95).tolist() == ["C", "C"]
    assert segments.abc(np.array([]), 0.8, 0.95).tolist() == []


def test_borders_of_xyz() -> None:
    told = segments.xyz(np.array([0.2, 0.5, 0.99, 1.0, np.nan, -0.4]), 0.5, 1.0)
    assert told.tolist() == ["X", "Y", "Y", "Z", "–", "–"]


def test_fifths() -> None:
    assert segments.scores(np.arange(10.0)).tolist() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert segments.scores(np.arange(10.0), low_is_best=True).tolist() == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert segments.scores(np.full(10, 3.0)).tolist() == [5] * 10, "all equal"
    assert segments.scores(np.array([1.0, np.nan])).tolist() == [5, 1]
    assert segments.scores(np.array([])).tolist() == []


@given(NUMBERS)
def test_who_has_more_never_scores_less(values: list[float]) -> None:
    scored = segments.scores(np.array(values))
    by_value = sorted(zip(values, scored.tolist(), strict=True))
    assert all(one[1] <= other[1] for one, other in itertools.pairwise(by_value))
    assert set(scored.tolist()) <= {1, 2, 3, 4, 5} and 5 in scored


@pytest.mark.parametrize(
    ("scores", "name"),
    [((5, 5, 5), "champions"), ((4, 4, 4), "champions"), ((3, 5, 4), "loyal"), ((5, 1, 2), "promising"), ((5, 3, 2), "steady"),
     ((3, 1, 1), "steady"), ((2, 3, 3), "slipping"), ((1, 5, 5), "slipping"), ((1, 1, 1), "dormant"), ((2, 3, 2), "dormant")],
)  # fmt: skip
def test_names_of_three_scores(scores: tuple[int, int, int], name: str) -> None:
    recency, frequency, money = scores
    assert segments.rfm([recency], [frequency], [money]).tolist() == [name]


def member(key: str, letter: str = "A", value: float = 10, *, account: int | None = None) -> SegmentMember:
    return SegmentMember(account, "erp", key, key, value, value, 1, 3, 0.2, letter, "X", 5, 5, 5, "champions")


def test_who_moved_came_and_went() -> None:
    before = [member("a"), member("b", "B"), member("gone", "C"), member("old key", account=7)]
    after = [member("a"), member("b", "A", 99), member("new", "C", 1), member("new key", "B", account=7)]
    moved = rules.moves(before, after)
    assert [move.name for move in moved] == ["b", "gone", "new key", "new"]
    assert moved[1].after is None and moved[3].before is None
    assert moved[2].before is not None and moved[2].before.key == "old key", (
        "an account stays the same under another key"
    )
    assert rules.flows(before, after) == {("A", "A"): 1, ("B", "A"): 1, ("C", "–"): 1, ("A", "B"): 1, ("–", "C"): 1}
    assert rules.moves(before, before) == ()


def test_settings_are_read_as_they_were_kept() -> None:
    wanted = Settings(24, rules.Basis.LIFETIME, 0.7, 0.9, 0.4, 0.8)
    assert Settings.read(wanted.as_json()) == wanted
