"""The named cast: one supplier, two customer groups, and somebody in every role. Tests tell their stories with it."""

import copy
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account, AccountClass, Contact, TeamRole
from covalue.core import events
from covalue.core.models import TableWrite
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PASSWORD = "a password for tests only"
US = events.system("test")
Built = TypeVar("Built")


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


@dataclass(frozen=True)
class _Kept:
    """What was built once in this process: what the builder answered, every row of ours, and a copy of the files."""

    answer: Any
    rows: list[tuple[str, list[Any]]]
    files: Path


_kept: dict[str, _Kept] = {}


def again() -> World:
    """The cast as it was built the first time in this process, its rows put in at once: a twentieth of the time."""
    return once("the cast", build)


def once(name: str, make: Callable[[], Built]) -> Built:
    """What `make` builds, remembered under its name; later its rows and files take the place of all that are there.

    `make` starts from the cast or from nothing, and may keep files, but no ledger.
    """
    if name not in _kept:
        answer = make()
        files = Path(tempfile.mkdtemp(prefix="covalue-kept-", dir=os.environ["COVALUE_DATA_DIR"]))
        shutil.copytree(settings.DATA_DIR, files, dirs_exist_ok=True)
        _kept[name] = _Kept(copy.deepcopy(answer), _rows(), files)
        return answer
    kept = _kept[name]
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"DELETE FROM {table}")
        for insert, values in kept.rows:
            cursor.executemany(insert, values)
    shutil.copytree(kept.files, settings.DATA_DIR, dirs_exist_ok=True)
    return cast(Built, copy.deepcopy(kept.answer))


def _rows() -> list[tuple[str, list[Any]]]:
    """Every row of ours, as the statements that put it in again; the order does not matter within a transaction."""
    found = []
    with connection.cursor() as cursor:
        for table, columns in _tables().items():
            cursor.execute(f"SELECT {', '.join(columns)} FROM {table}")
            values = cursor.fetchall()
            if values:
                places = ", ".join(["%s"] * len(columns))
                found.append((f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", list(values)))
    return found


@cache
def _tables() -> dict[str, list[str]]:
    """Our tables and that of tasks, with their columns, quoted; what was written to is noted anew."""
    quote = connection.ops.quote_name
    return {
        quote(model._meta.db_table): [quote(field.column) for field in model._meta.local_concrete_fields]
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith(("covalue.", "django_tasks_db.")) and model is not TableWrite
    }


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
