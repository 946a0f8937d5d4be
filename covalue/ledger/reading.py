"""Files as tables of raw columns: CSV of any dialect, Excel, Parquet.

Every row keeps the number a person sees in the file (the heading is row 1). What the reader itself cannot take as a
row is kept too, with its reason, in the table `unreadable`.
"""

import codecs
import csv
import io
import itertools
import zipfile
import zlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from covalue.ledger.rules import LedgerInputError

SEPARATORS: Final = (";", "\t", "|", ",")
EXCEL: Final = frozenset({".xlsx", ".xlsm"})
SAMPLE_ROWS: Final = 50
LONGEST_LINE: Final = 24 * 1024 * 1024
UNPACKED_LIMIT: Final = 2 * 1024**3  # bytes an Excel file may unpack to
RATIO_LIMIT: Final = 250  # times its size: real sheets stay below 30
CHUNK: Final = 1024 * 1024
ROWS_AT_ONCE: Final = 20_000
LONGEST_ROW: Final = 200  # lines a row may span by line breaks inside quotes
OPEN_QUOTE: Final = "a quotation mark is opened and never closed"


@dataclass(frozen=True)
class Options:
    """How a text file is written, where it is not to be found out."""

    separator: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Source:
    """What a file looks like: its columns in order, some rows as text, how it is written."""

    columns: tuple[str, ...]
    sample: tuple[dict[str, str], ...]
    kind: str
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True)
class Raw:
    """A file opened in DuckDB as `relation`, with its columns as c0, c1… so that no name of theirs meets one of ours.

    `columns` maps their names to those, `types` to DuckDB's types; `row_number` is the row's number in the file.
    """

    relation: str
    columns: dict[str, str]
    types: dict[str, str]


def sniff(path: Path, options: Options | None = None) -> Source:
    """Look at a file without reading all of it."""
    kind = kind_of(path)
    if kind == "parquet":
        connection = duckdb.connect()
        relation = _parquet(connection, path)
        names = tuple(relation.columns)
        rows = relation.limit(SAMPLE_ROWS).fetchall()
        return Source(names, _as_text(names, rows), kind)
    if kind == "excel":
        rows_of_sheet = _sheet_rows(path)
        names = _headings([_cell(value) for value in next(rows_of_sheet, [])])
        cells = [[_cell(value) for value in row] for row in itertools.islice(rows_of_sheet, SAMPLE_ROWS)]
        _guard_rows(cells)
        return Source(names, _as_text(names, cells), kind)
    encoding, separator = _dialect(path, options or Options())
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = list(itertools.islice(csv.reader(_lines(file), delimiter=separator), SAMPLE_ROWS + 1))
    names = _headings(head[0])
    _guard_rows(head[1:])
    return Source(names, _as_text(names, head[1:]), kind, encoding, separator)


def open_in(connection: duckdb.DuckDBPyConnection, path: Path, options: Options, folder: Path) -> Raw:
    """Make the file readable in DuckDB as relation `raw`; `unreadable(row_number, reason, content)` stands beside it."""
    connection.execute("CREATE TEMP TABLE unreadable (row_number BIGINT, reason VARCHAR, content VARCHAR)")
    kind = kind_of(path)
    if kind == "parquet":
        relation = _parquet(connection, path)
        types = {name: str(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}
        chosen = ", ".join(f"{quoted_name(name)} AS c{place}" for place, name in enumerate(types))
        connection.execute(
            f"CREATE TEMP VIEW raw AS SELECT {chosen}, file_row_number + 2 AS row_number "
            f"FROM read_parquet({_quoted(str(path))}, file_row_number = true)"
        )
        return Raw("raw", _places(types), types)
    if kind == "excel":
        return _open_excel(connection, path)
    return _open_csv(connection, path, options, folder)


def kind_of(path: Path) -> str:
    """csv, excel or parquet: by the first bytes, then by the name."""
    if not path.exists():
        raise LedgerInputError(f"There is no file {path.name}.")
    with path.open("rb") as file:
        head = file.read(8)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t"):
        raise LedgerInputError("The file is empty.")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK"):
        return "excel"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise LedgerInputError("This is an old Excel file (.xls). Save it as .xlsx or CSV and import that.")
    if path.suffix.lower() == ".parquet" or path.suffix.lower() in EXCEL:
        raise LedgerInputError(
            f"The file is called {path.suffix} but its content is something else, or it was cut off."
        )
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LedgerInputError("This is neither text, Excel nor Parquet.")
    return "csv"


def quoted_name(column: str) -> str:
    """A column name for SQL."""
    return '"' + column.replace('"', '""') + '"'


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> duckdb.DuckDBPyRelation:
    try:
        relation = connection.sql(f"SELECT * FROM read_parquet({_quoted(str(path))})")
        count = connection.sql(f"SELECT count(*) FROM read_parquet({_quoted(str(path))})").fetchone()
    except duckdb.Error as problem:
        raise LedgerInputError(
            f"The Parquet file cannot be read; it may have been cut off: {_first_line(problem)}"
        ) from None
    if not count or not count[0]:
        raise LedgerInputError("The file has a heading but no lines.")
    _headings(list(relation.columns))
    return relation


def _open_csv(connection: duckdb.DuckDBPyConnection, path: Path, options: Options, folder: Path) -> Raw:
    """By DuckDB when that takes every line for a row; otherwise row by row, which finds what is wrong with each."""
    encoding, separator = _dialect(path, options)
    names = sniff(path, Options(separator, encoding)).columns
    if encoding != "utf-8":
        path = _as_utf8(path, encoding, folder / "utf8.csv")
    if not _read_at_once(connection, path, separator, len(names)):
        with path.open(encoding="utf-8", newline="") as file:
            _read_one_by_one(connection, _csv_rows(file, separator), len(names))
    return _opened(connection, names)


def _open_excel(connection: duckdb.DuckDBPyConnection, path: Path) -> Raw:
    sheet = _sheet_rows(path)
    names = _headings([_cell(value) for value in next(sheet, [])])
    rows = (Row(number, [_cell(value) for value in row]) for number, row in enumerate(sheet, start=2))
    _read_one_by_one(connection, rows, len(names))
    return _opened(connection, names)


def _opened(connection: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> Raw:
    if _count(connection, "raw") == 0 and _count(connection, "unreadable") == 0:
        raise LedgerInputError("The file has a heading but no lines.")
    types = dict.fromkeys(names, "VARCHAR")
    return Raw("raw", _places(types), types)


def _read_at_once(connection: duckdb.DuckDBPyConnection, path: Path, separator: str, width: int) -> bool:
    """Make the relation `raw` by DuckDB's reader; False, and no relation, unless each line became exactly one row.

    DuckDB drops what follows a quotation mark never closed without a word and cannot number rows past blank lines,
    so it is believed only where the count of lines agrees.
    """
    columns = ", ".join(f"{_quoted(f'c{place}')}: 'VARCHAR'" for place in range(width))
    try:
        connection.execute(
            f"CREATE TEMP TABLE raw_cells AS SELECT * FROM read_csv("
            f"{_quoted(str(path))}, delim = {_quoted(separator)}, quote = '\"', escape = '\"', header = false, skip = 1, "
            f"auto_detect = false, columns = {{{columns}}}, null_padding = false, strict_mode = true, "
            f"max_line_size = {LONGEST_LINE})"
        )
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return False
    if _count(connection, "raw_cells") + 1 == _lines_in(path):
        connection.execute("CREATE TEMP VIEW raw AS SELECT *, rowid + 2 AS row_number FROM raw_cells")
        return True
    connection.execute("DROP TABLE raw_cells")
    return False


def _lines_in(path: Path) -> int:
    """Lines of a file; the last one counts without its end, too."""
    lines, last = 0, b"\n"
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            lines, last = lines + chunk.count(b"\n"), chunk[-1:]
    return lines + (last != b"\n")


@dataclass(frozen=True)
class Row:
    """One row as it stands in the file: the line it begins on, its cells, or why it is none."""

    number: int
    cells: list[str]
    reason: str = ""


def _read_one_by_one(connection: duckdb.DuckDBPyConnection, rows: Iterator[Row], width: int) -> None:
    """Make the table `raw` from rows; those of another width than the heading's go to `unreadable`."""
    fields = [(f"c{place}", pa.string()) for place in range(width)]
    schema = pa.schema([*fields, ("row_number", pa.int64())])
    refused: list[tuple[int, str, str]] = []

    def batches() -> Iterator[pa.RecordBatch]:
        good = (row for row in rows if _is_good(row, width, refused))
        while part := list(itertools.islice(good, ROWS_AT_ONCE)):
            cells = [
                [row.cells[place] or None if place < len(row.cells) else None for row in part] for place in range(width)
            ]
            yield pa.record_batch([*cells, [row.number for row in part]], schema=schema)

    connection.register("rows_read", pa.RecordBatchReader.from_batches(schema, batches()))
    connection.execute("CREATE TEMP TABLE raw AS SELECT * FROM rows_read")
    connection.unregister("rows_read")
    bad = pa.table(
        list(map(list, zip(*refused, strict=True))) or [[], [], []], names=["row_number", "reason", "content"]
    )
    connection.register("rows_refused", bad)
    connection.execute("INSERT INTO unreadable SELECT row_number, reason, content FROM rows_refused")
    connection.unregister("rows_refused")


def _is_good(row: Row, width: int, refused: list[tuple[int, str, str]]) -> bool:
    """Whether a row has the heading's width; blank ones are passed over, others noted with their reason."""
    cells = len(_trimmed(row.cells))
    reason = row.reason
    if not reason and cells == 0:
        return False
    if not reason and (cells > width or len(row.cells) < width):
        reason = f"the row has {len(row.cells)} cells where the heading has {width}"
    if reason:
        refused.append((row.number, reason, ",".join(row.cells)[:2000]))
    return not reason


def _csv_rows(file: Iterable[str], separator: str) -> Iterator[Row]:
    """The rows below the heading. A quotation mark that is never closed costs its own line and no other."""
    lines = enumerate(_lines(file), start=1)
    ahead: deque[tuple[int, str]] = deque()
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        number, text = line
        row = Row(number, [text], OPEN_QUOTE)
        taken: list[tuple[int, str]] = []
        while True:
            try:
                cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), [])
                row = Row(number, cells)
                break
            except csv.Error as problem:
                if "unexpected end" not in str(problem):
                    row = Row(number, [text], "a quotation mark is inside a cell that is not quoted as a whole")
                    ahead.extendleft(reversed(taken))
                    break
                more = (ahead.popleft() if ahead else next(lines, None)) if len(taken) < LONGEST_ROW else None
                if more is None:
                    ahead.extendleft(reversed(taken))
                    break
                taken.append(more)
                text += more[1]
        if number > 1:
            yield row


def _places(names: Iterable[str]) -> dict[str, str]:
    return {name: f"c{place}" for place, name in enumerate(names)}


def _dialect(path: Path, options: Options) -> tuple[str, str]:
    """Encoding and separator, as told or as found."""
    encoding = _encoding(path, options.encoding)
    if options.separator:
        return encoding, options.separator
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = [line for line in itertools.islice(_lines(file), 30) if line.strip()]
    return encoding, _separator(head)


def _encoding(path: Path, chosen_encoding: str) -> str:
    """The chosen encoding if the whole file can be read in it; otherwise the byte-order mark's, UTF-8, or Windows'."""
    with path.open("rb") as file:
        head = file.read(4)
    encoding = chosen_encoding
    if not encoding:
        if head.startswith(codecs.BOM_UTF8):
            return "utf-8-sig"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        encoding = "utf-8"
    problem = _first_undecodable(path, encoding)
    if problem is None:
        return codecs.lookup(encoding).name
    if chosen_encoding:
        raise LedgerInputError(
            f"The file is not written in {chosen_encoding}: {problem}. Leave the encoding out to have it found."
        )
    return "cp1252" if _first_undecodable(path, "cp1252") is None else "latin-1"


def _first_undecodable(path: Path, encoding: str) -> str | None:
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise LedgerInputError(f"There is no encoding called “{encoding}”.") from None
    line = 1
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as problem:
                return f"byte {problem.object[problem.start]:#04x} near line {line + chunk[: problem.start].count(10)}"
            line += chunk.count(b"\n")
    return None


def _separator(head: list[str]) -> str:
    """The separator that cuts the most lines into the same number of parts, more than one."""

    def evenness(separator: str) -> tuple[float, int]:
        widths = Counter(len(row) for row in csv.reader(head, delimiter=separator))
        width, lines = widths.most_common(1)[0]
        return (lines / len(head), width) if width > 1 else (0.0, 0)

    return max(SEPARATORS, key=evenness) if head else ","


def _headings(names: list[str]) -> tuple[str, ...]:
    cleaned = [name.strip().lstrip("\ufeff") for name in names]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    if not cleaned:
        raise LedgerInputError("The first line must name the columns; it is empty.")
    twice = [name for name, times in Counter(name.casefold() for name in cleaned).items() if times > 1 and name]
    if twice:
        raise LedgerInputError(f"Two columns are called “{twice[0]}”. Rename one of them.")
    return tuple(name or f"column {place}" for place, name in enumerate(cleaned, start=1))


def _guard_rows(rows: list[list[str]]) -> None:
    if not any(any(cell for cell in row) for row in rows):
        raise LedgerInputError("The file has a heading but no lines.")


def _as_utf8(path: Path, encoding: str, target: Path) -> Path:
    with (
        path.open(encoding=encoding, errors="strict", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        for chunk in iter(lambda: source.read(CHUNK), ""):
            out.write(chunk.replace("\x00", ""))
    return target


def _lines(file: io.TextIOBase | Any) -> Iterator[str]:
    """Lines without NULs, which the csv module refuses."""
    csv.field_size_limit(LONGEST_LINE)
    for line in file:
        yield line.replace("\x00", "")


def _sheet_rows(path: Path) -> Iterator[list[Any]]:
    """The rows of the first sheet, after a look at how far the file would unpack."""
    import openpyxl

    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
            declares = any(_has_doctype(packed, entry) for entry in packed.infolist())
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError):
        raise LedgerInputError("The Excel file is damaged or was cut off.") from None
    if unpacked > UNPACKED_LIMIT or unpacked > RATIO_LIMIT * max(path.stat().st_size, 100_000):
        raise LedgerInputError(
            "The file would unpack to far more than its size suggests, so it was rejected. Save it as CSV instead."
        )
    if declares:
        raise LedgerInputError(
            "The file contains something no Excel file should contain (a document type), so it was rejected."
        )
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(values_only=True):
            yield list(row)
    except LedgerInputError:
        raise
    except Exception as problem:
        raise LedgerInputError(f"The Excel file cannot be read: {_first_line(problem)}") from None


def _has_doctype(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part declares a document type, as XML bombs do; OPC allows none (ECMA-376 part 2, §8.1.4)."""
    if not entry.filename.endswith((".xml", ".rels")):
        return False
    with packed.open(entry) as part:
        head = part.read(4096).replace(b"\0", b"")  # the same in UTF-16
    return b"<!doctype" in head.lower()


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if hasattr(value, "isoformat"):
        return str(value.isoformat(" ") if hasattr(value, "hour") and hasattr(value, "year") else value.isoformat())
    return str(value)


def _as_text(names: tuple[str, ...], rows: list[Any]) -> tuple[dict[str, str], ...]:
    return tuple({name: _cell(value) for name, value in zip(names, row, strict=False)} for row in rows)


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _first_line(problem: BaseException) -> str:
    return str(problem).strip().splitlines()[0][:300] if str(problem).strip() else type(problem).__name__
