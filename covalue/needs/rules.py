"""Needs and their ratings in the business's words; how a pasted table is read."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

SCALE: Final = (1, 2, 3, 4, 5)  # of no importance to them … decides whom they buy from
MOST_NEEDS: Final = 15
FEWEST_CLUSTERS: Final = 2
MOST_CLUSTERS: Final = 8
FEWEST_ACCOUNTS: Final = 6  # fewer are seen by looking
SMALLEST: Final = 2  # accounts in a cluster


@dataclass(frozen=True)
class Reject:
    """A line that cannot, and why."""

    number: int
    reason: str


@dataclass(frozen=True)
class Placed:
    """An account in a segment, with its ratings then, by need; empty where they were not kept."""

    account_id: int
    name: str
    segment: str
    scores: Mapping[str, int]


@dataclass(frozen=True)
class RatingChange:
    """A need whose rating changed."""

    need: str
    before: int
    after: int


@dataclass(frozen=True)
class Moved:
    """An account that is in another segment than before; None was in none. `ratings` are those that changed."""

    account_id: int
    name: str
    before: str | None
    after: str | None
    ratings: tuple[RatingChange, ...]


def moves(before: Sequence[Placed], after: Sequence[Placed]) -> list[Moved]:
    """Who is in another segment than before, by name. Segments are the same where they are called the same."""
    then, now = ({placed.account_id: placed for placed in side} for side in (before, after))
    moved = []
    for pk in sorted({*then, *now}, key=lambda pk: ((now.get(pk) or then[pk]).name.lower(), pk)):
        old, new = then.get(pk), now.get(pk)
        if old and new and old.segment.lower() == new.segment.lower():
            continue
        left, entered = old.segment if old else None, new.segment if new else None
        moved.append(Moved(pk, (new or then[pk]).name, left, entered, _rating_changes(old, new)))
    return moved


def _rating_changes(old: Placed | None, new: Placed | None) -> tuple[RatingChange, ...]:
    if old is None or new is None:
        return ()
    known = [need for need in old.scores if need in new.scores]
    changes = (RatingChange(need, old.scores[need], new.scores[need]) for need in known)
    return tuple(change for change in changes if change.before != change.after)


def read_table(text: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """Headings and rows of a table copied out of a spreadsheet (tabs), or a CSV (semicolons or commas). Raises csv.Error."""
    lines = [line for line in text.replace("\r", "").replace("\x00", "").split("\n") if line.strip()]
    if not lines:
        return (), []
    separator = next((mark for mark in ("\t", ";", ",") if mark in lines[0]), "\t")
    cells = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=separator)]
    return tuple(cells[0][1:]), cells[1:]


def rating(text: str) -> int | None:
    """1 to 5 as it is typed; None where it is none."""
    cleaned = text.strip().removesuffix(".0").removesuffix(",0")
    return int(cleaned) if cleaned in {str(n) for n in SCALE} else None


def complete(ratings: Mapping[int, Mapping[int, int]], needs: Sequence[int]) -> list[int]:
    """Accounts rated on every need, in their order."""
    return [account for account, scores in ratings.items() if all(need in scores for need in needs)]
