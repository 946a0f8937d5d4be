"""Agreement of raters beside what was published."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from covalue.analytics import raters
from covalue.analytics.raters import Correlation, Level, TableError, Word

# Shrout and Fleiss 1979, table 2: six targets, four judges.
PUBLISHED = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], dtype=float)
N = np.nan
# Krippendorff 2011, example C: four observers, twelve units, some missing.
FOUR = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
    ]
).T
cells = st.integers(1, 5).map(float)
tables = st.tuples(st.integers(2, 8), st.integers(2, 5)).flatmap(
    lambda size: st.lists(st.lists(cells, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]).map(
        np.array
    )
)
varied = tables.filter(lambda table: np.ptp(table) > 0)


def test_the_published_table() -> None:
    found = {one.name: round(one.value, 3) for one in raters.correlations(PUBLISHED)}
    assert found == {
        "ICC(1,1)": 0.166,
        "ICC(2,1)": 0.290,
        "ICC(3,1)": 0.715,
        "ICC(1,k)": 0.443,
        "ICC(2,k)": 0.620,
        "ICC(3,k)": 0.909,
    }
    squares = raters.squares(PUBLISHED)
    assert [round(one, 2) for one in (squares.between, squares.within, squares.judged, squares.error)] == [
        11.24,
        6.26,
        32.49,
        1.02,
    ]


def test_the_intervals_of_the_published_table() -> None:
    """Shrout and Fleiss give none; R's psych and pingouin print these of the same table."""
    found = {one.name: (round(one.low, 2), round(one.high, 2)) for one in raters.correlations(PUBLISHED)}
    assert found["ICC(1,1)"] == (-0.13, 0.72)
    assert found["ICC(2,1)"] == (0.02, 0.76)
    assert found["ICC(3,1)"] == (0.34, 0.95)
    assert found["ICC(1,k)"] == (-0.88, 0.91)
    assert found["ICC(2,k)"] == (0.07, 0.93)
    assert found["ICC(3,k)"] == (0.68, 0.99)


@pytest.mark.parametrize(
    ("level", "published"),
    [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849), (Level.RATIO, 0.797)],
)
def test_the_published_alphas(level: Level, published: float) -> None:
    assert round(raters.alpha(FOUR, level), 3) == published


def test_two_observers() -> None:
    """Krippendorff 2011, examples A and B."""
    binary = np.array([[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]], dtype=float).T
    assert round(raters.alpha(binary, Level.NOMINAL), 3) == 0.095
    ben, gerry = ([ord(one) for one in word] for word in ("aabbdcccedda", "babbbccceddd"))
    assert round(raters.alpha(np.array([ben, gerry], dtype=float).T, Level.NOMINAL), 3) == 0.692


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ([[1, 2]], "two targets"),
        ([[1], [2]], "two judges"),
        ([[3, 3], [3, 3]], "the same"),
        ([[1, N], [2, 3]], "every judge"),
        ([[1, np.inf], [2, 3]], "finite"),
    ],
)
def test_tables_of_which_nothing_can_be_said(table: list[list[float]], why: str) -> None:
    with pytest.raises(TableError, match=why):
        raters.correlations(np.array(table, dtype=float))


def test_alpha_refuses_what_it_cannot_say() -> None:
    with pytest.raises(TableError, match="by two judges"):
        raters.alpha(np.array([[1, N], [N, 3]]), Level.NOMINAL)
    with pytest.raises(TableError, match="the same"):
        raters.alpha(np.array([[2.0, 2], [2, 2]]), Level.ORDINAL)
    with pytest.raises(TableError, match="below zero"):
        raters.alpha(np.array([[-1.0, 2], [2, 2]]), Level.RATIO)


def test_nothing_is_divided_by_nothing() -> None:
    """Judges who never tell targets apart, each in their own way: one correlation is nought, the others are not defined."""
    found = {one.name: one.value for one in raters.correlations(np.array([[1.0, 2], [1, 2]]))}
    assert found["ICC(1,1)"] == -1 and found["ICC(2,1)"] == 0
    assert found["ICC(3,1)"] is found["ICC(1,k)"] is found["ICC(3,k)"] is None


def test_words() -> None:
    assert raters.word_for(Correlation("", 0.8, 0.76, 0.88)) is Word.GOOD
    assert raters.word_for(Correlation("", 0.8, 0.6, 0.88)) is Word.GOOD
    assert raters.word_for(Correlation("", 0.95, 0.91, 0.98)) is Word.EXCELLENT
    assert raters.word_for(Correlation("", 0.3, 0.02, 0.76)) is Word.UNKNOWN
    assert raters.word_for(Correlation("", None, None, None)) is Word.UNKNOWN


@given(varied)
@example(np.array([[1.0, 2.0], [1.0, 3.0], [2.0, 1.0]]))  # the variation ICC(2,k) divides by is nothing but rounding
@example(np.array([[1.0, 1.0], [1.0, 2.0], [2.0, 1.0]]))
def test_correlations_stay_in_bounds_and_know_no_unit(table: np.ndarray) -> None:
    found, other = raters.correlations(table), raters.correlations(table * 7 - 3)
    for one, same in zip(found, other, strict=True):
        assert (one.value is None) == (same.value is None)
        assert one.value is None or one.value == pytest.approx(same.value, abs=1e-6)
        assert one.value is None or one.value <= 1 + 1e-9
        assert one.low is None or one.high is None or one.low <= one.high + 1e-9


@given(varied, st.randoms(use_true_random=False))
def test_the_order_of_judges_and_targets_is_of_no_account(table: np.ndarray, chance: object) -> None:
    rows, columns = list(range(len(table))), list(range(table.shape[1]))
    chance.shuffle(rows)
    chance.shuffle(columns)
    turned = table[rows][:, columns]
    for one, same in zip(raters.correlations(table), raters.correlations(turned), strict=True):
        assert one.value == pytest.approx(same.value, abs=1e-9)
    for level in Level:
        assert raters.alpha(table, level) == pytest.approx(raters.alpha(turned, level), abs=1e-9)


@given(varied)
def test_levels_read_only_what_they_may(table: np.ndarray) -> None:
    """Nominal ratings may be renamed, ordinal ones stretched, interval ones moved, ratios change their unit."""
    renamed = np.choose(table.astype(int), [0, 4, 1, 5, 2, 3]).astype(float)
    assert raters.alpha(renamed, Level.NOMINAL) == pytest.approx(raters.alpha(table, Level.NOMINAL))
    assert raters.alpha(table**3, Level.ORDINAL) == pytest.approx(raters.alpha(table, Level.ORDINAL))
    assert raters.alpha(table * 2 - 9, Level.INTERVAL) == pytest.approx(raters.alpha(table, Level.INTERVAL))
    assert raters.alpha(table * 60, Level.RATIO) == pytest.approx(raters.alpha(table, Level.RATIO))
    assert all(raters.alpha(table, level) <= 1 for level in Level)


@given(varied)
def test_who_rates_alone_changes_no_alpha(table: np.ndarray) -> None:
    alone = np.full((1, table.shape[1]), np.nan)
    alone[0, 0] = 5
    for level in Level:
        assert raters.alpha(np.vstack([table, alone]), level) == pytest.approx(raters.alpha(table, level))


@given(st.lists(cells, min_size=2, max_size=8).filter(lambda row: len(set(row)) > 1), st.integers(2, 4))
def test_raters_of_one_mind(ratings: list[float], judges: int) -> None:
    table = np.repeat(np.array(ratings)[:, None], judges, axis=1)
    assert all(one.value == pytest.approx(1) for one in raters.correlations(table))
    assert all(raters.alpha(table, level) == pytest.approx(1) for level in Level)
