"""Lines of a statement as a ledger of the product, for benches that begin there."""

from typing import Final

import duckdb
import pyarrow as pa

from covalue.ledger.table import ARROW, LedgerTable

AT_ONCE: Final = 250_000  # lines


def bring(table: LedgerTable, lines: str, *, part: str = "0", based_on: int | None = None) -> int:
    """Append what a SELECT finds, whose missing columns are empty, as one import; returns the ledger's version."""
    batches = duckdb.connect().execute(f"SELECT *, '{part}' AS import_id FROM ({lines})").to_arrow_reader(AT_ONCE)
    cast = (
        pa.RecordBatch.from_arrays([_column(batch, name) for name in ARROW.names], schema=ARROW) for batch in batches
    )
    reader = pa.RecordBatchReader.from_batches(ARROW, cast)
    return table.append(reader, import_id=part, summary={}, based_on=based_on)


def _column(batch: pa.RecordBatch, name: str) -> pa.Array:
    kind = ARROW.field(name).type
    return batch[name].cast(kind) if name in batch.schema.names else pa.nulls(len(batch), kind)
