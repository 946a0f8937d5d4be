"""From raw columns to checked lines, in SQL on DuckDB.

Every raw row becomes one row of `staged`: the ledger's columns, the row's number in the file, and `reason`, which is
empty for a good line. It is a view over the table `typed`, and over the file of plain rows where there are any.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import duckdb

from covalue.core import money
from covalue.ledger import cells, headings, layout, notation
from covalue.ledger.assumptions import Assumed, emptied
from covalue.ledger.cells import Field, Fields
from covalue.ledger.layout import Passed
from covalue.ledger.mapping import YEARLY, Column, Mapping, parse_number, parse_text
from covalue.ledger.notation import Notation
from covalue.ledger.reading import Raw
from covalue.ledger.rules import (
    AHEAD,
    COLUMNS,
    DATES,
    DELIVERED_WITHIN,
    EARLIEST,
    EVER,
    KINDS,
    LONGEST_TEXT,
    NAMES,
    NUMBERS,
    TEXTS,
    YEAR_MARK,
)

FAR: Final = "the day is before 1970 or more than a year ahead: "
NEVER: Final = "the day is before 1900 or after 2199: "
OPEN: Final = ", ".join(
    f"DATE '{day}'" for day in ("0001-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "9999-12-31")
)
TURNED: Final = ("credit", "return")
LABELS: Final = ("document", "customer", "offering", "unit", "region")  # of a cross table's rows

NO_DOCUMENT: Final = "there is no document number"
NO_LABEL: Final = "there is no customer, offering, unit or region beside the amount"


@dataclass(frozen=True)
class Findings:
    """How the file turned out to be written; `file` holds all of its rows as the ledger's lines, where it is plain."""

    date_order: str
    decimal: str
    assumed: tuple[Assumed, ...]
    file: Path | None = None


def stage(connection: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping, *, source: str) -> Findings:
    """Make `staged` from the relation `raw`. Rows that are none (blank ones, totals, notices) are not in it.

    Where the mapping has the customers' names, they stand beside the ledger's columns.
    Raises QuestionError where the file can be read two ways with different money.
    """
    fields = parsed(mapping, raw)
    _count_merged_once(connection, raw, fields)
    written = notation.found(connection, raw, fields, mapping)
    words = type_rows(connection, raw, fields, written, mapping, source=source)
    connection.execute("CREATE OR REPLACE TEMP VIEW staged AS SELECT * FROM typed")
    number_lines(connection, given="line" in fields)
    return findings(connection, raw, fields, written, words)


def type_rows(
    connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields, written: Notation, mapping: Mapping, *, source: str
) -> dict[str, tuple[str, ...]]:
    """Make the table `typed` from the relation `raw`. Returns the words that stand for nothing in its texts."""
    numbers = {name: cells.number(fields[name], raw, written.decimal) if name in fields else None for name in NUMBERS}
    words = cells.words_for_nothing(connection, raw, fields)
    texts = {name: cells.text(fields[name], raw, words.get(name, ())) if name in fields else None for name in TEXTS}
    days = {name: cells.day(fields[name], raw, written.date_order) if name in fields else None for name in DATES}
    line = cells.line(fields.get("line"), raw)
    texts["document"] = (
        in_its_year(texts["document"], days["date"], mapping) if not raw.period else _by_labels(texts, raw)
    )
    connection.execute(_typed_rows(numbers, texts, days, line, raw, fields, source, mapping))
    return words


def findings(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    fields: Fields,
    written: Notation,
    words: dict[str, tuple[str, ...]],
) -> Findings:
    """What was assumed of the file. Takes out of `typed` what are no lines."""
    assumed = (
        *raw.assumed,
        *written.assumed,
        *_uncalculated(raw, fields),
        *_zones_of(raw, fields),
        *_as_booked(connection, raw, fields),
        *_turned(connection, fields),
        *_passed_over(connection, raw),
        *_far_days(connection),
        *_emptied(connection, raw, fields, words),
    )
    return Findings(written.date_order, written.decimal, assumed)


def read_fields(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    mapping: Mapping,
    fields: tuple[str, ...],
    *,
    numbered: bool = False,
) -> str:
    """SELECT of the fields asked for from the relation `raw`, typed as far as can be read, NULL where it cannot.

    For files that are looked at but not brought in: no document number is asked for and no row refused. A field the
    mapping leaves out is NULL. `numbered`: the row's number in the file stands before them.
    """
    columns = tuple(raw.types)
    taken = {
        name: (parse_number if name in NUMBERS else parse_text)(text, columns, field_name=name)
        for name, text in mapping.fields.items()
        if name in fields
    }
    decimal, _assumed = notation.decimal_sign(connection, raw, taken, mapping)
    order = notation.date_order(connection, raw, taken, mapping)[0] if "date" in taken else ""

    def read(name: str) -> str:
        if name not in taken:
            return f"NULL::{COLUMNS[name]}"
        if name in NUMBERS:
            return cells.as_read(cells.number(taken[name], raw, decimal), exact=False)
        return cells.day(taken[name], raw, order) if name in DATES else _tidy_text(connection, taken[name], raw)

    chosen = [f"{read(name)} AS {name}" for name in fields]
    return f"SELECT {', '.join(['row_number', *chosen] if numbered else chosen)} FROM {raw.relation}"


def _tidy_text(connection: duckdb.DuckDBPyConnection, field: Field, raw: Raw) -> str:
    """A text column as it is where tidying would change none of its values: one look costs less than tidying each."""
    tidied = cells.text(field, raw)
    if not isinstance(field, Column) or raw.types[field.name] != "VARCHAR":
        return tidied
    column = raw.columns[field.name]
    changed = connection.execute(f"SELECT 1 FROM {raw.relation} WHERE {cells.untidy(column)} LIMIT 1").fetchone()
    return tidied if changed else column


def in_its_year(text: str | None, day: str | None, mapping: Mapping) -> str | None:
    """The document's number, with the year of its day where numbers begin again each year."""
    if mapping.numbering != YEARLY or not text or not day:
        return text
    year = f"'{YEAR_MARK}' || year({day})"
    return f"CASE WHEN suffix({text}, {year}) THEN {text} ELSE coalesce({text} || {year}, {text}) END"


def _by_labels(texts: dict[str, str | None], raw: Raw) -> str:
    """What a line of a cross table is known by again, however many columns it has next time: its labels and its period."""
    labels = [f"({text})" for name in LABELS if (text := texts.get(name))] or ["NULL"]
    return f"CASE WHEN coalesce({', '.join(labels)}) IS NOT NULL THEN concat_ws(' · ', {', '.join(labels)}, {raw.period}) END"


def _count_merged_once(connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields) -> None:
    """An amount in a cell merged over several rows is that of the first; only labels are those of all."""
    numbers = {raw.columns[name] for key in NUMBERS for name in cells.columns_of(fields.get(key))}
    for column, top, bottom in raw.filled:
        if column in numbers:
            connection.execute(f"UPDATE raw SET {column} = NULL WHERE row_number BETWEEN {top} AND {bottom}")


def _uncalculated(raw: Raw, fields: Fields) -> tuple[Assumed, ...]:
    used = [name for name in raw.uncalculated if any(name in cells.columns_of(field) for field in fields.values())]
    return tuple(
        Assumed(
            "",
            name,
            f"The column “{name}” holds formulas nobody calculated, so its values are missing or 0. Open the file in a "
            "spreadsheet program, save it, and import that.",
        )
        for name in used
    )


def _zones_of(raw: Raw, fields: Fields) -> tuple[Assumed, ...]:
    """Points in time become days in the zone the file names, else in UTC."""
    used = {
        name
        for key in DATES
        for name in cells.columns_of(fields.get(key))
        if raw.types[name].endswith(cells.POINT_IN_TIME)
    }
    return tuple(
        Assumed("", cells.zone(name, raw), f"The days of “{name}” are those in {cells.zone(name, raw)}.")
        for name in sorted(used)
    )


def _as_booked(connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields) -> tuple[Assumed, ...]:
    """What amounts of a booking system leave out: their side stands in another column, and VAT may be in them."""
    amount = fields.get("amount")
    if not isinstance(amount, Column):
        return ()
    side = headings.side_in(raw.columns)
    assumed = []
    if side is not None:
        credit = f"upper(left(trim({raw.columns[side]}::VARCHAR), 1)) IN ('H', 'C')"
        row = connection.execute(f"SELECT count(*) FILTER ({credit}) FROM {raw.relation}").fetchone()
        if row and row[0]:
            sentence = f"“{side}” was not looked at: {money.number(row[0], 0)} amounts are credits there and count as they stand here."
            assumed.append(Assumed("", side, sentence))
    if headings.folded(amount.name) in headings.folds(headings.BOOKED):
        sentence = f"“{amount.name}” is what was booked, with the VAT of its account."
        assumed.append(Assumed("", amount.name, sentence))
    return tuple(assumed)


def _turned(connection: duckdb.DuckDBPyConnection, fields: Fields) -> tuple[Assumed, ...]:
    """What was turned because kind and sign contradicted each other."""
    if "kind" not in fields:
        return ()
    row = connection.execute(
        "SELECT count(*) FILTER (turned AND kind IN ('credit', 'return') AND reason IS NULL), "
        "sum(amount) FILTER (turned AND kind IN ('credit', 'return') AND reason IS NULL), count(*) FILTER (NOT turned) FROM typed"
    ).fetchone()
    credits, amount, sales = row or (0, 0, 0)
    sentences = []
    if credits:
        sentences.append(
            f"{money.number(credits, 0)} credit notes and returns with a positive amount were taken as negative "
            f"({money.number(amount, 2)})."
        )
    if sales:
        sentences.append(f"{money.number(sales, 0)} sales with a negative amount were taken as returns.")
    return tuple(Assumed("", "kind", sentence) for sentence in sentences)


def _passed_over(connection: duckdb.DuckDBPyConnection, raw: Raw) -> tuple[Assumed, ...]:
    """Take rows out of `typed` that are no lines: they would be refused, and say nothing, rules, totals or notices."""
    if connection.execute("SELECT 1 FROM typed WHERE reason IS NOT NULL LIMIT 1").fetchone() is None:
        return ()
    trimmed = ", ".join(f"trim({column}::VARCHAR)" for column in raw.columns.values())
    named = ", ".join(cells.literal(name) for name in raw.columns)
    total = f"regexp_matches(lower(cells[1]), {cells.literal(layout.TOTAL)})"
    total += f" OR regexp_matches(lower(coalesce(cells[2], '')), {cells.literal(layout.TOTAL)})"
    connection.execute(
        f"""CREATE TEMP TABLE passed AS
        WITH refused AS (
          SELECT s.row_number, s.document, s.date, list_filter([{trimmed}], cell -> cell IS NOT NULL AND cell <> '') AS cells
          FROM typed s JOIN {raw.relation} USING (row_number) WHERE s.reason IS NOT NULL),
        judged AS (SELECT row_number, CASE
          WHEN len(cells) = 0 THEN '{Passed.BLANK}'
          WHEN regexp_matches(array_to_string(cells, ' '), '{layout.RULE}') THEN '{Passed.RULE}'
          WHEN cells = [{named}] THEN '{Passed.REPEATED}'
          WHEN (document IS NULL OR date IS NULL) AND ({total}) THEN '{Passed.TOTAL}'
          WHEN len(cells) = 1 AND {len(raw.columns)} > 2 AND contains(cells[1], ' ')
            AND row_number > (SELECT max(row_number) FROM staged WHERE reason IS NULL) THEN '{Passed.NOTICE}'
        END AS why FROM refused)
        SELECT row_number, why FROM judged WHERE why IS NOT NULL"""
    )
    counts = Counter(
        {Passed(why): n for why, n in connection.execute("SELECT why, count(*) FROM passed GROUP BY why").fetchall()}
    )
    if not counts:
        return ()
    connection.execute("DELETE FROM typed WHERE row_number IN (SELECT row_number FROM passed)")
    return (Assumed("", str(counts.total()), layout.said(counts)),)


def _emptied(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    fields: Fields,
    words_of_texts: dict[str, tuple[str, ...]],
) -> tuple[Assumed, ...]:
    """How many cells said that they hold nothing: errors of a spreadsheet, NULL, N/A. Columns without gaps are not asked."""
    plain = {
        name: field.name
        for name, field in fields.items()
        if isinstance(field, Column) and raw.types[field.name] == "VARCHAR" and name != "line"
        if name not in TEXTS or name in words_of_texts
    }
    gaps = ", ".join(f"count(*) > count({name})" for name in plain)
    row = connection.execute(f"SELECT {gaps} FROM typed").fetchone() if plain else ()
    named = [name for name, has_gaps in zip(plain, row or (), strict=True) if has_gaps]
    if not named:
        return ()
    words = {name: cells.literals(cells.empty_words(name)) for name in named}
    counts = ", ".join(
        f"count(*) FILTER (length({raw.columns[plain[name]]}) <= 12 AND upper(trim({raw.columns[plain[name]]})) IN ({words[name]}))"
        for name in named
    )
    row = connection.execute(f"SELECT {counts} FROM {raw.relation}").fetchone() or ()
    return emptied({plain[name]: count for name, count in zip(named, row, strict=True)})


def parsed(mapping: Mapping, raw: Raw) -> Fields:
    columns = tuple(raw.types)
    mapping.check(columns)
    return {
        name: (parse_number if name in NUMBERS else parse_text)(text, columns, field_name=name)
        for name, text in mapping.fields.items()
        if text
    }


def _typed_rows(
    numbers: dict[str, str | None],
    texts: dict[str, str | None],
    days: dict[str, str | None],
    line: str | None,
    raw: Raw,
    fields: Fields,
    source: str,
    mapping: Mapping,
) -> str:
    """The rows with types, and the first reason against each."""
    exact = {name: name in fields and cells.is_exact(fields[name], raw) for name in NUMBERS}
    held_numbers = ", ".join(f"{cells.held(name, sql, exact=exact[name])} AS {name}" for name, sql in numbers.items())
    read_numbers = ", ".join(
        f"{cells.as_read(sql, exact=exact[name])} AS n_{name}" for name, sql in numbers.items() if sql
    )
    read_texts = ", ".join(f"{sql} AS t_{name}" if sql else f"NULL::VARCHAR AS t_{name}" for name, sql in texts.items())
    given_numbers = " ".join(
        f"WHEN CASE WHEN {name} IS NULL THEN {cells.given(fields[name], raw, cells.NO_NUMBER)} ELSE false END THEN '{name} is not a number this ledger can hold: ' || left({cells.shown(fields[name], raw)}, 60)"
        for name, sql in numbers.items()
        if sql and name != "amount"
    )
    read_days = ", ".join(f"{sql or 'NULL::DATE'} AS t_{name}" for name, sql in days.items())
    given_days = " ".join(
        f"WHEN CASE WHEN {is_meant(name, mapping)} OR t_{name} IN ({OPEN}) THEN false ELSE {cells.given(fields[name], raw, cells.empty_words(name))} END THEN 'the day {name} cannot be read: ' || left({cells.shown(fields[name], raw)}, 60)"
        for name, sql in days.items()
        if sql and name != "date"
    )
    too_long = " OR ".join(f"strlen(t_{name}) > {LONGEST_TEXT} AND length(t_{name}) > {LONGEST_TEXT}" for name in TEXTS)
    kind = "CASE WHEN t_kind IS NULL THEN CASE WHEN amount < 0 THEN 'return' ELSE 'sale' END ELSE lower(t_kind) END"
    kinds = ", ".join(f"'{name}'" for name in KINDS)
    signed, turned = _signed(fields)
    names = "".join(f"t_{name} AS {name}, " for name in NAMES if name in fields)
    return f"""
    CREATE TEMP TABLE typed AS
    WITH read AS (SELECT *, {read_numbers}, {read_texts}, {read_days}, {line or "NULL::BIGINT"} AS t_line FROM {raw.relation}),
    held AS (SELECT *, {held_numbers} FROM read),
    numbered AS (SELECT * {signed} FROM held)
    SELECT row_number, {cells.literal(source)} AS source, t_document AS document, t_line AS line, t_customer AS customer,
      t_date AS date, t_offering AS offering, t_unit AS unit, t_region AS region, quantity, list_amount, discount,
      amount, cost, upper(t_currency) AS currency, {kind} AS kind,
      CASE WHEN {is_meant("required", mapping)} THEN t_required END AS required,
      CASE WHEN {is_meant("shipped", mapping)} THEN t_shipped END AS shipped, {names}{turned} AS turned,
      CASE
        WHEN {too_long} THEN 'a text of this row has more than {LONGEST_TEXT} characters'
        WHEN t_document IS NULL THEN '{NO_LABEL if raw.period else NO_DOCUMENT}'
        WHEN t_date IS NULL THEN 'the date cannot be read: ' || coalesce(left({cells.shown(fields["date"], raw)}, 60), 'it is empty')
        WHEN NOT ({is_meant("date", mapping)}) THEN '{NEVER if mapping.far_days else FAR}' || t_date
        WHEN amount IS NULL THEN 'the amount is not a number this ledger can hold: ' || coalesce(left({cells.shown(fields["amount"], raw)}, 60), 'it is empty')
        {given_numbers}
        {given_days}
        {"WHEN t_line IS NULL THEN 'the line number is not a whole number'" if line else ""}
        WHEN t_kind IS NOT NULL AND lower(t_kind) NOT IN ({kinds}) THEN 'the kind is none of {", ".join(KINDS)}: ' || left(t_kind, 60)
        WHEN lower(t_kind) = 'activity' AND t_offering IS NULL THEN 'the volume of an activity needs its name, as the offering'
        WHEN lower(t_kind) = 'activity' AND (quantity IS NULL OR quantity < 0) THEN 'the volume of an activity, its quantity, must be zero or more'
        WHEN lower(t_kind) = 'activity' AND amount <> 0 THEN 'the volume of an activity has no amount: use 0'
      END AS reason
    FROM numbered"""


def is_meant(name: str, mapping: Mapping, prefix: str = "t_") -> str:
    """Whether a day can be meant: neither a zero nor an open end, and that of a line neither long ago nor far ahead unless told so."""
    earliest, latest = EARLIEST, date.today() + (AHEAD if name == "date" else DELIVERED_WITHIN)
    if name == "date" and mapping.far_days:
        earliest, latest = EVER
    return f"{prefix}{name} BETWEEN DATE '{earliest}' AND DATE '{latest}'"


def _far_days(connection: duckdb.DuckDBPyConnection) -> tuple[Assumed, ...]:
    """How many lines were refused for their day: one of them would move the last period of every analysis."""
    row = connection.execute(
        f"SELECT count(*), min(date), max(date) FROM typed WHERE reason IS NOT NULL AND prefix(reason, '{FAR}')"
    ).fetchone()
    count, first, last = row or (0, None, None)
    if not count:
        return ()
    lines = "1 line is" if count == 1 else f"{money.number(count, 0)} lines are"
    days = f"{first}" if first == last else f"{first} to {last}"
    sentence = (
        f"{lines} dated before 1970 or more than a year ahead ({days}) and rejected. If meant, choose to bring them in."
    )
    return (Assumed("far_days", "", sentence),)


def _signed(fields: Fields) -> tuple[str, str]:
    """Kind and sign agree: a credit note or return takes away, and a sale that does is a return.

    Returns what replaces columns of the row, and whether it was turned: true by its sign, false by its kind, else NULL.
    """
    if "kind" not in fields:
        return "", "NULL::BOOLEAN"
    turns = f"lower(t_kind) IN ({cells.literals(TURNED)}) AND amount > 0"
    numbers = ", ".join(
        f"CASE WHEN {turns} THEN {'-discount' if name == 'discount' else f'-abs({name})'} ELSE {name} END AS {name}"
        for name in NUMBERS
    )
    sale = "lower(t_kind) = 'sale' AND amount < 0"
    signed = (
        f"REPLACE ({numbers}, CASE WHEN {sale} THEN 'return' ELSE t_kind END AS t_kind), "
        f"CASE WHEN {turns} THEN true WHEN {sale} THEN false END AS turned"
    )
    return signed, "turned"


def number_lines(connection: duckdb.DuckDBPyConnection, *, given: bool) -> None:
    """Each good line of `staged` has its place in its document, and no two of a document the same.

    A place given twice is refused the second time; the windows run over three columns, never over whole rows.
    """
    if not given:
        connection.execute(
            "CREATE TEMP TABLE places AS SELECT row_number, "
            "row_number() OVER (PARTITION BY document ORDER BY row_number) AS place FROM staged"
        )
        keep(connection, "SELECT staged.* REPLACE (place AS line) FROM staged JOIN places USING (row_number)")
        connection.execute("DROP TABLE places")
    elif _twice(connection):
        keep(connection)
        connection.execute(
            "UPDATE typed SET reason = 'the document has this line number twice' FROM (SELECT row_number, row_number() "
            "OVER (PARTITION BY document, line ORDER BY row_number) AS place FROM typed WHERE reason IS NULL) again "
            "WHERE again.place > 1 AND again.row_number = typed.row_number"
        )


def _twice(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a document has a line number twice. Few do: a bit for each number of a document clears nearly all of them."""
    bit = "1::UBIGINT << CASE WHEN line BETWEEN 0 AND 62 THEN line ELSE 63 END"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE doubted AS SELECT hash(document) AS document FROM staged WHERE reason IS NULL "
        f"GROUP BY 1 HAVING bit_count(bit_or({bit})) <> count(*)"
    )
    found = connection.execute(
        "SELECT 1 FROM staged WHERE reason IS NULL AND hash(document) IN (SELECT document FROM doubted) "
        "GROUP BY document, line HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    return found is not None


def keep(connection: duckdb.DuckDBPyConnection, rows: str = "SELECT * FROM staged") -> None:
    """Make the table `typed` of all rows, so that they can be changed."""
    connection.execute(f"CREATE TEMP TABLE kept AS {rows}")
    connection.execute("DROP TABLE typed")
    connection.execute("ALTER TABLE kept RENAME TO typed")
    connection.execute("CREATE OR REPLACE TEMP VIEW staged AS SELECT * FROM typed")
