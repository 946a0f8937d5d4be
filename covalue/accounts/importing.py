"""Accounts from a file: master data with the tree they stand in. The same file again changes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb
from django.db import transaction

from covalue.accounts import actions, rules
from covalue.accounts.actions import NewAccount
from covalue.accounts.models import Account, Identifier, MatchProposal
from covalue.accounts.rules import TreeProblem
from covalue.core import errors, events
from covalue.core.events import Actor

FIELDS: Final = ("key", "name", "parent", "sector", "countries", "currency", "employees", "website")
COPIED: Final = ("sector", "countries", "currency", "employees", "website")


@dataclass(frozen=True)
class AccountRow:
    """One row of the file. `parent` is the parent's key, or its name where the file names parents."""

    key: str
    name: str
    parent: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class AccountsImport:
    """What came of it; `problems` are rows that could not be placed under their parent, or not taken at all."""

    read: int
    created: int
    changed: int
    unchanged: int
    parents: int
    subsidiaries: int
    problems: tuple[TreeProblem, ...]


def read_accounts(path: Path, mapping: Mapping[str, str]) -> list[AccountRow]:
    """The rows of a CSV by a mapping of FIELDS to columns; without one, `name` and `key` are taken from the first column."""
    unknown = [field for field in mapping if field not in FIELDS]
    if unknown:
        raise errors.BadInput(f"Accounts have no field “{unknown[0]}”; they have {', '.join(FIELDS)}.")
    try:
        table = duckdb.connect().sql(
            f"SELECT * FROM read_csv('{str(path).replace(chr(39), chr(39) * 2)}', all_varchar = true)"
        )
    except duckdb.Error as problem:
        raise errors.BadInput(f"The file cannot be read: {str(problem).splitlines()[0]}") from None
    columns = {name.casefold(): place for place, name in enumerate(table.columns)}
    for field, column in mapping.items():
        if column.casefold() not in columns:
            raise errors.BadInput(f"The file has no column “{column}” for {field}. It has: {', '.join(table.columns)}.")
    chosen = {field: columns[column.casefold()] for field, column in mapping.items()}
    name_at = chosen.get("name", chosen.get("key", 0))
    return [_row(values, chosen, name_at) for values in table.fetchall()]


@transaction.atomic
def import_accounts(
    actor: Actor, *, rows: list[AccountRow], source: str, now: datetime, create_parents: bool = True
) -> AccountsImport:
    """Create or update accounts by their key in `source`, then hang them under their parents."""
    good, problems = _usable(rows)
    named_parents = {r.parent for r in good.values() if r.parent} - good.keys()
    known = _known(source)
    missing = [name for name in sorted(named_parents) if name not in known] if create_parents else []
    plan = rules.plan_tree({**{r.key: r.parent for r in good.values()}, **dict.fromkeys(missing)}, known)
    created, changed = _write(actor, good, missing, known, source, now)
    accounts = _known(source)
    moved = _hang(actor, plan, accounts, now)
    propose_matches(created, now=now)
    events.write(actor, "imported accounts", now=now, name=source, changes={"accounts": (0, len(created))})
    return AccountsImport(
        read=len(rows),
        created=len(created),
        changed=len(changed | moved - {a.pk for a in created}),
        unchanged=len(good) - len([a for a in created if a.name not in missing]) - len(changed),
        parents=len({parent for _key, parent in plan.placed if parent}),
        subsidiaries=sum(parent is not None for _key, parent in plan.placed),
        problems=(*problems, *plan.problems),
    )


def propose_matches(new: list[Account], *, now: datetime) -> int:
    """Propose, for new accounts, others of much the same name. Only names that begin alike are compared."""
    if not new:
        return 0
    fresh = {account.pk for account in new}
    begins: dict[str, list[tuple[int, str]]] = {}
    for pk, name in Account.objects.filter(archived_at=None).exclude(pk__in=fresh).values_list("pk", "name").iterator():
        begins.setdefault(rules.folded(name)[:4], []).append((pk, name))
    found = [
        MatchProposal(
            account=account,
            likely_id=pk,
            likeness=alike,
            reason=f"“{account.name}” reads like “{name}”"[:300],
            proposed_at=now,
        )
        for account in new
        for pk, name in begins.get(rules.folded(account.name)[:4], [])[:200]
        if (alike := rules.likeness(account.name, name)) >= rules.LIKELY
    ]
    MatchProposal.objects.bulk_create(found, ignore_conflicts=True, batch_size=500)
    return len(found)


def _row(values: tuple[Any, ...], chosen: Mapping[str, int], name_at: int) -> AccountRow:
    def text(place: int | None) -> str:
        return " ".join(str(values[place] or "").split()) if place is not None else ""

    name = text(name_at)
    copied = {field: text(chosen[field]) for field in COPIED if field in chosen}
    if "employees" in copied:
        copied["employees"] = int(copied["employees"]) if copied["employees"].isdecimal() else None  # type: ignore[assignment]
    return AccountRow(text(chosen.get("key", name_at)), name, text(chosen.get("parent")) or None, copied)


def _usable(rows: list[AccountRow]) -> tuple[dict[str, AccountRow], list[TreeProblem]]:
    good: dict[str, AccountRow] = {}
    problems = []
    for number, row in enumerate(rows, start=2):
        if not row.name or not row.key:
            problems.append(TreeProblem(f"row {number}", "it has no name"))
        elif row.key in good:
            problems.append(TreeProblem(row.key, f"row {number} has the same key as one before it"))
        else:
            good[row.key] = row
    return good, problems


def _known(source: str) -> dict[str, Account]:
    found = Identifier.objects.filter(source=source).select_related("account__parent")
    return {identifier.key: identifier.account for identifier in found}


def _write(
    actor: Actor,
    good: dict[str, AccountRow],
    missing: list[str],
    known: dict[str, Account],
    source: str,
    now: datetime,
) -> tuple[list[Account], set[int]]:
    new = [NewAccount(source, row.key, row.name, row.values) for row in good.values() if row.key not in known]
    new += [NewAccount(source, name, name, {}) for name in missing]
    created = actions.create_many(actor, new, now=now, stream="accounts") if new else []
    changed = set()
    for row in good.values():
        account = known.get(row.key)
        changes = events.changed(account, {"name": row.name, **row.values}) if account else {}
        if account and changes:
            account.save()
            events.write(actor, "edited account", subject=account, stream=account, changes=changes, now=now)
            changed.add(account.pk)
    return created, changed


def _hang(actor: Actor, plan: rules.TreePlan, accounts: dict[str, Account], now: datetime) -> set[int]:
    moved = set()
    for key, parent_key in plan.placed:
        account, parent = accounts.get(key), accounts.get(parent_key) if parent_key else None
        if account is not None and parent is not None and account.parent_id != parent.pk:
            actions.move(actor, account=account, parent=parent, now=now)
            moved.add(account.pk)
    return moved
