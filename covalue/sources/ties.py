"""Contacts seen together in one's meetings and messages between whom the map has no line yet, each with its evidence.

That two people meet or write together says that there is something between them, never what: whoever draws the line says
that. Nothing is read out of any text.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from django.db import transaction

from covalue.accounts import queries as accounts
from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.relationships import actions as relationships
from covalue.relationships import queries as maps
from covalue.relationships.models import Line
from covalue.relationships.rules import LineKind
from covalue.sources import queries
from covalue.sources.models import Item, LeftOutLine, Participant
from covalue.sources.rules import SourceItemKind

LATELY: Final = timedelta(days=730)
OFTEN: Final = 3  # meetings and messages together
APART: Final = 2  # of them in different threads or series: one long thread says no more than one meeting
CROWD: Final = 12  # with more people on the list it says nothing about two of them
MOST: Final = 20
EVIDENCE: Final = 5


@dataclass(frozen=True)
class TieProposal:
    """Two contacts of one account seen together; `evidence` are the latest of `seen` meetings and messages."""

    one: Contact
    other: Contact
    seen: int
    meetings: int
    messages: int
    threads: int
    last: datetime
    evidence: tuple[Item, ...]

    @property
    def key(self) -> str:
        """What names the two in a form."""
        return f"{self.one.pk}-{self.other.pk}"


def proposals(user: User, now: datetime) -> tuple[TieProposal, ...]:
    """Pairs of contacts, the most often seen first."""
    together = _together(user, now)
    if not together:
        return ()
    drawn = _drawn(together)
    left = set(LeftOutLine.objects.filter(owner=user).values_list("one", "other"))
    contacts = {row.pk: row for row in _contacts(together)}
    items = _items({pk for pks in together.values() for pk in pks})
    found = []
    for pair, pks in together.items():
        rows = sorted((items[pk] for pk in pks), key=lambda item: item.starts_at, reverse=True)
        threads = len({row.uid_key for row in rows})
        if pair in drawn or pair in left or threads < APART:
            continue
        messages = sum(row.kind == SourceItemKind.MAIL for row in rows)
        one, other = (contacts[pk] for pk in pair)
        meetings = len(rows) - messages
        found.append(
            TieProposal(one, other, len(rows), meetings, messages, threads, rows[0].starts_at, tuple(rows[:EVIDENCE]))
        )
    return tuple(sorted(found, key=lambda tie: (-tie.seen, tie.one.name, tie.other.name))[:MOST])


def proposal(user: User, key: str, now: datetime) -> TieProposal:
    """One of them, by its key; not found for any other."""
    for tie in proposals(user, now):
        if tie.key == key:
            return tie
    raise errors.NotFound()


@transaction.atomic
def draw(actor: Actor, *, tie: TieProposal, kind: LineKind, backwards: bool, now: datetime) -> Line:
    """The line, as whoever saw them says it is; `backwards` from the second to the first."""
    start, end = (tie.other, tie.one) if backwards else (tie.one, tie.other)
    account = tie.one.account
    return relationships.draw(actor, account=account, kind=kind, start=f"c{start.pk}", end=f"c{end.pk}", now=now)


def leave_out(actor: Actor, *, tie: TieProposal) -> None:
    """Do not ask about these two again."""
    LeftOutLine.objects.get_or_create(owner=actor.user, one=tie.one, other=tie.other)


def _together(user: User, now: datetime) -> dict[tuple[int, int], set[int]]:
    """The items in which two contacts of one account took part, by pair, where that is often enough."""
    known = {email: rows for email, rows in queries.contacts_of(user).items() if len(rows) == 1}
    by_item: dict[int, dict[int, int]] = defaultdict(dict)
    crowd: dict[int, int] = defaultdict(int)
    rows = Participant.objects.filter(
        item__source__in=queries.visible_to(user).values("pk"),
        item__stands=True,
        item__starts_at__gte=now - LATELY,
        item__starts_at__lte=now,
        human=True,
    )
    for item, email in rows.order_by().values_list("item", "email").iterator():
        crowd[item] += 1
        if email in known:
            contact = known[email][0]
            by_item[item][contact.pk] = contact.account_id
    together: dict[tuple[int, int], set[int]] = defaultdict(set)
    for item, people in by_item.items():
        if crowd[item] <= CROWD:
            for one, other in combinations(sorted(people), 2):
                if people[one] == people[other]:
                    together[one, other].add(item)
    return {pair: items for pair, items in together.items() if len(items) >= OFTEN}


def _contacts(pairs: Iterable[tuple[int, int]]) -> Iterable[Contact]:
    wanted = {pk for pair in pairs for pk in pair}
    return accounts.contacts_among(wanted)


def _items(ids: set[int]) -> dict[int, Item]:
    found: dict[int, Item] = {}
    for start in range(0, len(ids), queries.AT_ONCE):
        found |= Item.objects.in_bulk(sorted(ids)[start : start + queries.AT_ONCE])
    return found


def _drawn(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Pairs between whom a line stands, of whatever kind."""
    wanted = {pk for pair in pairs for pk in pair}
    lines = maps.lines_among(wanted)
    reports = accounts.contacts_among(wanted).filter(reports_to__in=wanted).values_list("pk", "reports_to")
    drawn = (*lines.values_list("from_contact", "to_contact"), *reports)
    return {(min(one, other), max(one, other)) for one, other in drawn if one is not None and other is not None}
