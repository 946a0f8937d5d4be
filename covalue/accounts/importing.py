"""Accounts from a file: master data with the tree they stand in. The same file again changes nothing.

What a row says is taken as far as it can be: a value that makes no sense is left out and reported, a row without a name
is reported and left, a place in the tree that cannot be is reported and the account stays where it stands. An empty
cell says nothing; with `clear_empty` it empties the field.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import actions, found, lineage, rules
from covalue.accounts.actions import NewAccount
from covalue.accounts.models import Account, Identifier, MatchProposal
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Right

FIELDS: Final = ("key", "name", "parent", "sector", "countries", "currency", "employees", "website")
COPIED: Final = ("sector", "countries", "currency", "employees", "website")
LONGEST: Final = {"key": 200, "name": 300, "sector": 120, "countries": 300, "website": 300}
MOST_EMPLOYEES: Final = 2_147_483_647  # what the column holds
Node = int | str  # an account we have, by its id, or one to be created, by its key
ROOT: Final = ""  # a parent cell that is empty where empty means something


@dataclass(frozen=True)
class AccountRow:
    """One row of the file. `parent` is the parent's key or name, `ROOT` for none, or None where the file says nothing."""

    number: int
    key: str
    name: str
    parent: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class RowProblem:
    """What could not be taken of a row: the whole row, one value, or its place in the tree."""

    row: int
    key: str
    reason: str


@dataclass(frozen=True)
class AccountsFile:
    """What a file holds, and what of it makes no sense."""

    read: int
    rows: tuple[AccountRow, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True)
class AccountsImport:
    """What came of it. `parents` and `subsidiaries` count the tree the file describes; every row is in one count."""

    read: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    parents: int
    subsidiaries: int
    problems: tuple[RowProblem, ...]


def read_accounts(path: Path, mapping: Mapping[str, str], *, clear_empty: bool = False) -> AccountsFile:
    """The rows of a CSV by a mapping of FIELDS to columns; without one, the first column is name and key."""
    unknown = [field for field in mapping if field not in FIELDS]
    if unknown:
        raise errors.BadInput(
            _("Accounts have no field “{unknown}”; they have {fields}.").format(
                unknown=unknown[0], fields=", ".join(FIELDS)
            )
        )
    heading, lines = _cells(path)
    columns = {name.casefold(): place for place, name in reversed(list(enumerate(heading)))}
    for field, column in mapping.items():
        if column.strip().casefold() not in columns:
            raise errors.BadInput(
                _("The file has no column “{column}” for {field}. It has: {columns}.").format(
                    column=column, field=field, columns=", ".join(heading)
                )
            )
    chosen = {field: columns[column.strip().casefold()] for field, column in mapping.items()}
    chosen.setdefault("name", chosen.get("key", 0))
    chosen.setdefault("key", chosen["name"])
    rows: dict[str, AccountRow] = {}
    problems: list[RowProblem] = []
    for number, line in lines:
        row, wrong = _row(number, line, chosen, clear_empty=clear_empty)
        problems += wrong
        if row is None:
            continue
        if row.key in rows:
            problems.append(
                RowProblem(number, row.key, f"row {rows[row.key].number} has the same key; that one counts")
            )
            continue
        rows[row.key] = row
    return AccountsFile(len(lines), tuple(rows.values()), tuple(problems))


def _cells(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Heading and numbered lines of a CSV, whatever its encoding and separator; empty lines are passed over."""
    text = _decoded(path.read_bytes())
    if "\x00" in text:
        raise errors.BadInput(_("The file is no CSV: there are zero bytes in it."))
    first = text[:20_000].partition("\n")[0]
    csv.field_size_limit(1_000_000)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t|", key=first.count))
    try:
        lines = [(number, line) for number, line in enumerate(reader, start=1) if any(cell.strip() for cell in line)]
    except csv.Error as problem:
        raise errors.BadInput(_("The file cannot be read as CSV: {problem}.").format(problem=problem)) from None
    if not lines:
        raise errors.BadInput(_("The file is empty."))
    if len(lines) == 1:
        raise errors.BadInput(_("The file has a header and no row below it."))
    return [" ".join(name.split()) for name in lines[0][1]], lines[1:]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", errors="replace")


def _row(
    number: int, line: list[str], chosen: Mapping[str, int], *, clear_empty: bool
) -> tuple[AccountRow | None, list[RowProblem]]:
    cells = {field: " ".join(line[place].split()) if place < len(line) else "" for field, place in chosen.items()}
    key, name = cells["key"] or cells["name"], cells["name"] or cells["key"]
    if not name:
        return None, [RowProblem(number, "", "it has no name")]
    for field, text in (("key", key), ("name", name)):
        if len(text) > LONGEST[field]:
            return None, [RowProblem(number, key[:60], f"its {field} has more than {LONGEST[field]} characters")]
    values: dict[str, Any] = {}
    problems = []
    for field in COPIED:
        if field not in cells or not (cells[field] or clear_empty):
            continue
        try:
            values[field] = _value(field, cells[field])
        except ValueError as problem:
            problems.append(RowProblem(number, key, f"{field} left out: {problem}"))
    parent = cells.get("parent") or (ROOT if "parent" in cells and clear_empty else None)
    return AccountRow(number, key, name, parent, values), problems


def _value(field: str, text: str) -> Any:
    """A cell as it is kept; raises ValueError with a sentence."""
    if field == "employees":
        return _count(text) if text else None
    if field == "countries":
        return " ".join(rules.country_codes(text))
    if field == "currency":
        return rules.currency_code(text or "EUR")
    if len(text) > LONGEST[field]:
        raise ValueError(f"it has more than {LONGEST[field]} characters.")
    return text


def _count(text: str) -> int:
    digits = text.replace(",", "").replace(".", "").replace("’", "").replace("'", "").replace(" ", "")
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 10 or int(digits) > MOST_EMPLOYEES:
        raise ValueError(f"“{text[:40]}” is no number of people.")
    return int(digits)


@transaction.atomic
def import_accounts(actor: Actor, *, file: AccountsFile, source: str, now: datetime) -> AccountsImport:
    """Create or update accounts by their key in `source`, then hang them under their parents.

    A parent is found by key, then by a name that only one account of the file or of this source has; one found nowhere
    is created, so that the tree is whole.
    """
    if actor.user is not None and not actor.user.may(Right.IMPORT_LEDGER):
        raise errors.NotAllowed(_("Program directors and analysts import accounts."))
    known = _known(source)
    rows, problems = _one_row_each(file.rows, known)
    parents, missing, unplaced = _parents_of(rows, known)
    standing: dict[Node, Node | None] = dict(Account.objects.values_list("pk", "parent"))
    plan = rules.plan_tree(parents, standing)
    numbers = {_node(row, known): row for row in rows}
    unplaced += [RowProblem(numbers[node].number, numbers[node].key, why) for node, why in plan.problems.items()]
    created = _create(actor, rows, missing, known, source, now)
    changed = _change(actor, rows, known, now)
    moved = _place(actor, plan.parents, {**created, **{a.pk: a for a in known.values()}}, now)
    propose_matches(created.values(), now=now)
    events.write(actor, "imported accounts", now=now, name=source, changes={"accounts": ("", len(created))})
    touched = {a.pk for row in rows if (a := known.get(row.key))} & (changed | moved)
    placed = {node: parent for node, parent in plan.parents.items() if parent is not None}
    return AccountsImport(
        read=file.read,
        created=len(created),
        changed=len(touched),
        unchanged=len(rows) - len(created) + len(missing) - len(touched),
        rejected=file.read - len(rows),
        parents=len(set(placed.values())),
        subsidiaries=len(placed),
        problems=tuple(sorted((*file.problems, *problems, *unplaced), key=lambda problem: problem.row)),
    )


def propose_matches(new: Iterable[Account], *, now: datetime) -> int:
    """Propose, for new accounts, others of much the same name; a person decides."""
    fresh = {account.pk for account in new}
    if not fresh:
        return 0
    names = dict(Account.objects.filter(archived_at=None).values_list("pk", "name"))
    found = [
        MatchProposal(
            account_id=newer,
            likely_id=older,
            likeness=alike,
            reason=f"“{names[newer]}” reads like “{names[older]}”"[:300],
            proposed_at=now,
        )
        for newer, older, alike in rules.likely_pairs(names, fresh)
    ]
    MatchProposal.objects.bulk_create(found, ignore_conflicts=True, batch_size=500)
    return len(found)


def _known(source: str) -> dict[str, Account]:
    found = Identifier.objects.filter(source=source).select_related("account__parent")
    return {identifier.key: identifier.account for identifier in found}


def _node(row: AccountRow, known: Mapping[str, Account]) -> Node:
    account = known.get(row.key)
    return row.key if account is None else account.pk


def _one_row_each(
    rows: Iterable[AccountRow], known: Mapping[str, Account]
) -> tuple[list[AccountRow], list[RowProblem]]:
    """Rows that stand for different accounts: after a merge, two keys of the source can be one account."""
    kept: dict[Node, AccountRow] = {}
    problems = []
    for row in rows:
        node = _node(row, known)
        if node in kept:
            same = kept[node]
            problems.append(
                RowProblem(row.number, row.key, f"it is the same account as row {same.number}, which counts")
            )
        else:
            kept[node] = row
    return list(kept.values()), problems


def _parents_of(
    rows: list[AccountRow], known: Mapping[str, Account]
) -> tuple[dict[Node, Node | None], list[str], list[RowProblem]]:
    """Where the file places each account; the parents it names that are nowhere yet; and the names that are unclear."""
    by_key = {row.key: _node(row, known) for row in rows} | {key: account.pk for key, account in known.items()}
    by_name: dict[str, set[Node]] = defaultdict(set)
    for account in known.values():
        by_name[account.name.casefold()].add(account.pk)
    for row in rows:
        by_name[row.name.casefold()].add(_node(row, known))
    parents: dict[Node, Node | None] = {}
    missing: dict[str, str] = {}
    problems = []
    for row in rows:
        if row.parent is None:
            continue
        named = by_name.get(row.parent.casefold(), set())
        if row.parent == ROOT:
            parents[_node(row, known)] = None
        elif row.parent in by_key:
            parents[_node(row, known)] = by_key[row.parent]
        elif len(named) > 1:
            reason = f"{len(named)} accounts are called “{row.parent}”; name its parent by key"
            problems.append(RowProblem(row.number, row.key, reason))
        elif named:
            parents[_node(row, known)] = next(iter(named))
        elif len(row.parent) > LONGEST["key"]:
            problems.append(RowProblem(row.number, row.key, "the name of its parent is too long"))
        else:
            parents[_node(row, known)] = missing.setdefault(row.parent.casefold(), row.parent)
    return parents, list(missing.values()), problems


def _create(
    actor: Actor,
    rows: list[AccountRow],
    missing: list[str],
    known: Mapping[str, Account],
    source: str,
    now: datetime,
) -> dict[Node, Account]:
    new = [NewAccount(source, row.key, row.name, row.values) for row in rows if row.key not in known]
    new += [NewAccount(source, name, name, {}) for name in missing]
    accounts = actions.create_many(actor, new, now=now, stream="accounts") if new else []
    return {one.key: account for one, account in zip(new, accounts, strict=True)}


def _change(actor: Actor, rows: list[AccountRow], known: Mapping[str, Account], now: datetime) -> set[int]:
    """Write what the file says differently; one event for each account."""
    changed: list[Account] = []
    renamed_ids: list[int] = []
    lines: list[Event] = []
    for row in rows:
        account = known.get(row.key)
        changes = events.changed(account, {"name": row.name, **row.values}) if account else {}
        if account and changes:
            changed.append(account)
            renamed_ids += [account.pk] if "name" in changes else []
            lines.append(
                events.prepare(actor, "edited account", subject=account, stream=account, changes=changes, now=now)
            )
    _save_many(changed, ["name", *COPIED])
    for renamed in lineage.in_parts(renamed_ids):
        found.index_accounts(renamed)
    events.write_many(lines)
    return {account.pk for account in changed}


def _place(
    actor: Actor, parents: Mapping[Node, Node | None], accounts: Mapping[Node, Account], now: datetime
) -> set[int]:
    """Give accounts the parent the file names, and write the tree again where it changed."""
    moved: list[Account] = []
    lines: list[Event] = []
    for node, parent_node in parents.items():
        account, parent = accounts[node], accounts[parent_node] if parent_node is not None else None
        if account.parent_id == (parent.pk if parent else None):
            continue
        changes = {"parent": (account.parent, parent)}
        lines.append(events.prepare(actor, "moved account", subject=account, stream=account, changes=changes, now=now))
        account.parent = parent
        moved.append(account)
    _save_many(moved, ["parent"])
    if moved:
        lineage.rebuild([account.pk for account in moved])
    events.write_many(lines)
    return {account.pk for account in moved}


def _save_many(accounts: list[Account], fields: list[str]) -> None:
    """Save these fields of many accounts: as an upsert of whole rows, which is far quicker than `bulk_update`."""
    Account.objects.bulk_create(
        accounts, batch_size=1000, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
