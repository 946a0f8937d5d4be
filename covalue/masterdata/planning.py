"""What a file would do, row by row, before anything is done; the same plan is then carried out."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.accounts import rules as account_rules
from covalue.masterdata.files import Row
from covalue.masterdata.importers import NounImporter, RowForgottenError, RowRefusedError
from covalue.masterdata.rules import CLEAR, DESCRIPTIONS, problem_of

NAMED_BY: Final = ("key", "code", "email", "name")  # cells by which other rows may name a row
LABELLED_BY: Final = ("name", "code", "email", "subject", "product", "title")


class NowhereError(Exception):
    """A link to a record there is not; the message says so."""


class Does(StrEnum):
    """What becomes of a row."""

    CREATE = "create"
    CHANGE = "change"
    LEAVE = "leave"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Planned:
    """One row: what it does, attribute → (before, after), or why it is refused; `later` where its link has to wait.

    `is_forgotten`: it is of somebody whose data was erased; nothing of it may be kept.
    """

    row: Row
    does: Does
    label: str
    thing_id: int | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    later: bool = False
    is_forgotten: bool = False

    @property
    def changes_shown(self) -> list[dict[str, Any]]:
        """The changes as a page shows them: what the cell says where the record holds a number of another record."""
        return [
            {
                "label": name.removesuffix("_id").replace("_", " "),
                "before": "" if name.endswith("_id") else before,
                "after": self.row.cells.get(name.removesuffix("_id"), after),
            }
            for name, (before, after) in self.changes.items()
        ]

    @property
    def values(self) -> dict[str, Any]:
        return {name: after for name, (_before, after) in self.changes.items()}


@dataclass(frozen=True)
class _Meant:
    """A row that makes sense by itself."""

    row: Row
    thing_id: int | None
    values: Mapping[str, Any]

    @property
    def node(self) -> int | str:
        return f"row {self.row.number}" if self.thing_id is None else self.thing_id


def plan(importer: NounImporter, rows: Sequence[Row]) -> list[Planned]:
    """Every row of the file, in its order, and before them the parents to be created. Nothing is written."""
    importer.load(rows)
    rows = [importer.complete(row) for row in rows]
    rows = [*importer.missing_parents(rows), *rows]
    refused: dict[int, str] = {}
    forgotten: set[int] = set()
    left_out: dict[int, str] = {}
    meant = _meanings(importer, rows, refused, forgotten)
    rejected = {
        row.cells.get(name, "").casefold(): row.number for row in rows if row.number in refused for name in NAMED_BY
    }
    links = _links(importer, meant, refused, left_out, rejected)
    return [
        _planned(importer, meant[row.number], links, left_out.get(row.number, ""))
        if row.number not in refused
        else _refused(row, refused[row.number], is_forgotten=row.number in forgotten)
        for row in rows
    ]


def _refused(row: Row, reason: str, *, is_forgotten: bool) -> Planned:
    if not is_forgotten:
        return Planned(row, Does.REFUSE, _label(row), reason=reason)
    nameless = Row(row.number, {}, ("",) * len(row.raw))
    return Planned(nameless, Does.REFUSE, _("erased"), reason=reason, is_forgotten=True)


def _meanings(
    importer: NounImporter, rows: Sequence[Row], refused: dict[int, str], forgotten: set[int]
) -> dict[int, _Meant]:
    meant: dict[int, _Meant] = {}
    claims: dict[Hashable, int] = {}
    for row in rows:
        try:
            if problem := problem_of(importer.noun, row.cells):
                raise RowRefusedError(problem)
            thing_id = importer.find(row.cells)
            _claim(importer, row, thing_id, claims)
            known = importer.records[thing_id] if thing_id is not None else None
            meant[row.number] = _Meant(row, thing_id, importer.values(row.cells, known))
        except RowRefusedError as why:
            refused[row.number] = str(why)
            if isinstance(why, RowForgottenError):
                forgotten.add(row.number)
    return meant


def _claim(importer: NounImporter, row: Row, thing_id: int | None, claims: dict[Hashable, int]) -> None:
    """Two rows for one record: the first counts. A name counts where one of the two has nothing surer."""
    sure, name = importer.key(row.cells), importer.name(row.cells)
    taken = [("id", thing_id)] if thing_id is not None else []
    against: list[Hashable] = [*taken, *([("sure", sure)] if sure is not None else []), ("bare", name)]
    if sure is None:
        against.append(("any", name))
    first = next((claims[key] for key in against if key in claims and key != ("bare", None)), None)
    if first is not None:
        raise RowRefusedError(_("row {n} is about the same record and is used instead").format(n=first))
    for key in [*against[: -1 if sure is None else None], ("any", name)]:
        if key[0] != "bare" or sure is None:  # type: ignore[index]
            claims.setdefault(key, row.number)


def _links(
    importer: NounImporter,
    meant: dict[int, _Meant],
    refused: dict[int, str],
    left_out: dict[int, str],
    rejected: Mapping[str, int],
) -> dict[int | str, int | str | None]:
    """Which record or row each row's link leads to. Refused are those in a circle and those whoever imports may not move.

    A link that leads nowhere, or to a refused row, is `left_out`: the row is taken without it, and with all below it.
    """
    by_key: dict[Hashable, set[int | str]] = defaultdict(set)
    for meaning in meant.values():
        sure, name = importer.key(meaning.row.cells), importer.name(meaning.row.cells)
        for key in (sure, name or _name_key(importer, meaning)):
            if key is not None:
                by_key[key].add(meaning.node)
    wanted: dict[int | str, int | str | None] = {}
    for number, meaning in meant.items():
        text = meaning.row.cells.get(importer.parent, "")
        if not text:
            continue
        try:
            wanted[meaning.node] = None if text == CLEAR else _target(importer, text, meaning, by_key)
        except NowhereError as why:
            row = rejected.get(text.casefold())
            left_out[number] = _without(importer, str(why) if row is None else _refers_to(row))
        except RowRefusedError as why:
            refused[number] = str(why)
    standing: dict[int | str, int | str | None] = dict(importer.parents().items())
    tree = account_rules.plan_tree(wanted, standing)
    rows = {meaning.node: number for number, meaning in meant.items()}
    refused |= {rows[node]: why for node, why in tree.problems.items()}
    moved = [node for node, target in tree.parents.items() if isinstance(node, int) and standing[node] != target]
    places = {**standing, **tree.parents}
    moves = {node: above(node, places) for node in moved}
    refused |= {rows[node]: why for node, why in importer.held_in_place(moves).items()}
    gone = {meant[number].node: number for number in refused if number in meant and meant[number].thing_id is None}
    for node, target in tree.parents.items():
        if target in gone and rows[node] not in refused:
            left_out[rows[node]] = _without(importer, _refers_to(gone[target]))
    return {
        node: target
        for node, target in tree.parents.items()
        if rows[node] not in refused and rows[node] not in left_out
    }


def above(node: int | str, places: Mapping[Any, Any]) -> list[int]:
    """The records that would stand above one, the nearest first; those the file makes are passed through."""
    chain: list[int] = []
    upper, seen = places.get(node), {node}
    while upper is not None and upper not in seen:
        seen.add(upper)
        if isinstance(upper, int):
            chain.append(upper)
        upper = places.get(upper)
    return chain


def _refers_to(row: int) -> str:
    return _("it refers to row {n}, which is rejected").format(n=row)


def _without(importer: NounImporter, why: str) -> str:
    label = str(DESCRIPTIONS[importer.noun].field(importer.parent).label).lower()
    return _("{why}; “{field}” was left as it is").format(why=why, field=label)


def _name_key(importer: NounImporter, meaning: _Meant) -> Hashable | None:
    """The name a row may be linked by although it is not found by it."""
    name = meaning.row.cells.get("name", "")
    keys = importer.parent_keys(name, meaning.row.cells) if name else ()
    return keys[-1] if len(keys) > 1 else None


def _target(importer: NounImporter, text: str, meaning: _Meant, by_key: Mapping[Hashable, set[int | str]]) -> int | str:
    for key in importer.parent_keys(text, meaning.row.cells):
        standing = {pk for pk in importer.index.get(key, ()) if importer.can_be_parent(pk)}
        nodes: set[int | str] = {*standing, *by_key.get(key, ())}
        if len(nodes) > 1:
            raise RowRefusedError(_("{n} records are called “{text}”").format(n=len(nodes), text=text[:60]))
        if nodes:
            return next(iter(nodes))
    raise NowhereError(_("“{text}” is neither in Covalue nor in this file").format(text=text[:60]))


def _planned(
    importer: NounImporter, meaning: _Meant, links: Mapping[int | str, int | str | None], left_out: str
) -> Planned:
    values, later = dict(meaning.values), False
    if meaning.node in links:
        target = links[meaning.node]
        later = isinstance(target, str)
        if not later:
            values[importer.parent_field] = target
    label = _label(meaning.row)
    if meaning.thing_id is None:
        changes = {name: (None, value) for name, value in values.items() if value not in ("", None)}
        note = "; ".join(filter(None, (left_out, _origin(meaning.row), importer.note(meaning.row.cells))))
        return Planned(meaning.row, Does.CREATE, label, None, changes, note=note, later=later)
    record = importer.records[meaning.thing_id]
    both_sides = {name: (importer.value_of(record, name), value) for name, value in values.items()}
    changes = {name: sides for name, sides in both_sides.items() if sides[0] != sides[1]}
    does = Does.CHANGE if changes or later else Does.LEAVE
    return Planned(meaning.row, does, label, meaning.thing_id, changes, note=left_out, later=later)


def _origin(row: Row) -> str:
    return _("created because rows name it as their parent") if row.number < 0 else ""


def _label(row: Row) -> str:
    return next(filter(None, (row.cells.get(name) for name in LABELLED_BY)), "")[:200]
