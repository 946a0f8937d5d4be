"""Hours asked and given, loads, what if, and places; the example of docs/rules/coverage.md."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from covalue.coverage import rules
from covalue.coverage.rules import Cover, Load

INES, NILS = 1, 2
D = Decimal
hours = st.decimals(0, 500, places=1)


def test_the_example_of_the_rules() -> None:
    a, b = (Cover(n, D(400), rules.planned_hours(D(400), {}, INES)) for n in (1, 2))
    other = Cover(3, D(120), {NILS: D(120)})
    capacity = {INES: D(700), NILS: D(400)}
    before = rules.loads([a, b, other], capacity)
    assert (before[INES].hours, before[INES].overloaded, round(before[INES].share or 0, 2)) == (800, True, D("1.14"))
    after = rules.loads([a, rules.moved(b, INES, NILS, D(150)), other], capacity)
    assert (after[INES].hours, after[INES].overloaded, after[INES].has_spare_hours) == (650, False, False)
    assert (after[NILS].hours, after[NILS].has_spare_hours) == (270, True)


def test_places_are_of_one_person_each() -> None:
    assert rules.free_places([D(250), D(790)], D(400)) == 1
    assert rules.free_places([D(-100), D(400)], D(400)) == 1
    assert rules.free_places([D(100)], D(0)) == 0


def test_untold_the_lead_gives_what_is_asked_and_nobody_gives_nothing() -> None:
    assert rules.planned_hours(D(400), {}, INES) == {INES: D(400)}
    assert rules.planned_hours(D(400), {NILS: D(10)}, INES) == {NILS: D(10)}
    assert rules.planned_hours(D(400), {}, None) == rules.planned_hours(D(0), {}, INES) == {}


def test_without_a_giver_the_taker_gives_what_is_missing() -> None:
    assert rules.moved(Cover(1, D(400), {INES: D(300)}), None, NILS).planned == {INES: D(300), NILS: D(100)}
    assert rules.moved(Cover(1, D(400), {INES: D(500)}), None, NILS).planned == {INES: D(500)}


@given(hours, hours, hours)
def test_moving_neither_makes_nor_loses_hours(asked: Decimal, have: Decimal, some: Decimal) -> None:
    before = Cover(1, asked, {INES: have})
    after = rules.moved(before, INES, NILS, min(some, have))
    assert after.total == before.total and all(value > 0 for value in after.planned.values())


def test_who_has_not_said_is_neither_over_nor_free() -> None:
    silent = Load(1, D(900), None)
    assert (silent.overloaded, silent.has_spare_hours, silent.share, silent.spare_hours) == (False, False, None, None)
    idle = Load(1, D(0), D(0))
    assert (idle.overloaded, idle.has_spare_hours, idle.share) == (False, False, None)
