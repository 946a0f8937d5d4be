"""When a promise is kept, and which share of a side's promises was kept on time (domain.md A34)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

FEWEST: Final = 5  # promises that fell due; of fewer no share is told


class PromiseSide(StrEnum):
    """Who made the promise."""

    OURS = "ours"
    THEIRS = "theirs"


class Outcome(StrEnum):
    """How a promise ended, as somebody said."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class PromiseState(StrEnum):
    """Where a promise stands on a day."""

    OPEN = "open"
    OVERDUE = "overdue"
    ON_TIME = "on_time"
    LATE = "late"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class Place(StrEnum):
    """Where it was made."""

    CONVERSATION = "conversation"
    REVIEW = "review"
    AGREEMENT = "agreement"
    PORTAL = "portal"
    HAND = "hand"


class PromiseSaid(StrEnum):
    """What the customer answered to a promise of theirs."""

    KEPT = "kept"
    OTHER_DAY = "other_day"
    NOT_MINE = "not_mine"


SIDE_NAMES: Final[dict[PromiseSide, str | Lazy]] = {
    PromiseSide.OURS: _("ours to them"),
    PromiseSide.THEIRS: _("theirs to us"),
}
OUTCOME_NAMES: Final[dict[Outcome, str | Lazy]] = {
    Outcome.OPEN: _("open"),
    Outcome.KEPT: _("kept"),
    Outcome.BROKEN: _("not kept"),
    Outcome.WITHDRAWN: _("withdrawn"),
}
STATE_NAMES: Final[dict[PromiseState, str | Lazy]] = {
    PromiseState.OPEN: _("open"),
    PromiseState.OVERDUE: _("open, past its day"),
    PromiseState.ON_TIME: _("kept on time"),
    PromiseState.LATE: _("kept late"),
    PromiseState.BROKEN: _("not kept"),
    PromiseState.WITHDRAWN: _("withdrawn"),
}
PLACE_NAMES: Final[dict[Place, str | Lazy]] = {
    Place.CONVERSATION: _("conversation"),
    Place.REVIEW: _("business review"),
    Place.AGREEMENT: _("agreement"),
    Place.PORTAL: _("shared workspace"),
    Place.HAND: _("typed"),
}
SAID_NAMES: Final[dict[PromiseSaid, str | Lazy]] = {
    PromiseSaid.KEPT: _("It is done"),
    PromiseSaid.OTHER_DAY: _("Another day"),
    PromiseSaid.NOT_MINE: _("This is not my promise"),
}


@dataclass(frozen=True)
class Term:
    """What decides on being on time: how it ended, on which day, and the day it was promised for."""

    outcome: Outcome
    ended_on: date | None
    promised_for: date | None


@dataclass(frozen=True)
class KeptShare:
    """Of a side's promises that fell due, how many were kept on time, late, not, or are still open past their day.

    Withdrawn ones and those without a day do not count: nobody can be late with them.
    """

    on_time: int = 0
    late: int = 0
    broken: int = 0
    overdue: int = 0
    open: int = 0

    @property
    def fell_due(self) -> int:
        return self.on_time + self.late + self.broken + self.overdue

    @property
    def share(self) -> float | None:
        """Kept on time of those that fell due (0 to 1); None where they are too few to know."""
        return self.on_time / self.fell_due if self.fell_due >= FEWEST else None


def state(term: Term, today: date) -> PromiseState:
    """Where a promise stands on a day. Kept on its day is on time; kept without a day is, too."""
    if term.outcome is Outcome.BROKEN:
        return PromiseState.BROKEN
    if term.outcome is Outcome.WITHDRAWN:
        return PromiseState.WITHDRAWN
    if term.outcome is Outcome.OPEN:
        return (
            PromiseState.OVERDUE if term.promised_for is not None and term.promised_for < today else PromiseState.OPEN
        )
    late = term.promised_for is not None and term.ended_on is not None and term.ended_on > term.promised_for
    return PromiseState.LATE if late else PromiseState.ON_TIME


def kept_share(terms: Iterable[Term], today: date) -> KeptShare:
    """The share of one side, counted over its promises that have a day."""
    counts = dict.fromkeys(PromiseState, 0)
    for term in terms:
        if term.promised_for is not None or term.outcome is Outcome.OPEN:
            counts[state(term, today)] += 1
        elif term.outcome is Outcome.BROKEN:
            counts[PromiseState.BROKEN] += 1
    return KeptShare(
        on_time=counts[PromiseState.ON_TIME],
        late=counts[PromiseState.LATE],
        broken=counts[PromiseState.BROKEN],
        overdue=counts[PromiseState.OVERDUE],
        open=counts[PromiseState.OPEN],
    )
