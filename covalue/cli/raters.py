"""How far raters agree, of a table in a file. It needs no workspace."""

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from covalue.cli import output

if TYPE_CHECKING:
    from covalue.analytics.raters import Floats
    from covalue.ledger.source import Source

NUMBER: Final = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?$")
THOUSANDS: Final = re.compile(r"[-+]?\d{1,3},\d{3}$")
MISSING: Final = frozenset({"", ".", "*", "-", "–", "NA", "N/A", "NAN", "NULL", "NONE"})
TARGETS: Final = frozenset(
    {"", "target", "targets", "subject", "subjects", "item", "items", "unit", "units", "case", "id", "no", "nr", "name"}
)
SHOWN: Final = 5  # cells that are no numbers, said one by one


@dataclass(frozen=True)
class Ratings:
    """A table of a file: names of targets and judges, and what was taken for granted in reading it."""

    targets: tuple[str, ...]
    judges: tuple[str, ...]
    table: "Floats"
    assumed: tuple[str, ...]


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    raters = commands.add_parser(
        "raters",
        help="how far raters agree, of a table in a file",
        description="The six intraclass correlations of Shrout and Fleiss (1979) and Krippendorff’s alpha by level. Rows are "
        "targets, columns are judges; an empty cell is a rating nobody gave. A first column of names, or headed “target”, "
        "is not a judge.",
    )
    raters.add_argument("file", type=Path, metavar="FILE", help="CSV, Excel, OpenDocument or Parquet")
    raters.add_argument(
        "--heading", choices=["yes", "no"], help="whether the first line names the judges (default: it is looked at)"
    )
    raters.add_argument(
        "--complete",
        action="store_true",
        help="correlations of the targets that every judge rated, where some are missing",
    )
    raters.add_argument("--json", action="store_true", help="print the result as JSON")
    raters.set_defaults(run=_raters, prepare=lambda arguments: None)


def _raters(arguments: argparse.Namespace) -> int:
    ratings = read(arguments.file, heading=arguments.heading)
    result = agreement(ratings, complete=arguments.complete)
    if arguments.json:
        output.as_json(result)
        return 0
    for sentence in result["assumed"]:
        output.say(sentence)
    print(f"{result['targets']} targets, {result['judges']} judges, {result['missing']} ratings missing")
    for name, value in (result["icc"] or {}).items():
        low, high = result["icc_95"][name]
        between = "" if low is None or high is None else f"   95 %: {low:.3f} to {high:.3f}"
        print(f"{name:<10} {_written(value)}{between}")
    for level, value in result["alpha"].items():
        print(f"{'alpha':<10} {_written(value)}   {level}")
    for reason in filter(None, (result["icc_reason"], *result["alpha_reasons"].values())):
        output.say(reason)
    return 0


def agreement(ratings: Ratings, *, complete: bool = False) -> dict[str, Any]:
    """All coefficients of a table; what cannot be said is None, with the reason. BadInput where nothing can be said."""
    import numpy as np

    from covalue.analytics import raters
    from covalue.core import errors

    table = ratings.table
    missing = int(np.isnan(table).sum())
    _guard(table)
    rated = raters.complete(table) if complete else table
    found, reason = _correlations(rated, len(table))
    alphas: dict[str, float | None] = {}
    reasons: dict[str, str] = {}
    for level in raters.Level:
        try:
            alphas[level.value] = raters.alpha(table, level)
        except raters.TableError as refused:
            alphas[level.value], reasons[level.value] = None, str(refused)
    if not found and not any(value is not None for value in alphas.values()):
        raise errors.BadInput(reasons[raters.Level.NOMINAL])
    return {
        "targets": len(table),
        "judges": table.shape[1],
        "judge_names": list(ratings.judges),
        "missing": missing,
        "targets_of_icc": len(rated) if found else 0,
        "icc": {one.name: one.value for one in found} or None,
        "icc_95": {one.name: [one.low, one.high] for one in found} or None,
        "icc_reason": reason,
        "alpha": alphas,
        "alpha_reasons": reasons,
        "assumed": list(ratings.assumed),
    }


def _guard(table: "Floats") -> None:
    from covalue.core import errors

    if table.shape[1] < 2:
        raise errors.BadInput("There is one judge only; agreement needs two at least. Each judge is a column.")
    if len(table) < 2:
        raise errors.BadInput("There is one target only; agreement needs two at least. Each target is a row.")


def _correlations(table: "Floats", targets: int) -> tuple[tuple[Any, ...], str]:
    """The six, or why there are none."""
    from covalue.analytics import raters

    if len(table) < min(2, targets):
        return (), "Fewer than two targets were rated by every judge, so there are no correlations."
    try:
        return raters.correlations(table), ""
    except raters.TableError as refused:
        return (), f"{refused} Add --complete to leave out targets with a missing rating." if _holes(table) else str(
            refused
        )


def _holes(table: "Floats") -> bool:
    import numpy as np

    return bool(np.isnan(table).any())


def read(path: Path, *, heading: str | None = None) -> Ratings:
    """The ratings of a file. BadInput with the cell for what is no number, and for a file that cannot be read."""
    from covalue.core import errors
    from covalue.masterdata import files

    if not path.is_file():
        raise errors.BadInput(f"There is no file {path}.")
    source = files.look(path)
    first = _first_line(source)
    sheet = files.read(path, {name: name for name in source.columns})
    if sheet.unreadable:
        number, reason, _content = sheet.unreadable[0]
        raise errors.BadInput(f"Row {number} cannot be read: {reason}.")
    rows = [(row.number, row.raw) for row in sheet.rows]
    assumed = [one.sentence for one in sheet.assumed]
    names = tuple(cell.strip() or name for cell, name in zip(first, source.columns, strict=True))
    corner = first[0]
    if not _is_heading(first, heading):
        rows.insert(0, (source.heading, first))
        names, corner = tuple(f"judge {place}" for place in range(1, len(first) + 1)), "judge 1"
        assumed.append("The first line is taken for ratings: it names no judges.")
    targets, names, rows = _without_names(corner, names, rows, assumed)
    return Ratings(targets, names, _numbers(names, rows), tuple(assumed))


def _first_line(source: "Source") -> tuple[str, ...]:
    """The cells of the line the reader took for the heading, as they stand in the file."""
    cells = next((tuple(row.cells) for row in source.head if row.number == source.heading), source.columns)
    return (*cells, *[""] * len(source.columns))[: len(source.columns)]


def _is_heading(first: Sequence[str], said: str | None) -> bool:
    """Whether the first line names the judges. BadInput for one that may be either."""
    from covalue.core import errors

    if said is not None:
        return said == "yes"
    if not all(_is_number(cell) or _is_missing(cell) for cell in first):
        return True
    numbers = [cell.strip() for cell in first]
    if not numbers[0] and numbers[1:] == [str(place) for place in range(1, len(numbers))]:
        return True
    if numbers in ([str(place) for place in range(start, start + len(first))] for start in (0, 1)):
        raise errors.BadInput(
            f"The first line, “{' '.join(first)}”, may number the judges or be ratings. Say which with --heading yes or "
            "--heading no."
        )
    return False


def _without_names(
    corner: str, names: tuple[str, ...], rows: list[tuple[int, tuple[str, ...]]], assumed: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...], list[tuple[int, tuple[str, ...]]]]:
    """Names of targets, judges, and the rows without the first column, where that names targets."""
    column = [cells[0] for _number, cells in rows]
    texts = [cell for cell in column if not _is_number(cell) and not _is_missing(cell)]
    numbered = corner.strip().casefold() in TARGETS
    if not numbered and (not texts or len(texts) < len(column)):
        return tuple(str(number) for number, _cells in rows), names, rows
    assumed.append(f"The first column, “{names[0]}”, names the targets.")
    return tuple(column), names[1:], [(number, cells[1:]) for number, cells in rows]


def _numbers(names: Sequence[str], rows: Sequence[tuple[int, Sequence[str]]]) -> "Floats":
    import numpy as np

    from covalue.core import errors

    comma = _has_decimal_comma([cell.strip() for _number, cells in rows for cell in cells])
    table = np.full((len(rows), len(names)), np.nan)
    wrong = []
    for place, (number, cells) in enumerate(rows):
        for column, cell in enumerate(cells):
            if _is_number(cell):
                table[place, column] = float(cell.strip().replace(",", ".") if comma else cell)
            elif not _is_missing(cell):
                wrong.append(f"row {number}, “{names[column]}”: “{cell.strip()[:40]}”")
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        raise errors.BadInput(f"These are no numbers: {'; '.join(wrong[:SHOWN])}{more}.")
    if np.isinf(table).any():
        raise errors.BadInput("A rating is too large to be a number.")
    return table


def _has_decimal_comma(cells: Sequence[str]) -> bool:
    """Whether numbers are written with a comma. BadInput where that cannot be told."""
    from covalue.core import errors

    commas = [cell for cell in cells if "," in cell and _is_number(cell)]
    if commas and any("." in cell for cell in cells if _is_number(cell)):
        raise errors.BadInput(f"Some numbers are written with a point, some with a comma, as “{commas[0]}”.")
    if commas and all(THOUSANDS.match(cell) for cell in commas):
        raise errors.BadInput(f"“{commas[0]}” can be read two ways. Write it without the comma, or with a point.")
    return bool(commas)


def _is_number(cell: str) -> bool:
    return NUMBER.match(cell.strip()) is not None


def _is_missing(cell: str) -> bool:
    return cell.strip().upper() in MISSING


def _written(value: float | None) -> str:
    return "     –" if value is None else f"{value:6.3f}"
