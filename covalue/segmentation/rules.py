"""What a segmentation is made of, and who moved between two of them. Source: domain.md P5."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.web.answered import AccountId

SHORTEST_MONTHS: Final = 3
LONGEST_MONTHS: Final = 60


class Basis(StrEnum):
    """What customers are ranked by."""

    NET = "net"
    MARGIN = "margin"
    CONTRIBUTION = "contribution"
    LIFETIME = "lifetime"


class Letter(StrEnum):
    """A class by value."""

    ANY = ""
    A = "A"
    B = "B"
    C = "C"


class Serving(StrEnum):
    """Customers by margin and cost to serve. Source: Shapiro, Rangan, Moriarty and Ross, 1987.

    By margin alone (the last two) where nothing is known of what serving customers costs.
    """

    ANY = ""
    CARRIAGE = "carriage"
    PASSIVE = "passive"
    BARGAIN = "bargain"
    AGGRESSIVE = "aggressive"
    HIGH_MARGIN = "high_margin"
    LOW_MARGIN = "low_margin"


@dataclass(frozen=True)
class Settings:
    """The rules of a segmentation: months looked at, what is ranked, and the limits of the classes."""

    months: int = 12
    basis: Basis = Basis.NET
    a_share: float = 0.80
    b_share: float = 0.95
    x_below: float = 0.5
    y_below: float = 1.0

    def checked(self) -> "Settings":
        """The same rules; BadInput where the limit of a class lies above that of the next."""
        if self.a_share >= self.b_share:
            raise errors.BadInput(_("The upper threshold must be above the lower one."), field="b_share")
        if self.x_below >= self.y_below:
            raise errors.BadInput(_("The upper threshold must be above the lower one."), field="y_below")
        return self

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Settings":
        return cls(**{**stored, "basis": Basis(stored["basis"])})


USUAL: Final = Settings()


@dataclass(frozen=True)
class SegmentMember:
    """A customer in a segmentation: an account, or a key of the ledger no account is known by.

    `value` is what it is ranked by; None where that is not known, and then there is no class of value. `variation` is the
    sample standard deviation of the months by their mean.
    """

    account_id: AccountId
    source: str
    key: str
    name: str
    net: float
    value: float | None
    purchases: int
    days_since: int | None
    variation: float | None
    abc: str
    xyz: str
    recency: int
    frequency: int
    money: int
    rfm: str

    @property
    def identity(self) -> str:
        """What makes it the same customer at another date."""
        return f"account {self.account_id}" if self.account_id is not None else f"{self.source} {self.key}"


@dataclass(frozen=True)
class SegmentMove:
    """A customer that changed class between two dates; before or after is None for who was not there."""

    before: SegmentMember | None
    after: SegmentMember | None

    @property
    def member(self) -> SegmentMember:
        """The customer as it was last."""
        member = self.after or self.before
        assert member is not None
        return member

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def account_id(self) -> int | None:
        return self.member.account_id


def as_now(
    members: Iterable[SegmentMember], merged: Mapping[int, int], keys: Mapping[tuple[str, str], int]
) -> tuple[SegmentMember, ...]:
    """Members of an earlier date as the customers they are now: `merged` is account → the one that stands for it, `keys` are
    accounts by source and key. Of several that are one customer now, the larger stands.
    """
    largest: dict[str, SegmentMember] = {}
    for member in members:
        account = member.account_id if member.account_id is not None else keys.get((member.source, member.key))
        now = replace(member, account_id=merged.get(account, account) if account is not None else None)
        other = largest.get(now.identity)
        if other is None or now.net > other.net:
            largest[now.identity] = now
    return tuple(largest.values())


def moves(before: Iterable[SegmentMember], after: Iterable[SegmentMember]) -> tuple[SegmentMove, ...]:
    """Who changed in value, steadiness or name, came or went; the largest amounts first."""
    then, now = ({member.identity: member for member in members} for members in (before, after))
    pairs = (SegmentMove(then.get(key), now.get(key)) for key in {**then, **now})
    changed = [move for move in pairs if _class_of(move.before) != _class_of(move.after)]
    return tuple(sorted(changed, key=lambda move: (-_size(move), move.name)))


def between(
    before: Iterable[SegmentMember], after: Iterable[SegmentMember], was: str, now: str
) -> tuple[SegmentMove, ...]:
    """Everybody who was in one class of value and is in another, or the same; “–” for who was not there. Largest first."""
    old, new = ({member.identity: member for member in members} for members in (before, after))
    pairs = (SegmentMove(old.get(key), new.get(key)) for key in {**old, **new})
    met = [move for move in pairs if (_letter(move.before), _letter(move.after)) == (was, now)]
    return tuple(sorted(met, key=lambda move: (-_size(move), move.name)))


def _letter(member: SegmentMember | None) -> str:
    return member.abc if member else "–"


def flows(before: Iterable[SegmentMember], after: Iterable[SegmentMember]) -> dict[tuple[str, str], int]:
    """How many went from which class of value to which; “–” for who was not there."""
    then, now = ({member.identity: member.abc for member in members} for members in (before, after))
    return Counter((then.get(key, "–"), now.get(key, "–")) for key in {**then, **now})


def _class_of(member: SegmentMember | None) -> tuple[str, str, str] | None:
    return None if member is None else (member.abc, member.xyz, member.rfm)


def _size(move: SegmentMove) -> float:
    return max(abs(member.value or 0.0) for member in (move.before, move.after) if member is not None)
