"""The working list: one's accounts, those that need one first, with what packages tell of each in their `hooks.py`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Final

from covalue.accounts import queries
from covalue.accounts.models import Account
from covalue.core.shared import AddedByName
from covalue.people.models import User
from covalue.web import my_day
from covalue.web.my_day import Item, Urgency
from covalue.web.tables import Column

MOST: Final = 50
NOTHING: Final = max(Urgency) + 1  # after whatever needs one


@dataclass(frozen=True)
class WorkingRow:
    """An account one works on, what of my day is about it, and by its key what each package tells of it."""

    account: Account
    needs: tuple[Item, ...]
    told: Mapping[str, Any]

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
class Told:
    """What a package tells: `read` gives it for all accounts at once, in few queries; `columns` show `row.told[key]`."""

    key: str
    order: int
    read: Callable[[Sequence[Account], date], Mapping[int, Any]]
    columns: tuple[Column[WorkingRow], ...]


@dataclass(frozen=True)
class WorkingList:
    """The accounts, those that need one first; `more` where there are further ones."""

    rows: tuple[WorkingRow, ...]
    more: bool


_added: AddedByName[str, Told] = AddedByName()


def add(told: Told) -> None:
    """Tell something of every account in the list."""
    _added.add(told.key, told)


def columns() -> tuple[Column[WorkingRow], ...]:
    """The columns of all packages."""
    return tuple(column for told in sorted(_added.values(), key=attrgetter("order")) for column in told.columns)


def working_list(user: User, today: date) -> WorkingList:
    """The accounts this user may open, in a constant number of queries."""
    found = list(queries.visible_to(user).filter(archived_at=None).order_by("name", "id")[: MOST + 1])
    rows = _rows(user, found[:MOST], today)
    return WorkingList(
        tuple(sorted(rows, key=lambda row: row.needs[0].urgency if row.needs else NOTHING)), len(found) > MOST
    )


def _rows(user: User, shown: Sequence[Account], today: date) -> list[WorkingRow]:
    needs = my_day.by_account(user, today)
    told = {key: told.read(shown, today) for key, told in _added.items()}
    return [
        WorkingRow(account, needs.get(account.pk, ()), {key: read.get(account.pk) for key, read in told.items()})
        for account in shown
    ]
