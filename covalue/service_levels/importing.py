"""Service levels, results and incidents from files.

Levels are found again by account and title, results by level and period, incidents by their number.
"""

import re
from collections.abc import Collection, Hashable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.adoption.importing import severity_of
from covalue.adoption.queries import TICKETS
from covalue.adoption.rules import Severity
from covalue.agreements.queries import AGREEMENTS
from covalue.masterdata.files import Row
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.base import RowRefusedError
from covalue.masterdata.importers.of_accounts import KeyedImporter
from covalue.masterdata.rules import CLEAR, Noun
from covalue.service_levels import queries, rules
from covalue.service_levels.models import Incident, ServiceLevel, ServiceResult
from covalue.service_levels.rules import TOP, ServiceDirection, ServicePeriod

AT_LEAST: Final = "at least, at_least, >=, >, ≥, min, minimum, mindestens, au moins, al menos"
AT_MOST: Final = "at most, at_most, <=, <, ≤, max, maximum, höchstens, au plus, como máximo"
DIRECTIONS: Final = dict.fromkeys(AT_LEAST.split(", "), ServiceDirection.AT_LEAST) | dict.fromkeys(
    AT_MOST.split(", "), ServiceDirection.AT_MOST
)
PERIODS_WRITTEN: Final = {
    ServicePeriod.MONTH: "month, monthly, monat, monatlich, mois, mensuel, mes, mensual",
    ServicePeriod.QUARTER: "quarter, quarterly, quartal, vierteljährlich, trimestre, trimestriel, trimestral",
    ServicePeriod.YEAR: "year, yearly, annual, annually, jahr, jährlich, année, annuel, año, anual",
}
PERIODS: Final = {word: period for period, words in PERIODS_WRITTEN.items() for word in words.split(", ")}
SIGNED: Final = re.compile(r"(?P<sign>>=|<=|[<>≥≤])?\s*(?P<number>[\d.,'’\s]*\d)\s*(?P<unit>[^\d\s][^\d]{0,29})?")
YEAR_AND_QUARTER: Final = re.compile(r"(?:Q([1-4])[-/ ]?(\d{4})|(\d{4})[-/ ]?Q([1-4]))", re.IGNORECASE)
YEAR_AND_MONTH: Final = re.compile(r"(\d{4})[-./](\d{1,2})")
MONTH_AND_YEAR: Final = re.compile(r"(\d{1,2})[-./](\d{4})")
YEAR: Final = re.compile(r"\d{4}")


class ServiceLevelImporter(KeyedImporter):
    """Agreed service levels, for the accounts whoever imports may open."""

    noun, model, one = Noun.SERVICE_LEVELS, ServiceLevel, "service level"
    days = ("starts_on", "ends_on")
    written_fields = ("account_id", "title", "target", "direction", "unit", "period", "agreement_id", *days, "note")

    def load(self, rows: Collection[Row]) -> None:
        super().load(rows)
        self.agreements: dict[tuple[int, str], set[int]] = {}
        found = AGREEMENTS.model._default_manager.filter(account__in=self.named, removed_at=None)
        for pk, account, title, source, key in found.values_list("pk", "account", "title", "source", "external_id"):
            self.agreements.setdefault((account, title.casefold()), set()).add(pk)
            if key and source == self.source:
                self.agreements[account, key.casefold()] = {pk}

    def key_of(self, record: Any) -> Hashable | None:
        return None

    def name(self, cells: Mapping[str, str]) -> Hashable:
        return ("name", self.account_id(cells), cells["title"].casefold())

    def name_of(self, record: Any) -> Hashable:
        return ("name", record.account_id, record.title.casefold())

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        values: dict[str, Any] = {"account_id": self.account_id(cells), "title": cells["title"]}
        values |= reading.texts(cells, ("note",)) | self.days_of(cells) | self._target(cells)
        if text := cells.get("period"):
            values["period"] = _word(PERIODS, text, _("“{text}” is not a period; write month, quarter or year"))
            if (
                known is not None
                and known.period != values["period"]
                and known.results.filter(removed_at=None).exists()
            ):
                raise RowRefusedError(_("it has results by another period already"))
        if text := cells.get("agreement"):
            values["agreement_id"] = None if text == CLEAR else self._agreement(values["account_id"], text)
        self.guard_order(values, known, "starts_on", "ends_on", _("it ends before it starts"))
        return values

    def note(self, cells: Mapping[str, str]) -> str:
        told = super().note(cells)
        if "direction" not in self._target(cells):
            told = "; ".join(filter(None, (told, _("nothing says whether at least or at most: read as at least"))))
        return told

    def _target(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """Target, direction and unit, from their own cells or from the target's."""
        match = SIGNED.fullmatch(cells["target"].strip())
        if match is None:
            raise RowRefusedError(_("“{text}” is not a number that can stand here").format(text=cells["target"][:40]))
        values: dict[str, Any] = {"target": _measured(match["number"])}
        unit = cells.get("unit") or (match["unit"] or "").strip()
        if unit:
            values["unit"] = "" if unit == CLEAR else unit
        said = [text for text in (cells.get("direction"), match["sign"]) if text]
        read = {_word(DIRECTIONS, text, _("“{text}” is neither at least nor at most")) for text in said}
        if len(read) > 1:
            raise RowRefusedError(_("the sign before the target says the opposite of the direction"))
        return values | ({"direction": read.pop()} if read else {})

    def _agreement(self, account_id: int, text: str) -> int:
        found = self.agreements.get((account_id, text.casefold()), set())
        if len(found) != 1:
            sentence = _("there is no agreement “{text}”") if not found else _("several agreements are called “{text}”")
            raise RowRefusedError(sentence.format(text=text[:60]))
        return min(found)


class ServiceResultImporter(KeyedImporter):
    """What was measured, for the accounts whoever imports may open."""

    noun, model, one = Noun.SERVICE_RESULTS, ServiceResult, "service result"
    days = ()
    written_fields = ("account_id", "service_level_id", "begins_on", "value", "target", "note")

    def load(self, rows: Collection[Row]) -> None:
        super().load(rows)
        self.levels = _levels(self)
        self.written = reading.DaysWritten(row.cells.get("month", "") for row in rows)

    def key(self, cells: Mapping[str, str]) -> Hashable:
        level = _level(self, cells)
        return ("key", level.pk, self._first(cells["month"], level).isoformat())

    def key_of(self, record: Any) -> Hashable:
        return ("key", record.service_level_id, record.begins_on.isoformat())

    def name_of(self, record: Any) -> Hashable:
        return None

    def note(self, cells: Mapping[str, str]) -> str:
        return self.written.assumed(cells["month"])

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        level = _level(self, cells)
        first = self._first(cells["month"], level)
        if problem := queries.problem_of_result(level, first, self.today_of(cells)):
            raise RowRefusedError(problem)
        values: dict[str, Any] = {
            "account_id": level.account_id, "service_level_id": level.pk, "begins_on": first.isoformat(),
            "value": _of_unit(cells["value"], level.unit),
        }  # fmt: skip
        values |= reading.texts(cells, ("note",))
        if text := cells.get("target"):
            values["target"] = _of_unit(text, level.unit)
        return values

    def make(self, values: Mapping[str, Any], now: Any) -> Any:
        record = super().make(values, now)
        if record.target is None:
            record.target = next(level.target for level in self.levels.values() if level.pk == record.service_level_id)
        return record

    def _first(self, text: str, level: ServiceLevel) -> date:
        """The first day of the period a cell names; RowRefusedError for what is none."""
        period = ServicePeriod(level.period)
        try:
            if match := YEAR_AND_QUARTER.fullmatch(text):
                return rules.first_day(period, date(int(match[2] or match[3]), 3 * int(match[1] or match[4]) - 2, 1))
            if match := YEAR_AND_MONTH.fullmatch(text):
                return rules.first_day(period, date(int(match[1]), int(match[2]), 1))
            if match := MONTH_AND_YEAR.fullmatch(text):
                return rules.first_day(period, date(int(match[2]), int(match[1]), 1))
            if YEAR.fullmatch(text) and period is ServicePeriod.YEAR:
                return date(int(text), 1, 1)
        except ValueError:
            raise RowRefusedError(
                _("“{text}” is not a period; write one like 2026-03").format(text=text[:40])
            ) from None
        return rules.first_day(period, self.written.read(text))


class IncidentImporter(KeyedImporter):
    """Incidents, for the accounts whoever imports may open; one with the number of a ticket builds on it."""

    noun, model = Noun.INCIDENTS, Incident
    days = ("opened_on", "resolved_on", "rated_on")
    written_fields = (
        "account_id", "external_id", "ticket_id", "title", "severity", *days, "service_level_id", "cause", "resolution",
        "rating", "rating_words",
    )  # fmt: skip

    def load(self, rows: Collection[Row]) -> None:
        super().load(rows)
        self.levels = _levels(self)
        found = TICKETS.model._default_manager.filter(account__in=self.named, removed_at=None).exclude(external_id="")
        self.tickets: dict[tuple[int, str], list[Any]] = {}
        for ticket in found:
            self.tickets.setdefault((ticket.account_id, ticket.external_id), []).append(ticket)
        self.taken = {row.ticket_id: row.pk for row in self.records.values() if row.ticket_id and not row.removed_at}

    def name_of(self, record: Any) -> Hashable:
        return None

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        values: dict[str, Any] = {
            "account_id": self.account_id(cells), "external_id": cells["key"], "title": cells["title"],
        }  # fmt: skip
        values |= reading.texts(cells, ("cause", "resolution", "rating_words")) | self.days_of(cells)
        for name in self.days:
            if values.get(name) and date.fromisoformat(values[name]) > self.today_of(cells):
                raise RowRefusedError(_("“{text}” is in the future").format(text=cells[name][:40]))
        if text := cells.get("severity"):
            values["severity"] = Severity.MEDIUM.value if text == CLEAR else severity_of(text)
        if text := cells.get("service_level"):
            values["service_level_id"] = None if text == CLEAR else _level(self, cells).pk
        self.guard_order(values, known, "opened_on", "resolved_on", _("it was resolved before it happened"))
        values |= self._rating(cells, values, known)
        return self._of_ticket(values, known)

    def _rating(self, cells: Mapping[str, str], values: Mapping[str, Any], known: Any) -> dict[str, Any]:
        text = cells.get("rating", "")
        if not text:
            return {}
        if text == CLEAR:
            return {"rating": None}
        value = reading.number(text, digits=4, places=0)
        if value > TOP:
            raise RowRefusedError(_("a rating is from 0 to 10"))
        resolved, rated = (values.get(name) or self._known(known, name) for name in ("resolved_on", "rated_on"))
        if not resolved:
            raise RowRefusedError(_("it is rated, but not resolved"))
        if not rated:
            raise RowRefusedError(_("it is rated, but the day is missing"))
        if rated < resolved:
            raise RowRefusedError(_("it was rated before it was resolved"))
        return {"rating": int(value)}

    def _of_ticket(self, values: dict[str, Any], known: Any) -> dict[str, Any]:
        """Subject, severity and days stay those of the ticket: a row that says otherwise is refused."""
        found = self.tickets.get((values["account_id"], values["external_id"]), [])
        found = [row for row in found if row.source == self.source] or found
        if not found:
            return values
        if len(found) > 1:
            raise RowRefusedError(_("several tickets have this number"))
        ticket = found[0]
        if self.taken.get(ticket.pk, known.pk if known else None) != (known.pk if known else None):
            raise RowRefusedError(_("this ticket is an incident already"))
        said = {"opened_on": values.pop("opened_on", None), "resolved_on": values.pop("resolved_on", None)}
        its = {"opened_on": ticket.opened_on.isoformat(), "resolved_on": reading.as_kept(ticket.closed_on)}
        if any(said[name] and said[name] != its[name] for name in said):
            raise RowRefusedError(
                _("ticket {number} has other days; import tickets first").format(number=ticket.external_id)
            )
        if "severity" in values and values.pop("severity") != ticket.severity:
            raise RowRefusedError(
                _("ticket {number} has another severity; import tickets first").format(number=ticket.external_id)
            )
        return {**values, "ticket_id": ticket.pk, "opened_on": None, "resolved_on": None}


def _levels(importer: KeyedImporter) -> dict[tuple[int, str], ServiceLevel]:
    """The service levels of the accounts of a file, by account and folded title."""
    rows = ServiceLevel.objects.filter(account__in=importer.named, removed_at=None).select_related("agreement")
    return {(row.account_id, row.title.casefold()): row for row in rows}


def _level(importer: Any, cells: Mapping[str, str]) -> ServiceLevel:
    text = cells["service_level"]
    level: ServiceLevel | None = importer.levels.get((importer.account_id(cells), text.casefold()))
    if level is None:
        raise RowRefusedError(
            _("this account has no service level “{text}”; import or enter it first").format(text=text[:60])
        )
    return level


def _of_unit(text: str, unit: str) -> object:
    """A number, with the unit of its service level behind it or not."""
    plain = text.strip()
    if unit and plain.casefold().endswith(unit.casefold()):
        plain = plain[: -len(unit)].strip()
    return _measured(plain)


def _measured(text: str) -> object:
    return reading.as_kept(reading.number(text, digits=16, places=3))


def _word(words: Mapping[str, Any], text: str, sentence: str) -> str:
    found = words.get(text.strip().casefold())
    if found is None:
        raise RowRefusedError(sentence.format(text=text[:40]))
    return str(found.value)
