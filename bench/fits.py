"""Fits alone, beside the Python package `lifetimes`: all 23,570 customers of CDNOW, which it ships.

Both sides read the same histories, made by the peer's own summary, and fit once in a process of their own; reading and
imports are not counted. The peer's parameters have to be the same to four digits: those of its own run, but for the
Pareto/NBD, where its search stops earlier and is run once more, untimed, with a tighter tolerance.

`whole` is all that a page says, still beside the peer's fit alone: the fit, the fit to the first half of the time with what
it forecast of the second, and P(alive) and purchases of the next year of each customer, with their intervals of 95 %.
"""

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from bench import peak, sides
from bench.peers import lifetimes
from bench.sides import Compared, Run

TARGETS: Final = {"bg_nbd": 3.0, "mbg_nbd": 3.0, "gamma_gamma": 2.0, "pareto_nbd": 20.0}
EXACT: Final = ("pareto_nbd",)
WITHIN: Final = 5e-5  # four digits
MAKE: Final = Path(lifetimes.__file__).with_name("lifetimes_histories.py")
PEER: Final = Path(lifetimes.__file__).with_name("lifetimes_models.py")


def measured(python: Path, folder: Path, rounds: int) -> list[Compared]:
    """Each model alone, then as a whole."""
    whole, half = str(folder / "whole.parquet"), str(folder / "half.parquet")
    lifetimes.run(python, MAKE, whole, half)

    def one(model: str, *more: str) -> Compared:
        peer = [str(python), "-P", str(PEER), whole, model]
        ours = [sys.executable, "-m", "bench.fits", model, whole, *more]
        name = f"{model} fit{', intervals and holdout' if more else ''}"
        return sides.compared(
            name, ours, peer, rounds=rounds, within=WITHIN, target=TARGETS[model],
            exact=[*peer, "exact"] if model in EXACT else None,
        )  # fmt: skip

    alone = [one(model) for model in TARGETS]
    return alone + [one(model, half) for model in TARGETS if model != "gamma_gamma"]


def ours(model: str, file: str, half: str = "") -> Run:
    """One fit in this process; with the file of `half` the time as a whole."""
    from covalue.analytics.lifetime import catalogue, patterns
    from covalue.analytics.lifetime.patterns import Spending

    _imported()
    known, before = _columns(file), _columns(half) if half else None
    begun, worked = time.perf_counter(), time.process_time()
    x, mean = known["frequency"], known["mean"]
    if model == "gamma_gamma":
        again = (x > 0) & (mean > 0)
        fit = catalogue.fit_spending(Spending(x[again], mean[again], np.ones(int(again.sum()))))
    else:
        found = patterns.purchases(x, known["recency"], known["age"])
        fit = catalogue.fit(catalogue.MODELS[model], found)
        if before is not None:
            _rest(model, fit, found, before)
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    return Run(seconds, processor, peak.megabytes(), fit.customers, fit.parameters)


def _rest(model: str, fit: Any, found: Any, before: dict[str, Any]) -> None:
    """What else is told of a fit: the check, and each customer with the interval."""
    from covalue.analytics.lifetime import catalogue, holdout, patterns, worth

    told = worth.worth(
        catalogue.MODELS[model],
        fit,
        1.0,
        found,
        np.zeros(len(found)),
        worth.terms(unit="week", months=12, yearly_rate=0),
    )
    assert np.all(told.value.low <= told.value.high)
    half = patterns.purchases(before["frequency"], before["recency"], before["age"])
    earlier, ahead = catalogue.fit(catalogue.MODELS[model], half), float(before["ahead"][0])
    check = holdout.compare(
        half.frequency,
        actual=before["later"],
        model=catalogue.expected(catalogue.MODELS[model], earlier, half, ahead),
        naive=holdout.naive(half, ahead),
    )
    assert check.better


def _imported() -> None:
    """What a fit imports when it is first asked for; the peer's are imported as well before its time begins."""
    import scipy.special  # noqa: F401


def _columns(file: str) -> dict[str, Any]:
    import pyarrow.parquet as pq

    table = pq.read_table(file)
    return {name: table[name].to_numpy().astype(float) for name in table.column_names if name != "customer"}


if __name__ == "__main__":
    print(json.dumps(asdict(ours(*sys.argv[1:]))))
