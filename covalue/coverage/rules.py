"""Hours asked and given: which model a customer gets, who gives the hours, who has too many. Source: domain.md P5.

Names of models are those of the field (`methods.md` §1); their hours are a start of ours, to be changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

NOTHING: Final = Decimal(0)
MOST_HOURS: Final = Decimal(10_000)  # a year, of one person or for one account
FULL: Final = Decimal("1.00")
ROOM_BELOW: Final = Decimal("0.80")  # of capacity; less is room for another account


class Served(StrEnum):
    """By whom customers of a model are served."""

    SAM = "sam"
    SAM_TEAM = "sam_team"
    KEY = "key_account_manager"
    REGIONAL = "regional_lead"
    INSIDE = "inside_sales"
    DIGITAL = "digital"


class Segment(StrEnum):
    """Customers that get the same model: by what we decided they are, the others by their share of revenue."""

    STRATEGIC = "strategic"
    KEY = "key"
    CANDIDATE = "candidate"
    WATCH = "watch"
    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True)
class Starter:
    """A model to begin with, and the segments it is for."""

    served: Served
    hours: Decimal
    segments: tuple[Segment, ...]


STARTERS: Final = (
    Starter(Served.SAM_TEAM, Decimal(400), (Segment.STRATEGIC, Segment.WATCH)),
    Starter(Served.SAM, Decimal(200), (Segment.CANDIDATE,)),
    Starter(Served.KEY, Decimal(120), (Segment.KEY,)),
    Starter(Served.REGIONAL, Decimal(40), (Segment.A,)),
    Starter(Served.INSIDE, Decimal(12), (Segment.B,)),
    Starter(Served.DIGITAL, Decimal(0), (Segment.C,)),
)


@dataclass(frozen=True)
class Covered:
    """An account looked at by itself: what its model asks a year, and who gives how much."""

    account: int
    asked: Decimal
    given: Mapping[int, Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.given.values(), NOTHING)

    @property
    def gap(self) -> Decimal:
        """Hours missing; below zero: given beyond what is asked."""
        return self.asked - self.total


@dataclass(frozen=True)
class Load:
    """A person: hours given over all accounts, and those they have. Without `capacity` nobody has said."""

    user: int
    hours: Decimal
    capacity: Decimal | None

    @property
    def share(self) -> Decimal | None:
        return self.hours / self.capacity if self.capacity else None

    @property
    def over(self) -> bool:
        return self.capacity is not None and self.hours > self.capacity

    @property
    def has_room(self) -> bool:
        return self.capacity is not None and self.capacity > 0 and self.hours < self.capacity * ROOM_BELOW

    @property
    def room(self) -> Decimal | None:
        return None if self.capacity is None else self.capacity - self.hours


def given(asked: Decimal, told: Mapping[int, Decimal], lead: int | None) -> dict[int, Decimal]:
    """Who gives which hours: as it was told; untold, whoever leads the account gives what its model asks."""
    if told:
        return dict(told)
    return {lead: asked} if lead is not None and asked > 0 else {}


def loads(covered: Iterable[Covered], capacity: Mapping[int, Decimal]) -> dict[int, Load]:
    """Everybody who gives hours or has some."""
    hours: dict[int, Decimal] = dict.fromkeys(capacity, NOTHING)
    for one in covered:
        for user, some in one.given.items():
            hours[user] = hours.get(user, NOTHING) + some
    return {user: Load(user, some, capacity.get(user)) for user, some in hours.items()}


def moved(one: Covered, giver: int | None, taker: int, hours: Decimal | None = None) -> Covered:
    """The account as if `taker` gave hours in place of `giver`: all of theirs unless fewer are named.

    Without a giver the taker gives what is missing, or the hours named.
    """
    told = dict(one.given)
    some = hours if hours is not None else (told.get(giver, NOTHING) if giver is not None else max(one.gap, NOTHING))
    if giver is not None:
        told[giver] = max(told.get(giver, NOTHING) - some, NOTHING)
    told[taker] = told.get(taker, NOTHING) + some
    return Covered(one.account, one.asked, {user: h for user, h in told.items() if h > 0})


def more_places(room: Sequence[Decimal], hours_each: Decimal) -> int:
    """How many more accounts of a model people have room for: whole accounts of one person each, none shared."""
    return sum(int(some // hours_each) for some in room if some > 0) if hours_each > 0 else 0
