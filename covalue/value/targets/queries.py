"""Reading value targets; queries of accounts decide whose."""

from typing import Any

from django.db.models import F, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.conversations import queries as conversations
from covalue.conversations.models import Statement
from covalue.core import errors
from covalue.people.models import User
from covalue.value.models import Target
from covalue.value.targets.inputs import StatedInput, TargetInput
from covalue.web.inputs import chosen


def get(user: User, target_id: int) -> Target:
    """One target by id, removed ones included so that a removal can be undone."""
    return accounts.get_within(user, Target.objects.select_related("account", "holder", "validated_by"), target_id)


def get_current(user: User, target_id: int) -> Target:
    """One target by id that was not removed."""
    target = get(user, target_id)
    if target.removed_at is not None:
        raise errors.NotFound()
    return target


def of_account(account: Account) -> QuerySet[Target]:
    """The account's targets: the most promising first, those set aside last."""
    rows = account.targets.filter(removed_at=None).select_related("holder", "validated_by", "statement__contact")
    return rows.order_by(F("parked_at").asc(nulls_first=True), (F("impact") * F("fit")).desc(nulls_last=True), "id")


def choices(account: Account) -> dict[str, QuerySet[Contact] | QuerySet[Statement]]:
    """Whose a target can be, and in which of their words."""
    return {"holder": accounts.current_contacts_above(account), "statement": conversations.statements_of([account])}


def values_of(account: Account, body: TargetInput) -> dict[str, Any]:
    """The fields that were sent, holder and statement as rows; BadInput for one that cannot be chosen."""
    rows = choices(account)
    return {name: chosen(rows[name], value, name) if name in rows else value for name, value in body.sent.items()}


def stated(account: Account, body: StatedInput) -> dict[str, Any]:
    """Who said so, as a row, when, in which words; BadInput for a contact who cannot be chosen."""
    contact = chosen(accounts.current_contacts_above(account), body.contact, "contact")
    return {"contact": contact, "on": body.on, "words": body.words}
