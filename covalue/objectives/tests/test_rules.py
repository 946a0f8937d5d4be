"""How far objectives of both sides rest on each other."""

from hypothesis import given
from hypothesis import strategies as some

from covalue.objectives import rules
from covalue.objectives.rules import Alignment

IDS = some.sets(some.integers(0, 9))


def test_the_example_of_the_rule() -> None:
    found = rules.alignment({1, 2}, {5}, [(5, 1, rules.CARRIES)])
    assert (found.theirs, found.answered, found.ours, found.grounded, found.orphans) == (2, 1, 1, 1, 1)
    assert round(found.share, 2) == 0.67


def test_without_objectives_nothing_is_aligned() -> None:
    assert rules.alignment([], [], []) == Alignment(0, 0, 0, 0, 0.0)


def test_a_link_to_what_is_gone_counts_nothing() -> None:
    assert rules.alignment({1}, {5}, [(5, 2, 3), (6, 1, 3)]).orphans == 2


@given(IDS, IDS, some.lists(some.tuples(some.integers(0, 9), some.integers(0, 9), some.integers(1, 3))))
def test_one_more_link_never_takes_alignment_away(
    theirs: set[int], ours: set[int], links: list[tuple[int, int, int]]
) -> None:
    before, after = rules.alignment(theirs, ours, links[:-1]), rules.alignment(theirs, ours, links)
    assert 0 <= before.share <= after.share <= 1
    assert after.orphans <= before.orphans <= len(theirs) + len(ours)
