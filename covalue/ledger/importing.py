"""One import from file to commit: read, check, compare with what is there, commit once.

Nothing of it can be seen before the commit, and the commit is one: a crash, a full disk or a kill at any moment leaves
the ledger as it was before.
"""

import contextlib
import csv
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as Map
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal, cast

import duckdb
import pyarrow as pa

from covalue.core import exports, money
from covalue.ledger import assumptions, comparing, overlap, plain, reading, staging
from covalue.ledger.assumptions import Assumed
from covalue.ledger.comparing import Asked, Compared
from covalue.ledger.mapping import YEARLY, Mapping
from covalue.ledger.overlap import Around
from covalue.ledger.rules import COLUMNS, NAMES, LedgerInputError
from covalue.ledger.table import ARROW, AS_KEPT, GOES, LedgerTable, OvertakenError

__all__ = ["Against", "ImportResult", "LedgerInputError", "PreviewRow", "preview", "run"]

BATCH: Final = 250_000
MEMORY: Final = "1500MB"
SHOWN: Final = 20  # rows of a preview
NAMED: Final = 5  # customers in a sentence
FORESEEN: Final = "preview"  # stands for the number of an import that is not one yet
ATTEMPTS: Final = 8  # times a commit may be overtaken by another import

FORETOLD: Final = (
    "read", "added", "changed", "unchanged", "rejected", "held", "removed", "without_account", "offerings_named", "amount_total", "amount_unassigned", "amount_held",
)  # fmt: skip

Unknown = Literal["keep", "create", "reject"]
Tell = Callable[[str], None]
Recognise = Callable[[Collection["Newcomer"]], Map[str, int]]  # which of the customers are which accounts


@dataclass(frozen=True)
class Newcomer:
    """A customer no account is identified with: the name beside the number, the latest where there are several, and the lines."""

    customer: str
    name: str
    lines: int


@dataclass(frozen=True)
class Recognised(Newcomer):
    """A customer without an ID of ours that is one of our accounts: by its name, or as somebody decided."""

    account_id: int


@dataclass(frozen=True)
class NamedOffering:
    """An offering sold in the file, and its name there, the latest where there are several; `known` is what we call it already."""

    code: str
    name: str
    known: str = ""


@dataclass(frozen=True)
class ImportResult:
    """What came of an import. Counts are lines; amounts are money over the file's good lines, exact to 4 places.

    `newcomers` are the customers without an account, whatever becomes of their lines; `recognised` those that get the ID of
    one; `offerings` those the file names.
    """

    read: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    amount_total: Decimal
    amount_unassigned: Decimal
    amount_added: Decimal
    amount_changed: Decimal
    reject_file: str | None
    import_id: str
    version: int | None
    newcomers: tuple[Newcomer, ...]
    assumed: tuple[Assumed, ...]
    held: int = 0
    removed: int = 0
    amount_held: Decimal = Decimal(0)
    offerings: tuple[NamedOffering, ...] = ()
    recognised: tuple[Recognised, ...] = ()

    @property
    def new_offerings(self) -> tuple[NamedOffering, ...]:
        """Those we do not know yet: they are added with their name."""
        return tuple(each for each in self.offerings if not each.known)

    @property
    def offerings_named(self) -> int:
        """How many are added."""
        return len(self.new_offerings)

    @property
    def other_names(self) -> tuple[NamedOffering, ...]:
        """Those we call otherwise: our name stays."""
        return tuple(each for each in self.offerings if each.known and each.known != each.name)

    @property
    def new_customers(self) -> tuple[str, ...]:
        return tuple(newcomer.customer for newcomer in self.newcomers)

    @property
    def without_account(self) -> int:
        """Lines of customers without an account."""
        return sum(newcomer.lines for newcomer in self.newcomers)

    @property
    def writes(self) -> bool:
        """Whether the ledger changes."""
        return bool(self.added or self.changed or self.removed)

    @property
    def nothing(self) -> str:
        """That nothing of the file came in, and why; empty where something did or was there before."""
        return self._nothing("was", "were")

    @property
    def nothing_yet(self) -> str:
        """The same before the start."""
        return self._nothing("would be", "would be")

    def _nothing(self, was: str, were: str) -> str:
        def rows(count: int) -> str:
            return f"1 row {was}" if count == 1 else f"{money.count(count)} rows {were}"

        if self.added or self.changed or self.unchanged or self.removed:
            return ""
        if not self.held:
            return f"Nothing {was} imported: {rows(self.read)} rejected."
        if not self.rejected:
            return f"Nothing {was} imported: {rows(self.held)} held back."
        return f"Nothing {was} imported: {rows(self.rejected)} rejected, {money.count(self.held)} held back."


def foretold(result: ImportResult) -> dict[str, Any]:
    """The counts and amounts of a result, as command line and API tell them before the start and afterwards."""
    return {name: getattr(result, name) for name in FORETOLD}


@dataclass(frozen=True)
class PreviewRow:
    """One row as it would be imported, or the reason why it would not, or why it would be held back."""

    row_number: int
    values: dict[str, Any]
    reason: str | None
    held: str | None = None


@dataclass(frozen=True)
class Preview:
    """The first rows of a file and those refused or held back, how it was read where it leaves something open, and what would
    come of it; no `result` where it was not compared with the ledger.
    """

    rows: tuple[PreviewRow, ...]
    assumed: tuple[Assumed, ...]
    result: ImportResult | None = None


@dataclass(frozen=True)
class Against:
    """What a file is compared with: the ledger's lines of a source, its customers that have an account, and what overlaps."""

    table: LedgerTable
    source: str
    known_customers: Iterable[str] = ()
    unknown: Unknown = "keep"
    around: Around = field(default_factory=Around)
    offerings: Map[str, str] = field(default_factory=dict)  # what we call those we know, by code
    recognise: Recognise = lambda newcomers: {}


def run(
    table: LedgerTable,
    path: Path,
    mapping: Mapping,
    *,
    source: str,
    import_id: str,
    reject_path: Path,
    held_path: Path,
    temp_dir: Path,
    progress: Tell = lambda sentence: None,
    known_customers: Iterable[str] = (),
    unknown: Unknown = "keep",
    around: Around | None = None,
    offerings: Map[str, str] | None = None,
    recognise: Recognise = lambda newcomers: {},
) -> ImportResult:
    """Import a file. Run again with the same `import_id` after a crash, it finds its own commit and tells of it."""
    done = table.find_commit(import_id)
    if done is not None:
        newcomers = _committed_newcomers(table, import_id, known_customers)
        newcomers, named = _named_again(newcomers, path, mapping, temp_dir, offerings or {})
        newcomers, ours = _recognised(newcomers, recognise)
        again = {"newcomers": newcomers, "offerings": named, "recognised": ours}
        return _from_summary({**done[1], **again}, version=done[0])
    folder = Path(tempfile.mkdtemp(prefix="staging-", dir=temp_dir))
    connection = _connection(folder)
    try:
        progress("reading the file")
        raw, findings = _staged(connection, path, mapping, folder, source=source, import_id=import_id)
        progress("checking the lines")
        newcomers, ours = _recognised(_newcomers(connection, known_customers), recognise)
        if unknown == "reject":
            _reject(connection, newcomers)
        around = _with(around or Around(), source, ours)
        named = _offerings(connection, offerings or {})
        _note_unreadable(connection)
        rejects = _write_rows(connection, raw, "refused", reject_path)
        asked = _asked(mapping, source, import_id)
        for _ in range(ATTEMPTS):
            with table.locked(), contextlib.suppress(OvertakenError):
                progress("comparing with the ledger")
                compared, overlapped = _compare(connection, table, asked, around, mapping)
                assumed = (*findings.assumed, *_by_name(ours), *overlapped)
                result = _result(connection, import_id, rejects, newcomers, named, assumed, compared.version)
                result = replace(result, recognised=ours)
                _write_held(connection, raw, held_path, numbered=asked.numbered)
                if not result.writes:
                    return result
                progress("writing")
                file = findings.file if compared.in_place and result.added == result.read else None
                return replace(result, version=_commit(connection, table, result, file, folder))
        raise LedgerInputError("Too many imports are running at once; the ledger is unchanged. Try again.")
    except duckdb.OutOfMemoryException as problem:
        raise LedgerInputError(
            "There is not enough memory or disk space for this file; the ledger is unchanged."
        ) from problem
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def preview(
    path: Path, mapping: Mapping, *, temp_dir: Path, limit: int = SHOWN, against: Against | None = None
) -> Preview:
    """The first rows as they would be imported, how the whole file is read, and what would come of it beside the ledger.

    Raises QuestionError where it can be read two ways with different money.
    """
    folder = Path(tempfile.mkdtemp(prefix="preview-", dir=temp_dir))
    connection = _connection(folder)
    try:
        source = against.source if against else FORESEEN
        raw, findings = _staged(connection, path, mapping, folder, source=source, import_id=FORESEEN)
        result = _foreseen(connection, mapping, against, findings.assumed) if against else None
        assumed = result.assumed if result else findings.assumed
        return Preview(_first_rows(connection, raw, limit, is_compared=result is not None), assumed, result)
    except duckdb.OutOfMemoryException as problem:
        raise LedgerInputError("There is not enough memory or disk space for this file.") from problem
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _staged(
    connection: duckdb.DuckDBPyConnection, path: Path, mapping: Mapping, folder: Path, *, source: str, import_id: str
) -> tuple[reading.Raw, staging.Findings]:
    """Make `staged` and `unreadable` of a file: while it is read where it is plain, else as a table of its cells."""
    scanned = reading.scanned(connection, path, mapping.options, folder)
    if scanned is not None:
        lines = folder / "lines.parquet"
        findings = plain.stage(connection, scanned, mapping, lines, source=source, import_id=import_id)
        if findings is not None:
            return scanned, findings
    raw = reading.open_in(connection, path, mapping.options, folder)
    return raw, staging.stage(connection, raw, mapping, source=source)


def _foreseen(
    connection: duckdb.DuckDBPyConnection, mapping: Mapping, against: Against, assumed: tuple[Assumed, ...]
) -> ImportResult:
    """What an import would come to now; nothing is written."""
    newcomers, ours = _recognised(_newcomers(connection, against.known_customers), against.recognise)
    if against.unknown == "reject":
        _reject(connection, newcomers)
    named = _offerings(connection, against.offerings)
    _note_unreadable(connection)
    asked = _asked(mapping, against.source, FORESEEN)
    around = _with(against.around, against.source, ours)
    compared, overlapped = _compare(connection, against.table, asked, around, mapping)
    read = (*assumed, *_by_name(ours), *overlapped)
    return replace(_result(connection, FORESEEN, None, newcomers, named, read, compared.version), recognised=ours)


def _first_rows(
    connection: duckdb.DuckDBPyConnection, raw: reading.Raw, limit: int, *, is_compared: bool
) -> tuple[PreviewRow, ...]:
    """The rows the file begins with, and the first of those below that are refused or held back."""
    names = _in_files(connection)
    held = "held.reason" if is_compared else "NULL"
    join = "LEFT JOIN held USING (row_number)" if is_compared else ""
    looked = (
        f"SELECT row_number, staged.reason, {held} AS why, {', '.join(names)} FROM staged {join} "
        f"UNION ALL SELECT row_number, 'this is not a whole row: ' || left(reason, 200), NULL{', NULL' * len(names)} "
        "FROM unreadable"
    )
    rows = connection.execute(
        f"WITH looked AS ({looked}), begins AS MATERIALIZED (SELECT * FROM looked ORDER BY row_number LIMIT {limit}) "
        "SELECT * FROM begins UNION ALL (SELECT * FROM looked WHERE row_number > (SELECT max(row_number) FROM begins) "
        f"AND coalesce(reason, why) IS NOT NULL ORDER BY row_number LIMIT {limit}) ORDER BY row_number"
    ).fetchall()
    return tuple(PreviewRow(row[0], dict(zip(names, row[3:], strict=True)), row[1], row[2]) for row in rows)


def _asked(mapping: Mapping, source: str, import_id: str) -> Asked:
    known = cast(comparing.Known, mapping.known_documents)
    return Asked(source, import_id, known, mapping.numbering == YEARLY, "line" in mapping.fields)


def _connection(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute(f"SET temp_directory = '{str(folder).replace(chr(39), chr(39) * 2)}'")
    connection.execute("SET preserve_insertion_order = true")
    return connection


def _in_files(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The columns of `staged` that come from the file, names of customers and offerings behind them where there are any."""
    names = [name for name in COLUMNS if name not in ("source", "import_id")]
    return [*names, *_names_in(connection)]


def _names_in(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Which names stand in the file."""
    staged = connection.table("staged").columns
    return [name for name in NAMES if name in staged]


def _newcomers(connection: duckdb.DuckDBPyConnection, known: Iterable[str]) -> tuple[Newcomer, ...]:
    """Customers of the good lines that no account is identified with."""
    has_names = "customer_name" in _names_in(connection)
    name = "coalesce(arg_max(customer_name, date), '')" if has_names else "''"
    connection.register("known_customers", pa.table({"key": pa.array(list(known), pa.string())}))
    rows = connection.execute(
        f"SELECT customer, {name}, count(*) FROM staged WHERE reason IS NULL AND customer IS NOT NULL "
        "AND customer NOT IN (SELECT key FROM known_customers) GROUP BY customer ORDER BY customer"
    ).fetchall()
    return tuple(Newcomer(*row) for row in rows)


def _reject(connection: duckdb.DuckDBPyConnection, newcomers: Collection[Newcomer]) -> None:
    """Refuse the lines of customers without an account."""
    if not newcomers:
        return
    keys = pa.array([newcomer.customer for newcomer in newcomers], pa.string())
    connection.register("unknown_customers", pa.table({"key": keys}))
    staging.keep(connection)
    connection.execute(
        "UPDATE typed SET reason = 'no account has the key ' || left(customer, 60) WHERE reason IS NULL "
        "AND customer IN (SELECT key FROM unknown_customers)"
    )


def _recognised(
    newcomers: tuple[Newcomer, ...], recognise: Recognise
) -> tuple[tuple[Newcomer, ...], tuple[Recognised, ...]]:
    """Customers without an account, and those that are one of ours."""
    ours = recognise(newcomers) if newcomers else {}
    known = (newcomer for newcomer in newcomers if newcomer.customer in ours)
    recognised = tuple(Recognised(each.customer, each.name, each.lines, ours[each.customer]) for each in known)
    return tuple(newcomer for newcomer in newcomers if newcomer.customer not in ours), recognised


def _by_name(ours: Collection[Recognised]) -> tuple[Assumed, ...]:
    """A sentence on the customers that get the ID of an account."""
    if not ours:
        return ()
    names = [each.name or each.customer for each in ours]
    shown = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    one = f"1 customer is the account you have of that name: {shown}."
    many = f"{money.count(len(names))} customers are accounts you have: {shown}."
    return (Assumed("same_names", "", one if len(names) == 1 else many),)


def _with(around: Around, source: str, ours: Collection[Recognised]) -> Around:
    """What may overlap, customers recognised just now included."""
    if not around.turned and not around.accounts:
        return around
    return replace(around, accounts={**around.accounts, **{(source, each.customer): each.account_id for each in ours}})


def _offerings(connection: duckdb.DuckDBPyConnection, known: Map[str, str]) -> tuple[NamedOffering, ...]:
    """Offerings sold in good lines that the file names. What a posting or an activity is for is no offering."""
    if "offering_name" not in _names_in(connection):
        return ()
    rows = connection.execute(
        "SELECT offering, arg_max(offering_name, date) FROM staged WHERE reason IS NULL AND offering IS NOT NULL "
        "AND offering_name IS NOT NULL AND kind NOT IN ('cost_to_serve', 'activity') GROUP BY offering ORDER BY offering"
    ).fetchall()
    return tuple(NamedOffering(code, name, known.get(code, "")) for code, name in rows)


def _committed_newcomers(table: LedgerTable, import_id: str, known: Iterable[str]) -> tuple[Newcomer, ...]:
    """The same, from the table itself, for an import whose process died after its commit; it does not tell their names."""
    connection, version = duckdb.connect(), table.version
    assert version is not None
    cursor = connection.execute(
        f"SELECT customer, '', count(*) FROM ({table.lines_in(connection, version)}) WHERE import_id = {_quoted(import_id)} "
        "AND customer IS NOT NULL GROUP BY customer ORDER BY customer"
    )
    there = set(known)
    return tuple(Newcomer(*row) for row in cursor.fetchall() if row[0] not in there)


def _named_again(
    newcomers: tuple[Newcomer, ...], path: Path, mapping: Mapping, temp_dir: Path, offerings: Map[str, str]
) -> tuple[tuple[Newcomer, ...], tuple[NamedOffering, ...]]:
    """With the names of the file, which the table does not keep."""
    if not any(mapping.fields.get(name) for name in NAMES):
        return newcomers, ()
    folder = Path(tempfile.mkdtemp(prefix="staging-", dir=temp_dir))
    connection = _connection(folder)
    try:
        staging.stage(connection, reading.open_in(connection, path, mapping.options, folder), mapping, source="")
        names = {newcomer.customer: newcomer.name for newcomer in _newcomers(connection, ())}
        named = tuple(replace(newcomer, name=names.get(newcomer.customer, "")) for newcomer in newcomers)
        return named, _offerings(connection, offerings)
    finally:
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _note_unreadable(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE TEMP VIEW refused AS SELECT row_number, reason FROM staged WHERE reason IS NOT NULL")


def _write_rows(connection: duckdb.DuckDBPyConnection, raw: reading.Raw, which: str, target: Path) -> str | None:
    """Rows of the relation `which` with number and reason, their own columns behind. No file when there are none.

    Among the `refused` are those the reader could not take for rows.
    """
    columns = ", ".join(f"left(raw.{name}::VARCHAR, 2000)" for name in raw.columns.values())
    unreadable = (
        f"UNION ALL SELECT row_number, 'this is not a whole row: ' || left(reason, 200), left(content, 2000)"
        f"{', NULL' * (len(raw.types) - 1)} FROM unreadable"
    )
    if connection.execute(f"SELECT 1 FROM {which} UNION ALL SELECT 1 FROM unreadable LIMIT 1").fetchone() is None:
        target.unlink(missing_ok=True)
        return None
    cursor = connection.execute(
        f"SELECT listed.row_number, listed.reason, {columns} FROM {which} listed JOIN {raw.relation} raw USING (row_number) "
        f"{unreadable if which == 'refused' else ''} ORDER BY 1"
    )
    first = cursor.fetchmany(1000)
    if not first:
        target.unlink(missing_ok=True)
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "reason", *map(exports.harmless, raw.types)])
        rows = first
        while rows:
            writer.writerows([exports.harmless(value) for value in row] for row in rows)
            rows = cursor.fetchmany(1000)
    return str(target)


def _write_held(connection: duckdb.DuckDBPyConnection, raw: reading.Raw, target: Path, *, numbered: bool) -> None:
    """The rows held back, to be looked at; and beside them every line of their documents, to be imported once decided."""
    whole = whole_documents(target)
    if _write_rows(connection, raw, "held", target) is None:
        whole.unlink(missing_ok=True)
        return
    names = [name for name in _in_files(connection) if numbered or name != "line"]
    documents = "SELECT s.document FROM staged s SEMI JOIN held USING (row_number)"
    connection.execute(
        f"COPY (SELECT {', '.join(names)} FROM staged WHERE reason IS NULL AND document IN ({documents}) "
        f"ORDER BY row_number) TO {_quoted(str(whole))} (FORMAT PARQUET)"
    )


def whole_documents(held_path: Path) -> Path:
    """The file of the documents whose lines are listed in a file of rows held back."""
    return held_path.with_suffix(".parquet")


def _compare(
    connection: duckdb.DuckDBPyConnection, table: LedgerTable, asked: Asked, around: Around, mapping: Mapping
) -> tuple[Compared, tuple[Assumed, ...]]:
    """Make `compared` and `held`. Returns what was compared with, and what was decided on months that overlap."""
    compared = comparing.compare(connection, table, asked)
    overlapped: tuple[Assumed, ...] = ()
    if compared.version is not None:
        lines = table.lines_in(connection, compared.version)
        overlapped = overlap.settle(connection, lines, asked, around, mapping.overlap, turned=bool(mapping.turn))
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW held AS SELECT row_number, why AS reason FROM compared WHERE fate = 'held'"
    )
    return compared, overlapped


def _result(
    connection: duckdb.DuckDBPyConnection,
    import_id: str,
    rejects: str | None,
    newcomers: tuple[Newcomer, ...],
    offerings: tuple[NamedOffering, ...],
    assumed: tuple[Assumed, ...],
    version: int | None,
) -> ImportResult:
    counts = connection.execute(
        """SELECT count(*) FILTER (fate = 'added'), count(*) FILTER (fate = 'changed'),
        count(*) FILTER (fate = 'unchanged'), count(*) FILTER (fate = 'held'), count(*) FILTER (fate = 'removed'),
        coalesce(sum(amount) FILTER (fate NOT IN ('held', 'removed', 'left')), 0),
        coalesce(sum(amount) FILTER (customer IS NULL AND fate NOT IN ('held', 'removed', 'left')), 0),
        coalesce(sum(amount) FILTER (fate = 'added'), 0), coalesce(sum(amount) FILTER (fate = 'changed'), 0),
        coalesce(sum(amount) FILTER (fate = 'held'), 0), count(*) FILTER (fate = 'left') FROM compared"""
    ).fetchone()
    refused = connection.execute("SELECT (SELECT count(*) FROM refused) + (SELECT count(*) FROM unreadable)").fetchone()
    assert counts is not None and refused is not None
    added, changed, unchanged, held, removed, total, unassigned, amount_added, amount_changed, amount_held, left = (
        counts
    )
    return ImportResult(
        read=added + changed + unchanged + held + left + refused[0],
        added=added,
        changed=changed,
        unchanged=unchanged,
        rejected=refused[0],
        amount_total=Decimal(total),
        amount_unassigned=Decimal(unassigned),
        amount_added=Decimal(amount_added),
        amount_changed=Decimal(amount_changed),
        reject_file=rejects,
        import_id=import_id,
        version=version,
        newcomers=newcomers,
        offerings=offerings,
        assumed=assumed,
        held=held,
        removed=removed,
        amount_held=Decimal(amount_held),
    )


def currencies_of(table: LedgerTable, source: str, keys: Collection[str]) -> dict[str, str]:
    """The currency of all the ledger's lines of each of these customers; who pays in several, or has lines that name none,
    is not among them.
    """
    version, _files = table.snapshot()
    if version is None:
        return {}
    with duckdb.connect() as connection:
        connection.register("chosen", pa.table({"customer": pa.array(list(keys), pa.string())}))
        rows = connection.execute(
            f"SELECT customer, min(currency) FROM ({table.lines_in(connection, version)}) SEMI JOIN chosen USING (customer) "
            "WHERE source = $source GROUP BY customer "
            "HAVING min(currency) = max(currency) AND count(currency) = count(*)",
            {"source": source},
        ).fetchall()
    return dict(rows)


def _commit(
    connection: duckdb.DuckDBPyConnection, table: LedgerTable, result: ImportResult, file: Path | None, folder: Path
) -> int:
    """Append when nothing changes, merge otherwise; customers created are told of, not stored, in the commit.

    `file` holds all lines of the import where they were written already.
    """
    columns, summary, version = ", ".join(COLUMNS), _summary(result), result.version
    if version is None or not (result.changed or result.removed):
        added = f"SELECT {columns} FROM compared WHERE fate = 'added'"
        if table.remote:
            lines = _cast(connection.execute(added).to_arrow_reader(BATCH))
            return table.append(lines, import_id=result.import_id, summary=summary, based_on=version)
        if file is None:
            file = folder / "added.parquet"
            connection.execute(f"COPY ({added}) TO {_quoted(str(file))} ({AS_KEPT})")
        return table.append_file(file, import_id=result.import_id, summary=summary, based_on=version)
    goes, schema = (", fate = 'removed' AS goes", ARROW.append(GOES)) if result.removed else ("", ARROW)
    written = "FROM compared WHERE fate IN ('added', 'changed', 'removed') ORDER BY document, line"
    lines = connection.execute(f"SELECT {columns}{goes} {written}").to_arrow_reader(BATCH)
    return table.merge(
        _cast(lines, schema), import_id=result.import_id, summary=summary, based_on=version, removes=bool(goes)
    )


def _cast(lines: pa.RecordBatchReader, schema: pa.Schema = ARROW) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in lines))


def _summary(result: ImportResult) -> dict[str, Any]:
    """What the commit keeps: all but the list of new customers, which the lines tell, and names, which the file tells."""
    values = asdict(replace(result, newcomers=(), offerings=(), recognised=()))
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _from_summary(values: dict[str, Any], *, version: int | None) -> ImportResult:
    money = {name: Decimal(values[name]) for name in values if name.startswith("amount_")}
    known = {name: value for name, value in values.items() if name in ImportResult.__dataclass_fields__}
    lists = {
        "newcomers": tuple(values["newcomers"]),
        "offerings": tuple(values.get("offerings", ())),
        "recognised": tuple(values.get("recognised", ())),
        "assumed": assumptions.from_dicts(values.get("assumed", ())),
    }
    return ImportResult(**{**known, **money, **lists, "version": version})


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
