"""Weighted scores, and how sure a choice is: against what can be calculated by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.analytics import selection
from covalue.analytics.selection import Axis

NAN = float("nan")


def axis(*ranges: tuple[float, float]) -> Axis:
    """One criterion; a range for each candidate."""
    low, high = zip(*ranges, strict=True)
    return Axis(np.array([low], dtype=float).T, np.array([high], dtype=float).T, np.array([100.0]))


def test_weighted_means_leave_out_what_nobody_judged() -> None:
    scores = np.array([[8.0, 4.0], [8.0, NAN], [NAN, NAN]])
    weights = np.array([75.0, 25.0])
    assert selection.weighted(scores, weights) == pytest.approx([7.0, 8.0, NAN], nan_ok=True)
    assert selection.judged_share(scores, weights) == pytest.approx([1.0, 0.75, 0.0])


def test_two_uniform_ratings_that_overlap_by_half() -> None:
    """A in [4, 6], B in [5, 7]: P(A > B) is 1/8, by the area of the corner where it can be."""
    both = axis((4, 6), (5, 7))
    open_to = np.array([True, True])
    found = selection.stability(
        axis((5, 5), (5, 5)), both, fit_share=0.5, borders=(0, 0), open_to=open_to, places=1, vary=0.25, draws=200_000
    )
    assert found.among == pytest.approx([1 / 8, 7 / 8], abs=0.004)
    assert found.ranks[0] == pytest.approx([1 / 8, 7 / 8], abs=0.004)
    assert found.clears == pytest.approx([1.0, 1.0])


def test_a_border_keeps_out_what_is_below_it_in_that_draw() -> None:
    """Fit in [4, 6] clears a border of 5 in half of the draws, however large the account."""
    found = selection.stability(
        axis((10, 10)), axis((4, 6)), fit_share=0.3, borders=(5, 5), open_to=np.array([True]), places=1, vary=0,
        draws=100_000,
    )  # fmt: skip
    assert found.among[0] == pytest.approx(0.5, abs=0.006)


def test_who_has_no_fit_is_never_among_the_places() -> None:
    found = selection.stability(
        axis((10, 10), (6, 6)), axis((NAN, NAN), (6, 6)), fit_share=0.5, borders=(5, 5),
        open_to=np.array([False, True]), places=2, vary=0.25,
    )  # fmt: skip
    assert found.among.tolist() == [0.0, 1.0]
    assert found.ranks[1].tolist() == [1.0, 0.0], "who cannot be chosen stands behind"


def test_the_same_question_has_the_same_answer() -> None:
    asked = {"fit_share": 0.5, "borders": (5.0, 5.0), "open_to": np.array([True] * 3), "places": 2, "vary": 0.25}
    one, two = (selection.stability(axis((3, 8), (4, 9), (2, 9)), axis((5, 7), (4, 9), (6, 6)), **asked) for _ in "ab")  # type: ignore[arg-type]
    assert (one.ranks == two.ranks).all()


@given(
    st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=1, max_size=8),
    st.integers(0, 9),
    st.floats(0, 0.5),
)
def test_shares_are_shares(ranges: list[tuple[float, float]], places: int, vary: float) -> None:
    sorted_ranges = [(min(pair), max(pair)) for pair in ranges]
    found = selection.stability(
        axis(*sorted_ranges), axis(*sorted_ranges), fit_share=0.5, borders=(0, 0), open_to=np.ones(len(ranges), bool),
        places=places, vary=vary, draws=200,
    )  # fmt: skip
    assert found.ranks.sum(axis=1) == pytest.approx(np.ones(len(ranges)))
    assert found.ranks.sum(axis=0) == pytest.approx(np.ones(len(ranges)))
    assert found.among.sum() == pytest.approx(min(places, len(ranges)))
