"""A working list in place of statistics: one's accounts, each with what needs one, its value, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.action_items import queries as action_items
from covalue.action_items.models import Action
from covalue.conversations import queries as conversations
from covalue.people.models import User
from covalue.value import queries as value
from covalue.web import my_day
from covalue.web.my_day import Item, Urgency

MOST: Final = 50
NOTHING: Final = max(Urgency) + 1  # after whatever needs one


@dataclass(frozen=True)
class WorkingRow:
    """An account one works on, with what of my day is about it; money is in the account's currency."""

    account: Account
    needs: tuple[Item, ...]
    promised: Decimal
    validated: Decimal
    last_held: date | None
    quiet: bool
    next: Action | None

    @property
    def account_id(self) -> int:
        return self.account.pk

    @property
    def name(self) -> str:
        return self.account.name

    @property
    def account_class(self) -> str:
        return self.account.account_class

    @property
    def class_label(self) -> str:
        return self.account.get_account_class_display()

    @property
    def currency(self) -> str:
        return self.account.currency or "EUR"


@dataclass(frozen=True)
class WorkingList:
    """The accounts, those that need one first; `more` where there are further ones."""

    rows: tuple[WorkingRow, ...]
    more: bool


def working_list(user: User, today: date) -> WorkingList:
    """The accounts this user may open, in a constant number of queries."""
    found = list(accounts.visible_to(user).filter(archived_at=None).order_by("name", "id")[: MOST + 1])
    rows = _rows(user, found[:MOST], today)
    return WorkingList(
        tuple(sorted(rows, key=lambda row: row.needs[0].urgency if row.needs else NOTHING)), len(found) > MOST
    )


def _rows(user: User, shown: Sequence[Account], today: date) -> list[WorkingRow]:
    ids = [account.pk for account in shown]
    needs = my_day.by_account(user, today)
    last_held, next_actions = conversations.last_held(ids), action_items.next_on(ids)
    totals = value.totals_of(shown, today)
    return [
        WorkingRow(
            account=account,
            needs=needs.get(account.pk, ()),
            promised=totals[account.pk].promised,
            validated=totals[account.pk].money.validated,
            last_held=last_held.get(account.pk),
            quiet=conversations.is_quiet(last_held.get(account.pk), today),
            next=next_actions.get(account.pk),
        )
        for account in shown
    ]
