"""Calls on one customer in one week by colleagues who do not know of each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Final

from covalue.accounts.models import Account
from covalue.contributions.rules import monday
from covalue.conversations import queries as conversations
from covalue.conversations.models import Channel, Conversation
from covalue.people.models import User
from covalue.web.answered import AsRef

SPOKEN: Final = frozenset({Channel.MEETING.value, Channel.VISIT.value, Channel.CALL.value})


@dataclass(frozen=True)
class Call:
    """A conversation by its day, and the numbers of our people in it."""

    day: date
    ours: frozenset[int]


@dataclass(frozen=True)
class CallHeld:
    """A conversation of the account, by its number, day and subject."""

    id: int
    day: date
    subject: str


@dataclass(frozen=True)
class CallsOfWeek:
    """The calls of a week that were not coordinated, and our people who made them."""

    account: AsRef[Account]
    week: date
    conversations: tuple[CallHeld, ...]
    people: tuple[AsRef[User], ...]


def apart(calls: Iterable[Call]) -> frozenset[Call]:
    """Of the calls on a customer in one week those made apart: by others of ours, who shared no conversation that week.

    A call in which nobody of ours is named is not judged.
    """
    known = [call for call in calls if call.ours]
    found: set[Call] = set()
    for one, other in combinations(known, 2):
        if not one.ours & other.ours and not any(_joins(call, one, other) for call in known):
            found |= {one, other}
    return frozenset(found)


def _joins(call: Call, one: Call, other: Call) -> bool:
    return bool(call.ours & one.ours) and bool(call.ours & other.ours)


def uncoordinated(accounts: Iterable[Account | int], today: date, *, weeks_before: int = 1) -> tuple[CallsOfWeek, ...]:
    """Of these accounts, this week and the next, and so many before; the latest week first."""
    since = monday(today) - timedelta(weeks=weeks_before)
    ids = [each if isinstance(each, int) else each.pk for each in accounts]
    held = conversations.held_on_accounts(ids, since=since, until=monday(today) + timedelta(days=13))
    weeks: dict[tuple[int, date], list[Conversation]] = {}
    for row in held.select_related("account"):
        if row.channel in SPOKEN:
            weeks.setdefault((row.account_id, monday(row.held_on)), []).append(row)
    told = (_week(week, rows) for (_account, week), rows in weeks.items())
    return tuple(sorted(filter(None, told), key=lambda each: (each.week, -each.account.pk), reverse=True))


def _week(week: date, rows: list[Conversation]) -> CallsOfWeek | None:
    calls = [(row, Call(row.held_on, frozenset(person.pk for person in row.people.all()))) for row in rows]
    found = apart(call for _row, call in calls)
    own = [row for row, call in calls if call in found]
    if not own:
        return None
    people = {person.pk: person for row in own for person in row.people.all()}
    held = tuple(CallHeld(row.pk, row.held_on, row.subject) for row in own)
    return CallsOfWeek(own[0].account, week, held, tuple(sorted(people.values(), key=str)))
