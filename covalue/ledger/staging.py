"""From raw columns to checked lines, in SQL on DuckDB.

Every raw row becomes one row of `staged`: the ledger's columns, the row's number in the file, and `reason`, which is
empty for a good line.
"""

from dataclasses import dataclass
from typing import Final

import duckdb

from covalue.ledger.mapping import YEARLY, Arithmetic, Column, Constant, Mapping, parse_number, parse_text
from covalue.ledger.reading import Raw
from covalue.ledger.rules import COLUMNS, DATES, KINDS, LONGEST_TEXT, NUMBER_TYPE, NUMBERS, TEXTS, YEAR_MARK

DAY_FIRST: Final = "dmy"
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

BLANKS: Final = ("' '", "chr(9)", "chr(160)")


@dataclass(frozen=True)
class Findings:
    """How the file turned out to be written."""

    date_order: str
    decimal: str
    notes: tuple[str, ...]


def stage(connection: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping, *, source: str) -> Findings:
    """Make the table `staged` from the relation `raw`."""
    fields = _parsed(mapping, raw)
    decimal, decimal_notes = _decimal(connection, raw, fields, mapping)
    order, order_notes = _date_order(connection, raw, fields, mapping)
    numbers = {name: _number(fields[name], raw, decimal) if name in fields else None for name in NUMBERS}
    texts = {name: _text(fields[name], raw) if name in fields else None for name in TEXTS}
    days = {name: _date(fields[name], raw, order) if name in fields else None for name in DATES}
    line = _line(fields.get("line"), raw)
    texts["document"] = _document(texts["document"], days["date"], mapping)
    connection.execute(_typed_rows(numbers, texts, days, line, raw, fields, source))
    _number_lines(connection, given="line" in fields)
    return Findings(order, decimal, (*decimal_notes, *order_notes))


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
    decimal, _notes = _decimal(connection, raw, parsed, mapping)
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
    return " OR ".join((f"{column} = ''", f"suffix({column}, '.0')", *ends))


def _document(text: str | None, day: str | None, mapping: Mapping) -> str | None:
    """The document's number, with the year of its day where numbers begin again each year."""
    if mapping.numbering != YEARLY or not text or not day:
        return text
    year = f"'{YEAR_MARK}' || year({day})"
    return f"CASE WHEN suffix({text}, {year}) THEN {text} ELSE coalesce({text} || {year}, {text}) END"


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
        f"WHEN {name} IS NULL AND {_given(fields[name], raw)} THEN '{name} is not a number this ledger can hold: ' || left({_shown(fields[name], raw)}, 60)"
        for name, sql in numbers.items()
        if sql and name != "amount"
    )
    read_days = ", ".join(f"{sql or 'NULL::DATE'} AS t_{name}" for name, sql in days.items())
    given_days = " ".join(
        f"WHEN t_{name} IS NULL AND {_given(fields[name], raw)} THEN 'the day {name} cannot be read: ' || left({_shown(fields[name], raw)}, 60)"
        for name, sql in days.items()
        if sql and name != "date"
    )
    too_long = " OR ".join(f"strlen(t_{name}) > {LONGEST_TEXT} AND length(t_{name}) > {LONGEST_TEXT}" for name in TEXTS)
    kind = "CASE WHEN t_kind IS NULL THEN CASE WHEN amount < 0 THEN 'return' ELSE 'sale' END ELSE lower(t_kind) END"
    kinds = ", ".join(f"'{name}'" for name in KINDS)
    return f"""
    CREATE TEMP TABLE typed AS
    WITH read AS (SELECT *, {read_numbers}, {read_texts}, {read_days}, {line or "NULL::BIGINT"} AS t_line FROM {raw.relation}),
    numbered AS (SELECT *, {held_numbers} FROM read)
    SELECT row_number, {_text_literal(source)} AS source, t_document AS document, t_line AS line, t_customer AS customer,
      t_date AS date, t_offering AS offering, t_unit AS unit, t_region AS region, quantity, list_amount, discount,
      amount, cost, upper(t_currency) AS currency, {kind} AS kind,
      t_required AS required, t_shipped AS shipped,
      CASE
        WHEN {too_long} THEN 'a text of this row has more than {LONGEST_TEXT} characters'
        WHEN t_document IS NULL THEN 'there is no document number'
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
    if decimal == ",":
        return cleaned
    finite = f" AND isfinite(TRY_CAST({column} AS DOUBLE))" if kept_as == "DOUBLE" else ""
    plain = f"CASE WHEN NOT contains({column}, '_'){finite} THEN TRY_CAST({column} AS {kept_as}) END"
    return f"coalesce({plain}, {cleaned})"


def _text(field: Column | Constant | Arithmetic, raw: Raw) -> str:
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
    return rf"nullif(CASE WHEN suffix({trimmed}, '.0') THEN regexp_replace({trimmed}, '^(\d+)\.0$', '\1') ELSE {trimmed} END, '')"


def _date(field: Column | Constant | Arithmetic, raw: Raw, order: str) -> str:
    if isinstance(field, Constant):
        return f"TRY_CAST({_text_literal(field.value)} AS DATE)"
    assert isinstance(field, Column)
    column, kind = raw.columns[field.name], raw.types[field.name]
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
    return f"(length({text}) = 10 AND {text}[5] = '-' AND {text}[8] = '-')"


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
) -> tuple[str, tuple[str, ...]]:
    """Point or comma: told, or found from every number column that is text."""
    if mapping.decimal:
        return mapping.decimal, ()
    names = {
        name
        for key, field in fields.items()
        if key in NUMBERS
        for name in ((field.name,) if isinstance(field, Column) else getattr(field, "columns", ()))
        if raw.types[name] == "VARCHAR"
    }
    if not names:
        return ".", ()
    commas_at_all = " OR ".join(f"contains({raw.columns[name]}, ',')" for name in sorted(names))
    if connection.execute(f"SELECT 1 FROM {raw.relation} WHERE {commas_at_all} LIMIT 1").fetchone() is None:
        return ".", ()
    bare = [f"regexp_replace({raw.columns[name]}, '[^0-9.,]', '', 'g')" for name in sorted(names)]
    comma = " + ".join(
        rf"count(*) FILTER (regexp_matches({b}, '^[^,]*,(\d{{1,2}}|\d{{4,}})$|\.\d{{3}},'))" for b in bare
    )
    point = " + ".join(
        rf"count(*) FILTER (regexp_matches({b}, '^[^.]*\.(\d{{1,2}}|\d{{4,}})$|,\d{{3}}\.'))" for b in bare
    )
    commas, points = connection.execute(f"SELECT {comma}, {point} FROM {raw.relation}").fetchone() or (0, 0)
    if commas and points:
        mark, other = ("comma", points) if commas > points else ("point", commas)
        note = f"Numbers are written with a decimal {mark}; {other} written otherwise were not understood."
        return ("," if commas > points else "."), (note,)
    return ("," if commas else "."), ()


def _date_order(
    connection: duckdb.DuckDBPyConnection,
    raw: Raw,
    fields: dict[str, Column | Constant | Arithmetic],
    mapping: Mapping,
) -> tuple[str, tuple[str, ...]]:
    """Day or month first: told, or found from the whole column. Rows that contradict it are refused one by one."""
    field = fields["date"]
    if mapping.date_order or not isinstance(field, Column) or raw.types[field.name] != "VARCHAR":
        return mapping.date_order or "ymd", ()
    column = raw.columns[field.name]
    first, second = (f"TRY_CAST(regexp_extract({column}, '{PARTS}', {n}) AS INTEGER)" for n in (1, 2))
    counted = connection.execute(
        f"SELECT count(*) FILTER ({first} BETWEEN 13 AND 31), count(*) FILTER ({first} <= 12 AND {second} BETWEEN 13 AND 31), "
        f"count(*) FILTER ({first} <= 31), any_value({column}) FILTER ({first} <= 31) FROM {raw.relation} "
        f"WHERE NOT {_is_iso(column)}"
    ).fetchone() or (0, 0, 0, "")
    day_first, month_first, either, example = counted
    if not either:
        return "ymd", ()
    if day_first and month_first:
        order, others = (DAY_FIRST, month_first) if day_first >= month_first else ("mdy", day_first)
        return order, (f"Dates are written {_order_name(order)}; {others} that contradict it were rejected.",)
    if not day_first and not month_first:
        return DAY_FIRST, (
            f"“{example}” is ambiguous; it was read day first. If the month comes first, choose that format.",
        )
    return (DAY_FIRST if day_first else "mdy"), ()


def _order_name(order: str) -> str:
    return "day first" if order == DAY_FIRST else "month first"


def _given(field: Column | Constant | Arithmetic, raw: Raw) -> str:
    """Whether anything stands in the columns a number is made of."""
    names = [field.name] if isinstance(field, Column) else list(getattr(field, "columns", ()))
    return " AND ".join(f"nullif(trim({raw.columns[name]}::VARCHAR), '') IS NOT NULL" for name in names) or "true"


def _shown(field: Column | Constant | Arithmetic, raw: Raw) -> str:
    """What stands in the file for this field, for the reason."""
    names = [field.name] if isinstance(field, Column) else list(getattr(field, "columns", ()))
    parts = [f"nullif(trim({raw.columns[name]}::VARCHAR), '')" for name in names]
    return f"nullif(concat_ws(' · ', {', '.join(parts)}), '')" if parts else "NULL"


def _text_literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
