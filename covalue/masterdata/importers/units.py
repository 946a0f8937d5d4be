"""Units from a file: found again by kind and code."""

from collections.abc import Collection, Hashable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from covalue.ledger.headings import folded
from covalue.masterdata.files import Row
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.base import NounImporter, RowRefusedError
from covalue.masterdata.rules import CLEAR, Noun
from covalue.organisation.models import Unit, UnitKind


class UnitImporter(NounImporter):
    """Business units, regions and functions."""

    noun, model, parent = Noun.UNITS, Unit, "parent"
    written_fields = ("kind", "code", "name", "parent_id", "lead_id")

    def load(self, rows: Collection[Row]) -> None:
        self._remember(Unit.objects.all())
        for unit in self.records.values():
            self.index[("key", unit.kind, unit.code)].add(unit.pk)
            self.index[("name", unit.kind, unit.name.casefold())].add(unit.pk)
        self.colleagues = reading.colleagues(row.cells.get("lead", "") for row in rows)

    def key(self, cells: Mapping[str, str]) -> Hashable:
        return ("key", _kind(cells), cells["code"])

    def parent_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        return (("key", _kind(cells), text), ("name", _kind(cells), text.casefold()))

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"code": cells["code"], "kind": _kind(cells), "name": cells["name"]}
        if text := cells.get("lead"):
            values["lead_id"] = None if text == CLEAR else reading.colleague(text, self.colleagues)
        return values


def _kind(cells: Mapping[str, str]) -> str:
    text = cells.get("kind", "")
    known = {folded(word): kind.value for kind in UnitKind for word in (kind.value, str(kind.label))}
    if text and folded(text) not in known:
        raise RowRefusedError(_("“{text}” is not a type of unit").format(text=text[:60]))
    return known[folded(text)] if text else UnitKind.BUSINESS_UNIT.value
