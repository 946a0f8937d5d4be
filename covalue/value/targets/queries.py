"""Reading value targets; queries of accounts decide whose."""

from typing import Any, Final

from django.db.models import F, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.conversations import queries as conversations
from covalue.value.models import Target

TARGETS: Final = AccountRows(Target, related=("holder", "validated_by"), noun="value target")
visible_to, get, get_current = TARGETS.visible_to, TARGETS.get_or_removed, TARGETS.get


def of_account(account: Account) -> QuerySet[Target]:
    """The account's targets: the most promising first, those set aside last."""
    rows = account.targets.filter(removed_at=None).select_related("holder", "validated_by", "statement__contact")
    return rows.order_by(F("parked_at").asc(nulls_first=True), (F("impact") * F("fit")).desc(nulls_last=True), "id")


def choices(account: Account) -> dict[str, QuerySet[Any]]:
    """Whose a target can be, and in which of their words."""
    return {"holder": accounts.current_contacts_above(account), "statement": conversations.statements_of([account])}


def contact_choices(account: Account) -> dict[str, QuerySet[Any]]:
    """Who can have said so."""
    return {"contact": accounts.current_contacts_above(account)}
