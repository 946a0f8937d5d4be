"""Histories of buying, from the ledger or from a file that is only looked at: sales are handed out a batch at a time and
gathered by customer and day. Where they are on a cluster or summed up by day, or cannot be gathered, one statement groups them.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from covalue.analytics.engine import Engine, Lines, text_of
from covalue.analytics.lifetime import gathering, patterns
from covalue.analytics.lifetime.faults import Fault, LifetimeError
from covalue.analytics.lifetime.gathering import Gathered, UnfitError
from covalue.analytics.lifetime.patterns import Contracts, Numbers, Purchases, Spending
from covalue.analytics.lifetime.worth import UNIT_DAYS
from covalue.ledger import reading, staging
from covalue.ledger.mapping import Mapping, suggest
from covalue.ledger.rules import LedgerInputError
from covalue.lifetime.rules import MARGIN_KNOWN_FROM

MEMORY: Final = "4GB"
FIELDS: Final = ("customer", "date", "amount")
AT_ONCE: Final = 250_000  # sales
BETWEEN: Final = "\x1f"  # source and customer of a key
FIRST_DAY: Final = date(1970, 1, 1)  # of days that are counted
KNOWN: Final = pa.schema([("source", pa.string()), ("customer", pa.string()), ("account_id", pa.int64())])


@dataclass(frozen=True)
class Tally:
    """What there is, and what of it makes no history. `returned` is money, as a positive number."""

    first_date: date | None
    last_date: date | None
    lines: int
    unnamed: int
    undated: int
    after: int
    returns: int
    returned: float


@dataclass(frozen=True)
class Histories:
    """A customer a row, all of one length: `keys` has account_id, or source and customer where no account is known.

    `purchases` counts each customer once, in `unit`s; `mean` is the money of a repeat purchase; `cost` is that of what was
    `spent`, NaN where not known; `later` what they bought after `until`.
    """

    keys: pa.Table
    purchases: Purchases
    mean: Numbers
    spent: Numbers
    cost: Numbers
    later: Numbers
    unit: str
    until: date
    tally: Tally

    @property
    def margin_of_all(self) -> float:
        """Gross margin of the revenue with known cost. Raises LifetimeError(NO_MARGIN) where that is less than half."""
        known = ~np.isnan(self.cost)
        spent = float(self.spent[known].sum())
        if spent <= 0 or spent < MARGIN_KNOWN_FROM * float(self.spent.sum()):
            raise LifetimeError(Fault.NO_MARGIN)
        return 1 - float(self.cost[known].sum()) / spent

    @property
    def margin_of_each(self) -> Numbers:
        """Each customer's own gross margin; that of all where a cost of theirs is not known."""
        known = ~np.isnan(self.cost) & (self.spent > 0)
        own = 1 - np.divide(self.cost, self.spent, out=np.zeros_like(self.spent), where=known)
        return np.where(known, own, self.margin_of_all)

    @property
    def spending(self) -> Spending:
        """Those who bought again for something, in patterns."""
        who = (self.purchases.frequency > 0) & (self.mean > 0)
        return Spending(self.purchases.frequency[who], self.mean[who], self.purchases.count[who])


NO_MONEY: Final = ("contracts",)  # analyses that count, whatever currency was paid in


class LedgerLines:
    """The ledger's lines; keys of one account in `known` are one customer. Sales of nothing are no purchases there:
    ledgers hold free goods and corrections.
    """

    free = False

    def __init__(self, engine: Engine, lines: Lines, known: pa.Table | None = None) -> None:
        self.engine, self.lines, self.known = engine, lines, known if known is not None else KNOWN.empty_table()

    def ask(self, analysis: str, **values: Any) -> pa.Table:
        tables = {} if analysis in ("purchases_tally", "sales_tally") else {"known": self.known}
        lines = replace(self.lines, rates=None) if analysis in NO_MONEY else self.lines
        return self.engine.table(analysis, lines, tables=tables, **values)

    @property
    def are_handed_out(self) -> bool:
        """Whether sales come one by one: not where a cluster has them, nor where they are summed up by day."""
        return self.engine.is_near and not self.lines.are_summed_up

    def sales(self, **values: Any) -> Iterator[pa.RecordBatch]:
        """Sales of named customers and lines that name none, some at a time."""
        yield from self.engine.batches("sales", self.lines, rows=AT_ONCE, **values)


class FileLines:
    """A file of transactions opened by `opened_file`; a row of nothing is a purchase, as in published data."""

    free = True
    are_handed_out = True
    known = KNOWN.empty_table()

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def ask(self, analysis: str, **values: Any) -> pa.Table:
        return self._asked(analysis, values).to_arrow_table()

    def sales(self, **values: Any) -> Iterator[pa.RecordBatch]:
        """Sales of named customers and lines that name none, some at a time."""
        yield from self._asked("sales", values).to_arrow_reader(AT_ONCE)

    def _asked(self, analysis: str, values: dict[str, Any]) -> duckdb.DuckDBPyConnection:
        lines = "SELECT '' AS source, *, NULL::DECIMAL(18, 2) AS cost, 'sale' AS kind FROM transactions"
        if analysis in ("purchases", "contracts"):
            self.connection.register("known", self.known)
        return self.connection.execute(f"WITH lines AS NOT MATERIALIZED ({lines}) {text_of(analysis)}", values)


@contextmanager
def opened_file(path: Path, mapping: Mapping | None = None) -> Iterator[FileLines]:
    """A CSV, Excel or Parquet file of transactions. Without a mapping the likeliest columns are taken.

    Raises LedgerInputError with what is wrong with the file or the mapping.
    """
    mapping = mapping or Mapping()
    with _reading(path, mapping.options) as (connection, raw):
        if not mapping.fields:
            head = reading.sniff(path, mapping.options)
            mapping = replace(mapping, fields=suggest(head.columns, head.sample).fields)
        for field in ("customer", "date"):
            if not mapping.fields.get(field):
                has = ", ".join(raw.types)
                raise LedgerInputError(
                    f"Choose the column for the {field} (--map {field}=COLUMN). The file has: {has}."
                )
        chosen = staging.read_fields(connection, raw, mapping, FIELDS)
        kind = "VIEW" if reading.kind_of(path) == "parquet" else "TABLE"  # what is typed already is not stored twice
        connection.execute(f"CREATE TEMP {kind} transactions AS {chosen}")
        yield FileLines(connection)


def histories(
    lines: LedgerLines | FileLines, *, unit: str, until: date | None = None, through: date | None = None
) -> Histories:
    """Each customer's purchases up to `until` (the last day known), and how many came later, up to `through`.

    Raises LifetimeError(NO_PURCHASES).
    """
    try:
        tally, until, table = _gathered(lines, unit, until, through)
    except UnfitError:
        tally, until, table = _grouped(lines, unit, until, through)
    x, t_x, t, mean, spent, cost, later = (
        _numbers(table, name) for name in ("frequency", "recency", "age", "mean_value", "spent", "cost", "later")
    )
    keys = table.select(["account_id", "source", "customer"])
    return Histories(keys, patterns.purchases(x, t_x, t), mean, spent, cost, later, unit, until, tally)


def _grouped(
    lines: LedgerLines | FileLines, unit: str, until: date | None, through: date | None
) -> tuple[Tally, date, pa.Table]:
    """Histories as the statement `purchases` answers them, what lines there are, and the last day known."""
    tally = tally_of(lines, until)
    until = _until(until, tally.first_date, tally.last_date)
    asked = {"until": until, "through": through or until, "unit_days": UNIT_DAYS[unit], "free": lines.free}
    return tally, until, lines.ask("purchases", **asked)


def _gathered(
    lines: LedgerLines | FileLines, unit: str, until: date | None, through: date | None
) -> tuple[Tally, date, pa.Table]:
    """The same, gathered from the sales. Raises UnfitError."""
    if not lines.are_handed_out:
        raise UnfitError
    counted = lines.ask("sales_tally", until=until).to_pylist()[0]
    last = until or counted["last_date"]
    if last is None:
        raise LifetimeError(Fault.NO_PURCHASES)
    names, sales, unnamed, first = gathering.Names(), gathering.Sales(), 0, None
    for batch in lines.sales(through=through or last):
        unnamed += batch["key"].null_count
        named = batch.filter(batch["key"].is_valid()) if batch["key"].null_count else batch
        if len(named):
            day = named["day"].to_numpy()
            first = min(int(day.min()), int(day.min()) if first is None else first)
            _add(named, day, names, sales, _number(last), free=lines.free)
    first_date = None if first is None else FIRST_DAY + timedelta(days=first)
    returned = float(counted.pop("returned") or 0)
    tally = Tally(first_date=first_date, unnamed=unnamed, returned=returned, **counted)
    until = _until(until, tally.first_date, tally.last_date)
    keys, found = _as_accounts(names.texts(), sales.gathered(), lines.known)
    return tally, until, _told(keys, found, unit, _number(until))


def _add(
    named: pa.RecordBatch, day: Any, names: gathering.Names, sales: gathering.Sales, until: int, *, free: bool
) -> None:
    """The purchases of a batch. After `until` only their days count."""
    amount, cost = named["amount"].to_numpy(), named["cost"]
    costs = None if cost.null_count == len(cost) else cost.to_numpy(zero_copy_only=False)
    bought = amount >= 0 if free else amount > 0
    if not bought.all():
        named = named.filter(pa.array(bought))
        day, amount, costs = day[bought], amount[bought], None if costs is None else costs[bought]
    late = day > until
    if late.any():
        amount, costs = np.where(late, 0, amount), None if costs is None else np.where(late, np.nan, costs)
    sales.add(names.numbers(named["key"]), day, amount, costs)


def _told(keys: pa.Table, found: Gathered, unit: str, until: int) -> pa.Table:
    """What was gathered in the words of the statement `purchases`; who came after `until` is left out."""
    count, so_far = len(keys), found.day <= until
    first, last = np.full(count, until + 1), np.zeros(count, dtype=np.int64)
    np.minimum.at(first, found.customer, found.day)
    np.maximum.at(last, found.customer[so_far], found.day[so_far])
    again = np.bincount(found.customer[so_far], minlength=count) - 1
    columns = {
        "frequency": again,
        "recency": (last - first) / UNIT_DAYS[unit],
        "age": (until - first) / UNIT_DAYS[unit],
        "mean_value": np.where(again > 0, (found.spent - found.on_first_day) / np.maximum(again, 1), 0),
        "spent": found.spent,
        "cost": found.cost,
        "later": np.bincount(found.customer[~so_far], minlength=count),
    }
    for name, numbers in columns.items():
        keys = keys.append_column(name, pa.array(numbers))
    return keys.filter(pa.array(again >= 0))


def _until(until: date | None, first: date | None, last: date | None) -> date:
    """The day asked for, or the last there is; LifetimeError(NO_PURCHASES) where nothing was bought up to it."""
    until = until or last
    if until is None or first is None or until < first:
        raise LifetimeError(Fault.NO_PURCHASES)
    return until


def _number(day: date) -> int:
    return (day - FIRST_DAY).days


def _as_accounts(texts: pa.Array, found: Gathered, known: pa.Table) -> tuple[pa.Table, Gathered]:
    """Customers as (account_id, source, customer), those of one account as one, and what was gathered of them."""
    account = np.full(len(texts), -1)
    if known.num_rows and len(texts):
        told = pc.binary_join_element_wise(known["source"], known["customer"], BETWEEN)
        place = pc.index_in(told, value_set=texts).to_numpy()
        here = ~np.isnan(place)
        account[place[here].astype(int)] = known["account_id"].to_numpy()[here]
    own = np.where(account < 0, -1 - np.arange(len(texts)), account)
    which, one, into = np.unique(own, return_index=True, return_inverse=True)
    if len(which) < len(texts):
        found, account, texts = gathering.merged(found, into), account[one], texts.take(pa.array(one))
    named = pc.if_else(pa.array(account < 0), texts, pa.scalar(None, pa.string()))
    ids = pa.array(account, pa.int64(), mask=account < 0)
    return pa.table([ids, *_key_of(named)], names=["account_id", "source", "customer"]), found


def _key_of(texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Source and customer; without anything between there is no source."""
    has_source = pc.match_substring(texts, BETWEEN)
    parts = pc.split_pattern(
        pc.if_else(has_source, texts, pc.binary_join_element_wise("", texts, BETWEEN)), BETWEEN, max_splits=1
    )
    return pc.list_element(parts, 0), pc.list_element(parts, 1)


def contracts(lines: LedgerLines | FileLines, *, unit: str, until: date | None = None) -> Contracts:
    """Customers by how many contract periods they paid for without a gap. Raises LifetimeError(NO_PURCHASES)."""
    until = until or tally_of(lines, until).last_date
    if until is None:
        raise LifetimeError(Fault.NO_PURCHASES)
    table = lines.ask("contracts", until=until, unit=unit, free=lines.free)
    periods, lost, alive = (_numbers(table, name) for name in ("periods", "lost", "alive"))
    return Contracts(periods, lost, alive)


def tally_of(lines: LedgerLines | FileLines, until: date | None) -> Tally:
    """What lines there are."""
    row = lines.ask("purchases_tally", until=until).to_pylist()[0]
    return Tally(**{**row, "returned": float(row["returned"] or 0)})


def cohort_of_file(path: Path, *, period: str, active: str) -> Numbers:
    """How many of a cohort's customers were there in periods 0, 1, 2, …, from a file of two columns.

    Raises LedgerInputError where a period is missing, comes twice or has no number.
    """
    mapping = Mapping(fields={"quantity": period, "amount": active})  # two numbers, by any two names the ledger has
    with _reading(path) as (connection, raw):
        chosen = staging.read_fields(connection, raw, mapping, ("quantity", "amount"))
        rows = connection.execute(f"SELECT quantity, amount FROM ({chosen}) ORDER BY 1").fetchall()
    if any(place != at or there is None for at, (place, there) in enumerate(rows)):
        raise LedgerInputError(
            "A cohort has one row for each period 0, 1, 2, … with how many customers were there; "
            f"{path.name} misses a period, has one twice, or a row without a number."
        )
    return np.array([there for _place, there in rows], dtype=float)


@contextmanager
def _reading(
    path: Path, options: reading.Options = reading.Options()
) -> Iterator[tuple[duckdb.DuckDBPyConnection, reading.Raw]]:
    with tempfile.TemporaryDirectory(prefix="covalue-") as name, duckdb.connect() as connection:
        connection.execute("SET memory_limit = $memory", {"memory": MEMORY})
        connection.execute("SET temp_directory = $folder", {"folder": name})
        yield connection, reading.open_in(connection, path, options, Path(name))


def _numbers(table: pa.Table, name: str) -> Numbers:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(), dtype=float)
