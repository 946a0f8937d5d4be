"""The order of a lane, and what a card can become."""

from hypothesis import given
from hypothesis import strategies as some

from covalue.accounts.industries import INDUSTRY_NAMES, Industry, industry_of
from covalue.discovery import guides, rules
from covalue.discovery.guides import Function, GuideQuestion, Part
from covalue.discovery.rules import Fate, Lane


@given(some.lists(some.integers(1, 20), unique=True), some.integers(1, 20), some.integers(1, 20) | some.none())
def test_a_card_is_put_once_and_nobody_is_lost(order: list[int], card: int, before: int | None) -> None:
    found = rules.inserted(order, card, before)
    assert sorted(found) == sorted({*order, card})
    assert [one for one in found if one != card] == [one for one in order if one != card]
    if before in order and before != card:
        assert found.index(card) + 1 == found.index(before)


def test_every_lane_leads_somewhere_and_is_a_part_of_the_guides() -> None:
    assert set(rules.BECOMES) == set(Lane) and all(rules.BECOMES.values())
    assert {lane.value for lane in Lane} < {part.value for part in Part}
    assert {fate for fates in rules.BECOMES.values() for fate in fates} == set(Fate)


def test_who_somebody_is_is_told_by_title_and_department() -> None:
    assert guides.function_of("Fresh", "Buyer, Perishables") == Function.OPERATIONS
    assert guides.function_of("", "Chief Financial Officer") == Function.FINANCE
    assert guides.function_of("Einkauf", "Leiterin") == Function.PURCHASING
    assert guides.function_of("", "Managing Director") == Function.LEADERSHIP
    assert guides.function_of("", "") == "" == guides.function_of("", "Astronaut")
    assert industry_of("Grocery retail") == Industry.RETAIL and industry_of("") == ""


def test_a_guide_asks_what_fits_first_and_everybody_s_after_and_never_another_s() -> None:
    own = GuideQuestion(Part.GOALS, "Ours?", own=7)
    found = guides.guide([own], Function.FINANCE, Industry.RETAIL)
    assert list(found) == list(Part)
    goals = found[Part.GOALS]
    assert goals[0].function == Function.FINANCE and own in goals
    every = [one for questions in found.values() for one in questions]
    assert all(one.function in ("", Function.FINANCE) and one.industry in ("", Industry.RETAIL) for one in every)


def test_every_function_and_industry_has_questions_of_its_own() -> None:
    for function in Function:
        assert sum(one.function == function for one in guides.QUESTIONS) >= 2
    for industry in Industry:
        assert sum(one.industry == industry for one in guides.QUESTIONS) >= 2
    assert all(
        any(one.part == part and not one.function and not one.industry for one in guides.QUESTIONS) for part in Part
    )
    assert set(guides.FUNCTION_NAMES) == set(Function) and set(INDUSTRY_NAMES) == set(Industry)
