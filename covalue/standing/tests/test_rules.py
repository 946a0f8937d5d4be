"""The ladder, the structure of contacts, gaps and scales, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.standing import rules
from covalue.standing.rules import CRITERIA, Rung, Structure

KEYS = [criterion.key for criterion in CRITERIA]
scores = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=8)


def test_a_rung_is_reached_with_all_below_it() -> None:
    assert rules.rung_reached([]) is None
    assert rules.rung_reached(["reliable", "contact"]) is Rung.VENDOR
    assert rules.rung_reached(["plans", "joint", "executives"]) is None
    assert rules.rung_reached(KEYS) is Rung.ADVISOR
    assert [one.key for one in rules.next_criteria(["reliable", "contact", "proven"])] == ["first-asked", "several"]
    assert rules.next_criteria(KEYS) == ()


def test_the_middle_rung_is_the_lower_of_two() -> None:
    assert rules.middle_rung([Rung.VENDOR, Rung.PARTNER]) is Rung.VENDOR
    assert rules.middle_rung([Rung.ADVISOR, Rung.PARTNER, Rung.PARTNER]) is Rung.PARTNER
    assert rules.middle_rung([]) is None


def test_structures_of_contacts() -> None:
    functions = {11: "Buying", 12: "Plant", 13: "Finance"}
    bow_tie = [([1], [11]), ([1], [12])]
    cluster = [([1], [11]), ([1, 2], [11, 12]), ([2], [13])]
    diamond = [([1], [11]), ([2], [12]), ([3], [13])]
    assert rules.structure_of([], functions).structure is None
    assert rules.structure_of([([1], []), ([], [11])], functions).structure is None
    assert rules.structure_of(bow_tie, functions).structure is Structure.BOW_TIE
    assert rules.structure_of(cluster, functions).structure is Structure.CLUSTER
    assert rules.structure_of(diamond, functions).structure is Structure.DIAMOND
    assert rules.structure_of(diamond, {}).structure is Structure.CLUSTER  # no functions known


@given(scores, scores)
def test_a_gap_is_ours_less_theirs_and_turns_its_sign(theirs: list, ours: list) -> None:
    one, other = rules.gap(theirs, ours), rules.gap(ours, theirs)
    assert (one.value is None) == (not any(theirs) or not any(ours))
    assert one.value is None or one.value == pytest.approx(-other.value)
    assert one.value is None or -4 <= one.value <= 4
    assert one.wide == other.wide


@given(st.dictionaries(st.integers(1, 9), st.floats(1, 5)), st.dictionaries(st.integers(1, 9), st.floats(1, 5)))
def test_change_counts_those_who_rated_twice(before: dict, after: dict) -> None:
    change = rules.change(before, after)
    assert change.same_number == len(before.keys() & after.keys())
    assert (change.same_before is None) == (change.same_number == 0)


@given(st.floats(-100, 100), st.floats(-100, 100).filter(lambda span: abs(span) > 0.001), st.floats(0, 1))
def test_a_share_of_a_scale_runs_from_the_worst_to_the_best(worst: float, span: float, share: float) -> None:
    score = worst + share * span
    assert rules.share_of_scale(score, worst, worst + span) == pytest.approx(share, abs=1e-6)


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 10)), min_size=1))
def test_a_weighted_share_stays_within_its_parts(rows: list) -> None:
    found = rules.weighted_share(rows)
    assert found is None or min(row[0] for row in rows) - 1e-9 <= found <= max(row[0] for row in rows) + 1e-9
    assert rules.weighted_share([(0.2, None), (0.4, 5.0)]) == pytest.approx(0.3)
    assert rules.weighted_share([]) is None
