"""The whale curve: contribution added up, customers ranked by it from the best (Kaplan & Narayanan, 2001)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Whale:
    """The curve and what it says. Money in one currency; shares are of customers (0.4 is 40 %).

    `cumulative` starts with the best customer. `first_at_peak` and `last_at_peak` are numbers of customers: between
    them lie those who bring and cost nothing. Empty without customers.
    """

    cumulative: tuple[float, ...]
    total: float
    peak: float
    first_at_peak: int
    last_at_peak: int
    lost: float

    @property
    def customers(self) -> int:
        return len(self.cumulative)

    @property
    def losing(self) -> int:
        """How many customers cost more than they bring."""
        return self.customers - self.last_at_peak

    @property
    def share_at_peak(self) -> float | None:
        """The fewest customers that make the peak, as a share of all."""
        return self.first_at_peak / self.customers if self.customers else None

    @property
    def height(self) -> float | None:
        """The peak over the total (2.05 is 205 %); None where the total is not above zero and a share says nothing."""
        return self.peak / self.total if self.total > 0 else None


def curve(contributions: Sequence[float]) -> Whale:
    """The whale curve of customers' contributions, in any order."""
    ranked = sorted(contributions, reverse=True)
    cumulative = tuple(accumulate(ranked))
    winning = sum(1 for value in ranked if value > 0)
    losing = [value for value in ranked if value < 0]
    return Whale(
        cumulative=cumulative,
        total=cumulative[-1] if cumulative else 0.0,
        peak=cumulative[winning - 1] if winning else 0.0,
        first_at_peak=winning,
        last_at_peak=len(ranked) - len(losing),
        lost=-sum(losing),
    )
