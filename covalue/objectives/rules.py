"""How far the two sides' objectives rest on each other. Source: domain.md A6."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

TOUCHES: Final = 1
SUPPORTS: Final = 2
CARRIES: Final = 3


@dataclass(frozen=True)
class Alignment:
    """Objectives of each side, how many of them are linked, and `share` (0 to 1): how far they rest on each other."""

    theirs: int
    answered: int
    ours: int
    grounded: int
    share: float

    @property
    def orphans(self) -> int:
        """Objectives of either side that rest on none of the other's."""
        return self.theirs - self.answered + self.ours - self.grounded


def alignment(theirs: Collection[int], ours: Collection[int], links: Iterable[tuple[int, int, int]]) -> Alignment:
    """Of the ids of both sides and links (ours, theirs, strength 1 to 3).

    `share` is the mean over all objectives of their strongest link, as a share of the strongest there is; an objective
    without a link counts nothing. Two of theirs, one of which ours carries (3), and nothing else: (3 + 0 + 3) / 9 = 67 %.
    """
    standing = [(us, them, strength) for us, them, strength in links if us in ours and them in theirs]
    of_theirs = _strongest((them, strength) for _, them, strength in standing)
    of_ours = _strongest((us, strength) for us, _, strength in standing)
    reached = sum(of_theirs.values()) + sum(of_ours.values())
    possible = CARRIES * (len(theirs) + len(ours))
    return Alignment(len(theirs), len(of_theirs), len(ours), len(of_ours), reached / possible if possible else 0.0)


def _strongest(links: Iterable[tuple[int, int]]) -> Mapping[int, int]:
    strongest: dict[int, int] = {}
    for objective, strength in links:
        strongest[objective] = max(strength, strongest.get(objective, 0))
    return strongest
