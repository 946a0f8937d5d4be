"""What a signal can concern: packages say in their `hooks.py` what of an account can be named, and where it stands."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

from covalue.accounts.models import Account
from covalue.core.shared import AddedByName


@dataclass(frozen=True)
class Concern:
    """One thing of an account that a signal may change: its key (`objective:12`), its title and its page."""

    key: str
    title: str
    href: str


@dataclass(frozen=True)
class ConcernKind:
    """A kind of such things; `of_account` gives all of an account, in one query."""

    label: str | Promise
    of_account: Callable[[Account], Iterable[Concern]]


@dataclass(frozen=True)
class Group:
    """What of one kind an account has."""

    label: str | Promise
    concerns: tuple[Concern, ...]


_kinds: Final[AddedByName[str, ConcernKind]] = AddedByName()


def add(name: str, kind: ConcernKind) -> None:
    """Let signals concern this kind of rows; `name` begins the keys of its concerns."""
    _kinds.add(name, kind)


def of_account(account: Account) -> tuple[Group, ...]:
    """All that a signal of an account can concern, by kind; a kind without any is left out."""
    groups = (Group(kind.label, tuple(kind.of_account(account))) for kind in _kinds.values())
    return tuple(group for group in groups if group.concerns)


def by_key(account: Account) -> dict[str, Concern]:
    """The same by key."""
    return {concern.key: concern for group in of_account(account) for concern in group.concerns}
