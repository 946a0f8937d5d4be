"""The engine of this process, and the ledger it reads."""

from datetime import date
from functools import lru_cache
from typing import Any

from covalue.accounts.models import Account, Identifier
from covalue.analytics.engine import Engine, Key, Lines
from covalue.ledger import queries as ledger


@lru_cache(maxsize=1)
def engine() -> Engine:
    """One engine a process; made when first asked, so that starting stays quick."""
    return Engine()


def lines() -> Lines:
    """The ledger as it is now."""
    table = ledger.table()
    version, files = table.snapshot()
    return Lines(version, tuple(files), table.filesystem() if files else None)


def last_date() -> date | None:
    """The last day the ledger knows."""
    last: date | None = overview()["last_date"]
    return last


def overview() -> dict[str, Any]:
    """First and last day and number of lines."""
    return engine().rows("last_date", lines())[0]


def reaches(day: date) -> bool:
    """Whether the ledger goes back to this day's month: only then is a period from it on whole."""
    first = overview()["first_date"]
    return first is not None and (first.year, first.month) <= (day.year, day.month)


def customers_of(account: Account) -> tuple[Key, ...]:
    """The ledger's customer keys of an account and all below it."""
    keys = Identifier.objects.filter(account__above__ancestor=account).order_by("source", "key")
    return tuple(keys.values_list("source", "key"))
