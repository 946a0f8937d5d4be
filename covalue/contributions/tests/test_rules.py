"""The diagram, escalation and hours over weeks."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from covalue.contributions import rules
from covalue.contributions.diagram import arrows, boxes
from covalue.contributions.rules import ENDED, TABLE, EscalationReason, Load, Move, Side, State

FRIDAY = date(2026, 11, 20)


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    assert {State.DRAFT, *TABLE.values()} == set(State)
    assert {state for state, _move, _side in TABLE} == set(State) - ENDED
    assert {move for _state, move, _side in TABLE} == set(Move)


def test_in_every_open_state_whoever_has_the_turn_can_speak() -> None:
    for state in set(State) - ENDED:
        side = rules.turn(state)
        assert side is not None and rules.moves_open(state, [side])
    assert all(rules.turn(state) is None for state in ENDED)


def test_the_picture_shows_the_whole_table() -> None:
    assert {box.state for box in boxes()} == set(State) and len(arrows()) == len(TABLE)


def test_an_ask_goes_above_after_five_working_days() -> None:
    planned = rules.escalation(State.ASKED, FRIDAY, FRIDAY + timedelta(days=60), FRIDAY)
    assert planned is not None and planned.on == date(2026, 11, 27) and not planned.begun
    assert not rules.is_near(planned, FRIDAY) and rules.is_near(planned, date(2026, 11, 25))
    begun = rules.escalation(State.ASKED, FRIDAY, FRIDAY, date(2026, 11, 27))
    assert begun is not None and begun.begun and begun.reason is EscalationReason.UNANSWERED


def test_a_promise_goes_above_on_the_working_day_after_its_date() -> None:
    due = rules.escalation(State.PROMISED, date(2026, 11, 2), FRIDAY, FRIDAY)
    assert due is not None and due.on == date(2026, 11, 23) and not due.begun
    for state in (State.DRAFT, State.COUNTERED, State.REPORTED, *ENDED):
        assert rules.escalation(state, FRIDAY, FRIDAY, FRIDAY + timedelta(days=90)) is None


def test_hours_are_spread_over_working_days() -> None:
    load = Load(Decimal(40), date(2026, 11, 19), date(2026, 12, 2))
    assert rules.spread(load, FRIDAY) == {
        date(2026, 11, 16): Decimal("4.4"),
        date(2026, 11, 23): Decimal("22.2"),
        date(2026, 11, 30): Decimal("13.4"),
    }


def test_what_is_late_stands_in_the_present_week() -> None:
    assert rules.spread(Load(Decimal(12), date(2026, 10, 1), date(2026, 11, 2)), FRIDAY) == {
        date(2026, 11, 16): Decimal(12)
    }


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(st.decimals(0, 20_000, places=1), DAYS, DAYS, DAYS)
def test_no_hour_is_lost_or_made(hours: Decimal, start: date, due: date, today: date) -> None:
    weeks = rules.spread(Load(hours, start, due), today)
    assert sum(weeks.values()) == hours and all(week.weekday() == 0 for week in weeks)
    assert min(weeks) >= rules.monday(today) and all(part >= 0 for part in weeks.values())


def test_a_side_is_told_by_state_and_move() -> None:
    assert rules.side_of(State.ASKED, Move.COUNTER, frozenset(Side)) is Side.UNIT
    assert rules.side_of(State.COUNTERED, Move.COUNTER, frozenset(Side)) is Side.ASKER
    assert rules.side_of(State.ASKED, Move.COUNTER, frozenset({Side.ASKER})) is None
