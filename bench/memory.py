"""`python -m bench.memory`: segments, profitability and purchase histories of 50 million ledger lines in a limited memory.

Each analysis runs in a process of its own whose data may not grow beyond the limit: the kernel refuses what lies above it
(RLIMIT_DATA: heap and private maps; the files that are read are not counted), and the peak of its resident memory is told.
The engine is the product's own, with its own limit. Give several --lines to see whether memory grows with them.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any, Final

from bench import peak

LINES: Final = 50_000_000
LIMIT_GIB: Final = 4.0
PARTS: Final = 10_000_000
ANALYSES: Final = ("segments", "profitability", "purchases")
START, END = date(2024, 1, 1), date(2024, 12, 31)


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.memory", description=__doc__)
    asked.add_argument("--lines", type=int, nargs="+", default=[LINES])
    asked.add_argument("--limit", type=float, default=LIMIT_GIB, help="GiB a process may take")
    asked.add_argument("--only", choices=ANALYSES, help=argparse.SUPPRESS)
    asked.add_argument("--folder", type=Path, help="where the files lie; made when they are not there")
    told = asked.parse_args(arguments)
    if told.only:
        print(json.dumps(_run(told.only, told.folder, told.limit)))
        return 0
    print(f"{'lines':>13}  {'analysis':<15}{'rows':>9}{'seconds':>9}{'peak MB':>9}{'limit MB':>10}")
    good = True
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        for lines in told.lines:
            folder = (told.folder or Path(name)) / str(lines)
            _fill(folder, lines)
            for analysis in ANALYSES:
                good &= _measured(analysis, folder, lines, told.limit)
    return 0 if good else 1


def _measured(analysis: str, folder: Path, lines: int, limit: float) -> bool:
    command = [sys.executable, "-m", "bench.memory", "--only", analysis, "--folder", str(folder), "--limit", str(limit)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        print(f"{lines:>13,}  {analysis:<15} did not fit into {limit:g} GiB")
        return False
    found = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{lines:>13,}  {analysis:<15}{found['rows']:>9,}{found['seconds']:>9.1f}{found['peak']:>9,.0f}{limit * 1024:>10,.0f}",
        flush=True,
    )
    return bool(found["peak"] <= limit * 1024)


def _run(analysis: str, folder: Path, limit: float) -> dict[str, Any]:
    allowed = int(limit * 1024**3)
    resource.setrlimit(resource.RLIMIT_DATA, (allowed, allowed))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")
    import django

    django.setup()
    from covalue.analytics.engine import Engine, Lines
    from covalue.lifetime import purchases
    from covalue.segmentation import computing
    from covalue.segmentation.rules import Settings

    engine = Engine()
    lines = Lines(1, tuple(sorted(str(file) for file in folder.glob("*.parquet"))))
    known = computing.KNOWN.empty_table()
    begun = time.perf_counter()
    if analysis == "segments":
        found = engine.table("segments", lines, tables={"known": known}, start=START, end=END, months=12)
        rows = computing.classified(found.append_column("value", found["net"]), Settings()).num_rows
    elif analysis == "profitability":
        tables = {"known": known, "pools": pools()}
        rows = engine.table("profitability", lines, tables=tables, start=START, end=END).num_rows
    else:
        rows = len(purchases.histories(purchases.LedgerLines(engine, lines), unit="week", until=END).keys)
    seconds = time.perf_counter() - begun
    return {"rows": rows, "seconds": seconds, "peak": peak.megabytes()}


def pools() -> Any:
    """Two cost pools of the year, as the analysis takes them."""
    import pyarrow as pa

    from covalue.profitability.queries import POOL_COLUMNS

    rows = [
        {"pool": 1, "driver": "orders", "rate": 12, "border": None, "starts": START, "ends": END},
        {"pool": 2, "driver": "small_orders", "rate": 3, "border": 900, "starts": START, "ends": END},
    ]
    return pa.Table.from_pylist(rows, schema=POOL_COLUMNS)


def _fill(folder: Path, lines: int) -> None:
    """Files as a ledger has them, ten million lines each."""
    import duckdb

    from bench import synthetic

    if folder.exists():
        return
    folder.mkdir(parents=True)
    for first in range(0, lines, PARTS):
        made = synthetic.lines_sql(min(PARTS, lines - first))
        part = first // PARTS
        duckdb.connect().execute(
            f"COPY (SELECT 'erp' AS source, '{part}.' || document AS document, * EXCLUDE (document) FROM ({made})) "
            f"TO '{folder / f'{part}.parquet'}' (FORMAT PARQUET, COMPRESSION zstd)"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
