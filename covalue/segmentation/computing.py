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
    keys = accounts.unscoped_keys().order_by("pk").values_list("source", "key", "account_id", "account__name")
    return from_rows(list(keys), KNOWN)


def members(lines: Lines, period: Period, settings: Settings) -> pa.Table:
    """Every customer of the period with their classes, the largest first."""
    table = figures.engine().kept(
        "segments", lines, tables={"known": known()}, start=period.start, end=period.end, months=settings.months
    )
    return classified(_valued(table, period, settings.basis), settings)


def classified(table: pa.Table, settings: Settings) -> pa.Table:
    """The same customers with class of value, of steadiness, scores and name."""
    value, variation = _column(table, "value"), _column(table, "variation")
    recency = segments.scores(_column(table, "days_since"), low_is_best=True)
    frequency, money = segments.scores(_column(table, "purchases")), segments.scores(_column(table, "net"))
    columns = {
        "abc": segments.abc(value, settings.a_share, settings.b_share),
        "xyz": segments.xyz(variation, settings.x_below, settings.y_below),
        "recency": recency,
        "frequency": frequency,
        "money": money,
        "rfm": segments.rfm(recency, frequency, money),
    }
    for name, column in columns.items():
        table = table.append_column(
            name, pa.array(column.tolist(), pa.string() if column.dtype.kind == "U" else pa.int64())
        )
    return table.sort_by([("value", "descending"), ("key", "ascending")])


def _valued(table: pa.Table, period: Period, basis: Basis) -> pa.Table:
    """With what they are ranked by."""
    if basis is Basis.LIFETIME:
        return _with_lifetime(table)
    if basis is Basis.NET or not table.num_rows:
        return table.append_column("value", table["net"])
    profit = profitability.compared_of_base(period).select(["identity", "net", "goods", "contribution"])
    return figures.engine().over("segments_profit", {"members": table, "profit": profit}, basis=basis.value)


def _with_lifetime(table: pa.Table) -> pa.Table:
    """Ranked by what they are still expected to be worth; who is not in the result is worth zero."""
    worth = lifetime.values().by_customer
    rows = zip(table["account_id"].to_pylist(), table["key"].to_pylist(), strict=True)
    values = [worth.get((account, key if account is None else ""), 0.0) for account, key in rows]
    return table.append_column("value", pa.array(values, pa.float64()))


def _column(table: pa.Table, name: str) -> np.ndarray:
    return np.asarray(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
