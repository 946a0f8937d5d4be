"""What of accounts waits for somebody: likely duplicates to decide."""

from collections.abc import Iterator
from typing import Any, Final, TypeVar

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries
from covalue.accounts.models import Account
from covalue.people.rules import Right
from covalue.web.my_day import Day, Item, Urgency

Row = TypeVar("Row", bound=Model)
FEW: Final = 500  # accounts that are named one by one in a query; more are asked for again


def answered_for(day: Day) -> list[int] | QuerySet[Account]:
    """The active accounts whose open matters wait for the user, of which the day is; for `account__in`."""
    few: list[int] | None = day.once(_few_answered_for, day)
    return queries.answered_for_by(day.user) if few is None else few


def of_day(day: Day, rows: QuerySet[Row]) -> QuerySet[Row]:
    """Those of `rows` (of any model with a foreign key `account`) on active accounts the user may open, of which the day is."""
    rows = rows.filter(account__archived_at=None)
    if day.account_id is not None:
        return rows.filter(account=day.account_id)
    return queries.within(day.user, rows)


def accounts_of_day(day: Day) -> QuerySet[Account]:
    """The active accounts the user may open, of which the day is."""
    if day.account_id is not None:
        return Account.objects.filter(pk=day.account_id, archived_at=None)
    return queries.current(day.user)


def where(account: Account) -> dict[str, Any]:
    """The account of an item, for a user who may open it."""
    return {"account_id": account.pk, "account": account.name, "account_url": account.get_absolute_url()}


def account_matches(day: Day) -> Iterator[Item]:
    """Accounts that may be one customer, for whoever imports the ledger: one item for all of them."""
    waiting = queries.matches(day.user).count() if day.user.may(Right.IMPORT_LEDGER) else 0
    if waiting:
        title = ngettext("%(n)s likely duplicate account", "%(n)s likely duplicate accounts", waiting)
        yield _pile("account-matches", title % {"n": waiting}, reverse("accounts:matches"))


def contact_matches(day: Day) -> Iterator[Item]:
    """Contacts that may be one person, on accounts the user answers for: one item for all of them."""
    waiting = queries.contact_matches(day.user).filter(likely__account__in=answered_for(day)).count()
    if waiting:
        title = ngettext("%(n)s likely duplicate contact", "%(n)s likely duplicate contacts", waiting)
        yield _pile("contact-matches", title % {"n": waiting}, reverse("accounts:contact-matches"))


def _few_answered_for(day: Day) -> list[int] | None:
    """Their ids; None where there are many."""
    rows = queries.answered_for_by(day.user)
    if day.account_id is not None:
        rows = rows.filter(pk=day.account_id)
    ids = list(rows.order_by().values_list("pk", flat=True)[: FEW + 1])
    return ids if len(ids) <= FEW else None


def _pile(key: str, title: str, url: str) -> Item:
    return Item(key=key, why=_("decide whether they are the same"), title=title, url=url, urgency=Urgency.LATER)
