"""From the ledger to classes: one look at the lines, then whole columns."""

import numpy as np
import pyarrow as pa

from covalue.accounts import queries as accounts
from covalue.analytics import segments
from covalue.analytics.columns import from_rows
from covalue.analytics.engine import Lines
from covalue.core.periods import Period
from covalue.lifetime import queries as lifetime
from covalue.portfolio import figures
from covalue.profitability import queries as profitability
from covalue.segmentation.rules import Basis, Settings

KNOWN = pa.schema(
    [("source", pa.string()), ("customer", pa.string()), ("account_id", pa.int64()), ("name", pa.string())]
)


def known() -> pa.Table:
    """The ledger's keys with the account each stands for."""
    found = list(accounts.unscoped_keys().order_by("pk").values_list("source", "key", "account_id", "account__name"))
    return from_rows(found, KNOWN)


def members(lines: Lines, period: Period, wanted: Settings) -> pa.Table:
    """Every customer of the period with their classes, the largest first."""
    found = figures.engine().kept(
        "segments", lines, tables={"known": known()}, start=period.start, end=period.end, months=wanted.months
    )
    return classified(_valued(found, period, wanted.basis), wanted)


def classified(found: pa.Table, wanted: Settings) -> pa.Table:
    """The same customers with class of value, of steadiness, scores and name."""
    value, variation = _column(found, "value"), _column(found, "variation")
    recency = segments.scores(_column(found, "days_since"), low_is_best=True)
    frequency, money = segments.scores(_column(found, "purchases")), segments.scores(_column(found, "net"))
    told = {
        "abc": segments.abc(value, wanted.a_share, wanted.b_share),
        "xyz": segments.xyz(variation, wanted.x_below, wanted.y_below),
        "recency": recency,
        "frequency": frequency,
        "money": money,
        "rfm": segments.rfm(recency, frequency, money),
    }
    for name, column in told.items():
        found = found.append_column(
            name, pa.array(column.tolist(), pa.string() if column.dtype.kind == "U" else pa.int64())
        )
    return found.sort_by([("value", "descending"), ("key", "ascending")])


def _valued(found: pa.Table, period: Period, basis: Basis) -> pa.Table:
    """With what they are ranked by."""
    if basis is Basis.LIFETIME:
        return _with_lifetime(found)
    if basis is Basis.NET or not found.num_rows:
        return found.append_column("value", found["net"])
    profit = profitability.compared_of_base(period).select(["identity", "net", "goods", "contribution"])
    return figures.engine().over("segments_profit", {"members": found, "profit": profit}, basis=basis.value)


def _with_lifetime(found: pa.Table) -> pa.Table:
    """Ranked by what they are still expected to be worth; who is not in the result is worth nought."""
    worth = lifetime.value_by_customer()
    rows = zip(found["account_id"].to_pylist(), found["key"].to_pylist(), strict=True)
    values = [worth.get((account, key if account is None else ""), 0.0) for account, key in rows]
    return found.append_column("value", pa.array(values, pa.float64()))


def _column(found: pa.Table, name: str) -> np.ndarray:
    return np.asarray(found[name].cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
