"""What we have of each noun, as far as a file concerns it: how a row finds its record and what its cells mean."""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.utils.translation import gettext as _

from covalue.accounts import found, importing, lineage, queries
from covalue.accounts import rules as account_rules
from covalue.accounts.actions import moving
from covalue.accounts.models import (
    Account,
    Contact,
    ContactMatch,
    Identifier,
    Lineage,
    MatchProposal,
)
from covalue.core import events
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.masterdata.files import Row
from covalue.masterdata.rules import CLEAR, Noun, folded
from covalue.organisation.models import Offering, Unit, UnitKind
from covalue.people import actions as people
from covalue.people import queries as people_queries
from covalue.people.models import RoleGrant, User
from covalue.people.rules import ROLE_NAMES, Right, Role
from covalue.people.tasks import send_reset
from covalue.search import actions as search

MOST_EMPLOYEES: Final = 2_147_483_647  # what the column holds
BY_HAND: Final = frozenset({Role.ADMINISTRATOR, Role.CUSTOMER_GUEST})  # roles no file gives or takes


class RowRefusedError(Exception):
    """A row that is not taken; the message says why."""


class Book(ABC):
    """The records of one noun. `link` is the field that names another record of the noun, kept as `link_attr`."""

    noun: ClassVar[Noun]
    model: ClassVar[type[models.Model]]
    written: ClassVar[tuple[str, ...]]  # every attribute an import may write, as an undo compares them
    besides: ClassVar[tuple[str, ...]] = ()  # those that are rows of their own
    link: ClassVar[str]
    satellites: ClassVar[tuple[type[models.Model], ...]] = ()

    def __init__(self, actor: Actor, source: str) -> None:
        self.actor, self.source = actor, source
        self.records: dict[int, Any] = {}
        self.index: dict[Hashable, set[int]] = defaultdict(set)

    @property
    def link_attr(self) -> str:
        return f"{self.link}_id"

    @abstractmethod
    def load(self, rows: Collection[Row]) -> None:
        """Fetch what the rows may mean; a constant number of queries, in parts."""

    @abstractmethod
    def strong(self, cells: Mapping[str, str]) -> Hashable | None:
        """What tells the record for sure."""

    def weak(self, cells: Mapping[str, str]) -> Hashable | None:
        """A name that tells it where nothing better is known."""
        return None

    def link_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        """Under what the record named in the link's cell may be known, the surest first."""
        return (("s", text), ("n", text.casefold()))

    @abstractmethod
    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        """Attribute → what it is to be, for the cells that say something; RowRefusedError with a sentence."""

    def find(self, cells: Mapping[str, str]) -> int | None:
        """The record a row stands for."""
        sure = self.strong(cells)
        if sure is not None and self.index.get(sure):
            return min(self.index[sure])
        name = self.weak(cells)
        same = [pk for pk in self.index.get(name, ()) if self.may_be(pk, cells)] if name is not None else []
        if len(same) > 1:
            raise RowRefusedError(_("{n} records have this name; say which by key or mail").format(n=len(same)))
        return same[0] if same else None

    def may_be(self, pk: int, cells: Mapping[str, str]) -> bool:
        """Whether a record of the same name can be the row's: nothing surer tells them apart."""
        return True

    def note(self, cells: Mapping[str, str]) -> str:
        """What to say of a row that would be created."""
        return ""

    def standing(self) -> dict[int, int | None]:
        """Each record's link as it stands."""
        return {pk: getattr(record, self.link_attr) for pk, record in self.records.items()}

    def present(self, record: Any, name: str) -> Any:
        """What a record has for an attribute, as JSON holds it."""
        return getattr(record, name)

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        return self.model(**{name: value for name, value in values.items() if name not in self.besides})

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        """What a new record brings with it; returns the lines for the trail."""
        return [events.prepare(self.actor, f"imported {self.noun}", now=now, changes={"records": (0, len(records))})]

    def rows(self) -> models.QuerySet[Any]:
        """Records as they are locked for a change."""
        return self.model._default_manager.all()

    def recall(self, ids: list[int]) -> None:  # noqa: B027 most nouns have nothing besides
        """Fetch what `present` needs of these records besides their rows."""

    def finish(self, ids: list[int], now: datetime) -> None:  # noqa: B027
        """What is to be done once all records are created."""

    def write_besides(self, record: Any, name: str, value: Any, now: datetime) -> None:  # noqa: B027
        """Write an attribute that is a row of its own."""

    def after(self, records: list[Any], names: Collection[str]) -> None:  # noqa: B027
        """Keep index and lineage right after records got other values in these attributes."""

    def forget(self, ids: list[int]) -> None:  # noqa: B027
        """Take records out of the index that are about to be removed."""

    def stream(self, record: Any) -> models.Model:
        return record  # type: ignore[no-any-return]

    def in_use(self, ids: list[int]) -> set[int]:
        """Those of the records that something else hangs on."""
        used: set[int] = set()
        for model, link in moving.links_to(self.model, stay=self.satellites):
            rows = model._base_manager.filter(**{f"{link}__in": ids})
            if model is self.model:
                rows = rows.exclude(pk__in=ids)
            used |= set(rows.values_list(link, flat=True))
        return used

    def _keep(self, records: Iterable[Any]) -> None:
        for record in records:
            self.records[record.pk] = record


class Units(Book):
    noun, model, link = Noun.UNITS, Unit, "parent"
    written = ("kind", "code", "name", "parent_id", "lead_id")

    def load(self, rows: Collection[Row]) -> None:
        self._keep(Unit.objects.all())
        for unit in self.records.values():
            self.index[("s", unit.kind, unit.code)].add(unit.pk)
            self.index[("n", unit.kind, unit.name.casefold())].add(unit.pk)
        self.colleagues = _mails(cells.cells.get("lead", "") for cells in rows)

    def strong(self, cells: Mapping[str, str]) -> Hashable:
        return ("s", _kind(cells), cells["code"])

    def weak(self, cells: Mapping[str, str]) -> Hashable | None:
        return None

    def link_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        return (("s", _kind(cells), text), ("n", _kind(cells), text.casefold()))

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"code": cells["code"], "kind": _kind(cells), "name": cells["name"]}
        if text := cells.get("lead"):
            values["lead_id"] = None if text == CLEAR else _colleague(text, self.colleagues)
        return values


class Offerings(Book):
    noun, model, link = Noun.OFFERINGS, Offering, "parent"
    written = ("code", "name", "parent_id", "unit_id")

    def load(self, rows: Collection[Row]) -> None:
        self._keep(Offering.objects.all())
        for offering in self.records.values():
            self.index[("s", offering.code)].add(offering.pk)
            self.index[("n", offering.name.casefold())].add(offering.pk)
        self.units = dict(Unit.objects.filter(kind=UnitKind.BUSINESS_UNIT).values_list("code", "pk"))

    def strong(self, cells: Mapping[str, str]) -> Hashable:
        return ("s", cells["code"])

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"code": cells["code"], "name": cells["name"]}
        if text := cells.get("unit"):
            if text != CLEAR and text not in self.units:
                raise RowRefusedError(_("there is no business unit with the code “{text}”").format(text=text[:60]))
            values["unit_id"] = None if text == CLEAR else self.units[text]
        return values


class Users(Book):
    noun, model, link = Noun.USERS, User, "reports_to"
    written = ("email", "name", "title", "phone", "reports_to_id", "roles")
    besides = ("roles",)
    satellites = (RoleGrant,)
    invites = False

    def load(self, rows: Collection[Row]) -> None:
        self._keep(User.objects.prefetch_related("grants"))
        for user in self.records.values():
            self.index[("s", user.email)].add(user.pk)

    def strong(self, cells: Mapping[str, str]) -> Hashable:
        return ("s", cells["email"].lower())

    def link_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        return (("s", text.lower()),)

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"email": _mail(cells["email"]).lower(), "name": cells["name"]}
        values |= _texts(cells, ("title", "phone"))
        if cells.get("roles"):
            values["roles"] = self._roles(cells["roles"])
        if known is None and "roles" not in values:
            raise RowRefusedError(_("a new user needs a role"))
        if known is not None:
            self._guard(known, values)
        return values

    def _guard(self, known: User, values: Mapping[str, Any]) -> None:
        changes = [name for name, value in values.items() if self.present(known, name) != value]
        if changes and known == self.actor.user:
            raise RowRefusedError(_("nobody changes themselves by a file"))
        if changes and known.roles & BY_HAND:
            raise RowRefusedError(_("administrators and guests are changed on the page of users, not by a file"))
        if not known.is_active:
            raise RowRefusedError(_("this user was shut out; let them in again first"))

    def _roles(self, text: str) -> list[str]:
        known = {folded(word): role for role in Role for word in (role.value, str(ROLE_NAMES[role]))}
        wanted = []
        for part in filter(None, (piece.strip() for piece in text.replace(";", ",").split(","))):
            role = known.get(folded(part))
            if role is None:
                raise RowRefusedError(_("“{text}” is no role").format(text=part[:60]))
            if role in BY_HAND:
                raise RowRefusedError(
                    _("the role {role} is given on the page of users, not by a file").format(role=part)
                )
            wanted.append(role.value)
        return sorted(set(wanted))

    def rows(self) -> models.QuerySet[Any]:
        return User.objects.prefetch_related("grants")

    def present(self, record: Any, name: str) -> Any:
        return sorted(role.value for role in record.roles) if name == "roles" else getattr(record, name)

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        user = super().make(values, now)
        user.created_at = now
        user.set_unusable_password()
        return user

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        RoleGrant.objects.bulk_create(
            RoleGrant(user=user, role=role, granted_by=self.actor.user, granted_at=now)
            for user, one in zip(records, values, strict=True)
            for role in one["roles"]
        )
        if self.invites:
            for user in records:
                send_reset.enqueue(user.email, self.actor.origin)
        return [
            events.prepare(
                self.actor, "created user", subject=user, now=now, changes={"roles": ("", ", ".join(one["roles"]))}
            )
            for user, one in zip(records, values, strict=True)
        ]

    def write_besides(self, record: Any, name: str, value: Any, now: datetime) -> None:
        people.set_roles(self.actor, user=record, roles=[Role(role) for role in value], now=now)


class Accounts(Book):
    noun, model, link = Noun.ACCOUNTS, Account, "parent"
    written = (
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
    besides = ("key",)
    satellites = (Lineage, Identifier, MatchProposal)

    def load(self, rows: Collection[Row]) -> None:
        self.keys: dict[int, str] = {}
        self._keep(Account.objects.defer("profile"))
        for pk, key in Identifier.objects.filter(source=self.source).order_by("-id").values_list("account_id", "key"):
            self.keys[pk] = key
            self.index[("s", key)].add(pk)
        self.alike: dict[str, str] = {}
        for account in self.records.values():
            if account.archived_at is None:
                self.index[("n", account.name.casefold())].add(account.pk)
                self.alike[account_rules.folded(account.name)] = account.name
        self.colleagues = _mails(row.cells.get("owner", "") for row in rows)

    def strong(self, cells: Mapping[str, str]) -> Hashable | None:
        return ("s", cells["key"]) if cells.get("key") else None

    def weak(self, cells: Mapping[str, str]) -> Hashable:
        return ("n", cells["name"].casefold())

    def may_be(self, pk: int, cells: Mapping[str, str]) -> bool:
        return not cells.get("key") or self.keys.get(pk, "") in ("", cells["key"])

    def note(self, cells: Mapping[str, str]) -> str:
        like = self.alike.get(account_rules.folded(cells["name"]))
        return _("looks like “{name}”, which we have; both are kept").format(name=like) if like else ""

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        if known is not None and known.archived_at is not None:
            raise RowRefusedError(_("this account was put away"))
        values: dict[str, Any] = {"name": cells["name"], **_texts(cells, ("sector", "website"))}
        try:
            if text := cells.get("countries"):
                values["countries"] = "" if text == CLEAR else " ".join(account_rules.country_codes(text))
            if text := cells.get("currency"):
                values["currency"] = account_rules.currency_code(text)
        except ValueError as problem:
            raise RowRefusedError(str(problem).rstrip(".")) from None
        if text := cells.get("employees"):
            values["employees"] = None if text == CLEAR else _count(text)
        if text := cells.get("owner"):
            values["owner_id"] = None if text == CLEAR else _colleague(text, self.colleagues)
        if cells.get("key") and (known is None or not self.keys.get(known.pk)):
            values["key"] = cells["key"]
        self._guard_steers(known, values)
        return values

    def _guard_steers(self, known: Any, values: Mapping[str, Any]) -> None:
        user = self.actor.user
        moves = "owner_id" in values and known is not None and known.owner_id != values["owner_id"]
        if moves and user is not None and not user.may(Right.CLASSIFY_ACCOUNTS):
            raise RowRefusedError(_("only the program director gives an account another owner by a file"))

    def present(self, record: Any, name: str) -> Any:
        if name != "key":
            return getattr(record, name)
        return self.keys.get(record.pk, "")

    def recall(self, ids: list[int]) -> None:
        held = Identifier.objects.filter(source=self.source, account__in=ids).order_by("-id")
        self.keys = dict(held.values_list("account_id", "key"))

    def finish(self, ids: list[int], now: datetime) -> None:
        importing.propose_matches(Account.objects.in_bulk(ids).values(), now=now)

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        account = super().make(values, now)
        account.created_at = now
        return account

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        lineage.begin_many(records)
        Identifier.objects.bulk_create(
            Identifier(account=account, source=self.source, key=one["key"])
            for account, one in zip(records, values, strict=True)
            if one.get("key")
        )
        self.after(records, ("name", "parent_id") if any(account.parent_id for account in records) else ("name",))
        return [
            events.prepare(self.actor, "created account", subject=account, stream=account, now=now)
            for account in records
        ]

    def write_besides(self, record: Any, name: str, value: Any, now: datetime) -> None:
        Identifier.objects.filter(account=record, source=self.source, key=self.present(record, "key")).delete()
        if value:
            Identifier.objects.create(account=record, source=self.source, key=value)

    def after(self, records: list[Any], names: Collection[str]) -> None:
        ids = [record.pk for record in records]
        if "parent_id" in names:
            lineage.rebuild(ids)
        if {"name", "key"} & set(names):
            found.index_accounts(ids)

    def forget(self, ids: list[int]) -> None:
        search.remove(found.ACCOUNT, ids)


class Contacts(Book):
    noun, model, link = Noun.CONTACTS, Contact, "reports_to"
    written = (
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
    satellites = (ContactMatch,)

    def load(self, rows: Collection[Row]) -> None:
        """Only accounts within the reach of whoever imports: any other reads as one we do not have."""
        user = self.actor.user
        seen = Account.objects.all() if user is None else queries.visible_to(user)
        names = dict(seen.filter(archived_at=None).values_list("pk", "name"))
        self.accounts: dict[Hashable, set[int]] = defaultdict(set)
        for pk, key in Identifier.objects.filter(source=self.source).values_list("account_id", "key"):
            if pk in names:
                self.accounts[("s", key)].add(pk)
        for pk, name in names.items():
            self.accounts[("n", name.casefold())].add(pk)
        self.asked = {text: self._account(text) for text in {row.cells.get("account", "") for row in rows}}
        wanted = [pk for pk in set(self.asked.values()) if isinstance(pk, int)]
        for some in lineage.in_parts(wanted):
            self._keep(Contact.objects.filter(account__in=some, erased_at=None))
        for contact in self.records.values():
            if contact.email:
                self.index[("s", contact.account_id, contact.email.casefold())].add(contact.pk)
            self.index[("n", contact.account_id, contact.name.casefold())].add(contact.pk)

    def strong(self, cells: Mapping[str, str]) -> Hashable | None:
        mail = cells.get("email", "")
        return ("s", self._of(cells), mail.casefold()) if mail and mail != CLEAR else None

    def weak(self, cells: Mapping[str, str]) -> Hashable:
        return ("n", self._of(cells), cells["name"].casefold())

    def may_be(self, pk: int, cells: Mapping[str, str]) -> bool:
        mail = cells.get("email", "")
        return mail in ("", CLEAR) or not self.records[pk].email

    def link_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        account = self._of(cells)
        return (("s", account, text.casefold()), ("n", account, text.casefold()))

    def note(self, cells: Mapping[str, str]) -> str:
        if not self.index.get(self.weak(cells)):
            return ""
        return _("somebody of this name is known there with another mail address; both are kept")

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"account_id": self._of(cells), "name": cells["name"]}
        values |= _texts(cells, ("title", "department", "phone", "notes"))
        if text := cells.get("email"):
            values["email"] = "" if text == CLEAR else _mail(text)
        if text := cells.get("buying_role"):
            values["buying_role"] = "" if text == CLEAR else _buying_role(text)
        return values

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        contact = super().make(values, now)
        contact.created_at, contact.source = now, self.source
        return contact

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        self.after(records, ("name",))
        counts = Counter(contact.account_id for contact in records)
        accounts = Account.objects.in_bulk(list(counts))
        return [
            events.prepare(
                self.actor,
                "imported contacts",
                subject=accounts[pk],
                stream=accounts[pk],
                now=now,
                changes={"contacts": (0, count)},
            )
            for pk, count in counts.items()
        ]

    def after(self, records: list[Any], names: Collection[str]) -> None:
        if "name" in names:
            found.index_contacts(records)

    def forget(self, ids: list[int]) -> None:
        search.remove(found.CONTACT, ids)

    def rows(self) -> models.QuerySet[Any]:
        return Contact.objects.select_related("account")

    def stream(self, record: Any) -> models.Model:
        return record.account  # type: ignore[no-any-return]

    def _of(self, cells: Mapping[str, str]) -> int:
        account = self.asked[cells["account"]]
        if isinstance(account, str):
            raise RowRefusedError(account)
        return account

    def _account(self, text: str) -> int | str:
        """The account of a name or key, or why there is none."""
        for key in (("s", text), ("n", text.casefold())):
            ids = self.accounts.get(key, set())
            if len(ids) > 1:
                return _("{n} accounts are called “{text}”; name it by its key").format(n=len(ids), text=text[:60])
            if ids:
                return min(ids)
        return _("there is no account “{text}”").format(text=text[:60])


BOOKS: Final[dict[Noun, type[Book]]] = {book.noun: book for book in (Units, Offerings, Users, Accounts, Contacts)}


def _kind(cells: Mapping[str, str]) -> str:
    text = cells.get("kind", "")
    known = {folded(word): kind.value for kind in UnitKind for word in (kind.value, str(kind.label))}
    if text and folded(text) not in known:
        raise RowRefusedError(_("“{text}” is no kind of unit").format(text=text[:60]))
    return known[folded(text)] if text else UnitKind.BUSINESS_UNIT.value


def _texts(cells: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: "" if cells[name] == CLEAR else cells[name] for name in names if cells.get(name)}


def _mail(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise RowRefusedError(_("“{text}” is no mail address").format(text=text[:60])) from None
    return text


def _mails(texts: Iterable[str]) -> dict[str, int]:
    wanted = {text.lower() for text in texts if text}
    if not wanted:
        return {}
    return {mail: pk for mail, pk in people_queries.colleagues().values_list("email", "pk") if mail in wanted}


def _colleague(text: str, known: Mapping[str, int]) -> int:
    if text.lower() not in known:
        raise RowRefusedError(_("“{text}” is no colleague's mail address").format(text=text[:60]))
    return known[text.lower()]


def _buying_role(text: str) -> str:
    known = {folded(role): role for role in account_rules.BUYING_ROLES}
    if folded(text) not in known:
        raise RowRefusedError(_("“{text}” is no buying role").format(text=text[:30]))
    return known[folded(text)]


def _count(text: str) -> int:
    digits = text.translate(str.maketrans("", "", ",.’' "))
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > 10 or int(digits) > MOST_EMPLOYEES:
        raise RowRefusedError(_("“{text}” is no number of people").format(text=text[:40]))
    return int(digits)
