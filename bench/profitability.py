"""`python -m bench.profitability`: net contribution and whale curve of a ledger, beside what an analyst does in pandas.

Both sides read the same Parquet file of ledger lines and charge two cost pools over a year; each run is a process of its
own, which tells the seconds without its imports and the peak of its memory. Both have to find the same figures.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench import memory, peak, synthetic
from bench.memory import END, START
from bench.peers import lifetimes

SIZES: Final = (4_000, 1_000_000, 10_000_000)
ROUNDS: Final = 3
PEER: Final = Path(lifetimes.__file__).with_name("profitability_pandas.py")


@dataclass(frozen=True)
class Run:
    """One run of one side: seconds, peak memory in MB, and what it found."""

    seconds: float
    megabytes: float
    customers: int
    contribution: float
    peak: float
    losing: int

    def agrees(self, other: "Run") -> bool:
        """Money to the cent: pandas adds floats, so a billion may differ in its last places."""
        close = all(
            abs(a - b) <= max(0.01, 1e-9 * abs(b))
            for a, b in ((self.contribution, other.contribution), (self.peak, other.peak))
        )
        return close and (self.customers, self.losing) == (other.customers, other.losing)


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.profitability", description=__doc__)
    asked.add_argument("--lines", type=int, nargs="+", default=SIZES)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    told = asked.parse_args(arguments)
    if told.ours:
        print(json.dumps(asdict(_ours(told.ours))))
        return 0
    agree = True
    print(
        f"{'lines':>12}{'customers':>11}{'Covalue s':>11}{'pandas s':>10}{'times':>8}{'our MB':>9}{'peer MB':>9}  agree"
    )
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        python = lifetimes.install(Path(name))
        for lines in told.lines:
            file = synthetic.write_ledger(lines, Path(name) / f"{lines}.parquet")
            agree &= _measure(python, file, lines, told.rounds)
    return 0 if agree else 1


def _measure(python: Path, file: Path, lines: int, rounds: int) -> bool:
    ours, peer = [], []
    for _round in range(rounds):
        ours.append(_run([sys.executable, "-m", "bench.profitability", "--ours", str(file)]))
        peer.append(_run([str(python), "-P", str(PEER), str(file), str(START), str(END)]))
    agree = ours[0].agrees(peer[0])
    mine, theirs = (median(run.seconds for run in runs) for runs in (ours, peer))
    sizes = [median(run.megabytes for run in runs) for runs in (ours, peer)]
    print(
        f"{lines:>12,}{ours[0].customers:>11,}{mine:>11.3f}{theirs:>10.3f}{theirs / mine:>7.1f}×{sizes[0]:>9,.0f}"
        f"{sizes[1]:>9,.0f}  {'yes' if agree else f'no: {ours[0]} {peer[0]}'}",
        flush=True,
    )
    return agree


def _ours(file: Path) -> Run:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")
    import django
    import pyarrow.dataset  # noqa: F401  DuckDB asks for it at the first table it is handed

    django.setup()
    import pyarrow.compute as pc

    from covalue.analytics.engine import Engine, Lines
    from covalue.analytics.profitability import whale
    from covalue.segmentation import computing

    tables = {"known": computing.KNOWN.empty_table(), "pools": memory.pools()}
    begun = time.perf_counter()
    found = Engine().table("profitability", Lines(1, (str(file),)), tables=tables, start=START, end=END)
    curve = whale.curve(pc.drop_null(found["contribution"]).cast("double").to_pylist())
    seconds = time.perf_counter() - begun
    return Run(
        seconds, peak.megabytes(), found.num_rows, round(curve.total, 2),
        round(curve.peak, 2), curve.losing,
    )  # fmt: skip


def _run(command: list[str]) -> Run:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return Run(**json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
