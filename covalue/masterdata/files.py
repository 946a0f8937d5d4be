"""A file of master data as rows of fields, read by the ledger's reader; and what was not taken, as a file again."""

import csv
import json
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import duckdb
from django.utils.translation import gettext as _

from covalue.core import errors, exports
from covalue.ledger import layout, reading
from covalue.ledger.assumptions import Assumed, emptied
from covalue.ledger.cells import ERRORS, NOTHING
from covalue.ledger.layout import Passed
from covalue.ledger.reading import Options, Source
from covalue.ledger.rules import LedgerInputError, TooManyRowsError
from covalue.masterdata.rules import MOST_ROWS, tidy

REASON: Final = "reason"
MEMORY: Final = "1GB"
AT_ONCE: Final = 20_000
CALLED: Final = ("name", "key", "code")  # cells by which somebody or something is called


class TooLong(errors.BadInput):
    """A file of more rows than are taken at once."""

    def __init__(self, most: int) -> None:
        super().__init__(_("The file has more than {n} rows. Split it into parts.").format(n=most), field="file")


@dataclass(frozen=True)
class Row:
    """A row by its number in the file: field → tidied text, and the cells as they stand there."""

    number: int
    cells: Mapping[str, str]
    raw: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A file read: its columns, its rows, and those that are none: number, reason, content."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unreadable: tuple[tuple[int, str, str], ...]
    assumed: tuple[Assumed, ...] = ()


def columns_of(path: Path, options: Options = Options()) -> tuple[str, ...]:
    """The headings; BadInput with a sentence for a file that cannot be read."""
    return look(path, options).columns


def look(path: Path, options: Options = Options()) -> Source:
    """What the file looks like; BadInput with a sentence for one that cannot be read."""
    try:
        return reading.sniff(path, options)
    except LedgerInputError as refused:
        raise errors.BadInput(str(refused), field="file") from None


def sent_back(text: str, fields: Collection[str], most: int) -> list[dict[str, str]]:
    """The rows of a preview as its form sends them back: texts by these fields, and each row's `number`.

    BadInput for anything else, whoever made it up.
    """
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        rows = None
    allowed = {"number", *fields}
    if not isinstance(rows, list) or len(rows) > most or not all(_is_row(row, allowed) for row in rows):
        raise errors.BadInput(_("These rows cannot be read. Choose the file again."), field="rows")
    return rows


def _is_row(row: object, allowed: Collection[str]) -> bool:
    if not isinstance(row, dict) or not row.keys() <= set(allowed):
        return False
    if not all(isinstance(text, str) and "\x00" not in text for text in row.values()):
        return False
    number: str = row.get("number", "0")
    return number.isascii() and number.isdecimal() and len(number) < 10


def read(
    path: Path,
    mapping: Mapping[str, str],
    *,
    options: Options = Options(),
    most: int = MOST_ROWS,
    longest: int = MOST_ROWS,
) -> Sheet:
    """The first `most` rows by a mapping of fields to columns. Rows that are none are passed over and counted.

    BadInput with a sentence for a file that cannot be read, or takes more memory than is given to it; TooLong as soon as it
    turns out to be longer than `longest` rows.
    """
    try:
        return _read(path, mapping, options, most, longest)
    except duckdb.OutOfMemoryException:
        raise errors.BadInput(_("The file has too many cells to be read. Split it."), field="file") from None


def _read(path: Path, mapping: Mapping[str, str], options: Options, most: int, longest: int) -> Sheet:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET threads = 2")
        try:
            raw = reading.open_in(connection, path, options, Path(folder), most=longest)
        except TooManyRowsError:
            raise TooLong(longest) from None
        except LedgerInputError as refused:
            raise errors.BadInput(str(refused), field="file") from None
        same = {field: text[1:] for field, text in mapping.items() if is_same_in_all(text)}
        mapping = {field: column for field, column in mapping.items() if field not in same}
        places = {field: list(raw.columns).index(column) + 1 for field, column in mapping.items()}
        chosen = ", ".join(f"CAST({place} AS VARCHAR)" for place in raw.columns.values())
        cursor = connection.execute(
            f"SELECT row_number, {chosen} FROM {raw.relation} ORDER BY row_number LIMIT {most + 1}"
        )
        rows: list[Row] = []
        counts: Counter[Passed] = Counter()
        empty: Counter[str] = Counter()
        while part := cursor.fetchmany(AT_ONCE):
            for cells in part:
                row = _row(cells, places)
                if why := layout.passed_over(row.raw, list(raw.columns)):
                    counts[why] += 1
                    continue
                empty.update(
                    {
                        mapping[field]
                        for field, place in places.items()
                        if row.raw[place - 1].strip() and not row.cells[field]
                    }
                )
                rows.append(replace(row, cells={**row.cells, **same}))
        counts.update(Passed.NOTICE for _ in _notices(rows, set(mapping.values()) == set(raw.columns)))
        unreadable = connection.execute("SELECT row_number, reason, content FROM unreadable ORDER BY 1").fetchall()
    if len(rows) > most and most == MOST_ROWS:
        raise TooLong(most)
    sentence = layout.said(counts)
    passed = (Assumed("", str(counts.total()), sentence),) if sentence else ()
    nothing = emptied({column: empty[column] for column in dict.fromkeys(mapping.values())})
    assumed = (*raw.assumed, *passed, *nothing)
    return Sheet(tuple(raw.columns), tuple(rows[:most]), tuple(unreadable), assumed)


def is_same_in_all(text: str) -> bool:
    """Whether a mapping says what is the same in all rows, such as “=Fjord Energy”, and no column."""
    return text.startswith("=") and len(text) > 1


def _notices(rows: list[Row], is_whole: bool) -> list[Row]:
    """Take the rows below the table that are a sentence in their first cell, such as a report's footer."""
    notices = []
    while len(rows) > 1 and not is_whole and len(rows[-1].raw) > 2 and _is_notice(rows[-1]):
        notices.append(rows.pop())
    return notices


def _is_notice(row: Row) -> bool:
    return " " in row.raw[0].strip() and not any(cell.strip() for cell in row.raw[1:])


def write_rejects(path: Path, columns: Iterable[str], rejects: Iterable[tuple[tuple[str, ...], str]]) -> None:
    """The rows not taken in their own columns, with the reason behind them: correct them and load the file again."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        names = [name for name in columns if name != REASON]
        writer.writerow([*map(exports.harmless, names), REASON])
        for cells, reason in rejects:
            line = [*cells, *[""] * len(names)][: len(names)]
            writer.writerow([*(exports.harmless(cell[: exports.LONGEST_CELL]) for cell in line), reason])


def _row(cells: tuple[object, ...], places: Mapping[str, int]) -> Row:
    raw = tuple("" if cell is None else str(cell) for cell in cells[1:])
    number = int(str(cells[0]))
    return Row(number, {field: _said(field, tidy(raw[place - 1])) for field, place in places.items()}, raw)


def _said(field: str, text: str) -> str:
    """The cell, empty where it is an error of a spreadsheet or a word for nothing. NULL may be what somebody is called."""
    nothing = ERRORS if field in CALLED else (*ERRORS, *NOTHING)
    return "" if text.upper() in nothing else text
