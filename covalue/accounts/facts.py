"""What the pages of facts show: each value with its history, and where it can be edited."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.accounts import actions, queries, rules
from covalue.accounts.actions.merging import UNDO_WITHIN
from covalue.accounts.inputs import AccountEdit, ContactEdit
from covalue.accounts.models import Account, Contact, Identifier, Merge
from covalue.core import days, events, money
from covalue.people.models import User
from covalue.web import sentences
from covalue.web.inline import Change, Fact
from covalue.web.inputs import label_of

ORDER: Final = (
    "name", "account_class", "critical", "owner", "sector", "countries", "employees", "website", "currency",
    "time_zone", "relationship_now", "relationship_wanted", "profile",
)  # fmt: skip
BLANKS: Final = {
    "title": gettext_lazy("add title"),
    "department": gettext_lazy("add department"),
    "email": gettext_lazy("add email"),
    "phone": gettext_lazy("add phone"),
    "buying_role": gettext_lazy("add role"),
    "reports_to": gettext_lazy("add manager"),
    "language": gettext_lazy("add language"),
    "notes": gettext_lazy("add notes"),
    "departed_on": gettext_lazy("still there"),
}
LOOKED_AT: Final = 500  # the latest changes of a row; older ones are in its history
BELOW_SHOWN: Final = 200


@dataclass(frozen=True)
class MergeView:
    """A merge that stands, and whether it can still be taken back."""

    merge: Merge
    undoable: bool


@dataclass(frozen=True)
class FactsPage:
    """The master data of one account."""

    account: Account
    facts: tuple[Fact, ...]
    identifiers: tuple[Identifier, ...]
    ancestors: tuple[Account, ...]
    parent: Account | None
    below: tuple[Account, ...]
    merges: tuple[MergeView, ...]
    steers: bool


@dataclass(frozen=True)
class ContactView:
    """A contact with the facts that a table edits in place."""

    contact: Contact
    facts: Mapping[str, Fact]


def facts_page(user: User, account: Account, now: datetime) -> FactsPage:
    """The facts of an account this user may open."""
    mine, changes = editable(user, account), changes_of(account)
    above = tuple(queries.known_above(user, account))
    below = queries.subtree_of(account).exclude(pk=account.pk).order_by("name")[:BELOW_SHOWN]
    merges = account.took_in.filter(undone_at=None).select_related("gone", "merged_by")
    return FactsPage(
        account=account,
        facts=tuple(fact_of(account, name, changes=changes.get(name, ()), fixed=name not in mine) for name in ORDER),
        identifiers=tuple(account.identifiers.all()),
        ancestors=above,
        parent=above[-1] if above and above[-1].pk == account.parent_id else None,
        below=tuple(below),
        merges=tuple(MergeView(merge, now - merge.merged_at <= UNDO_WITHIN) for merge in merges),
        steers=queries.may_steer(user, account),
    )


def editable(user: User, account: Account) -> frozenset[str]:
    """Which facts this user may change."""
    if not queries.may_edit(user, account):
        return frozenset()
    return actions.EDITABLE | actions.STEERED if queries.may_steer(user, account) else actions.EDITABLE


def fact_of(account: Account, name: str, *, changes: tuple[Change, ...] = (), fixed: bool = False) -> Fact:
    """One fact of an account as it is read and sent."""
    address = "" if fixed else reverse("accounts:fact", args=[account.pk, name])
    return Fact(name, label_of(AccountEdit, name), _read(account, name), _raw(account, name), address, changes)


def contacts_of(account: Account) -> tuple[ContactView, ...]:
    """The account's people, those who left at the end."""
    people = account.contacts.select_related("reports_to").order_by("departed_on", "name")
    shown = ("title", "department", "buying_role", "reports_to", "email", "phone")
    return tuple(ContactView(contact, {name: contact_fact(contact, name) for name in shown}) for contact in people)


def contact_fact(contact: Contact, name: str, *, fixed: bool = False) -> Fact:
    """One fact of a contact as it is read and sent."""
    address = "" if fixed else reverse("accounts:contact-fact", args=[contact.pk, name])
    blank = str(BLANKS[name]) if name in BLANKS else ""
    return Fact(name, label_of(ContactEdit, name), _read(contact, name), _raw(contact, name), address, blank=blank)


def changes_of(row: Account | Contact) -> dict[str, tuple[Change, ...]]:
    """Field → when it changed, the latest first."""
    changes: dict[str, list[Change]] = defaultdict(list)
    for event in events.about(row)[:LOOKED_AT]:
        for name, (before, after) in event.changes.items():
            written = sentences.field_of(event, name).write
            told = (written(side) if side else "" for side in (before, after))
            changes[name].append(Change(event.at, event.actor_name, *told))
    return {name: tuple(of_field) for name, of_field in changes.items()}


def _read(row: Model, name: str) -> str:
    """A value as a person reads it."""
    value: Any = getattr(row, name)
    if name == "countries":
        return ", ".join(rules.country_name(code) for code in str(value).split())
    if name == "critical":
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return days.day(value)
    if isinstance(value, Decimal):
        return money.figure(value, 12)
    display = getattr(row, f"get_{name}_display", None)
    return str(display() if display else "" if value is None else value)


def _raw(row: Model, name: str) -> str:
    """A value as a form sends it."""
    value: Any = getattr(row, name)
    if isinstance(value, bool):
        return "on" if value else ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, Decimal):
        return money.typed(value)
    return "" if value is None else str(value)
