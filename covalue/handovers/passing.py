"""What else passes to a new owner with an account, as the packages above say in their `hooks.py`: open work, incidents."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from covalue.accounts.models import Account
from covalue.core.shared import AddedByName
from covalue.people.models import User


@dataclass(frozen=True)
class Passing:
    """Rows of one kind: `pass_on` gives the giver's open ones to the taker and returns their ids, `give_back` undoes it.

    Both are called with the keywords `giver` and `taker`.
    """

    pass_on: Callable[..., list[int]]
    give_back: Callable[..., None]


_kinds: AddedByName[str, Passing] = AddedByName()


def add(kind: str, passing: Passing) -> None:
    """Let rows of this kind pass on with every handover whose actions do."""
    _kinds.add(kind, passing)


def pass_on(account: Account, *, giver: User, taker: User) -> dict[str, list[int]]:
    """The ids of what passed on, by kind."""
    passed = {kind: passing.pass_on(account, giver=giver, taker=taker) for kind, passing in _kinds.items()}
    return {kind: ids for kind, ids in passed.items() if ids}


def give_back(moved: Mapping[str, Iterable[int]], *, giver: User | None, taker: User) -> None:
    """Undo of `pass_on`: what the taker still owns goes back."""
    for kind, ids in moved.items():
        if kind in _kinds:
            _kinds[kind].give_back(ids, giver=giver, taker=taker)
