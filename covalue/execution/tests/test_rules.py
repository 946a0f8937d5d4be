"""Critical path, circles, what moves with what, and forecasts.

`j301_1.sm` is the instance of that name of PSPLIB (Kolisch and Sprecher 1997), as published; MPM-Time is its earliest end.
"""

from datetime import date
from pathlib import Path

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from covalue.execution import rules, working_days
from covalue.execution.rules import CircleError, Follows, Reason, Task, WorkState

PUBLISHED = Path(__file__).parent / "j301_1.sm"
CRITICAL = [1, 3, 8, 12, 14, 17, 22, 23, 24, 30, 32]


def rows_below(heading: str) -> list[list[int]]:
    """The rows of numbers below a heading of a PSPLIB file."""
    part = PUBLISHED.read_text().split(heading)[1].split("*****")[0]
    return [[int(cell) for cell in line.split()] for line in part.splitlines() if line.replace(" ", "").isdigit()]


@pytest.fixture(scope="module")
def published() -> tuple[list[Task], list[Follows]]:
    tasks = [Task(row[0], row[2]) for row in rows_below("REQUESTS/DURATIONS:")]
    links = [Follows(row[0], after) for row in rows_below("PRECEDENCE RELATIONS:") for after in row[3:]]
    return tasks, links


def test_psplib_earliest_finish_and_critical_path(published: tuple[list[Task], list[Follows]]) -> None:
    tasks, links = published
    assert len(tasks) == 32 and len(links) == 48
    mpm_time = rows_below("PROJECT INFORMATION:")[0][-1]
    timings = rules.schedule(tasks, links)
    assert timings[32].earliest_finish == mpm_time == 38
    assert [key for key in sorted(timings) if timings[key].is_critical] == CRITICAL
    assert all(timings[key].slack >= 0 for key in timings)


def test_every_earliest_finish_is_the_longest_way_there(published: tuple[list[Task], list[Follows]]) -> None:
    tasks, links = published
    graph = networkx.DiGraph()
    duration = {task.key: task.duration for task in tasks}
    graph.add_weighted_edges_from((link.before, link.after, duration[link.before]) for link in links)
    for key, timing in rules.schedule(tasks, links).items():
        above = graph.subgraph(networkx.ancestors(graph, key) | {key})
        assert timing.earliest_start == networkx.dag_longest_path_length(above)


plans = st.integers(2, 12).flatmap(
    lambda n: st.tuples(
        st.lists(st.tuples(st.integers(0, 9), st.integers(0, 20)), min_size=n, max_size=n),
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.integers(0, 3)), max_size=20),
    )
)


def plan_of(drawn: tuple[list[tuple[int, int]], list[tuple[int, int, int]]]) -> tuple[list[Task], list[Follows]]:
    tasks = [Task(key, duration, start) for key, (duration, start) in enumerate(drawn[0])]
    return tasks, [Follows(a, b, lag) for a, b, lag in drawn[1] if a < b]


@given(plans)
def test_nothing_begins_before_its_plan_or_what_it_waits_for(drawn: tuple[list, list]) -> None:
    tasks, links = plan_of(drawn)
    timings = rules.schedule(tasks, links)
    last = max(timing.earliest_finish for timing in timings.values())
    for task in tasks:
        timing = timings[task.key]
        assert timing.earliest_start >= task.start
        assert timing.earliest_finish - timing.earliest_start == task.duration
        assert timing.latest_finish <= last and timing.slack >= 0
    for link in links:
        assert timings[link.after].earliest_start >= timings[link.before].earliest_finish + link.lag
        assert timings[link.after].latest_start >= timings[link.before].latest_finish + link.lag
    assert any(timing.is_critical for timing in timings.values())


@given(plans, st.integers(0, 30))
def test_what_is_moved_pushes_who_waits_and_nobody_else(drawn: tuple[list, list], start: int) -> None:
    tasks, links = plan_of(drawn)
    starts = rules.moved(tasks, links, 0, start)
    now = {task.key: starts.get(task.key, task.start) for task in tasks}
    assert now[0] == start
    for task in tasks[1:]:
        assert now[task.key] >= task.start
    for link in links:
        if link.after in starts and link.after:
            assert now[link.after] >= now[link.before] + tasks[link.before].duration + link.lag


@given(plans)
def test_a_forecast_is_never_before_today(drawn: tuple[list, list]) -> None:
    tasks, links = plan_of(drawn)
    for key, told in rules.forecast(tasks, links, 10).items():
        assert told.finish >= tasks[key].finish and told.late == told.finish - tasks[key].finish
        assert told.finish > 10


def test_a_circle_is_told_once_round_in_the_order_of_waiting() -> None:
    tasks = [Task(key, 1) for key in (1, 2, 3, 4)]
    with pytest.raises(CircleError) as refused:
        rules.schedule(tasks, [Follows(1, 2), Follows(2, 3), Follows(3, 2), Follows(3, 4)])
    assert sorted(refused.value.keys) == [2, 3]
    with pytest.raises(CircleError) as refused:
        rules.schedule(tasks, [Follows(4, 4)])
    assert refused.value.keys == (4,)


def test_what_is_moved_leaves_room_and_finished_work_where_they_are() -> None:
    tasks = [Task(1, 5, 0), Task(2, 5, 5), Task(3, 5, 20), Task(4, 5, 10, finished=12)]
    links = [Follows(1, 2), Follows(2, 3), Follows(2, 4)]
    assert rules.moved(tasks, links, 1, 3) == {1: 3, 2: 8}
    assert rules.moved(tasks, links, 1, 12) == {1: 12, 2: 17, 3: 22}
    assert rules.moved(tasks, links, 2, 4) == {2: 4}
    assert rules.earliest(tasks, links, 2) == (5, 1) and rules.earliest(tasks, links, 1) is None


@pytest.mark.parametrize(
    ("task", "today", "finish", "reason"),
    (
        (Task(1, 10, 0, 50), 5, 10, Reason.PLAN),
        (Task(1, 10, 0, 25), 5, 20, Reason.PROGRESS),  # a quarter in 5 days: 20 days
        (Task(1, 10, 0, 10), 1, 10, Reason.PLAN),  # a tenth of its days is too early to tell
        (Task(1, 10, 0), 4, 14, Reason.NOT_BEGUN),
        (Task(1, 10, 0), 10, 20, Reason.OVERDUE),
        (Task(1, 10, 0, 99), 30, 31, Reason.PROGRESS),
        (Task(1, 10, 20, lateness=3.0), 5, 33, Reason.PAST),
        (Task(1, 10, 20), 5, 30, Reason.PLAN),
        (Task(1, 0, 4), 4, 5, Reason.OVERDUE),
    ),
)
def test_a_forecast_by_itself(task: Task, today: int, finish: int, reason: Reason) -> None:
    told = rules.forecast([task], [], today)[1]
    assert (told.finish, told.reason) == (finish, reason)


def test_a_forecast_goes_on_to_who_waits() -> None:
    tasks = [Task(1, 10, 0, 25), Task(2, 5, 10), Task(3, 5, 40)]
    told = rules.forecast(tasks, [Follows(1, 2), Follows(2, 3)], 5)
    assert (told[2].finish, told[2].late, told[2].reason, told[2].waits_for) == (25, 10, Reason.FOLLOWS, 1)
    assert told[3].late == 0


def test_lateness_of_a_few_says_nothing() -> None:
    assert rules.typical_lateness([9, 9, 9, 9]) is None
    assert rules.typical_lateness([0, 1, 2, 9, 9]) == 2


def test_states() -> None:
    assert rules.state(Task(1, 5, 10), 9) is WorkState.AHEAD
    assert rules.state(Task(1, 5, 10, 1), 9) is WorkState.UNDER_WAY
    assert rules.state(Task(1, 5, 10), 10) is WorkState.UNDER_WAY
    assert rules.state(Task(1, 5, 10), 15) is WorkState.OVERDUE
    assert rules.state(Task(1, 5, 10, finished=15), 99) is WorkState.DONE


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)), st.integers(1, 300))
def test_working_days_go_there_and_back(day: date, duration: int) -> None:
    number = working_days.number(day)
    assert working_days.number(working_days.day_of(number)) == number
    if day.weekday() < 5:
        assert working_days.day_of(number) == day
        assert working_days.first_day(working_days.start(day, 0), 0) == day
        assert working_days.first_day(working_days.start(day, duration), duration) == day
    assert working_days.last_day(number + duration) >= day


def test_a_week_of_work_ends_on_friday_and_monday_follows() -> None:
    monday = date(2026, 11, 23)
    finish = working_days.start(monday, 5) + 5
    assert working_days.last_day(finish) == date(2026, 11, 27)
    assert working_days.first_day(finish, 3) == date(2026, 11, 30)
    assert working_days.first_day(finish, 0) == date(2026, 11, 27)  # a milestone stands at the end of the day before
