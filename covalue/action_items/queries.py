"""Reading actions; queries of accounts decide whose."""

from datetime import date

from django.db.models import F, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.action_items.models import Action
from covalue.core import errors
from covalue.people import queries as people
from covalue.people.models import User


def visible_to(user: User) -> QuerySet[Action]:
    """Actions on accounts this user may open."""
    return accounts.within(user, Action.objects.filter(removed_at=None))


def get(user: User, action_id: int) -> Action:
    """One action by id, removed ones included so that a removal can be undone."""
    return accounts.get_within(user, Action.objects.select_related("account", "owner", "customer_owner"), action_id)


def get_current(user: User, action_id: int) -> Action:
    """One action by id that was not removed."""
    action = get(user, action_id)
    if action.removed_at is not None:
        raise errors.NotFound()
    return action


def of_account(account: Account) -> QuerySet[Action]:
    """The account's actions: open ones first by date, then the done."""
    return (
        account.actions.filter(removed_at=None)
        .select_related("owner", "customer_owner")
        .order_by(F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")
    )


def open_for(user: User) -> QuerySet[Action]:
    """What this user owes, by date."""
    mine = visible_to(user).filter(owner=user, done_at=None)
    return mine.select_related("account").order_by(F("due_on").asc(nulls_last=True), "id")


def overdue(account: Account, today: date) -> QuerySet[Action]:
    """Open actions of the account past their date."""
    return account.actions.filter(removed_at=None, done_at=None, due_on__lt=today)


def possible_owners(account: Account) -> dict[str, QuerySet[User] | QuerySet[Contact]]:
    """Who can own an action of the account: colleagues, or contacts who are still there."""
    return {"owner": people.colleagues(), "customer_owner": accounts.current_contacts(account)}
