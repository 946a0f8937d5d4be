"""The shape of ledger lines, for a ledger that has none yet; and rows turned into columns."""

import hashlib
from collections.abc import Collection, Sequence
from typing import Any, Final

import pyarrow as pa

LINE_COLUMNS: Final = {
    "source": "VARCHAR", "document": "VARCHAR", "line": "BIGINT", "customer": "VARCHAR", "date": "DATE",
    "offering": "VARCHAR", "unit": "VARCHAR", "region": "VARCHAR", "quantity": "DECIMAL(18,4)",
    "list_amount": "DECIMAL(18,4)", "discount": "DECIMAL(18,4)", "amount": "DECIMAL(18,4)", "cost": "DECIMAL(18,4)",
    "currency": "VARCHAR", "kind": "VARCHAR", "required": "DATE", "shipped": "DATE", "import_id": "VARCHAR",
}  # fmt: skip
EMPTY_LINES: Final = (
    "SELECT " + ", ".join(f"NULL::{kind} AS {name}" for name, kind in LINE_COLUMNS.items()) + " WHERE false"
)


def fingerprint(table: pa.Table) -> str:
    """The same for tables of the same columns and rows, in their order, and for no others."""
    written = pa.BufferOutputStream()
    with pa.ipc.new_stream(written, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return hashlib.blake2b(memoryview(written.getvalue()), digest_size=16).hexdigest()


def from_rows(rows: Collection[Sequence[Any]], schema: pa.Schema) -> pa.Table:
    """Rows as a table of this schema; without any, an empty one."""
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    return pa.table([pa.array(column, kind.type) for column, kind in zip(columns, schema, strict=True)], schema=schema)
