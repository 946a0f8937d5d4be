"""A synthetic base of any size for load tests: accounts in trees with contacts and keys, and their ledger."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import duckdb
from django.conf import settings
from django.db import transaction

from covalue.accounts import found
from covalue.accounts.models import Account, AccountClass, Contact, Identifier, Lineage, Membership, TeamRole
from covalue.core import events
from covalue.core.database import many_were_added
from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.people import actions as people
from covalue.people import queries as users
from covalue.people.demo import PASSWORD
from covalue.people.models import User
from covalue.people.rules import Role

SOURCE: Final = "synthetic"
LINES_AN_ACCOUNT: Final = 20
CHILDREN: Final = 4  # every fifth account is a group of four
SECTORS: Final = ("Energy", "Food", "Paper", "Shipping", "Health", "Retail", "Machinery", "Public")
US: Final = events.system("demo")
Tell = Callable[[str], None]


def build(count: int, *, today: date, now: datetime, progress: Tell = lambda sentence: None) -> None:
    """`count` accounts with five contacts and a key each, 20 ledger lines an account; the same for the same `today`."""
    with transaction.atomic():
        director = _user("director@scale.example", "Dora Scale", Role.PROGRAM_DIRECTOR, now)
        sam = _user("sam@scale.example", "Sam Scale", Role.SAM, now)
        progress(f"{count} accounts")
        _accounts(count, director, sam, today, now)
    progress(f"{count * LINES_AN_ACCOUNT} ledger lines")
    _ledger(count, today, now, progress)


def _user(email: str, name: str, role: Role, now: datetime) -> User:
    user = users.by_email(email)
    return user or people.create_user(US, email=email, name=name, roles=[role], password=PASSWORD, now=now)


def _accounts(count: int, director: User, sam: User, today: date, now: datetime) -> None:
    rows = Account.objects.bulk_create(
        [
            Account(
                name=f"Account {number:06}",
                sector=SECTORS[number % len(SECTORS)],
                created_at=now,
                account_class=AccountClass.STRATEGIC if number % 400 == 0 else AccountClass.STANDARD,
            )
            for number in range(count)
        ],
        batch_size=1000,
    )
    for number, account in enumerate(rows):
        if number % (CHILDREN + 1):
            account.parent = rows[number - number % (CHILDREN + 1)]
    Account.objects.bulk_update([a for a in rows if a.parent_id], ["parent"], batch_size=400)
    lineage = [Lineage(ancestor=account, account=account, depth=0) for account in rows]
    lineage += [
        Lineage(ancestor_id=account.parent_id, account=account, depth=1) for account in rows if account.parent_id
    ]
    Lineage.objects.bulk_create(lineage, batch_size=2000)
    Identifier.objects.bulk_create(
        [Identifier(account=account, source=SOURCE, key=f"K{number}") for number, account in enumerate(rows)],
        batch_size=2000,
    )
    Contact.objects.bulk_create(
        [
            Contact(account=account, name=f"Contact {number:06} {letter}", title="Buyer", created_at=now)
            for number, account in enumerate(rows)
            for letter in "ABCDE"
        ],
        batch_size=1000,
    )
    many_were_added(count, Account, Lineage, Identifier, Contact)
    found.rebuild()
    led = rows[: min(count, 25) : CHILDREN + 1]
    Membership.objects.bulk_create([Membership(account=a, user=sam, team_role=TeamRole.LEAD, since=today) for a in led])


def _ledger(count: int, today: date, now: datetime, progress: Tell) -> None:
    """Amounts fall off like a Pareto law; hashes of the row's number stand in for chance, so every run is the same."""
    folder = Path(tempfile.mkdtemp(prefix="scale-", dir=settings.DATA_DIR))
    target = folder / "lines.parquet"
    first = today - timedelta(days=730)
    try:
        duckdb.connect().execute(
            f"""COPY (SELECT 'K' || (hash(i) % {count}) AS customer, 'D' || (i // 4) AS document, i % 4 AS line,
              DATE '{first}' + CAST(hash(i + 7) % 700 AS INTEGER) AS date, 'P' || (hash(i + 3) % 80) AS offering,
              CAST(5000 / (1 + hash(i) % {count} % 997) + hash(i + 5) % 400 AS DECIMAL(18,4)) AS amount
            FROM range({count * LINES_AN_ACCOUNT}) t(i)) TO '{target}' (FORMAT parquet)"""
        )
        names = ("customer", "document", "line", "date", "offering", "amount")
        ledger.import_file(
            US,
            path=target,
            mapping=Mapping(fields={name: name for name in names}),
            source=SOURCE,
            unknown=Unknown.KEEP,
            now=now,
            progress=progress,
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
