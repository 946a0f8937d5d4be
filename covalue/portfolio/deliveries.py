"""Whether an account and all below it got what was asked for by the day it was asked for. Rule: docs/rules/on_time.md."""

from dataclasses import dataclass
from datetime import date

from covalue.accounts.models import Account
from covalue.analytics.engine import Key
from covalue.core.periods import Period
from covalue.portfolio import figures


@dataclass(frozen=True)
class Delivery:
    """One document that was asked for by a day."""

    source: str
    customer: str
    document: str
    required: date
    shipped: date | None
    days_late: int
    fate: str

    @property
    def late(self) -> bool:
        return self.fate == "late"


@dataclass(frozen=True)
class OnTime:
    """Deliveries due in a period, late ones first. Open ones are in no share."""

    period: Period | None
    deliveries: tuple[Delivery, ...]

    @property
    def late(self) -> int:
        return sum(one.late for one in self.deliveries)

    @property
    def made(self) -> int:
        """Deliveries that are on time or late by now."""
        return sum(one.fate != "open" for one in self.deliveries)

    @property
    def share(self) -> float | None:
        """Share on time; None while nothing was due, or the ledger knows no days asked for."""
        return (self.made - self.late) / self.made if self.made else None


def of_account(account: Account, today: date) -> OnTime:
    """Deliveries due in the last twelve months of the ledger, to the account's subtree."""
    return of_customers(figures.customers_of(account), today)


def of_customers(keys: tuple[Key, ...], today: date) -> OnTime:
    """The same for these customer keys of the ledger."""
    last = figures.last_date()
    if last is None or not keys:
        return OnTime(None, ())
    year = figures.default_period(today)
    rows = figures.engine().rows(
        "deliveries", figures.as_imported(), customers=keys, start=year.start, end=year.end, today=today
    )
    return OnTime(year, tuple(Delivery(**row) for row in rows))
