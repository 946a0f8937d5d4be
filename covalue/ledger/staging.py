"""From raw columns to checked lines, in SQL on DuckDB.

Every raw row becomes one row of `staged`: the ledger's columns, the row's number in the file, and `reason`, which is
empty for a good line.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Final

import duckdb

from covalue.core import money
from covalue.ledger import headings, layout
from covalue.ledger.assumptions import Assumed, QuestionError
from covalue.ledger.layout import Passed
from covalue.ledger.mapping import YEARLY, Arithmetic, Column, Constant, Mapping, parse_number, parse_text
from covalue.ledger.reading import Raw
from covalue.ledger.rules import COLUMNS, DATES, KINDS, LONGEST_TEXT, NUMBER_TYPE, NUMBERS, TEXTS, YEAR_MARK

DAY_FIRST: Final = "dmy"
POINT_IN_TIME: Final = "TIME ZONE"
LARGEST: Final = "99999999999999"  # what DECIMAL(18,4) holds before the point
FLOATS: Final = ("DOUBLE", "FLOAT", "REAL")
WHOLE: Final = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
)
PARTS: Final = r"^\s*(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[T ].*)?$"

WITH_COMMA: Final = r"^[^,]*,(\d{1,2}|\d{4,})$|^0,\d+$|\d{4},\d+$|\.\d{3},|\.\d{3}\."
WITH_POINT: Final = r"^[^.]*\.(\d{1,2}|\d{4,})$|^0\.\d+$|\d{4}\.\d+$|,\d{3}\.|,\d{3},"
EITHER_WAY: Final = r"^[1-9]\d{0,2}[.,]\d{3}$"
POINTED: Final = r"^[-+ ]*\d*\.(\d{1,2}|\d{4,})$|^[-+ ]*0\.\d+$|^[-+ ]*\d{4,}\.\d+$"
MONEY: Final = ("amount", "cost", "list_amount", "discount")

PLAIN: Final = r"^-?\d+\.?\d*([eE][-+]?\d+)?$"  # as a workbook's numbers are written
ERRORS: Final = (
    "#N/A",
    "#NV",
    "#NAME?",
    "#REF!",
    "#VALUE!",
    "#WERT!",
    "#BEZUG!",
    "#DIV/0!",
    "#NUM!",
    "#ZAHL!",
    "#NULL!",
)
NOTHING: Final = ("NULL", "N/A")
NO_NUMBER: Final = (*ERRORS, *NOTHING, "NONE", "-", "–", "—")
NO_DAY: Final = (*NO_NUMBER, "0000-00-00", "00.00.0000", "00000000", "00/00/0000")
PLACES: Final = ("unit", "region", "currency", "kind")  # texts in which NULL and N/A are nothing
TURNED: Final = ("credit", "return")
LABELS: Final = ("document", "customer", "offering", "unit", "region")  # of a cross table's rows

NO_DOCUMENT: Final = "there is no document number"
NO_LABEL: Final = "there is no customer, offering, unit or region beside the amount"
BLANKS: Final = ("' '", "chr(9)", "chr(160)")


@dataclass(frozen=True)
class Findings:
    """How the file turned out to be written."""

    date_order: str
    decimal: str
    assumed: tuple[Assumed, ...]


def stage(connection: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping, *, source: str) -> Findings:
    """Make the table `staged` from the relation `raw`. Rows that are none (blank ones, totals, notices) are not in it.

    Raises QuestionError where the file can be read two ways with different money.
    """
    fields = _parsed(mapping, raw)
    _count_merged_once(connection, raw, fields)
    decimal, of_numbers = _decimal(connection, raw, fields, mapping)
    order, of_days = _date_order(connection, raw, fields, mapping)
    numbers = {name: _number(fields[name], raw, decimal) if name in fields else None for name in NUMBERS}
    words = _words_for_nothing(connection, raw, fields)
    texts = {name: _text(fields[name], raw, words.get(name, ())) if name in fields else None for name in TEXTS}
    days = {name: _date(fields[name], raw, order) if name in fields else None for name in DATES}
    line = _line(fields.get("line"), raw)
    texts["document"] = (
        _document(texts["document"], days["date"], mapping) if not raw.period else _by_labels(texts, raw)
    )
    connection.execute(_typed_rows(numbers, texts, days, line, raw, fields, source))
    _number_lines(connection, given="line" in fields)
    assumed = (
        *raw.assumed,
        *of_numbers,
        *of_days,
        *_uncalculated(raw, fields),
        *_zones_of(raw, fields),
        *_as_booked(connection, raw, fields),
        *_turned(connection, fields),
        *_passed_over(connection, raw),
        *_emptied(connection, raw, fields, words),
    )
    return Findings(order, decimal, assumed)


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
    parsed = {
        name: (parse_number if name in NUMBERS else parse_text)(text, columns, field_name=name)
        for name, text in mapping.fields.items()
        if name in fields
    }
    decimal, _assumed = _decimal(connection, raw, parsed, mapping)
    order = _date_order(connection, raw, parsed, mapping)[0] if "date" in parsed else ""

    def read(name: str) -> str:
        if name not in parsed:
            return f"NULL::{COLUMNS[name]}"
        if name in NUMBERS:
            return _as_read(_number(parsed[name], raw, decimal), exact=False)
        return _date(parsed[name], raw, order) if name in DATES else _tidy_text(connection, parsed[name], raw)

    chosen = [f"{read(name)} AS {name}" for name in fields]
    return f"SELECT {', '.join(['row_number', *chosen] if numbered else chosen)} FROM {raw.relation}"


def _tidy_text(connection: duckdb.DuckDBPyConnection, field: Column | Constant | Arithmetic, raw: Raw) -> str:
    """A text column as it is where tidying would change none of its values: one look costs less than tidying each."""
    tidied = _text(field, raw)
    if not isinstance(field, Column) or raw.types[field.name] != "VARCHAR":
        return tidied
    column = raw.columns[field.name]
    changed = connection.execute(f"SELECT 1 FROM {raw.relation} WHERE {_untidy(column)} LIMIT 1").fetchone()
    return tidied if changed else column


def _untidy(column: str) -> str:
    """All that `_text` would change, and seldom more; ends are looked at, which is half the work of a pattern."""
    ends = (f"{side}({column}, {blank})" for side in ("prefix", "suffix") for blank in BLANKS)
    return " OR ".join((f"{column} = ''", f"suffix({column}, '.0')", f"prefix({column}, '#')", *ends))


def _document(text: str | None, day: str | None, mapping: Mapping) -> str | None:
    """The document's number, with the year of its day where numbers begin again each year."""
    if mapping.numbering != YEARLY or not text or not day:
        return text
    year = f"'{YEAR_MARK}' || year({day})"
    return f"CASE WHEN suffix({text}, {year}) THEN {text} ELSE coalesce({text} || {year}, {text}) END"


def _by_labels(texts: dict[str, str | None], raw: Raw) -> str:
    """What a line of a cross table is known by again, however many columns it has next time: its labels and its period."""
    labels = [f"({text})" for name in LABELS if (text := texts.get(name))] or ["NULL"]
    return f"CASE WHEN coalesce({', '.join(labels)}) IS NOT NULL THEN concat_ws(' · ', {', '.join(labels)}, {raw.period}) END"


def _count_merged_once(
    connection: duckdb.DuckDBPyConnection, raw: Raw, fields: dict[str, Column | Constant | Arithmetic]
) -> None:
    """An amount in a cell merged over several rows is that of the first; only labels are those of all."""
    numbers = {raw.columns[name] for key in NUMBERS for name in _columns_of(fields.get(key))}
    for column, top, bottom in raw.filled:
        if column in numbers:
            connection.execute(f"UPDATE raw SET {column} = NULL WHERE row_number BETWEEN {top} AND {bottom}")


def _uncalculated(raw: Raw, fields: dict[str, Column | Constant | Arithmetic]) -> tuple[Assumed, ...]:
    used = [name for name in raw.uncalculated if any(name in _columns_of(field) for field in fields.values())]
    return tuple(
        Assumed(
            "",
            name,
            f"The column “{name}” holds formulas nobody calculated, so its values are missing or 0. Open the file in a "
            "spreadsheet program, save it, and import that.",
        )
        for name in used
    )


def _zones_of(raw: Raw, fields: dict[str, Column | Constant | Arithmetic]) -> tuple[Assumed, ...]:
    """Points in time become days in the zone the file names, else in UTC."""
    used = {name for key in DATES for name in _columns_of(fields.get(key)) if raw.types[name].endswith(POINT_IN_TIME)}
    return tuple(
        Assumed("", _zone(name, raw), f"The days of “{name}” are those in {_zone(name, raw)}.") for name in sorted(used)
    )


def _as_booked(
    connection: duckdb.DuckDBPyConnection, raw: Raw, fields: dict[str, Column | Constant | Arithmetic]
) -> tuple[Assumed, ...]:
    """What amounts of a booking system leave out: their side stands in another column, and VAT may be in them."""
    amount = fields.get("amount")
    if not isinstance(amount, Column):
        return ()
    by_name = {headings.folded(name): name for name in raw.columns}
    side = next((by_name[name] for name in headings.folds(headings.SIDES) if name in by_name), None)
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


def _zone(name: str, raw: Raw) -> str:
    return (raw.zones or {}).get(name, "UTC")


def _turned(
    connection: duckdb.DuckDBPyConnection, fields: dict[str, Column | Constant | Arithmetic]
) -> tuple[Assumed, ...]:
    """What was turned because kind and sign contradicted each other."""
    if "kind" not in fields:
        return ()
    row = connection.execute(
        "SELECT count(*) FILTER (turned AND kind IN ('credit', 'return') AND reason IS NULL), "
        "sum(amount) FILTER (turned AND kind IN ('credit', 'return') AND reason IS NULL), count(*) FILTER (NOT turned) FROM staged"
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
    """Take rows out of `staged` that are no lines: they would be refused, and say nothing, rules, totals or notices."""
    if connection.execute("SELECT 1 FROM staged WHERE reason IS NOT NULL LIMIT 1").fetchone() is None:
        return ()
    cells = ", ".join(f"trim({column}::VARCHAR)" for column in raw.columns.values())
    named = ", ".join(_text_literal(name) for name in raw.columns)
    total = f"regexp_matches(lower(cells[1]), {_text_literal(layout.TOTAL)})"
    total += f" OR regexp_matches(lower(coalesce(cells[2], '')), {_text_literal(layout.TOTAL)})"
    connection.execute(
        f"""CREATE TEMP TABLE passed AS
        WITH refused AS (
          SELECT s.row_number, s.document, s.date, list_filter([{cells}], cell -> cell IS NOT NULL AND cell <> '') AS cells
          FROM staged s JOIN {raw.relation} USING (row_number) WHERE s.reason IS NOT NULL),
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
    connection.execute("DELETE FROM staged WHERE row_number IN (SELECT row_number FROM passed)")
    return (Assumed("", str(counts.total()), layout.said(counts)),)


def _emptied(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    fields: dict[str, Column | Constant | Arithmetic],
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
    row = connection.execute(f"SELECT {gaps} FROM staged").fetchone() if plain else ()
    named = [name for name, has_gaps in zip(plain, row or (), strict=True) if has_gaps]
    if not named:
        return ()
    words = {name: _literals(_empty_words(name)) for name in named}
    counts = ", ".join(
        f"count(*) FILTER (length({raw.columns[plain[name]]}) <= 12 AND upper(trim({raw.columns[plain[name]]})) IN ({words[name]}))"
        for name in named
    )
    row = connection.execute(f"SELECT {counts} FROM {raw.relation}").fetchone() or ()
    said = [f"{money.number(count, 0)} in “{plain[name]}”" for name, count in zip(named, row, strict=True) if count]
    if not said:
        return ()
    return (Assumed("", str(sum(row)), f"Cells that hold an error or no value were read as empty: {', '.join(said)}."),)


def _empty_words(name: str) -> tuple[str, ...]:
    """What stands for nothing in a field, in capitals."""
    if name in NUMBERS:
        return NO_NUMBER
    return NO_DAY if name in DATES else (*ERRORS, *NOTHING) if name in PLACES else ERRORS


def _literals(words: tuple[str, ...]) -> str:
    return ", ".join(map(_text_literal, words))


def _parsed(mapping: Mapping, raw: Raw) -> dict[str, Column | Constant | Arithmetic]:
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
    fields: dict[str, Column | Constant | Arithmetic],
    source: str,
) -> str:
    """The rows with types, and the first reason against each."""
    exact = {name: name in fields and _is_exact(fields[name], raw) for name in NUMBERS}
    held_numbers = ", ".join(f"{_held(name, sql, exact=exact[name])} AS {name}" for name, sql in numbers.items())
    read_numbers = ", ".join(f"{_as_read(sql, exact=exact[name])} AS n_{name}" for name, sql in numbers.items() if sql)
    read_texts = ", ".join(f"{sql} AS t_{name}" if sql else f"NULL::VARCHAR AS t_{name}" for name, sql in texts.items())
    given_numbers = " ".join(
        f"WHEN CASE WHEN {name} IS NULL THEN {_given(fields[name], raw, NO_NUMBER)} ELSE false END THEN '{name} is not a number this ledger can hold: ' || left({_shown(fields[name], raw)}, 60)"
        for name, sql in numbers.items()
        if sql and name != "amount"
    )
    read_days = ", ".join(f"{sql or 'NULL::DATE'} AS t_{name}" for name, sql in days.items())
    given_days = " ".join(
        f"WHEN CASE WHEN t_{name} IS NULL THEN {_given(fields[name], raw, NO_DAY)} ELSE false END THEN 'the day {name} cannot be read: ' || left({_shown(fields[name], raw)}, 60)"
        for name, sql in days.items()
        if sql and name != "date"
    )
    too_long = " OR ".join(f"strlen(t_{name}) > {LONGEST_TEXT} AND length(t_{name}) > {LONGEST_TEXT}" for name in TEXTS)
    kind = "CASE WHEN t_kind IS NULL THEN CASE WHEN amount < 0 THEN 'return' ELSE 'sale' END ELSE lower(t_kind) END"
    kinds = ", ".join(f"'{name}'" for name in KINDS)
    signed, turned = _signed(fields)
    return f"""
    CREATE TEMP TABLE typed AS
    WITH read AS (SELECT *, {read_numbers}, {read_texts}, {read_days}, {line or "NULL::BIGINT"} AS t_line FROM {raw.relation}),
    held AS (SELECT *, {held_numbers} FROM read),
    numbered AS (SELECT * {signed} FROM held)
    SELECT row_number, {_text_literal(source)} AS source, t_document AS document, t_line AS line, t_customer AS customer,
      t_date AS date, t_offering AS offering, t_unit AS unit, t_region AS region, quantity, list_amount, discount,
      amount, cost, upper(t_currency) AS currency, {kind} AS kind,
      t_required AS required, t_shipped AS shipped, {turned} AS turned,
      CASE
        WHEN {too_long} THEN 'a text of this row has more than {LONGEST_TEXT} characters'
        WHEN t_document IS NULL THEN '{NO_LABEL if raw.period else NO_DOCUMENT}'
        WHEN t_date IS NULL THEN 'the date cannot be read: ' || coalesce(left({_shown(fields["date"], raw)}, 60), 'it is empty')
        WHEN amount IS NULL THEN 'the amount is not a number this ledger can hold: ' || coalesce(left({_shown(fields["amount"], raw)}, 60), 'it is empty')
        {given_numbers}
        {given_days}
        {"WHEN t_line IS NULL THEN 'the line number is not a whole number'" if line else ""}
        WHEN t_kind IS NOT NULL AND lower(t_kind) NOT IN ({kinds}) THEN 'the kind is none of {", ".join(KINDS)}: ' || left(t_kind, 60)
        WHEN lower(t_kind) = 'activity' AND t_offering IS NULL THEN 'the volume of an activity needs its name, as the offering'
        WHEN lower(t_kind) = 'activity' AND (quantity IS NULL OR quantity < 0) THEN 'the volume of an activity, its quantity, must be zero or more'
        WHEN lower(t_kind) = 'activity' AND amount <> 0 THEN 'the volume of an activity has no amount: use 0'
      END AS reason
    FROM numbered"""


def _signed(fields: dict[str, Column | Constant | Arithmetic]) -> tuple[str, str]:
    """Kind and sign agree: a credit note or return takes away, and a sale that does is a return.

    Returns what replaces columns of the row, and whether it was turned: true by its sign, false by its kind, else NULL.
    """
    if "kind" not in fields:
        return "", "NULL::BOOLEAN"
    turns = f"lower(t_kind) IN ({_literals(TURNED)}) AND amount > 0"
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


def _is_exact(field: Column | Constant | Arithmetic, raw: Raw) -> bool:
    """Whether a number can be held without a detour over floating point: one column of digits, or whole ones computed."""
    if isinstance(field, Column):
        return raw.types[field.name] not in FLOATS
    kinds = {raw.types[name] for name in getattr(field, "columns", ())}
    return bool(kinds) and all(kind in WHOLE or kind.startswith("DECIMAL") for kind in kinds)


def _as_read(sql: str, *, exact: bool) -> str:
    """A number as it comes from the file: in exact columns as it is, otherwise in floating point."""
    return f"TRY({sql})" if exact else f"TRY(({sql})::DOUBLE)"  # a product may overflow: that row is refused


def _held(name: str, sql: str | None, *, exact: bool) -> str:
    """A number as the ledger holds it, NULL where it cannot."""
    if not sql:
        return f"NULL::{NUMBER_TYPE}"
    if exact:
        return f"TRY_CAST(n_{name} AS {NUMBER_TYPE})"
    return f"CASE WHEN isfinite(n_{name}) AND abs(n_{name}) <= {LARGEST} THEN n_{name}::{NUMBER_TYPE} END"


def _number_lines(connection: duckdb.DuckDBPyConnection, *, given: bool) -> None:
    """Make `staged` of `typed`: each good line has its place in its document, and no two of a document the same.

    A place given twice is refused the second time; the windows run over three columns, never over whole rows.
    """
    if not given:
        connection.execute(
            "CREATE TEMP TABLE places AS SELECT row_number, "
            "row_number() OVER (PARTITION BY document ORDER BY row_number) AS place FROM typed"
        )
        connection.execute(
            "CREATE TEMP TABLE staged AS SELECT typed.* REPLACE (place AS line) FROM typed JOIN places USING (row_number)"
        )
        return
    twice = connection.execute(
        "SELECT 1 FROM typed WHERE reason IS NULL GROUP BY document, line HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    connection.execute("ALTER TABLE typed RENAME TO staged")
    if twice:
        connection.execute(
            "UPDATE staged SET reason = 'the document has this line number twice' FROM (SELECT row_number, row_number() "
            "OVER (PARTITION BY document, line ORDER BY row_number) AS place FROM staged WHERE reason IS NULL) again "
            "WHERE again.place > 1 AND again.row_number = staged.row_number"
        )


def _number(field: Column | Constant | Arithmetic, raw: Raw, decimal: str) -> str:
    if isinstance(field, Column):
        return _number_column(field.name, raw, decimal, NUMBER_TYPE)
    if isinstance(field, Arithmetic):
        return field.sql({name: _number_column(name, raw, decimal) for name in field.columns})
    return f"TRY_CAST({_text_literal(field.value)} AS DOUBLE)"


def _number_column(name: str, raw: Raw, decimal: str, kept_as: str = "DOUBLE") -> str:
    """A column as a number. Text may carry currency signs, blanks, thousands separators, parentheses or a minus behind."""
    column, kind = raw.columns[name], raw.types[name]
    if kind != "VARCHAR":
        return column if kind.startswith("DECIMAL") or kind in (*FLOATS, *WHOLE) else f"TRY_CAST({column} AS DOUBLE)"
    bare = f"regexp_replace({column}, '[\\s\\x{{00A0}}\\x{{202F}}\\x{{2009}}''’]|^[A-Za-z]{{3}}|[A-Za-z]{{3}}$|[€$£¥₹]', '', 'g')"
    thousands, point = (r"\.", ",") if decimal == "," else (",", ".")
    bare_number = rf"(\d{{1,3}}({thousands}\d{{3}})+|\d+)?([{point}]\d*)?([eE][-+]?\d{{1,3}})?"
    shape = rf"^[-−+]?{bare_number}$|^{bare_number}[-−]$|^\({bare_number}\)$"
    digits = f"replace(replace({bare}, '{thousands[-1]}', ''), '{point}', '.')"
    unsigned = rf"regexp_replace({digits}, '^[-−+(]|[-−)]$', '', 'g')"
    sign = rf"CASE WHEN regexp_matches({digits}, '^[-−(]|[-−]$') THEN '-' ELSE '' END"
    cleaned = f"CASE WHEN regexp_matches({bare}, '{shape}') THEN TRY_CAST({sign} || {unsigned} AS {kept_as}) END"
    if decimal == "," and raw.is_sheet:  # texts have a comma there, numbers a point all the same
        return f"CASE WHEN regexp_matches({column}, '{PLAIN}') THEN TRY_CAST({column} AS {kept_as}) ELSE {cleaned} END"
    if decimal == ",":
        return cleaned
    finite = f" AND isfinite(TRY_CAST({column} AS DOUBLE))" if kept_as == "DOUBLE" else ""
    plain = f"CASE WHEN NOT contains({column}, '_'){finite} THEN TRY_CAST({column} AS {kept_as}) END"
    return f"coalesce({plain}, {cleaned})"


def _text(field: Column | Constant | Arithmetic, raw: Raw, nothing: tuple[str, ...] = ERRORS) -> str:
    """A column as tidied text, NULL where it is empty or one of the words that stand for `nothing`."""
    if isinstance(field, Constant):
        return f"nullif({_text_literal(field.value)}, '')"
    assert isinstance(field, Column)
    column, kind = raw.columns[field.name], raw.types[field.name]
    if kind in FLOATS:  # keys that a spreadsheet made numbers: 17850.0 is 17850
        whole = f"CASE WHEN {column} = floor({column}) THEN TRY_CAST({column} AS BIGINT)::VARCHAR END"
        return f"CASE WHEN isfinite({column}) THEN coalesce({whole}, {column}::VARCHAR) END"
    if kind != "VARCHAR":
        return f"{column}::VARCHAR"
    trimmed = f"trim({column}, ' ' || chr(9) || chr(160))"
    is_nothing = f"WHEN upper({trimmed}) IN ({_literals(nothing)}) THEN NULL" if nothing else ""
    return (
        rf"nullif(CASE WHEN suffix({trimmed}, '.0') THEN regexp_replace({trimmed}, '^(\d+)\.0$', '\1') "
        rf"{is_nothing} ELSE {trimmed} END, '')"
    )


def _words_for_nothing(
    connection: duckdb.DuckDBPyConnection, raw: Raw, fields: dict[str, Column | Constant | Arithmetic]
) -> dict[str, tuple[str, ...]]:
    """The words that stand for nothing in each text, where a cell begins like one: a look at all costs less than asking each."""
    columns = {
        name: raw.columns[field.name]
        for name in TEXTS
        if isinstance(field := fields.get(name), Column) and raw.types[field.name] == "VARCHAR"
    }
    if not columns:
        return {}
    looked = ", ".join(f"bool_or({_may_be_nothing(name, column)})" for name, column in columns.items())
    row = connection.execute(f"SELECT {looked} FROM {raw.relation}").fetchone() or ()
    return {name: _empty_words(name) for name, is_there in zip(columns, row, strict=True) if is_there}


def _may_be_nothing(name: str, column: str) -> str:
    """Whether a cell begins like a word for nothing, or with a blank: below “$” lie blanks and the sign of errors."""
    letters = "Nn" if name in PLACES else ""
    begins = (f"prefix({column}, {sign})" for sign in (BLANKS[-1], *(f"'{letter}'" for letter in letters)))
    return " OR ".join((f"{column} < '$'", *begins))


def _date(field: Column | Constant | Arithmetic, raw: Raw, order: str) -> str:
    if isinstance(field, Constant):
        return f"TRY_CAST({_text_literal(field.value)} AS DATE)"
    assert isinstance(field, Column)
    column, kind = raw.columns[field.name], raw.types[field.name]
    if kind.endswith(POINT_IN_TIME):
        return f"timezone({_text_literal(_zone(field.name, raw))}, {column})::DATE"
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return f"{column}::DATE"
    text = column if kind == "VARCHAR" else f"{column}::VARCHAR"
    first, second, third = (f"regexp_extract({text}, '{PARTS}', {place})" for place in (1, 2, 3))
    year, month, day = {"dmy": (third, second, first), "mdy": (third, first, second)}.get(order, (first, second, third))
    century = f"CASE WHEN length({year}) = 2 THEN CASE WHEN {year} < '70' THEN '20' ELSE '19' END ELSE '' END"
    return (
        f"CASE WHEN {_is_iso(text)} THEN TRY_CAST({text} AS DATE) WHEN regexp_matches({text}, '^\\s*\\d{{8}}\\s*$') THEN TRY_CAST(strptime(trim({text}), '%Y%m%d') AS DATE) "
        f"WHEN regexp_matches({text}, '^\\s*\\d{{4}}[./-]') THEN TRY_CAST(regexp_extract({text}, '{PARTS}', 1) || '-' || "
        f"regexp_extract({text}, '{PARTS}', 2) || '-' || regexp_extract({text}, '{PARTS}', 3) AS DATE) "
        f"WHEN regexp_matches({text}, '{PARTS}') AND length({third}) IN (2, 4) "
        f"THEN TRY_CAST({century} || {year} || '-' || {month} || '-' || {day} AS DATE) END"
    )


def _is_iso(text: str) -> str:
    """Whether a text is written like 2026-11-30: by far the most common, and quick to tell."""
    return f"({text} LIKE '____-__-__')"


def _line(field: Column | Constant | Arithmetic | None, raw: Raw) -> str | None:
    if field is None:
        return None
    assert isinstance(field, Column)
    column = raw.columns[field.name]
    if raw.types[field.name] == "VARCHAR":
        return rf"TRY_CAST(regexp_replace(trim({column}), '\.0$', '') AS BIGINT)"
    return f"TRY_CAST({column} AS BIGINT)"


def _decimal(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    fields: dict[str, Column | Constant | Arithmetic],
    mapping: Mapping,
) -> tuple[str, tuple[Assumed, ...]]:
    """Point or comma: told, or decided from every number column that is text.

    Raises QuestionError where nothing decides and the money would be another.
    """
    columns = {name: _columns_of(fields[name]) for name in NUMBERS if name in fields}
    texts = sorted({name for names in columns.values() for name in names if raw.types[name] == "VARCHAR"})
    if mapping.decimal or not texts or _plainly_points(connection, raw, texts):
        return mapping.decimal or ".", ()
    columns_of_text = [raw.columns[name] for name in texts]
    counted = ", ".join(
        " + ".join(f"count(*) FILTER ({_written(column, pattern, raw)})" for column in columns_of_text)
        for pattern in (WITH_COMMA, WITH_POINT, EITHER_WAY)
    )
    row = connection.execute(f"SELECT {counted} FROM {raw.relation}").fetchone()
    commas, points, either = row or (0, 0, 0)
    if commas or points:
        sign, others = (",", points) if commas > points else (".", commas)
        return sign, (_decimal_found(connection, raw, texts, sign, others),)
    if not either:
        return ".", ()
    of_money = {name for key in MONEY for name in columns.get(key, ())}
    if any(name in of_money for name in _read_either_way(connection, raw, texts)):
        raise _decimal_question(connection, raw, fields, texts)
    example = _example(connection, raw, texts, EITHER_WAY)
    sentence = f"“{example}” can be read two ways; its mark was taken for a decimal point."
    return ".", (Assumed("decimal", ".", sentence),)


def _plainly_points(connection: duckdb.DuckDBPyConnection, raw: Raw, names: list[str]) -> bool:
    """Whether numbers have points only, one of which parts a fraction: by far the most common, and quick to tell."""
    columns = [raw.columns[name] for name in names]
    if raw.is_sheet:
        odd = " OR ".join(f"contains({column}, ',') OR {_written(column, EITHER_WAY, raw)}" for column in columns)
        many = " OR ".join(f"{column} LIKE '%.%.%'" for column in columns)
        return connection.execute(f"SELECT 1 FROM {raw.relation} WHERE {odd} OR {many} LIMIT 1").fetchone() is None
    fraction = " OR ".join(f"regexp_matches({column}, '{POINTED}')" for column in columns)
    if connection.execute(f"SELECT 1 FROM {raw.relation} WHERE {fraction} LIMIT 1").fetchone() is None:
        return False
    odd = " OR ".join(f"contains({column}, ',')" for column in columns)
    return connection.execute(f"SELECT 1 FROM {raw.relation} WHERE {odd} LIMIT 1").fetchone() is None


def _written(column: str, pattern: str, raw: Raw) -> str:
    """Whether a number is written so; a workbook's numbers say nothing about its texts."""
    written = f"regexp_matches({_bare(column)}, '{pattern}')"
    return (
        f"{written} AND NOT regexp_matches({column}, '{PLAIN}')" if raw.is_sheet and pattern == WITH_POINT else written
    )


def _bare(column: str) -> str:
    return f"regexp_replace({column}, '[^0-9.,]', '', 'g')"


def _read_either_way(connection: duckdb.DuckDBPyConnection, raw: Raw, names: list[str]) -> list[str]:
    counts = ", ".join(
        f"bool_or(coalesce(regexp_matches({_bare(raw.columns[name])}, '{EITHER_WAY}'), false))" for name in names
    )
    row = connection.execute(f"SELECT {counts} FROM {raw.relation}").fetchone() or ()
    return [name for name, is_open in zip(names, row, strict=True) if is_open]


def _example(connection: duckdb.DuckDBPyConnection, raw: Raw, names: list[str], pattern: str) -> str:
    """The first cell of a column that is written so."""
    for name in names:
        column = raw.columns[name]
        row = connection.execute(
            f"SELECT trim({column}) FROM {raw.relation} WHERE regexp_matches({_bare(column)}, '{pattern}') LIMIT 1"
        ).fetchone()
        if row:
            return str(row[0])[:40]
    return ""


def _decimal_found(
    connection: duckdb.DuckDBPyConnection, raw: Raw, names: list[str], sign: str, others: int
) -> Assumed:
    word, pattern = ("comma", WITH_COMMA) if sign == "," else ("point", WITH_POINT)
    example = _example(connection, raw, names, pattern)
    sentence = f"Numbers are written with a decimal {word}, as in “{example}”."
    if others:
        sentence = f"Numbers are written with a decimal {word}; {others} written otherwise were not understood."
    return Assumed("decimal", sign, sentence)


def _decimal_question(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    fields: dict[str, Column | Constant | Arithmetic],
    names: list[str],
) -> QuestionError:
    """Both readings of the first open number, with what the amounts come to: of rows with a document and a day, as totals
    have neither.
    """
    example = _example(connection, raw, names, EITHER_WAY)
    amounts = ", ".join(f"round(sum({_number(fields['amount'], raw, sign)}), 2)" for sign in ".,")
    filled = " AND ".join(
        f"coalesce(trim({raw.columns[name]}::VARCHAR), '') <> ''"
        for key in ("document", "date")
        for name in _columns_of(fields.get(key))
    )
    lines = f"SELECT {amounts} FROM {raw.relation} WHERE {filled or 'true'}"
    row = connection.execute(lines).fetchone() if "amount" in fields else None
    totals = [f" ({money.number(total, 2)} in all)" if total is not None else "" for total in row or (None, None)]
    sentence = (
        f"Numbers such as “{example}” can be read two ways: with a decimal point{totals[0]} or with a decimal "
        f"comma{totals[1]}. Choose the decimal sign."
    )
    return QuestionError("decimal", sentence, ((".", f"point{totals[0]}"), (",", f"comma{totals[1]}")))


def _date_order(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    fields: dict[str, Column | Constant | Arithmetic],
    mapping: Mapping,
) -> tuple[str, tuple[Assumed, ...]]:
    """Day or month first: told, or found from all columns of days. Rows that contradict it are refused one by one."""
    names = [name for key in DATES for name in _columns_of(fields.get(key)) if raw.types[name] == "VARCHAR"]
    if mapping.date_order or not names:
        return mapping.date_order or "ymd", ()
    day_first, month_first, either, example = 0, 0, 0, ""
    for name in names:
        row = _orders_in(connection, raw, raw.columns[name])
        day_first, month_first, either = day_first + row[0], month_first + row[1], either + row[2]
        example = example or (row[3] or "").strip()[:40]
    if not either:
        return "ymd", ()
    if day_first and month_first:
        order, others = (DAY_FIRST, month_first) if day_first >= month_first else ("mdy", day_first)
        sentence = f"Dates are written {_order_name(order)}; {others} that contradict it were rejected."
        return order, (Assumed("date_order", order, sentence),)
    if not day_first and not month_first:
        sentence = f"“{example}” is ambiguous; it was read day first. If the month comes first, choose that format."
        return DAY_FIRST, (Assumed("date_order", DAY_FIRST, sentence),)
    order = DAY_FIRST if day_first else "mdy"
    return order, (Assumed("date_order", order, f"Dates are written {_order_name(order)}, as in “{example}”."),)


def _orders_in(connection: duckdb.DuckDBPyConnection, raw: Raw, column: str) -> tuple[int, int, int, str]:
    """How many days of a column can only be day first, only month first, either; and an example."""
    first, second = (f"TRY_CAST(regexp_extract({column}, '{PARTS}', {n}) AS INTEGER)" for n in (1, 2))
    row = connection.execute(
        f"SELECT count(*) FILTER ({first} BETWEEN 13 AND 31), count(*) FILTER ({first} <= 12 AND {second} BETWEEN 13 AND 31), "
        f"count(*) FILTER ({first} <= 31), first({column}) FILTER ({first} <= 31) FROM {raw.relation} "
        f"WHERE NOT {_is_iso(column)}"
    ).fetchone()
    return row or (0, 0, 0, "")


def _columns_of(field: Column | Constant | Arithmetic | None) -> tuple[str, ...]:
    """The columns of the file a field is made of."""
    return (field.name,) if isinstance(field, Column) else tuple(getattr(field, "columns", ()))


def _order_name(order: str) -> str:
    return "day first" if order == DAY_FIRST else "month first"


def _given(field: Column | Constant | Arithmetic, raw: Raw, nothing: tuple[str, ...]) -> str:
    """Whether anything stands in the columns a field is made of that is not a word for nothing."""
    empty = rf"^\s*({'|'.join(map(re.escape, nothing))})?\s*$"
    return (
        " AND ".join(
            f"coalesce(NOT regexp_matches({raw.columns[name]}, {_text_literal(empty)}, 'i'), false)"
            if raw.types[name] == "VARCHAR"
            else f"{raw.columns[name]} IS NOT NULL"
            for name in _columns_of(field)
        )
        or "true"
    )


def _shown(field: Column | Constant | Arithmetic, raw: Raw) -> str:
    """What stands in the file for this field, for the reason."""
    names = _columns_of(field)
    parts = [f"nullif(trim({raw.columns[name]}::VARCHAR), '')" for name in names]
    return f"nullif(concat_ws(' · ', {', '.join(parts)}), '')" if parts else "NULL"


def _text_literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
