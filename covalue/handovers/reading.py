"""What a new owner reads of an account, as the packages say in their `hooks.py`; the giver ticks what was talked through, the taker
what was read.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from django.utils.functional import Promise

from covalue.accounts.models import Account
from covalue.core.shared import Added


@dataclass(frozen=True)
class Chapter:
    """A page of the account to read; its address takes the account's number. `count` says how much there is of it."""

    key: str
    title: str | Promise
    url_name: str
    order: int
    count: Callable[[Account], int] | None = None


_chapters: Added[Chapter] = Added()


def add(chapter: Chapter) -> None:
    """Put a page on the reading list of every handover."""
    _chapters.add(chapter)


def chapters() -> tuple[Chapter, ...]:
    """The reading list, in order."""
    return tuple(sorted(_chapters, key=attrgetter("order")))


def chapter(key: str) -> Chapter | None:
    """One entry by its key."""
    return next((one for one in _chapters if one.key == key), None)
