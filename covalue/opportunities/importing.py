"""Opportunities from the export of a CRM: the file is read, shown row by row, taken in, and can be undone.

A repeated import changes what has the same ID in the same source. What is not taken in is named with its row and reason.
"""

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors, events, money
from covalue.core.events import Actor
from covalue.ledger.headings import folded
from covalue.masterdata import files
from covalue.opportunities import actions, cells, queries
from covalue.opportunities.models import Opportunity, OpportunityImport
from covalue.opportunities.rules import Step
from covalue.people import queries as people
from covalue.people.models import User

MOST: Final = 20_000  # rows of a file
MOST_SHOWN: Final = 2_000  # of one that a page takes
LARGEST: Final = 5_000_000  # bytes of it
SETTINGS: Final = ("decimal", "date_order", "currency")
HEADINGS: Final = {
    "external_id": ("opportunity id", "opportunity id 18", "deal id", "record id", "id", "external id", "opportunity number"),
    "title": ("opportunity name", "deal name", "title", "topic", "name", "opportunity", "deal", "subject", "bezeichnung"),
    "account": ("account name", "account", "company", "company name", "customer", "potential customer", "kunde", "firma"),
    "account_key": ("account id", "customer id", "customer number", "account number", "kundennummer"),
    "stage": ("stage", "deal stage", "sales stage", "opportunity stage", "status reason", "phase", "stage name"),
    "amount": ("amount", "deal value", "value", "est. revenue", "estimated revenue", "est revenue", "betrag", "volumen"),
    "currency": ("currency", "amount currency", "deal currency", "currency iso code", "währung"),
    "close_on": ("close date", "expected close date", "est. close date", "est close date", "closing date", "abschlussdatum"),
    "probability": ("probability", "probability (%)", "win probability", "deal probability", "wahrscheinlichkeit"),
    "margin": ("margin", "expected margin", "gross margin", "marge"),
    "owner": ("opportunity owner", "owner", "deal owner", "owner email", "owner name", "verantwortlich"),
    "next_step": ("next step", "next steps", "nächster schritt"),
    "competitors": ("competitors", "competitor", "main competitor", "main competitor(s)", "wettbewerber"),
    "unit": ("business unit", "department", "division", "unit", "bereich"),
}  # fmt: skip
FIELD_NAMES: Final = {
    "external_id": gettext_lazy("ID"), "title": gettext_lazy("Title"), "account": gettext_lazy("Account"),
    "account_key": gettext_lazy("ID of the account"), "stage": gettext_lazy("Stage"),
    "amount": gettext_lazy("Amount"), "currency": gettext_lazy("Currency"), "close_on": gettext_lazy("Close date"),
    "probability": gettext_lazy("Probability"), "margin": gettext_lazy("Expected margin"),
    "owner": gettext_lazy("Owner"), "next_step": gettext_lazy("Next step"),
    "competitors": gettext_lazy("Competitors"), "unit": gettext_lazy("The customer's unit"),
}  # fmt: skip
NEEDED: Final = ("title", "stage")
STAGES: Final = {
    "identified": ("prospecting", "lead", "appointment scheduled", "appointmentscheduled", "qualify", "new", "open"),
    "qualified": (
        *("qualification", "needs analysis", "qualified to buy", "qualifiedtobuy", "develop", "discovery"),
        *("id. decision makers", "perception analysis", "value proposition"),
    ),
    "proposal": (
        *("proposal/price quote", "proposal/quote", "propose", "presentation scheduled", "presentationscheduled", "quote"),
        *("decision maker bought-in", "decisionmakerboughtin", "angebot"),
    ),
    "negotiation": ("negotiation/review", "negotiation", "close", "contract sent", "contractsent", "verhandlung"),
    "promised": ("verbal", "verbal commit", "commit", "verbal agreement"),
    "won": ("closed won", "closedwon", "won", "gewonnen"),
    "lost": ("closed lost", "closedlost", "lost", "canceled", "cancelled", "verloren", "out-sold"),
}  # fmt: skip
TOTALS: Final = frozenset(
    {
        "total",
        "totals",
        "grand total",
        "sum",
        "subtotal",
        "summe",
        "gesamt",
        "gesamtsumme",
        "zwischensumme",
        "total (all)",
    }
)
KEPT: Final = (
    *("title", "stage", "amount", "currency", "close_on", "probability", "probability_why", "margin", "owner_id"),
    *("next_step", "competitors", "unit"),
)
Cells = Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A file read by a mapping: its rows by our fields with their numbers, and how it was read."""

    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    rows: tuple[Mapping[str, str], ...]
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What a person says about a file: its source, and what it leaves open."""

    source: str = "crm"
    decimal: str = ""
    date_order: str = ""
    currency: str = ""
    stages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedOpportunity:
    """One row: what happens with it (`add`, `change`, `same`), or why it is not taken in (`refused`)."""

    number: int
    cells: Cells
    does: str = ""
    refused: str = ""
    account: Account | None = None
    opportunity: Opportunity | None = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Plan:
    """What would happen with a file: its rows, how they were read, and the open amounts by currency."""

    rows: tuple[PlannedOpportunity, ...]
    assumed: tuple[str, ...]
    totals: Mapping[str, Decimal]
    unknown_stages: tuple[str, ...]
    unknown_accounts: tuple[str, ...]

    def n(self, does: str) -> int:
        return sum(row.does == does for row in self.rows)

    @property
    def refused(self) -> tuple[PlannedOpportunity, ...]:
        return tuple(row for row in self.rows if row.refused)

    @property
    def added(self) -> int:
        return self.n("add")

    @property
    def changed(self) -> int:
        return self.n("change")

    @property
    def unchanged(self) -> int:
        return self.n("same")


def read_upload(upload: File[bytes], pairs: Mapping[str, str] | None = None) -> Sheet:
    """The rows of a file that was sent; BadInput where it cannot be read."""
    if not upload.size or upload.size > LARGEST:
        raise errors.BadInput(_("Choose a file of at most 5 MB."), field="file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"opportunities{Path(upload.name or '').suffix.lower()[:6]}"
        with path.open("wb") as target:
            target.writelines(upload.chunks())
        return read(path, pairs, most=MOST_SHOWN)


def read(path: Path, pairs: Mapping[str, str] | None = None, *, most: int = MOST) -> Sheet:
    """The rows of a file by our fields: by these pairs of field and column, or as its headings say."""
    columns = files.columns_of(path)
    mapping = mapping_of(columns, pairs or {})
    sheet = files.read(path, mapping, most=most + 1)
    if len(sheet.rows) > most:
        raise errors.BadInput(
            _("The file is longer than the {n} rows that are taken at once: split it into parts.").format(n=most),
            field="file",
        )
    rows = tuple({"number": str(row.number), **row.cells} for row in sheet.rows)
    unread = tuple(_("Row {n}: {reason}").format(n=n, reason=reason) for n, reason, _content in sheet.unreadable)
    return Sheet(sheet.columns, mapping, rows, (*(assumed.sentence for assumed in sheet.assumed), *unread))


def mapping_of(columns: Sequence[str], pairs: Mapping[str, str]) -> dict[str, str]:
    """Field → column; BadInput for a field or column there is none of, or where title, stage or account are missing."""
    for name, column in pairs.items():
        if name not in FIELD_NAMES:
            raise errors.BadInput(_("There is no field “{name}”.").format(name=name), field="map")
        if column and column not in columns:
            raise errors.BadInput(_("The file has no column “{column}”.").format(column=column), field="map")
    by_heading = {folded(column): column for column in reversed(columns)}
    found = {
        name: next((by_heading[folded(text)] for text in texts if folded(text) in by_heading), "")
        for name, texts in HEADINGS.items()
    }
    mapping = {name: column for name, column in (found | dict(pairs)).items() if column}
    missing = [str(FIELD_NAMES[name]) for name in NEEDED if name not in mapping]
    if "account" not in mapping and "account_key" not in mapping:
        missing.append(str(FIELD_NAMES["account"]))
    if missing:
        raise errors.BadInput(_("Say which column holds: {fields}.").format(fields=", ".join(missing)), field="map")
    return mapping


def plan(actor: Actor, rows: Sequence[Cells], told: Told) -> Plan:
    """What would happen with these rows; nothing is written."""
    return _Planning(actor, rows, told).plan()


@transaction.atomic
def take_in(
    actor: Actor, rows: Sequence[Cells], told: Told, *, file_name: str, now: datetime, assumed: Iterable[str] = ()
) -> OpportunityImport:
    """Add and change what can be; the record says what was not taken in, and undoes the rest."""
    planned = plan(actor, rows[:MOST], told)
    record = OpportunityImport(
        file_name=file_name[:200], source=told.source, rows=len(planned.rows), unchanged=planned.unchanged,
        assumed=[*assumed, *planned.assumed], imported_by=actor.user, imported_at=now,
    )  # fmt: skip
    refused = [_as_refused(row, row.refused) for row in planned.refused]
    for row in planned.rows:
        if row.does in ("add", "change"):
            try:
                with transaction.atomic():
                    _take(actor, row, record, now)
            except errors.Refused as no:
                refused.append(_as_refused(row, no.sentence))
    record.refused = sorted(refused, key=lambda told_: int(told_["number"]))
    record.save()
    events.write(
        actor, "imported opportunities", subject=record, now=now, changes={"rows": ("", record.added + record.changed)}
    )
    return record


@transaction.atomic
def undo(actor: Actor, record: OpportunityImport, *, now: datetime) -> list[str]:
    """Take an import back; returns the titles of what stays because somebody changed it since."""
    record = OpportunityImport.objects.select_for_update().get(pk=record.pk)
    if record.undone_at is not None:
        return []
    stays = []
    for pk, values in record.before.items():
        opportunity = Opportunity.objects.select_related("account").filter(pk=pk).first()
        if opportunity is None:
            continue
        if opportunity.removed_at is not None or _kept_values(opportunity) != values["after"]:
            stays.append(opportunity.title)
            continue
        _take_back(actor, opportunity, values["before"], now)
    record.undone_at = now
    record.save(update_fields=["undone_at"])
    events.write(actor, "undid import of opportunities", subject=record, now=now)
    return stays


def _take(actor: Actor, row: PlannedOpportunity, record: OpportunityImport, now: datetime) -> None:
    values = dict(row.values or {})
    if row.opportunity is None:
        assert row.account is not None
        made = actions.add(actor, row.account, values, now=now)
        record.made.append(made.pk)
        record.before[str(made.pk)] = {"before": None, "after": _kept_values(made)}
        record.added += 1
        return
    before = _kept_values(row.opportunity)
    changed = actions.edit(actor, row.opportunity, values, now=now)
    record.before[str(changed.pk)] = {"before": before, "after": _kept_values(changed)}
    record.changed += 1


def _take_back(actor: Actor, opportunity: Opportunity, before: Mapping[str, str] | None, now: datetime) -> None:
    if before is None:
        actions.remove(actor, opportunity, now=now)
        opportunity.external_id = ""  # so that the same file brings it again
        opportunity.save(update_fields=["external_id"])
        return
    values: dict[str, Any] = {name: text for name, text in before.items() if name != "owner_id"}
    for name in ("amount", "margin"):
        values[name] = Decimal(before[name]) if before[name] else None
    values["close_on"] = date.fromisoformat(before["close_on"]) if before["close_on"] else None
    values["probability"] = int(before["probability"]) if before["probability"] else None
    owner = people.colleagues().filter(pk=before["owner_id"]).first() if before["owner_id"] else None
    if owner is None or accounts.reaches(owner, opportunity.account):
        values["owner"] = owner
    actions.edit(actor, opportunity, values, now=now)


def _kept_values(opportunity: Opportunity) -> dict[str, str]:
    return {name: queries.as_text(getattr(opportunity, name)) for name in KEPT}


def _as_refused(row: PlannedOpportunity, why: str) -> dict[str, Any]:
    return {"number": row.number, "reason": why, "cells": {name: text for name, text in row.cells.items() if text}}


class _Planning:
    """Judges the rows of one file: accounts, stages and people are read once."""

    def __init__(self, actor: Actor, rows: Sequence[Cells], told: Told) -> None:
        self.actor, self.rows, self.told = actor, rows, told
        self.source = " ".join(told.source.split())[:60] or "crm"
        self.decimal = told.decimal or cells.decimal_sign(self._texts("amount", "margin"))
        self.order = told.date_order or cells.day_order(self._texts("close_on"))
        self.shares = cells.are_shares(self._texts("probability"))
        self.stages = queries.stages_by_key()
        self.stage_of = _stages_called(self.stages.values(), told.stages)
        self.by_name, self.by_key = _accounts_of(actor)
        self.has_ids = any(row.get("external_id") for row in rows)
        self.known = queries.known_by(self.source, {key for row in rows if (key := self._key(row))})
        self.owners = _colleagues()
        self.may_open: dict[tuple[int, int], bool] = {}
        self.seen: dict[str, int] = {}
        self.read_stages: dict[str, str] = {}
        self.left_out: Counter[str] = Counter()
        self.unknown_stages: dict[str, None] = {}
        self.unknown_accounts: dict[str, None] = {}
        self.totals: dict[str, Decimal] = defaultdict(Decimal)

    def plan(self) -> Plan:
        planned = tuple(self._planned(row) for row in self.rows)
        return Plan(
            planned, tuple(self._assumed()), dict(self.totals), tuple(self.unknown_stages), tuple(self.unknown_accounts)
        )

    def _planned(self, row: Cells) -> PlannedOpportunity:
        number = int(row.get("number") or 0)
        try:
            return self._judged(number, row)
        except errors.BadInput as no:
            return PlannedOpportunity(number, row, refused=no.sentence)

    def _judged(self, number: int, row: Cells) -> PlannedOpportunity:
        _refuse_totals(row)
        if not row.get("title"):
            raise errors.BadInput(_("no title"))
        account = self._account(row)
        key = self._key(row, account)
        if key in self.seen:
            raise errors.BadInput(_("the same opportunity as in row {n}").format(n=self.seen[key]))
        values = self._values(row, account)
        self.seen[key] = number
        opportunity = self.known.get(key)
        values |= {"source": self.source, "external_id": key}
        if opportunity is None:
            self._count(values, account)
            return PlannedOpportunity(number, row, "add", account=account, values=values)
        if opportunity.account_id != account.pk:
            raise errors.BadInput(_("this ID is on {account} here").format(account=opportunity.account))
        if opportunity.removed_at is not None:
            raise errors.BadInput(_("it was removed here: restore it first"))
        differs = any(getattr(opportunity, name) != value for name, value in values.items())
        self._count(values, account)
        return PlannedOpportunity(number, row, "change" if differs else "same", "", account, opportunity, values)

    def _key(self, row: Cells, account: Account | None = None) -> str:
        """The ID in the other system; in a file without any, account and title stand for it."""
        if own := row.get("external_id", ""):
            return own[:120]
        if self.has_ids:
            return f"{row.get('account', '')}/{folded(row.get('title', ''))}"[:120]
        found = account or self._account_or_none(row)
        return f"{found.pk}/{folded(row.get('title', ''))}"[:120] if found else ""

    def _account(self, row: Cells) -> Account:
        key, name = row.get("account_key", ""), row.get("account", "")
        named = {account.pk: account for account in self.by_key.get(folded(key), [])} if key else {}
        if not named and name:
            named = {account.pk: account for account in self.by_name.get(folded(name), [])}
            if not named:
                named = {account.pk: account for account in self.by_key.get(folded(name), [])}
        if len(named) == 1:
            return next(iter(named.values()))
        if named:
            raise errors.BadInput(_("several accounts are called {name}").format(name=name or key))
        if not name and not key:
            raise errors.BadInput(_("no account"))
        self.unknown_accounts[name or key] = None
        raise errors.BadInput(_("no account you may open is called {name}").format(name=name or key))

    def _account_or_none(self, row: Cells) -> Account | None:
        try:
            return self._account(row)
        except errors.BadInput:
            return None

    def _values(self, row: Cells, account: Account) -> dict[str, Any]:
        stage = self._stage(row.get("stage", ""))
        values: dict[str, Any] = {"title": " ".join(row["title"].split())[:200], "stage": stage.key}
        code = row.get("currency", "").upper() or self.told.currency.upper()
        for name in ("amount", "margin"):
            if text := row.get(name, ""):
                values[name], beside = cells.amount(text, self.decimal)
                if beside and code and beside != code and row.get("currency"):
                    raise errors.BadInput(_("{beside} or {code}?").format(beside=beside, code=code))
                code = beside or code
        if code:
            if not money.is_currency(code):
                raise errors.BadInput(_("“{text}” is not a currency").format(text=code))
            values["currency"] = code
        if text := row.get("close_on", ""):
            values["close_on"] = cells.day(text, self.order)
        if text := row.get("probability", ""):
            self._probability(values, stage, cells.probability(text, shares=self.shares))
        for name, longest in (("next_step", 300), ("competitors", 300), ("unit", 120)):
            if text := row.get(name, ""):
                values[name] = " ".join(text.split())[:longest]
        if (text := row.get("owner", "")) and (owner := self._owner(text, account)):
            values["owner"] = owner
        return values

    def _probability(self, values: dict[str, Any], stage: Step, probability: int) -> None:
        own = stage.is_open and probability != stage.probability
        values["probability"] = probability if own else None
        values["probability_why"] = _("as in {source}").format(source=self.source) if own else ""

    def _stage(self, text: str) -> Step:
        if not text:
            raise errors.BadInput(_("no stage"))
        key = self.stage_of.get(folded(text), "")
        if key not in self.stages:
            self.unknown_stages[text] = None
            raise errors.BadInput(_("there is no stage “{text}”").format(text=text[:60]))
        stage = self.stages[key]
        if folded(text) != folded(str(stage.name)):
            self.read_stages[text] = str(stage.name)
        return stage

    def _owner(self, text: str, account: Account) -> User | None:
        owner = self.owners.get(text.casefold()) or self.owners.get(folded(text))
        if owner is None:
            self.left_out[_("no colleague is called “{name}”").format(name=text[:60])] += 1
            return None
        pair = (owner.pk, account.pk)
        if pair not in self.may_open:
            self.may_open[pair] = accounts.reaches(owner, account)
        if not self.may_open[pair]:
            self.left_out[_("{name} cannot open {account}").format(name=owner.name, account=account.name)] += 1
            return None
        return owner

    def _count(self, values: Mapping[str, Any], account: Account) -> None:
        if values.get("amount") is not None and self.stages[values["stage"]].is_open:
            self.totals[values.get("currency") or account.currency or queries.currency()] += values["amount"]

    def _assumed(self) -> Iterable[str]:
        if self.decimal:
            sign = _("a comma") if self.decimal == "comma" else _("a point")
            yield _("Amounts have {sign} before the decimals.").format(sign=sign)
        if self.order:
            order = _("day, month, year") if self.order == "dmy" else _("month, day, year")
            yield _("Days are written {order}.").format(order=order)
        if self.shares:
            yield _("Probabilities from 0 to 1 were read as shares.")
        for theirs, ours in self.read_stages.items():
            yield _("“{theirs}” was read as “{ours}”.").format(theirs=theirs, ours=ours)
        if not self.has_ids:
            yield _("The file has no IDs: an opportunity of the same account and title is the same one.")
        if len(self.totals) > 1:
            listed = ", ".join(money.money(amount, code) for code, amount in sorted(self.totals.items()))
            yield _("Amounts are in several currencies and are not added up: {listed}.").format(listed=listed)
        if not any(row.get("currency") for row in self.rows) and not self.told.currency:
            yield _("The file has no currency: amounts without a sign are in that of their account.")
        for reason, n in self.left_out.items():
            told = ngettext("{n} row without owner: {reason}.", "{n} rows without owner: {reason}.", n)
            yield told.format(n=n, reason=reason)

    def _texts(self, *names: str) -> list[str]:
        return [text for row in self.rows for name in names if (text := row.get(name, "")) and not _is_total(row)]


def _is_total(row: Cells) -> bool:
    called = {folded(row.get(name, "")) for name in ("title", "account", "external_id", "stage")} - {""}
    return bool(called & {folded(word) for word in TOTALS}) or (not called and any(map(row.get, ("amount", "margin"))))


def _refuse_totals(row: Cells) -> None:
    if _is_total(row):
        raise errors.BadInput(_("a total of the rows above, no opportunity"))


def _stages_called(stages: Iterable[Step], told: Mapping[str, str]) -> dict[str, str]:
    """Folded name → key: what a person said, then our names and keys, then what CRMs call them."""
    known = list(stages)
    ours = {folded(name): stage.key for stage in known for name in (stage.key, str(stage.name))}
    keys = {stage.key for stage in known}
    usual = {folded(text): key for key, texts in STAGES.items() if key in keys for text in texts}
    said = {}
    for theirs, name in told.items():
        if folded(name) not in ours:
            raise errors.BadInput(_("There is no stage “{name}”.").format(name=name), field="stages")
        said[folded(theirs)] = ours[folded(name)]
    return usual | ours | said


def _accounts_of(actor: Actor) -> tuple[dict[str, list[Account]], dict[str, list[Account]]]:
    """The active accounts the actor may open, by folded name and by each of their keys."""
    seen = accounts.unscoped() if actor.user is None else accounts.visible_to(actor.user)
    rows = {account.pk: account for account in seen.filter(archived_at=None)}
    by_name, by_key = defaultdict[str, list[Account]](list), defaultdict[str, list[Account]](list)
    for account in rows.values():
        by_name[folded(account.name)].append(account)
    for key, pk in accounts.unscoped_keys().values_list("key", "account_id"):
        if pk in rows and rows[pk] not in by_key[folded(key)]:
            by_key[folded(key)].append(rows[pk])
    return by_name, by_key


def _colleagues() -> dict[str, User]:
    """Our people by email address and, where only one has it, by name."""
    everyone = list(people.colleagues())
    names = Counter(folded(user.name) for user in everyone)
    by_name = {folded(user.name): user for user in everyone if names[folded(user.name)] == 1}
    return by_name | {user.email.casefold(): user for user in everyone}
