"""A plain file: its lines are typed while it is read, and written once as the ledger keeps them.

A row is plain whose cells say what the ledger keeps and nothing else. Every other row is odd and left to the rules of
`staging`, which say the same of plain ones; so is a whole file most of whose rows are odd.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb

from covalue.ledger import cells, headings, notation, staging
from covalue.ledger.assumptions import Assumed
from covalue.ledger.cells import Field, Fields
from covalue.ledger.mapping import YEARLY, Arithmetic, Column, Mapping
from covalue.ledger.notation import Notation
from covalue.ledger.reading import Raw
from covalue.ledger.rules import COLUMNS, DATES, KINDS, LONGEST_TEXT, NAMES, NUMBER_TYPE, NUMBERS
from covalue.ledger.staging import Findings
from covalue.ledger.table import AS_KEPT

UNREADABLE: Final = (duckdb.InvalidInputException, duckdb.DataError)
FIRST_ROWS: Final = 1_000  # they tell what most are like
MOST_ODD: Final = 0.2
GUESSED: Final = "ymd"
AS_THEY_STAND: Final = ("customer", "document", "offering", "unit", "region", "currency", *NAMES)
GROUPED: Final = r"^[-+]?\d{1,3}(\.\d{3})+(,\d*)?$"
BY_DAY: Final = r"^\d\d[./-]\d\d[./-]\d{4}$"
YEAR_LAST: Final = {"dmy": (7, 4, 1), "mdy": (7, 1, 4)}  # where year, month and day begin in 05.01.2024


@dataclass(frozen=True)
class Part:
    """A column of a line: what stands in it, and when its row is odd for it. Both are SQL over the row's cells; `odd` may look
    at all values as v_NAME, the value of a number at what was `read` as n_NAME.
    """

    value: str
    odd: str = ""
    read: str = ""


def stage(
    connection: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping, file: Path, *, source: str, import_id: str
) -> Findings | None:
    """Make `staged` of a file that is read anew by each question (`raw.scan`), its plain rows in the Parquet `file`.

    None where the file has to be staged by the rules alone. Raises QuestionError where it can be read two ways with
    different money.
    """
    fields = staging.parsed(mapping, raw)
    if headings.side_in(raw.columns) is not None:
        return None
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE first_rows AS SELECT * FROM {raw.scan} LIMIT {FIRST_ROWS}")
        written = _notation(connection, raw, fields, mapping)
        parts = _parts(raw, fields, mapping, written, source)
        counted = _counted_column(raw, fields)
        if _share_odd(connection, _lines(parts, import_id, _counted("first_rows", counted))) > MOST_ODD:
            return None
        if _write(connection, _lines(parts, import_id, _counted(raw.scan, counted)), file) != raw.rows:
            return None
        odd = _odd_rows(connection, raw, fields, mapping, file)
    except UNREADABLE:  # what is wrong with which row is found by looking at each
        return None
    if _contradicts(connection, odd, fields, mapping, written):
        return None
    if not mapping.date_order and written.date_order == GUESSED:
        order, of_days = notation.date_order(connection, odd, fields, mapping)
        written = Notation(written.decimal, order, (*written.assumed, *of_days))
    words = staging.type_rows(connection, odd, fields, written, mapping, source=source)
    _view_all(connection, raw, fields, mapping, file)
    numbered = "line" in fields or _is_in_order(connection, counted, file)
    staging.number_lines(connection, given=numbered)
    findings = staging.findings(connection, odd, fields, written, words)
    # Names are no columns of the ledger: a file with some is written once more without them.
    return replace(findings, file=file) if numbered and not _names(fields) else findings


def _notation(connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields, mapping: Mapping) -> Notation:
    """How the file is written. If its first rows write numbers with points only, or days as 2024-01-05, the others are taken
    to do so: where they do not, their rows are odd and tell.
    """
    first, whole = replace(raw, relation="first_rows"), replace(raw, relation=raw.scan)
    decimal, order = mapping.decimal or ".", mapping.date_order or GUESSED
    of_numbers: tuple[Assumed, ...] = ()
    of_days: tuple[Assumed, ...] = ()
    numbers = notation.texts_of(NUMBERS, raw, fields)
    if numbers and not mapping.decimal and not notation.plainly_points(connection, first, numbers):
        decimal, of_numbers = notation.decimal_sign(connection, whole, fields, mapping)
    if notation.date_order(connection, first, fields, mapping)[1]:
        order, of_days = notation.date_order(connection, whole, fields, mapping)
    return Notation(decimal, order, (*of_numbers, *of_days))


def _lines(parts: dict[str, Part], import_id: str, rows: str) -> str:
    """SELECT of the ledger's columns; the import is named in plain rows only."""
    read = [f"{part.read} AS n_{name}" for name, part in parts.items() if part.read]
    values = ", ".join((*read, *(f"{part.value} AS v_{name}" for name, part in parts.items())))
    named = ", ".join(f"v_{name} AS {name}" for name in parts)
    odd = " OR ".join(f"coalesce({part.odd}, false)" for part in parts.values() if part.odd)
    return (
        f"WITH cells AS (SELECT *, {values} FROM {rows}) "
        f"SELECT {named}, CASE WHEN NOT ({odd}) THEN {cells.literal(import_id)} END AS import_id FROM cells"
    )


def _counted_column(raw: Raw, fields: Fields) -> str:
    """The column of documents by which lines are counted while they are read; none where the file numbers them."""
    document = fields["document"]
    return raw.columns[document.name] if isinstance(document, Column) and "line" not in fields else ""


def _counted(rows: str, column: str) -> str:
    """Rows with how many of the same document stand above each without another between (`above`)."""
    if not column:
        return rows
    at = f"SELECT *, row_number() OVER () AS nth, lag({column}) OVER () AS before FROM {rows}"
    begins = f"max(CASE WHEN {column} IS DISTINCT FROM before THEN nth END) OVER (ROWS UNBOUNDED PRECEDING)"
    return f"(SELECT * EXCLUDE (nth, before), nth - {begins} AS above FROM ({at}))"


def _is_in_order(connection: duckdb.DuckDBPyConnection, counted: str, file: Path) -> bool:
    """Whether the lines of each document follow each other, so that they were numbered as they were read."""
    if not counted or _is_any_odd(connection):
        return False
    documents = (
        f"SELECT count(*) FILTER (line = 1) = count(DISTINCT document) FROM read_parquet({cells.literal(str(file))})"
    )
    return bool(connection.execute(documents).fetchone() == (True,))


def _is_any_odd(connection: duckdb.DuckDBPyConnection) -> bool:
    return connection.execute("SELECT 1 FROM odd LIMIT 1").fetchone() is not None


def _share_odd(connection: duckdb.DuckDBPyConnection, lines: str) -> float:
    row = connection.execute(f"SELECT avg((import_id IS NULL)::INTEGER) FROM ({lines})").fetchone()
    return float(row[0] or 0) if row else 0.0


def _write(connection: duckdb.DuckDBPyConnection, lines: str, file: Path) -> int:
    """Write all rows in their order; returns how many they are."""
    row = connection.execute(f"COPY ({lines}) TO {cells.literal(str(file))} ({AS_KEPT})").fetchone()
    return int(row[0]) if row else 0


def _odd_rows(connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields, mapping: Mapping, file: Path) -> Raw:
    """The odd rows, with their cells as they stand in the file."""
    odd = f"import_id IS NULL OR {_untidy(raw, fields, mapping)}"
    connection.execute(
        f"CREATE TEMP TABLE odd AS SELECT file_row_number + {raw.heading + 1} AS row_number "
        f"FROM read_parquet({cells.literal(str(file))}, file_row_number = true) WHERE {odd}"
    )
    among = "SEMI JOIN odd USING (row_number)" if _is_any_odd(connection) else "LIMIT 0"
    connection.execute(f"CREATE TEMP TABLE odd_rows AS SELECT * FROM {raw.relation} {among}")
    return replace(raw, relation="odd_rows")


def _contradicts(
    connection: duckdb.DuckDBPyConnection, odd: Raw, fields: Fields, mapping: Mapping, written: Notation
) -> bool:
    """Whether an odd row shows that numbers may be written with a comma, against what the first rows said."""
    commas = [f"contains({odd.columns[name]}, ',')" for name in notation.texts_of(NUMBERS, odd, fields)]
    if mapping.decimal or not commas or any(assumed.setting == "decimal" for assumed in written.assumed):
        return False
    found = f"SELECT 1 FROM {odd.relation} WHERE {' OR '.join(commas)} LIMIT 1"
    return connection.execute(found).fetchone() is not None


def _view_all(connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields, mapping: Mapping, file: Path) -> None:
    """Make `staged` of the plain rows in the file and of the others in `typed`."""
    columns = ", ".join(_columns(fields))
    plain = f"WHERE import_id IS NOT NULL AND NOT {_untidy(raw, fields, mapping)}" if _is_any_odd(connection) else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW staged AS SELECT file_row_number + {raw.heading + 1} AS row_number, {columns}, "
        f"NULL::BOOLEAN AS turned, NULL::VARCHAR AS reason FROM read_parquet({cells.literal(str(file))}, file_row_number = true) {plain} "
        f"UNION ALL SELECT row_number, {columns}, turned, reason FROM typed"
    )


def _parts(raw: Raw, fields: Fields, mapping: Mapping, written: Notation, source: str) -> dict[str, Part]:
    """The columns of a line in the ledger's order, but for the import's number."""
    parts = {
        "source": Part(cells.literal(source)),
        "line": _line(fields.get("line"), raw, is_counted=bool(_counted_column(raw, fields))),
        "document": _document(fields["document"], fields["date"], raw, mapping, written.date_order),
        "currency": Part(f"upper({_text(fields.get('currency'), raw)})"),
        "kind": _kind(fields.get("kind"), raw),
    }
    parts |= {name: _number(name, fields.get(name), raw, written.decimal) for name in NUMBERS}
    parts |= {name: _day(name, fields.get(name), raw, mapping, written.date_order) for name in DATES}
    parts |= {name: Part(_text(fields.get(name), raw)) for name in ("customer", "offering", "unit", "region", *NAMES)}
    return {name: parts[name] for name in _columns(fields)}


def _columns(fields: Fields) -> list[str]:
    """The columns of a line that come from the file, the names of its customer and offering behind them where there are any."""
    return [*(name for name in COLUMNS if name != "import_id"), *_names(fields)]


def _names(fields: Fields) -> list[str]:
    return [name for name in NAMES if name in fields]


def _is_text(field: Field | None, raw: Raw) -> bool:
    """Whether a field is a column of text."""
    return isinstance(field, Column) and raw.types[field.name] == "VARCHAR"


def _text(field: Field | None, raw: Raw) -> str:
    if field is None:
        return "NULL::VARCHAR"
    return raw.columns[field.name] if isinstance(field, Column) and _is_text(field, raw) else cells.text(field, raw)


def _document(field: Field, day: Field, raw: Raw, mapping: Mapping, order: str) -> Part:
    text = _text(field, raw)
    if mapping.numbering != YEARLY:
        return Part(text, "v_document IS NULL")
    untidy = f" OR {_untidy_text(text)}" if _is_text(field, raw) else ""
    dated = staging.in_its_year(text, _day("date", day, raw, mapping, order).value, mapping)
    return Part(f"({dated})", f"v_document IS NULL{untidy}")


def _untidy(raw: Raw, fields: Fields, mapping: Mapping) -> str:
    """Whether a text of a written line has to be tidied or is too long: asked of the file, which has each text once."""
    tidied = [
        _untidy_text(name) + (f" OR upper({name}) IN ({cells.literals(cells.NOTHING)})" if name in cells.PLACES else "")
        for name in AS_THEY_STAND
        if _is_text(fields.get(name), raw) and (name != "document" or mapping.numbering != YEARLY)
    ]
    long = [f"strlen({name}) > {LONGEST_TEXT}" for name in AS_THEY_STAND if name in fields]
    return f"coalesce({' OR '.join((*tidied, *long))}, false)"


def _untidy_text(text: str) -> str:
    """What tidying would change, and seldom more: below “$” lie blanks, the sign of errors and no text at all."""
    ends = (f"suffix({text}, {end})" for end in ("'.0'", *cells.BLANKS))
    return " OR ".join((f"{text} < '$'", f"prefix({text}, {cells.BLANKS[-1]})", *ends))


def _kind(field: Field | None, raw: Raw) -> Part:
    """The kind as it is named, else by the amount's sign; a row whose kind and sign contradict each other is odd."""
    by_sign = "CASE WHEN v_amount < 0 THEN 'return' ELSE 'sale' END"
    if field is None:
        return Part(by_sign)
    told = _text(field, raw)
    known = " OR ".join(f"v_kind = {cells.literal(kind)}" for kind in KINDS)  # read as they stand, not joined as a list
    contradicts = (
        f"v_kind IN ({cells.literals(staging.TURNED)}) AND v_amount > 0 OR v_kind = 'sale' AND v_amount < 0"
        " OR v_kind = 'activity' AND (v_offering IS NULL OR coalesce(v_quantity, -1) < 0 OR v_amount <> 0)"
    )
    return Part(f"coalesce(lower({told}), {by_sign})", f"NOT ({known}) OR {contradicts}")


def _line(field: Field | None, raw: Raw, *, is_counted: bool) -> Part:
    if not isinstance(field, Column):
        return Part("(above + 1)::BIGINT" if is_counted else "NULL::BIGINT")
    return Part(f"TRY_CAST({raw.columns[field.name]} AS BIGINT)", "v_line IS NULL")


def _day(name: str, field: Field | None, raw: Raw, mapping: Mapping, order: str) -> Part:
    if field is None:
        return Part("NULL::DATE")
    missing = f"({staging.is_meant(name, mapping, 'v_')}) IS NOT TRUE"
    if not isinstance(field, Column):
        return Part(cells.day(field, raw, order), missing)
    column = raw.columns[field.name]
    odd = missing if name == "date" else f"{column} IS NOT NULL AND {missing}"
    if not _is_text(field, raw):
        return Part(cells.day(field, raw, order), odd)
    by_year = f"WHEN {cells.is_iso(column)} THEN TRY_CAST({column} AS DATE)"
    year, month, day = (f"substr({column}, {begins}, {length})" for begins, length in _places(order))
    by_day = (
        f"WHEN regexp_matches({column}, '{BY_DAY}') THEN TRY_CAST({year} || '-' || {month} || '-' || {day} AS DATE)"
    )
    return Part(f"CASE {by_year} {by_day if order in YEAR_LAST else ''} END", odd)


def _places(order: str) -> tuple[tuple[int, int], ...]:
    """Where year, month and day begin, and how long they are."""
    begins = YEAR_LAST.get(order, (1, 1, 1))
    return tuple(zip(begins, (4, 2, 2), strict=True))


def _number(name: str, field: Field | None, raw: Raw, decimal: str) -> Part:
    if field is None:
        return Part(f"NULL::{NUMBER_TYPE}")
    missing = f"v_{name} IS NULL"
    columns = [raw.columns[column] for column in cells.columns_of(field)]
    odd = missing if name == "amount" else " AND ".join((missing, *(f"{column} IS NOT NULL" for column in columns)))
    if isinstance(field, Column) and _is_text(field, raw):
        column = columns[0]
        return Part(_digits(column, decimal, NUMBER_TYPE), f"{odd} OR {_strange(column, decimal)}")
    exact = cells.is_exact(field, raw)
    if not isinstance(field, Arithmetic):
        return Part(
            cells.held(name, name, exact=exact), odd, cells.as_read(cells.number(field, raw, decimal), exact=exact)
        )
    texts = [raw.columns[column] for column in field.columns if raw.types[column] == "VARCHAR"]
    strange = (
        f" OR {text} IS NOT NULL AND (NOT coalesce(isfinite({_digits(text, decimal, 'DOUBLE')}), false) OR {_strange(text, decimal)})"
        for text in texts
    )
    read = field.sql(
        {
            column: _digits(raw.columns[column], decimal, "DOUBLE")
            if raw.types[column] == "VARCHAR"
            else cells.number_column(column, raw, decimal)
            for column in field.columns
        }
    )
    return Part(cells.held(name, read, exact=exact), odd + "".join(strange), cells.as_read(read, exact=exact))


def _strange(column: str, decimal: str) -> str:
    """What is cast to a number and not written as one: underscores; where a comma is the decimal sign, exponents."""
    signs = ("_",) if decimal == "." else ("_", "e", "E")
    return " OR ".join(f"contains({column}, '{sign}')" for sign in signs)


def _digits(column: str, decimal: str, kind: str) -> str:
    """A text of digits with at most a sign before them; thousands are grouped only where the decimal sign is a comma."""
    if decimal == ".":
        return f"TRY_CAST({column} AS {kind})"
    grouped = f"CASE WHEN regexp_matches({column}, '{GROUPED}') THEN replace(replace({column}, '.', ''), ',', '.') END"
    pointed = f"CASE WHEN contains({column}, '.') THEN {grouped} ELSE replace({column}, ',', '.') END"
    return f"TRY_CAST({pointed} AS {kind})"
