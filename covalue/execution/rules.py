"""How a plan of work hangs together: earliest and latest days, circles, what moves with what, and what is likely to be late.

Sources: critical path method (Kelley and Walker 1959), earned schedule (Lipke 2003), outside view (Kahneman and Tversky 1979).
Days are numbers of working days (`working_days`); a finish is the number after the last day.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median
from typing import Final

from django.utils.translation import gettext_lazy as _

LONGEST: Final = 2_000  # working days of one work package
LONGEST_LAG: Final = 500
MOST_LINKS: Final = 1_000  # of one account: more are refused, and told
MOST_PACKAGES: Final = 2_000
FEWEST: Final = 5  # finished packages of an owner before their lateness says anything
EARLY: Final = 0.2  # of its days have to be gone before progress says anything


class WorkState(StrEnum):
    """Where a work package or milestone stands."""

    AHEAD = "ahead"
    UNDER_WAY = "under_way"
    OVERDUE = "overdue"
    DONE = "done"


STATE_NAMES: Final = {
    WorkState.AHEAD: _("ahead of us"),
    WorkState.UNDER_WAY: _("under way"),
    WorkState.OVERDUE: _("overdue"),
    WorkState.DONE: _("done"),
}
STATE_TONES: Final = {WorkState.UNDER_WAY: "accent", WorkState.OVERDUE: "bad", WorkState.DONE: "good"}


class WorkSaid(StrEnum):
    """What a contact answered to work of theirs."""

    DONE = "done"
    OTHER_DAY = "other_day"


WORK_SAID_NAMES: Final = {WorkSaid.DONE: _("it is done"), WorkSaid.OTHER_DAY: _("it ends on another day")}


@dataclass(frozen=True)
class Task:
    """Work planned to begin at `start` for `duration` working days (0: a milestone); `finished` once it is done.

    `progress` is 0 to 100 per cent; `lateness` in working days is what its owner's finished work was late in the middle.
    """

    key: int
    duration: int
    start: int = 0
    progress: int = 0
    finished: int | None = None
    lateness: float | None = None

    @property
    def finish(self) -> int:
        return self.start + self.duration


@dataclass(frozen=True)
class Follows:
    """`after` begins at the earliest `lag` working days after `before` is finished."""

    before: int
    after: int
    lag: int = 0


@dataclass(frozen=True)
class Timing:
    """When work can begin and end at the earliest, and has to at the latest without moving the end of the whole."""

    earliest_start: int
    earliest_finish: int
    latest_start: int
    latest_finish: int

    @property
    def slack(self) -> int:
        """Working days it can be late before the end of the whole moves."""
        return self.latest_start - self.earliest_start

    @property
    def is_critical(self) -> bool:
        return self.slack <= 0


class Reason(StrEnum):
    """What a forecast rests on."""

    PLAN = "plan"
    PROGRESS = "progress"
    NOT_BEGUN = "not_begun"
    OVERDUE = "overdue"
    PAST = "past"
    FOLLOWS = "follows"


@dataclass(frozen=True)
class Forecast:
    """Where work is likely to begin and be finished, what says so, and what it depends on (a key), if that moves it."""

    start: int
    finish: int
    late: int
    reason: Reason
    waits_for: int | None = None


class CircleError(ValueError):
    """Work that would depend on itself; `keys` go round once, each waiting for the one before."""

    def __init__(self, keys: Sequence[int]) -> None:
        super().__init__("circle")
        self.keys = tuple(keys)


def state(task: Task, today: int) -> WorkState:
    """Where it stands on a working day."""
    if task.finished is not None:
        return WorkState.DONE
    if task.finish <= today:
        return WorkState.OVERDUE
    return WorkState.UNDER_WAY if task.progress or (task.start <= today and task.duration) else WorkState.AHEAD


def in_order(keys: Iterable[int], links: Iterable[Follows]) -> list[int]:
    """The keys, each after all it depends on; CircleError where that cannot be."""
    keys = list(keys)
    known = set(keys)
    waits, followers = dict.fromkeys(keys, 0), defaultdict(list)
    for link in links:
        if link.before in known and link.after in known:
            waits[link.after] += 1
            followers[link.before].append(link.after)
    ready = [key for key in keys if not waits[key]]
    for key in ready:
        for after in followers[key]:
            waits[after] -= 1
            if not waits[after]:
                ready.append(after)
    if len(ready) < len(keys):
        raise CircleError(_circle({key for key in keys if waits[key]}, followers))
    return ready


def schedule(tasks: Iterable[Task], links: Iterable[Follows]) -> dict[int, Timing]:
    """The forward and the backward pass of the critical path method.

    Nothing begins before its planned start; what is finished stays where it was. The whole ends with what ends last.
    """
    rows, links = {task.key: task for task in tasks}, list(links)
    order = in_order(rows, links)
    before, after = _by_end(rows, links)
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    for key in order:
        task = rows[key]
        if task.finished is not None:
            starts[key], ends[key] = task.finished - task.duration, task.finished
            continue
        starts[key] = max([task.start, *(ends[link.before] + link.lag for link in before[key])])
        ends[key] = starts[key] + task.duration
    last = max(ends.values(), default=0)
    latest: dict[int, int] = {}
    for key in reversed(order):
        latest[key] = min([last, *(latest[link.after] - rows[link.after].duration - link.lag for link in after[key])])
    return {key: Timing(starts[key], ends[key], latest[key] - rows[key].duration, latest[key]) for key in order}


def moved(
    tasks: Iterable[Task], links: Iterable[Follows], key: int, start: int, duration: int | None = None
) -> dict[int, int]:
    """The new starts as one is moved: it, and whatever depends on it as far as it has to; who has room stays.

    What is earlier brings nothing forward: those days were promised. Finished work stays.
    """
    rows, links = {task.key: task for task in tasks}, list(links)
    rows[key] = replace(rows[key], start=start, duration=rows[key].duration if duration is None else duration)
    before, after = _by_end(rows, links)
    downstream = _downstream(key, after)
    ends = {task.key: task.finish if task.finished is None else task.finished for task in rows.values()}
    starts = {key: start}
    for other in in_order(rows, links):
        task = rows[other]
        if other not in downstream or task.finished is not None:
            continue
        needed = max((ends[link.before] + link.lag for link in before[other]), default=task.start)
        if needed > task.start:
            starts[other], ends[other] = needed, needed + task.duration
    return starts


def earliest(tasks: Iterable[Task], links: Iterable[Follows], key: int) -> tuple[int, int] | None:
    """The earliest start that what it depends on leaves open, with the key of that; None where it depends on nothing."""
    rows = {task.key: task for task in tasks}
    ends = {task.key: task.finish if task.finished is None else task.finished for task in rows.values()}
    waits = [(ends[link.before] + link.lag, link.before) for link in links if link.after == key and link.before in rows]
    return max(waits, default=None)


def forecast(tasks: Iterable[Task], links: Iterable[Follows], today: int) -> dict[int, Forecast]:
    """When open work is likely to be finished: the latest of what plan, progress, its owner's past and what it depends on say."""
    rows, links = {task.key: task for task in tasks}, list(links)
    before, _after = _by_end(rows, links)
    told: dict[int, Forecast] = {}
    for key in in_order(rows, links):
        task = rows[key]
        if task.finished is not None:
            told[key] = Forecast(task.finished - task.duration, task.finished, task.finished - task.finish, Reason.PLAN)
            continue
        pushed, waits_for = max(((told[link.before].finish + link.lag, link.before) for link in before[key]),
                                default=(task.start, None))  # fmt: skip
        begin = max(task.start, pushed)
        finish, reason = _finish(task, begin, today)
        if pushed > task.start and begin + task.duration >= finish:
            finish, reason = begin + task.duration, Reason.FOLLOWS
        told[key] = Forecast(
            begin, finish, max(finish - task.finish, 0), reason, waits_for if reason is Reason.FOLLOWS else None
        )
    return told


def typical_lateness(late: Collection[int]) -> float | None:
    """The middle one of how many working days finished work was late; None where it is too few to know."""
    return float(median(late)) if len(late) >= FEWEST else None


def _finish(task: Task, begin: int, today: int) -> tuple[int, Reason]:
    """When work is finished by itself, and what says so."""
    gone = today - task.start
    if task.progress and gone > 0 and gone >= EARLY * task.duration:
        # Lipke: the time it takes is that planned, by the share of it that was earned in the time gone
        by_progress = task.start + -(-100 * gone // task.progress)
        if by_progress > task.finish:
            return max(by_progress, today + 1), Reason.PROGRESS
        return max(task.finish, today + 1), Reason.PLAN if task.finish > today else Reason.OVERDUE
    if task.finish <= today:
        return today + max(task.duration if not task.progress else 1, 1), Reason.OVERDUE
    if not task.progress and task.duration and gone > 0:
        return max(begin, today) + task.duration, Reason.NOT_BEGUN
    if task.lateness is not None and task.lateness >= 1:
        return task.finish + round(task.lateness), Reason.PAST
    return task.finish, Reason.PLAN


def _by_end(
    rows: Mapping[int, Task], links: Iterable[Follows]
) -> tuple[dict[int, list[Follows]], dict[int, list[Follows]]]:
    before: dict[int, list[Follows]] = defaultdict(list)
    after: dict[int, list[Follows]] = defaultdict(list)
    for link in links:
        if link.before in rows and link.after in rows:
            before[link.after].append(link)
            after[link.before].append(link)
    return before, after


def _downstream(key: int, after: Mapping[int, list[Follows]]) -> set[int]:
    reached, waiting = {key}, [key]
    while waiting:
        for link in after.get(waiting.pop(), ()):
            if link.after not in reached:
                reached.add(link.after)
                waiting.append(link.after)
    return reached - {key}


def _circle(stuck: set[int], followers: Mapping[int, list[int]]) -> list[int]:
    """One way round among what depends on itself: backwards from any that is stuck, somebody is met twice."""
    waits_for = {after: before for before in stuck for after in followers[before] if after in stuck}
    way: list[int] = []
    key = min(stuck)
    while key not in way:
        way.append(key)
        key = waits_for[key]
    return way[way.index(key) :][::-1]
