"""Accounts from a file: found again by their key in the source, then by name; with the tree they stand in."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.accounts import actions, found, lineage, queries, rules
from covalue.accounts.models import Account, Identifier, Lineage, MatchProposal
from covalue.core import events, money
from covalue.core.models import Event
from covalue.masterdata.files import Row
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.base import NounImporter, RowRefusedError
from covalue.masterdata.rules import CLEAR, DESCRIPTIONS, Noun
from covalue.organisation import queries as organisation
from covalue.people.rules import Right
from covalue.search import actions as search

MOST_EMPLOYEES: Final = 2_147_483_647  # what the column holds
LONGEST_KEY: Final = DESCRIPTIONS[Noun.ACCOUNTS].field("key").longest


class AccountImporter(NounImporter):
    """Customers. A cell `key` that equals the name is the name standing in for a key the file does not have."""

    noun, model, parent = Noun.ACCOUNTS, Account, "parent"
    written_fields = (
        "name",
        "sector",
        "countries",
        "currency",
        "employees",
        "website",
        "owner_id",
        "parent_id",
        "key",
    )
    extra_rows = ("key",)
    dependent_models = (Lineage, Identifier, MatchProposal)

    def load(self, rows: Collection[Row]) -> None:
        self.keys: dict[int, str] = {}
        self.usual_currency = organisation.currency()
        self._remember(Account.objects.defer("profile"))
        for pk, key in Identifier.objects.filter(source=self.source).order_by("-id").values_list("account_id", "key"):
            self.keys[pk] = key
            self.index[("key", key)].add(pk)
        self.alike: dict[tuple[str, ...], str] = {}
        for account in self.records.values():
            if account.archived_at is None:
                self.index[("name", account.name.casefold())].add(account.pk)
                self.alike[rules.company_words(account.name)] = account.name
        self.colleagues = reading.colleagues(row.cells.get("owner", "") for row in rows)

    def complete(self, row: Row) -> Row:
        """A row whose name is missing or only its key keeps the name the account has; that of a new one is its key."""
        row = super().complete(row)
        key = row.cells.get("key", "")
        if not key or row.cells.get("name", "") not in ("", key):
            return row
        known = self.index.get(("key", key))
        name = self.records[min(known)].name if known else key
        return replace(row, cells={**row.cells, "name": name})

    def missing_parents(self, rows: Sequence[Row]) -> list[Row]:
        if not self.options.creates_parents:
            return []
        known: set[Hashable] = {("key", row.cells.get("key", "")) for row in rows}
        known |= {("name", row.cells.get("name", "").casefold()) for row in rows}
        missing: dict[str, str] = {}
        for row in rows:
            text = row.cells.get("parent", "")
            named = text and text != CLEAR and len(text) <= LONGEST_KEY
            if named and not any(key in known or self.index.get(key) for key in self.parent_keys(text, row.cells)):
                missing.setdefault(text.casefold(), text)
        return [Row(-n, {"name": text, "key": text}, ()) for n, text in enumerate(missing.values(), start=1)]

    def key(self, cells: Mapping[str, str]) -> Hashable | None:
        return ("key", cells["key"]) if cells.get("key") else None

    def name(self, cells: Mapping[str, str]) -> Hashable:
        return ("name", cells["name"].casefold())

    def may_be(self, pk: int, cells: Mapping[str, str]) -> bool:
        key = cells.get("key", "")
        return key in ("", cells["name"]) or self.keys.get(pk, "") in ("", key)

    def note(self, cells: Mapping[str, str]) -> str:
        alike = self.alike.get(rules.company_words(cells["name"]))
        return _("looks like the existing “{name}”; both are kept").format(name=alike) if alike else ""

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        if known is not None and known.archived_at is not None:
            raise RowRefusedError(_("this account is archived"))
        values: dict[str, Any] = {"name": cells["name"], **reading.texts(cells, ("sector", "website"))}
        try:
            if text := cells.get("countries"):
                values["countries"] = "" if text == CLEAR else " ".join(rules.country_codes(text))
            if text := cells.get("currency"):
                values["currency"] = money.currency_code(text)
        except ValueError as problem:
            raise RowRefusedError(str(problem).rstrip(".")) from None
        if text := cells.get("employees"):
            values["employees"] = None if text == CLEAR else _count(text)
        if text := cells.get("owner"):
            values["owner_id"] = None if text == CLEAR else reading.colleague(text, self.colleagues)
        if cells.get("key") and (known is None or not self.keys.get(known.pk)):
            values["key"] = cells["key"]
        if known is not None and (why := self.held_values(known, values)):
            raise RowRefusedError(why)
        return values

    def can_be_parent(self, pk: int) -> bool:
        return self.records[pk].archived_at is None

    def held_in_place(self, moves: Mapping[int, Collection[int]]) -> dict[int, str]:
        user = self.actor.user
        if user is None or not moves:
            return {}
        movable = queries.movable_by(user, moves)
        held = dict.fromkeys(
            set(moves) - movable, _("it has a team, so only its SAM or the program director can give it another parent")
        )
        shown = queries.shown_to_teams({pk: above for pk, above in moves.items() if pk in movable}, by=user)
        why = _(
            "there is more in it than a file brings, which the team above would see; the program director can place it"
        )
        return held | dict.fromkeys(shown, why)

    def held_values(self, record: Any, values: Mapping[str, Any]) -> str:
        user = self.actor.user
        moves = "owner_id" in values and record.owner_id != values["owner_id"]
        if moves and user is not None and not user.may(Right.CLASSIFY_ACCOUNTS):
            return _("only the program director can change an account's owner with a file")
        return ""

    def value_of(self, record: Any, name: str) -> Any:
        return self.keys.get(record.pk, "") if name == "key" else getattr(record, name)

    def load_extra(self, ids: list[int]) -> None:
        identifiers = Identifier.objects.filter(source=self.source, account__in=ids).order_by("-id")
        self.keys = dict(identifiers.values_list("account_id", "key"))

    def finish(self, ids: list[int], now: datetime) -> None:
        actions.propose_matches(Account.objects.in_bulk(ids).values(), now=now)

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        account = super().make({"currency": self.usual_currency} | dict(values), now)
        account.created_at = now
        return account

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        lineage.begin_many(records)
        Identifier.objects.bulk_create(
            Identifier(account=account, source=self.source, key=row["key"])
            for account, row in zip(records, values, strict=True)
            if row.get("key")
        )
        self.changed(records, ("name", "parent_id") if any(account.parent_id for account in records) else ("name",))
        return [
            events.prepare(self.actor, "created account", subject=account, stream=account, now=now)
            for account in records
        ]

    def write_extra(self, record: Any, name: str, value: Any, now: datetime) -> None:
        Identifier.objects.filter(account=record, source=self.source, key=self.value_of(record, "key")).delete()
        if value:
            Identifier.objects.create(account=record, source=self.source, key=value)

    def changed(self, records: list[Any], names: Collection[str]) -> None:
        ids = [record.pk for record in records]
        if "parent_id" in names:
            lineage.rebuild(ids)
        if {"name", "key"} & set(names):
            found.index_accounts(ids)

    def remove_from_index(self, ids: list[int]) -> None:
        search.remove(found.ACCOUNT, ids)


def _count(text: str) -> int:
    digits = text.translate(str.maketrans("", "", ",.’' "))
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 10 or int(digits) > MOST_EMPLOYEES:
        raise RowRefusedError(_("“{text}” is not a number of people").format(text=text[:40]))
    return int(digits)
