"""Stages, forecast and what stands out among opportunities. Pure. Sources: domain.md A8 and A14; docs/rules/opportunities.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import reduce
from itertools import accumulate, pairwise
from math import gcd
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Label = str | Promise
COMMITTED_FROM: Final = 90  # per cent
FEWEST_DEALS: Final = 3  # open opportunities of a period; with fewer a range says nothing
FEWEST_CLOSED: Final = 10  # closed opportunities that were in a stage; fewer are no record
STALE_AFTER: Final = timedelta(days=60)
FINEST: Final = 4_000  # steps of the amounts a range is computed with
LOW, HIGH = 0.1, 0.9
NOW_UNTIL: Final = timedelta(days=90)
YEAR_UNTIL: Final = timedelta(days=365)
LOGGED_FOR: Final = timedelta(days=90)  # how far back conversations count in the balance
USUAL_HOURS: Final = {"visit": 4.0, "meeting": 1.0, "call": 0.5, "mail": 0.25}
CROWDS_FROM: Final = Decimal("0.5")  # of the open amount
FEWEST_CROWDED: Final = 3  # open opportunities, the large one included


class StageOutcome(StrEnum):
    """How a stage ends: not yet, won, or lost."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class ClosedReason(StrEnum):
    """Why an opportunity was won or lost, as the customer says or we believe."""

    VALUE = "value"
    PRICE = "price"
    RELATIONSHIP = "relationship"
    OFFERING = "offering"
    DELIVERY = "delivery"
    TIMING = "timing"
    NO_DECISION = "no_decision"
    OTHER = "other"


class JourneyStep(StrEnum):
    """How far a unit of the customer is on its way to a purchase, seen from its side."""

    UNAWARE = "unaware"
    NEED = "need"
    CRITERIA = "criteria"
    OPTIONS = "options"
    CHOICE = "choice"
    CONTRACT = "contract"
    USE = "use"


class Horizon(StrEnum):
    """When money or time counts: within 90 days, within a year, later."""

    NOW = "now"
    YEAR = "year"
    LATER = "later"


class Warned(StrEnum):
    """What stands out of an open opportunity."""

    PAST = "past"
    SLIPPED = "slipped"
    STALE = "stale"
    NO_AMOUNT = "no_amount"
    NO_DATE = "no_date"
    NO_STEP = "no_step"
    UNLINKED = "unlinked"


OUTCOME_NAMES: Final[dict[StageOutcome, Label]] = {
    StageOutcome.OPEN: _("open"),
    StageOutcome.WON: _("won"),
    StageOutcome.LOST: _("lost"),
}
REASON_NAMES: Final[dict[ClosedReason, Label]] = {
    ClosedReason.VALUE: _("Value for the customer"),
    ClosedReason.PRICE: _("Price"),
    ClosedReason.RELATIONSHIP: _("Relationship"),
    ClosedReason.OFFERING: _("What is offered"),
    ClosedReason.DELIVERY: _("Delivery and service"),
    ClosedReason.TIMING: _("Timing"),
    ClosedReason.NO_DECISION: _("The customer decided nothing"),
    ClosedReason.OTHER: _("Something else"),
}
JOURNEY_NAMES: Final[dict[JourneyStep, Label]] = {
    JourneyStep.UNAWARE: _("Sees no need"),
    JourneyStep.NEED: _("Sees a need"),
    JourneyStep.CRITERIA: _("Sets criteria"),
    JourneyStep.OPTIONS: _("Compares options"),
    JourneyStep.CHOICE: _("Chooses"),
    JourneyStep.CONTRACT: _("Agrees on terms"),
    JourneyStep.USE: _("Uses it"),
}
HORIZON_NAMES: Final[dict[Horizon, Label]] = {
    Horizon.NOW: _("Now (90 days)"),
    Horizon.YEAR: _("Within a year"),
    Horizon.LATER: _("Later"),
}
WARNED_NAMES: Final[dict[Warned, Label]] = {
    Warned.PAST: _("close date is past"),
    Warned.SLIPPED: _("close date moved"),
    Warned.STALE: _("unchanged for 60 days"),
    Warned.NO_AMOUNT: _("no amount"),
    Warned.NO_DATE: _("no close date"),
    Warned.NO_STEP: _("no next step"),
    Warned.UNLINKED: _("serves no objective"),
}


@dataclass(frozen=True)
class Step:
    """A stage: its key, name, the probability (per cent) it has unless somebody says another, and how it ends."""

    key: str
    name: Label
    probability: int
    outcome: StageOutcome = StageOutcome.OPEN

    @property
    def is_open(self) -> bool:
        return self.outcome == StageOutcome.OPEN


USUAL: Final = (
    Step("identified", _("Identified"), 10),
    Step("qualified", _("Qualified"), 25),
    Step("proposal", _("Proposal"), 50),
    Step("negotiation", _("Negotiation"), 75),
    Step("promised", _("Agreed in words"), 90),
    Step("won", _("Won"), 100, StageOutcome.WON),
    Step("lost", _("Lost"), 0, StageOutcome.LOST),
)


@dataclass(frozen=True)
class Deal:
    """What a forecast needs of an opportunity: its amount, and its probability in per cent."""

    amount: Decimal
    probability: int

    @property
    def committed(self) -> bool:
        return self.probability >= COMMITTED_FROM


@dataclass(frozen=True)
class Outlook:
    """A period's forecast. `low` and `high` are what four of five outcomes lie between; None where there are too few to know."""

    won: Decimal
    committed: Decimal
    weighted: Decimal
    best: Decimal
    open: int
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def known(self) -> bool:
        return self.low is not None


def outlook(won: Iterable[Decimal], deals: Sequence[Deal]) -> Outlook:
    """What a period brings: what is won, with what is committed, weighted, and with everything (`best`)."""
    sure = sum(won, Decimal(0))
    low, high = interval(deals) if len(deals) >= FEWEST_DEALS else (None, None)
    return Outlook(
        won=sure,
        committed=sure + sum((deal.amount for deal in deals if deal.committed), Decimal(0)),
        weighted=sure + weighted(deals),
        best=sure + sum((deal.amount for deal in deals), Decimal(0)),
        open=len(deals),
        low=None if low is None else sure + low,
        high=None if high is None else sure + high,
    )


def weighted(deals: Iterable[Deal]) -> Decimal:
    """Each amount times its probability, added up."""
    return sum((deal.amount * deal.probability / 100 for deal in deals), Decimal(0))


def interval(deals: Sequence[Deal]) -> tuple[Decimal, Decimal]:
    """The smallest amounts that 10 and 90 per cent of all outcomes stay within (`distribution`)."""
    amounts, chances = distribution(deals)
    sums = list(accumulate(chances))
    return tuple(_quantile(amounts, sums, share) for share in (LOW, HIGH))  # type: ignore[return-value]


def distribution(deals: Sequence[Deal]) -> tuple[list[Decimal], list[float]]:
    """Every total that can come of deals that are won or lost independently of each other, and how likely each is.

    Exact where the amounts have a common step of which all together are at most 4 000 (the Poisson binomial distribution
    where all are equal); otherwise each amount is rounded to a 4 000th of the total.
    """
    cents = [int((deal.amount * 100).to_integral_value(ROUND_HALF_UP)) for deal in deals]
    step = max(1, reduce(gcd, cents, 0))
    if sum(cents) > FINEST * step:
        step = max(1, -(-sum(cents) // FINEST))
    sizes = [round(amount / step) for amount in cents]
    chances = [1.0]
    for size, deal in zip(sizes, deals, strict=True):
        chances = _with(chances, size, deal.probability / 100)
    return [Decimal(place * step) / 100 for place in range(len(chances))], chances


def _with(chances: list[float], size: int, share: float) -> list[float]:
    """The chances of every total once one more deal of this size may be won."""
    more = [chance * (1 - share) for chance in chances] + [0.0] * size
    for place, chance in enumerate(chances):
        more[place + size] += chance * share
    return more


def _quantile(amounts: Sequence[Decimal], sums: Sequence[float], share: float) -> Decimal:
    rounding = 1e-12
    return next(
        (amount for amount, reached in zip(amounts, sums, strict=True) if reached >= share - rounding), amounts[-1]
    )


@dataclass(frozen=True)
class Slip:
    """How often a close date was moved later, and by how many days in all."""

    times: int = 0
    days: int = 0


def slip(dates: Sequence[date]) -> Slip:
    """Of the close dates an opportunity had, in their order."""
    moves = [(after - before).days for before, after in pairwise(dates) if after > before]
    return Slip(len(moves), sum(moves))


def is_stale(touched: date, today: date) -> bool:
    """Whether stage, amount, date, probability and next step of an open opportunity stayed as they are for 60 days."""
    return today - touched > STALE_AFTER


def horizon(on: date | None, today: date) -> Horizon:
    """When a day is: what has none, or is past, is to be dealt with now or later as it says."""
    if on is None:
        return Horizon.LATER
    if on <= today + NOW_UNTIL:
        return Horizon.NOW
    return Horizon.YEAR if on <= today + YEAR_UNTIL else Horizon.LATER


@dataclass(frozen=True)
class Weight:
    """What crowding out is told by: an open opportunity's amount in one currency, and whether it has stood still for 60 days."""

    id: int
    amount: Decimal
    still: bool


def crowding(weights: Sequence[Weight]) -> int | None:
    """The id of the open opportunity that crowds out the others, if one does.

    It is half of the open amount or more, there are at least two others, and at least half of these have stood still for 60
    days while it has not. *500, 100 and 100, one of the small ones untouched since March: the first.*
    """
    total = sum((weight.amount for weight in weights), Decimal(0))
    if len(weights) < FEWEST_CROWDED or total <= 0:
        return None
    large = max(weights, key=lambda weight: (weight.amount, -weight.id))
    others = [weight for weight in weights if weight.id != large.id]
    if large.still or large.amount < CROWDS_FROM * total:
        return None
    return large.id if 2 * sum(weight.still for weight in others) >= len(others) else None


@dataclass(frozen=True)
class Contact:
    """A conversation as the balance counts it: its day and hours, whether the SAM took part, and the horizon of what it was about."""

    on: date
    hours: float
    by_lead: bool
    horizon: Horizon | None = None


@dataclass(frozen=True)
class Hours:
    """Hours of conversations by the horizon of what they were about; `other` were about no sale. `own` are those of the SAM."""

    now: float = 0.0
    year: float = 0.0
    later: float = 0.0
    other: float = 0.0

    @property
    def all(self) -> float:
        return self.now + self.year + self.later + self.other


@dataclass(frozen=True)
class Contacts:
    """Where time with a customer went: everybody's and the SAM's own, and how much of it while nothing was open."""

    everybody: Hours
    own: Hours
    n: int
    while_nothing_open: int
    hours_while_nothing_open: float


def contacts(held: Sequence[Contact], spans: Sequence[tuple[date, date]]) -> Contacts:
    """Of these conversations; `spans` are the first and last day on which each opportunity was open."""
    idle = [one for one in held if not any(first <= one.on <= last for first, last in spans)]
    return Contacts(
        everybody=_hours(held),
        own=_hours([one for one in held if one.by_lead]),
        n=len(held),
        while_nothing_open=len(idle),
        hours_while_nothing_open=sum(one.hours for one in idle),
    )


def nearest(horizons: Iterable[Horizon]) -> Horizon | None:
    """The first of the horizons of what a conversation was about."""
    told = set(horizons)
    return next((one for one in Horizon if one in told), None)


def _hours(held: Iterable[Contact]) -> Hours:
    by = dict.fromkeys((*Horizon, None), 0.0)
    for one in held:
        by[one.horizon] += one.hours
    return Hours(by[Horizon.NOW], by[Horizon.YEAR], by[Horizon.LATER], by[None])


def record(won: int, lost: int) -> float | None:
    """The share won of closed opportunities that were in a stage; None where there are too few to know."""
    return won / (won + lost) if won + lost >= FEWEST_CLOSED else None


def quarter_of(day: date) -> date:
    """The first day of a calendar quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
