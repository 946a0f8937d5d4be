"""Amounts of a cross table over months the ledger has already: added up they would count twice, so a person decides.

A cross table's line stands for its day, month, quarter or year, an invoice's for its day. Where both have lines of the same
customer, by whatever number of whatever system, they overlap; a table without customers overlaps with everybody's.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import duckdb
import pyarrow as pa

from covalue.core import days, money
from covalue.ledger.assumptions import Assumed, QuestionError
from covalue.ledger.comparing import Asked
from covalue.ledger.rules import COLUMNS, LedgerInputError

SETTING: Final = "overlap"
CHOICES: Final[tuple[tuple[str, str], ...]] = (
    ("add", "Add to what is there"),
    ("replace", "Replace what is there"),
    ("leave", "Leave these months out"),
)
BECAME: Final = {
    "add": "The file’s amounts are added to them.",
    "replace": "The file’s amounts replace them.",
    "leave": "The file’s amounts are left out.",
}
WHOLE: Final = "The ledger has amounts for a whole quarter or year there, of which the file has only some months, so they cannot be replaced."
SOLD: Final = "kind IN ('sale', 'return', 'credit')"
ENDS: Final = {
    r"\d{4}-\d{2}-\d{2}": "date",
    r"\d{4}-\d{2}": "last_day(date)",
    r"\d{4}-Q[1-4]": "last_day(date + INTERVAL 2 MONTH)",
    r"\d{4}": "last_day(date + INTERVAL 11 MONTH)",
}  # of the period a cross table's line ends its document's name with → its last day
CASES: Final = " ".join(f"WHEN regexp_matches(document, '(^| ){period}$') THEN {end}" for period, end in ENDS.items())
LAST: Final = f"(CASE {CASES} ELSE date END)::DATE"


@dataclass(frozen=True)
class Around:
    """What a file is held against: the imports whose files were cross tables, and the account of each customer."""

    turned: Collection[str] = ()
    accounts: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True)
class Overlap:
    """Months and customers that both have, with what both say of them; `replaceable` unless a period there is only partly here."""

    months: int
    customers: int
    amount_there: Decimal
    amount_here: Decimal
    lines_here: int
    replaceable: bool
    first: str
    last: str

    @property
    def sentence(self) -> str:
        span = self.first if self.first == self.last else f"{self.first} – {self.last}"
        months = "1 month" if self.months == 1 else f"{money.count(self.months)} months"
        customers = "1 customer" if self.customers == 1 else f"{money.count(self.customers)} customers"
        return (
            f"The ledger has amounts for {months} of {customers} already ({span}): {money.number(self.amount_there, 2)}. "
            f"This file has {money.number(self.amount_here, 2)} for the same."
        )

    @property
    def question(self) -> QuestionError:
        choices = tuple(choice for choice in CHOICES if self.replaceable or choice[0] != "replace")
        return QuestionError(
            SETTING, f"{self.sentence} Added up, they count twice. Choose what becomes of them.", choices
        )


def settle(
    connection: duckdb.DuckDBPyConnection, lines: str, asked: Asked, around: Around, decision: str, *, turned: bool
) -> tuple[Assumed, ...]:
    """Make `compared` what was decided on an overlap: its lines `left` out, or those of the ledger `removed`.

    `lines` is SQL for the ledger's, `turned` whether the file is a cross table. Raises QuestionError where nobody decided.
    """
    if not turned and not around.turned:
        return ()
    overlap = _find(connection, lines, asked, around, turned=turned)
    if overlap is None:
        return ()
    if not decision:
        raise overlap.question
    if decision == "replace":
        _replace(connection, asked, overlap)
    elif decision == "leave":
        _leave(connection)
    return (Assumed(SETTING, decision, f"{overlap.sentence} {BECAME[decision]}"),)


def _find(
    connection: duckdb.DuckDBPyConnection, lines: str, asked: Asked, around: Around, *, turned: bool
) -> Overlap | None:
    """Make `here` and `there`, the lines of both with the days they stand for, and `hits`, which of these days meet."""
    for name in ("here", "there", "hits"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.register("of_accounts", _accounts(around))
    tables = ", ".join(map(_quoted, around.turned)) or "NULL"
    connection.execute(
        f"CREATE TEMP TABLE here AS SELECT row_number, amount, {_who('c')} AS who, date AS first, {LAST if turned else 'date'} AS last "
        f"FROM compared c LEFT JOIN of_accounts a ON a.source = c.source AND a.key = c.customer WHERE fate = 'added' AND {SOLD}"
    )
    if connection.execute("SELECT 1 FROM here LIMIT 1").fetchone() is None:
        return None
    connection.execute(
        f"CREATE TEMP TABLE there AS SELECT c.* EXCLUDE (import_id), import_id IN ({tables}) AS is_table, {_who('c')} AS who, "
        f"date AS first, CASE WHEN import_id IN ({tables}) THEN {LAST} ELSE date END AS last "
        f"FROM ({lines}) c LEFT JOIN of_accounts a ON a.source = c.source AND a.key = c.customer "
        f"WHERE {SOLD} AND {'true' if turned else f'import_id IN ({tables})'} "
        "AND date BETWEEN (SELECT min(first) - INTERVAL 1 YEAR FROM here) AND (SELECT max(last) FROM here) "
        f"AND NOT (c.source = {_quoted(asked.source)} AND c.document IN (SELECT document FROM compared))"
    )
    meets = "h.first <= t.last AND t.first <= h.last"
    spans = "SELECT h.who AS who_here, h.first AS first_here, h.last AS last_here, t.who, t.first, t.last"
    ours = "(SELECT DISTINCT who, first, last FROM here) h"
    theirs = "(SELECT DISTINCT who, first, last, is_table FROM there) t"
    anybody = f"UNION {spans} FROM {ours} JOIN {theirs} ON h.who IS NULL AND {meets}" if turned else ""
    connection.execute(
        f"CREATE TEMP TABLE hits AS {spans} FROM {ours} JOIN {theirs} ON h.who = t.who AND {meets} {anybody} "
        f"UNION {spans} FROM {ours} JOIN {theirs} ON t.who IS NULL AND t.is_table AND {meets}"
    )
    return _summed(connection)


def _summed(connection: duckdb.DuckDBPyConnection) -> Overlap | None:
    months = (
        "SELECT *, unnest(generate_series(date_trunc('month', greatest(first, first_here)), least(last, last_here), "
        "INTERVAL 1 MONTH)) AS month FROM hits"
    )
    row = connection.execute(
        f"SELECT count(DISTINCT month), count(DISTINCT coalesce(who, who_here, '')), min(month), max(month) FROM ({months})"
    ).fetchone()
    if row is None or not row[0]:
        return None
    whole = connection.execute(
        f"SELECT bool_and(there) FROM (SELECT count(DISTINCT month) = datediff('month', first, last) + 1 AS there "
        f"FROM ({months}) GROUP BY who, first, last)"
    ).fetchone()
    here = connection.execute(f"SELECT count(*), sum(amount) FROM here WHERE {_hit_here()}").fetchone()
    there = connection.execute(f"SELECT sum(amount) FROM there WHERE {_hit_there()}").fetchone()
    assert whole is not None and here is not None and there is not None
    return Overlap(
        months=row[0],
        customers=row[1],
        amount_there=Decimal(there[0]),
        amount_here=Decimal(here[1]),
        lines_here=here[0],
        replaceable=bool(whole[0]),
        first=days.month(row[2]),
        last=days.month(row[3]),
    )


def _replace(connection: duckdb.DuckDBPyConnection, asked: Asked, overlap: Overlap) -> None:
    if not overlap.replaceable:
        raise LedgerInputError(WHOLE)
    names = ", ".join(name for name in COLUMNS if name != "import_id")
    _decide(connection, "fate")
    connection.execute(
        f"INSERT INTO decided BY NAME SELECT {names}, {_quoted(asked.import_id)} AS import_id, 'removed' AS fate "
        f"FROM there WHERE {_hit_there()}"
    )


def _leave(connection: duckdb.DuckDBPyConnection) -> None:
    rows = f"SELECT row_number FROM here WHERE {_hit_here()}"
    _decide(connection, f"CASE WHEN fate = 'added' AND row_number IN ({rows}) THEN 'left' ELSE fate END")


def _decide(connection: duckdb.DuckDBPyConnection, fate: str) -> None:
    """Make `compared` a table of its own, each row with this fate."""
    columns = ", ".join(COLUMNS)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE decided AS SELECT row_number, {columns}, {fate} AS fate, why::VARCHAR AS why FROM compared"
    )
    connection.execute("DROP VIEW compared")
    connection.execute("CREATE TEMP VIEW compared AS SELECT * FROM decided")


def _hit_here() -> str:
    return "EXISTS (SELECT 1 FROM hits WHERE who_here IS NOT DISTINCT FROM here.who AND first_here = here.first AND last_here = here.last)"


def _hit_there() -> str:
    return "EXISTS (SELECT 1 FROM hits WHERE hits.who IS NOT DISTINCT FROM there.who AND hits.first = there.first AND hits.last = there.last)"


def _who(line: str) -> str:
    return f"coalesce('account ' || a.account, {line}.source || ' ' || {line}.customer)"  # NULL where nobody is named


def _accounts(around: Around) -> pa.Table:
    keys = list(around.accounts)
    return pa.table(
        {
            "source": pa.array([source for source, _key in keys], pa.string()),
            "key": pa.array([key for _source, key in keys], pa.string()),
            "account": pa.array(list(around.accounts.values()), pa.int64()),
        }
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
