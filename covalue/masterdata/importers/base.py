"""What the importers of all nouns have in common."""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from covalue.accounts.actions import moving
from covalue.core import events
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.masterdata.files import Row
from covalue.masterdata.rules import CLEAR, DESCRIPTIONS, Noun, Options


class RowRefusedError(Exception):
    """A row that is not taken; the message says why."""


class RowForgottenError(RowRefusedError):
    """A row of somebody whose data was erased: it is counted, and nothing of it is kept."""


class NounImporter(ABC):
    """The records of one noun."""

    noun: ClassVar[Noun]
    model: ClassVar[type[models.Model]]
    written_fields: ClassVar[tuple[str, ...]]  # every attribute an import may write, as an undo compares them
    extra_rows: ClassVar[tuple[str, ...]] = ()  # those of them that are rows of another model
    parent: ClassVar[str] = ""  # the field whose cell names another record of the noun; none where empty
    one: ClassVar[str] = ""  # how the audit log calls a record, the noun without its s unless said
    dependent_models: ClassVar[tuple[type[models.Model], ...]] = ()  # their rows go with the record

    def __init__(self, actor: Actor, source: str, options: Options) -> None:
        self.actor, self.source, self.options = actor, source, options
        self.records: dict[int, Any] = {}
        self.index: dict[Hashable, set[int]] = defaultdict(set)

    @property
    def called(self) -> str:
        """What a record is called in the verbs of the audit log."""
        return self.one or self.noun.removesuffix("s")

    @property
    def parent_field(self) -> str:
        """The attribute that holds the id of the record named in the cell `parent`."""
        return f"{self.parent}_id"

    @abstractmethod
    def load(self, rows: Collection[Row]) -> None:
        """Fetch what the rows may mean; a constant number of queries, in parts."""

    def complete(self, row: Row) -> Row:
        """The row with what its empty cells mean, after `load`."""
        if not self.options.clears_empty:
            return row
        clears = {field.name for field in DESCRIPTIONS[self.noun].fields if field.clears and not field.required}
        cells = {name: text or (CLEAR if name in clears else "") for name, text in row.cells.items()}
        return replace(row, cells=cells)

    def missing_parents(self, rows: Sequence[Row]) -> list[Row]:
        """A row for each parent that is named but found nowhere, where those are to be created."""
        return []

    @abstractmethod
    def key(self, cells: Mapping[str, str]) -> Hashable | None:
        """What identifies the record beyond doubt."""

    def name(self, cells: Mapping[str, str]) -> Hashable | None:
        """A name that identifies it where nothing better is known."""
        return None

    def parent_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        """Under what the record named as parent may be known, the surest first."""
        return (("key", text), ("name", text.casefold()))

    @abstractmethod
    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        """Attribute → what it is to be, for the cells that say something; RowRefusedError with a sentence."""

    def find(self, cells: Mapping[str, str]) -> int | None:
        """The id of the record a row stands for."""
        key = self.key(cells)
        if key is not None and self.index.get(key):
            return min(self.index[key])
        name = self.name(cells)
        same = [pk for pk in self.index.get(name, ()) if self.may_be(pk, cells)] if name is not None else []
        if len(same) > 1:
            raise RowRefusedError(_("{n} records have this name; identify one by ID or email").format(n=len(same)))
        return same[0] if same else None

    def may_be(self, pk: int, cells: Mapping[str, str]) -> bool:
        """Whether a record of the same name can be the row's: nothing surer tells them apart."""
        return True

    def can_be_parent(self, pk: int) -> bool:
        """Whether rows may name this record as their parent."""
        return True

    def held_in_place(self, moves: Mapping[int, Collection[int]]) -> dict[int, str]:
        """Of records that would get another parent those whoever acts may not move, with the reason.

        `moves` are the records, each with those that would stand above it then.
        """
        return {}

    def held(self, record: Any) -> str:
        """Why whoever takes an import back may not touch this record any more; empty where they may."""
        return ""

    def held_values(self, record: Any, values: Mapping[str, Any]) -> str:
        """Why whoever acts may not give a record these values; empty where they may."""
        return ""

    def note(self, cells: Mapping[str, str]) -> str:
        """What to say of a row that would be created."""
        return ""

    def parents(self) -> dict[int, int | None]:
        """The id of each record's parent."""
        if not self.parent:
            return {}
        return {pk: getattr(record, self.parent_field) for pk, record in self.records.items()}

    def value_of(self, record: Any, name: str) -> Any:
        """What a record has for an attribute, as JSON holds it."""
        return getattr(record, name)

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        """A new record, not saved."""
        return self.model(**{name: value for name, value in values.items() if name not in self.extra_rows})

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        """Create what new records bring with them; returns the lines of the audit log."""
        return [events.prepare(self.actor, f"imported {self.noun}", now=now, changes={"records": (0, len(records))})]

    def rows(self) -> models.QuerySet[Any]:
        """Records as they are locked for a change."""
        return self.model._default_manager.all()

    def load_extra(self, ids: list[int]) -> None:  # noqa: B027 most nouns have no extra rows
        """Fetch the extra rows of these records, for `value_of`."""

    def finish(self, ids: list[int], now: datetime) -> None:  # noqa: B027
        """What is to be done once all records are created."""

    def write_extra(self, record: Any, name: str, value: Any, now: datetime) -> None:  # noqa: B027
        """Write an attribute that is a row of another model."""

    def changed(self, records: list[Any], names: Collection[str]) -> None:  # noqa: B027
        """Update search index and lineage after records got other values in these attributes."""

    def replaced(self, changes: Iterable[tuple[Any, Mapping[str, Any]]], actor: Actor, now: datetime) -> None:  # noqa: B027
        """What follows from values that were replaced: each record with its fields, before and after."""

    def remove_from_index(self, ids: list[int]) -> None:  # noqa: B027
        """Take records out of the search index that are about to be removed."""

    def stream(self, record: Any) -> models.Model:
        """The record whose audit log shows what happens to this one."""
        return record  # type: ignore[no-any-return]

    def in_use(self, ids: list[int]) -> set[int]:
        """Those of the records that something else refers to."""
        used: set[int] = set()
        for model, link in moving.links_to(self.model, stay=self.dependent_models):
            rows = model._base_manager.filter(**{f"{link}__in": ids})
            if model is self.model:
                rows = rows.exclude(pk__in=ids)
            used |= set(rows.values_list(link, flat=True))
        return used

    def _remember(self, records: Iterable[Any]) -> None:
        for record in records:
            self.records[record.pk] = record
