"""Reading conversations; the door of accounts decides which."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.conversations.models import Conversation, Statement
from covalue.core import errors
from covalue.people.models import User


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
