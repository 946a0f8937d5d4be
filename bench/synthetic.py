"""Ledger lines that look like a company's, made by DuckDB; the same ones every time."""

from pathlib import Path
from typing import Final

import duckdb

CUSTOMERS: Final = 20_000
LINES_A_DOCUMENT: Final = 8
DAYS: Final = 1_096  # three years, 2022 to 2024

# Everything is drawn from a hash of the line's number, so no seed has to be kept and threads change nothing. The cube
# makes few customers large, as in any customer base; one line in fifty has no customer, one in forty is a return.
LINES: Final = """
SELECT
  'D' || d AS document,
  i % {lines_a_document} + 1 AS line,
  CASE WHEN hash(d, 'nobody') % 50 = 0 THEN NULL
       ELSE 'C' || lpad(CAST(floor(pow(hash(d, 'customer') % 1000003 / 1000003.0, 3) * {customers}) AS BIGINT)::VARCHAR, 6, '0')
  END AS customer,
  DATE '2022-01-01' + CAST(hash(d, 'date') % {days} AS INTEGER) AS date,
  'P' || hash(i, 'offering') % 500 AS offering,
  'U' || hash(d, 'unit') % 6 AS unit,
  'R' || hash(d, 'region') % 40 AS region,
  CAST(CASE WHEN hash(d, 'return') % 40 = 0 THEN -1 ELSE 1 END * CAST(1 + hash(i, 'quantity') % 24 AS INTEGER)
       AS DECIMAL(18,4)) AS quantity,
  CAST(quantity * CAST(1 + hash(i, 'offering') % 500 AS INTEGER) AS DECIMAL(18,4)) AS list_amount,
  CAST(list_amount * CAST(hash(d, 'discount') % 20 AS INTEGER) / 100 AS DECIMAL(18,4)) AS discount,
  CAST(list_amount - discount AS DECIMAL(18,4)) AS amount,
  CAST(list_amount * 0.55 AS DECIMAL(18,4)) AS cost,
  'EUR' AS currency,
  CASE WHEN hash(d, 'return') % 40 = 0 THEN 'return' ELSE 'sale' END AS kind,
  date + CAST(3 + hash(d, 'required') % 20 AS INTEGER) AS required,
  date + CAST(1 + hash(i, 'shipped') % 20 AS INTEGER) AS shipped
FROM (SELECT i, i // {lines_a_document} AS d FROM range({lines}) numbers(i))
"""


def lines_sql(lines: int) -> str:
    """SELECT of so many lines, in the fields of a ledger file."""
    return LINES.format(lines=int(lines), customers=CUSTOMERS, days=DAYS, lines_a_document=LINES_A_DOCUMENT)


def write_file(lines: int, path: Path) -> Path:
    """A file of so many lines, CSV or Parquet by its name."""
    kind = "PARQUET, COMPRESSION zstd" if path.suffix == ".parquet" else "CSV, HEADER"
    duckdb.connect().execute(f"COPY ({lines_sql(lines)}) TO '{path}' (FORMAT {kind})")
    return path


def write_ledger(lines: int, path: Path) -> Path:
    """A Parquet file of so many lines as a ledger has them: with the source each came from."""
    duckdb.connect().execute(
        f"COPY (SELECT 'erp' AS source, * FROM ({lines_sql(lines)})) TO '{path}' (FORMAT PARQUET, COMPRESSION zstd)"
    )
    return path
