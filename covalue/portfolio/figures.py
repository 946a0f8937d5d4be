"""The engine of this process, and the ledger it reads."""

from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.analytics.engine import Engine, Key, Lines
from covalue.core import errors
from covalue.core.periods import Comparison, Period, comparison, trailing_months
from covalue.ledger import queries as ledger

ENOUGH: Final = 20  # customers, from which on shares, classes and curves of them say something


@lru_cache(maxsize=1)
def engine() -> Engine:
    """One engine a process; made when first asked, so that starting stays quick."""
    if not settings.LEDGER_ENGINE:
        return Engine()
    from covalue.analytics.cluster import ClusterEngine  # sqlglot carries the texts, 25 MB that only a cluster needs

    return ClusterEngine(settings.LEDGER_ENGINE)


def lines() -> Lines:
    """The ledger as it is now."""
    table = ledger.table()
    version, files = table.snapshot()
    return Lines(version, tuple(files), table.filesystem() if files else None)


def last_date() -> date | None:
    """The last day the ledger knows."""
    last: date | None = overview()["last_date"]
    return last


def default_period(today: date) -> Period:
    """Twelve whole months up to the ledger's last, or up to today without one."""
    return trailing_months(last_date() or today, 12)


def period(start: date | None = None, end: date | None = None) -> Period:
    """The days from `start` to `end`; where one is missing, that of the twelve months up to the ledger's last.

    BadInput where it ends before it starts.
    """
    default = default_period(timezone.localdate())
    first, last = start or default.start, end or default.end
    if first > last:
        raise errors.BadInput(_("The period ends before it starts."), field="to")
    return Period(first, last)


def overview() -> dict[str, Any]:
    """First and last day and number of lines."""
    return engine().rows("last_date", lines())[0]


def compared(period: Period) -> Comparison | None:
    """What a period can be compared with, as far back as the ledger goes."""
    return comparison(period, overview()["first_date"])


def customers_of(account: Account) -> tuple[Key, ...]:
    """The ledger's customer keys of an account and all below it."""
    keys = accounts.unscoped_keys().filter(account__above__ancestor=account).order_by("source", "key")
    return tuple(keys.values_list("source", "key"))
