"""`python -m bench.lifetime`: BG/NBD from transactions to parameters, beside the Python package `lifetimes`.

Both sides read the same Parquet file (customer, date, amount), make histories in weeks, with what a repeat purchase was
worth, and fit; each run is a process of
its own, which tells the seconds without its imports and the peak of its memory. The peer's parameters have to agree.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench import peak
from bench.peers import lifetimes

SIZES: Final = (4_000, 1_000_000, 10_000_000)
ROUNDS: Final = 3
UNTIL: Final = "2024-12-31"
AGREE: Final = 0.02  # of a parameter: the peer stops its search earlier
PEER: Final = Path(lifetimes.__file__).with_name("lifetimes_fit.py")

WEEKS: Final = 156
BEGUN: Final = "2022-01-05"
BUYING: Final = (0.8, 4.0)  # r, alpha a week
LEAVING: Final = (0.8, 4.0)  # a, b
LINES_A_PURCHASE: Final = 5


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
    """So many transactions of customers who buy and leave as the BG/NBD has it; the same every time."""
    customers = max(lines // 20, 100)
    who, day = _purchases(customers)
    who, day = (np.repeat(each, LINES_A_PURCHASE)[:lines] for each in (who, day))
    assert len(who) == lines, f"{customers} customers made only {len(who)} lines"
    amount = np.round(5 + np.random.default_rng(2).gamma(2, 60, lines), 2)
    date = np.datetime64(BEGUN) + day.astype("timedelta64[D]")
    table = pa.table(
        {
            "customer": pc.binary_join_element_wise("C", pa.array(who).cast(pa.string()), ""),
            "date": date,
            "amount": amount,
        }
    )
    pq.write_table(table.take(np.random.default_rng(3).permutation(lines)), path, compression="zstd")
    return path


def _purchases(customers: int) -> tuple[Any, Any]:
    """Customer and day of every purchase: all customers take their next step together."""
    chance = np.random.default_rng(1)
    rate, leaves = chance.gamma(BUYING[0], 1 / BUYING[1], customers), chance.beta(*LEAVING, customers)
    there, at = np.arange(customers), chance.uniform(0, WEEKS / 3, customers)
    who, when = [there], [at]
    while len(there):
        at = at + chance.exponential(1 / np.maximum(rate[there], 1e-12))
        bought = at < WEEKS
        there, at = there[bought], at[bought]
        who.append(there)
        when.append(at)
        stays = chance.random(len(there)) > leaves[there]
        there, at = there[stays], at[stays]
    order = np.argsort(np.concatenate(who), kind="stable")
    return np.concatenate(who)[order], np.floor(np.concatenate(when)[order] * 7).astype(int)


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

    import pyarrow.dataset  # noqa: F401  DuckDB asks for it at the first table it is handed
    import scipy.optimize  # noqa: F401  as the search for parameters does

    from covalue.analytics.lifetime import catalogue
    from covalue.ledger.mapping import Mapping
    from covalue.lifetime import purchases

    begun = time.perf_counter()
    mapping = Mapping({"customer": "customer", "date": "date", "amount": "amount"})
    with purchases.opened_file(file, mapping) as lines:
        found = purchases.histories(lines, unit="week", until=date.fromisoformat(UNTIL))
    fit = catalogue.fit(catalogue.BG_NBD, found.purchases)
    seconds = time.perf_counter() - begun
    return Run(seconds, peak.megabytes(), fit.customers, fit.parameters)


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
