"""Offerings from a file: found again by code."""

from collections.abc import Collection, Hashable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from covalue.masterdata.files import Row
from covalue.masterdata.importers.base import NounImporter, RowRefusedError
from covalue.masterdata.rules import CLEAR, Noun
from covalue.organisation.models import Offering, Unit, UnitKind


class OfferingImporter(NounImporter):
    """Products, services and their families."""

    noun, model, parent = Noun.OFFERINGS, Offering, "parent"
    written_fields = ("code", "name", "parent_id", "unit_id")

    def load(self, rows: Collection[Row]) -> None:
        self._remember(Offering.objects.all())
        for offering in self.records.values():
            self.index[("key", offering.code)].add(offering.pk)
            self.index[("name", offering.name.casefold())].add(offering.pk)
        self.units = dict(Unit.objects.filter(kind=UnitKind.BUSINESS_UNIT).values_list("code", "pk"))

    def key(self, cells: Mapping[str, str]) -> Hashable:
        return ("key", cells["code"])

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"code": cells["code"], "name": cells["name"]}
        if text := cells.get("unit"):
            if text != CLEAR and text not in self.units:
                raise RowRefusedError(_("there is no business unit with the code “{text}”").format(text=text[:60]))
            values["unit_id"] = None if text == CLEAR else self.units[text]
        return values
