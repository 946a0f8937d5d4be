"""The layout of a chart: levels, nobody on top of another, what was placed by hand stays, few crossings."""

import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from covalue.analytics import layout
from covalue.analytics.layout import CARD, GAP, Spot

LEVEL = CARD[1] + GAP[1]


@st.composite
def organisations(draw: st.DrawFn) -> dict[int, int | None]:
    """Whom each reports to: nobody, somebody before or after them, themselves, or somebody who is not there."""
    count = draw(st.integers(1, 25))
    return {who: draw(st.none() | st.integers(0, count)) for who in range(count)}


def overlap(one: Spot, other: Spot) -> bool:
    return abs(one[0] - other[0]) < CARD[0] and abs(one[1] - other[1]) < CARD[1]


@settings(deadline=None)
@given(organisations(), st.lists(st.tuples(st.integers(0, 24), st.integers(0, 24)), max_size=8))
def test_nobody_stands_on_top_of_another(managers: dict[int, int | None], lines: list[tuple[int, int]]) -> None:
    spots = layout.chart(managers, lines).spots
    assert spots.keys() == managers.keys()
    assert not any(overlap(one, other) for one, other in combinations(spots.values(), 2))


def test_a_manager_stands_in_the_middle_above_their_people() -> None:
    spots = layout.chart({"Marta": None, "Signe": "Marta", "Jon": "Marta", "Per": "Signe"}).spots
    assert spots["Signe"][1] == spots["Jon"][1] == LEVEL and spots["Per"][1] == 2 * LEVEL
    assert spots["Marta"][0] == pytest.approx((spots["Signe"][0] + spots["Jon"][0]) / 2)


def test_many_people_without_people_stand_in_stacks() -> None:
    chart = layout.chart({"Marta": None} | {f"P{number}": "Marta" for number in range(12)})
    assert chart.stacked == {f"P{number}" for number in range(12)}
    left, _top, right, _bottom = chart.box
    assert right - left < 4 * CARD[0]


def test_whoever_was_placed_by_hand_stays_and_takes_their_people_along() -> None:
    managers = {"Marta": None, "Signe": "Marta", "Per": "Signe", "Jon": "Marta"}
    free, placed = layout.chart(managers).spots, layout.chart(managers, placed={"Signe": (700.0, 90.0)}).spots
    assert placed["Signe"] == (700.0, 90.0)
    assert placed["Per"][0] - placed["Signe"][0] == free["Per"][0] - free["Signe"][0]
    assert placed["Jon"] == free["Jon"] and placed["Marta"] == free["Marta"]


@settings(deadline=None)
@given(organisations(), st.dictionaries(st.integers(0, 24), st.tuples(st.integers(-900, 900), st.integers(0, 900))))
def test_the_placed_stand_where_they_were_placed(managers: dict[int, int | None], placed: dict[int, Spot]) -> None:
    spots = layout.chart(managers, placed=placed).spots
    assert {who: spots[who] for who in placed if who in spots} == {
        who: at for who, at in placed.items() if who in spots
    }


def test_a_circle_and_a_long_chain_are_drawn() -> None:
    assert len(layout.chart({"a": "b", "b": "a", "c": "c"}).spots) == 3
    assert len(layout.chart({number: number - 1 if number else None for number in range(3000)}).spots) == 3000


def eight_each(count: int) -> dict[int, int | None]:
    return {who: (who - 1) // 8 if who else None for who in range(count)}


def test_a_large_chart_is_drawn_in_rows_and_nobody_stands_on_top_of_another() -> None:
    chart = layout.chart(eight_each(700))
    left, top, right, bottom = chart.box
    assert right - left < layout.WIDE * (bottom - top)
    assert not any(overlap(one, other) for one, other in combinations(chart.spots.values(), 2))
    assert chart.turns


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 1_000_000), min_size=251, max_size=300))
def test_no_row_stands_on_top_of_another(picks: list[int]) -> None:
    managers = {who: None if not who or pick % 7 == 0 else pick % who for who, pick in enumerate(picks)}
    spots = layout.chart(managers).spots
    assert not any(overlap(one, other) for one, other in combinations(spots.values(), 2))


def test_the_line_to_a_second_row_turns_left_of_all_cards_and_above_its_own() -> None:
    managers = eight_each(700)
    chart = layout.chart(managers)
    for who, (across, down) in chart.turns.items():
        x, y = chart.spots[who]
        from_above = chart.spots[managers[who]][1] + CARD[1]
        line = (x + across, from_above, y + down)
        assert not any(crosses(line, spot) for spot in chart.spots.values())


def crosses(line: tuple[float, float, float], card: Spot) -> bool:
    """Whether a line down, at a place across and between two down, touches a card."""
    across, begin, end = line
    return card[0] < across < card[0] + CARD[0] and begin < card[1] + CARD[1] and card[1] < end


def test_whoever_was_placed_by_hand_leaves_their_row() -> None:
    managers = eight_each(700)
    who = next(iter(layout.chart(managers).turns))
    chart = layout.chart(managers, placed={who: (70.0, 90.0)})
    assert chart.spots[who] == (70.0, 90.0) and who not in chart.turns


def test_people_change_places_so_that_lines_do_not_cross() -> None:
    managers = {"top": None, "a": "top", "b": "top", "c": "top", "b1": "b", "c1": "c"}
    lines = [("a", "c1")]
    tree = [(boss, who) for who, boss in managers.items() if boss]
    assert layout.crossings(layout.chart(managers).spots, tree + lines) > 0
    assert layout.crossings(layout.chart(managers, lines).spots, tree + lines) == 0


def test_searching_never_makes_more_crossings() -> None:
    chance = random.Random(7)
    for _round in range(20):
        managers = {who: None if not who else chance.randrange(who) for who in range(20)}
        lines = [tuple(chance.sample(range(20), 2)) for _one in range(6)]
        edges = [(boss, who) for who, boss in managers.items() if boss is not None] + lines
        searched = layout.crossings(layout.chart(managers, lines).spots, edges)
        assert searched <= layout.crossings(layout.chart(managers).spots, edges)


def test_crossings_are_counted_as_one_sees_them() -> None:
    spots = {"a": (0.0, 0.0), "b": (10.0, 10.0), "c": (10.0, 0.0), "d": (0.0, 10.0)}
    assert layout.crossings(spots, [("a", "b"), ("c", "d")]) == 1
    assert layout.crossings(spots, [("a", "d"), ("c", "b")]) == 0
    assert layout.crossings(spots, [("a", "b"), ("a", "c")]) == 0
    assert layout.crossings({}, []) == 0
