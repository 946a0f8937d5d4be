"""Where the cards of an organisation chart stand: a level below whom one reports to, a manager in the middle above their
people, few crossings of the other lines, and whatever somebody placed by hand left where it is.

The tree is drawn after Reingold and Tilford 1981 (each branch as near to the one beside it as its outline allows). The order
of people beside each other is free: it is searched for the fewest crossings with the dotted, influence and conflict lines.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)
Spot = tuple[float, float]

CARD: Final = (184, 68)  # width and height
GAP: Final = (16, 46)  # between cards beside each other, and between levels
STACKED_FROM: Final = (7, 4)  # so many people without people stand below each other: in a small chart, in a large one
LARGE: Final = 60  # people of a chart that is not large yet
SEARCHED: Final = 600  # people of a chart whose order is searched for; a larger one stands as it was given
INDENT: Final = 22
STACK_GAP: Final = 12
WORK: Final = 30_000  # cards placed at most while searching for an order
PAIRS_A_CARD: Final = 100  # pairs of lines compared in the time one card is placed
ROUNDS: Final = 6
KEPT: Final = 256  # charts whose order is remembered


@dataclass(frozen=True)
class Chart(Generic[Who]):
    """Where each card's upper left corner stands, and whose cards stand in a stack below their manager."""

    spots: Mapping[Who, Spot]
    stacked: frozenset[Who]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all cards; zeros for none."""
        if not self.spots:
            return (0.0, 0.0, 0.0, 0.0)
        across, down = [x for x, _y in self.spots.values()], [y for _x, y in self.spots.values()]
        return (min(across), min(down), max(across) + CARD[0], max(down) + CARD[1])


@dataclass
class _Branch(Generic[Who]):
    """A branch of the tree while it is drawn: spots from its head, and left and right outline by level in pixels."""

    spots: dict[Who, Spot]
    left: dict[int, float] = field(default_factory=dict)
    right: dict[int, float] = field(default_factory=dict)


def chart(
    managers: Mapping[Who, Who | None],
    others: Iterable[tuple[Who, Who]] = (),
    placed: Mapping[Who, Spot] | None = None,
) -> Chart[Who]:
    """A chart of these people in their order: `managers` names whom each reports to, `others` are the other lines.

    Whoever is in `placed` stands there, and takes along those below them who are not. A circle is opened at its first.
    """
    people = tuple(managers.items())
    lines = tuple((start, end) for start, end in others if start in managers and end in managers and start != end)
    spots, stacked = _drawn(people, lines)
    return Chart(_moved(spots, _opened(managers), placed or {}), stacked)


def crossings(spots: Mapping[Who, Spot], lines: Sequence[tuple[Who, Who]]) -> int:
    """How many pairs of straight lines between the middles of cards cross; those that share an end do not."""
    return _Crossings(list(spots), lines)(spots)


class _Crossings(Generic[Who]):
    """Counts crossings of the same lines again and again; the first `straight` of them never cross each other."""

    def __init__(self, people: Sequence[Who], lines: Sequence[tuple[Who, Who]], straight: int = 0) -> None:
        import numpy as np

        index = {who: number for number, who in enumerate(people)}
        self.people = people
        ids = np.array([[index[start], index[end]] for start, end in lines], dtype=int).reshape(-1, 2)
        first, second = np.triu_indices(len(lines), 1)
        apart = second >= straight
        for one in (0, 1):
            for other in (0, 1):
                apart &= ids[first, one] != ids[second, other]
        self.first, self.second = ids[first[apart]], ids[second[apart]]

    @property
    def pairs(self) -> int:
        return len(self.first)

    def __call__(self, spots: Mapping[Who, Spot]) -> int:
        import numpy as np

        at = np.array([spots[who] for who in self.people], dtype=float).reshape(-1, 2)
        a, b, c, d = at[self.first[:, 0]], at[self.first[:, 1]], at[self.second[:, 0]], at[self.second[:, 1]]
        crossed = (_side(a, b, c) * _side(a, b, d) < 0) & (_side(c, d, a) * _side(c, d, b) < 0)
        return int(np.count_nonzero(crossed))


def _side(start: Any, end: Any, point: Any) -> Any:
    """On which side of each line a point lies: positive, negative, or 0 on it."""
    import numpy as np

    along, to = end - start, point - start
    return np.round(along[:, 0] * to[:, 1] - along[:, 1] * to[:, 0], 3)


@lru_cache(maxsize=KEPT)
def _drawn(
    people: tuple[tuple[Who, Who | None], ...], lines: tuple[tuple[Who, Who], ...]
) -> tuple[dict[Who, Spot], frozenset[Who]]:
    """The chart before anybody is moved by hand, its order searched for; remembered, for it depends on nothing else."""
    managers = _opened(dict(people))
    below: dict[Who | None, list[Who]] = defaultdict(list)
    for who, manager in managers.items():
        below[manager].append(who)
    tree = [(who, manager) for who, manager in managers.items() if manager is not None]
    if not lines or len(managers) > SEARCHED:
        return _placed(below)
    return _Search(below, tree, lines).best()


class _Search(Generic[Who]):
    """A search for the order of people beside each other with the fewest crossings; the same chart gives the same order."""

    def __init__(
        self, below: dict[Who | None, list[Who]], tree: list[tuple[Who, Who]], lines: Sequence[tuple[Who, Who]]
    ) -> None:
        self.below, self.tree, self.lines = below, tree, list(lines)
        people = _from_above(below)
        self.crossings = _Crossings(people, [*tree, *self.lines], len(tree))
        self.left = WORK // max(1, len(people) + self.crossings.pairs // PAIRS_A_CARD)

    def best(self) -> tuple[dict[Who, Spot], frozenset[Who]]:
        """The spots, and who stands in a stack."""
        spots, _stacked = _placed(self.below)
        count = self._count(spots)
        for _round in range(ROUNDS):
            if count == 0 or self.left <= 0:
                break
            order = self._by_the_middle_of_their_lines(spots)
            tried, _stacked = _placed(order)
            new = self._count(tried)
            if new >= count:
                break
            self.below, spots, count = order, tried, new
        self._swap(count)
        return _placed(self.below)

    def _count(self, spots: Mapping[Who, Spot]) -> int:
        self.left -= 1
        return self.crossings(spots)

    def _by_the_middle_of_their_lines(self, spots: Mapping[Who, Spot]) -> dict[Who | None, list[Who]]:
        """Everybody where the lines of their branch pull them."""
        pulls: dict[Who, list[float]] = defaultdict(list)
        over = dict(self.tree)
        for start, end in self.lines:
            for who, other in ((start, end), (end, start)):
                at: Who | None = who
                while at is not None:
                    pulls[at].append(spots[other][0])
                    at = over.get(at)
        pull = {who: sum(all_) / len(all_) for who, all_ in pulls.items()}
        return {
            manager: sorted(ones, key=lambda who: pull.get(who, spots[who][0])) for manager, ones in self.below.items()
        }

    def _swap(self, count: int) -> None:
        """Move each person to every place among those beside them; what crosses less stays."""
        better = True
        while better and count and self.left > 0:
            better = False
            for ones in sorted(self.below.values(), key=len, reverse=True):
                for who in list(ones) if len(ones) > 1 else ():
                    at = ones.index(who)
                    for to in range(len(ones)):
                        if to == ones.index(who) or self.left <= 0:
                            continue
                        ones.remove(who)
                        ones.insert(to, who)
                        new = self._count(_placed(self.below)[0])
                        if new < count:
                            count, at, better = new, to, True
                    ones.remove(who)
                    ones.insert(at, who)


def _opened(managers: Mapping[Who, Who | None]) -> dict[Who, Who | None]:
    """Whom each reports to, without those who are not there and without circles."""
    made: dict[Who, Who | None] = {}
    done: set[Who] = set()
    for start in managers:
        way: list[Who] = []
        seen: set[Who] = set()
        at: Who | None = start
        while at is not None and at not in done and at not in seen:
            way.append(at)
            seen.add(at)
            manager = managers[at]
            made[at] = manager if manager in managers else None
            at = made[at]
        if at is not None and at in seen:
            made[at] = None
        done.update(way)
    return {who: made[who] for who in managers}


def _placed(below: Mapping[Who | None, Sequence[Who]]) -> tuple[dict[Who, Spot], frozenset[Who]]:
    """Spots of everybody for this order, and who stands in a stack."""
    stacked: set[Who] = set()
    branches: dict[Who, _Branch[Who]] = {}
    everybody = _from_above(below)
    most = STACKED_FROM[len(everybody) > LARGE]
    for who in reversed(everybody):
        ones = below.get(who, ())
        leaves = [one for one in ones if not below.get(one)]
        if len(leaves) >= most:
            stacked.update(leaves)
            parts = [branches.pop(one) for one in ones if below.get(one)]
            for one in leaves:
                branches.pop(one)
            parts += _stacks(leaves)
        else:
            parts = [branches.pop(one) for one in ones]
        branches[who] = _headed(who, parts)
    whole = _beside([branches[who] for who in below.get(None, ())])
    return whole.spots, frozenset(stacked)


def _from_above(below: Mapping[Who | None, Sequence[Who]]) -> list[Who]:
    """Everybody, managers before their people."""
    made = list(below.get(None, ()))
    for who in made:
        made.extend(below.get(who, ()))
    return made


def _stacks(leaves: Sequence[Who]) -> list[_Branch[Who]]:
    """People without people, in columns about as wide as they are high."""
    width, height = CARD
    columns = max(1, round((len(leaves) * (height + STACK_GAP) / (width + INDENT)) ** 0.5))
    rows = -(-len(leaves) // columns)
    made = []
    for start in range(0, len(leaves), rows):
        spots = {
            who: (float(INDENT), row * (height + STACK_GAP)) for row, who in enumerate(leaves[start : start + rows])
        }
        levels = range(_levels(rows))
        made.append(_Branch(dict(spots), dict.fromkeys(levels, 0.0), dict.fromkeys(levels, float(INDENT + width))))
    return made


def _levels(rows: int) -> int:
    """Levels of the tree that a stack of so many cards reaches through."""
    level = CARD[1] + GAP[1]
    return -(-(rows * (CARD[1] + STACK_GAP)) // level)


def _headed(who: Who, parts: Sequence[_Branch[Who]]) -> _Branch[Who]:
    """A person in the middle above the branches below them."""
    width = CARD[0]
    if not parts:
        return _Branch({who: (0.0, 0.0)}, {0: 0.0}, {0: float(width)})
    beside = _beside(parts)
    first, last = beside.left[0], beside.right[0]
    at = (first + last - width) / 2
    level = CARD[1] + GAP[1]
    spots = {who: (at, 0.0)} | {one: (x, y + level) for one, (x, y) in beside.spots.items()}
    left = {0: at} | {depth + 1: x for depth, x in beside.left.items()}
    right = {0: at + width} | {depth + 1: x for depth, x in beside.right.items()}
    return _Branch(spots, left, right)


def _beside(parts: Sequence[_Branch[Who]]) -> _Branch[Who]:
    """Branches beside each other, each as far to the left as the outline of those before it allows."""
    whole: _Branch[Who] = _Branch({})
    for part in parts:
        shared = whole.right.keys() & part.left.keys()
        shift = max((whole.right[depth] + GAP[0] - part.left[depth] for depth in shared), default=0.0)
        whole.spots.update((who, (x + shift, y)) for who, (x, y) in part.spots.items())
        for depth, x in part.left.items():
            whole.left.setdefault(depth, x + shift)
        whole.right.update((depth, x + shift) for depth, x in part.right.items())
    return whole


def _moved(
    spots: Mapping[Who, Spot], managers: Mapping[Who, Who | None], placed: Mapping[Who, Spot]
) -> dict[Who, Spot]:
    """Whoever was placed by hand where they were placed; their people as far from them as they were."""
    made: dict[Who, Spot] = {}
    shifts: dict[Who | None, Spot] = {None: (0.0, 0.0)}
    below: dict[Who | None, list[Who]] = defaultdict(list)
    for who, manager in managers.items():
        below[manager].append(who)
    for who in _from_above(below):
        x, y = spots[who]
        shift = shifts[managers[who]]
        if who in placed:
            shift = (placed[who][0] - x, placed[who][1] - y)
        shifts[who], made[who] = shift, (x + shift[0], y + shift[1])
    return {who: made[who] for who in managers}
