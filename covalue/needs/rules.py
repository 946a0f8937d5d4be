"""Needs and their ratings in the business's words; how a pasted table is read."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SCALE: Final = (1, 2, 3, 4, 5)  # of no importance to them … decides whom they buy from
MOST_NEEDS: Final = 15
FEWEST_ACCOUNTS: Final = 6  # fewer are seen by looking
SMALLEST: Final = 2  # accounts in a cluster


@dataclass(frozen=True)
class Reject:
    """A line that cannot, and why."""

    number: int
    reason: str


def read_table(text: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """Headings and rows of a table copied out of a spreadsheet (tabs), or a CSV (semicolons or commas). Raises csv.Error."""
    lines = [line for line in text.replace("\r", "").replace("\x00", "").split("\n") if line.strip()]
    if not lines:
        return (), []
    mark = next((one for one in ("\t", ";", ",") if one in lines[0]), "\t")
    cells = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark)]
    return tuple(cells[0][1:]), cells[1:]


def rating(text: str) -> int | None:
    """1 to 5 as it is typed; None where it is none."""
    cleaned = text.strip().removesuffix(".0").removesuffix(",0")
    return int(cleaned) if cleaned in {str(n) for n in SCALE} else None


def complete(ratings: Mapping[int, Mapping[int, int]], needs: Sequence[int]) -> list[int]:
    """Accounts rated on every need, in their order."""
    return [account for account, given in ratings.items() if all(need in given for need in needs)]
