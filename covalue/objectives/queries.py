"""Reading objectives; the door of accounts decides which."""

from django.db.models import QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.objectives.models import Objective
from covalue.people.models import User


def visible_to(user: User) -> QuerySet[Objective]:
    """Objectives on accounts this user may open."""
    return accounts.within(user, Objective.objects.filter(removed_at=None))


def get(user: User, objective_id: int) -> Objective:
    """One objective by id, removed ones included so that a removal can be undone."""
    return accounts.get_within(user, Objective.objects.select_related("account", "contact", "owner"), objective_id)


def of_account(account: Account) -> QuerySet[Objective]:
    """The account's objectives, theirs before ours, each in the order it was put."""
    theirs_first = account.objectives.filter(removed_at=None).select_related("contact", "owner")
    return theirs_first.order_by("-side", "position", "id")
