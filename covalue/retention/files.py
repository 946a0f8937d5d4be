"""Contracts of a file, one a row, counted by age: read by the ledger's reader, which takes dates and numbers as they are written."""

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb
from django.utils.translation import gettext as _

from covalue.analytics.engine import text_of
from covalue.core import errors
from covalue.ledger import mapping as columns
from covalue.ledger import reading, staging
from covalue.ledger.rules import EARLIEST, LedgerInputError
from covalue.retention.rules import A_YEAR, LONGEST_NAME, MOST_PERIODS, MOST_SEGMENTS, Segment

FIELDS: Final = ("customer", "begins", "ends", "margin", "segment")
REQUIRED: Final = ("begins",)
GAP_DAYS: Final = 31  # ours: a new contract within a month of the old one is its renewal
SHOWN_REJECTS: Final = 50
MEMORY: Final = "2GB"

# What systems call these, folded; earlier means likelier.
NAMES: Final[dict[str, tuple[str, ...]]] = {
    "customer": ("customer", "customerid", "customername", "account", "accountid", "accountname", "client", "kunde", "kundennummer"),
    "begins": ("begin", "begins", "begindate", "start", "starts", "startdate", "from", "validfrom", "contractstart", "beginn", "vertragsbeginn", "debut"),
    "ends": ("end", "ends", "enddate", "until", "to", "validto", "terminated", "termination", "terminationdate", "cancelled", "contractend", "ende", "vertragsende", "fin"),
    "margin": ("margin", "yearlymargin", "annualmargin", "contribution", "marge"),
    "segment": ("segment", "cohort", "group", "tier", "plan", "class", "segmentname"),
}  # fmt: skip
# The ledger's reader knows its own fields: ours borrow theirs, once typed and once as they are written.
_TYPED: Final = {"customer": "customer", "begins": "date", "ends": "required", "margin": "amount", "segment": "unit"}
_WRITTEN: Final = {"begins": "document", "ends": "offering", "margin": "region"}


@dataclass(frozen=True)
class Tally:
    """What became of the rows: contracts counted, those that begin after the day counted to, and rows not taken."""

    rows: int
    contracts: int
    later: int
    rejected: int
    rejects: tuple[tuple[int, str], ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Counted:
    """Segments of a file, the day they are counted to, and what became of its rows."""

    segments: tuple[Segment, ...]
    until: date
    tally: Tally


def look(path: Path) -> reading.Source:
    """Its columns and first rows; BadInput for a file that cannot be read."""
    try:
        return reading.sniff(path)
    except LedgerInputError as refused:
        raise errors.BadInput(str(refused), field="file") from None


def columns_of(path: str) -> tuple[str, ...]:
    """The headings of a file that was kept."""
    return look(Path(path)).columns


def suggest(names: Iterable[str]) -> dict[str, str]:
    """The likeliest column for each field; a field that none fits is left out."""
    free = {re.sub(r"[^a-z0-9]", "", name.casefold()): name for name in reversed(list(names))}
    suggested = {}
    for field, aliases in NAMES.items():
        alias = next((alias for alias in aliases if alias in free), None)
        if alias:
            suggested[field] = free.pop(alias)
    return suggested


def checked_mapping(mapping: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The same without empty fields, or BadInput for the first that is missing or no column of the file."""
    chosen = {field: column for field, column in mapping.items() if column and field in FIELDS}
    has = ", ".join(names[:30])
    if not chosen.get("begins"):
        raise errors.BadInput(
            _("Choose the column with the start date. The file has: {names}.").format(names=has), field="begins"
        )
    if not chosen.get("ends"):
        raise errors.BadInput(
            _(
                "Choose the column with the end date, empty where a contract is still running. The file has: {names}."
            ).format(names=has),
            field="ends",
        )
    for field, column in chosen.items():
        if column not in names:
            raise errors.BadInput(
                _("The file has no column “{name}”. It has: {names}.").format(name=column[:80], names=has), field=field
            )
    return chosen


def count(path: Path, mapping: Mapping[str, str], *, period: str, until: date | None, today: date) -> Counted:
    """Contracts by segment and age. Without `until`, up to the last day that stands in the file and is not to come.

    Raises BadInput where nothing can be counted.
    """
    if until is not None and until > today:
        raise errors.BadInput(_("What happens after today is not known yet: choose a day up to today."), field="until")
    mapping = checked_mapping(mapping, look(path).columns)
    with _read(path, mapping) as connection:
        rejects = connection.execute("SELECT row_number, reason FROM refused ORDER BY 1").fetchall()
        last = until or _last_day(connection, today)
        if last is None:
            raise errors.BadInput(_nothing(rejects), field="begins")
        asked = {"until": last, "months": 12 // A_YEAR[period], "gap": GAP_DAYS}
        rows = connection.execute(text_of("contract_ages"), asked).fetchall()
        taken, later = connection.execute(
            "SELECT count(*), count(*) FILTER (begins > $until) FROM contracts", {"until": last}
        ).fetchone() or (0, 0)
    if not rows:
        raise errors.BadInput(_("No contract had started by {day}.").format(day=last.isoformat()), field="until")
    segments = _segments(rows)
    tally = Tally(
        taken + len(rejects),
        sum(segment.begun for segment in segments),
        later,
        len(rejects),
        tuple((number, reason) for number, reason in rejects[:SHOWN_REJECTS]),
    )
    return Counted(segments, last, tally)


@contextmanager
def _read(path: Path, mapping: Mapping[str, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The table `contracts`, and `refused` with each row's reason."""
    fields = {_TYPED[field]: columns.as_typed(column) for field, column in mapping.items()}
    fields |= {_WRITTEN[field]: columns.as_typed(column) for field, column in mapping.items() if field in _WRITTEN}
    names = tuple(dict.fromkeys((*_TYPED.values(), *_WRITTEN.values())))
    with tempfile.TemporaryDirectory(prefix="covalue-") as folder, duckdb.connect() as connection:
        connection.execute("SET memory_limit = $memory", {"memory": MEMORY})
        connection.execute("SET temp_directory = $folder", {"folder": folder})
        try:
            raw = reading.open_in(connection, path, reading.Options(), Path(folder))
            chosen = staging.read_fields(connection, raw, columns.Mapping(fields=fields), names, numbered=True)
        except LedgerInputError as refused:
            raise errors.BadInput(str(refused), field="file") from None
        connection.execute(
            f"CREATE TEMP TABLE told AS SELECT row_number, customer, date AS begins, required AS ends, amount AS margin, "
            f"unit AS segment, document AS w_begins, offering AS w_ends, region AS w_margin FROM ({chosen})"
        )
        connection.execute(
            "CREATE TEMP TABLE judged AS SELECT *, CASE "
            "WHEN begins IS NULL AND w_begins IS NULL THEN $none "
            "WHEN begins IS NULL THEN $begin || left(w_begins, 60) "
            "WHEN begins < $earliest THEN $zero || begins "
            "WHEN ends IS NULL AND w_ends IS NOT NULL THEN $end || left(w_ends, 60) "
            "WHEN ends < begins THEN $before "
            "WHEN (margin IS NULL AND w_margin IS NOT NULL) OR NOT isfinite(margin) THEN $margin || left(w_margin, 60) "
            "END AS reason FROM told",
            {
                "none": _("there is no start date"),
                "earliest": EARLIEST,
                "zero": _("the start date is before 1970: "),
                "begin": _("the start date cannot be read: "),
                "end": _("the end date cannot be read: "),
                "before": _("it ends before it starts"),
                "margin": _("the margin is not a number: "),
            },
        )
        connection.execute("CREATE TEMP VIEW contracts AS SELECT * FROM judged WHERE reason IS NULL")
        connection.execute(
            "CREATE TEMP VIEW refused AS SELECT row_number, reason FROM judged WHERE reason IS NOT NULL "
            "UNION ALL SELECT row_number, reason FROM unreadable"
        )
        yield connection


def _last_day(connection: duckdb.DuckDBPyConnection, today: date) -> date | None:
    row = connection.execute(
        "SELECT max(day) FROM (SELECT begins AS day FROM contracts UNION ALL SELECT ends FROM contracts) WHERE day <= $today",
        {"today": today},
    ).fetchone()
    return row[0] if row else None


def _nothing(rejects: Sequence[tuple[int, str]]) -> str:
    if not rejects:
        return _("All contracts start in the future.")
    number, reason = rejects[0]
    return _("No rows could be imported. Row {n}: {reason}.").format(n=number, reason=reason)


def _segments(rows: Sequence[tuple[Any, ...]]) -> tuple[Segment, ...]:
    """Rows of the counting statement as vintages, the longest first."""
    by_name: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for name, *rest in rows:
        by_name[name].append(tuple(rest))
    if len(by_name) > MOST_SEGMENTS:
        raise errors.BadInput(
            _("The column of segments has {n} different values; at most {most} can be compared.").format(
                n=len(by_name), most=MOST_SEGMENTS
            ),
            field="segment",
        )
    oldest = max(age for ages in by_name.values() for age, *_rest in ages)
    if oldest > MOST_PERIODS:
        raise errors.BadInput(
            _(
                "The oldest contract started {n} periods ago; at most {most} are supported. Choose a longer period."
            ).format(n=oldest, most=MOST_PERIODS),
            field="period",
        )
    segments = [
        _segment(name or (_("All contracts") if len(by_name) == 1 else _("without a segment")), ages)
        for name, ages in by_name.items()
    ]
    if not any(segment.known for segment in segments):
        raise errors.BadInput(_("No contract has reached its first renewal yet."), field="until")
    return tuple(segments)


def _segment(name: str, ages: Sequence[tuple[Any, ...]]) -> Segment:
    longest = max(age for age, *_rest in ages)
    running, priced, margin = [0] * (longest + 1), 0, 0.0
    there: dict[int, list[int]] = {}
    for age, lost, contracts, runs, with_margin, sum_of_margins in ages:
        counts = there.setdefault(age, [0] * (age + 1))
        for period in range(age + 1 if lost is None else lost):
            counts[period] += contracts
        running[age] += runs
        priced, margin = priced + with_margin, margin + float(sum_of_margins)
    vintages = tuple(tuple(there[age]) for age in sorted(there, reverse=True))
    return Segment(name[:LONGEST_NAME], vintages, tuple(running), round(margin / priced, 2) if priced else None)
