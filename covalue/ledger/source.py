"""What a file looks like, and what it is once DuckDB has it: what reading and turning hand on."""

from dataclasses import dataclass

from covalue.ledger.assumptions import Assumed
from covalue.ledger.layout import NumberedRow


@dataclass(frozen=True)
class Options:
    """Where the table is and how it is written, where it is not to be found out. `heading` is a row's number, 0 to find it;
    `turn` asks for a cross table's columns to be turned into rows.
    """

    separator: str = ""
    encoding: str = ""
    sheet: str = ""
    heading: int = 0
    turn: str = ""


@dataclass(frozen=True)
class Source:
    """What a file looks like: its columns in order, some rows as text, how it is written, and what of that was assumed.

    `head` are the file's first rows whatever they are, `width` the cells a row may have, `sheets` the names of a workbook's.
    """

    columns: tuple[str, ...]
    sample: tuple[dict[str, str], ...]
    kind: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    heading: int = 1
    width: int = 0
    head: tuple[NumberedRow, ...] = ()
    assumed: tuple[Assumed, ...] = ()


@dataclass(frozen=True)
class Raw:
    """A file opened in DuckDB as `relation`, with its columns as c0, c1… so that no name of theirs meets one of ours.

    `columns` maps their names to those, `types` to DuckDB's types; `row_number` is the row's number in the file, `heading`
    that of the row that names the columns. `zones` holds the time zone of columns that are points in time, `uncalculated` the
    columns of formulas without a result; numbers of a workbook have a decimal point whatever its texts have (`is_sheet`).
    `filled` are the rows, first and last, that a merged cell above gave its value, by column. Of a turned cross table `period` is
    the column that says to which period a line belongs. `scan`, where there is one, is the same relation without the rows'
    numbers: it is read anew by each question, `rows` in the order of the file.
    """

    relation: str
    columns: dict[str, str]
    types: dict[str, str]
    heading: int = 1
    assumed: tuple[Assumed, ...] = ()
    zones: dict[str, str] | None = None
    uncalculated: tuple[str, ...] = ()
    is_sheet: bool = False
    filled: tuple[tuple[str, int, int], ...] = ()
    period: str = ""
    scan: str = ""
    rows: int = 0


def quoted_name(column: str) -> str:
    """A column name for SQL."""
    return '"' + column.replace('"', '""') + '"'
