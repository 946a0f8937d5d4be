"""`make bench`: how fast Covalue is beside the bare engine, and a value case beside plain NumPy.

`--lines N` is for a shorter run, `--json` for programs.

Both sides do the same work on the same files in the same process, taking turns in who goes first; medians count.
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from bench import synthetic, value_case

ROUNDS: Final = 3
LINES: Final = 10_000_000
IMPORTED_SHARE: Final = 10  # the import is measured with a tenth of the lines
HAND_PORTFOLIO: Final = """
WITH sums AS (
  SELECT source, customer,
    sum(amount) FILTER (date BETWEEN DATE '2024-01-01' AND DATE '2024-12-31') AS net,
    sum(cost) FILTER (date BETWEEN DATE '2024-01-01' AND DATE '2024-12-31') AS cost,
    sum(amount) FILTER (date BETWEEN DATE '2023-01-01' AND DATE '2023-12-31') AS net_before
  FROM read_parquet($files)
  WHERE kind <> 'cost_to_serve' AND date BETWEEN DATE '2023-01-01' AND DATE '2024-12-31'
  GROUP BY source, customer
)
SELECT *, sum(greatest(net, 0)) OVER (ORDER BY net DESC, customer) / sum(greatest(net, 0)) OVER () AS cumulative
FROM sums WHERE customer IS NOT NULL AND net IS NOT NULL ORDER BY net DESC, customer
"""


@dataclass(frozen=True)
class Measured:
    """One comparison; seconds are medians."""

    name: str
    lines: int
    ours: float
    peer: float
    target: float

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def met(self) -> bool:
        return self.ratio <= self.target


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench", description=__doc__)
    asked.add_argument("--lines", type=int, default=LINES, help="ledger lines of the portfolio; a tenth is imported")
    asked.add_argument("--json", action="store_true", help="print JSON")
    told = asked.parse_args(arguments)
    if told.lines < IMPORTED_SHARE:
        asked.error(f"--lines must be at least {IMPORTED_SHARE}")
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        folder = Path(name)
        _start_django(folder)
        imported = told.lines // IMPORTED_SHARE
        found = [
            imports(folder, imported, "csv"),
            imports(folder, imported, "parquet"),
            portfolio(folder, told.lines),
        ]
    case = value_case.measured()
    rows = [{**asdict(m), "ratio": m.ratio, "met": m.met} for m in found] + [{**asdict(case), "met": case.met}]
    print(json.dumps(rows) if told.json else f"{_table(found)}\n\n{value_case.table(case)}")
    return 0 if case.met and all(m.met for m in found) else 1


def imports(folder: Path, lines: int, kind: str) -> Measured:
    """A first import of a file, against DuckDB alone turning the same file into the same Parquet."""
    from covalue.ledger import importing
    from covalue.ledger.mapping import Mapping
    from covalue.ledger.rules import OF_LINES
    from covalue.ledger.table import LedgerTable

    file = synthetic.write_file(lines, folder / f"lines.{kind}")
    target, bare = folder / "imported", folder / "bare.parquet"

    def ours() -> None:
        shutil.rmtree(target, ignore_errors=True)
        result = importing.run(
            LedgerTable(str(target / "ledger")), file, Mapping(fields={field: field for field in OF_LINES}), source="bench",
            import_id="1", reject_path=folder / "rejects.csv", held_path=folder / "held.csv", temp_dir=folder,
        )  # fmt: skip
        assert (result.added, result.rejected) == (lines, 0), result

    def peer() -> None:
        reader = "read_parquet" if kind == "parquet" else "read_csv"
        duckdb.connect().execute(
            f"COPY (SELECT 'bench' AS source, *, '1' AS import_id FROM {reader}('{file}')) TO '{bare}' "
            "(FORMAT PARQUET, COMPRESSION snappy)"
        )

    return Measured(f"import a {kind} file", lines, *_medians(ours, peer), target=4.0)


def portfolio(folder: Path, lines: int) -> Measured:
    """The portfolio's ranking, nothing remembered, against one query written by hand."""
    from datetime import date

    from covalue.accounts.models import Account
    from covalue.core.periods import Period
    from covalue.ledger import queries as ledger
    from covalue.portfolio import figures, queries

    made = duckdb.connect().execute(
        f"SELECT 'bench' AS source, *, '1' AS import_id FROM ({synthetic.lines_sql(lines)})"
    )
    reader = made.to_arrow_reader(250_000)
    _append(ledger.table(), reader)
    year = Period(date(2024, 1, 1), date(2024, 12, 31))
    files = ledger.table().files()
    by_hand = duckdb.connect()
    answers: dict[str, Any] = {}

    def ours() -> None:
        figures.engine.cache_clear()
        answers["ours"] = queries.ranking(year, Account.objects.all(), None, unassigned=True)

    def peer() -> None:
        answers["peer"] = by_hand.execute(HAND_PORTFOLIO, {"files": files}).fetchall()

    whole = Measured("portfolio: ranking, ABC, year before", lines, *_medians(ours, peer), target=1.3)
    same = [(row.key, row.net) for row in answers["ours"].rows] == [(row[1], row[2]) for row in answers["peer"]]
    assert same, "the portfolio and the query by hand do not agree"
    return whole


def _append(table: Any, reader: Any) -> None:
    import pyarrow as pa

    from covalue.ledger.table import ARROW

    batches = (
        pa.RecordBatch.from_arrays([batch[n].cast(ARROW.field(n).type) for n in ARROW.names], schema=ARROW)
        for batch in reader
    )
    table.append(pa.RecordBatchReader.from_batches(ARROW, batches), import_id="1", summary={}, based_on=None)


def _medians(ours: Callable[[], None], peer: Callable[[], None]) -> tuple[float, float]:
    seconds: dict[Callable[[], None], list[float]] = {ours: [], peer: []}
    for turn in range(ROUNDS + 1):
        for side in (ours, peer) if turn % 2 else (peer, ours):
            begun = time.perf_counter()
            side()
            if turn:  # the first turn only warms up
                seconds[side].append(time.perf_counter() - begun)
    return statistics.median(seconds[ours]), statistics.median(seconds[peer])


def _start_django(folder: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="covalue.config.settings",
        COVALUE_DATA_DIR=str(folder / "data"),
        COVALUE_DATABASE_URL=f"sqlite:///{folder / 'bench.sqlite3'}",
        COVALUE_LEDGER_URL=str(folder / "ledger"),
        COVALUE_SECRET_KEY="only for the bench, which serves nothing " * 2,
    )
    (folder / "data").mkdir()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _table(found: list[Measured]) -> str:
    head = f"{'what':<38}{'lines':>12}{'Covalue s':>11}{'DuckDB s':>10}{'lines/s':>12}{'ratio':>8}{'target':>8}"
    rows = [
        f"{m.name:<38}{m.lines:>12,}{m.ours:>11.3f}{m.peer:>10.3f}{m.lines / m.ours:>12,.0f}{m.ratio:>7.2f}×{m.target:>7.1f}×"
        f"{'' if m.met else '  missed'}"
        for m in found
    ]
    return "\n".join([head, *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
