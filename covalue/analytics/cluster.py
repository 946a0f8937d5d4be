"""The same analyses on a Spark cluster, for a ledger that one machine does not read quickly enough.

A text of `sql/` is carried to Spark by sqlglot; the cluster reads the Parquet files of the ledger's version itself, sums
them up and hands back an answer as long as the customer base. Its columns get the types the embedded engine gives them,
so nobody above can tell which engine answered. What is asked of tables alone stays in this process: it is small by then.
"""

import logging
import socket
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import pyarrow as pa
import sqlglot
from sqlglot import exp

from covalue.analytics.columns import LINE_COLUMNS
from covalue.analytics.engine import MEMORY, Engine, Key, Lines, chosen_tables, offered, text_of

CUSTOMERS: Final = "AND (source, customer) IN (SELECT source, customer FROM chosen_customers)"
LEDGER: Final = "SELECT * FROM ledger_lines"
SCHEMA: Final = ", ".join(f"{name} {'STRING' if kind == 'VARCHAR' else kind}" for name, kind in LINE_COLUMNS.items())
SETTINGS: Final = {
    "spark.app.name": "Covalue",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "false",  # a division by nothing is nothing, as it is embedded
}
ANSWERS_WITHIN: Final = 5  # seconds
# Whole units of the calendar from one day to another; a month is over on its last day, as DuckDB counts.
MONTHS: Final = (
    "12 * (year({b}) - year({a})) + month({b}) - month({a})"
    " - CASE WHEN day({b}) < day({a}) AND {b} < last_day({b}) THEN 1 ELSE 0 END"
)
WHOLE: Final = {
    "day": "datediff({b}, {a})",
    "week": "CAST(floor(datediff({b}, {a}) / 7) AS BIGINT)",
    "month": MONTHS,
    "quarter": f"CAST(floor(({MONTHS}) / 3) AS BIGINT)",
    "year": f"CAST(floor(({MONTHS}) / 12) AS BIGINT)",
}


class ClusterError(RuntimeError):
    """The cluster cannot be asked; the message says what is missing."""


class ClusterEngine(Engine):
    """A Spark cluster at `url` (`spark://host:port`). Connected when first asked, once a process."""

    is_near = False

    def __init__(self, url: str, *, memory: str = MEMORY, threads: int | None = None) -> None:
        super().__init__(memory=memory, threads=threads)
        self.url = url
        self._connecting = threading.Lock()
        self._session: Any = None

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
        """See Engine.table. Raises ClusterError."""
        handed = dict(tables or {})
        narrowed: dict[str, Any] = {"customers": customers, "offerings": offerings}
        if not lines.files:
            return super().table(analysis, lines, tables=handed, **narrowed, **values)
        if lines.filesystem is not None:
            raise ClusterError("A Spark cluster reads a ledger in a folder that all its workers can see.")
        empty = {name: table.slice(0, 0) for name, table in handed.items()}
        shape = super().table(analysis, Lines(None, ()), tables=empty, **narrowed, **values).schema
        session = self._connected().newSession()  # its views are nobody else's
        session.read.schema(SCHEMA).parquet(*lines.files).createOrReplaceTempView("ledger_lines")
        rates = {"day_rates": lines.rates.table} if lines.rates else {}
        for name, table in {**handed, **rates, **chosen_tables(customers, offerings)}.items():
            session.createDataFrame(table).createOrReplaceTempView(name)
        text = carried(
            analysis,
            of_customers=CUSTOMERS if customers is not None else "",
            of_offerings=offered(offerings),
            unit=str(values.get("unit", "")),
            lines=lines.rates.turned(LEDGER) if lines.rates else LEDGER,
        )
        answer = session.sql(text, args={name: value for name, value in values.items() if name != "unit"})
        return shaped(answer.toArrow(), shape)

    def close(self) -> None:
        """Leave the cluster; the next question connects again."""
        with self._connecting:
            if self._session is not None:
                self._session.stop()
                self._session = None

    def _connected(self) -> Any:
        with self._connecting:
            if (
                self._session is None or self._session.sparkContext._jsc.sc().isStopped()
            ):  # the cluster was started again
                self._session = _connect(self.url)
            return self._session


@cache
def carried(
    analysis: str, *, of_customers: str = "", of_offerings: str = "", unit: str = "", lines: str = LEDGER
) -> str:
    """The text of an analysis as Spark understands it. `unit` is the calendar's for analyses that count whole ones, `lines`
    the text of the lines it looks at.
    """
    text = text_of(analysis).format(of_customers=of_customers, of_offerings=of_offerings)
    tree = sqlglot.parse_one(f"WITH lines AS ({lines}) {text}", read="duckdb")
    for common in tree.find_all(exp.CTE):
        common.set("materialized", None)  # Spark decides that by itself
    tree = tree.transform(lambda node: _whole_units(node, unit))
    return str(tree.sql(dialect="spark", comments=False))


def shaped(found: pa.Table, shape: pa.Schema) -> pa.Table:
    """The same columns in the types of `shape`. Money keeps its places; what Spark adds to them is zero."""
    columns = [found[name].cast(kind, safe=False) for name, kind in zip(shape.names, shape.types, strict=True)]
    return pa.table(columns, schema=shape)


def _whole_units(node: exp.Expression, unit: str) -> exp.Expression:
    """DuckDB's date_sub(unit, from, to), which Spark knows by that name as something else."""
    if not isinstance(node, exp.Anonymous) or node.name.lower() != "date_sub":
        return node
    first, last = (part.sql(dialect="spark") for part in node.expressions[1:])
    return sqlglot.parse_one(WHOLE[unit].format(a=f"({first})", b=f"({last})"), read="spark")


def _connect(url: str) -> Any:
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as problem:
        raise ClusterError("A Spark cluster needs the extra “spark”: pip install covalue[spark].") from problem
    logging.getLogger("py4j").setLevel(logging.WARNING)  # it tells of every answer
    parts = urlsplit(url)
    try:  # Spark itself would try for a minute
        socket.create_connection((parts.hostname or "", parts.port or 0), timeout=ANSWERS_WITHIN).close()
    except OSError as problem:
        raise ClusterError(f"No Spark cluster answers at {url}.") from problem
    builder = SparkSession.builder.master(url)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkException as problem:
        raise ClusterError("Spark did not start: it needs Java 17 (Debian: openjdk-17-jre-headless).") from problem
    except Py4JError as problem:
        raise ClusterError(f"The Spark cluster at {url} took no work: {problem}") from problem
