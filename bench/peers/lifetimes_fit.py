"""Run in the peer's environment: its own way from a file of transactions to a fitted BG/NBD."""

import json
import re
import sys
import time
from pathlib import Path

import pandas
from lifetimes import BetaGeoFitter
from lifetimes.utils import summary_data_from_transaction_data


def main(file: str, until: str) -> None:
    begun, worked = time.perf_counter(), time.process_time()
    lines = pandas.read_parquet(file)
    summary = summary_data_from_transaction_data(
        lines,
        "customer",
        "date",
        monetary_value_col="amount",
        observation_period_end=until,
        freq="D",
        freq_multiplier=7,
    )
    model = BetaGeoFitter().fit(summary["frequency"], summary["recency"], summary["T"])
    seconds, processor = time.perf_counter() - begun, time.process_time() - worked
    told = {
        "seconds": seconds,
        "processor": processor,
        "megabytes": int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024,
        "customers": len(summary),
        "parameters": {name: float(value) for name, value in model.params_.items()},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
