"""Installed items from a file: found again by their ID in its system, then by account, site, unit, product and serial number."""

from collections.abc import Hashable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from covalue.installed_base.models import InstalledItem
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.of_accounts import KeyedImporter
from covalue.masterdata.rules import CLEAR, Noun

TEXTS = ("site", "unit", "maker", "serial", "note")


class InstalledItemImporter(KeyedImporter):
    """What stands at customers, for the accounts whoever imports may open."""

    noun, model, parent, one = Noun.INSTALLED_BASE, InstalledItem, "replaced_by", "installed item"
    days = ("since", "supported_until", "written_off_until", "replaced_on")
    written_fields = (
        "account_id", "offering_id", "product", "external_id", *TEXTS, "quantity", *days, "replaced_by_id",
    )  # fmt: skip

    def name(self, cells: Mapping[str, str]) -> Hashable:
        product = self.product_of(cells, ours=not reading.said(cells, "maker"))
        called = product["offering_id"] or product["product"].casefold()
        places = (reading.said(cells, name).casefold() for name in ("site", "unit", "serial"))
        return ("name", self.account_id(cells), called, *places)

    def name_of(self, record: Any) -> Hashable:
        called = record.offering_id or record.product.casefold()
        return (
            "name",
            record.account_id,
            called,
            *(getattr(record, name).casefold() for name in ("site", "unit", "serial")),
        )

    def parent_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        return (("key", self.account_id(cells), text),)

    def can_be_parent(self, pk: int) -> bool:
        return self.records[pk].removed_at is None

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        values: dict[str, Any] = {"account_id": self.account_id(cells)}
        values |= self.product_of(cells, ours=not reading.said(cells, "maker"))
        values |= reading.texts(cells, TEXTS) | self.days_of(cells)
        if text := cells.get("key"):
            values["external_id"] = "" if text == CLEAR else text
        if text := cells.get("quantity"):
            values["quantity"] = reading.as_kept(reading.number(text, digits=14, places=3))
        self.guard_order(values, known, "since", "supported_until", _("its support ends before it was installed"))
        self.guard_order(values, known, "since", "written_off_until", _("it is written off before it was installed"))
        self.guard_order(values, known, "since", "replaced_on", _("it was replaced before it was installed"))
        return values
