"""What the customers' guests of two accounts see once the accounts are one: asked where a merge would show somebody more.

Whoever shows things to customers hands its `Shown` over in its `hooks.py`; this lies below them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from covalue.accounts.models import Account, Merge
from covalue.core.shared import Added


class Guests(StrEnum):
    """Whether the guests of both accounts see what is shared with either."""

    TOGETHER = "together"
    APART = "apart"


GUESTS: Final[dict[Guests, str | Promise]] = {
    Guests.TOGETHER: _("Guests of both see what is shared with either"),
    Guests.APART: _("Guests of the account merged, and what they saw, stay behind"),
}


@dataclass(frozen=True)
class Shown:
    """`question` says what guests would see more of after merging (kept, gone), empty where nothing. `models` stay behind
    where guests stay apart. `merged` and `parted` are called in the transaction of a merge and of its undo.
    """

    question: Callable[[Account, Account], str]
    models: tuple[type[models.Model], ...]
    merged: Callable[[Merge, Guests], None]
    parted: Callable[[Merge], None]


_shown: Added[Shown] = Added()


def add(shown: Shown) -> None:
    """Say what is shown to customers."""
    _shown.add(shown)


def question(kept: Account, gone: Account) -> str:
    """What guests of either would see more of; empty where nobody would."""
    return " ".join(filter(None, (shown.question(kept, gone) for shown in _shown)))


def staying(guests: Guests) -> tuple[type[models.Model], ...]:
    """The models whose rows stay with the account put away."""
    return tuple(model for shown in _shown for model in shown.models) if guests == Guests.APART else ()


def merged(merge: Merge, guests: Guests) -> None:
    for shown in _shown:
        shown.merged(merge, guests)


def parted(merge: Merge) -> None:
    for shown in _shown:
        shown.parted(merge)
