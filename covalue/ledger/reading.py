"""Files as tables of raw columns: CSV of any dialect, workbooks, Parquet.

Every row keeps the number a person sees in the file. Where the table begins is found (`layout.py`). What the reader itself
cannot take as a row is kept too, with its reason, in the table `unreadable`.
"""

import codecs
import csv
import io
import itertools
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa
from pyarrow import parquet

from covalue.core import money
from covalue.ledger import crosstab, layout, sheets
from covalue.ledger.assumptions import Assumed
from covalue.ledger.layout import NumberedRow, Passed
from covalue.ledger.rules import LedgerInputError, TooManyRowsError
from covalue.ledger.sheets import MOST_COLUMNS, Sheet
from covalue.ledger.source import Options, Raw, Source, quoted_name

__all__ = ["Options", "Raw", "Source", "kind_of", "open_in", "quoted_name", "scanned", "sniff"]

SEPARATORS: Final = (";", "\t", "|", ",")
BLANKS: Final = " "  # the separator of columns that stand below each other
SEPARATOR_NAMES: Final = {";": "semicolons", "\t": "tabs", "|": "bars", ",": "commas", BLANKS: "blanks"}
ENCODING_NAMES: Final = {"cp1252": "Windows-1252 (Western Europe)", "latin-1": "Latin-1", "iso8859-1": "Latin-1"}
EXCEL: Final = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
SAMPLE_ROWS: Final = 50
SHOWN_ROWS: Final = 12
SPARE_ROWS: Final = 100  # above and below a table, which are not its rows
LONGEST_LINE: Final = 24 * 1024 * 1024
CHUNK: Final = 1024 * 1024
BUFFER: Final = 32 * 1024 * 1024  # of a file read at once; by default it is 16 times the longest line
ROWS_AT_ONCE: Final = 20_000
LONGEST_ROW: Final = 200  # lines a row may span by line breaks inside quotes
MOST_BLANK_PARTED: Final = 200_000_000  # bytes of a report whose columns are parted by blanks
EVEN_ENOUGH: Final = 0.3  # of the first lines are cut alike by what parts the columns
OPEN_QUOTE: Final = "a quotation mark is opened and never closed"
THREE_PLACES: Final = re.compile(r"-?\d{1,3}\.\d{3}$")  # as a text it could be read two ways, as a number it cannot
SAYS_SEPARATOR: Final = re.compile(r'^\ufeff?"?sep=(.)"?\s*$', re.IGNORECASE)


def sniff(path: Path, options: Options | None = None) -> Source:
    """Look at a file without reading all of it."""
    source = _sniff(path, options or Options())
    return crosstab.turned_source(source) if options and options.turn else source


def _sniff(path: Path, options: Options) -> Source:
    """What the file looks like as it stands."""
    kind = kind_of(path)
    if kind == "parquet":
        connection = duckdb.connect()
        relation = _parquet(connection, path)
        names = tuple(relation.columns)
        rows = relation.limit(SAMPLE_ROWS).fetchall()
        return Source(names, _as_text(names, rows), kind, width=len(names))
    if kind == "excel":
        return _sniff_book(sheets.Workbook(path), options)[1]
    encoding, separator, skipped = _dialect(path, options)
    lines = _head_lines(path, encoding)
    rows = list(_split(lines, separator, skipped))
    source = Source((), (), kind, encoding, separator, assumed=_dialect_assumed(options, encoding, separator, lines))
    return _placed(source, rows, options)


def open_in(
    connection: duckdb.DuckDBPyConnection, path: Path, options: Options, folder: Path, most: int | None = None
) -> Raw:
    """Make the file readable in DuckDB as a relation, `raw` unless it is turned; `unreadable(row_number, reason, content)` stands
    beside it. TooManyRowsError as soon as there are clearly more than `most`, before all of them are read.
    """
    raw = _open(connection, path, options, folder, most and most + SPARE_ROWS + options.heading)
    return crosstab.turn(connection, raw) if options.turn else raw


def scanned(connection: duckdb.DuckDBPyConnection, path: Path, options: Options, folder: Path) -> Raw | None:
    """The file as a relation that is read anew by each question instead of kept; None where it has to be looked at row by row.

    Whoever has read it all has to compare the count of rows with `rows`: a file may turn out not to be what it seemed.
    """
    _make_unreadable(connection)
    kind = "" if options.turn else kind_of(path)
    if kind == "parquet":
        return _open_parquet(connection, path)
    return _scan_csv(connection, path, options, folder) if kind == "csv" else None


def _scan_csv(connection: duckdb.DuckDBPyConnection, path: Path, options: Options, folder: Path) -> Raw | None:
    source = _sniff(path, options)
    if source.encoding != "utf-8":
        path = _as_utf8(path, source.encoding, folder / "utf8.csv")
    rows = _lines_in(path) - source.heading
    if source.separator == BLANKS or rows < 1:
        return None
    connection.execute(f"CREATE OR REPLACE TEMP VIEW scan AS SELECT * FROM {_reader(path, source, source.separator)}")
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW raw AS SELECT *, row_number() OVER () + {source.heading} AS row_number FROM scan"
    )
    types = dict.fromkeys(source.columns, "VARCHAR")
    return Raw("raw", _places(types), types, source.heading, source.assumed, scan="scan", rows=rows)


def _open(connection: duckdb.DuckDBPyConnection, path: Path, options: Options, folder: Path, most: int | None) -> Raw:
    for view in ("raw", "scan"):
        connection.execute(f"DROP VIEW IF EXISTS {view}")
    _make_unreadable(connection)
    kind = kind_of(path)
    if kind == "parquet":
        return _open_parquet(connection, path)
    if kind == "excel":
        return _open_excel(connection, path, options, most)
    return _open_csv(connection, path, options, folder, most)


def _make_unreadable(connection: duckdb.DuckDBPyConnection) -> None:
    """The empty list of rows that cannot be taken for rows."""
    connection.execute("CREATE OR REPLACE TEMP TABLE unreadable (row_number BIGINT, reason VARCHAR, content VARCHAR)")


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
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return "excel"
    if path.suffix.lower() == ".parquet" or path.suffix.lower() in EXCEL:
        raise LedgerInputError(
            f"The file is called {path.suffix} but its content is something else, or it was cut off."
        )
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LedgerInputError("This is neither text, Excel nor Parquet.")
    return "csv"


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


def _open_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> Raw:
    relation = _parquet(connection, path)
    types = {name: str(kind) for name, kind in zip(relation.columns, relation.types, strict=True)}
    chosen = ", ".join(f"{quoted_name(name)} AS c{place}" for place, name in enumerate(types))
    file = _quoted(str(path))
    connection.execute(f"CREATE OR REPLACE TEMP VIEW scan AS SELECT {chosen} FROM read_parquet({file})")
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW raw AS SELECT {chosen}, file_row_number + 2 AS row_number "
        f"FROM read_parquet({file}, file_row_number = true)"
    )
    return Raw("raw", _places(types), types, zones=_zones(path), scan="scan", rows=parquet.read_metadata(path).num_rows)


def _zones(path: Path) -> dict[str, str]:
    """The zone of each column of points in time: DuckDB forgets it, the file's own schema keeps it."""
    schema = parquet.read_schema(path)
    return {field.name: field.type.tz for field in schema if pa.types.is_timestamp(field.type) and field.type.tz}


def _open_csv(
    connection: duckdb.DuckDBPyConnection, path: Path, options: Options, folder: Path, most: int | None
) -> Raw:
    """By DuckDB when that takes every line for a row; otherwise row by row, which finds what is wrong with each."""
    source = _sniff(path, options)
    separator = source.separator
    if source.encoding != "utf-8":
        path = _as_utf8(path, source.encoding, folder / "utf8.csv")
    if separator == BLANKS:
        path, separator = _as_columns(path, folder / "columns.csv"), "\t"
    counts: Counter[Passed] = Counter()
    if not _read_at_once(connection, path, source, separator):
        with path.open(encoding="utf-8", newline="") as file:
            _read_one_by_one(connection, _csv_rows(file, separator), source, counts, most)
    return _opened(connection, source, counts)


def _open_excel(connection: duckdb.DuckDBPyConnection, path: Path, options: Options, most: int | None) -> Raw:
    book = sheets.Workbook(path)
    (sheet, source), counts = _sniff_book(book, options), Counter[Passed]()
    if most:
        book.guard_rows(sheet, most)
    rows = (Row(number, [_cell(value) for value in row]) for number, row in enumerate(book.rows(sheet), start=1))
    _read_one_by_one(connection, rows, source, counts, most)
    marks = book.marks(sheet)
    names = tuple(name for place, name in enumerate(source.columns) if place in marks.uncalculated)
    raw = _opened(connection, source, counts)
    filled = tuple(
        (f"c{column}", top + 1, bottom)
        for column, top, bottom in marks.merged
        if top > source.heading and column < len(source.columns)
    )
    below = sum(bottom - top + 1 for _column, top, bottom in filled)
    sentence = (
        f"{money.number(below, 0)} cells below a merged one were given its value, where it is no number to add up."
    )
    merged = (Assumed("", str(below), sentence),) if below else ()
    return replace(raw, uncalculated=names, is_sheet=True, assumed=(*raw.assumed, *merged), filled=filled)


def _sniff_book(book: sheets.Workbook, options: Options) -> tuple[Sheet, Source]:
    """The sheet that is read and what it looks like: the one named, else the first visible one that holds a table."""
    if options.sheet:
        sheet = book.chosen(options.sheet)
        return sheet, _sniff_sheet(book, sheet, options)
    refusal: LedgerInputError | None = None
    for sheet in [sheet for sheet in book.sheets if sheet.visible] or book.sheets:
        try:
            return sheet, _sniff_sheet(book, sheet, options)
        except LedgerInputError as refused:
            refusal = refusal or refused
    assert refusal is not None
    raise refusal


def _sniff_sheet(book: sheets.Workbook, sheet: sheets.Sheet, options: Options) -> Source:
    cells = itertools.islice(book.rows(sheet), layout.HEAD_ROWS + options.heading + SAMPLE_ROWS)
    rows = [NumberedRow(number, tuple(map(_cell, row))) for number, row in enumerate(cells, start=1)]
    names = tuple(each.name for each in book.sheets)
    assumed: tuple[Assumed, ...] = ()
    if len(names) > 1 and not options.sheet:
        others = ", ".join(
            f"“{each.name}”" + ("" if each.visible else " (hidden)") for each in book.sheets if each != sheet
        )
        assumed = (
            Assumed(
                "sheet",
                sheet.name,
                f"The sheet “{sheet.name}” was read, the first visible one with a table, not {others}.",
            ),
        )
    return _placed(Source((), (), "excel", sheet=sheet.name, sheets=names, assumed=assumed), rows, options)


def _placed(source: Source, rows: list[NumberedRow], options: Options) -> Source:
    """The source with its columns and sample, from the row that names them on."""
    heading = options.heading or layout.heading_of(rows)
    named = next((row for row in rows if row.number >= heading), NumberedRow(heading, ()))
    names = _headings(list(named.cells))
    below = [row for row in rows if row.number > named.number]
    lines = [list(row.cells) for row in below if layout.passed_over(row.cells, names) is None][:SAMPLE_ROWS]
    _guard_rows(lines)
    assumed = source.assumed
    if named.number > rows[0].number and not options.heading:
        sentence = f"The columns are named in row {named.number}; what stands above it was not read."
        assumed = (*assumed, Assumed("heading", str(named.number), sentence))
    return replace(
        source,
        columns=names,
        sample=_as_text(names, lines),
        heading=named.number,
        width=max(len(named.cells), len(names)),
        head=tuple(rows[: max(SHOWN_ROWS, named.number + 3)]),
        assumed=assumed,
    )


def _opened(connection: duckdb.DuckDBPyConnection, source: Source, counts: Counter[Passed]) -> Raw:
    if _count(connection, "raw") == 0 and _count(connection, "unreadable") == 0:
        raise LedgerInputError("The file has a heading but no lines.")
    types = dict.fromkeys(source.columns, "VARCHAR")
    sentence = layout.said(counts)
    passed = (Assumed("", str(counts.total()), sentence),) if sentence else ()
    return Raw("raw", _places(types), types, heading=source.heading, assumed=(*source.assumed, *passed))


def _read_at_once(connection: duckdb.DuckDBPyConnection, path: Path, source: Source, separator: str) -> bool:
    """Make the relation `raw` by DuckDB's reader; False, and no relation, unless each line became exactly one row.

    DuckDB drops what follows a quotation mark never closed without a word and cannot number rows past blank lines,
    so it is believed only where the count of lines agrees.
    """
    try:
        connection.execute(f"CREATE TEMP TABLE raw_cells AS SELECT * FROM {_reader(path, source, separator)}")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return False
    if _count(connection, "raw_cells") + source.heading == _lines_in(path):
        connection.execute(
            f"CREATE TEMP VIEW raw AS SELECT *, rowid + {source.heading + 1} AS row_number FROM raw_cells"
        )
        return True
    connection.execute("DROP TABLE raw_cells")
    return False


def _reader(path: Path, source: Source, separator: str) -> str:
    """DuckDB's reader, told everything: it finds out nothing by itself."""
    columns = ", ".join(f"{_quoted(f'c{place}')}: 'VARCHAR'" for place in range(source.width))
    return (
        f"read_csv({_quoted(str(path))}, delim = {_quoted(separator)}, quote = '\"', escape = '\"', header = false, "
        f"skip = {source.heading}, auto_detect = false, columns = {{{columns}}}, null_padding = false, "
        f"strict_mode = true, max_line_size = {LONGEST_LINE}, buffer_size = {BUFFER})"
    )


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


def _read_one_by_one(
    connection: duckdb.DuckDBPyConnection,
    rows: Iterator[Row],
    source: Source,
    counts: Counter[Passed],
    most: int | None,
) -> None:
    """Make the table `raw` from rows; those of another width than the heading's go to `unreadable`.

    Blank rows, rules, repeated headings and notices below the table are no rows: they are counted.
    """
    width = len(source.columns)
    fields = [(f"c{place}", pa.string()) for place in range(width)]
    schema = pa.schema([*fields, ("row_number", pa.int64())])
    sorting = _Sorting(source, counts)

    def batches() -> Iterator[pa.RecordBatch]:
        good = itertools.islice(
            (row for row in rows if row.number > source.heading and sorting.is_good(row)), most and most + 1
        )
        while part := list(itertools.islice(good, ROWS_AT_ONCE)):
            cells = [
                [row.cells[place] or None if place < len(row.cells) else None for row in part] for place in range(width)
            ]
            yield pa.record_batch([*cells, [row.number for row in part]], schema=schema)

    connection.register("rows_read", pa.RecordBatchReader.from_batches(schema, batches()))
    connection.execute("CREATE TEMP TABLE raw AS SELECT * FROM rows_read")
    connection.unregister("rows_read")
    if most and _count(connection, "raw") > most:
        raise TooManyRowsError(f"The file has more than {most} rows.")
    sorting.end()
    bad = pa.table(
        list(map(list, zip(*sorting.refused, strict=True))) or [[], [], []], names=["row_number", "reason", "content"]
    )
    connection.register("rows_refused", bad)
    connection.execute("INSERT INTO unreadable SELECT row_number, reason, content FROM rows_refused")
    connection.unregister("rows_refused")


class _Sorting:
    """Which rows are lines: the others are refused with a reason, or passed over and counted."""

    def __init__(self, source: Source, counts: Counter[Passed]) -> None:
        self.names, self.width, self.counts = source.columns, source.width, counts
        self.heading = list(source.columns)
        self.marks = "-=_*+"
        self.refused: list[tuple[int, str, str]] = []
        self.alone: list[tuple[int, str, str]] = []  # rows of one cell, notices where no line follows

    def is_good(self, row: Row) -> bool:
        cells = len(_trimmed(row.cells))
        if row.reason:
            return self._refuse(row, row.reason)
        first = row.cells[0] if row.cells else ""
        if cells == 0 or first[:1] in self.marks or first.strip() in ("", self.names[0]):
            why = layout.passed_over(row.cells, self.heading)
            if why is not None:
                self.counts[why] += 1
                return False
        if cells > self.width or len(row.cells) < len(self.names):
            said = f"the row has {len(row.cells)} cells where the heading has {len(self.names)}"
            if layout.is_total(row.cells):
                self.counts[Passed.TOTAL] += 1
                return False
            if cells == 1 and len(self.names) > 2 and " " in first.strip():
                self.alone.append((row.number, said, first[:2000]))
                return False
            return self._refuse(row, said)
        self.refused += self.alone
        self.alone = []
        return True

    def end(self) -> None:
        self.counts[Passed.NOTICE] += len(self.alone)

    def _refuse(self, row: Row, reason: str) -> bool:
        self.refused.append((row.number, reason, ",".join(row.cells)[:2000]))
        return False


def _csv_rows(file: Iterable[str], separator: str) -> Iterator[Row]:
    """The rows of a file. A quotation mark that is never closed costs its own line and no other."""
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
        yield row


def _places(names: Iterable[str]) -> dict[str, str]:
    return {name: f"c{place}" for place, name in enumerate(names)}


def _dialect(path: Path, options: Options) -> tuple[str, str, int]:
    """Encoding and separator, as told, as the file says or as found; and how many lines only say the separator."""
    told = options.separator
    if told and told != BLANKS and (len(told) != 1 or told in '"\r\n'):
        raise LedgerInputError(
            "The separator is one character, such as ; or a tab; a blank where columns stand below each other."
        )
    encoding = _encoding(path, options.encoding)
    lines = _head_lines(path, encoding)
    says = SAYS_SEPARATOR.match(lines[0]) if lines else None
    if says:
        return encoding, options.separator or says[1], 1
    return encoding, options.separator or _separator([line for line in lines[:30] if line.strip()]), 0


def _head_lines(path: Path, encoding: str) -> list[str]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        return list(itertools.islice(_lines(file), layout.HEAD_ROWS + SAMPLE_ROWS))


def _split(lines: list[str], separator: str, skipped: int) -> Iterator[NumberedRow]:
    """The rows of a file's first lines; a row with a stray quotation mark is cut as well as it can be."""
    if separator == BLANKS:
        gaps = _gaps(lines)
        yield from (NumberedRow(n, tuple(_cut(line, gaps))) for n, line in enumerate(lines, start=1) if n > skipped)
        return
    for row in _csv_rows(lines, separator):
        cells = next(csv.reader(row.cells, delimiter=separator), []) if row.reason else row.cells
        if row.number > skipped:
            yield NumberedRow(row.number, tuple(cells))


def _dialect_assumed(options: Options, encoding: str, separator: str, lines: list[str]) -> tuple[Assumed, ...]:
    assumed = []
    if not options.encoding and encoding not in ("utf-8", "utf-8-sig", "utf-16"):
        name = ENCODING_NAMES.get(encoding, encoding)
        words = (word for line in lines for word in re.findall(r"\w*[^\W\x00-\x7f]\w*", line))
        example = next(words, "")
        seen = f", as in “{example[:40]}”" if example else ""
        sentence = f"Letters were read as {name}{seen}. If they look wrong, choose another encoding, such as cp1250."
        assumed.append(Assumed("encoding", encoding, sentence))
    if not options.separator and separator in SEPARATOR_NAMES:
        sentence = f"Columns are separated by {SEPARATOR_NAMES[separator]}."
        assumed.append(Assumed("separator", separator, sentence))
    return tuple(assumed)


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
        several = {width: lines for width, lines in widths.items() if width > 1}
        if not several:
            return (0.0, 0)
        width = max(several, key=lambda width: (several[width], width))
        return (several[width] / len(head), width)

    if not head:
        return ","
    best = max(SEPARATORS, key=evenness)
    return BLANKS if evenness(best)[0] < EVEN_ENOUGH and len(_gaps(head)) > 1 else best


def _gaps(lines: Iterable[str]) -> list[int]:
    """Where the columns of a report begin that are parted by two blanks or more: places no line of several cells fills."""
    table = [line.expandtabs().rstrip() for line in lines]
    table = [line for line in table if len(re.split(r" {2,}", line.strip())) > 2 and not layout.is_rule([line])]
    if len(table) < 2:
        return []
    length = max(map(len, table))
    filled = bytearray(length + 1)
    for line in table:
        for word in re.finditer(r"\S+(?: \S+)*", line):
            filled[word.start() : word.end()] = b"\x01" * (word.end() - word.start())
    return [place for place in range(length) if filled[place] and (place == 0 or not filled[place - 1])]


def _cut(line: str, gaps: list[int]) -> list[str]:
    """A line's cells by where the columns begin; one that does not keep to them is a single cell."""
    text = line.expandtabs().rstrip("\r\n ")
    if any(place and place < len(text) and text[place - 1] != " " for place in gaps):
        return [text.strip()]
    ends = [*gaps, None][1:]
    return [text[start:end].strip() for start, end in zip(gaps, ends, strict=True)]


def _as_columns(path: Path, target: Path) -> Path:
    """The same report with its columns parted by tabs."""
    if path.stat().st_size > MOST_BLANK_PARTED:
        raise LedgerInputError("A file whose columns are parted by blanks is too large like this. Save it as CSV.")
    lines = path.read_text(encoding="utf-8").splitlines()
    gaps = _gaps(lines)
    with target.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter="\t", lineterminator="\n").writerows(_cut(line, gaps) for line in lines)
    return target


def _headings(names: list[str]) -> tuple[str, ...]:
    cleaned = [name.strip().lstrip("\ufeff") for name in names]
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    if not cleaned:
        raise LedgerInputError("The first line must name the columns; it is empty.")
    if len(cleaned) > MOST_COLUMNS:
        raise LedgerInputError(
            f"The file has {money.count(len(cleaned))} columns; at most {money.count(MOST_COLUMNS)} are read."
        )
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


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        text = repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        return f"{text}0" if THREE_PLACES.match(text) else text
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
