"""Agreements from a file: found again by their ID in its system, then by account, title and start."""

from collections.abc import Collection, Hashable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.agreements import notice
from covalue.agreements.models import Agreement
from covalue.core import errors, money
from covalue.masterdata.files import Row
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.base import RowRefusedError
from covalue.masterdata.importers.of_accounts import KeyedImporter
from covalue.masterdata.rules import CLEAR, Noun

TEXTS = ("unit", "price_rules", "service_levels", "notice_clause", "country")
NOTICE = ("notice_clause", "country", "ends_on", "starts_on")


class AgreementImporter(KeyedImporter):
    """Contracts of the accounts whoever imports may open; a clause that is not read rejects its row."""

    noun, model, one = Noun.AGREEMENTS, Agreement, "agreement"
    days = ("starts_on", "ends_on", "signed_on")
    written_fields = (
        "account_id", "title", "external_id", *TEXTS, *days, "value", "currency", "notice_by",
    )  # fmt: skip

    def load(self, rows: Collection[Row]) -> None:
        super().load(rows)
        self.currencies = dict(accounts.unscoped().filter(pk__in=self.named).values_list("pk", "currency"))

    def name(self, cells: Mapping[str, str]) -> Hashable:
        start = self.written.read(cells["starts_on"]).isoformat()
        return ("name", self.account_id(cells), cells["title"].casefold(), start)

    def name_of(self, record: Any) -> Hashable:
        return ("name", record.account_id, record.title.casefold(), record.starts_on.isoformat())

    def note(self, cells: Mapping[str, str]) -> str:
        """How the clause is read, in the preview: nothing is assumed in silence."""
        clause = cells.get("notice_clause", "")
        if not clause or clause == CLEAR:
            return ""
        end = cells.get("ends_on", "")
        last = self.written.read(end) if end and end != CLEAR else None
        return _("notice read as: {words}").format(words=_read(last, clause, cells.get("country", ""), None).read_as)

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        values: dict[str, Any] = {"account_id": self.account_id(cells), "title": cells["title"]}
        values |= reading.texts(cells, TEXTS) | self.days_of(cells)
        if text := cells.get("key"):
            values["external_id"] = "" if text == CLEAR else text
        if text := cells.get("value"):
            values["value"] = None if text == CLEAR else reading.as_kept(reading.number(text, digits=16, places=2))
        values |= self._currency(cells, known)
        self.guard_order(values, known, "starts_on", "ends_on", _("it ends before it starts"))
        values["notice_by"] = self._notice(values, known)
        return values

    def _currency(self, cells: Mapping[str, str], known: Any) -> dict[str, str]:
        text = cells.get("currency", "").upper()
        if text and not money.is_currency(text):
            raise RowRefusedError(_("“{text}” is not a currency").format(text=text[:10]))
        return {"currency": text} if text else {}

    def _notice(self, values: Mapping[str, Any], known: Any) -> str | None:
        """The day of notice, as it is kept; one that a person typed stays."""
        if known is not None and known.notice_typed is not None:
            return str(known.notice_typed.isoformat())
        clause, country, end, start = (values.get(name, self._known(known, name)) or "" for name in NOTICE)
        if not clause:
            return None
        found = _read(_day(end), clause, country, _day(start))
        _guard_has_day(found)
        return found.notice_by.isoformat() if found.notice_by else None

    def make(self, values: Mapping[str, Any], now: Any) -> Any:
        record = super().make(values, now)
        record.currency = record.currency or self.currencies[record.account_id]
        return record


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _guard_has_day(found: notice.Notice) -> None:
    try:
        notice.guard_has_day(found)
    except errors.BadInput as missing:
        raise RowRefusedError(missing.sentence) from None


def _read(end: date | None, clause: str, country: str, start: date | None) -> notice.Notice:
    try:
        return notice.notice_by(end, clause, "" if country == CLEAR else country, start=start)
    except errors.BadInput as unread:
        raise RowRefusedError(unread.sentence) from None
