"""What a segmentation is made of, and who moved between two of them. Source: domain.md P5."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

SHORTEST_MONTHS: Final = 3
LONGEST_MONTHS: Final = 60


class Basis(StrEnum):
    """What customers are ranked by."""

    NET = "net"
    MARGIN = "margin"
    CONTRIBUTION = "contribution"
    LIFETIME = "lifetime"


@dataclass(frozen=True)
class Settings:
    """The rules of a segmentation: months looked at, what is ranked, and the borders of the classes."""

    months: int = 12
    basis: Basis = Basis.NET
    a_share: float = 0.80
    b_share: float = 0.95
    x_below: float = 0.5
    y_below: float = 1.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Settings":
        return cls(**{**kept, "basis": Basis(kept["basis"])})


@dataclass(frozen=True)
class Member:
    """A customer in a segmentation: an account, or a key of the ledger no account is known by. `value` is what it is ranked
    by; None where that is not known, and then there is no class of value.
    """

    account_id: int | None
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
class Move:
    """A customer that changed class between two dates; before or after is None for who was not there."""

    before: Member | None
    after: Member | None

    @property
    def name(self) -> str:
        return (self.after or self.before).name  # type: ignore[union-attr]

    @property
    def account_id(self) -> int | None:
        return (self.after or self.before).account_id  # type: ignore[union-attr]


def moves(before: Iterable[Member], after: Iterable[Member]) -> tuple[Move, ...]:
    """Who changed in value, steadiness or name, came or went; the largest amounts first."""
    then, now = ({member.identity: member for member in members} for members in (before, after))
    pairs = (Move(then.get(key), now.get(key)) for key in {**then, **now})
    changed = [move for move in pairs if _class_of(move.before) != _class_of(move.after)]
    return tuple(sorted(changed, key=lambda move: (-_size(move), move.name)))


def flows(before: Iterable[Member], after: Iterable[Member]) -> dict[tuple[str, str], int]:
    """How many went from which class of value to which; “–” for who was not there."""
    then, now = ({member.identity: member.abc for member in members} for members in (before, after))
    found: dict[tuple[str, str], int] = {}
    for key in {**then, **now}:
        pair = then.get(key, "–"), now.get(key, "–")
        found[pair] = found.get(pair, 0) + 1
    return found


def _class_of(member: Member | None) -> tuple[str, str, str] | None:
    return None if member is None else (member.abc, member.xyz, member.rfm)


def _size(move: Move) -> float:
    return max(abs(member.value or 0.0) for member in (move.before, move.after) if member is not None)
