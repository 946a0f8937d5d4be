"""Sheets that say a wrong size, or none, are read whole; a file longer than somebody takes is refused before it is read."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import openpyxl
import pytest

from covalue.ledger import reading, sheets
from covalue.ledger.reading import Options
from covalue.ledger.rules import TooManyRowsError

ROWS = [["name", "town", "note"], ["Alder", "Aarhus", "first"], ["Birch", "Bergen", None], ["Cedar", None, None]]


def book(path: Path, rows: list[list[object]], *, said: str | None = None) -> Path:
    """A workbook whose sheet says that it is as large as `said`; nothing of its size where that is empty."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(path)
    if said is None:
        return path
    with zipfile.ZipFile(path) as before:
        parts = {name: before.read(name) for name in before.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(rb"<dimension[^>]*/>", f'<dimension ref="{said}"/>'.encode() if said else b"", parts[sheet])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as after:
        for name, content in parts.items():
            after.writestr(name, content)
    return path


def opened(path: Path, folder: Path, most: int | None = None) -> list[tuple[str | None, ...]]:
    with duckdb.connect() as connection:
        raw = reading.open_in(connection, path, Options(), folder, most)
        assert connection.execute("SELECT * FROM unreadable").fetchall() == []
        return connection.execute(f"SELECT c0, c1, c2 FROM {raw.relation} ORDER BY row_number").fetchall()


@pytest.mark.parametrize("said", [None, "", "A1", "A1:B2", "A1:C4", "A1:XFD1048576", "B3:B3"])
def test_whatever_size_a_sheet_says_it_has_all_of_it_is_read(tmp_path: Path, said: str | None) -> None:
    path = book(tmp_path / "towns.xlsx", ROWS, said=said)
    assert opened(path, tmp_path) == [
        ("Alder", "Aarhus", "first"),
        ("Birch", "Bergen", None),
        ("Cedar", None, None),
    ]


def test_a_sheet_without_a_size_is_not_read_to_its_end_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "long.xlsx", [ROWS[0], *[[f"N{n}", "x", "y"] for n in range(3_000)]], said="")
    taken: list[int] = []
    monkeypatch.setattr(sheets, "_marks", lambda _path, _part: sheets.Marks())
    workbook = sheets.Workbook(path)
    rows: Iterator[list[object]] = workbook.rows(workbook.chosen(""))
    taken.extend(len(next(rows)) for _ in range(3))
    assert taken == [3, 3, 3]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_longer_file_than_is_taken_is_refused(tmp_path: Path, suffix: str) -> None:
    rows = [ROWS[0], *[[f"N{n}", "x", "y"] for n in range(400)]]
    path = tmp_path / f"long{suffix}"
    if suffix == ".xlsx":
        book(path, rows)
    else:  # a row of another width makes it be read row by row
        path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n\n", encoding="utf-8")
    with pytest.raises(TooManyRowsError):
        opened(path, tmp_path, most=60)
    assert len(opened(path, tmp_path, most=400)) == 400


def test_a_longer_sheet_is_refused_before_a_cell_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "long.xlsx", [ROWS[0], *[[f"N{n}", "x", "y"] for n in range(400)]])

    def read(*_given: object) -> None:
        raise AssertionError("the rows are read")

    monkeypatch.setattr(reading, "_read_one_by_one", read)
    with pytest.raises(TooManyRowsError):
        opened(path, tmp_path, most=60)


def test_empty_rows_kept_by_a_spreadsheet_are_not_counted(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for row in ROWS:
        made.active.append(row)
    for number in range(5, 3_000):  # formatted, and nothing in them
        made.active.cell(number, 1).number_format = "0.00"
    made.save(tmp_path / "spare.xlsx")
    assert len(opened(tmp_path / "spare.xlsx", tmp_path, most=60)) == 3
