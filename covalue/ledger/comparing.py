"""What the lines of a file are beside those of the ledger: added, changed, unchanged, or held back for a decision.

A document is compared as a set of lines: in whatever order they come, and however few, lines known already are unchanged.
What differs is a correction where customer and day are the same; anything else may be another document of the same number
or a later delivery on it, and is never written over what is there unless that was asked for.
"""

from dataclasses import dataclass
from typing import Final, Literal

import duckdb

from covalue.ledger.rules import COLUMNS, VALUES, YEAR_MARK
from covalue.ledger.table import LedgerTable

Known = Literal["hold", "add", "replace"]

NAMES: Final = tuple(name for name in COLUMNS if name != "import_id")
TABLES: Final = (
    "matched",
    "open_documents",
    "theirs",
    "ours",
    "same",
    "another",
    "doubtful",
    "left_ours",
    "left_theirs",
    "pairs",
    "verdicts",
    "settled",
)
# A row corrects a line that says the same here, or nothing.
SAME: Final = ("customer", "date")
SAME_UNNUMBERED: Final = ("kind", "offering")  # and, where the file does not number its lines


@dataclass(frozen=True)
class Asked:
    """What is compared: the lines of `source` for one import, and what is to become of known documents that differ.

    `known`: "hold" keeps such lines apart, "add" adds them beside what is there, "replace" makes each document of the file
    what it is in the file. `yearly`: document numbers begin again each year. `numbered`: the file numbers its lines.
    """

    source: str
    import_id: str
    known: Known = "hold"
    yearly: bool = False
    numbered: bool = False


@dataclass(frozen=True)
class Compared:
    """The version of the ledger that was compared with; `in_place`: every line keeps its document and number of the file."""

    version: int | None
    in_place: bool


def compare(connection: duckdb.DuckDBPyConnection, table: LedgerTable, asked: Asked) -> Compared:
    """Make the relation `compared` of `staged`: the good lines with `row_number`, `fate` and, where held, `why`.

    `fate` is added, changed, unchanged or held; removed stands for lines of the ledger that a replaced document lacks.
    """
    version = table.version
    there = table.lines_in(connection, -1 if version is None else version)
    connection.execute("DROP VIEW IF EXISTS compared")
    if not _has_source(connection, there, asked.source):
        connection.execute(
            f"CREATE TEMP VIEW compared AS SELECT row_number, {_ours(asked)}, 'added' AS fate, NULL AS why "
            "FROM staged s WHERE s.reason IS NULL"
        )
        return Compared(version, in_place=True)
    for name in TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    ledger = _ledger(there, asked)
    _match_by_place(connection, ledger, asked)
    if not _open_documents(connection, ledger, asked):
        connection.execute(
            f"CREATE TEMP VIEW compared AS SELECT row_number, {_columns()}, fate, NULL AS why FROM matched"
        )
        return Compared(version, in_place=True)
    _match_as_sets(connection, ledger, asked)
    _pair_the_rest(connection, asked)
    _judge(connection, asked)
    _settle(connection, asked)
    return Compared(version, in_place=False)


def _ledger(there: str, asked: Asked) -> str:
    """The source's lines of the ledger; `known_as` is their document as this import calls it."""
    known_as = "document"
    if asked.yearly:  # a document from before the year was part of it is that of its own year
        known_as = f"CASE WHEN contains(document, '{YEAR_MARK}') THEN document ELSE document || '{YEAR_MARK}' || year(date) END"
    return f"(SELECT *, {known_as} AS known_as FROM ({there}) WHERE source = {_quoted(asked.source)})"


def _match_by_place(connection: duckdb.DuckDBPyConnection, ledger: str, asked: Asked) -> None:
    """Most files are known or new line by line: one look tells."""
    differs = " OR ".join(f"s.{name} IS DISTINCT FROM e.{name}" for name in VALUES)
    connection.execute(
        f"CREATE TEMP TABLE matched AS SELECT s.row_number, {_ours(asked)}, "
        f"CASE WHEN e.document IS NULL THEN 'added' WHEN {differs} THEN 'changed' ELSE 'unchanged' END AS fate "
        f"FROM staged s LEFT JOIN {ledger} e ON e.known_as = s.document AND e.line = s.line WHERE s.reason IS NULL"
    )


def _open_documents(connection: duckdb.DuckDBPyConnection, ledger: str, asked: Asked) -> bool:
    """Make the list of known documents that have to be looked at as a whole; False where there is none."""
    looked_at = "true" if asked.known == "replace" else "fate <> 'unchanged'"
    connection.execute(
        f"CREATE TEMP TABLE open_documents AS SELECT DISTINCT document AS known_as FROM matched WHERE {looked_at}"
    )
    if connection.execute("SELECT 1 FROM open_documents LIMIT 1").fetchone() is None:
        return False
    connection.execute(
        f"DELETE FROM open_documents WHERE known_as NOT IN (SELECT known_as FROM {ledger} SEMI JOIN open_documents USING (known_as))"
    )
    return connection.execute("SELECT 1 FROM open_documents LIMIT 1").fetchone() is not None


def _match_as_sets(connection: duckdb.DuckDBPyConnection, ledger: str, asked: Asked) -> None:
    """Make `same`: rows of the file and lines of the ledger (`spot`) that say the same, each used once.

    Where the file numbers its lines, a new number beside a known line that says the same is another such line. A new number
    in its place is it renumbered where all of several lines are met again; else it is `doubtful` which of both it is.
    """
    connection.execute(
        f"CREATE TEMP TABLE theirs AS SELECT *, row_number() OVER () AS spot FROM {ledger} SEMI JOIN open_documents USING (known_as)"
    )
    connection.execute(
        "CREATE TEMP TABLE ours AS SELECT * FROM matched SEMI JOIN open_documents ON open_documents.known_as = matched.document"
    )
    connection.execute(
        "CREATE TEMP TABLE same AS SELECT o.row_number, t.spot FROM ours o "
        "JOIN theirs t ON t.known_as = o.document AND t.line = o.line WHERE o.fate = 'unchanged'"
    )
    values = ", ".join(VALUES)
    equal = " AND ".join(f"t.{name} IS NOT DISTINCT FROM o.{name}" for name in VALUES)
    if asked.numbered:
        again = " AND ".join(f"again.{name} IS NOT DISTINCT FROM o.{name}" for name in VALUES)
        connection.execute(
            "CREATE TEMP TABLE another AS SELECT o.row_number FROM ours o WHERE o.fate = 'added' AND EXISTS (SELECT 1 FROM "
            f"same JOIN ours again USING (row_number) WHERE again.document = o.document AND {again})"
        )
    else:
        connection.execute("CREATE TEMP TABLE another (row_number BIGINT)")
    connection.execute(
        "INSERT INTO same SELECT o.row_number, t.spot FROM "
        f"(SELECT *, row_number() OVER (PARTITION BY document, {values} ORDER BY line) AS nth FROM ours "
        "WHERE row_number NOT IN (SELECT row_number FROM same UNION ALL SELECT row_number FROM another)) o JOIN "
        f"(SELECT *, row_number() OVER (PARTITION BY known_as, {values} ORDER BY line) AS nth FROM theirs "
        f"WHERE spot NOT IN (SELECT spot FROM same)) t ON t.known_as = o.document AND t.nth = o.nth AND {equal}"
    )
    _set_doubtful_apart(connection, asked)
    order = "ORDER BY kind, offering, customer, date, amount, line"
    connection.execute(
        f"CREATE TEMP TABLE left_ours AS SELECT *, row_number() OVER (PARTITION BY document {order}) AS nth, "
        "count(*) OVER (PARTITION BY document) AS lines FROM ours WHERE row_number NOT IN (SELECT row_number FROM same)"
    )
    connection.execute(
        f"CREATE TEMP TABLE left_theirs AS SELECT *, row_number() OVER (PARTITION BY known_as {order}) AS nth, "
        "count(*) OVER (PARTITION BY known_as) AS lines FROM theirs WHERE spot NOT IN (SELECT spot FROM same)"
    )


def _set_doubtful_apart(connection: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """Make `doubtful`: rows of a new number that say what one known line does, which may be that or another; not in `same`."""
    is_asked = "true" if asked.numbered and asked.known != "replace" else "false"
    connection.execute(
        "CREATE TEMP TABLE doubtful AS SELECT row_number, t.line AS known_line "
        f"FROM same JOIN ours o USING (row_number) JOIN theirs t USING (spot) WHERE {is_asked} AND o.fate = 'added' "
        "AND t.known_as NOT IN (SELECT known_as FROM theirs LEFT JOIN same USING (spot) GROUP BY known_as "
        f"HAVING count(same.row_number) = count(*) AND count(DISTINCT ({', '.join(f'theirs.{name}' for name in VALUES)})) > 1)"
    )
    connection.execute("DELETE FROM same WHERE row_number IN (SELECT row_number FROM doubtful)")


def _pair_the_rest(connection: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """Make `pairs`: which line of the ledger a row may correct. By its number; without numbers in the order of what they say."""
    by = "line" if asked.numbered else "nth"
    connection.execute(
        f"CREATE TEMP TABLE pairs AS SELECT o.row_number, t.spot FROM left_ours o "
        f"JOIN left_theirs t ON t.known_as = o.document AND t.{by} = o.{by}"
    )


def _judge(connection: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """Make `verdicts`: for each row left the line it would correct and, where that is no correction, why not."""
    clashes = " ".join(_clash(name) for name in SAME)
    rest = (
        f"{RENUMBERED} {STRANGER}"
        if asked.numbered
        else " ".join((OTHER_COUNT, *(_clash(name) for name in SAME_UNNUMBERED), STRANGERS))
    )
    connection.execute(
        "CREATE TEMP TABLE verdicts AS SELECT o.row_number, o.document, t.spot, "
        f"CASE {clashes} {rest} END AS clash "
        "FROM left_ours o LEFT JOIN pairs USING (row_number) LEFT JOIN left_theirs t USING (spot) "
        "LEFT JOIN doubtful USING (row_number) "
        "LEFT JOIN (SELECT known_as, any_value(lines) AS lines FROM left_theirs GROUP BY 1) rest ON rest.known_as = o.document "
        "LEFT JOIN (SELECT known_as, list(DISTINCT customer) AS customers, count(customer) = count(*) AS named FROM theirs "
        "GROUP BY 1) known ON known.known_as = o.document "
        f"LEFT JOIN ({KNOWN_AGAIN}) known_again ON known_again.document = o.document"
    )


def _clash(name: str) -> str:
    there, here = f"left(t.{name}::VARCHAR, 60)", f"coalesce(left(o.{name}::VARCHAR, 60), 'none')"
    return (
        f"WHEN t.{name} IS NOT NULL AND t.{name} IS DISTINCT FROM o.{name} "
        f"THEN 'is in the ledger with the {name} “' || {there} || '”, here with “' || {here} || '”'"
    )


# Without numbers, other amounts correct the lines of a document of several only where something shows that they are those: a
# line or an amount that stayed, or offerings that tell them apart. Otherwise they may be further lines of it.
KNOWN_AGAIN: Final = (
    "SELECT l.document, count(*) < 2 OR bool_or(s.row_number IS NOT NULL) OR bool_or(t.spot IS NULL OR t.amount = l.amount) "
    "OR count(DISTINCT l.offering) = count(*) AS known FROM left_ours l "
    "LEFT JOIN (SELECT any_value(same.row_number) AS row_number, ours.document FROM same JOIN ours USING (row_number) "
    "GROUP BY ours.document) s ON s.document = l.document "
    "LEFT JOIN pairs p ON p.row_number = l.row_number LEFT JOIN left_theirs t ON t.spot = p.spot GROUP BY l.document"
)
STRANGER: Final = (
    "WHEN t.spot IS NULL AND known.named AND o.customer IS NOT NULL AND NOT list_contains(known.customers, o.customer) "
    "THEN 'is in the ledger with the customer “' || left(known.customers[1], 60) || '”, here with “' || left(o.customer, 60) || '”'"
)
RENUMBERED: Final = "WHEN doubtful.known_line IS NOT NULL THEN 'has this line in the ledger as number ' || doubtful.known_line || ', here as ' || o.line"
STRANGERS: Final = "WHEN NOT known_again.known THEN 'has none of these lines in the ledger'"
OTHER_COUNT: Final = "WHEN rest.lines <> o.lines THEN 'has ' || rest.lines || ' of its lines only in the ledger and ' || o.lines || ' only in this file'"


def _settle(connection: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """Make `compared` of it all. A line that is added to a known document takes a place nobody had there."""
    corrects = "v.spot IS NOT NULL"
    if asked.known == "add":
        corrects = "v.spot IS NOT NULL AND d.clash IS NULL" if asked.numbered else "false"
    held = "d.clash IS NOT NULL" if asked.known == "hold" else "false"
    free = "NOT list_contains(d.taken, o.line)" if asked.numbered else "false"
    values = ", ".join(f"o.{name}" for name in VALUES)
    connection.execute(
        f"""CREATE TEMP TABLE settled AS
        WITH clashes AS (SELECT document, min(clash) AS clash FROM verdicts GROUP BY document),
        places AS (SELECT document, max(line) AS last FROM ours GROUP BY document),
        documents AS (
          SELECT t.known_as, any_value(t.document) AS document, list(t.line) AS taken, any_value(clashes.clash) AS clash,
            greatest(max(t.line), any_value(places.last)) AS last
          FROM theirs t JOIN places ON places.document = t.known_as
          LEFT JOIN clashes ON clashes.document = t.known_as GROUP BY t.known_as),
        fates AS (
          SELECT row_number, v.spot,
            CASE WHEN {held} THEN 'held' WHEN {corrects} THEN 'changed' ELSE 'added' END AS fate,
            CASE WHEN {held} THEN 'the document ' || v.document || ' ' || coalesce(v.clash, d.clash) END AS why
          FROM verdicts v JOIN documents d ON d.known_as = v.document)
        SELECT o.row_number, o.source, CASE WHEN f.fate = 'changed' THEN t.document ELSE d.document END AS document,
          CASE WHEN f.fate = 'changed' THEN t.line WHEN {free} THEN o.line ELSE d.last + o.nth END AS line,
          {values}, o.import_id, f.fate, f.why
        FROM left_ours o JOIN fates f USING (row_number) JOIN documents d ON d.known_as = o.document
        LEFT JOIN left_theirs t ON t.spot = f.spot"""
    )
    if asked.known == "replace":
        _remove(connection, asked)
    columns = f"row_number, {_columns()}"
    connection.execute(
        f"CREATE TEMP VIEW compared AS SELECT {columns}, fate, NULL AS why FROM matched "
        "WHERE document NOT IN (SELECT known_as FROM open_documents) UNION ALL "
        f"SELECT {columns}, 'unchanged', NULL FROM ours SEMI JOIN same USING (row_number) UNION ALL "
        f"SELECT {columns}, fate, why FROM settled"
    )


def _remove(connection: duckdb.DuckDBPyConnection, asked: Asked) -> None:
    """Lines of replaced documents that the file lacks; none of a document of which a row was rejected: it is not whole."""
    values = ", ".join(f"t.{name}" for name in VALUES)
    connection.execute(
        f"INSERT INTO settled SELECT NULL, t.source, t.document, t.line, {values}, {_quoted(asked.import_id)}, 'removed', NULL "
        "FROM left_theirs t ANTI JOIN pairs USING (spot) WHERE NOT EXISTS (SELECT 1 FROM unreadable) AND t.known_as NOT IN "
        "(SELECT document FROM staged WHERE reason IS NOT NULL AND document IS NOT NULL)"
    )


def _ours(asked: Asked) -> str:
    return f"{', '.join(f's.{name}' for name in NAMES)}, {_quoted(asked.import_id)} AS import_id"


def _columns() -> str:
    return ", ".join(COLUMNS)


def _has_source(connection: duckdb.DuckDBPyConnection, lines: str, source: str) -> bool:
    cursor = connection.execute(f"SELECT 1 FROM ({lines}) WHERE source = {_quoted(source)} LIMIT 1")
    return cursor.fetchone() is not None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
