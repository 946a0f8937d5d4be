"""Run in the peer's environment: CDNOW as it ships it, all 23,570 customers, as histories in weeks by its own summary.

Two files: all that is known, and what was known half the time before, with how often each customer bought later.
"""

import sys
from datetime import timedelta
from pathlib import Path

import lifetimes
import pandas
from lifetimes.utils import summary_data_from_transaction_data

FILE = Path(lifetimes.__file__).parent / "datasets" / "CDNOW_master.txt"


def main(whole: str, half: str) -> None:
    lines = pandas.read_csv(
        FILE, sep=r"\s+", skiprows=1, header=None, names=["customer", "date", "number", "amount"], dtype={"date": str}
    )
    lines["date"] = pandas.to_datetime(lines["date"])
    last = lines["date"].max()
    middle = last - timedelta(days=(last - lines["date"].min()).days // 2)
    histories(lines, last).to_parquet(whole)
    days = lines[lines["date"] > middle].drop_duplicates(["customer", "date"]).groupby("customer").size()
    before = histories(lines, middle)
    before["later"] = days.reindex(before.index, fill_value=0)
    before["ahead"] = (last - middle).days / 7
    before.to_parquet(half)


def histories(lines: pandas.DataFrame, until: pandas.Timestamp) -> pandas.DataFrame:
    found = summary_data_from_transaction_data(
        lines,
        "customer",
        "date",
        monetary_value_col="amount",
        observation_period_end=until,
        freq="D",
        freq_multiplier=7,
    )
    return found.rename(columns={"monetary_value": "mean", "T": "age"})


if __name__ == "__main__":
    main(*sys.argv[1:])
