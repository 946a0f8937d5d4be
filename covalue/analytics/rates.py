"""Money of several currencies made one: each line's amounts at the rate of its own day, or the line left out.

Amounts of different currencies are never added as they stand. A line whose currency has no rate on its day is not among the
lines an analysis sees; `currencies` tells what was left out.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pyarrow as pa

from covalue.analytics.columns import LINE_COLUMNS, fingerprint

MONEY: Final = ("list_amount", "discount", "amount", "cost")
ONE: Final = Decimal(1)
RATES: Final = pa.schema(
    [("currency", pa.string()), ("day", pa.date32()), ("rate", pa.decimal128(19, 12))]
)  # times a line's decimal(18,4) that is 37 digits: both engines hold it exactly
Stated = tuple[str, date, Decimal]  # currency, first day, how much of ours one of it is


@dataclass(frozen=True)
class Rates:
    """What turns amounts into the currency `into`: one rate for each currency and day. Lines that name no currency are in
    `unnamed`. Two are the same where their `mark` is.
    """

    into: str
    unnamed: str
    table: pa.Table = field(compare=False, repr=False)
    mark: str

    def turned(self, lines: str) -> str:
        """SQL: the lines of the relation `lines` with all amounts in one currency, by the table handed in as `day_rates`.

        The volume of an activity is no money, so it stays whatever currency its line names.
        """
        columns = ", ".join(self._column(name, kind) for name, kind in LINE_COLUMNS.items())
        return (
            f"SELECT {columns} FROM ({lines}) AS l LEFT JOIN day_rates AS r"
            f" ON r.currency = coalesce(l.currency, {_text(self.unnamed)}) AND r.day = l.date"
            f" WHERE r.rate IS NOT NULL OR l.kind = 'activity'"
        )

    def _column(self, name: str, kind: str) -> str:
        if name in MONEY:
            return f"CAST(l.{name} * r.rate AS {kind}) AS {name}"
        return f"{_text(self.into)} AS currency" if name == "currency" else f"l.{name} AS {name}"


def by_day(into: str, stated: Iterable[Stated], first: date, last: date, *, unnamed: str) -> Rates:
    """Rates for each day from `first` to `last`: the latest stated on or before it; none before the first one stated."""
    of_currency: dict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    for currency, day, rate in stated:
        of_currency[currency].append((day, rate))
    of_currency[into] = [(first, ONE)]
    days = [first + timedelta(days=passed) for passed in range((last - first).days + 1)]
    names, dates, rates = [], [], []
    for currency, steps in sorted(of_currency.items()):
        steps.sort()
        for day in days:
            place = bisect_right(steps, day, key=lambda step: step[0])
            if place:
                names.append(currency)
                dates.append(day)
                rates.append(steps[place - 1][1])
    columns = [pa.array(column, kind.type) for column, kind in zip((names, dates, rates), RATES, strict=True)]
    table = pa.table(columns, schema=RATES)
    return Rates(into, unnamed, table, fingerprint(table))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
