"""A file of master data as rows of fields, read by the ledger's reader; and what was not taken, as a file again."""

import csv
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
from django.utils.translation import gettext as _

from covalue.core import errors, exports
from covalue.ledger import reading
from covalue.ledger.reading import Options
from covalue.ledger.rules import LedgerInputError
from covalue.masterdata.rules import MOST_ROWS, tidy

REASON: Final = "reason"
MEMORY: Final = "1GB"
AT_ONCE: Final = 20_000


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


def columns_of(path: Path) -> tuple[str, ...]:
    """The headings; BadInput with a sentence for a file that cannot be read."""
    try:
        return reading.sniff(path).columns
    except LedgerInputError as refused:
        raise errors.BadInput(str(refused), field="file") from None


def read(path: Path, mapping: Mapping[str, str], *, most: int = MOST_ROWS) -> Sheet:
    """The first `most` rows by a mapping of fields to columns."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute("SET threads = 2")
        try:
            raw = reading.open_in(connection, path, Options(), Path(folder))
        except LedgerInputError as refused:
            raise errors.BadInput(str(refused), field="file") from None
        places = {field: list(raw.columns).index(column) + 1 for field, column in mapping.items()}
        chosen = ", ".join(f"CAST({place} AS VARCHAR)" for place in raw.columns.values())
        cursor = connection.execute(
            f"SELECT row_number, {chosen} FROM {raw.relation} ORDER BY row_number LIMIT {most + 1}"
        )
        rows: list[Row] = []
        while part := cursor.fetchmany(AT_ONCE):
            rows += [_row(cells, places) for cells in part if any(cells[1:])]
        unreadable = connection.execute("SELECT row_number, reason, content FROM unreadable ORDER BY 1").fetchall()
    if len(rows) > most and most == MOST_ROWS:
        raise errors.BadInput(
            _("The file has more than {n} rows. Split it into parts.").format(n=MOST_ROWS), field="file"
        )
    return Sheet(tuple(raw.columns), tuple(rows[:most]), tuple(unreadable))


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
    return Row(number, {field: tidy(raw[place - 1]) for field, place in places.items()}, raw)
