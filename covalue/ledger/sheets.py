"""Workbooks: Excel of every age (.xlsx, .xlsm, .xlsb, .xls, Strict Open XML) and OpenDocument, as rows of cells."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from covalue.ledger.rules import LedgerInputError, TooManyRowsError

UNPACKED_LIMIT: Final = 2 * 1024**3  # bytes a workbook may unpack to
RATIO_LIMIT: Final = 250  # times its size: real sheets stay below 30
CHUNK: Final = 1024 * 1024
MOST_COLUMNS: Final = 2_000  # more take more memory than a file of customers, people or sales has cells
FORMULA: Final = re.compile(rb'<c r="([A-Z]{1,3})\d+"([^>]*)><f(?:[^>]*/>|[^>]*>[^<]*</f>)(?:<v>([^<]+)</v>)?')
ROW: Final = re.compile(rb"<row[ >]")
FILLED: Final = re.compile(rb"<(?:v|is)[ >]")
MERGED: Final = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
BINARY_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.bin$")
STRICT: Final = b"purl.oclc.org/ooxml"
SHORT: Final = range(12, 19)  # BrtShortBlank to BrtShortIsst, [MS-XLSB] 2.4: cells without their column
LOOKED_AT: Final = 64 * 1024  # bytes of a binary sheet: a program that writes short cells does so from the first row on


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    visible: bool


@dataclass
class Marks:
    """What a sheet says beside its cells: columns (from 0) of formulas nobody calculated, and cells merged downwards."""

    uncalculated: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int]] = field(default_factory=list)  # column from 0, first and last row from 1


class Workbook:
    """A workbook opened for reading. LedgerInputError with a sentence where it cannot be."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            self.packed = file.read(2) == b"PK"
        names: set[str] = _guard(path) if self.packed else set()
        if "xl/workbook.bin" in names and any(
            _has_short_cells(path, name) for name in names if BINARY_SHEET.match(name)
        ):
            raise LedgerInputError(
                "The workbook is written in a short form of .xlsb of which only the first column can be read. Save it as .xlsx."
            )
        self.plain = "xl/workbook.xml" in names and not _is_strict(path)
        if self.packed and not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
            raise LedgerInputError("The Excel file cannot be read: there is no workbook in it.")
        try:
            self._book = _openpyxl(path) if self.plain else _calamine(path)
            self.sheets = self._sheets()
        except Exception as problem:
            raise LedgerInputError(_why(problem)) from None

    def chosen(self, name: str) -> Sheet:
        """The sheet of that name, else the first one visible."""
        if not name:
            return next((sheet for sheet in self.sheets if sheet.visible), self.sheets[0])
        sheet = next((sheet for sheet in self.sheets if sheet.name.casefold() == name.strip().casefold()), None)
        if sheet is None:
            there = ", ".join(sheet.name for sheet in self.sheets)
            raise LedgerInputError(f"The workbook has no sheet “{name}”. It has: {there}.")
        return sheet

    def rows(self, sheet: Sheet) -> Iterator[list[Any]]:
        """Every row from the first on, blank ones too; cells merged downwards hold the value of their first."""
        filled = _filling_down(self.marks(sheet).merged)
        try:
            for number, row in enumerate(self._rows(sheet), start=1):
                yield filled(number, row)
        except LedgerInputError:
            raise
        except Exception as problem:
            raise LedgerInputError(_why(problem)) from None

    def guard_rows(self, sheet: Sheet, most: int) -> None:
        """TooManyRowsError where more than `most` rows hold something: by their text, before a cell is read."""
        if self.plain and _has_more_rows(self.path, self._book[sheet.name]._worksheet_path, most):
            raise TooManyRowsError(f"The sheet has more than {most} rows.")

    def marks(self, sheet: Sheet) -> Marks:
        """Formulas nobody calculated and merged cells."""
        if not self.plain:
            ranges = self._book.get_sheet_by_name(sheet.name).merged_cell_ranges or []
            downwards = [(left, top + 1, bottom + 1) for (top, left), (bottom, _right) in ranges if bottom > top]
            return Marks(merged=downwards)
        return _marks(self.path, getattr(self._book[sheet.name], "_worksheet_path", ""))

    def _sheets(self) -> tuple[Sheet, ...]:
        if self.plain:
            found = [Sheet(sheet.title, sheet.sheet_state == "visible") for sheet in self._book.worksheets]
        else:
            from python_calamine import SheetTypeEnum, SheetVisibleEnum

            found = [
                Sheet(sheet.name, sheet.visible == SheetVisibleEnum.Visible)
                for sheet in self._book.sheets_metadata
                if sheet.typ == SheetTypeEnum.WorkSheet
            ]
        if not found:
            raise LedgerInputError("The workbook has no sheet.")
        return tuple(found)

    def _rows(self, sheet: Sheet) -> Iterator[list[Any]]:
        if self.plain:
            yield from self._padded(self._book[sheet.name])
        else:
            yield from self._book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)

    def _padded(self, sheet: Any) -> Iterator[list[Any]]:
        """Each row at least as wide as those before it: empty cells at its end need not be in the file."""
        width = min(sheet.said_width, MOST_COLUMNS)
        for row in sheet.iter_rows(values_only=True):
            yield [*row, *[None] * (width - len(row))]
            width = max(width, min(len(row), MOST_COLUMNS))


def _openpyxl(path: Path) -> Any:
    from covalue.ledger import unmeasured

    return unmeasured.opened(path)


def _calamine(path: Path) -> Any:
    from python_calamine import CalamineWorkbook

    with path.open("rb") as file:
        return CalamineWorkbook.from_filelike(file)


def _guard(path: Path) -> set[str]:
    """The names in the file, after a look at how far it would unpack."""
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
            declares = any(_has_doctype(packed, entry) for entry in packed.infolist())
            names = set(packed.namelist())
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
    return names


def _has_doctype(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether a part declares a document type, as XML bombs do; OPC allows none (ECMA-376 part 2, §8.1.4)."""
    if not entry.filename.endswith((".xml", ".rels")):
        return False
    with packed.open(entry) as part:
        head = part.read(4096).replace(b"\0", b"")  # the same in UTF-16
    return b"<!doctype" in head.lower()


def _is_strict(path: Path) -> bool:
    with zipfile.ZipFile(path) as packed, packed.open("xl/workbook.xml") as part:
        return STRICT in part.read(4096)


def _has_short_cells(path: Path, name: str) -> bool:
    """Whether cells of a binary sheet leave out their column: the library that reads it passes over them without a word."""
    with zipfile.ZipFile(path) as packed, packed.open(name) as part:
        records = part.read(LOOKED_AT)
    place = 0
    while place < len(records):
        kind, place = _packed_number(records, place, 2)
        size, place = _packed_number(records, place, 4)
        if kind in SHORT:
            return True
        place += size
    return False


def _packed_number(records: bytes, place: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, the last one below 128; and the place behind it."""
    number = 0
    for step in range(most):
        byte = records[place] if place < len(records) else 0
        place += 1
        number |= (byte & 0x7F) << (7 * step)
        if byte < 0x80:
            break
    return number, place


def _marks(path: Path, part: str) -> Marks:
    """By the sheet's XML as it stands: the library that reads its cells drops formulas, or values."""
    marks = Marks()
    with zipfile.ZipFile(path) as packed:
        names = set(packed.namelist())
        if part not in names:
            return marks
        asks = b"fullCalcOnLoad" in packed.read("xl/workbook.xml")
        with packed.open(part) as file:
            for text in _whole_cells(file):
                for column, attributes, value in FORMULA.findall(text):
                    if (not value and b't="str"' not in attributes) or (asks and value == b"0"):
                        marks.uncalculated.add(_place(column))
                for left, top, _right, bottom in MERGED.findall(text):
                    if int(bottom) > int(top):
                        marks.merged.append((_place(left), int(top), int(bottom)))
    return marks


def _has_more_rows(path: Path, part: str, most: int) -> bool:
    rows, is_open = (
        0,
        False,
    )  # a row is counted at its first cell that holds something; spreadsheets keep empty ones, too
    with zipfile.ZipFile(path) as packed, packed.open(part) as file:
        for text in _whole_cells(file):
            for place, row in enumerate(ROW.split(text)):
                is_open = is_open or place > 0
                if is_open and FILLED.search(row):
                    rows, is_open = rows + 1, False
            if rows > most:
                return True
    return False


def _whole_cells(file: Any) -> Iterator[bytes]:
    """The text in parts that end before a cell begins."""
    rest = b""
    while chunk := file.read(CHUNK):
        rest += chunk
        cut = max(rest.rfind(b"<c "), rest.rfind(b"<mergeCell "))
        if cut > 0:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _filling_down(merged: list[tuple[int, int, int]]) -> Any:
    """A function that fills the cells of a row which belong to one merged above it."""
    if not merged:
        return lambda _number, row: row
    by_row: dict[int, list[tuple[int, int]]] = {}
    for column, top, bottom in merged:
        for number in range(top, min(bottom, top + 100_000) + 1):
            by_row.setdefault(number, []).append((column, top))
    above: dict[tuple[int, int], Any] = {}

    def filled(number: int, row: list[Any]) -> list[Any]:
        for column, top in by_row.get(number, ()):
            if column >= len(row):
                continue
            if number == top:
                above[column, top] = row[column]
            elif row[column] in (None, ""):
                row[column] = above.get((column, top))
        return row

    return filled


def _why(problem: Exception) -> str:
    if isinstance(problem, LedgerInputError):
        return str(problem)
    if type(problem).__name__ == "PasswordError":
        return "The workbook is protected by a password. Save it without one and import that."
    text = str(problem).strip()
    return f"The Excel file cannot be read: {text.splitlines()[0][:300] if text else type(problem).__name__}"
