"""A tree of cards drawn from above after Reingold and Tilford 1981: each branch as near to the one beside it as its outline
allows, and a manager in the middle above their people. After a change only the branches around it are drawn anew.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)
Spot = tuple[float, float]
Part = tuple[list[float], list[float], Sequence[int]]  # left and right outline by level, and who begins there

CARD: Final = (184, 68)  # width and height
GAP: Final = (16, 46)  # between cards beside each other, and between levels
LEVEL: Final = CARD[1] + GAP[1]
STACKED_FROM: Final = (7, 4)  # so many people without people stand below each other: in a small chart, in a large one
LARGE: Final = 60  # people of a chart that is not large yet
INDENT: Final = 22
STACK_GAP: Final = 12
RAIL: Final = 8.0  # left free on both sides of a line that runs down past a level
TURN: Final = 6.0  # above a row in which the line to its cards turns


class Tree(Generic[Who]):
    """People by number, managers before their people, and the top above them all as the last number.

    Free to be changed, with `redraw` or `draw_all` after it: the order of `ones`, who is `lowered` by a level, whose people without
    people stand in a stack (`piled`), and how wide the people below one manager may stand before they begin a new row (`widest`).
    """

    def __init__(self, below: Mapping[Who | None, Sequence[Who]]) -> None:
        self.people = from_above(below)
        self.top = len(self.people)
        number = {who: at for at, who in enumerate(self.people)}
        self.ones = [[number[one] for one in below.get(who, ())] for who in [*self.people, None]]
        self.over = [self.top] * self.top
        for manager, ones in enumerate(self.ones):
            for one in ones:
                self.over[one] = manager
        most = STACKED_FROM[self.top > LARGE]
        self.lowered = [False] * self.top
        self.piled = [len(self.leaves(manager)) >= most for manager in range(self.top)] + [False]
        # Of each branch: its outline by level, its head and where it begins in the branch above; all in pixels.
        self._left: list[list[float]] = [[] for _one in self.ones]
        self._right: list[list[float]] = [[] for _one in self.ones]
        self._head, self._shift, self._down = ([0.0] * len(self.ones) for _list in range(3))
        self.widest: float | None = None
        self._turns: dict[int, Spot] = {}
        self.draw_all()

    def draw_all(self) -> None:
        """Draw every branch anew."""
        self._turns = {}
        for manager in [*reversed(range(self.top)), self.top]:
            self._draw(manager)

    def leaves(self, manager: int) -> list[int]:
        """Their people who have no people."""
        return [one for one in self.ones[manager] if not self.ones[one]]

    def redraw(self, manager: int) -> None:
        """Draw a branch anew, and those it is part of."""
        while manager != self.top:
            self._draw(manager)
            manager = self.over[manager]
        self._draw(self.top)

    def places(self) -> tuple[list[float], list[float]]:
        """Where everybody's card begins, across and down."""
        begins, across, down = [0.0] * (self.top + 1), [0.0] * self.top, [0.0] * (self.top + 1)
        for who, manager in enumerate(self.over):
            begin = begins[manager] + self._shift[who]
            begins[who], across[who] = begin, begin + self._head[who]
            down[who] = down[manager] + self._down[who]
        return across, down[: self.top]

    def spots(self) -> dict[Who, Spot]:
        """The same by person."""
        across, down = self.places()
        return {who: (across[at], down[at]) for at, who in enumerate(self.people)}

    def stacked(self) -> frozenset[Who]:
        """Whose cards stand in a stack."""
        return frozenset(
            self.people[one] for manager in range(self.top) if self.piled[manager] for one in self.leaves(manager)
        )

    def turns(self) -> dict[Who, Spot]:
        """For the cards of a second row and those after it: from the card to where the line to it turns, across and down."""
        return {self.people[one]: turn for one, turn in self._turns.items() if self.over[one] != self.top}

    def _draw(self, manager: int) -> None:
        """The outline of a branch; those below are drawn already."""
        left, right = self._beside(self._parts(manager))
        middle = (left[0] + right[0]) / 2 if left else CARD[0] / 2
        if self.widest is not None and left and max(right) - min(left) > self.widest:
            left, right, middle = self._in_rows(manager, self.widest)
        if manager == self.top:
            for one in self.ones[self.top]:
                self._down[one] -= LEVEL
            return
        head = middle - CARD[0] / 2
        self._head[manager] = head
        self._left[manager], self._right[manager] = [head, *left], [head + CARD[0], *right]

    def _beside(self, parts: Iterable[Part]) -> tuple[list[float], list[float]]:
        """The outline of parts, each as near to those before it as it may stand."""
        left: list[float] = []
        right: list[float] = []
        for part_left, part_right, ones in parts:
            shift = max((over + GAP[0] - at for over, at in zip(right, part_left, strict=False)), default=0.0)
            for one in ones:
                self._shift[one] = shift
            left += [at + shift for at in part_left[len(left) :]]
            right = [at + shift for at in part_right] + right[len(part_right) :]
        return left, right

    def _in_rows(self, manager: int, widest: float) -> tuple[list[float], list[float], float]:
        """The outline of the parts below a manager in rows, with a line down at their left; and the middle of the first row."""
        left: list[float] = []
        right: list[float] = []
        middle = 0.0
        for row in self._rows(manager, widest):
            row_left, row_right = self._beside(row)
            begin, above = 2 * RAIL - min(row_left), len(left) * LEVEL
            for one in (one for _left, _right, ones in row for one in ones):
                self._shift[one] += begin
                if above:
                    across, down = self._shift[one] + self._head[one], self._down[one] - LEVEL
                    self._turns[one] = (RAIL - across, -TURN - down)
                    self._down[one] += above
            middle = middle or begin + (row_left[0] + row_right[0]) / 2
            left += [0.0] * len(row_left)
            right += [at + begin for at in row_right]
        return left, right, middle

    def _rows(self, manager: int, widest: float) -> Iterator[list[Part]]:
        """The parts below a manager, in their order, as many in each row as are no wider than that together."""
        row: list[Part] = []
        for part in list(self._parts(manager)):
            left, right = self._beside([*row, part])
            if row and max(right) - min(left) > widest:
                yield row
                row = []
            row.append(part)
        yield row

    def _parts(self, manager: int) -> Iterator[Part]:
        """Left and right outline of what stands beside each other below a manager, and who begins there."""
        piled = self.piled[manager]
        for one in self.ones[manager]:
            if self.ones[one] or not piled:
                yield self._part(one)
        if piled:
            yield from self._stacks(self.leaves(manager))

    def _part(self, one: int) -> Part:
        left, right = self._left[one], self._right[one]
        if not self.ones[one]:
            self._head[one] = 0.0
        self._down[one] = LEVEL
        if self.lowered[one]:
            self._down[one] = 2 * LEVEL
            middle = self._head[one] + CARD[0] / 2
            left, right = [middle - RAIL, *left], [middle + RAIL, *right]
        return left, right, (one,)

    def _stacks(self, leaves: Sequence[int]) -> Iterator[Part]:
        """People without people, in columns about as wide as they are high."""
        width, height = CARD[0] + INDENT, CARD[1] + STACK_GAP
        columns = max(1, round((len(leaves) * height / width) ** 0.5))
        rows = -(-len(leaves) // columns)
        levels = -(-(rows * height) // LEVEL)
        for start in range(0, len(leaves), rows):
            stack = leaves[start : start + rows]
            for row, one in enumerate(stack):
                self._head[one], self._down[one] = float(INDENT), float(LEVEL + row * height)
            yield [0.0] * levels, [float(width)] * levels, stack


def from_above(below: Mapping[Who | None, Sequence[Who]]) -> list[Who]:
    """Everybody, managers before their people."""
    made = list(below.get(None, ()))
    for who in made:
        made.extend(below.get(who, ()))
    return made
