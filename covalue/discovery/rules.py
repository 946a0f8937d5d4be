"""The board in the business's words: its lanes, the order of cards, and what a card can become."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

MOST_WORDS: Final = 400  # characters on a card
MOST_CARDS: Final = 60  # in a lane: a board that holds more is read by nobody


class Lane(StrEnum):
    """From what they want to what we could do. Source: domain.md A2."""

    GOALS = "goals"
    PRESSURES = "pressures"
    INITIATIVES = "initiatives"
    OBSTACLES = "obstacles"
    IDEAS = "ideas"


class Fate(StrEnum):
    """What a card can become in the workspace."""

    TARGET = "target"
    OBJECTIVE = "objective"
    ACTION = "action"


BECOMES: Final = {
    Lane.GOALS: (Fate.OBJECTIVE,),
    Lane.PRESSURES: (Fate.TARGET,),
    Lane.INITIATIVES: (Fate.OBJECTIVE, Fate.TARGET),
    Lane.OBSTACLES: (Fate.TARGET, Fate.ACTION),
    Lane.IDEAS: (Fate.TARGET, Fate.ACTION),
}


def inserted(order: Sequence[int], card: int, before: int | None) -> list[int]:
    """The order of a lane once `card` stands before another one, or last when that one is not there."""
    others = [other for other in order if other != card]
    place = others.index(before) if before in others else len(others)
    return [*others[:place], card, *others[place:]]
