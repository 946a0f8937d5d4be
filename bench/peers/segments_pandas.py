"""What an analyst does in pandas: ABC, XYZ and recency–frequency–monetary of a year, from a Parquet file of ledger lines.

Run by bench/segments.py in an environment of its own: `segments_pandas.py FILE START END`.
"""

import json
import re
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

file, start, end = sys.argv[1:]
begun = time.perf_counter()
lines = pd.read_parquet(file, columns=["customer", "document", "date", "amount", "kind"])
lines["date"] = pd.to_datetime(lines["date"])
lines["amount"] = lines["amount"].astype(float)
year = lines[
    (lines["date"] >= start) & (lines["date"] <= end) & lines["customer"].notna() & (lines["kind"] != "cost_to_serve")
]
months = year["date"].dt.to_period("M").nunique()
sold = year[(year["kind"] == "sale") & (year["amount"] > 0)]
found = pd.DataFrame({"net": year.groupby("customer")["amount"].sum()})
found["purchases"] = sold.groupby("customer")["document"].nunique()
found["days_since"] = (pd.Timestamp(end) - sold.groupby("customer")["date"].max()).dt.days
monthly = year.groupby(["customer", year["date"].dt.to_period("M")])["amount"].sum().unstack(fill_value=0.0)
found["variation"] = monthly.std(axis=1, ddof=1) / monthly.mean(axis=1)
found = found.sort_values("net", ascending=False)
held = found["net"].clip(lower=0)
before = (held.cumsum() - held) / held.sum()
found["abc"] = np.where(held <= 0, "C", np.where(before < 0.80, "A", np.where(before < 0.95, "B", "C")))
found["xyz"] = np.where(found["variation"] < 0.5, "X", np.where(found["variation"] < 1.0, "Y", "Z"))
for name, column, sign in (("r", "days_since", -1), ("f", "purchases", 1), ("m", "net", 1)):
    found[name] = np.ceil((sign * found[column]).rank(method="max", pct=True) * 5 - 1e-9).fillna(1).astype(int)
seconds = time.perf_counter() - begun
counts = found["abc"].value_counts()
print(
    json.dumps(
        {
            "seconds": seconds, "megabytes": int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024,
            "customers": len(found), "classes": {letter: int(counts.get(letter, 0)) for letter in "ABC"},
            "best": int(((found["r"] == 5) & (found["f"] == 5) & (found["m"] == 5)).sum()),
        }
    )
)  # fmt: skip
