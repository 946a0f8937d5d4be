"""Use and tickets from files: use found again by what it is of and its month, tickets by their number."""

import re
from collections.abc import Hashable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.adoption.models import Ticket, UsageLine
from covalue.adoption.rules import WORST, Severity
from covalue.ledger.headings import folded
from covalue.masterdata.importers import RowRefusedError
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.of_accounts import KeyedImporter
from covalue.masterdata.rules import CLEAR, Noun

YEAR_AND_MONTH: Final = re.compile(r"(\d{4})[-./](\d{1,2})")
MONTH_AND_YEAR: Final = re.compile(r"(\d{1,2})[-./](\d{4})")
WRITTEN_SO: Final = {
    Severity.CRITICAL: "critical, blocker, urgent, sev1, p1, 1, kritisch, critique, crítica",
    Severity.HIGH: "high, major, sev2, p2, 2, hoch, élevée, haute, alta",
    Severity.MEDIUM: "medium, normal, moderate, sev3, p3, 3, mittel, moyenne, media",
    Severity.LOW: "low, minor, trivial, sev4, p4, 4, niedrig, gering, faible, baja",
}
SEVERITIES: Final = {folded(word): severity for severity in WORST for word in WRITTEN_SO[severity].split(", ")}


class UsageImporter(KeyedImporter):
    """Use by month, for the accounts whoever imports may open."""

    noun, model, one = Noun.USAGE, UsageLine, "usage line"
    days = ("month",)
    written_fields = ("account_id", "offering_id", "product", "site", "measure", "month", "used", "agreed")

    def key(self, cells: Mapping[str, str]) -> Hashable:
        product = self.product_of(cells)
        called = product["offering_id"] or product["product"].casefold()
        places = (reading.said(cells, name).casefold() for name in ("site", "measure"))
        return ("key", self.account_id(cells), called, *places, self._month(cells))

    def key_of(self, record: Any) -> Hashable:
        called = record.offering_id or record.product.casefold()
        places = (record.site.casefold(), record.measure.casefold())
        return ("key", record.account_id, called, *places, record.month.isoformat())

    def name_of(self, record: Any) -> Hashable:
        return None

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        values: dict[str, Any] = {"account_id": self.account_id(cells), "month": self._month(cells)}
        values |= self.product_of(cells) | reading.texts(cells, ("site", "measure"))
        for name in ("used", "agreed"):
            if text := cells.get(name):
                values[name] = None if text == CLEAR else _amount(text)
        return values

    def _month(self, cells: Mapping[str, str]) -> str:
        text = cells["month"]
        if match := YEAR_AND_MONTH.fullmatch(text):
            return _first_of(int(match[1]), int(match[2]), text)
        if match := MONTH_AND_YEAR.fullmatch(text):
            return _first_of(int(match[2]), int(match[1]), text)
        return self.written.read(text).replace(day=1).isoformat()


class TicketImporter(KeyedImporter):
    """Tickets, for the accounts whoever imports may open."""

    noun, model = Noun.TICKETS, Ticket
    days = ("opened_on", "closed_on")
    written_fields = (
        "account_id", "external_id", "subject", "severity", *days, "offering_id", "product", "site",
    )  # fmt: skip

    def name_of(self, record: Any) -> Hashable:
        return None

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        values: dict[str, Any] = {
            "account_id": self.account_id(cells), "external_id": cells["key"], "subject": cells["subject"],
        }  # fmt: skip
        values |= self.product_of(cells) | reading.texts(cells, ("site",)) | self.days_of(cells)
        if text := cells.get("severity"):
            values["severity"] = Severity.MEDIUM.value if text == CLEAR else severity_of(text)
        self.guard_order(values, known, "opened_on", "closed_on", _("it was closed before it was opened"))
        return values


def severity_of(text: str) -> str:
    """The severity a cell names; RowRefusedError for what is none."""
    plain = folded(text)
    severity = SEVERITIES.get(plain) or SEVERITIES.get(folded(text.partition("-")[0].partition(" ")[0]))
    if severity is None:
        raise RowRefusedError(
            _("“{text}” is not a severity; write critical, high, medium or low").format(text=text[:40])
        )
    return severity.value


def _amount(text: str) -> object:
    return reading.as_kept(reading.number(text, digits=16, places=3))


def _first_of(year: int, month: int, text: str) -> str:
    if month not in range(1, 13) or year not in range(reading.FIRST_DAY.year, reading.LAST_DAY.year + 1):
        raise RowRefusedError(_("“{text}” is not a month; write one like 2026-03").format(text=text[:40]))
    return date(year, month, 1).isoformat()
