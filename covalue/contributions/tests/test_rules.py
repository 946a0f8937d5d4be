"""The diagram, escalation and hours over weeks."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from covalue.contributions import rules
from covalue.contributions.diagram import arrows, boxes
from covalue.contributions.rules import ENDED, TABLE, EscalationReason, Load, Move, Side, State

FRIDAY = date(2026, 11, 20)


# Figure 5.1 of Winograd and Flores, 1986, by its numbers: from, who speaks (A asks, B is asked), to.
FIGURE = {
    (1, "A", 2), (2, "A", 8), (2, "B", 8), (2, "B", 3), (2, "B", 6), (6, "A", 2), (6, "A", 3), (6, "A", 8), (6, "B", 8),
    (3, "B", 4), (3, "B", 7), (3, "A", 9), (4, "A", 3), (4, "A", 5), (4, "A", 9),
}  # fmt: skip
NUMBERS = {
    State.DRAFT: 1, State.ASKED: 2, State.PROMISED: 3, State.REPORTED: 4, State.SATISFIED: 5, State.COUNTERED: 6,
    State.BROKEN: 7, State.DECLINED: 8, State.WITHDRAWN: 9,
}  # fmt: skip


def test_the_table_is_the_published_figure() -> None:
    ours = set()
    for (state, move, side), to in TABLE.items():
        before_promise = to is State.WITHDRAWN and state in (State.ASKED, State.COUNTERED)
        if (state, move) != (State.DRAFT, Move.WITHDRAW):
            speaks = "A" if side is Side.ASKER else "B"
            ours.add((NUMBERS[state], speaks, 8 if before_promise else NUMBERS[to]))
    assert ours == FIGURE


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
