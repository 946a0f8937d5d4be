"""Where the cards of an organisation chart stand: a level below whom one reports to, a manager in the middle above their
people, few crossings of the other lines, and whatever somebody placed by hand left where it is.

The tree is drawn by `tidy`; what is free in it is searched by `ordering` for the fewest crossings with the dotted, influence
and conflict lines.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Generic

from covalue.analytics.ordering import Crossings, search
from covalue.analytics.tidy import CARD, GAP, Spot, Tree, Who, from_above

__all__ = ["CARD", "GAP", "Chart", "Spot", "chart", "crossings"]

SEARCHED: Final = 600  # people of a chart whose order is searched for; a larger one stands as it was given
KEPT: Final = 256  # charts whose order is remembered
IN_ROWS: Final = 250  # people of a chart that is not drawn in rows yet; in a smaller one they cost crossings
WIDE: Final = 3  # times as wide as high: a large chart beyond that is drawn in rows
SHAPE: Final = 1.8  # a window's width by its height
WIDTHS: Final = tuple(round(2_000 * 2 ** (half / 2)) for half in range(10))  # of rows that are tried, in pixels


@dataclass(frozen=True)
class Chart(Generic[Who]):
    """Where each card's upper left corner stands, and whose cards stand in a stack below their manager.

    `turns`: for cards in a second row of a manager's people, or after it, where the line to them turns, seen from the card.
    """

    spots: Mapping[Who, Spot]
    stacked: frozenset[Who]
    turns: Mapping[Who, Spot] = field(default_factory=dict)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of all cards; zeros for none."""
        if not self.spots:
            return (0.0, 0.0, 0.0, 0.0)
        across, down = [x for x, _y in self.spots.values()], [y for _x, y in self.spots.values()]
        return (min(across), min(down), max(across) + CARD[0], max(down) + CARD[1])


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
    spots, stacked, turns = _drawn(people, lines)
    there = placed or {}
    kept = {who: turn for who, turn in turns.items() if who not in there}
    return Chart(_moved(spots, _opened(managers), there), stacked, kept)


def crossings(spots: Mapping[Who, Spot], lines: Sequence[tuple[Who, Who]]) -> int:
    """How many pairs of straight lines between the middles of cards cross; those that share an end do not."""
    number = {who: at for at, who in enumerate(spots)}
    count = Crossings([(number[start], number[end]) for start, end in lines])
    return count([x for x, _y in spots.values()], [y for _x, y in spots.values()])


@lru_cache(maxsize=KEPT)
def _drawn(
    people: tuple[tuple[Who, Who | None], ...], lines: tuple[tuple[Who, Who], ...]
) -> tuple[dict[Who, Spot], frozenset[Who], dict[Who, Spot]]:
    """The chart before anybody is moved by hand, its order searched for; remembered, for it depends on nothing else."""
    managers = _opened(dict(people))
    below: dict[Who | None, list[Who]] = defaultdict(list)
    for who, manager in managers.items():
        below[manager].append(who)
    tree = Tree(below)
    if lines and len(managers) <= SEARCHED:
        number = {who: at for at, who in enumerate(tree.people)}
        search(tree, [(number[start], number[end]) for start, end in lines])
    if len(managers) > IN_ROWS:
        _in_rows(tree)
    return tree.spots(), tree.stacked(), tree.turns()


def _in_rows(tree: Tree[Who]) -> None:
    """A chart that is too wide for a window: people of a manager in rows, as wide as shows all of them largest."""
    if _shape(tree)[0] <= WIDE * _shape(tree)[1]:
        return
    sizes = {}
    for widest in WIDTHS:
        tree.widest = widest
        tree.draw_all()
        width, height = _shape(tree)
        sizes[max(width / SHAPE, height), widest] = widest
    tree.widest = sizes[min(sizes)]
    tree.draw_all()


def _shape(tree: Tree[Who]) -> tuple[float, float]:
    """How wide and how high all cards stand together."""
    across, down = tree.places()
    return max(across) - min(across) + CARD[0], max(down) + CARD[1]


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


def _moved(
    spots: Mapping[Who, Spot], managers: Mapping[Who, Who | None], placed: Mapping[Who, Spot]
) -> dict[Who, Spot]:
    """Whoever was placed by hand where they were placed; their people as far from them as they were."""
    made: dict[Who, Spot] = {}
    shifts: dict[Who | None, Spot] = {None: (0.0, 0.0)}
    below: dict[Who | None, list[Who]] = defaultdict(list)
    for who, manager in managers.items():
        below[manager].append(who)
    for who in from_above(below):
        x, y = spots[who]
        shift = shifts[managers[who]]
        if who in placed:
            shift = (placed[who][0] - x, placed[who][1] - y)
        shifts[who], made[who] = shift, (x + shift[0], y + shift[1])
    return {who: made[who] for who in managers}
