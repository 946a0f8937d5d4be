"""What of accounts waits for somebody: likely duplicates to decide."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import queries
from covalue.accounts.models import Account
from covalue.people.rules import Right
from covalue.web.my_day import Day, Item, Urgency


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
    mine = queries.answered_for_by(day.user)
    waiting = queries.contact_matches(day.user).filter(likely__account__in=mine).count()
    if waiting:
        title = ngettext("%(n)s likely duplicate contact", "%(n)s likely duplicate contacts", waiting)
        yield _pile("contact-matches", title % {"n": waiting}, reverse("accounts:contact-matches"))


def _pile(key: str, title: str, url: str) -> Item:
    return Item(key=key, why=_("decide whether they are the same"), title=title, url=url, urgency=Urgency.LATER)
