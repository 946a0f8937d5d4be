"""A search for the drawing of a tree with the fewest crossings of its lines: who stands beside whom, whose people stand in
stacks, who stands a level lower.

First everybody goes where their lines pull them; then simulated annealing (Kirkpatrick, Gelatt and Vecchi 1983) over moves in
one branch. The same tree and lines give the same drawing.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from math import exp
from typing import Any, Final

from covalue.analytics.tidy import Tree

WORK: Final = 270_000  # cards placed at most while searching
MOST_TRIES: Final = 6_000
HEATS: Final = 3  # times it is heated again, from the best found until then
PAIRS_A_CARD: Final = 100  # pairs of lines compared in the time one card is placed
ROUNDS: Final = 6
HOT: Final = 1.0  # crossings more that one in e moves may make, at first
COLD: Final = 0.1  # and at last
UNUSUAL: Final = 0.25  # of a crossing, that somebody a level lower and a stack made or undone must at least be worth
LEAST_PILE: Final = 3  # people in a stack
Undo = Callable[[], None]


class Crossings:
    """Counts crossings of straight lines between the middles of cards: of `lines` with each other and with `tree`.

    All by numbers of cards. Lines that share an end do not cross, nor do two of the tree.
    """

    def __init__(self, lines: Sequence[tuple[int, int]], tree: Sequence[tuple[int, int]] = ()) -> None:
        import numpy as np

        ids = np.array([*lines, *tree], dtype=int).reshape(-1, 2)
        self.count = len(lines)
        self.start, self.end = ids[:, 0], ids[:, 1]
        self.ends = np.concatenate([self.start[: self.count], self.end[: self.count]])
        self.once = np.triu(np.ones((self.count, len(ids)), dtype=bool), 1)

    def __call__(self, across: Sequence[float], down: Sequence[float]) -> int:
        import numpy as np

        at = np.array([across, down, [1.0] * len(across)])
        start = at[:, self.start]
        along = at[:, self.end] - start
        # On which side of a line a point lies: the line's normal times the point.
        normal = np.stack([-along[1], along[0], along[1] * start[0] - along[0] * start[1]], axis=1)
        sides = _signs(normal[: self.count] @ at)
        apart = sides[:, self.start] * sides[:, self.end] < 0
        sides = _signs(normal @ at[:, self.ends])
        apart &= (sides[:, : self.count] * sides[:, self.count :] < 0).T
        return int(np.count_nonzero(apart & self.once))


def _signs(values: Any) -> Any:
    """-1, 0 (on the line, within a thousandth) or 1."""
    import numpy as np

    return np.sign(np.round(values, 3))


def search(tree: Tree[Any], lines: Sequence[tuple[int, int]]) -> None:
    """Order the tree anew for the fewest crossings with these lines, by numbers of its people."""
    straight = [(manager, who) for who, manager in enumerate(tree.over) if manager != tree.top]
    crossings = Crossings(lines, straight)
    found = _pulled(tree, lines, crossings)
    if found:
        size = tree.top + len(lines) * len(straight) // PAIRS_A_CARD
        annealing = _Annealing(tree, crossings, found)
        for _heat in range(HEATS):
            annealing.run(min(MOST_TRIES, WORK // size) // HEATS)


def _pulled(tree: Tree[Any], lines: Sequence[tuple[int, int]], crossings: Crossings) -> int:
    """Everybody where the lines of their branch pull them, as long as that helps; how many crossings are left."""
    found = crossings(*tree.places())
    for _round in range(ROUNDS):
        if found == 0:
            break
        before = [list(ones) for ones in tree.ones]
        _order(tree, _pulls(tree, lines))
        new = crossings(*tree.places())
        if new >= found:
            _restore(tree, before)
            break
        found = new
    return found


def _pulls(tree: Tree[Any], lines: Sequence[tuple[int, int]]) -> list[float]:
    """For everybody the mean place of whom the lines of their branch lead to; without lines their own place."""
    across, _down = tree.places()
    pulls: dict[int, list[float]] = defaultdict(list)
    for start, end in lines:
        for who, other in ((start, end), (end, start)):
            while who != tree.top:
                pulls[who].append(across[other])
                who = tree.over[who]
    return [sum(pulls[who]) / len(pulls[who]) if who in pulls else at for who, at in enumerate(across)]


def _order(tree: Tree[Any], pulls: Sequence[float]) -> None:
    _restore(tree, [sorted(ones, key=pulls.__getitem__) for ones in tree.ones])


def _restore(tree: Tree[Any], ones: Sequence[list[int]]) -> None:
    tree.ones = list(ones)
    tree.draw_all()


class _Annealing:
    """Moves in one branch at a time; what crosses less stays, what crosses more ever more rarely."""

    def __init__(self, tree: Tree[Any], crossings: Crossings, found: int) -> None:
        self.tree, self.crossings = tree, crossings
        self.chance = random.Random(tree.top)  # nosec B311: the same tree is drawn the same
        self.cost = float(found)
        self.unusual = 0
        self.families = [manager for manager, ones in enumerate(tree.ones) if len(ones) > 1]
        self.weights = [len(tree.ones[manager]) for manager in self.families]
        self.movable = [who for who, manager in enumerate(tree.over) if manager != tree.top]
        self.piles = [manager for manager in range(tree.top) if len(tree.leaves(manager)) >= LEAST_PILE]
        self.usual = list(tree.piled)

    def run(self, tries: int) -> None:
        """So many moves; then the tree stands as it stood best."""
        tree = self.tree
        best, kept, unusual = self.cost, self._state(), self.unusual
        for at in range(tries):
            if self.cost == 0:
                break
            self._try(HOT * (COLD / HOT) ** (at / tries))
            if self.cost < best:
                best, kept, unusual = self.cost, self._state(), self.unusual
        self.cost, self.unusual = best, unusual
        tree.ones, tree.lowered, tree.piled = kept
        tree.draw_all()

    def _state(self) -> tuple[list[list[int]], list[bool], list[bool]]:
        return [list(ones) for ones in self.tree.ones], list(self.tree.lowered), list(self.tree.piled)

    def _try(self, heat: float) -> None:
        made = self._move()
        if made is None:
            return
        manager, undo, unusual = made
        self.tree.redraw(manager)
        cost = self.crossings(*self.tree.places()) + UNUSUAL * (self.unusual + unusual)
        if cost <= self.cost or self.chance.random() < exp((self.cost - cost) / heat):
            self.cost = cost
            self.unusual += unusual
        else:
            undo()
            self.tree.redraw(manager)

    def _move(self) -> tuple[int, Undo, int] | None:
        """A change below a manager: whose, how to undo it, and how many unusual places it makes."""
        kind = self.chance.random()
        if kind < 0.15 and self.movable:
            return self._lower(self.chance.choice(self.movable))
        if kind < 0.2 and self.piles:
            return self._pile(self.chance.choice(self.piles))
        return self._reorder(kind) if self.families else None

    def _lower(self, who: int) -> tuple[int, Undo, int]:
        lowered = self.tree.lowered
        lowered[who] = not lowered[who]

        def undo() -> None:
            lowered[who] = not lowered[who]

        return self.tree.over[who], undo, 1 if lowered[who] else -1

    def _pile(self, manager: int) -> tuple[int, Undo, int]:
        piled = self.tree.piled
        piled[manager] = not piled[manager]

        def undo() -> None:
            piled[manager] = not piled[manager]

        return manager, undo, 1 if piled[manager] != self.usual[manager] else -1

    def _reorder(self, kind: float) -> tuple[int, Undo, int]:
        manager = self.chance.choices(self.families, self.weights)[0]
        ones = self.tree.ones[manager]
        before = list(ones)
        if kind < 0.65:
            one = ones.pop(self.chance.randrange(len(ones)))
            ones.insert(self.chance.randrange(len(ones) + 1), one)
        elif kind < 0.9:
            first, second = self.chance.sample(range(len(ones)), 2)
            ones[first], ones[second] = ones[second], ones[first]
        else:
            ones.reverse()

        def undo() -> None:
            ones[:] = before

        return manager, undo, 0
