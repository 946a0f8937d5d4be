"""`python -m bench.lifetime`: lifetime value beside the Python package `lifetimes`: fits alone, and from transactions on.

From transactions: both sides read the same Parquet file (customer, date, amount), make histories in weeks, with what a repeat
purchase was worth, and fit the BG/NBD. From the ledger: ours begins with the ledger that file was imported into, as the job of an
import leaves it (with its months summed up, which takes the seconds told beside). Each run is a process of its own, which tells
its seconds without its imports and the peak of its memory. The parameters have to be the same to four digits. `--keep` writes what was found into `bench/results/`.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bench import fits, ledgers, peak, results, sides
from bench.peers import lifetimes
from bench.sides import Compared, Run

SIZES: Final = (4_000, 1_000_000, 10_000_000)
ROUNDS: Final = 5
UNTIL: Final = "2024-12-31"
TARGET: Final = 15.0
PEER: Final = Path(lifetimes.__file__).with_name("lifetimes_fit.py")

WEEKS: Final = 156
BEGUN: Final = "2022-01-05"
BUYING: Final = (0.8, 4.0)  # r, alpha a week
LEAVING: Final = (0.8, 4.0)  # a, b
LINES_A_PURCHASE: Final = 5


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.lifetime", description=__doc__)
    asked.add_argument("--lines", type=int, nargs="*", default=SIZES, help="transactions; none for fits alone")
    asked.add_argument("--no-fits", action="store_true", help="only from transactions")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--json", action="store_true", help="print JSON")
    asked.add_argument("--keep", action="store_true", help="write into bench/results/")
    asked.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    asked.add_argument("--ledger", type=Path, help=argparse.SUPPRESS)
    told = asked.parse_args(arguments)
    if told.ours:
        print(json.dumps(asdict(_ours(told.ours))))
        return 0
    if told.ledger:
        print(json.dumps(asdict(_of_ledger(told.ledger))))
        return 0
    known = results.around(lifetimes=lifetimes.VERSION)
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        python = lifetimes.install(Path(name))
        alone = [] if told.no_fits else fits.measured(python, Path(name), told.rounds)
        _keep("lifetime_fits", alone, known, told.keep)
        whole = [found for lines in told.lines for found in _measured(python, Path(name), lines, told.rounds)]
        _keep("lifetime", whole, known, told.keep)
    found = alone + whole
    rows = [_row(m) for m in found]
    print(json.dumps({**known, "found": rows}) if told.json else f"{results.sentence(known)}\n{sides.table(found)}")
    return 0 if all(m.agree for m in found) else 1


def _keep(name: str, found: list[Compared], known: dict[str, Any], wanted: bool) -> None:
    if wanted and found:
        results.keep(name, [_row(m) for m in found], known)


def _row(found: Compared) -> dict[str, Any]:
    return {**asdict(found), "times": found.times, "times_less_memory": found.times_less_memory}


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


def _measured(python: Path, folder: Path, lines: int, rounds: int) -> list[Compared]:
    """From the file, and where it is large enough to be summed up, from the ledger it was imported into."""
    from covalue.ledger.months import FEWEST_LINES

    file = write_file(lines, folder / f"{lines}.parquet")
    peer = [str(python), "-P", str(PEER), str(file), UNTIL]
    begins = {f"bg_nbd from {lines:,} transactions": ["--ours", str(file)]}
    if lines >= FEWEST_LINES:
        begins[f"bg_nbd from {lines:,} ledger lines"] = ["--ledger", str(_brought(file, folder / f"ledger-{lines}"))]
    return [
        sides.compared(
            name,
            [sys.executable, "-m", "bench.lifetime", *ours],
            peer,
            rounds=rounds,
            within=fits.WITHIN,
            target=TARGET,
        )
        for name, ours in begins.items()
    ]


def _brought(file: Path, ledger: Path) -> Path:
    """The file as a ledger with its months."""
    from covalue.ledger.months import LedgerMonths
    from covalue.ledger.table import LedgerTable

    table = LedgerTable(str(ledger))
    numbered = f"SELECT 'shop' AS source, (row_number() OVER ())::VARCHAR AS document, 1 AS line, 'sale' AS kind, * FROM '{file}'"
    ledgers.bring(table, numbered)
    begun = time.perf_counter()
    assert LedgerMonths(table, _months_of(ledger)).bring_up_to_date()
    print(f"{ledger.name}: summed up in {time.perf_counter() - begun:.1f} s", file=sys.stderr)
    return ledger


def _months_of(ledger: Path) -> Path:
    return ledger.with_name(f"{ledger.name}.months")


def _ours(file: Path) -> Run:
    from covalue.ledger.mapping import Mapping
    from covalue.lifetime import purchases

    begun, worked = time.perf_counter(), time.process_time()
    mapping = Mapping({"customer": "customer", "date": "date", "amount": "amount"})
    with purchases.opened_file(file, mapping) as lines:
        return _fitted(lines, begun, worked)


def _of_ledger(ledger: Path) -> Run:
    from covalue.analytics.engine import Engine, Lines
    from covalue.ledger.months import LedgerMonths
    from covalue.ledger.table import LedgerTable
    from covalue.lifetime.purchases import LedgerLines

    begun, worked = time.perf_counter(), time.process_time()
    table = LedgerTable(str(ledger))
    version, files = table.snapshot()
    lines = Lines(version, tuple(files), months=LedgerMonths(table, _months_of(ledger)).of(files))
    return _fitted(LedgerLines(Engine(), lines), begun, worked)


def _fitted(lines: Any, begun: float, worked: float) -> Run:
    from datetime import date

    from covalue.analytics.lifetime import catalogue
    from covalue.lifetime import purchases

    found = purchases.histories(lines, unit="week", until=date.fromisoformat(UNTIL))
    fit = catalogue.fit(catalogue.BG_NBD, found.purchases)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    return Run(seconds, processor, peak.megabytes(), fit.customers, fit.parameters)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
