"""Run in the peer's environment: one of its models fitted to a file of histories.

`exact` has the search of the Pareto/NBD go on to the digits that are compared; its own tolerance stops before them.
"""

import json
import re
import sys
import time
from pathlib import Path

import pandas
from lifetimes import BetaGeoFitter, GammaGammaFitter, ModifiedBetaGeoFitter, ParetoNBDFitter

FITTERS = {"bg_nbd": BetaGeoFitter, "mbg_nbd": ModifiedBetaGeoFitter, "pareto_nbd": ParetoNBDFitter}


def main(file: str, model: str, *exact: str) -> None:
    known = pandas.read_parquet(file)
    begun, worked = time.perf_counter(), time.process_time()
    if model == "gamma_gamma":
        again = known[(known["frequency"] > 0) & (known["mean"] > 0)]
        fitted = GammaGammaFitter().fit(again["frequency"], again["mean"])
    else:
        tolerance = {"tol": 1e-8} if exact and model == "pareto_nbd" else {}
        fitted = FITTERS[model]().fit(known["frequency"], known["recency"], known["age"], **tolerance)
    told = {
        "seconds": time.perf_counter() - begun,
        "processor": time.process_time() - worked,
        "megabytes": int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024,
        "customers": len(fitted.data),
        "parameters": {name: float(value) for name, value in fitted.params_.items()},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
