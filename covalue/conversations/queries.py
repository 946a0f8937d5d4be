"""Reading conversations; queries of accounts decide whose."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.accounts.rows import AccountRows
from covalue.conversations import rhythm
from covalue.conversations.models import Conversation, Statement
from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User
from covalue.web import versions
from covalue.web.pager import Pager

ROWS_A_PAGE: Final = 30


@dataclass(frozen=True)
class ConversationsPage:
    """One page of an account's conversations in which all the words stand, the latest first."""

    account: Account
    conversations: tuple[Conversation, ...]
    words: str
    pager: Pager


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
    """An account with how long ago we spoke."""

    account: Account
    last_held: date | None
    quiet: bool


CONVERSATIONS: Final = AccountRows(Conversation, noun="a conversation")
visible_to, get, get_current = CONVERSATIONS.visible_to, CONVERSATIONS.get_or_removed, CONVERSATIONS.get


def get_statement(user: User, statement_id: int) -> Statement:
    """One statement by id, on an account this user may open."""
    rows = Statement.objects.select_related("contact", "conversation__account")
    statement = rows.filter(pk=statement_id, conversation__account__in=accounts.visible_to(user).values("pk")).first()
    if statement is None:
        raise errors.NotFound()
    return statement


def get_current_statement(user: User, statement_id: int) -> Statement:
    """One statement by id, in a conversation that was not removed."""
    statement = get_statement(user, statement_id)
    if statement.conversation.removed_at is not None:
        raise errors.NotFound()
    return statement


def version_of(conversation: Conversation) -> str:
    """The version of a conversation and of who took part."""
    theirs = sorted(contact.pk for contact in conversation.contacts.all())
    return versions.of(conversation, theirs, sorted(person.pk for person in conversation.people.all()))


def values_of(conversation: Conversation) -> dict[str, Any]:
    """What can be corrected of a conversation, as it is."""
    columns = {name: getattr(conversation, name) for name in ("channel", "held_on", "subject", "notes")}
    return columns | {"contacts": list(conversation.contacts.all()), "people": list(conversation.people.all())}


def possible_participants(account: Account, conversation: Conversation | None = None) -> dict[str, QuerySet[Any]]:
    """Who can have taken part: the account's contacts and team of today, and whoever is in the conversation already."""
    team = people.colleagues().filter(pk__in=accounts.team_of(account).values("user"))
    if conversation is None:
        return {"contacts": accounts.current_contacts(account), "people": team}
    there = conversation.contacts.values_list("pk", flat=True)
    contacts = accounts.current_contacts(account, with_ids=there)
    return {"contacts": contacts, "people": people.either(team, conversation.people.all())}


def possible_speakers(conversation: Conversation) -> QuerySet[Contact]:
    """Whose words can be added: contacts of the conversation or of the account."""
    there = conversation.contacts.values_list("pk", flat=True)
    return accounts.current_contacts(conversation.account, with_ids=there)


def statements_in(conversation: Conversation) -> QuerySet[Statement]:
    """What was said in a conversation, in the order it was noted."""
    return conversation.statements.select_related("contact")


def conversations_page(account: Account, words: str, page: int) -> ConversationsPage:
    """What the page of an account's conversations shows."""
    rows = search(of_account(account), words)
    pager = Pager(page, rows.count(), ROWS_A_PAGE)
    return ConversationsPage(account, tuple(rows[pager.start : pager.end]), words, pager)


def of_account(account: Account) -> QuerySet[Conversation]:
    """The account's conversations, the latest first, with everybody who took part."""
    return account.conversations.filter(removed_at=None).prefetch_related("contacts", "people", "statements__contact")


def search(rows: QuerySet[Conversation], words: str) -> QuerySet[Conversation]:
    """Those in which every word stands somewhere: subject, notes, what was said or who said it."""
    for word in words.split():
        rows = rows.filter(
            Q(subject__folded=word)
            | Q(notes__folded=word)
            | Q(pk__in=Statement.objects.filter(words__folded=word).values("conversation"))
            | Q(contacts__name__folded=word)
        ).distinct()
    return rows


def held_until(account: Account, day: date) -> QuerySet[Conversation]:
    """The account's conversations up to a day, in no order, to be counted."""
    return account.conversations.filter(removed_at=None, held_on__lte=day).order_by()


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


def of_contact(user: User, contact: Contact) -> QuerySet[Conversation]:
    """Conversations with a contact on accounts this user may open, the latest first, with who of us took part."""
    return visible_to(user).filter(contacts=contact).prefetch_related("people").order_by("-held_on", "-id")


def said_by(user: User, contact: Contact) -> QuerySet[Statement]:
    """What a contact said on accounts this user may open, the latest first."""
    said = Statement.objects.filter(contact=contact, conversation__in=visible_to(user).values("pk"))
    return said.select_related("conversation").order_by("-conversation__held_on", "-id")


def talks_with(account: Account, today: date) -> Talks:
    """How often and how lately we spoke with an account."""
    held = account.conversations.filter(removed_at=None).aggregate(count=Count("pk"), last=Max("held_on"))
    return Talks(held["count"], held["last"], is_quiet(held["last"], today, _limits([account.pk]).get(account.pk)))


def last_held(account_ids: Iterable[int], *, until: date | None = None) -> dict[int, date]:
    """The day of the last conversation with each of these accounts."""
    rows = Conversation.objects.filter(account__in=account_ids, removed_at=None)
    if until is not None:
        rows = rows.filter(held_on__lte=until)
    return dict(rows.values_list("account").annotate(last=Max("held_on")).order_by())


def last_held_by(
    user_ids: Iterable[int], account_ids: Iterable[int], *, channels: Iterable[str], until: date
) -> dict[tuple[int, int], date]:
    """The last day each of our people spoke with a contact of each of these accounts: (account, person) → day."""
    rows = Conversation.objects.filter(
        account__in=account_ids,
        people__in=user_ids,
        contacts__isnull=False,
        channel__in=channels,
        removed_at=None,
        held_on__lte=until,
    )
    pairs = rows.values_list("account", "people").annotate(last=Max("held_on")).order_by()
    return {(account, person): last for account, person, last in pairs}


def held_by(user: User, account_ids: Iterable[int], *, channels: Iterable[str], since: date) -> QuerySet[Conversation]:
    """Conversations in which one of ours spoke with contacts of these accounts, the latest first."""
    rows = Conversation.objects.filter(
        account__in=account_ids, people=user, channel__in=channels, removed_at=None, held_on__gte=since
    )
    rows = rows.filter(contacts__isnull=False).distinct().prefetch_related("contacts")
    return rows.order_by("-held_on", "-id")


def spoken_with(account_ids: Iterable[int], *, since: date) -> list[tuple[int, date, frozenset[int]]]:
    """The conversations with these accounts: account, day, and the numbers of the contacts who took part."""
    rows = Conversation.objects.filter(account__in=account_ids, removed_at=None, held_on__gte=since)
    talks: dict[int, tuple[int, date, set[int]]] = {}
    for pk, account, day, contact in rows.values_list("pk", "account", "held_on", "contacts").order_by():
        talks.setdefault(pk, (account, day, set()))[2].update({contact} - {None})
    return [(account, day, frozenset(people)) for account, day, people in talks.values()]


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
    limits = _limits(account.pk for account in mine)
    return tuple(
        Watched(account, account.last_held, is_quiet(account.last_held, today, limits.get(account.pk)))
        for account in mine
    )


def watched(shown: Sequence[Account], today: date) -> tuple[Watched, ...]:
    """These accounts, with how long ago we spoke."""
    days, limits = last_held(account.pk for account in shown), _limits(account.pk for account in shown)
    return tuple(
        Watched(
            account,
            days.get(account.pk),
            is_quiet(days.get(account.pk), today, limits.get(account.pk)),
        )
        for account in shown
    )


def is_quiet(last_held: date | None, today: date, after: timedelta | None = None) -> bool:
    """Whether nobody has spoken with an account or a contact for long, or ever: as long as the customer asked for, else 60 days."""
    return last_held is None or today - last_held > (QUIET_AFTER if after is None else after)


def _limits(account_ids: Iterable[int]) -> dict[int, timedelta]:
    """How long accounts may go without a conversation where somebody of theirs asked for one more often than our rule has it."""
    return {pk: min(after, QUIET_AFTER) for pk, after in rhythm.of_accounts(account_ids).items()}


def held_on_accounts(account_ids: Iterable[int], *, since: date, until: date) -> QuerySet[Conversation]:
    """What was held with these accounts within these days, with our people in it."""
    rows = Conversation.objects.filter(account__in=list(account_ids), removed_at=None)
    return rows.filter(held_on__gte=since, held_on__lte=until).prefetch_related("people").order_by("held_on", "id")
