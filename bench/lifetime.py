"""`python -m bench.lifetime`: BG/NBD from transactions to parameters, beside the Python package `lifetimes`.

Both sides read the same Parquet file (customer, date, amount), make histories in weeks and fit; each run is a process of
its own, which tells the seconds without its imports and the peak of its memory. The peer's parameters have to agree.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import duckdb

from bench.peers import lifetimes

SIZES: Final = (4_000, 1_000_000, 10_000_000)
ROUNDS: Final = 3
UNTIL: Final = "2024-12-31"
AGREE: Final = 0.02  # of a parameter: the peer stops its search earlier
PEER: Final = Path(lifetimes.__file__).with_name("lifetimes_fit.py")

# Customers come within the first year, buy at rates of their own and leave at a moment of their own. Everything is drawn
# from hashes, so that it is the same every time.
LINES: Final = """
SELECT
  'C' || lpad(who::VARCHAR, 7, '0') AS customer,
  came + CAST(pow(hash(document, 'when') % 1000003 / 1000003.0, 1.1) * stays AS INTEGER) AS date,
  CAST(5 + hash(i, 'money') % 40000 / 100.0 AS DECIMAL(18, 4)) AS amount
FROM (
  SELECT
    i,
    i // 4 AS document,
    CAST(floor(pow(hash(i // 4, 'who') % 1000003 / 1000003.0, 2) * {customers}) AS INTEGER) AS who,
    DATE '2022-01-01' + CAST(hash(who, 'came') % 365 AS INTEGER) AS came,
    least(DATE '2024-12-31' - came, CAST(20 - 700 * ln((1 + hash(who, 'stays') % 1000003) / 1000005.0) AS INTEGER)) AS stays
  FROM range({lines}) numbers(i)
)
"""


@dataclass(frozen=True)
class Run:
    """One run of one side: seconds, peak memory in MB, and what it found."""

    seconds: float
    megabytes: float
    customers: int
    parameters: dict[str, float]


@dataclass(frozen=True)
class Measured:
    """Medians of both sides at one size."""

    lines: int
    customers: int
    ours: float
    peer: float
    our_megabytes: float
    peer_megabytes: float
    agree: bool

    @property
    def times(self) -> float:
        return self.peer / self.ours


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.lifetime", description=__doc__)
    asked.add_argument("--lines", type=int, nargs="+", default=SIZES)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--json", action="store_true", help="print JSON")
    asked.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    told = asked.parse_args(arguments)
    if told.ours:
        print(json.dumps(asdict(_ours(told.ours))))
        return 0
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        python = lifetimes.install(Path(name))
        found = [_measured(python, Path(name), lines, told.rounds) for lines in told.lines]
    print(json.dumps([{**asdict(m), "times": m.times} for m in found]) if told.json else _table(found))
    return 0 if all(m.agree for m in found) else 1


def write_file(lines: int, path: Path) -> Path:
    """So many transactions; a customer has some hundred lines of four to a purchase, fewer in a small file."""
    customers = max(lines // 200, 200)
    text = LINES.format(lines=int(lines), customers=customers)
    duckdb.connect().execute(f"COPY ({text}) TO '{path}' (FORMAT PARQUET, COMPRESSION zstd)")
    return path


def _measured(python: Path, folder: Path, lines: int, rounds: int) -> Measured:
    file = write_file(lines, folder / f"{lines}.parquet")
    ours, peer = [], []
    for _round in range(rounds):
        ours.append(_run([sys.executable, "-m", "bench.lifetime", "--ours", str(file)]))
        peer.append(_run([str(python), "-P", str(PEER), str(file), UNTIL]))
    return Measured(
        lines, ours[0].customers, median(r.seconds for r in ours), median(r.seconds for r in peer),
        median(r.megabytes for r in ours), median(r.megabytes for r in peer), _agree(ours[0], peer[0]),
    )  # fmt: skip


def _ours(file: Path) -> Run:
    from datetime import date

    from covalue.analytics.lifetime import catalogue
    from covalue.ledger.mapping import Mapping
    from covalue.lifetime import purchases

    begun = time.perf_counter()
    mapping = Mapping({"customer": "customer", "date": "date", "amount": "amount"})
    with purchases.opened_file(file, mapping) as lines:
        found = purchases.histories(lines, unit="week", until=date.fromisoformat(UNTIL))
    fit = catalogue.fit(catalogue.BG_NBD, found.found)
    seconds = time.perf_counter() - begun
    return Run(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, fit.customers, fit.parameters)


def _run(command: list[str]) -> Run:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Run(**told)


def _agree(ours: Run, peer: Run) -> bool:
    return ours.customers == peer.customers and all(
        abs(ours.parameters[name] - value) <= AGREE * abs(value) for name, value in peer.parameters.items()
    )


def _table(found: list[Measured]) -> str:
    head = f"{'lines':>12}{'customers':>11}{'Covalue s':>11}{'lifetimes s':>13}{'times':>8}{'our MB':>9}{'peer MB':>9}  agree"
    rows = [
        f"{m.lines:>12,}{m.customers:>11,}{m.ours:>11.3f}{m.peer:>13.3f}{m.times:>7.1f}×{m.our_megabytes:>9,.0f}"
        f"{m.peer_megabytes:>9,.0f}  {'yes' if m.agree else 'no'}"
        for m in found
    ]
    return "\n".join([head, *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
