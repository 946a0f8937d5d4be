"""Rows that hang on accounts, from a file: whose accounts a file may name, and what all of them have in common."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _

from covalue.accounts import lineage, queries
from covalue.accounts.models import Account, Identifier
from covalue.core import events
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.masterdata.files import Row
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.base import NounImporter, RowRefusedError
from covalue.masterdata.importers.cells import DaysWritten
from covalue.masterdata.rules import CLEAR
from covalue.organisation import queries as organisation


class AccountsNamed:
    """The accounts whoever imports may open, by name and by their ID in a source; any other reads as one we do not have."""

    def __init__(self, actor: Actor, source: str) -> None:
        user = actor.user
        seen = Account.objects.all() if user is None else queries.visible_to(user)
        names = dict(seen.filter(archived_at=None).values_list("pk", "name"))
        self._ids: dict[Hashable, set[int]] = defaultdict(set)
        for pk, key in Identifier.objects.filter(source=source).values_list("account_id", "key"):
            if pk in names:
                self._ids[("key", key)].add(pk)
        for pk, name in names.items():
            self._ids[("name", name.casefold())].add(pk)

    def of(self, texts: Iterable[str]) -> dict[str, int | str]:
        """The account of each name or key, or why there is none."""
        return {text: self._account(text) for text in set(texts)}

    def _account(self, text: str) -> int | str:
        for key in (("key", text), ("name", text.casefold())):
            ids = self._ids.get(key, set())
            if len(ids) > 1:
                return _("{n} accounts are called “{text}”; identify one by its ID").format(n=len(ids), text=text[:60])
            if ids:
                return min(ids)
        return _("there is no account “{text}”").format(text=text[:60])


class OfAccountsImporter(NounImporter):
    """Rows with a foreign key `account`; `account_of` is filled by `load`."""

    account_of: Mapping[str, int | str]

    def account_id(self, cells: Mapping[str, str]) -> int:
        """The account a row names; RowRefusedError for one there is not."""
        account = self.account_of[cells["account"]]
        if isinstance(account, str):
            raise RowRefusedError(account)
        return account

    @property
    def named(self) -> set[int]:
        """The ids of the accounts the file names."""
        return {account for account in self.account_of.values() if isinstance(account, int)}

    @cached_property
    def _todays(self) -> dict[int, date]:
        rows = (queries.unscoped().filter(pk__in=part).only("time_zone") for part in lineage.in_parts(self.named))
        return {account.pk: account.today() for part in rows for account in part}

    def today_of(self, cells: Mapping[str, str]) -> date:
        """The day it is with the account a row names."""
        return self._todays[self.account_id(cells)]

    def told_by_account(self, verb: str, field: str, records: Iterable[Any], now: datetime) -> list[Event]:
        """A line for each account, with how many records came in."""
        counts = Counter(record.account_id for record in records)
        accounts = Account.objects.in_bulk(list(counts))
        return [
            events.prepare(
                self.actor,
                verb,
                subject=accounts[pk],
                stream=accounts[pk],
                now=now,
                changes={field: (0, count)},
            )
            for pk, count in counts.items()
        ]

    def held(self, record: Any) -> str:
        user = self.actor.user
        return "" if user is None or record.account_id in self.editable else _("you may no longer change its account")

    @cached_property
    def editable(self) -> frozenset[int]:
        """The accounts whose rows whoever takes an import back may change now."""
        return frozenset(queries.current(self.actor.user).values_list("pk", flat=True))

    def stream(self, record: Any) -> models.Model:
        return record.account  # type: ignore[no-any-return]


class KeyedImporter(OfAccountsImporter):
    """Rows with an ID in the system they come from (`source`, `external_id`), removed ones among them.

    `days` are the fields that hold days. Days and numbers are kept as texts until the database reads them.
    """

    days: ClassVar[tuple[str, ...]] = ()

    def load(self, rows: Collection[Row]) -> None:
        self.account_of = AccountsNamed(self.actor, self.source).of(row.cells.get("account", "") for row in rows)
        self.written = DaysWritten(row.cells.get(name, "") for row in rows for name in self.days)
        self.offerings = _offerings()
        for part in lineage.in_parts(self.named):
            self._remember(self.model._default_manager.filter(account__in=part))
        for record in self.records.values():
            if (key := self.key_of(record)) is not None:
                self.index[key].add(record.pk)
            self.index[self.name_of(record)].add(record.pk)

    def key_of(self, record: Any) -> Hashable | None:
        """The same of a record as `key` of a row."""
        if record.source != self.source or not record.external_id:
            return None
        return ("key", record.account_id, record.external_id)

    def name_of(self, record: Any) -> Hashable:
        """The same of a record as `name` of a row."""
        raise NotImplementedError

    def key(self, cells: Mapping[str, str]) -> Hashable | None:
        text = cells.get("key", "")
        return ("key", self.account_id(cells), text) if text and text != CLEAR else None

    def may_be(self, pk: int, cells: Mapping[str, str]) -> bool:
        return cells.get("key", "") in ("", CLEAR) or not self.records[pk].external_id

    def guard_there(self, known: Any) -> None:
        """Refuse a row whose record a person removed: nobody's removal is undone by a file."""
        if known is not None and known.removed_at is not None:
            raise RowRefusedError(_("it was removed here by hand; restore it first"))

    def days_of(self, cells: Mapping[str, str]) -> dict[str, Any]:
        """The days a row says something of."""
        said = {name: cells[name] for name in self.days if cells.get(name)}
        return {name: None if text == CLEAR else self.written.read(text).isoformat() for name, text in said.items()}

    def product_of(self, cells: Mapping[str, str], *, ours: bool = True) -> dict[str, Any]:
        """Our offering by its code or name, or what the product is called where it is none of ours."""
        text = cells.get("product", "")
        if not text:
            return {}
        if text == CLEAR:
            return {"offering_id": None, "product": ""}
        pk = self.offerings.get(text.casefold()) if ours else None
        return {"offering_id": pk, "product": "" if pk else text}

    def note(self, cells: Mapping[str, str]) -> str:
        days = (self.written.assumed(cells[name]) for name in self.days if cells.get(name))
        return "; ".join(filter(None, (self._unknown_product(cells), *days)))

    def _unknown_product(self, cells: Mapping[str, str]) -> str:
        text = cells.get("product", "")
        if not text or text == CLEAR or cells.get("maker") or text.casefold() in self.offerings:
            return ""
        return _("there is no offering “{text}”; it is kept as the name of the product").format(text=text[:60])

    def value_of(self, record: Any, name: str) -> Any:
        return reading.as_kept(getattr(record, name))

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        record = super().make(values, now)
        record.created_at, record.created_by, record.source = now, self.actor.user, self.source
        return record

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        return self.told_by_account(f"imported {self.noun}", "records", records, now)

    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.select_related("account")

    def guard_order(self, values: Mapping[str, Any], known: Any, first: str, last: str, sentence: str) -> None:
        """Refuse a row whose last day would lie before its first."""
        begin, end = (values.get(name, self._known(known, name)) for name in (first, last))
        if begin and end and date.fromisoformat(end) < date.fromisoformat(begin):
            raise RowRefusedError(sentence)

    def _known(self, known: Any, name: str) -> Any:
        return None if known is None else self.value_of(known, name)


def _offerings() -> dict[str, int]:
    """Code and name, folded → our offering; a code counts before a name, a name of several not at all."""
    rows = list(organisation.offerings().values_list("pk", "code", "name"))
    names = Counter(name.casefold() for _pk, _code, name in rows)
    called = {name.casefold(): pk for pk, _code, name in rows if names[name.casefold()] == 1}
    return called | {code.casefold(): pk for pk, code, _name in rows}
