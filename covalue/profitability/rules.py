"""What a cost pool has to be, and the names of quarters and years."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext as _

from covalue.analytics.profitability import activity
from covalue.analytics.profitability.drivers import Driver
from covalue.core import errors
from covalue.core.periods import Period

RATE_PLACES: Final = Decimal("0.000001")
LARGEST_RATE: Final = Decimal(10) ** 12
NAMED: Final = re.compile(r"(?P<year>[12][0-9]{3})(-(Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


@dataclass(frozen=True)
class Sheet:
    """A cost pool as somebody enters it. `border` is the net of an order below which it is small;
    `activity` the name that imported volumes go by in the ledger.
    """

    name: str
    driver: Driver
    cost: Decimal
    capacity: Decimal
    starts_on: date
    ends_on: date
    source: str
    border: Decimal | None = None
    activity: str = ""


def guarded(sheet: Sheet) -> None:
    """BadInput for a pool that gives no rate, or lacks what its driver needs."""
    if sheet.capacity <= 0:
        raise errors.BadInput(_("The capacity must be above zero: the cost is divided by it."), field="capacity")
    if sheet.cost < 0:
        raise errors.BadInput(_("The cost of a pool cannot be below zero."), field="cost")
    if sheet.starts_on > sheet.ends_on:
        raise errors.BadInput(_("The period ends before it starts."), field="ends_on")
    if (sheet.driver == Driver.SMALL_ORDERS) != (sheet.border is not None):
        raise errors.BadInput(
            _("Small orders need the amount below which an order is small; other drivers do not."), field="border"
        )
    if (sheet.driver == Driver.ACTIVITY) != bool(sheet.activity.strip()):
        raise errors.BadInput(
            _("Imported volumes need the name of their activity in the file; other drivers do not."),
            field="activity",
        )
    if rate_of(sheet.cost, sheet.capacity) >= LARGEST_RATE:
        raise errors.BadInput(_("The rate is implausibly high: check the cost and the capacity."), field="cost")


def rate_of(cost: Decimal, capacity: Decimal) -> Decimal:
    """Money for a unit of the driver, to six decimals, half up."""
    return activity.rate(cost, capacity).quantize(RATE_PLACES, rounding=ROUND_HALF_UP)


def period_named(text: str) -> Period:
    """“2026”, “2026-Q1” or “2026-03” as days. Raises BadInput."""
    name = NAMED.fullmatch(text.strip())
    if name is None:
        raise errors.BadInput(_("“{text}” is not a period. Write 2026, 2026-Q1 or 2026-03.").format(text=text))
    year, quarter, month = int(name["year"]), name["quarter"], name["month"]
    first = 3 * int(quarter) - 2 if quarter else int(month) if month else 1
    last = first + 2 if quarter else first if month else 12
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))
