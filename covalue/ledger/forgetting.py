"""Files that were received keep rows of people: uploads not yet brought in, rejected rows, rows held back.

All imports lie in one folder. A text file and a Parquet file are written again without the person; a workbook that names
them, or cannot be read, is deleted, for nobody can take a cell out of one and leave the rest as it was.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyarrow as arrow
from django.conf import settings
from pyarrow import parquet

from covalue.accounts.forgetting import Forgotten
from covalue.core.person import Person

BEGINS: Final = {b"PK\x03\x04": "workbook", b"\xd0\xcf\x11\xe0": "workbook", b"PAR1": "parquet"}
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
ENCODINGS: Final = ("utf-8", "cp1252", "latin-1")
AT_ONCE: Final = 65_536  # rows of a Parquet file


def forget(gone: Forgotten) -> None:
    folder = Path(settings.DATA_DIR) / "imports"
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            take_out(gone.person, path)


def take_out(person: Person, path: Path) -> None:
    """Take a person out of a file; a workbook that names them is deleted."""
    with path.open("rb") as file:
        kind = BEGINS.get(file.read(4), "text")
    if kind == "parquet":
        _of_parquet(person, path)
    elif kind == "text":
        _of_text(person, path)
    elif _names(person, path):
        path.unlink(missing_ok=True)


def _of_text(person: Person, path: Path) -> None:
    """Line by line, in the encoding the file is in; a name that is broken over two lines is not found."""
    with path.open("rb") as file:
        is_wide = file.read(2) in WIDE
    encoding = "utf-16" if is_wide else next(name for name in ENCODINGS if _is_in(path, name))
    with path.open(encoding=encoding, newline="") as lines:
        if not any(person.is_in(line) for line in lines):
            return
    beside = path.with_name(f"{path.name}.part")
    with path.open(encoding=encoding, newline="") as lines, beside.open("w", encoding=encoding, newline="") as left:
        left.writelines(person.out_of(line) for line in lines)
    beside.replace(path)


def _is_in(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding, newline="") as lines:
            for _line in lines:
                pass
    except UnicodeDecodeError:
        return False
    return True


def _of_parquet(person: Person, path: Path) -> None:
    """Part by part; columns that are no text stay as they are."""
    with parquet.ParquetFile(path) as file:
        if not any(person.is_in(text) for part in file.iter_batches(AT_ONCE) for text in _texts(part)):
            return
        beside = path.with_name(f"{path.name}.part")
        with parquet.ParquetWriter(beside, file.schema_arrow) as left:
            for part in file.iter_batches(AT_ONCE):
                left.write_batch(_without(person, part))
    beside.replace(path)


def _texts(part: arrow.RecordBatch) -> Iterator[str]:
    for column in part.columns:
        if _is_text(column.type):
            yield from (text for text in column.to_pylist() if text)


def _without(person: Person, part: arrow.RecordBatch) -> arrow.RecordBatch:
    columns = [
        arrow.array([person.out_of(text) if text else text for text in column.to_pylist()], type=column.type)
        if _is_text(column.type)
        else column
        for column in part.columns
    ]
    return arrow.RecordBatch.from_arrays(columns, schema=part.schema)


def _is_text(kind: Any) -> bool:
    return bool(arrow.types.is_string(kind) or arrow.types.is_large_string(kind))


def _names(person: Person, path: Path) -> bool:
    """Whether a workbook names the person in any cell of any sheet, or cannot be read."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
            return any(person.is_in(str(cell)) for sheet in sheets for row in sheet.iter_rows() for cell in row if cell)
    except (CalamineError, OSError, ValueError):
        return True
