"""`python -m bench.segments`: ABC, XYZ and recency–frequency–monetary of a ledger, beside what an analyst does in pandas.

Both sides read the same Parquet file of ledger lines and class its customers over a year; each run is a process of its own,
which tells the seconds without its imports and the peak of its memory. Both have to find the same classes.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Final

from bench import peak, synthetic
from bench.peers import lifetimes

SIZES: Final = (4_000, 1_000_000, 10_000_000)
ROUNDS: Final = 3
START, END = date(2024, 1, 1), date(2024, 12, 31)
PEER: Final = Path(lifetimes.__file__).with_name("segments_pandas.py")


@dataclass(frozen=True)
class Run:
    """One run of one side: seconds, peak memory in MB, and what it found."""

    seconds: float
    megabytes: float
    customers: int
    classes: dict[str, int]
    best: int


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.segments", description=__doc__)
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
            agree &= _measure(
                python, synthetic.write_ledger(lines, Path(name) / f"{lines}.parquet"), lines, told.rounds
            )
    return 0 if agree else 1


def _measure(python: Path, file: Path, lines: int, rounds: int) -> bool:
    ours, peer = [], []
    for _round in range(rounds):
        ours.append(_run([sys.executable, "-m", "bench.segments", "--ours", str(file)]))
        peer.append(_run([str(python), "-P", str(PEER), str(file), str(START), str(END)]))
    agree = (ours[0].customers, ours[0].classes, ours[0].best) == (peer[0].customers, peer[0].classes, peer[0].best)
    mine, theirs = (median(run.seconds for run in runs) for runs in (ours, peer))
    memory = [median(run.megabytes for run in runs) for runs in (ours, peer)]
    print(
        f"{lines:>12,}{ours[0].customers:>11,}{mine:>11.3f}{theirs:>10.3f}{theirs / mine:>7.1f}×{memory[0]:>9,.0f}"
        f"{memory[1]:>9,.0f}  {'yes' if agree else 'no'}",
        flush=True,
    )
    return agree


def _ours(file: Path) -> Run:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")
    import django
    import pyarrow.dataset  # noqa: F401  DuckDB asks for it at the first table it is handed

    django.setup()
    from covalue.analytics.engine import Engine, Lines
    from covalue.segmentation import computing
    from covalue.segmentation.rules import Settings

    begun = time.perf_counter()
    found = Engine().table(
        "segments",
        Lines(1, (str(file),)),
        tables={"known": computing.KNOWN.empty_table()},
        start=START,
        end=END,
        months=12,
    )
    found = computing.classified(found.append_column("value", found["net"]), Settings())
    seconds = time.perf_counter() - begun
    letters: list[str] = found["abc"].to_pylist()
    columns = (found[name].to_pylist() for name in ("recency", "frequency", "money"))
    return Run(
        seconds, peak.megabytes(), found.num_rows,
        {letter: letters.count(letter) for letter in "ABC"}, sum(scores == (5, 5, 5) for scores in zip(*columns, strict=True)),
    )  # fmt: skip


def _run(command: list[str]) -> Run:
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return Run(**told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
