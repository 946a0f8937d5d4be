"""The shape of ledger lines, for a ledger that has none yet."""

from typing import Final

LINE_COLUMNS: Final = {
    "source": "VARCHAR", "document": "VARCHAR", "line": "BIGINT", "customer": "VARCHAR", "date": "DATE",
    "offering": "VARCHAR", "unit": "VARCHAR", "region": "VARCHAR", "quantity": "DECIMAL(18,4)",
    "list_amount": "DECIMAL(18,4)", "discount": "DECIMAL(18,4)", "amount": "DECIMAL(18,4)", "cost": "DECIMAL(18,4)",
    "currency": "VARCHAR", "kind": "VARCHAR", "required": "DATE", "shipped": "DATE", "import_id": "VARCHAR",
}  # fmt: skip
EMPTY_LINES: Final = (
    "SELECT " + ", ".join(f"NULL::{kind} AS {name}" for name, kind in LINE_COLUMNS.items()) + " WHERE false"
)
