"""The published online retail sales, two years of one shop: figures known beforehand."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from covalue.analytics.engine import Engine, Lines

SHARED = Path(os.environ.get("COVALUE_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
FILE = SHARED / "online-retail" / "online_retail.parquet"


@pytest.mark.skipif(not FILE.exists(), reason="the shared data is not on this machine")
def test_first_customer_and_total(tmp_path):
    path = tmp_path / "lines.parquet"
    duckdb.connect().execute(
        f"""COPY (SELECT 'shop' AS source, nullif(CustomerID::VARCHAR, '') AS customer, CAST(InvoiceDate AS DATE) AS date,
        CAST(CAST(Quantity AS DECIMAL(18,4)) * CAST(UnitPrice AS DECIMAL(12,4)) AS DECIMAL(18,4)) AS amount,
        NULL::DECIMAL(18,4) AS list_amount, NULL::DECIMAL(18,4) AS discount, NULL::DECIMAL(18,4) AS cost,
        'sale' AS kind FROM read_parquet('{FILE}')) TO '{path}' (FORMAT PARQUET)"""
    )
    rows = Engine(threads=1).rows(
        "net_and_before",
        Lines(1, (str(path),)),
        before=date(2008, 1, 1),
        start=date(2009, 1, 1),
        end=date(2012, 12, 31),
    )
    assert round(sum(row["net"] for row in rows), 2) == Decimal("9747747.93")
    named = sorted((row for row in rows if row["customer"]), key=lambda row: -row["net"])
    assert (named[0]["customer"], round(named[0]["net"], 2)) == ("14646", Decimal("279489.02"))
    assert "16446" not in [row["customer"] for row in named[:10]]
