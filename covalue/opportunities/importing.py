"""Opportunities from the export of a CRM: found again by their ID there, then by account and title."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.ledger.headings import folded
from covalue.masterdata.files import Row
from covalue.masterdata.importers import RowRefusedError
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.of_accounts import KeyedImporter
from covalue.masterdata.rules import CLEAR, Noun
from covalue.opportunities import actions, queries
from covalue.opportunities.models import TRACKED, Opportunity, OpportunityChange
from covalue.opportunities.rules import StageOutcome, Step
from covalue.people import queries as people
from covalue.people.models import User

TEXTS: Final = ("next_step", "competitors", "unit")
DIGITS, PLACES = 16, 2
STAGES: Final = {  # what CRMs call the usual stages
    "identified": "prospecting, lead, appointment scheduled, appointmentscheduled, qualify, new, open",
    "qualified": "qualification, needs analysis, qualified to buy, qualifiedtobuy, develop, discovery, id. decision makers, "
    "perception analysis, value proposition",
    "proposal": "proposal/price quote, proposal/quote, propose, presentation scheduled, presentationscheduled, quote, "
    "decision maker bought-in, decisionmakerboughtin, angebot",
    "negotiation": "negotiation/review, close, contract sent, contractsent, verhandlung",
    "promised": "verbal, verbal commit, commit, verbal agreement",
    "won": "closed won, closedwon, gewonnen",
    "lost": "closed lost, closedlost, canceled, cancelled, verloren, out-sold",
}


class OpportunityImporter(KeyedImporter):
    """Sales in progress, for the accounts whoever imports may open."""

    noun, model, one = Noun.OPPORTUNITIES, Opportunity, "opportunity"
    days = ("close_on",)
    dependent_models = (OpportunityChange,)
    written_fields = (
        "account_id", "external_id", "title", "stage", "outcome", "amount", "margin", "currency", "close_on", "closed_on",
        "probability", "probability_why", "owner_id", *TEXTS, "touched_on",
    )  # fmt: skip

    def load(self, rows: Collection[Row]) -> None:
        super().load(rows)
        self.stages = queries.stages_by_key()
        self.stage_called = _stages_called(self.stages.values())
        self.shares = reading.are_shares(row.cells.get("probability", "") for row in rows)
        self.owners = _colleagues()
        self.accounts = accounts.unscoped().in_bulk(self.named)
        self.elsewhere = {
            key: opportunity.account.name
            for key, opportunity in queries.known_by(self.source, {row.cells.get("key", "") for row in rows}).items()
            if opportunity.account_id not in self.accounts
        }

    def name(self, cells: Mapping[str, str]) -> Hashable:
        return ("name", self.account_id(cells), folded(cells["title"]))

    def name_of(self, record: Any) -> Hashable:
        return ("name", record.account_id, folded(record.title))

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        self.guard_there(known)
        key, stage = cells.get("key", ""), self._stage(cells["stage"])
        if known is None and key in self.elsewhere:
            raise RowRefusedError(_("this ID is that of an opportunity of another account here"))
        values: dict[str, Any] = {"account_id": self.account_id(cells), "title": cells["title"], "stage": stage.key}
        values |= reading.texts(cells, TEXTS) | self.days_of(cells) | self._money(cells, known)
        if key:
            values["external_id"] = "" if key == CLEAR else key
        if text := cells.get("probability"):
            values |= self._probability(text, stage)
        if owner := self._owner(cells):
            values["owner_id"] = owner.pk
        values |= self._ending(cells, stage, values, known)
        if known is None or any(
            name in values and values[name] != self.value_of(known, name) for name in actions.TOUCHING
        ):
            values["touched_on"] = self.today_of(cells).isoformat()
        return values

    def note(self, cells: Mapping[str, str]) -> str:
        text = cells.get("owner", "")
        if not text or text == CLEAR or self._owner(cells):
            return ""
        return _("{name} is not a colleague who may open the account; the opportunity has no owner").format(
            name=text[:60]
        )

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        self._keep(
            [(record, {name: (None, getattr(record, name)) for name in TRACKED}) for record in records], self.actor, now
        )
        return super().created(records, values, now)

    def replaced(self, changes: Iterable[tuple[Any, Mapping[str, Any]]], actor: Actor, now: datetime) -> None:
        self._keep(changes, actor, now)

    def _keep(self, changes: Iterable[tuple[Any, Mapping[str, Any]]], actor: Actor, now: datetime) -> None:
        """The history of stage, amount and date, as a change by hand keeps it."""
        read = ((record, {name: tuple(_read(name, side) for side in fields[name]) for name in TRACKED if name in fields})
                for record, fields in changes)  # fmt: skip
        OpportunityChange.objects.bulk_create(
            change for record, fields in read for change in actions.history_of(actor, record, fields, now)
        )

    def _stage(self, text: str) -> Step:
        key = self.stage_called.get(folded(text), "")
        if key not in self.stages:
            names = ", ".join(str(stage.name) for stage in self.stages.values())
            raise RowRefusedError(
                _("there is no stage “{text}”; ours are: {names}").format(text=text[:60], names=names)
            )
        return self.stages[key]

    def _money(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        """Amount, margin and their currency: its own cell, else what stands beside the amount, else the account's."""
        values: dict[str, Any] = {}
        code = "" if cells.get("currency") == CLEAR else reading.currency(cells.get("currency", ""))
        for name in ("amount", "margin"):
            text = cells.get(name, "")
            if text == CLEAR:
                values[name] = None
            elif text:
                value, beside = reading.amount(text, digits=DIGITS, places=PLACES)
                if code and beside and beside != code:
                    raise RowRefusedError(_("“{text}” is not in {currency}").format(text=text[:40], currency=code))
                values[name], code = reading.as_kept(value), code or beside
        if code or known is None:
            account = self.accounts[self.account_id(cells)]
            values["currency"] = code or account.currency or queries.currency()
        return values

    def _probability(self, text: str, stage: Step) -> dict[str, Any]:
        """A probability of its own, with where it comes from; none where it is that of the stage."""
        own = None if text == CLEAR else reading.per_cent(text, shares=self.shares)
        if own is None or not stage.is_open or own == stage.probability:
            return {"probability": None, "probability_why": ""}
        return {"probability": own, "probability_why": _("as in {source}").format(source=self.source)}

    def _owner(self, cells: Mapping[str, str]) -> User | None:
        owner = self.owners.get(folded(cells.get("owner", "")))
        account = self.accounts[self.account_id(cells)]
        return owner if owner is not None and accounts.reaches(owner, account) else None

    def _ending(self, cells: Mapping[str, str], stage: Step, values: Mapping[str, Any], known: Any) -> dict[str, Any]:
        """How it ended and when: on its close date, unless that is yet to come."""
        if known is not None and known.outcome == stage.outcome:
            return {}
        today = self.today_of(cells).isoformat()
        return {
            "outcome": stage.outcome.value,
            "closed_on": None if stage.outcome == StageOutcome.OPEN else min(values.get("close_on") or today, today),
        }


def _stages_called(stages: Iterable[Step]) -> dict[str, str]:
    """Folded name → key: our names and keys before what CRMs call them."""
    known = list(stages)
    keys = {stage.key for stage in known}
    usual = {folded(text): key for key, texts in STAGES.items() if key in keys for text in texts.split(", ")}
    return usual | {folded(name): stage.key for stage in known for name in (stage.key, str(stage.name))}


def _colleagues() -> dict[str, User]:
    """Our people by email address and, where only one has it, by name; folded."""
    everyone = list(people.colleagues())
    names = Counter(folded(user.name) for user in everyone)
    by_name = {folded(user.name): user for user in everyone if names[folded(user.name)] == 1}
    return by_name | {folded(user.email): user for user in everyone}


def _read(name: str, value: Any) -> Any:
    """A value as an import keeps it, as the history writes it."""
    if name == "amount" and value not in (None, ""):
        return Decimal(value)
    return date.fromisoformat(value) if name == "close_on" and isinstance(value, str) and value else value
