"""Tables to take along: CSV and Excel, written row by row, harmless when opened in a spreadsheet."""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.http import FileResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse

from covalue.core import money

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
LONGEST_SHEET_NAME: Final = 31  # of Excel
LONGEST_CELL: Final = 32_767  # characters; Excel takes no more
WIDEST: Final = 60  # characters of a column; what is longer is read in its cell
EXCEL_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it; all else stays as it is."""
    if isinstance(value, str) and value.startswith(STARTS_A_FORMULA):
        return f"'{value}"
    return value


def csv_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A CSV that Excel opens in the right encoding, sent while it is written."""
    response = StreamingHttpResponse(_csv_lines(headings, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def json_response(name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """A list of objects, one for each row."""
    lines = [dict(zip(headings, row, strict=True)) for row in rows]
    return JsonResponse(lines, safe=False, headers={"Content-Disposition": f'attachment; filename="{name}.json"'})


def response(
    kind: str | None, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], formats: Sequence[str] = ()
) -> HttpResponseBase:
    """The file of the kind asked for: `xlsx`, `json`, else CSV. `formats` are Excel's for the numbers of each column."""
    if kind == "xlsx":
        return excel_response(name, headings, rows, formats)
    write = json_response if kind == "json" else csv_response
    return write(name, headings, rows)


def excel_response(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], formats: Sequence[str] = ()
) -> HttpResponseBase:
    """An Excel sheet with a fixed heading; numbers and dates stay numbers and dates, shown as `formats` says by column."""
    import xlsxwriter

    file = tempfile.TemporaryFile()  # noqa: SIM115 the response closes it
    book = xlsxwriter.Workbook(
        file,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "remove_timezone": True,
        },
    )
    sheet, bold = book.add_worksheet(_sheet_name(name)), book.add_format({"bold": True})
    written = formats or [""] * len(headings)
    shown = [book.add_format({"num_format": one}) if one else None for one in written]
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, headings, bold)
    widths = [len(heading) for heading in headings]
    for place, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            widths[column] = max(widths[column], _width(value))
            if isinstance(value, date | datetime):
                sheet.write_datetime(place, column, value, day)
            elif isinstance(value, Decimal):
                sheet.write_number(place, column, float(value), shown[column])
            elif isinstance(value, str):  # never a formula or a link, whatever it looks like
                sheet.write_string(place, column, value[:LONGEST_CELL])
            elif value is not None:
                sheet.write(place, column, value, shown[column])
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, WIDEST) + 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)  # as wide as a page, as long as it is
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=EXCEL_TYPE)


def _width(value: Any) -> int:
    """How many characters a value takes, so that no number or day is shown as ####."""
    if isinstance(value, date | datetime):
        return 10
    if isinstance(value, Decimal | float):
        return len(money.number(value, 2))
    return 0 if value is None else max(map(len, str(value).splitlines()), default=0)


def _sheet_name(name: str) -> str:
    """A name Excel takes."""
    return re.sub(r"[\[\]:*?/\\']", " ", name)[:LONGEST_SHEET_NAME].strip()


def _csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        if buffer.tell() > 64_000:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
