"""The ledger's months, summed up beside it: made again where an import touched them, kept by the files they come from.

A list (`….json`) says which file is which month of which table. It is written last and at once: of a process killed before, no
months are left that anybody reads, and pages ask the lines. What the latest two lists do not name is deleted.
"""

import fcntl
import json
import logging
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import duckdb
from deltalake.exceptions import DeltaError

from covalue.analytics import months as summing
from covalue.analytics.months import BY_DOCUMENT, TABLES, Months
from covalue.ledger.rules import COLUMNS
from covalue.ledger.table import LedgerTable, lines_of

FEWEST_LINES: Final = 200_000  # fewer are read as quickly themselves
MOST_AT_A_LOOK: Final = 12_000_000
LISTS_KEPT: Final = 2  # that of the ledger as it is, and that of the page somebody is just looking at
LINES_AT_ONCE: Final = 12_000_000
MEMORY: Final = "3GB"
MONTH: Final = "date_trunc('month', date)::DATE::VARCHAR"
# The same for the same lines, in whatever order; who imported them is in no figure.
MARK: Final = f"sum(hash({', '.join(name for name in COLUMNS if name != 'import_id')})::HUGEINT)"

log = logging.getLogger(__name__)
Files = dict[str, dict[str, list[str]]]  # table → month → names


@dataclass(frozen=True)
class Listed:
    """A list: the version and the files of the ledger that the months were made of, their own files by table and month, and
    what is in them (`summing.form`).
    """

    version: int
    ledger: list[str]
    tables: Files
    form: str = ""


NOTHING: Final = Listed(-1, [], {table: {} for table in TABLES})


class LedgerMonths:
    """The months of a ledger, in a folder of this machine."""

    def __init__(self, table: LedgerTable, folder: Path) -> None:
        self.table, self.folder = table, folder
        self._left: set[str] = set()  # lists this process could not make
        self._counts: dict[str, int] = {}  # how many lines the ledger of a list has

    def of(self, files: Collection[str]) -> Months | None:
        """The months of the ledger's lines in these files; None where nobody made them."""
        path = self._list_of(files)
        try:
            return _months(path, path.stat().st_mtime_ns)
        except OSError:
            return None

    def bring_up_to_date(self, *, at_a_look: bool = False) -> Months | None:
        """The months of the ledger as it is, made where they are missing. None for a small ledger, while somebody else makes
        them, and where they cannot be written: then the lines are asked. Nobody who looks at a page waits for those of a
        very large one: the next import makes them.
        """
        version, files = self.table.snapshot()
        path = self._list_of(files)
        if version is not None and not path.exists() and path.name not in self._left:
            try:
                self._make_within(version, files, MOST_AT_A_LOOK if at_a_look else None)
            except (OSError, DeltaError, duckdb.Error) as problem:
                log.warning("The ledger's months were not summed up; its lines are asked instead: %s", problem)
                self._left.add(path.name)
        return self.of(files)

    def missing(self) -> tuple[int, int]:
        """How many files the list of the ledger as it is names, and how many of them are not there."""
        path = self._list_of(self.table.snapshot()[1])
        names = list(_named(_read(path))) if path.exists() else []
        return len(names), sum(not (self.folder / name).is_file() for name in names)

    def _make_within(self, version: int, files: list[str], most: int | None) -> None:
        """Make them of a ledger that is neither small nor has more than `most` lines."""
        name = self._list_of(files).name
        if name not in self._counts:
            self._counts[name] = self._count(files)
        if self._counts[name] < FEWEST_LINES or (most is not None and self._counts[name] > most):
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone() as alone:
            if alone and not self._list_of(files).exists():
                self._make(version, files)
                self._clear()

    def _make(self, version: int, files: list[str]) -> None:
        """Sum up the months that are not what the latest list knows, and write the new list."""
        known = self._known()
        part = Path(tempfile.mkdtemp(prefix=f"{version}-", dir=self.folder))
        with self._connected(part) as connection:
            touched = self._touched(connection, known, files)
            for months in _portions(touched):
                _sum_up(connection, lines_of(files), months, part)
        tables = {
            table: {month: names for month, names in listed.items() if month not in touched}
            for table, listed in known.tables.items()
        }
        for path in sorted(part.glob("*/month=*/*.parquet")):
            table, month = path.parts[-3], path.parts[-2].removeprefix("month=")
            tables[table].setdefault(month, []).append(str(path.relative_to(self.folder)))
        written = part / "list.json"
        listed = Listed(version, sorted(map(_name, files)), tables, summing.form())
        written.write_text(json.dumps(asdict(listed)), encoding="utf-8")
        written.replace(self._list_of(files))

    def _touched(self, connection: duckdb.DuckDBPyConnection, known: Listed, files: list[str]) -> dict[str, int]:
        """The months whose lines are others than those of a list, with how many lines they have now."""
        names = {_name(file) for file in files}
        new = [file for file in files if _name(file) not in known.ledger]
        gone = [file for file in self._files_of(known) if _name(file) not in names]
        mark = MARK if gone else "NULL"  # to compare lines takes longer than to count them
        connection.execute(f"CREATE TEMP TABLE new AS {_by_month(mark, lines_of(new))}")
        connection.execute(f"CREATE TEMP TABLE gone AS {_by_month(mark, lines_of(gone))}")
        changed = connection.execute(
            "SELECT month FROM new FULL JOIN gone USING (month) "
            "WHERE (new.lines, new.mark) IS DISTINCT FROM (gone.lines, gone.mark)"
        ).fetchall()
        counted = {
            month: lines for month, lines, _mark in connection.execute(_by_month("NULL", lines_of(files))).fetchall()
        }
        return {month: counted.get(month, 0) for (month,) in sorted(changed)}

    def _known(self) -> Listed:
        """What the latest list says; nothing where its ledger can no longer be compared with."""
        for path in self._lists():
            known = _read(path)
            if known.form != summing.form():
                continue
            try:
                complete = sorted(map(_name, self._files_of(known))) == known.ledger
            except DeltaError:
                continue
            if complete and all((self.folder / name).is_file() for name in _named(known)):
                return known
        return NOTHING

    def _files_of(self, known: Listed) -> list[str]:
        return self.table.files_at(known.version) if known.ledger else []

    def _count(self, files: list[str]) -> int:
        with self._connected(None) as connection:
            (count,) = connection.execute(f"SELECT count(*) FROM ({lines_of(files)})").fetchall()[0]
        return int(count)

    def _clear(self) -> None:
        """Delete all but the latest lists and what they name."""
        latest = self._lists()[:LISTS_KEPT]
        kept = {self.folder / name for path in latest for name in _named(_read(path))}
        for path in self._lists()[LISTS_KEPT:]:
            path.unlink()
        for file in self.folder.glob("*/*/*/*.parquet"):
            if file not in kept:
                file.unlink()
        for part in self.folder.glob("*-*/"):
            if not any(part.rglob("*.parquet")):
                shutil.rmtree(part, ignore_errors=True)

    def _lists(self) -> list[Path]:
        """The lists, the latest first."""
        return sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)

    def _list_of(self, files: Collection[str]) -> Path:
        return self.folder / f"{_digest(tuple(sorted(map(_name, files))))}.json"

    @contextmanager
    def _alone(self) -> Iterator[bool]:
        """Whether nobody else on this machine makes months now."""
        with (self.folder / "lock").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    @contextmanager
    def _connected(self, folder: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect() as connection:
            connection.execute(f"SET memory_limit = '{MEMORY}'")
            if folder is not None:
                connection.execute(f"SET temp_directory = {_text(str(folder / 'temp'))}")
            remote = self.table.filesystem()
            if remote is not None:
                remote.offer_to(connection)
            yield connection


def _sum_up(connection: duckdb.DuckDBPyConnection, lines: str, months: Collection[str], part: Path) -> None:
    """Write the tables of some months, a folder for each month."""
    first, last = min(months), max(months)
    among = ", ".join(map(_text, months))
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW lines AS SELECT * FROM ({lines}) "
        f"WHERE date BETWEEN DATE '{first}' AND last_day(DATE '{last}') AND date_trunc('month', date)::DATE::VARCHAR IN ({among})"
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {BY_DOCUMENT} AS {summing.summed(BY_DOCUMENT)}")
    for table in TABLES:
        target = part / table
        target.mkdir(exist_ok=True)
        connection.execute(
            f"COPY ({summing.summed(table)}) TO {_text(str(target))} "
            "(FORMAT PARQUET, COMPRESSION zstd, PARTITION_BY (month), WRITE_PARTITION_COLUMNS true, OVERWRITE_OR_IGNORE true)"
        )


def _portions(touched: dict[str, int]) -> Iterator[list[str]]:
    """Months that are summed up together: as many as memory is sure to hold."""
    together: list[str] = []
    lines = 0
    for month, count in touched.items():
        if together and lines + count > LINES_AT_ONCE:
            yield together
            together, lines = [], 0
        together.append(month)
        lines += count
    if together:
        yield together


def _by_month(mark: str, lines: str) -> str:
    return f"SELECT {MONTH} AS month, count(*) AS lines, {mark} AS mark FROM ({lines}) GROUP BY 1"


def _read(path: Path) -> Listed:
    return Listed(**json.loads(path.read_text(encoding="utf-8")))


def _named(listed: Listed) -> Iterator[str]:
    """All files a list names."""
    return (name for months in listed.tables.values() for names in months.values() for name in names)


@lru_cache(maxsize=8)
def _months(path: Path, _written: int) -> Months:
    """What a list says. One that was deleted and made again under its name names other files."""
    return Months(
        {
            table: tuple(
                (date.fromisoformat(month), str(path.parent / name))
                for month in sorted(months)
                for name in months[month]
            )
            for table, months in _read(path).tables.items()
        }
    )


@lru_cache(maxsize=32)
def _digest(names: tuple[str, ...]) -> str:
    return blake2b("\n".join((summing.form(), *names)).encode(), digest_size=16).hexdigest()


def _name(file: str) -> str:
    """A file of the ledger without where it lies, which a restored ledger has changed; no two are named alike."""
    return file.rpartition("/")[2]


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
