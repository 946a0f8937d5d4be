"""What a contact is asked and can answer by a personal link; said by the packages in their `hooks.py`, read by the shared workspace."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from covalue.accounts.models import Account, Contact
from covalue.core.shared import Added


@dataclass(frozen=True)
class Ask:
    """Something that waits for this contact's answer: a sentence in their language, and the page of their link."""

    sentence: str
    url: str


Find = Callable[[Contact, Account, datetime], Iterable[Ask]]
_kinds: Added[Find] = Added()


def add(find: Find) -> None:
    """`find` says what waits for an answer of a contact on an account, at a time."""
    _kinds.add(find)


def of(contact: Contact, account: Account, now: datetime) -> tuple[Ask, ...]:
    """All that waits for this contact's answer."""
    return tuple(sorted((ask for find in _kinds for ask in find(contact, account, now)), key=attrgetter("sentence")))
