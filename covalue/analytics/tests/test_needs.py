"""Clusters, separation and stability: against Fisher's irises, and against what is plain to see."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics import needs

IRIS = np.loadtxt(Path(__file__).parent / "data" / "iris.csv", delimiter=",", skiprows=2)
FLOWERS = IRIS[:, :4]


def test_three_kinds_of_iris() -> None:
    """`methods.md` §1: k = 3 has inertia 78.8514 and silhouette 0.5528."""
    found = needs.clusters(FLOWERS, 3)
    assert round(found.inertia, 4) == 78.8514
    assert round(needs.silhouette(FLOWERS, found.labels), 4) == 0.5528
    assert sorted(np.bincount(found.labels).tolist()) == [38, 50, 62]
    assert needs.adjusted_rand(found.labels, IRIS[:, 4].astype(np.int64)) == pytest.approx(0.7302, abs=1e-4)


def test_two_heaps_far_apart_are_found_and_stay() -> None:
    chance = np.random.default_rng(4)
    rows = np.concatenate([chance.normal(0, 0.2, (12, 3)), chance.normal(5, 0.2, (8, 3))])
    choices = needs.choices(rows)
    first = choices[0]
    assert (first.k, first.smallest, round(first.stability, 2)) == (2, 8, 1.0)
    assert first.silhouette > 0.9 and needs.best(choices, 2) == first


def test_the_index_of_rand_by_hand() -> None:
    """Six things, {1,2,3}{4,5,6} against {1,2}{3,4}{5,6}: (2 − 1.2) / (4.5 − 1.2)."""
    one, other = np.array([0, 0, 0, 1, 1, 1]), np.array([0, 0, 1, 1, 2, 2])
    assert needs.adjusted_rand(one, other) == pytest.approx(0.8 / 3.3)
    assert needs.adjusted_rand(one, 1 - one) == 1.0


def test_columns_in_which_all_are_alike_say_nothing() -> None:
    found = needs.standardised(np.array([[1.0, 3], [2, 3], [3, 3]]))
    assert found[:, 1].tolist() == [0, 0, 0] and found[:, 0].std() == pytest.approx(1)


def test_rows_all_alike_have_no_clusters() -> None:
    assert needs.choices(np.ones((10, 3))) == () and needs.best((), 2) is None


@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=4, max_size=14))
def test_whatever_is_rated_clusters_hold_everybody_once(told: list[list[int]]) -> None:
    rows = needs.standardised(np.array(told, dtype=float))
    for one in needs.choices(rows, most=4):
        found = needs.clusters(rows, one.k)
        sizes = np.bincount(found.labels, minlength=one.k)
        assert sizes.sum() == len(told) and sizes.min() == one.smallest >= 0
        assert -1 <= one.silhouette <= 1 and one.stability <= 1 + 1e-9
        assert sizes.tolist() == sorted(sizes.tolist(), reverse=True)
