"""Reading conversations; the door of accounts decides which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Max, Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.conversations.models import Conversation, Statement
from covalue.core import errors
from covalue.people.models import User

QUOTED: Final = 3
QUIET_AFTER: Final = timedelta(days=60)
HEARD_RECENTLY: Final = timedelta(days=182)
OWN_ACCOUNTS: Final = 50


@dataclass(frozen=True)
class Talks:
    """How many conversations there were with an account, when the last was, and whether that is long ago."""

    count: int
    last_held: date | None
    quiet: bool


@dataclass(frozen=True)
class Quotes:
    """The last things contacts of an account said, of so many conversations."""

    quotes: tuple[Statement, ...]
    conversations: int


@dataclass(frozen=True)
class Heard:
    """What contacts of an account said: all statements, and the contacts who said something lately."""

    statements: int
    contacts: int


@dataclass(frozen=True)
class Watched:
    """One of somebody's accounts with how long ago we spoke."""

    account: Account
    last_held: date | None
    quiet: bool


def visible_to(user: User) -> QuerySet[Conversation]:
    """Conversations on accounts this user may open."""
    return accounts.within(user, Conversation.objects.filter(removed_at=None))


def get(user: User, conversation_id: int) -> Conversation:
    """One conversation by id, removed ones included so that a removal can be undone."""
    return accounts.get_within(user, Conversation.objects.select_related("account"), conversation_id)


def get_statement(user: User, statement_id: int) -> Statement:
    """One statement by id, on an account this user may open."""
    rows = Statement.objects.select_related("contact", "conversation__account")
    found = rows.filter(pk=statement_id, conversation__account__in=accounts.visible_to(user).values("pk")).first()
    if found is None:
        raise errors.NotFound()
    return found


def of_account(account: Account) -> QuerySet[Conversation]:
    """The account's conversations, the latest first, with everybody who took part."""
    return account.conversations.filter(removed_at=None).prefetch_related("contacts", "people", "statements__contact")


def search(rows: QuerySet[Conversation], words: str) -> QuerySet[Conversation]:
    """Those in which every word stands somewhere: subject, notes, what was said or who said it."""
    for word in words.split():
        rows = rows.filter(
            Q(subject__icontains=word)
            | Q(notes__icontains=word)
            | Q(pk__in=Statement.objects.filter(words__icontains=word).values("conversation"))
            | Q(contacts__name__icontains=word)
        ).distinct()
    return rows


def statements_of(accounts_: Iterable[Account]) -> QuerySet[Statement]:
    """What contacts of these accounts said, the latest first."""
    return (
        Statement.objects.filter(conversation__account__in=accounts_, conversation__removed_at=None)
        .select_related("contact", "conversation")
        .order_by("-conversation__held_on", "-id")
    )


def quoted_on(account: Account) -> tuple[Statement, ...]:
    """The last things contacts of an account said."""
    return tuple(statements_of([account])[:QUOTED])


def talks_with(account: Account, today: date) -> Talks:
    """How often and how lately we spoke with an account."""
    held = account.conversations.filter(removed_at=None).aggregate(count=Count("pk"), last=Max("held_on"))
    return Talks(held["count"], held["last"], _quiet(held["last"], today))


def last_held(account_ids: Iterable[int]) -> dict[int, date]:
    """The day of the last conversation with each of these accounts."""
    rows = Conversation.objects.filter(account__in=account_ids, removed_at=None)
    return dict(rows.values_list("account").annotate(last=Max("held_on")).order_by())


def heard_on(account: Account, today: date) -> Heard:
    """What was heard of an account's contacts."""
    lately = Q(conversation__held_on__gte=today - HEARD_RECENTLY)
    counts = statements_of([account]).aggregate(
        statements=Count("pk"), contacts=Count("contact", distinct=True, filter=lately)
    )
    return Heard(**counts)


def watched_by(user: User, today: date) -> tuple[Watched, ...]:
    """The accounts this user is on, with how long ago we spoke."""
    last_held = Max("conversations__held_on", filter=Q(conversations__removed_at=None))
    mine = accounts.mine(user).annotate(last_held=last_held)[:OWN_ACCOUNTS]
    return tuple(Watched(account, account.last_held, _quiet(account.last_held, today)) for account in mine)


def _quiet(last_held: date | None, today: date) -> bool:
    return last_held is None or today - last_held > QUIET_AFTER
