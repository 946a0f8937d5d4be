"""Running an analysis over the ledger's lines.

An analysis is one SQL text in `sql/`, written once in DuckDB's dialect and carried to other engines by sqlglot. Values
are bound, never written into the text; `{of_customers}` and `{of_offerings}` stand for joins with tables handed in, and
`{driver_volume}` and `{driver_imported}` for what the drivers of cost pools are counted by.
"""

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

import duckdb
import pyarrow as pa

from covalue.analytics import months
from covalue.analytics.columns import EMPTY_LINES, fingerprint
from covalue.analytics.months import Months
from covalue.analytics.profitability import drivers
from covalue.analytics.rates import Rates

REMEMBERED: Final = 512
KEPT: Final = 128 * 1024 * 1024  # bytes of tables
MEMORY: Final = "4GB"
# The customer beside the pair: a filter of one column is asked of a file before its other columns are read.
CUSTOMERS: Final = (
    "AND (source, customer) IN (SELECT (source, customer) FROM chosen_customers)"
    " AND customer IN (SELECT customer FROM chosen_customers)"
)
NO_TABLES: Final[Mapping[str, pa.Table]] = {}
NOT_NARROWED: Final[Mapping[str, str]] = {}
ONE_CUSTOMER: Final = "AND source = $its_source AND customer = $its_key"

Key = tuple[str, str]  # source, customer
Row = dict[str, Any]


@dataclass(frozen=True)
class Lines:
    """The ledger at one version: its Parquet files. Without any, an empty ledger.

    Files on object storage come with `filesystem`, which reads them: the engine itself reads only local ones. `rates` make
    several currencies one; without them the lines are as they were imported. `months` are the same lines summed up.
    """

    version: int | None
    files: tuple[str, ...]
    filesystem: Any = field(default=None, compare=False)
    rates: Rates | None = None
    months: Months | None = field(default=None, compare=False)

    @property
    def are_summed_up(self) -> bool:
        """Whether months may be asked instead: not with rates, which are those of days and of currencies."""
        return self.months is not None and self.rates is None

    def sql_in(self, cursor: duckdb.DuckDBPyConnection) -> str:
        """The lines as a relation that this cursor can read."""
        if not self.files:
            return EMPTY_LINES
        if self.filesystem is not None:
            self.filesystem.offer_to(cursor)
        if self.rates is None:
            return self._imported()
        cursor.register("day_rates", self.rates.table)
        return self.rates.turned(self._imported())

    def _imported(self) -> str:
        files = ", ".join(_text(file) for file in self.files)
        # Files from before a column was known lack it: the empty lines in front name every column.
        return f"{EMPTY_LINES} UNION ALL BY NAME SELECT * FROM read_parquet([{files}], union_by_name = true)"


class Engine:
    """DuckDB in this process; answers are remembered by ledger version, so that a page does not compute them again.

    `is_near`: lines can be handed out one by one; a cluster has to sum them up where they are.
    """

    is_near = True

    def __init__(self, *, memory: str = MEMORY, threads: int | None = None) -> None:
        self._connection = duckdb.connect()
        self._connection.execute(f"SET memory_limit = {_text(memory)}")
        # What does not fit is written here, for nobody else to read, and goes with the engine; by default it would lie in
        # whatever folder the process was started in.
        self._spilled = tempfile.TemporaryDirectory(prefix="covalue-")
        self._connection.execute(f"SET temp_directory = {_text(self._spilled.name)}")
        if threads:
            self._connection.execute(f"SET threads = {int(threads)}")
        self._remembered: OrderedDict[Any, tuple[Row, ...]] = OrderedDict()
        self._kept: OrderedDict[Any, pa.Table] = OrderedDict()
        self._lock = threading.Lock()

    def rows(
        self,
        analysis: str,
        lines: Lines,
        *,
        customers: Sequence[Key] | None = None,
        offerings: Sequence[str | None] | None = None,
        **values: Any,
    ) -> tuple[Row, ...]:
        """The answer as rows by column name. `customers` None means everybody; an empty list means nobody."""
        asked = (analysis, lines, _hashable(customers), _hashable(offerings), tuple(sorted(values.items())))
        with self._lock:
            if asked in self._remembered:
                self._remembered.move_to_end(asked)
                return self._remembered[asked]
        table = self.table(analysis, lines, customers=customers, offerings=offerings, **values)
        rows = tuple(table.to_pylist())
        with self._lock:
            self._remembered[asked] = rows
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return rows

    def table(
        self,
        analysis: str,
        lines: Lines,
        *,
        customers: Sequence[Key] | None = None,
        offerings: Sequence[str | None] | None = None,
        tables: Mapping[str, pa.Table] | None = None,
        **values: Any,
    ) -> pa.Table:
        """The same, as an Arrow table and not remembered: for answers as long as the customer base.

        `tables` are handed in beside the lines, by the names the text gives them.
        """
        _guard_narrowed(analysis, customers, offerings)
        if customers is not None and len(customers) == 1:
            values |= dict(zip(("its_source", "its_key"), customers[0], strict=True))
        narrowed = {"of_customers": _of(customers), "of_offerings": offered(offerings)}
        handed = {**(tables or {}), **chosen_tables(customers, offerings)}
        return self._asked(analysis, lines, values, handed, narrowed).to_arrow_table()

    def batches(self, analysis: str, lines: Lines, *, rows: int, **values: Any) -> Iterator[pa.RecordBatch]:
        """What `table` answers, so many rows at a time: for analyses that hand out lines, or what those of a day come to."""
        yield from self._asked(analysis, lines, values).to_arrow_reader(rows)

    def _asked(
        self,
        analysis: str,
        lines: Lines,
        values: Mapping[str, Any],
        tables: Mapping[str, pa.Table] = NO_TABLES,
        narrowed: Mapping[str, str] = NOT_NARROWED,
    ) -> duckdb.DuckDBPyConnection:
        """A question that is being answered: from months where they can, else from the lines.

        Lines are not materialized: a text that looks at them twice reads two times the few columns it wants, instead of
        keeping all of them in memory between.
        """
        cursor = self._connection.cursor()
        for name, table in tables.items():
            cursor.register(name, table)
        asked = f"WITH lines AS NOT MATERIALIZED ({lines.sql_in(cursor)})"
        if lines.months is not None and lines.are_summed_up:
            text = months.text_for(analysis, values, tables, narrowed)
            with suppress(duckdb.IOException, duckdb.InvalidInputException):  # a file is gone: the lines are there
                if text is not None:
                    text = _with_drivers(text).format(**narrowed)
                    return cursor.execute(f"{asked}, {lines.months.sql(values)} {text}", values or None)
        return cursor.execute(f"{asked} {text_of(analysis).format(**narrowed)}", values or None)

    def kept(
        self, analysis: str, lines: Lines, *, tables: Mapping[str, pa.Table] | None = None, **asked: Any
    ) -> pa.Table:
        """What `table` answers, remembered while the ledger and what is handed in stay as they are: for what a page asks
        again at every look and every letter typed into its search.
        """
        return self._once(
            (analysis, lines), tables or {}, asked, lambda: self.table(analysis, lines, tables=tables, **asked)
        )

    def over(self, analysis: str, tables: Mapping[str, pa.Table], **values: Any) -> pa.Table:
        """An analysis of tables handed in, by the names its text gives them, instead of the ledger's lines.

        Remembered while the tables hold the same: making a fingerprint of some thousand rows is ten times quicker than
        planning a query.
        """

        def ask() -> pa.Table:
            cursor = self._connection.cursor()
            for name, table in tables.items():
                cursor.register(name, table)
            return cursor.execute(text_of(analysis), values or None).to_arrow_table()

        return self._once((analysis,), tables, values, ask)

    def _once(
        self,
        what: tuple[Any, ...],
        tables: Mapping[str, pa.Table],
        asked: Mapping[str, Any],
        ask: Callable[[], pa.Table],
    ) -> pa.Table:
        """What `ask` answers; remembered by what is asked and by what is in the tables."""
        handed = tuple((name, fingerprint(table)) for name, table in sorted(tables.items()))
        same = (*what, handed, tuple((name, _unchanging(value)) for name, value in sorted(asked.items())))
        with self._lock:
            if same in self._kept:
                self._kept.move_to_end(same)
                return self._kept[same]
        answer = ask()
        with self._lock:
            self._kept[same] = answer
            while len(self._kept) > 1 and sum(table.nbytes for table in self._kept.values()) > KEPT:
                self._kept.popitem(last=False)
        return answer


@cache
def text_of(analysis: str) -> str:
    """The SQL text of an analysis, as it can be shown to whoever asks how a figure came about."""
    return _with_drivers((resources.files("covalue.analytics") / "sql" / f"{analysis}.sql").read_text(encoding="utf-8"))


def _with_drivers(text: str) -> str:
    return text.replace("{driver_volume}", drivers.VOLUME).replace("{driver_imported}", drivers.IMPORTED)


def _of(customers: Sequence[Key] | None) -> str:
    """Only lines of the customers handed in."""
    if customers is None:
        return ""
    return ONE_CUSTOMER if len(customers) == 1 else CUSTOMERS


def _guard_narrowed(analysis: str, customers: Sequence[Key] | None, offerings: Sequence[str | None] | None) -> None:
    """Customers that may be seen are never handed to an analysis that would not look at them."""
    text = text_of(analysis)
    for asked, place in ((customers, "{of_customers}"), (offerings, "{of_offerings}")):
        if asked is not None and place not in text:
            raise ValueError(f"the analysis {analysis} cannot be narrowed by {place}")


def chosen_tables(customers: Sequence[Key] | None, offerings: Sequence[str | None] | None) -> dict[str, pa.Table]:
    """What an answer is narrowed to, as tables; none of them for everybody and everything."""
    tables = {}
    if customers is not None:
        keys = [pa.array([key[place] for key in customers], pa.string()) for place in (0, 1)]
        tables["chosen_customers"] = pa.table(dict(zip(("source", "customer"), keys, strict=True)))
    if offerings is not None:
        named = [code for code in offerings if code is not None]
        tables["chosen_offerings"] = pa.table({"offering": pa.array(named, pa.string())})
    return tables


def offered(offerings: Sequence[str | None] | None) -> str:
    """Only lines of the offerings handed in; None among them stands for lines that name none."""
    if offerings is None:
        return ""
    unnamed = " OR offering IS NULL" if None in offerings else ""
    return f"AND (offering IN (SELECT offering FROM chosen_offerings){unnamed})"


def _hashable(items: Iterable[Any] | None) -> Any:
    return None if items is None else tuple(items)


def _unchanging(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
