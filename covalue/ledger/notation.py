"""How a file is written, found from all of its cells: the decimal sign of its numbers and the order of its days."""

from dataclasses import dataclass
from typing import Final

import duckdb

from covalue.core import money
from covalue.ledger import cells
from covalue.ledger.assumptions import Assumed, QuestionError
from covalue.ledger.cells import Fields
from covalue.ledger.mapping import Mapping
from covalue.ledger.reading import Raw
from covalue.ledger.rules import DATES, NUMBERS

DAY_FIRST: Final = "dmy"
WITH_COMMA: Final = r"^[^,]*,(\d{1,2}|\d{4,})$|^0,\d+$|\d{4},\d+$|\.\d{3},|\.\d{3}\."
WITH_POINT: Final = r"^[^.]*\.(\d{1,2}|\d{4,})$|^0\.\d+$|\d{4}\.\d+$|,\d{3}\.|,\d{3},"
EITHER_WAY: Final = r"^[1-9]\d{0,2}[.,]\d{3}$"
POINTED: Final = r"^[-+ ]*\d*\.(\d{1,2}|\d{4,})$|^[-+ ]*0\.\d+$|^[-+ ]*\d{4,}\.\d+$"
MONEY: Final = ("amount", "cost", "list_amount", "discount")


@dataclass(frozen=True)
class Notation:
    """How numbers and days are written, and what of that was assumed."""

    decimal: str
    date_order: str
    assumed: tuple[Assumed, ...] = ()


def found(connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields, mapping: Mapping) -> Notation:
    """How the file is written, as told or as all of its cells show.

    Raises QuestionError where nothing decides and the money would be another.
    """
    decimal, of_numbers = decimal_sign(connection, raw, fields, mapping)
    order, of_days = date_order(connection, raw, fields, mapping)
    return Notation(decimal, order, (*of_numbers, *of_days))


def decimal_sign(
    connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields, mapping: Mapping
) -> tuple[str, tuple[Assumed, ...]]:
    """Point or comma: told, or decided from every number column that is text.

    Raises QuestionError where nothing decides and the money would be another.
    """
    columns = {name: cells.columns_of(fields[name]) for name in NUMBERS if name in fields}
    texts = texts_of(NUMBERS, raw, fields)
    if mapping.decimal or not texts or plainly_points(connection, raw, texts):
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


def plainly_points(connection: duckdb.DuckDBPyConnection, raw: Raw, names: list[str]) -> bool:
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
        f"{written} AND NOT regexp_matches({column}, '{cells.PLAIN}')"
        if raw.is_sheet and pattern == WITH_POINT
        else written
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
    fields: Fields,
    names: list[str],
) -> QuestionError:
    """Both readings of the first open number, with what the amounts come to: of rows with a document and a day, as totals
    have neither.
    """
    example = _example(connection, raw, names, EITHER_WAY)
    amounts = ", ".join(f"round(sum({cells.number(fields['amount'], raw, sign)}), 2)" for sign in ".,")
    filled = " AND ".join(
        f"coalesce(trim({raw.columns[name]}::VARCHAR), '') <> ''"
        for key in ("document", "date")
        for name in cells.columns_of(fields.get(key))
    )
    lines = f"SELECT {amounts} FROM {raw.relation} WHERE {filled or 'true'}"
    row = connection.execute(lines).fetchone() if "amount" in fields else None
    totals = [f" ({money.number(total, 2)} in all)" if total is not None else "" for total in row or (None, None)]
    sentence = (
        f"Numbers such as “{example}” can be read two ways: with a decimal point{totals[0]} or with a decimal "
        f"comma{totals[1]}. Choose the decimal sign."
    )
    return QuestionError("decimal", sentence, ((".", f"point{totals[0]}"), (",", f"comma{totals[1]}")))


def date_order(
    connection: duckdb.DuckDBPyConnection, raw: Raw, fields: Fields, mapping: Mapping
) -> tuple[str, tuple[Assumed, ...]]:
    """Day or month first: told, or found from all columns of days. Rows that contradict it are refused one by one."""
    names = texts_of(DATES, raw, fields)
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
    first, second = (f"TRY_CAST(regexp_extract({column}, '{cells.PARTS}', {n}) AS INTEGER)" for n in (1, 2))
    row = connection.execute(
        f"SELECT count(*) FILTER ({first} BETWEEN 13 AND 31), count(*) FILTER ({first} <= 12 AND {second} BETWEEN 13 AND 31), "
        f"count(*) FILTER ({first} <= 31), first({column}) FILTER ({first} <= 31) FROM {raw.relation} "
        f"WHERE NOT {cells.is_iso(column)}"
    ).fetchone()
    return row or (0, 0, 0, "")


def _order_name(order: str) -> str:
    return "day first" if order == DAY_FIRST else "month first"


def texts_of(names: tuple[str, ...], raw: Raw, fields: Fields) -> list[str]:
    """The columns of text that these fields are made of."""
    columns = dict.fromkeys(column for name in names for column in cells.columns_of(fields.get(name)))
    return [column for column in columns if raw.types[column] == "VARCHAR"]
