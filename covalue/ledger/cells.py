"""The cells of a file in SQL: as numbers, texts, days and line numbers, NULL where they cannot be read."""

import re
from typing import Final

import duckdb

from covalue.ledger.mapping import Arithmetic, Column, Constant
from covalue.ledger.reading import Raw
from covalue.ledger.rules import DATES, NUMBER_TYPE, NUMBERS, TEXTS

Field = Column | Constant | Arithmetic
Fields = dict[str, Field]

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
OPEN_DAY: Final = (
    *("0001-01-01", "01.01.0001", "01/01/0001", "00010101", "1899-12-30", "1899-12-31", "1900-01-00", "00.01.1900"),
    *("1900-01-01", "01.01.1900", "01/01/1900", "19000101", "9999-12-31", "31.12.9999", "12/31/9999", "31/12/9999", "99991231"),
)  # fmt: skip
PLACES: Final = ("unit", "region", "currency", "kind")  # texts in which NULL and N/A are nothing
BLANKS: Final = ("' '", "chr(9)", "chr(160)")


def number(field: Field, raw: Raw, decimal: str) -> str:
    if isinstance(field, Column):
        return number_column(field.name, raw, decimal, NUMBER_TYPE)
    if isinstance(field, Arithmetic):
        return field.sql({name: number_column(name, raw, decimal) for name in field.columns})
    return f"TRY_CAST({literal(field.value)} AS DOUBLE)"


def number_column(name: str, raw: Raw, decimal: str, kept_as: str = "DOUBLE") -> str:
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


def is_exact(field: Field, raw: Raw) -> bool:
    """Whether a number can be held without a detour over floating point: one column of digits, or whole ones computed."""
    if isinstance(field, Column):
        return raw.types[field.name] not in FLOATS
    kinds = {raw.types[name] for name in getattr(field, "columns", ())}
    return bool(kinds) and all(kind in WHOLE or kind.startswith("DECIMAL") for kind in kinds)


def as_read(sql: str, *, exact: bool) -> str:
    """A number as it comes from the file: in exact columns as it is, otherwise in floating point."""
    return f"TRY({sql})" if exact else f"TRY(({sql})::DOUBLE)"  # a product may overflow: that row is refused


def held(name: str, sql: str | None, *, exact: bool) -> str:
    """A number as the ledger holds it, NULL where it cannot."""
    if not sql:
        return f"NULL::{NUMBER_TYPE}"
    if exact:
        return f"TRY_CAST(n_{name} AS {NUMBER_TYPE})"
    return f"CASE WHEN isfinite(n_{name}) AND abs(n_{name}) <= {LARGEST} THEN n_{name}::{NUMBER_TYPE} END"


def text(field: Field, raw: Raw, nothing: tuple[str, ...] = ERRORS) -> str:
    """A column as tidied text, NULL where it is empty or one of the words that stand for `nothing`."""
    if isinstance(field, Constant):
        return f"nullif({literal(field.value)}, '')"
    assert isinstance(field, Column)
    column, kind = raw.columns[field.name], raw.types[field.name]
    if kind in FLOATS:  # keys that a spreadsheet made numbers: 17850.0 is 17850
        whole = f"CASE WHEN {column} = floor({column}) THEN TRY_CAST({column} AS BIGINT)::VARCHAR END"
        return f"CASE WHEN isfinite({column}) THEN coalesce({whole}, {column}::VARCHAR) END"
    if kind != "VARCHAR":
        return f"{column}::VARCHAR"
    trimmed = f"trim({column}, ' ' || chr(9) || chr(160))"
    is_nothing = f"WHEN upper({trimmed}) IN ({literals(nothing)}) THEN NULL" if nothing else ""
    return (
        rf"nullif(CASE WHEN suffix({trimmed}, '.0') THEN regexp_replace({trimmed}, '^(\d+)\.0$', '\1') "
        rf"{is_nothing} ELSE {trimmed} END, '')"
    )


def words_for_nothing(connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields) -> dict[str, tuple[str, ...]]:
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
    return {name: empty_words(name) for name, is_there in zip(columns, row, strict=True) if is_there}


def _may_be_nothing(name: str, column: str) -> str:
    """Whether a cell begins like a word for nothing, or with a blank: below “$” lie blanks and the sign of errors."""
    letters = "Nn" if name in PLACES else ""
    begins = (f"prefix({column}, {sign})" for sign in (BLANKS[-1], *(f"'{letter}'" for letter in letters)))
    return " OR ".join((f"{column} < '$'", *begins))


def empty_words(name: str) -> tuple[str, ...]:
    """What stands for nothing in a field, in capitals."""
    if name in NUMBERS:
        return NO_NUMBER
    if name in DATES:
        return NO_DAY if name == "date" else (*NO_DAY, *OPEN_DAY)
    return (*ERRORS, *NOTHING) if name in PLACES else ERRORS


def untidy(column: str) -> str:
    """All that `text` would change, and seldom more; ends are looked at, which is half the work of a pattern."""
    ends = (f"{side}({column}, {blank})" for side in ("prefix", "suffix") for blank in BLANKS)
    return " OR ".join((f"{column} = ''", f"suffix({column}, '.0')", f"prefix({column}, '#')", *ends))


def day(field: Field, raw: Raw, order: str) -> str:
    if isinstance(field, Constant):
        return f"TRY_CAST({literal(field.value)} AS DATE)"
    assert isinstance(field, Column)
    column, kind = raw.columns[field.name], raw.types[field.name]
    if kind.endswith(POINT_IN_TIME):
        return f"timezone({literal(zone(field.name, raw))}, {column})::DATE"
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return f"{column}::DATE"
    text = column if kind == "VARCHAR" else f"{column}::VARCHAR"
    first, second, third = (f"regexp_extract({text}, '{PARTS}', {place})" for place in (1, 2, 3))
    year, month, day = {"dmy": (third, second, first), "mdy": (third, first, second)}.get(order, (first, second, third))
    century = f"CASE WHEN length({year}) = 2 THEN CASE WHEN {year} < '70' THEN '20' ELSE '19' END ELSE '' END"
    return (
        f"CASE WHEN {is_iso(text)} THEN TRY_CAST({text} AS DATE) WHEN regexp_matches({text}, '^\\s*\\d{{8}}\\s*$') THEN TRY_CAST(strptime(trim({text}), '%Y%m%d') AS DATE) "
        f"WHEN regexp_matches({text}, '^\\s*\\d{{4}}[./-]') THEN TRY_CAST(regexp_extract({text}, '{PARTS}', 1) || '-' || "
        f"regexp_extract({text}, '{PARTS}', 2) || '-' || regexp_extract({text}, '{PARTS}', 3) AS DATE) "
        f"WHEN regexp_matches({text}, '{PARTS}') AND length({third}) IN (2, 4) "
        f"THEN TRY_CAST({century} || {year} || '-' || {month} || '-' || {day} AS DATE) END"
    )


def zone(name: str, raw: Raw) -> str:
    return (raw.zones or {}).get(name, "UTC")


def is_iso(text: str) -> str:
    """Whether a text is written like 2026-11-30: by far the most common, and quick to tell."""
    return f"({text} LIKE '____-__-__')"


def line(field: Field | None, raw: Raw) -> str | None:
    if field is None:
        return None
    assert isinstance(field, Column)
    column = raw.columns[field.name]
    if raw.types[field.name] == "VARCHAR":
        return rf"TRY_CAST(regexp_replace(trim({column}), '\.0$', '') AS BIGINT)"
    return f"TRY_CAST({column} AS BIGINT)"


def given(field: Field, raw: Raw, nothing: tuple[str, ...]) -> str:
    """Whether anything stands in the columns a field is made of that is not a word for nothing."""
    empty = rf"^\s*({'|'.join(map(re.escape, nothing))})?\s*$"
    return (
        " AND ".join(
            f"coalesce(NOT regexp_matches({raw.columns[name]}, {literal(empty)}, 'i'), false)"
            if raw.types[name] == "VARCHAR"
            else f"{raw.columns[name]} IS NOT NULL"
            for name in columns_of(field)
        )
        or "true"
    )


def shown(field: Field, raw: Raw) -> str:
    """What stands in the file for this field, for the reason."""
    names = columns_of(field)
    parts = [f"nullif(trim({raw.columns[name]}::VARCHAR), '')" for name in names]
    return f"nullif(concat_ws(' · ', {', '.join(parts)}), '')" if parts else "NULL"


def columns_of(field: Field | None) -> tuple[str, ...]:
    """The columns of the file a field is made of."""
    return (field.name,) if isinstance(field, Column) else tuple(getattr(field, "columns", ()))


def literals(words: tuple[str, ...]) -> str:
    return ", ".join(map(literal, words))


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
