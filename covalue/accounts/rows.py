"""Rows that hang on an account, and are added, edited, removed and restored by whoever may edit it.

A package says which model they are of; `row_api` makes operations of it and `row_pages` pages. Whatever is more than that
is written by hand beside it: see `action_items`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from covalue.accounts import queries
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.people.models import User

Row = TypeVar("Row", bound=Model)
Choices = Mapping[str, QuerySet[Any]]


def _no_choices(account: Account) -> Choices:
    return {}


def _accept(row: Any) -> None:
    """Any values go together."""


@dataclass(frozen=True)
class AccountRows(Generic[Row]):
    """The rows of a `Removable` model with a foreign key `account`.

    `related` are read with each row, `order` is that of lists and ends in a unique column. `choices` are the rows that the
    fields may name on an account. `check` raises BadInput for values that do not go together. `parents` are the fields
    that name what a row is part of: while one of these is removed, the row is, too. `noun` is how the audit log calls a
    row, the model's `verbose_name` unless said.
    """

    model: type[Row]
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ("id",)
    choices: Callable[[Account], Choices] = _no_choices
    check: Callable[[Row], None] = _accept
    parents: tuple[str, ...] = ()
    noun: str = ""

    def of(self, account: Account) -> QuerySet[Row]:
        """The account's rows that are not removed, in order."""
        return self._all().filter(account=account, removed_at=None).order_by(*self.order)

    def visible_to(self, user: User) -> QuerySet[Row]:
        """Rows that are not removed, on accounts this user may open."""
        return queries.within(user, self._all().filter(removed_at=None))

    def get(self, user: User, row_id: int) -> Row:
        """One row that is not removed; NotFound for any other, and on an account this user may not open."""
        return queries.get_within(user, self._all().filter(removed_at=None), row_id)

    def get_or_removed(self, user: User, row_id: int) -> Row:
        """One row, removed ones included so that a removal can be undone."""
        return queries.get_within(user, self._all(), row_id)

    def choices_for(self, row: Row) -> Choices:
        """The rows that the fields of this one may name: what they name now stays allowed."""
        return {
            name: rows.model._base_manager.filter(Q(pk__in=rows.values("pk")) | Q(pk=getattr(row, f"{name}_id")))
            for name, rows in self.choices(_account_of(row)).items()
        }

    @transaction.atomic
    def add(self, actor: Actor, account: Account, values: Mapping[str, Any], *, now: datetime) -> Row:
        """A new row with these values, and where the model has them `created_at` and `created_by`."""
        guard_edits(actor, account)
        columns = {column.name for column in self.model._meta.concrete_fields}
        origin = {"created_at": now, "created_by": actor.user}
        own = {name: value for name, value in origin.items() if name in columns}
        row = self.model(account=account, **own, **values)
        self.check(row)
        row.save()
        events.write(actor, f"added {self._noun}", subject=row, stream=account, now=now)
        return row

    @transaction.atomic
    def edit(self, actor: Actor, row: Row, values: Mapping[str, Any], *, now: datetime) -> Row:
        """Change these values; nothing happens where they are as they were. WrongState for a removed row."""
        guard_edits(actor, _account_of(row))
        removal.guard_current(row)
        changes = events.changed(row, values)
        if changes:
            self.check(row)
            row.save()
            verb, account = f"edited {self._noun}", _account_of(row)
            events.write(actor, verb, subject=row, stream=account, changes=changes, now=now)
        return row

    def remove(self, actor: Actor, row: Row, *, now: datetime) -> None:
        """Take a row out of sight; `restore` brings it back. Removed twice is removed once."""
        guard_edits(actor, _account_of(row))
        removal.remove(actor, row, now=now, stream=_account_of(row), noun=self._noun)

    def restore(self, actor: Actor, row: Row, *, now: datetime) -> None:
        """Undo a removal; WrongState where what it says could not be added now."""
        guard_edits(actor, _account_of(row))
        if row.removed_at is not None:  # type: ignore[attr-defined]
            try:
                self.check(row)
            except errors.BadInput as unfit:
                raise errors.WrongState(unfit.sentence) from None
        removal.restore(actor, row, now=now, stream=_account_of(row), noun=self._noun)

    @property
    def _noun(self) -> str:
        return self.noun or str(self.model._meta.verbose_name)

    def _all(self) -> QuerySet[Row]:
        there = {f"{name}__removed_at": None for name in self.parents}
        return self.model._default_manager.filter(**there).select_related("account", *self.related)


def _account_of(row: Any) -> Account:
    account: Account = row.account
    return account
