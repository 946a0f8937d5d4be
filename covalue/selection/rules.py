"""Choosing strategic accounts, in the business's words: criteria, ratings, the matrix, and what may be proposed.

Source: domain.md P3 and P4; the criteria of fit are those the texts name (cultural fit, leader or innovator, willingness
to invest and to partner). See docs/rules/selection.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from statistics import fmean, pstdev
from typing import Final

LOWEST: Final = 0
HIGHEST: Final = 10
STRONG: Final = (2, 8)  # at or beyond these a rating needs its evidence
WIDE: Final = 4  # points between raters that are talked about, not averaged
MOST_CRITERIA: Final = 12
FEWEST_JUDGED: Final = 0.5  # of an axis's weight; less is no score
FULL: Final = Decimal(100)
FIT_SHARES: Final = (30, 80)  # per cent; outside, one axis alone would choose
HOURS_A_PLACE: Final = 400  # a year; a dedicated account manager leads three to five accounts
MOST_CANDIDATES: Final = 60


class Purpose(StrEnum):
    """What a round is for."""

    SELECTION = "selection"
    ASSESSMENT = "assessment"


class Axis(StrEnum):
    """Where a criterion counts. A gate is met or it is not."""

    WORTH = "worth"
    FIT = "fit"
    GATE = "gate"


class Figure(StrEnum):
    """A figure of the ledger that rates in place of people; none: people rate."""

    NONE = ""
    NET = "net"
    GROWTH = "growth"
    CONTRIBUTION = "contribution"
    LIFETIME = "lifetime"


class State(StrEnum):
    """Where a round stands."""

    RATING = "rating"
    CONSENSUS = "consensus"
    DECIDED = "decided"


class Quadrant(StrEnum):
    """The fields of the matrix. Names: McDonald and Woodburn speak of strategic, star, status and streamline."""

    STRATEGIC = "strategic"
    DEVELOP = "develop"
    LARGE = "large"
    STANDARD = "standard"


class Decision(StrEnum):
    """What can be decided of a candidate."""

    SELECT = "select"
    DEVELOP = "develop"
    KEEP = "keep"
    NOT_NOW = "not_now"
    WATCH = "watch"
    DESELECT = "deselect"


OF_PURPOSE: Final = {
    Purpose.SELECTION: (Decision.SELECT, Decision.DEVELOP, Decision.NOT_NOW),
    Purpose.ASSESSMENT: (Decision.KEEP, Decision.WATCH, Decision.DESELECT),
}


class CheckKind(StrEnum):
    """What the watchlist checks of each strategic account."""

    REVENUE_FALLS = "revenue_falls"
    CONTRIBUTION_LOW = "contribution_low"
    SILENT = "silent"
    UNSIGNED = "unsigned"
    NO_SPONSOR = "no_sponsor"
    NOT_ASSESSED = "not_assessed"


class Obstacle(StrEnum):
    """Why a candidate is not proposed for a place."""

    GATE = "gate"
    NO_FIT = "no_fit"
    NO_WORTH = "no_worth"
    FIT_LOW = "fit_low"
    WORTH_LOW = "worth_low"
    NO_PLACE = "no_place"
    MERGED = "merged"


@dataclass(frozen=True)
class CriterionSheet:
    """A criterion. `weight` is per cent of its axis. With a `figure` the ledger rates: `bottom` of the figure is 0 points,
    `top` is 10 (money, or per cent for growth).
    """

    axis: Axis
    name: str
    weight: Decimal = Decimal(0)
    low: str = ""
    middle: str = ""
    high: str = ""
    figure: str = ""
    bottom: Decimal | None = None
    top: Decimal | None = None


@dataclass(frozen=True)
class Spread:
    """What several people gave one thing. `scores` leaves out who could not judge."""

    scores: tuple[int, ...]
    could_not: int = 0

    @property
    def mean(self) -> float | None:
        return fmean(self.scores) if self.scores else None

    @property
    def low(self) -> int | None:
        return min(self.scores, default=None)

    @property
    def high(self) -> int | None:
        return max(self.scores, default=None)

    @property
    def deviation(self) -> float:
        """Population standard deviation; 0 of one."""
        return pstdev(self.scores) if self.scores else 0.0

    @property
    def is_wide(self) -> bool:
        return bool(self.scores) and max(self.scores) - min(self.scores) >= WIDE


@dataclass(frozen=True)
class Standing:
    """Where a candidate stands: scores of 0 to 100, None where too little was judged."""

    candidate: int
    worth: float | None
    fit: float | None
    gates_met: bool
    merged: bool = False


def sums(sheets: Iterable[CriterionSheet]) -> dict[Axis, Decimal]:
    """The weights of each axis together."""
    totals = {Axis.WORTH: Decimal(0), Axis.FIT: Decimal(0)}
    for sheet in sheets:
        if sheet.axis != Axis.GATE:
            totals[sheet.axis] += sheet.weight
    return totals


def normalised(sheets: Sequence[CriterionSheet]) -> tuple[CriterionSheet, ...]:
    """The same in proportion, so that each axis has a hundred; two decimals, the remainder goes to the heaviest."""
    scaled = list(sheets)
    for axis, total in sums(sheets).items():
        places = [place for place, sheet in enumerate(scaled) if sheet.axis == axis]
        if not places or total <= 0:
            continue
        shares = {p: (scaled[p].weight * FULL / total).quantize(Decimal("0.01")) for p in places}
        shares[max(places, key=lambda p: scaled[p].weight)] += FULL - sum(shares.values(), Decimal(0))
        for place in places:
            scaled[place] = replace(scaled[place], weight=shares[place])
    return tuple(scaled)


def points(value: Decimal | float | None, bottom: Decimal | None, top: Decimal | None) -> float | None:
    """What the ledger rates: 0 at the bottom, 10 at the top, straight between; None where nothing is known."""
    if value is None or bottom is None or top is None or bottom == top:
        return None
    share = (float(value) - float(bottom)) / (float(top) - float(bottom))
    return round(min(1.0, max(0.0, share)) * HIGHEST, 2)


def needs_evidence(score: int | None) -> bool:
    """Whether a rating is so low or so high that it needs a reason."""
    return score is not None and (score <= STRONG[0] or score >= STRONG[1])


def quadrant(worth: float | None, fit: float | None, worth_threshold: float, fit_threshold: float) -> Quadrant | None:
    """The field of the matrix, by fixed thresholds: never by the mean of those who happen to be candidates."""
    if worth is None or fit is None:
        return None
    if worth >= worth_threshold:
        return Quadrant.STRATEGIC if fit >= fit_threshold else Quadrant.LARGE
    return Quadrant.DEVELOP if fit >= fit_threshold else Quadrant.STANDARD


def overall(worth: float | None, fit: float | None, fit_share: float) -> float | None:
    """Both axes in one figure; None while one is missing. `fit_share` is a part of one."""
    return None if worth is None or fit is None else (1 - fit_share) * worth + fit_share * fit


def proposal(
    standings: Sequence[Standing], *, places: int, fit_share: float, worth_threshold: float, fit_threshold: float
) -> dict[int, Obstacle | None]:
    """Who is proposed for a place (None), and why the others are not. Size alone proposes nobody: without fit, no place.

    Equal figures are served in the order of the candidates.
    """
    obstacles = {standing.candidate: _obstacle(standing, worth_threshold, fit_threshold) for standing in standings}
    ready = [standing for standing in standings if obstacles[standing.candidate] is None]
    ready.sort(key=lambda standing: -(overall(standing.worth, standing.fit, fit_share) or 0.0))
    return obstacles | {standing.candidate: Obstacle.NO_PLACE for standing in ready[max(0, places) :]}


def places_of(hours: Decimal, hours_each: Decimal) -> int:
    """Places that a capacity of hours gives: whole accounts."""
    return int(hours // hours_each) if hours_each > 0 else 0


def opportunity_cost(
    hours: Decimal, expected: Decimal, others: Mapping[int, tuple[Decimal, Decimal]]
) -> tuple[Decimal, int | None]:
    """What serving an account costs: what its hours would bring at the best account not selected, less what they
    bring here (`methods.md` §1). `others` is id → (expected value, hours it would take). Returns the cost and that account.
    """
    best, rate = None, Decimal(0)
    for pk, (value, needed) in others.items():
        if needed > 0 and (best is None or value / needed > rate):
            best, rate = pk, value / needed
    return (hours * rate - expected if best is not None else Decimal(0)), best


def _obstacle(standing: Standing, worth_threshold: float, fit_threshold: float) -> Obstacle | None:
    if standing.merged:
        return Obstacle.MERGED
    if not standing.gates_met:
        return Obstacle.GATE
    if standing.fit is None:
        return Obstacle.NO_FIT
    if standing.worth is None:
        return Obstacle.NO_WORTH
    if standing.fit < fit_threshold:
        return Obstacle.FIT_LOW
    return Obstacle.WORTH_LOW if standing.worth < worth_threshold else None
