"""What an analyst does in pandas: what customers leave after goods and two cost pools, and the whale curve, of a year.

Run by bench/profitability.py in an environment of its own: `profitability_pandas.py FILE START END`.
"""

import json
import re
import sys
import time
from pathlib import Path

import pandas as pd

file, start, end = sys.argv[1:]
begun = time.perf_counter()
lines = pd.read_parquet(file, columns=["customer", "document", "date", "amount", "cost", "kind"])
lines["date"] = pd.to_datetime(lines["date"])
lines[["amount", "cost"]] = lines[["amount", "cost"]].astype(float)
year = lines[(lines["date"] >= start) & (lines["date"] <= end) & lines["customer"].notna()]
sold = year[year["kind"] != "cost_to_serve"]
found = pd.DataFrame({"net": sold.groupby("customer")["amount"].sum(), "goods": sold.groupby("customer")["cost"].sum()})
found["direct"] = year[year["kind"] == "cost_to_serve"].groupby("customer")["cost"].sum()
documents = year[year["kind"].isin(["sale", "return"])].assign(sale=lambda rows: rows["kind"] == "sale")
documents = documents.groupby(["customer", "document"]).agg(net=("amount", "sum"), sales=("sale", "sum")).reset_index()
documents = documents[documents["sales"] > 0]
charged = 12 * documents.groupby("customer").size()
charged = charged.add(3 * documents[documents["net"] < 900].groupby("customer").size(), fill_value=0)
found["pooled"] = charged
found = found.fillna(0)
found["contribution"] = found["net"] - found["goods"] - found["direct"] - found["pooled"]
ranked = found["contribution"].sort_values(ascending=False)
cumulative = ranked.cumsum()
seconds = time.perf_counter() - begun
print(
    json.dumps(
        {
            "seconds": seconds, "megabytes": int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024,
            "customers": len(found), "contribution": round(float(cumulative.iloc[-1]), 2),
            "peak": round(float(cumulative.max()), 2), "losing": int((ranked < 0).sum()),
        }
    )
)  # fmt: skip
