"""The conversation in which one of ours asks a unit for a contribution: states, moves, and who may make which when.

Source: T. Winograd and F. Flores, Understanding Computers and Cognition (1986), figure 5.1, the basic conversation for
action. Its states 1 to 9 are draft, asked, promised, reported, satisfied, countered, broken, declined and withdrawn; what
the asker takes back before a promise is state 8 there, and withdrawn here. That a draft can be withdrawn is ours.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _


class ContributionState(StrEnum):
    """Where a contribution stands."""

    DRAFT = "draft"
    ASKED = "asked"
    COUNTERED = "countered"
    PROMISED = "promised"
    REPORTED = "reported"
    SATISFIED = "satisfied"
    BROKEN = "broken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ContributionMove(StrEnum):
    """What can be said."""

    ASK = "ask"
    PROMISE = "promise"
    COUNTER = "counter"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    REPORT = "report"
    ACCEPT = "accept"
    REJECT = "reject"
    CANCEL = "cancel"


class ContributionSide(StrEnum):
    """Who speaks: whoever works on the account, or whoever answers for the unit."""

    ASKER = "asker"
    UNIT = "unit"


State = ContributionState
Move = ContributionMove
Side = ContributionSide
Place = tuple[State, Move, Side]

TABLE: Final[Mapping[Place, State]] = {
    (State.DRAFT, Move.ASK, Side.ASKER): State.ASKED,
    (State.DRAFT, Move.WITHDRAW, Side.ASKER): State.WITHDRAWN,
    (State.ASKED, Move.PROMISE, Side.UNIT): State.PROMISED,
    (State.ASKED, Move.COUNTER, Side.UNIT): State.COUNTERED,
    (State.ASKED, Move.DECLINE, Side.UNIT): State.DECLINED,
    (State.ASKED, Move.WITHDRAW, Side.ASKER): State.WITHDRAWN,
    (State.COUNTERED, Move.ACCEPT, Side.ASKER): State.PROMISED,
    (State.COUNTERED, Move.COUNTER, Side.ASKER): State.ASKED,
    (State.COUNTERED, Move.REJECT, Side.ASKER): State.DECLINED,
    (State.COUNTERED, Move.WITHDRAW, Side.ASKER): State.WITHDRAWN,
    (State.COUNTERED, Move.DECLINE, Side.UNIT): State.DECLINED,
    (State.PROMISED, Move.REPORT, Side.UNIT): State.REPORTED,
    (State.PROMISED, Move.CANCEL, Side.UNIT): State.BROKEN,
    (State.PROMISED, Move.CANCEL, Side.ASKER): State.WITHDRAWN,
    (State.REPORTED, Move.ACCEPT, Side.ASKER): State.SATISFIED,
    (State.REPORTED, Move.REJECT, Side.ASKER): State.PROMISED,
    (State.REPORTED, Move.CANCEL, Side.ASKER): State.WITHDRAWN,
}
ENDED: Final = frozenset({State.SATISFIED, State.BROKEN, State.DECLINED, State.WITHDRAWN})
OPEN: Final = frozenset(State) - ENDED
NEEDS_REASON: Final = frozenset({Move.COUNTER, Move.DECLINE, Move.REJECT, Move.CANCEL})

STATE_NAMES: Final = {
    State.DRAFT: _("being prepared"),
    State.ASKED: _("asked"),
    State.COUNTERED: _("other terms offered"),
    State.PROMISED: _("promised"),
    State.REPORTED: _("reported as done"),
    State.SATISFIED: _("done and accepted"),
    State.BROKEN: _("promise broken"),
    State.DECLINED: _("declined"),
    State.WITHDRAWN: _("withdrawn"),
}
STATE_TONES: Final = {
    State.ASKED: "warn",
    State.COUNTERED: "warn",
    State.PROMISED: "brand",
    State.REPORTED: "brand",
    State.SATISFIED: "good",
    State.BROKEN: "bad",
    State.DECLINED: "bad",
}
MOVE_NAMES: Final = {
    Move.ASK: _("Ask the unit"),
    Move.PROMISE: _("Promise"),
    Move.COUNTER: _("Offer other terms"),
    Move.DECLINE: _("Decline"),
    Move.WITHDRAW: _("Withdraw"),
    Move.REPORT: _("Report as done"),
    Move.ACCEPT: _("Accept"),
    Move.REJECT: _("Not accepted"),
    Move.CANCEL: _("Cancel"),
}
MOVE_SAID: Final = {
    Move.ASK: _("asked"),
    Move.PROMISE: _("promised"),
    Move.COUNTER: _("offered other terms"),
    Move.DECLINE: _("declined"),
    Move.WITHDRAW: _("withdrew it"),
    Move.REPORT: _("reported it as done"),
    Move.ACCEPT: _("accepted"),
    Move.REJECT: _("did not accept"),
    Move.CANCEL: _("cancelled"),
}
SIDE_NAMES: Final = {Side.ASKER: _("the account team"), Side.UNIT: _("the unit")}


def after(state: State, move: Move, side: Side) -> State | None:
    """The state a move leads to; None where this side cannot make it in this state."""
    return TABLE.get((state, move, side))


def moves_open(state: State, sides: Collection[Side]) -> tuple[Move, ...]:
    """What whoever is of these sides can say now, in the order of the moves."""
    return tuple(move for move in Move if any(after(state, move, side) for side in sides))


def side_of(state: State, move: Move, sides: Collection[Side]) -> Side | None:
    """The side as which somebody of these sides can make the move now; None where they cannot."""
    return next((side for side in Side if side in sides and after(state, move, side)), None)


def may_ever(move: Move, sides: Collection[Side]) -> bool:
    """Whether one of these sides makes the move in any state."""
    return any(each == move and side in sides for _state, each, side in TABLE)


def turn(state: State) -> Side | None:
    """Whose answer is waited for: the unit's while asked or promised, else the asker's; None once it has ended."""
    if state in ENDED:
        return None
    return Side.UNIT if state in (State.ASKED, State.PROMISED) else Side.ASKER


# Escalation: working days are Monday to Friday; holidays are not left out, as units sit in many countries.

ANSWER_WITHIN: Final = 5  # working days
WARNED_BEFORE: Final = 2  # working days before it is escalated


class EscalationReason(StrEnum):
    """Why somebody above is told."""

    UNANSWERED = "unanswered"
    OVERDUE = "overdue"


REASON_NAMES: Final = {
    EscalationReason.UNANSWERED: _("no answer for five working days"),
    EscalationReason.OVERDUE: _("the promise is late"),
}


@dataclass(frozen=True)
class Escalation:
    """Why and from which day on a contribution is told above; `begun` says whether that day is there."""

    reason: EscalationReason
    on: date
    begun: bool


def workdays_after(day: date, count: int) -> date:
    """The day `count` working days after a day."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def escalation(state: State, since: date, due_on: date, today: date) -> Escalation | None:
    """When it goes above: an ask without an answer for five working days, a promise on the working day after its date."""
    if state is State.ASKED:
        on = workdays_after(since, ANSWER_WITHIN)
        return Escalation(EscalationReason.UNANSWERED, on, on <= today)
    if state is State.PROMISED:
        on = workdays_after(max(due_on, since), 1)
        return Escalation(EscalationReason.OVERDUE, on, on <= today)
    return None


def is_near(planned: Escalation, today: date) -> bool:
    """Whether it goes above within two working days, which the unit's lead is told before."""
    return not planned.begun and planned.on <= workdays_after(today, WARNED_BEFORE)


# Workload

HOURS_A_WEEK: Final = Decimal(40)  # of a unit that has not said how many hours it can give, and of a person
HOUR: Final = Decimal("0.1")


@dataclass(frozen=True)
class Load:
    """Hours to be given from one day to another; a promise past its date stands wholly in the present week."""

    hours: Decimal
    starts_on: date
    due_on: date


def monday(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def spread(load: Load, today: date) -> dict[date, Decimal]:
    """Hours by the Monday of each week: evenly over the working days from today or its start, if later, until it is due.

    Their sum is the hours of the load.
    """
    start = max(load.starts_on, today)
    days = [start + timedelta(days=n) for n in range((load.due_on - start).days + 1)]
    work = [day for day in days if day.weekday() < 5] or [start]
    weeks: dict[date, Decimal] = {}
    for day in work:
        weeks[monday(day)] = weeks.get(monday(day), Decimal(0)) + 1
    return dict(_shared(load.hours, weeks, len(work)))


def _shared(hours: Decimal, weeks: Mapping[date, Decimal], days: int) -> Iterator[tuple[date, Decimal]]:
    """What is rounded off stands in the last week."""
    left, last = hours, max(weeks)
    for week, worked in sorted(weeks.items()):
        part = left if week == last else (hours * worked / days).quantize(HOUR, ROUND_DOWN)
        left -= part
        yield week, part


# The responsibility chart


class ResponsibilityPart(StrEnum):
    """What somebody has to do with it; one may be both responsible and accountable."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    BOTH = "AR"
    CONSULTED = "C"
    INFORMED = "I"


PART_NAMES: Final = {
    ResponsibilityPart.RESPONSIBLE: _("responsible"),
    ResponsibilityPart.ACCOUNTABLE: _("accountable"),
    ResponsibilityPart.BOTH: _("accountable and responsible"),
    ResponsibilityPart.CONSULTED: _("consulted"),
    ResponsibilityPart.INFORMED: _("informed"),
}
