"""The open table: a Delta Lake table in a folder or on object storage, one commit an import.

Anything that reads Delta reads it without us. Commits carry the import's number and its summary, so what a killed
process really did can always be told.
"""

import fcntl
import json
import os
import re
import shutil
import uuid
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError, TableNotFoundError
from deltalake.transaction import AddAction, create_table_with_add_actions
from pyarrow import parquet

from covalue.core import errors
from covalue.ledger.rules import COLUMNS, IDENTITY, VALUES

if TYPE_CHECKING:
    from covalue.ledger.remote import RemoteFiles

IMPORT: Final = "covalue.import"
SUMMARY: Final = "covalue.summary"
UNDONE: Final = "covalue.undone"
# Undo reads older versions, so their log is never to be cleaned away.
AS_KEPT: Final = "FORMAT PARQUET, COMPRESSION zstd"  # how DuckDB writes a file of lines
TOLD: Final = ("source", "document", "line", "date")
KEEP_HISTORY: Final = {"delta.logRetentionDuration": "interval 36500 days"}

ARROW: Final = pa.schema(
    [
        (
            name,
            {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "DATE": pa.date32()}.get(kind, pa.decimal128(18, 4)),
        )
        for name, kind in COLUMNS.items()
    ]
)


GOES: Final = pa.field("goes", pa.bool_())


FEATURES: Final = {"deletionVectors": "deletion vectors", "columnMapping": "column mapping"}  # what others are called
# What a table may ask of its readers and its files are still its lines, as DuckDB reads them.
HARMLESS: Final = frozenset({"timestampNtz", "v2Checkpoint", "vacuumProtocolCheck", "appendOnly", "invariants"})
UNKNOWN: Final = re.compile(
    r"Feature '(\w+)' is not supported"
)  # how the library refuses what it has not heard of either


def _guard_features(table: DeltaTable) -> None:
    """WrongState for a table whose files are not its lines: another program deleted rows or renamed columns beside them.

    So is one that asks its readers for what is not known here.
    """
    asked = {str(feature) for feature in table.protocol().reader_features or ()} - HARMLESS
    if table.metadata().configuration.get("delta.columnMapping.mode", "none") != "none":
        asked.add("columnMapping")
    if asked:
        raise _uses(asked)


def _uses(features: Iterable[str]) -> errors.WrongState:
    names = sorted(FEATURES.get(feature, f"“{feature}”") for feature in features)
    return errors.WrongState(
        f"The ledger's table uses {' and '.join(names)}, set by another program. Covalue would read lines that are no longer "
        "there. Have that program write the table again without them."
    )


class OvertakenError(Exception):
    """Somebody else committed since the table was looked at: look again."""


@dataclass(frozen=True)
class Snapshot:
    """A version, its files, and the mark by which a folder's version is known to be the latest still."""

    version: int
    files: list[str]
    mark: tuple[int, int] | None


class LedgerTable:
    """The company's ledger at `url`. Cheap to make; looks at the table's log when asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._seen: Snapshot | None = None
        self._remote: RemoteFiles | None = None

    @property
    def version(self) -> int | None:
        """The number of the latest commit, or None when nothing was ever imported."""
        table = self._open()
        return None if table is None else table.version()

    def files(self) -> list[str]:
        """The Parquet files that are the ledger now."""
        return self.snapshot()[1]

    def snapshot(self) -> tuple[int | None, list[str]]:
        """Version and files that belong together, for a reader that wants both."""
        seen = self._seen
        if seen is not None and seen.mark is not None and seen.mark == self._mark(seen.version):
            return seen.version, list(seen.files)
        table = self._open()
        if table is None:
            return None, []
        version = table.version()
        if seen is None or seen.version != version or not self.remote:
            self._seen = seen = Snapshot(version, self._names(table), self._mark(version))
        return version, list(seen.files)

    def files_at(self, version: int) -> list[str]:
        """The files that were the ledger at a version; DeltaError where it is not known any more."""
        return self._names(DeltaTable(self.url, version=version))

    @property
    def remote(self) -> bool:
        """Whether it lies on object storage."""
        return "://" in self.url

    def lines_in(self, connection: duckdb.DuckDBPyConnection, version: int) -> str:
        """SQL for the lines of a version, readable in this connection; below zero there were none."""
        if version < 0:
            return _nothing()
        remote = self.filesystem()
        if remote is not None:
            remote.offer_to(connection)
        return lines_of(self._names(DeltaTable(self.url, version=version)))

    def filesystem(self) -> "RemoteFiles | None":
        """What reads the files of a table on object storage; None for a folder, which needs none."""
        if not self.remote:
            return None
        if self._remote is None:
            from covalue.ledger.remote import RemoteFiles  # with fsspec, for those who have object storage

            self._remote = RemoteFiles(DeltaTable(self.url), remote_name(self.url))
        return self._remote

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time for a local table; on object storage Delta refuses the second commit by itself."""
        if self.remote:
            yield
            return
        path = Path(self.url)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(path.name + ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def append(
        self, lines: pa.RecordBatchReader, *, import_id: str, summary: dict[str, Any], based_on: int | None
    ) -> int:
        """Add lines none of which is in the table; one commit. Returns its version.

        `based_on` is the version the lines were compared with (None: no table yet); raises OvertakenError when it
        has moved on since.
        """
        properties = _properties({IMPORT: import_id, SUMMARY: json.dumps(summary)})
        with _pinned():
            if based_on is None:
                write_deltalake(
                    self.url,
                    lines,
                    mode="error",
                    commit_properties=properties,
                    target_file_size=None,
                    configuration=KEEP_HISTORY,
                )
            else:
                table = DeltaTable(self.url, version=based_on)
                write_deltalake(
                    table,
                    lines,
                    mode="append",
                    schema_mode="merge",
                    commit_properties=properties,
                    target_file_size=None,
                )
        return self._committed()

    def append_file(self, file: Path, *, import_id: str, summary: dict[str, Any], based_on: int | None) -> int:
        """Add a Parquet file of lines as it stands, none of which is in the table; for a table in a folder. See `append`.

        A table from before a column was known is told of it by `append`: a file added by its name changes no schema.
        """
        if based_on is not None and not self._knows_all_columns(based_on):
            batches = (batch.cast(ARROW) for batch in parquet.ParquetFile(file).iter_batches())
            lines = pa.RecordBatchReader.from_batches(ARROW, batches)
            return self.append(lines, import_id=import_id, summary=summary, based_on=based_on)
        properties = _properties({IMPORT: import_id, SUMMARY: json.dumps(summary)})
        part, schema = Path(self.url) / f"part-{uuid.uuid4()}.parquet", Schema.from_arrow(ARROW)
        part.parent.mkdir(parents=True, exist_ok=True)
        _link(file, part)
        try:
            with _pinned():
                if based_on is None:
                    create_table_with_add_actions(
                        self.url, schema, [_added(part)], configuration=KEEP_HISTORY, commit_properties=properties
                    )
                else:
                    table = DeltaTable(self.url, version=based_on)
                    table.create_write_transaction([_added(part)], "append", schema, commit_properties=properties)
        except OvertakenError:
            part.unlink()
            raise
        return self._committed()

    def _knows_all_columns(self, version: int) -> bool:
        known = {field.name for field in DeltaTable(self.url, version=version).schema().fields}
        return known.issuperset(ARROW.names)

    def merge(
        self,
        lines: pa.RecordBatchReader,
        *,
        import_id: str,
        summary: dict[str, Any],
        based_on: int,
        removes: bool = False,
    ) -> int:
        """Replace lines of the same identity and add the others; one commit. Returns its version; see `append`.

        `removes`: lines whose column `goes` is true are taken out.
        """
        properties = _properties({IMPORT: import_id, SUMMARY: json.dumps(summary)})
        with _pinned():
            merger = DeltaTable(self.url, version=based_on).merge(
                lines,
                predicate=_same_identity(),
                source_alias="s",
                target_alias="t",
                merge_schema=True,
                commit_properties=properties,
            )
            if removes:
                values = {name: f"s.{name}" for name in COLUMNS}
                merger = merger.when_matched_delete(predicate="s.goes").when_matched_update(values)
                merger.when_not_matched_insert(values).execute()
            else:
                merger.when_matched_update_all().when_not_matched_insert_all().execute()
        return self._committed()

    def undo(self, import_id: str) -> int | None:
        """Take out what an import added, put back what it changed; lines changed again since are left alone.

        Returns the version of the commit, or None when there was nothing to undo.
        """
        with self.locked():
            commit = self.find_commit(import_id)
            if commit is None:
                return None
            table, at = DeltaTable(self.url), commit[0]
            properties = _properties({UNDONE: import_id})
            with _pinned():
                if table.version() == at and at > 0:
                    table.restore(at - 1, commit_properties=properties)
                else:
                    self._reverse(table, import_id, at, properties, removed=bool(commit[1].get("removed")))
            return self._committed()

    def find_commit(self, import_id: str) -> tuple[int, dict[str, Any]] | None:
        """Version and summary of an import's commit that was not undone since, or None."""
        table = self._open()
        if table is None:
            return None
        for entry in table.history():
            if entry.get(UNDONE) == import_id:
                return None
            if entry.get(IMPORT) == import_id:
                return int(entry["version"]), json.loads(entry.get(SUMMARY, "{}"))
        return None

    def history(self) -> list[dict[str, Any]]:
        """Every commit, the latest first."""
        table = self._open()
        return [] if table is None else table.history()

    def _reverse(
        self, table: DeltaTable, import_id: str, at: int, properties: CommitProperties, *, removed: bool
    ) -> None:
        """Take back an import that others came after; the commit is made even when nothing of it is left."""
        reversal = self._reversal(import_id, at, removed=removed)
        if reversal.num_rows == 0:
            write_deltalake(table, ARROW.empty_table(), mode="append", commit_properties=properties)
            return
        values = {name: f"s.{name}" for name in (*VALUES, "import_id")}
        (
            table.merge(
                reversal,
                predicate=_same_identity(),
                source_alias="s",
                target_alias="t",
                commit_properties=properties,
            )
            .when_matched_delete(predicate="s.goes")
            .when_matched_update(updates=values, predicate="NOT s.goes")
            .when_not_matched_insert(updates={**values, **{name: f"s.{name}" for name in IDENTITY}})
            .execute()
        )

    def _reversal(self, import_id: str, at: int, *, removed: bool) -> pa.Table:
        """The lines an import left in the table, and those it `removed`, as they were before it; `goes` where they were not."""
        connection, now = duckdb.connect(), DeltaTable(self.url).version()
        connection.execute(
            f"CREATE TEMP TABLE mine AS SELECT source, document, line, false AS removed FROM ({self.lines_in(connection, now)}) "
            f"WHERE import_id = {_text(import_id)}"
        )
        if removed:
            connection.execute(f"INSERT INTO mine {self._removed_at(connection, at, now)}")
        connection.execute(f"CREATE TEMP TABLE before AS {self._lines_at(connection, at - 1, among='mine')}")
        for undone, version in self._undone_before(at):  # what is undone already must not come back
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE stale AS SELECT * FROM before WHERE import_id = {_text(undone)}"
            )
            connection.execute(f"DELETE FROM before WHERE import_id = {_text(undone)}")
            connection.execute(f"INSERT INTO before {self._lines_at(connection, version - 1, among='stale')}")
        values = ", ".join(f"b.{name}" for name in (*VALUES, "import_id"))
        cursor = connection.execute(
            f"SELECT m.source, m.document, m.line, {values}, b.document IS NULL AS goes FROM mine m "
            f"LEFT JOIN before b ON b.source = m.source AND b.document = m.document AND b.line = m.line "
            f"WHERE b.document IS NOT NULL OR NOT m.removed"
        )
        return cursor.to_arrow_table() if hasattr(cursor, "to_arrow_table") else cursor.fetch_arrow_table()

    def _removed_at(self, connection: duckdb.DuckDBPyConnection, at: int, now: int) -> str:
        """SQL for the identity of lines a commit took out whose place is still free."""
        names = ", ".join(IDENTITY)
        before, after = self.lines_in(connection, at - 1), self.lines_in(connection, at)
        return (
            f"SELECT {names}, true FROM ({before}) ANTI JOIN ({after}) USING ({names}) "
            f"ANTI JOIN ({self.lines_in(connection, now)}) USING ({names})"
        )

    def _lines_at(self, connection: duckdb.DuckDBPyConnection, version: int, *, among: str) -> str:
        """SQL for the lines of an earlier version whose identity is in the relation `among`."""
        lines, columns = self.lines_in(connection, version), ", ".join(COLUMNS)
        return f"SELECT {columns} FROM ({lines}) SEMI JOIN {among} USING ({', '.join(IDENTITY)})"

    def _undone_before(self, at: int) -> list[tuple[str, int]]:
        """Imports of before version `at` that are undone now, with their version; the latest first."""
        undone: dict[str, bool] = {}
        imports = []
        for entry in self.history():
            version = int(entry["version"])
            if UNDONE in entry:
                undone.setdefault(entry[UNDONE], True)
            elif IMPORT in entry and undone.setdefault(entry[IMPORT], False) and version < at:
                imports.append((entry[IMPORT], version))
        return imports

    def _open(self) -> DeltaTable | None:
        try:
            table = DeltaTable(self.url)
        except TableNotFoundError:
            return None
        except DeltaError as problem:
            unknown = UNKNOWN.search(str(problem))
            if unknown is None:
                raise
            raise _uses([unknown[1]]) from None
        _guard_features(table)
        return table

    def _mark(self, version: int) -> tuple[int, int] | None:
        """What tells a folder's commit from any other while it is the latest; None when it is not, or cannot be told.

        Looking at two names is a hundred times quicker than reading the log, and a page asks many times.
        """
        if self.remote:
            return None
        log = Path(self.url) / "_delta_log"
        if (log / f"{version + 1:020}.json").exists():
            return None
        try:
            commit = (log / f"{version:020}.json").stat()
        except FileNotFoundError:
            return None
        return commit.st_ino, commit.st_mtime_ns

    def _names(self, table: DeltaTable) -> list[str]:
        """The files of a table, as the engine opens them."""
        if self.remote:
            root = f"{self.url.rstrip('/')}/"
            return [f"{remote_name(self.url)}://{uri.removeprefix(root)}" for uri in table.file_uris()]
        return [unquote(uri.removeprefix("file://")) for uri in table.file_uris()]  # a blank comes as %20

    def _committed(self) -> int:
        self._seen = None
        return int(DeltaTable(self.url).version())


def remote_name(url: str) -> str:
    """How the engine calls the files of a table on object storage: apart from those of any other table."""
    return f"ledger{zlib.crc32(url.encode()):08x}"


def _link(file: Path, place: Path) -> None:
    """Have a file in a second place, which takes no time where both are on one disk."""
    try:
        os.link(file, place)
    except OSError:
        shutil.copyfile(file, place)


def _added(part: Path) -> AddAction:
    """What a commit says of a file in the table's folder."""
    seen = part.stat()
    return AddAction(
        path=part.name,
        size=seen.st_size,
        partition_values={},
        modification_time=int(seen.st_mtime * 1000),
        data_change=True,
        stats=json.dumps(_statistics(part)),
    )


def _statistics(file: Path) -> dict[str, Any]:
    """What a commit says of a file: how many lines it has, and the first and last of their documents and days, by which a reader
    can tell that it need not be opened.
    """
    known = parquet.read_metadata(file)
    groups = [known.row_group(place) for place in range(known.num_row_groups)]
    columns = {name: place for place, name in enumerate(known.schema.names) if name in TOLD}
    found = {name: [group.column(place).statistics for group in groups] for name, place in columns.items()}
    told = {name: each for name, each in found.items() if each and all(one and one.has_min_max for one in each)}
    return {
        "numRecords": known.num_rows,
        "minValues": {name: _plain(min(one.min for one in each)) for name, each in told.items()},
        "maxValues": {name: _plain(max(one.max for one in each)) for name, each in told.items()},
        "nullCount": {},
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def lines_of(files: list[str]) -> str:
    """SQL for the lines of these files; a column that a file from before it was known lacks is empty."""
    if not files:
        return _nothing()
    return f"{_nothing()} UNION ALL BY NAME SELECT * FROM read_parquet({_list(files)}, union_by_name = true)"


def _properties(metadata: dict[str, str]) -> CommitProperties:
    """A commit on exactly the version that was looked at: Delta must not try again on a newer one by itself."""
    return CommitProperties(custom_metadata=metadata, max_commit_retries=0)


@contextmanager
def _pinned() -> Iterator[None]:
    try:
        yield
    except CommitFailedError as problem:
        raise OvertakenError from problem
    except DeltaError as problem:
        if "already exists" in str(problem):
            raise OvertakenError from problem
        raise


def _same_identity() -> str:
    return " AND ".join(f"t.{name} = s.{name}" for name in IDENTITY)


def _list(files: list[str]) -> str:
    return "[" + ", ".join(_text(file) for file in files) + "]"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _nothing() -> str:
    columns = ", ".join(f"NULL::{kind} AS {name}" for name, kind in COLUMNS.items())
    return f"SELECT {columns} WHERE false"
