"""The same change to many accounts, in one transaction, with one event each and one undo for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import queries
from covalue.accounts.actions.accounts import STEERED, edit
from covalue.accounts.actions.guards import tidied
from covalue.accounts.actions.merging import UNDO_WITHIN
from covalue.accounts.models import Account, BulkEdit
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people import queries as people
from covalue.people.models import User

BULK: Final = ("owner", "account_class", "critical", "sector", "countries", "currency")
MOST: Final = 500


@dataclass(frozen=True)
class Planned:
    """One account as it would change: field → (before, after), nothing if it is so already; or that one may not."""

    account: Account
    changes: Mapping[str, tuple[Any, Any]]
    allowed: bool


def plan_bulk(actor: Actor, *, accounts: Iterable[Account], values: Mapping[str, Any]) -> tuple[Planned, ...]:
    """What a change of many would do, account by account; changes nothing and asks a constant number of queries."""
    rows, wanted = list(accounts), tidied(values)
    _guard_content(rows, wanted)
    allowed = _allowed(actor, rows, steers=bool(STEERED & wanted.keys()))
    return tuple(
        Planned(
            row,
            {name: (getattr(row, name), after) for name, after in wanted.items() if getattr(row, name) != after},
            row.pk in allowed,
        )
        for row in rows
    )


@transaction.atomic
def edit_many(actor: Actor, *, accounts: Iterable[Account], values: Mapping[str, Any], now: datetime) -> BulkEdit:
    """Change those of the accounts one may change; the others stay as they are."""
    planned = plan_bulk(actor, accounts=accounts, values=values)
    changing = [plan for plan in planned if plan.allowed and plan.changes]
    if not changing:
        raise errors.WrongState(
            _("Nothing to change: the accounts already have these values, or you may not edit them.")
        )
    changes = {
        str(plan.account.pk): {name: [_raw(before), _raw(after)] for name, (before, after) in plan.changes.items()}
        for plan in changing
    }
    for plan in changing:
        edit(actor, account=plan.account, now=now, **{name: after for name, (_before, after) in plan.changes.items()})
    return BulkEdit.objects.create(made_by=actor.user, made_at=now, changes=changes)


@transaction.atomic
def undo_bulk(actor: Actor, *, bulk: BulkEdit, now: datetime) -> tuple[str, ...]:
    """Take it back; returns the names of accounts that changed since, or that one may change no more: left alone."""
    bulk = BulkEdit.objects.select_for_update().get(pk=bulk.pk)
    if actor.user is not None and actor.user != bulk.made_by:
        raise errors.NotFound()
    if bulk.undone_at is not None:
        raise errors.WrongState(_("This change has already been undone."))
    if now - bulk.made_at > UNDO_WITHIN:
        raise errors.WrongState(_("Bulk changes can be undone for 30 days; this one is older."))
    rows = list(Account.objects.select_related("owner").filter(pk__in=bulk.changes))
    fields = {name for changed in bulk.changes.values() for name in changed}
    allowed = _allowed(actor, rows, steers=bool(STEERED & fields))
    if rows and not allowed:
        raise errors.NotAllowed(_("You may no longer change these accounts."))
    left = []
    for row in rows:
        changed = bulk.changes[str(row.pk)]
        values = {name: _value(name, before) for name, (before, _after) in changed.items()}
        if row.pk not in allowed or not _fits(row, changed, values):
            left.append(row.name)
            continue
        edit(actor, account=row, now=now, **values)
    bulk.undone_at = now
    bulk.save(update_fields=["undone_at"])
    return tuple(sorted(left))


def _fits(row: Account, changed: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether nobody changed it since, and what was there before may be set again: not an owner who left meanwhile."""
    if any(_raw(getattr(row, name)) != after for name, (_before, after) in changed.items()):
        return False
    owner = values.get("owner")
    return owner is None or owner.is_active


def _guard_content(rows: list[Account], wanted: Mapping[str, Any]) -> None:
    if not rows:
        raise errors.BadInput(_("Choose at least one account."), field="accounts")
    if len(rows) > MOST:
        raise errors.BadInput(_("You can change at most {n} accounts at once.").format(n=MOST), field="accounts")
    if not wanted:
        raise errors.BadInput(_("Choose what to change."))
    for field in wanted:
        if field not in BULK:
            raise errors.BadInput(_("“{field}” cannot be changed here.").format(field=field), field=field)


def _allowed(actor: Actor, rows: list[Account], *, steers: bool) -> frozenset[int]:
    if actor.user is None:
        return frozenset(row.pk for row in rows)
    may = queries.steered_by(actor.user) if steers else queries.visible_to(actor.user).filter(archived_at=None)
    return frozenset(may.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))


def _raw(value: Any) -> Any:
    return value.pk if isinstance(value, User) else value


def _value(name: str, raw: Any) -> Any:
    return people.by_ids([raw]).get(raw) if name == "owner" and raw is not None else raw
