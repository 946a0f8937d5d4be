"""Contacts from a file: found again by email address within their account, then by name."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from covalue.accounts import addresses, forgetting, found, leaving, lineage, rules
from covalue.accounts.models import Contact, ContactAddress, ContactMatch
from covalue.core import mailboxes
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.ledger.headings import folded
from covalue.masterdata.files import Row
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.base import RowForgottenError, RowRefusedError
from covalue.masterdata.importers.of_accounts import AccountsNamed, OfAccountsImporter
from covalue.masterdata.rules import CLEAR, Noun
from covalue.search import actions as search


class ContactImporter(OfAccountsImporter):
    """People at customers, for the accounts whoever imports may open; any other reads as one we do not have."""

    noun, model, parent = Noun.CONTACTS, Contact, "reports_to"
    written_fields = (
        "account_id",
        "name",
        "email",
        "title",
        "department",
        "phone",
        "buying_role",
        "notes",
        "reports_to_id",
    )
    dependent_models = (ContactAddress, ContactMatch)

    def load(self, rows: Collection[Row]) -> None:
        self.account_of = AccountsNamed(self.actor, self.source).of(row.cells.get("account", "") for row in rows)
        for part in lineage.in_parts(self.named):
            self._remember(Contact.objects.filter(account__in=part, erased_at=None))
        self.erased = forgetting.erased_marks()
        for contact in self.records.values():
            if contact.email:
                self.index[("key", contact.account_id, mailboxes.folded(contact.email))].add(contact.pk)
            self.index[("name", contact.account_id, contact.name.casefold())].add(contact.pk)

    def key(self, cells: Mapping[str, str]) -> Hashable | None:
        mail = cells.get("email", "")
        return ("key", self.account_id(cells), mailboxes.folded(mail)) if mail and mail != CLEAR else None

    def name(self, cells: Mapping[str, str]) -> Hashable:
        return ("name", self.account_id(cells), cells["name"].casefold())

    def may_be(self, pk: int, cells: Mapping[str, str]) -> bool:
        mail = cells.get("email", "")
        return mail in ("", CLEAR) or not self.records[pk].email

    def parent_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        account = self.account_id(cells)
        return (("key", account, mailboxes.folded(text)), ("name", account, text.casefold()))

    def note(self, cells: Mapping[str, str]) -> str:
        if not self.index.get(self.name(cells)):
            return ""
        return _("a contact with this name and another email already exists there; both are kept")

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        if known is None:
            self._guard_not_erased(cells)
        values: dict[str, Any] = {"account_id": self.account_id(cells), "name": cells["name"]}
        values |= reading.texts(cells, ("title", "department", "phone", "notes"))
        if text := cells.get("email"):
            values["email"] = "" if text == CLEAR else reading.mail(text)
        if text := cells.get("buying_role"):
            values["buying_role"] = "" if text == CLEAR else _buying_role(text)
        return values

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        contact = super().make(values, now)
        contact.created_at, contact.source = now, self.source
        return contact

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        self.changed(records, ("name",))
        self.replaced([(contact, {"email": ("", contact.email)}) for contact in records], self.actor, now)
        return self.told_by_account("imported contacts", "contacts", records, now)

    def changed(self, records: list[Any], names: Collection[str]) -> None:
        if "name" in names:
            found.index_contacts(records)

    def replaced(self, changes: Iterable[tuple[Any, Mapping[str, Any]]], actor: Actor, now: datetime) -> None:
        changes = list(changes)
        named = [(contact, str(fields["name"][0])) for contact, fields in changes if "name" in fields]
        addresses.renamed_many(actor, named, now)
        entered = [(contact, str(fields["email"][0])) for contact, fields in changes if "email" in fields]
        addresses.note_many(actor, entered, now)
        leaving.led(actor, {contact.account_id for contact, fields in changes if "reports_to_id" in fields}, now)

    def remove_from_index(self, ids: list[int]) -> None:
        search.remove(found.CONTACT, ids)

    def rows(self) -> models.QuerySet[Any]:
        return Contact.objects.select_related("account")

    def _guard_not_erased(self, cells: Mapping[str, str]) -> None:
        mail = cells.get("email", "")
        account, name = self.account_id(cells), cells["name"]
        if forgetting.was_erased(self.erased, account_id=account, name=name, email="" if mail == CLEAR else mail):
            raise RowForgottenError(_("this person's data was erased; add them by hand if they are back"))


def _buying_role(text: str) -> str:
    known = {folded(role): role for role in rules.BUYING_ROLES}
    if folded(text) not in known:
        raise RowRefusedError(_("“{text}” is not a buying role").format(text=text[:30]))
    return known[folded(text)]
