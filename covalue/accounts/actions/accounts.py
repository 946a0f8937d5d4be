"""The accounts themselves: created, changed, moved, and known by their keys in other systems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import found, lineage
from covalue.accounts.actions.guards import (
    clean,
    guard_edits,
    guard_fields,
    guard_moves,
    guard_steers,
    guard_steers_or_imports,
    named,
    tidied,
)
from covalue.accounts.models import Account, AccountClass, Identifier, Lineage
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.organisation import queries as organisation
from covalue.people.rules import Right

EDITABLE: Final = frozenset(
    [
        "name",
        "sector",
        "countries",
        "currency",
        "time_zone",
        "employees",
        "website",
        "profile",
        "relationship_now",
        "relationship_wanted",
    ]
)
STEERED: Final = frozenset({"account_class", "critical", "owner"})


@dataclass(frozen=True)
class NewAccount:
    """What an import knows of an account it is to create."""

    source: str
    key: str
    name: str
    values: Mapping[str, Any]


@transaction.atomic
def create(
    actor: Actor,
    *,
    name: str,
    now: datetime,
    parent: Account | None = None,
    identifiers: Iterable[tuple[str, str]] = (),
    **values: Any,
) -> Account:
    """A new account."""
    if actor.user is not None and not actor.user.may(Right.CREATE_ACCOUNTS):
        raise errors.NotAllowed(_("Only program directors and analysts can create accounts."))
    guard_fields(values, EDITABLE | STEERED | {"class_since"})
    values = {"currency": organisation.currency()} | values
    account = Account(name=named(name), parent=parent, created_at=now, **tidied(values))
    clean(account)
    account.save()
    lineage.begin(account)
    for source, key in identifiers:
        _identify(account, source, key)
    found.index_accounts([account.pk])
    events.write(actor, "created account", subject=account, stream=account, now=now)
    return account


@transaction.atomic
def create_many(actor: Actor, new: Iterable[NewAccount], *, now: datetime, stream: str) -> list[Account]:
    """Accounts an import met for the first time, without a parent; one event for all, with their number."""
    rows, usual = list(new), {"currency": organisation.currency()}
    accounts = Account.objects.bulk_create(
        [Account(name=named(row.name), created_at=now, **{**usual, **row.values}) for row in rows], batch_size=500
    )
    lineage.begin_many(accounts)
    Identifier.objects.bulk_create(
        [Identifier(account=a, source=row.source, key=row.key) for a, row in zip(accounts, rows, strict=True)],
        batch_size=1000,
    )
    found.index_new_accounts((a.pk, a.name, row.key) for a, row in zip(accounts, rows, strict=True))
    events.write(
        actor,
        "created accounts",
        stream=stream,
        now=now,
        name=stream,
        changes={"accounts": (0, len(accounts))},
    )
    return accounts


@transaction.atomic
def edit(actor: Actor, *, account: Account, now: datetime, **values: Any) -> Account:
    """Change fields of an account. Class, owner and the critical flag are for those who steer it."""
    guard_edits(actor, account)
    guard_fields(values, EDITABLE | STEERED)
    if STEERED & values.keys():
        guard_steers(actor, account)
    if "name" in values:
        values["name"] = named(values["name"])
    if "account_class" in values and values["account_class"] not in AccountClass.values:
        raise errors.BadInput(_("Choose an account class."), field="account_class")
    changes = events.changed(account, tidied(values))
    if not changes:
        return account
    if "account_class" in changes:
        account.class_since = account.day_of(now)
    clean(account)
    account.save()
    if "name" in changes:
        found.index_accounts([account.pk])
    events.write(actor, "edited account", subject=account, stream=account, changes=changes, now=now)
    return account


@transaction.atomic
def move(actor: Actor, *, account: Account, parent: Account | None, now: datetime) -> Account:
    """Hang an account, with all below it, under another one, or make it a root."""
    guard_moves(actor, account)
    if parent is not None:
        guard_edits(actor, parent)
        if Lineage.objects.filter(ancestor=account, account=parent).exists():
            raise errors.WrongState(
                _("{parent} is below {account}, so it cannot also be its parent.").format(
                    parent=parent, account=account
                )
            )
    before = account.parent
    if before == parent:
        return account
    account.parent = parent
    account.save(update_fields=["parent"])
    lineage.move(account, parent)
    events.write(actor, "moved account", subject=account, stream=account, changes={"parent": (before, parent)}, now=now)
    return account


@transaction.atomic
def identify(actor: Actor, *, account: Account, source: str, key: str, now: datetime) -> Identifier:
    """Say what another system calls this account."""
    guard_steers_or_imports(actor, account)
    identifier = _identify(account, source, key)
    found.index_accounts([account.pk])
    events.write(
        actor,
        "added identifier",
        subject=account,
        stream=account,
        now=now,
        changes={"identifier": ("", identifier)},
    )
    return identifier


@transaction.atomic
def withdraw_identifiers(actor: Actor, *, ids: Iterable[int], now: datetime) -> None:
    """Take back IDs that an import gave to accounts; those gone by now are passed over."""
    rows = [row for some in lineage.in_parts(list(ids)) for row in Identifier.objects.filter(pk__in=some)]
    for account in {row.account for row in rows}:
        guard_steers_or_imports(actor, account)
    for row in rows:
        changes = {"identifier": (str(row), "")}
        events.write(actor, "withdrew identifier", subject=row.account, stream=row.account, now=now, changes=changes)
        row.delete()
    found.index_accounts({row.account_id for row in rows})


def _identify(account: Account, source: str, key: str) -> Identifier:
    source, key = source.strip(), key.strip()
    if not source or not key:
        raise errors.BadInput(_("Enter both the system and the ID."), field="key")
    taken = Identifier.objects.select_related("account").filter(source=source, key=key).first()
    if taken is not None and taken.account != account:
        raise errors.BadInput(
            _("The ID {key} in {source} already belongs to {account}.").format(
                source=source, key=key, account=taken.account
            ),
            field="key",
        )
    return taken or Identifier.objects.create(account=account, source=source, key=key)
