"""openpyxl's reader of rows without its belief in the size a sheet says it has.

By itself it reads a sheet that says none to its end before the first row, and drops every row and column outside of one that
says too little, as exports of some programs do (`<dimension ref="A1"/>`).
"""

import re
from pathlib import Path
from typing import Any, Final

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

HEAD: Final = 64 * 1024  # bytes: the size stands before the first row
SAID: Final = re.compile(rb'<dimension ref="(?:[A-Z]{1,3}\d+:)?([A-Z]{1,3})\d+"')


class UnmeasuredSheet(ReadOnlyWorksheet):
    """A sheet whose rows are as wide as they are; `said_width` is how many columns it says it has, 0 where it does not."""

    said_width = 0

    def _get_size(self) -> None:
        with self._get_source() as part:
            said = SAID.search(part.read(HEAD))
        self.said_width = column_index_from_string(said[1].decode()) if said else 0


class _Reader(ExcelReader):
    def read_worksheets(self) -> None:
        for sheet, place in self.parser.find_sheets():
            if place.target not in self.valid_files or "chartsheet" in place.Type:
                continue
            unmeasured = UnmeasuredSheet(self.wb, sheet.name, place.target, self.shared_strings)
            unmeasured.sheet_state = sheet.state
            self.wb._sheets.append(unmeasured)


def opened(path: Path) -> Any:
    """The workbook for reading: values only, formulas by what they came to."""
    reader = _Reader(path, read_only=True, data_only=True)
    reader.read()
    return reader.wb
