"""The named cast: one supplier, two customer groups, and somebody in every role. Tests tell their stories with it."""

import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.apps import apps
from django.db import connection

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, AccountClass, Contact, TeamRole
from covalue.core import events
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PASSWORD = "a password for tests only"
US = events.system("test")


@dataclass(frozen=True)
class World:
    """Halden Group ⊃ Halden Energy ⊃ Halden Wind; Orsa Paper stands by itself.

    Ines leads Halden Group, so she sees all three Haldens; Karl is on the team of Halden Energy only; Tove sponsors it.
    Nils leads Orsa Paper and is coached by Carl. Dora directs the programme.
    """

    group: Account
    energy: Account
    wind: Account
    orsa: Account
    signe: Contact
    jon: Contact
    users: dict[Role, User]
    stranger: User

    def user(self, role: Role) -> User:
        return self.users[role]


def again() -> World:
    """The cast as it was built the first time in this process, its rows put in at once: a twentieth of the time."""
    if not _kept:
        cast = build()
        _kept.append((copy.deepcopy(cast), _rows()))
        return cast
    cast, rows = _kept[0]
    with connection.cursor() as cursor:
        for insert, values in rows:
            cursor.executemany(insert, values)
    return copy.deepcopy(cast)


_kept: list[tuple[World, list[tuple[str, list[Any]]]]] = []


def _rows() -> list[tuple[str, list[Any]]]:
    """Every row of ours, as the statements that put it in again; the order does not matter within a transaction."""
    quote = connection.ops.quote_name
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if not model.__module__.startswith("covalue."):
                continue
            table, columns = quote(model._meta.db_table), [quote(f.column) for f in model._meta.local_concrete_fields]
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
            values = cursor.fetchall()
            if values:
                places = ", ".join(["%s"] * len(columns))
                found.append((f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", list(values)))
    return found


def build() -> World:
    """Create the cast, through the actions everybody uses."""
    users = {role: _user(name, role) for role, name in _NAMES.items()}
    nils = people.create_user(
        US, email="nils@covalue.test", name="Nils Berg", roles=[Role.SAM], password=PASSWORD, now=NOW,
        coach=users[Role.COACH],
    )  # fmt: skip
    group = _account("Halden Group", identifiers=[("erp", "H-1")])
    energy = _account(
        "Halden Energy", group, identifiers=[("erp", "H-2")], account_class=AccountClass.STRATEGIC,
        class_since=date(2023, 2, 1), sector="Energy",
    )  # fmt: skip
    wind = _account("Halden Wind", energy, identifiers=[("erp", "H-3")])
    orsa = _account("Orsa Paper", identifiers=[("erp", "O-1")], account_class=AccountClass.KEY, sector="Paper")
    _join(group, users[Role.SAM], TeamRole.LEAD)
    _join(energy, users[Role.TEAM_MEMBER], TeamRole.CORE)
    _join(energy, users[Role.EXECUTIVE_SPONSOR], TeamRole.SPONSOR)
    _join(orsa, nils, TeamRole.LEAD)
    signe = accounts.add_contact(US, account=energy, name="Signe Dahl", title="COO", now=NOW)
    jon = accounts.add_contact(US, account=energy, name="Jon Ek", title="Procurement", now=NOW)
    return World(group, energy, wind, orsa, signe, jon, users, nils)


_NAMES = {
    Role.PROGRAM_DIRECTOR: "Dora Lind",
    Role.SAM: "Ines Moreau",
    Role.TEAM_MEMBER: "Karl Lund",
    Role.EXECUTIVE_SPONSOR: "Tove Brandt",
    Role.UNIT_LEAD: "Una Krog",
    Role.COACH: "Carl Aune",
    Role.VOICE_ANALYST: "Vera Holt",
    Role.ANALYST: "Anna Sten",
    Role.ADMINISTRATOR: "Adam Rask",
    Role.CUSTOMER_GUEST: "Greta Gast",
}


def _user(name: str, role: Role) -> User:
    email = f"{name.split()[0].lower()}@covalue.test"
    return people.create_user(US, email=email, name=name, roles=[role], password=PASSWORD, now=NOW)


def _account(name: str, parent: Account | None = None, **values: object) -> Account:
    return accounts.create(US, name=name, parent=parent, now=NOW, **values)  # type: ignore[arg-type]


def _join(account: Account, user: User, role: TeamRole) -> None:
    accounts.join_team(US, account=account, user=user, team_role=role, now=NOW)
