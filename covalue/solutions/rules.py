"""What a pilot may do next: nothing starts before the customer agreed how it is judged.

Source: domain.md A33, “a pilot with acceptance criteria agreed beforehand”.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

MOST_CRITERIA: Final = 20
LONGEST_CRITERION: Final = 300  # characters


class Stage(StrEnum):
    """Where a solution stands."""

    DESIGNED = "designed"
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    RUNNING = "running"
    ENDED = "ended"
    DECIDED = "decided"


STAGE_NAMES: Final = {
    Stage.DESIGNED: _("being designed"),
    Stage.ASKED: _("awaiting the customer's agreement"),
    Stage.AGREED: _("agreed, can start"),
    Stage.DECLINED: _("not agreed"),
    Stage.RUNNING: _("pilot runs"),
    Stage.ENDED: _("to be decided"),
    Stage.DECIDED: _("decided"),
}
STAGE_TONES: Final = {
    Stage.ASKED: "warn",
    Stage.DECLINED: "bad",
    Stage.AGREED: "good",
    Stage.RUNNING: "brand",
    Stage.ENDED: "warn",
}


class PilotOutcome(StrEnum):
    """What was decided."""

    ROLL_OUT = "roll_out"
    STOP = "stop"


OUTCOME_NAMES: Final = {
    PilotOutcome.ROLL_OUT: _("roll out"),
    PilotOutcome.STOP: _("stop"),
}


@dataclass(frozen=True)
class Written:
    """A version of the terms: its number, and whether the customer agreed; None while they did not answer."""

    number: int
    agreed: bool | None = None


@dataclass(frozen=True)
class Progress:
    """What happened to a solution so far."""

    terms: tuple[Written, ...] = ()
    started: bool = False
    ended: bool = False
    decided: bool = False


def latest(terms: Iterable[Written]) -> Written | None:
    """The version written last."""
    return max(terms, key=lambda row: row.number, default=None)


def in_force(terms: Iterable[Written]) -> Written | None:
    """The version agreed last; what was written since counts only once it is agreed."""
    return latest(row for row in terms if row.agreed)


def may_start(progress: Progress) -> bool:
    """Whether the latest terms are agreed, and the pilot neither runs nor ran."""
    last = latest(progress.terms)
    return bool(last and last.agreed) and not progress.started and not progress.decided


def may_write(progress: Progress) -> bool:
    """Whether terms can be written: until the pilot ends."""
    return not progress.ended and not progress.decided


def stage(progress: Progress) -> Stage:
    """Where it stands."""
    if progress.decided:
        return Stage.DECIDED
    if progress.ended:
        return Stage.ENDED
    if progress.started:
        return Stage.RUNNING
    last = latest(progress.terms)
    if last is None:
        return Stage.DESIGNED
    return {None: Stage.ASKED, True: Stage.AGREED, False: Stage.DECLINED}[last.agreed]


def criteria_of(text: str) -> list[str]:
    """The criteria of a text, one on each line; empty lines are passed over, and of the same line the first counts."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))
