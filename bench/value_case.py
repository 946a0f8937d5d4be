"""`python -m bench.value_case`: a value case of eight lines and ten assumptions, ten thousand runs at once beside run by run.

The peer is the same simulation in plain NumPy, each run by itself (`peers/value_by_run.py`): 9 assumptions drawn, 1 derived,
8 lines by the month for three years, discounted, payback looked for. It is handed the same shares, drawn beforehand; its
formulas are Python and know no units, ours are read and their units checked in the time. Both run in this process, taking
turns; P10, P50 and P90 have to agree to nine digits. `whole` is all that a page says: with it what the case depends on most,
which the peer does not look for.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from bench import results
from bench.peers import value_by_run
from covalue.analytics.value import uncertainty
from covalue.analytics.value.calculation import SEED, reckon
from covalue.analytics.value.case import Assumption, Case, CaseSide, Kind, Line

ROUNDS: Final = 5
LONGEST: Final = 0.05  # seconds
TIMES: Final = 10.0
WITHIN: Final = 1e-9
CASE: Final = Case(
    "EUR",
    3,
    0.08,
    (
        Assumption("stores", "stores", 12, 20, 24),
        Assumption("sales per store", "€/store/year", 380_000, 420_000, 460_000),
        Assumption("shrink today", "%", 4.3, 4.6, 4.8),
        Assumption("shrink then", "%", 3.2, 3.5, 4.0),
        Assumption("sales gained", "%", 0.5, 1.5, 3.0),
        Assumption("margin", "%", 24, 24, 24),
        Assumption("time saved", "hours/store/week", 0.5, 1, 2),
        Assumption("cost of an hour", "€/hour", 21, 21, 21),
        Assumption("roll-out", "months", 4, 6, 10),
        Assumption("sales", "€/year", formula="stores × sales per store"),
    ),
    (
        Line("shrink", "Less thrown away", Kind.BENEFIT, "sales × (shrink today − shrink then)", ramp="roll-out"),
        Line("gained", "Sold, not sold out", Kind.BENEFIT, "sales × sales gained × margin", ramp="roll-out"),
        Line("time", "Time", Kind.BENEFIT, "stores × time saved × cost of an hour", ramp="roll-out"),
        Line("price", "Surcharge", Kind.PRICE, "sales × 0.4 %", ramp="roll-out"),
        Line("training", "Training", Kind.COST, "18 000", yearly=False),
        Line("labels", "Labels", Kind.COST, "6 500"),
        Line("packing", "Packing", Kind.COST, "14 000", CaseSide.SUPPLIER, ramp="roll-out"),
        Line("truck", "Truck", Kind.COST, "9 500", CaseSide.SUPPLIER),
    ),
    correlations=(("shrink today", "shrink then", 0.6),),
)
WEEKS: Final = 365 / 7
FORMULAS: Final[dict[str, value_by_run.Formula]] = {
    "sales": lambda run: run["stores"] * run["sales per store"],
    "shrink": lambda run: run["sales"] * (run["shrink today"] - run["shrink then"]) / 100,
    "gained": lambda run: run["sales"] * run["sales gained"] / 100 * run["margin"] / 100,
    "time": lambda run: run["stores"] * run["time saved"] * WEEKS * run["cost of an hour"],
    "price": lambda run: run["sales"] * 0.004,
    "training": lambda run: 18_000.0,
    "labels": lambda run: 6_500.0,
    "packing": lambda run: 14_000.0,
    "truck": lambda run: 9_500.0,
    **{f"ramp {key}": lambda run: run["roll-out"] for key in ("shrink", "gained", "time", "price", "packing")},
}


@dataclass(frozen=True)
class Compared:
    """Medians of seconds of the processor and by the clock."""

    runs: int
    rounds: int
    ours: float
    peer: float
    our_clock: float
    peer_clock: float
    agree: bool
    whole: float

    @property
    def times(self) -> float:
        return self.peer / self.ours

    @property
    def met(self) -> bool:
        return self.agree and self.ours <= LONGEST and self.times >= TIMES


def measured(rounds: int = ROUNDS, runs: int = uncertainty.RUNS) -> Compared:
    """Both sides in turn, each first in every other round; the first round only warms up."""
    shares, told = _shares(runs), dict[str, Any]()

    def ours() -> None:
        told["ours"] = reckon(CASE, runs=runs, swings=False).npv

    def peer() -> None:
        told["peer"] = value_by_run.simulate(CASE, shares, FORMULAS, runs).quantiles

    def whole() -> None:
        reckon(CASE, runs=runs)

    seconds: dict[Callable[[], None], list[tuple[float, float]]] = {ours: [], whole: [], peer: []}
    for turn in range(rounds + 1):
        for side in (ours, whole, peer) if turn % 2 else (peer, whole, ours):
            worked, begun = time.process_time(), time.perf_counter()
            side()
            if turn:
                seconds[side].append((time.process_time() - worked, time.perf_counter() - begun))
    (our_p, our_c), (peer_p, peer_c), (whole_p, _whole_c) = (
        (statistics.median(p for p, _ in seconds[side]), statistics.median(c for _, c in seconds[side]))
        for side in (ours, peer, whole)
    )
    found = told["ours"]
    agree = np.allclose([found.p10, found.p50, found.p90], told["peer"], rtol=WITHIN, atol=0)
    return Compared(runs, rounds, our_p, peer_p, our_c, peer_c, bool(agree), whole_p)


def table(found: Compared) -> str:
    return (
        f"{'':<38}{'runs':>12}{'Covalue CPU s':>15}{'run by run CPU s':>18}{'times':>8}{'target':>8}  agree\n"
        f"{'value case, simulated':<38}{found.runs:>12,}{found.ours:>15.3f}{found.peer:>18.3f}"
        f"{found.times:>7.1f}×{TIMES:>7.1f}×  {'yes' if found.agree else 'no'}{'' if found.met else '  missed'}\n"
        f"{'the same with its tornado':<38}{found.runs:>12,}{found.whole:>15.3f}"
    )


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.value_case", description=__doc__)
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--json", action="store_true", help="print JSON")
    asked.add_argument("--keep", action="store_true", help="write bench/results/value_case.json")
    told = asked.parse_args(arguments)
    found = measured(told.rounds)
    row = {**asdict(found), "times": found.times}
    known = results.around()
    print(json.dumps(row) if told.json else f"{results.sentence(known)}\n{table(found)}")
    if told.keep:
        print(results.keep("value_case", [row], known))
    return 0 if found.met else 1


def _shares(runs: int) -> dict[str, np.ndarray]:
    """What each assumption is drawn from, as ours draws it."""
    shares = {a.name: uncertainty.draws(a.name, runs=runs, seed=SEED) for a in CASE.assumptions if a.high > a.low}
    for first, second, strength in CASE.correlations:
        apart = np.column_stack([shares[first], shares[second]])
        shares[first], shares[second] = uncertainty.together(apart, np.array([[1, strength], [strength, 1]])).T
    return shares


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
