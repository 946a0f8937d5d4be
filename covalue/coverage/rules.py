"""Hours needed and planned: which model a customer gets, who serves it, who is overloaded. Source: domain.md P5.

The names of the models are the field's (`methods.md` §1); their hours are a starting point of ours.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

NOTHING: Final = Decimal(0)
MOST_HOURS: Final = Decimal(10_000)  # a year, of one person or for one account
SPARE_BELOW: Final = Decimal("0.80")  # of capacity; whoever plans less can take another account


class Served(StrEnum):
    """Who serves the customers of a model."""

    SAM = "sam"
    SAM_TEAM = "sam_team"
    KEY = "key_account_manager"
    REGIONAL = "regional_lead"
    INSIDE = "inside_sales"
    DIGITAL = "digital"


class Segment(StrEnum):
    """Customers that get the same model: by account class, all others by their ABC class of revenue."""

    STRATEGIC = "strategic"
    KEY = "key"
    CANDIDATE = "candidate"
    WATCH = "watch"
    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True)
class StandardModel:
    """A standard model, and the segments it serves."""

    served: Served
    hours: Decimal
    segments: tuple[Segment, ...]


STANDARD_MODELS: Final = (
    StandardModel(Served.SAM_TEAM, Decimal(400), (Segment.STRATEGIC, Segment.WATCH)),
    StandardModel(Served.SAM, Decimal(200), (Segment.CANDIDATE,)),
    StandardModel(Served.KEY, Decimal(120), (Segment.KEY,)),
    StandardModel(Served.REGIONAL, Decimal(40), (Segment.A,)),
    StandardModel(Served.INSIDE, Decimal(12), (Segment.B,)),
    StandardModel(Served.DIGITAL, Decimal(0), (Segment.C,)),
)


@dataclass(frozen=True)
class Cover:
    """An account: the hours a year its model needs, and who plans how many of them (user id → hours)."""

    account: int
    needed: Decimal
    planned: Mapping[int, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.planned.values(), NOTHING)

    @property
    def missing(self) -> Decimal:
        """Hours short of what is needed; below zero where more is planned."""
        return self.needed - self.total


@dataclass(frozen=True)
class Load:
    """A person's planned hours a year over all accounts, and their capacity (None: not set)."""

    user: int
    hours: Decimal
    capacity: Decimal | None

    @property
    def share(self) -> Decimal | None:
        return self.hours / self.capacity if self.capacity else None

    @property
    def overloaded(self) -> bool:
        return self.capacity is not None and self.hours > self.capacity

    @property
    def has_spare_hours(self) -> bool:
        return self.capacity is not None and self.capacity > 0 and self.hours < self.capacity * SPARE_BELOW

    @property
    def spare_hours(self) -> Decimal | None:
        return None if self.capacity is None else self.capacity - self.hours


def planned_hours(needed: Decimal, planned: Mapping[int, Decimal], lead: int | None) -> dict[int, Decimal]:
    """Who plans which hours; where nothing is planned, the account's lead gives what its model needs."""
    if planned:
        return dict(planned)
    return {lead: needed} if lead is not None and needed > 0 else {}


def loads(covers: Iterable[Cover], capacity: Mapping[int, Decimal]) -> dict[int, Load]:
    """The load of everybody who has planned hours or a capacity."""
    hours: dict[int, Decimal] = dict.fromkeys(capacity, NOTHING)
    for cover in covers:
        for user, planned in cover.planned.items():
            hours[user] = hours.get(user, NOTHING) + planned
    return {user: Load(user, total, capacity.get(user)) for user, total in hours.items()}


def moved(cover: Cover, giver: int | None, taker: int, hours: Decimal | None = None) -> Cover:
    """The account as if `taker` took over hours from `giver`: all of them unless `hours` says how many.

    Without a giver the taker adds the missing hours, or `hours`.
    """
    planned = dict(cover.planned)
    given = planned.get(giver, NOTHING) if giver is not None else max(cover.missing, NOTHING)
    amount = given if hours is None else hours
    if giver is not None:
        planned[giver] = max(given - amount, NOTHING)
    planned[taker] = planned.get(taker, NOTHING) + amount
    return Cover(cover.account, cover.needed, {user: h for user, h in planned.items() if h > 0})


def free_places(spare_hours: Sequence[Decimal], hours_each: Decimal) -> int:
    """How many more accounts of a model fit: whole accounts of one person each, none shared."""
    return sum(int(hours // hours_each) for hours in spare_hours if hours > 0) if hours_each > 0 else 0
