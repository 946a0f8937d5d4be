"""What can be shown to a customer's guests: each package says in its `hooks.py` how its rows are shown.

An item is made field by field from what may leave, never handed over whole: no ratings of impact and fit, notes, sources,
quotes and motives, none of our costs and rates, nothing of what it is worth to us.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise

from covalue.accounts.models import Account, Contact
from covalue.core import days
from covalue.core.events import Actor
from covalue.core.shared import AddedByName
from covalue.web.inputs import Input


@dataclass(frozen=True)
class Item:
    """A thing as its page and lists show it. `reading` is what a guest's assent is to; `ours_at` our own page of it."""

    kind: str
    pk: int
    title: str
    note: str
    facts: tuple[tuple[str, str], ...]
    reading: Mapping[str, str]
    ours_at: str
    done: bool = False
    theirs: bool = False
    due_on: date | None = None

    @property
    def mark(self) -> str:
        """Stands for how it reads now: an answer sends the mark of what its page showed."""
        read = "\n".join(f"{name}: {words}" for name, words in sorted(self.reading.items()))
        return sha256(read.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Proposed:
    """What a guest proposed and we take up; `contact` is None once they were erased.

    `source` says in words where it comes from, `arose_from` names the proposal.
    """

    account: Account
    contact: Contact | None
    title: str
    words: str
    proposed_on: date
    source: str
    arose_from: str


@dataclass(frozen=True)
class Standing:
    """Where an item of a guest's own stands: whether they may answer it, and what they said of it last.

    `accepted` is None until somebody of us decided, or where a later answer took its place.
    """

    is_open: bool
    said: str = ""
    day: date | None = None
    said_at: datetime | None = None
    decided: bool = False
    accepted: bool | None = None


@dataclass(frozen=True)
class Answering:
    """How guests answer items of their own: `kind` is what is typed, `standing` is None for items that are not theirs.

    `answer` takes whoever acts, the account, the guest's contact, the item's number, what was typed, and the time. With a
    `question`, which has `{title}` in it, guests are asked on their first page while an item is open.
    """

    kind: type[Input]
    standing: Callable[[Account, Contact, int], Standing | None]
    answer: Callable[[Actor, Account, Contact, int, Any, datetime], None]
    question: str | Promise = ""


@dataclass(frozen=True)
class Shareable:
    """A kind of rows that can be shown. `items` gives all of an account, in the order of its own lists.

    `take_up` makes a row of what a guest proposed and returns its number; a kind without it cannot be proposed.
    `answering` lets guests answer those of their own.
    """

    kind: str
    title: str | Promise
    order: int
    items: Callable[[Account], Iterable[Item]]
    take_up: Callable[[Actor, Proposed, datetime], int] | None = None
    answering: Answering | None = None


_kinds: AddedByName[str, Shareable] = AddedByName()


def add(shareable: Shareable) -> None:
    """Let rows of this kind be shown to guests."""
    _kinds.add(shareable.kind, shareable)


def kinds() -> tuple[Shareable, ...]:
    """All kinds, in order."""
    return tuple(sorted(_kinds.values(), key=attrgetter("order")))


def kind_of(kind: str) -> Shareable:
    """One kind by its name."""
    return _kinds[kind]


def filled(facts: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The facts that have a value."""
    return tuple((name, value) for name, value in facts if value)


def reading(title: str, *values: object) -> dict[str, str]:
    """What was read when somebody assented, the same in every language."""
    return {"title": title, "facts": " | ".join("" if value is None else str(value) for value in values)}


def day(on: date | None) -> str:
    """A date as guests read it."""
    return days.day(on) if on else ""
