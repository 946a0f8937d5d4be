"""Spreadsheets are read as they open: no number or day is cut off."""

import io
from datetime import date
from decimal import Decimal

import openpyxl

from covalue.core import exports


def test_a_column_is_as_wide_as_what_stands_in_it() -> None:
    rows = [
        ("A short one", date(2027, 1, 31), Decimal("-1234567.5"), None, 0.25),
        ("x" * 300, None, Decimal(0), "two\nlines", 7),
    ]
    answer = exports.excel_response("agreements", ["title", "end", "value", "a long heading", "n"], rows)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer)))
    sheet = book.active
    assert sheet is not None
    width = [sheet.column_dimensions[letter].width for letter in "ABCDE"]
    assert width[0] >= exports.WIDEST and width[0] < 70
    assert width[1] >= 10 and width[2] >= len("-1,234,567.50") and width[3] >= len("a long heading") and width[4] >= 4
    assert sheet.cell(2, 2).value is not None and sheet.cell(3, 1).value == "x" * 300


def test_a_sheet_without_rows_is_as_wide_as_its_headings() -> None:
    answer = exports.excel_response("empty", ["one", "another"], [])
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet is not None and sheet.column_dimensions["B"].width >= len("another")
