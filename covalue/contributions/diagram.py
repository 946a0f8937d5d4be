"""The conversation for action as a picture: where each state stands, and the moves between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from covalue.contributions.rules import MOVE_NAMES, SIDE_NAMES, STATE_NAMES, TABLE, Move, Side, State

WIDTH: Final = 108
HEIGHT: Final = 30
# Left edge and top of each state: the straight way on the first line, terms below it, and how it may end at the bottom.
PLACES: Final = {
    State.DRAFT: (2, 12),
    State.ASKED: (150, 12),
    State.PROMISED: (298, 12),
    State.REPORTED: (446, 12),
    State.SATISFIED: (594, 12),
    State.COUNTERED: (224, 84),
    State.WITHDRAWN: (76, 156),
    State.DECLINED: (224, 156),
    State.BROKEN: (446, 156),
}


@dataclass(frozen=True)
class Box:
    """A state with its left edge, top and name."""

    state: State
    x: int
    y: int
    name: str

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def line(self) -> int:
        return self.y + HEIGHT // 2 + 4


@dataclass(frozen=True)
class Arrow:
    """A way from one state to another, and in words who says what."""

    x1: int
    y1: int
    x2: int
    y2: int
    words: str
    by_unit: bool


def boxes() -> tuple[Box, ...]:
    """Every state."""
    return tuple(Box(state, x, y, str(STATE_NAMES[state])) for state, (x, y) in PLACES.items())


def arrows() -> tuple[Arrow, ...]:
    """Every move of the table."""
    return tuple(_arrows())


def _arrows() -> Iterator[Arrow]:
    for (state, move, side), then in TABLE.items():
        words = f"{SIDE_NAMES[side]}: {MOVE_NAMES[move]}"
        yield Arrow(*_ends(state, then, move), words, side is Side.UNIT)


def _ends(state: State, then: State, move: Move) -> tuple[int, int, int, int]:
    """Where an arrow begins and ends: ways there and back lie beside each other."""
    (x1, y1), (x2, y2) = PLACES[state], PLACES[then]
    if y1 == y2:
        back = x2 < x1
        y = y1 + HEIGHT // 2 + (7 if back else -7)
        return (x1, y, x2 + WIDTH, y) if back else (x1 + WIDTH, y, x2, y)
    aside = 10 if state is State.COUNTERED and move in (Move.COUNTER, Move.DECLINE) else -10
    down = y2 > y1
    return x1 + WIDTH // 2 + aside, y1 + HEIGHT if down else y1, x2 + WIDTH // 2 + aside, y2 if down else y2 + HEIGHT
