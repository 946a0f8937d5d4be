"""A ledger of the test's own, and short ways to write a file, import it, and look at what came of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import pytest

from covalue.ledger import importing
from covalue.ledger.importing import ImportResult
from covalue.ledger.mapping import Mapping
from covalue.ledger.rules import COLUMNS
from covalue.ledger.table import LedgerTable

PLAIN = {"customer": "customer", "document": "document", "date": "date", "amount": "amount"}


@dataclass
class Desk:
    """One ledger in a folder, and the person importing into it."""

    folder: Path
    numbers: Any = field(default_factory=lambda: count(1))

    @property
    def table(self) -> LedgerTable:
        return LedgerTable(str(self.folder / "ledger"))

    def file(self, text: str | bytes, name: str = "lines.csv") -> Path:
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def bring(self, content: str | bytes | Path, mapping: Mapping | None = None, **told: Any) -> ImportResult:
        path = content if isinstance(content, Path) else self.file(content)
        number = told.pop("import_id", None) or str(next(self.numbers))
        return importing.run(
            self.table,
            path,
            mapping or Mapping(fields=PLAIN),
            **{
                "source": "shop",
                "temp_dir": self.folder,
                "reject_path": self.folder / f"rejects-{number}.csv",
                "held_path": self.folder / f"held-{number}.csv",
                **told,
            },
            import_id=number,
        )

    def rows(self, columns: str = ", ".join(name for name in COLUMNS if name != "import_id")) -> list[tuple[Any, ...]]:
        files = self.table.files()
        if not files:
            return []
        return duckdb.execute(f"SELECT {columns} FROM read_parquet({files}) ORDER BY ALL").fetchall()

    def total(self) -> Decimal:
        """The money of every line in the ledger."""
        return sum((row[0] for row in self.rows("amount")), Decimal(0))

    def held(self, result: ImportResult) -> list[tuple[int, str]]:
        """Row number and reason of every row that was held back."""
        path = self.folder / f"held-{result.import_id}.csv"
        if not path.exists():
            return []
        rows = duckdb.execute("SELECT row, reason FROM read_csv(?, all_varchar = true)", [str(path)]).fetchall()
        return [(int(row), reason) for row, reason in rows]

    def rejects(self, result: ImportResult) -> list[tuple[int, str]]:
        """Row number and reason of every row that was not taken."""
        if result.reject_file is None:
            return []
        found = duckdb.execute(
            "SELECT row, reason FROM read_csv(?, all_varchar = true)", [result.reject_file]
        ).fetchall()
        return [(int(row), reason) for row, reason in found]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def lines() -> Callable[..., str]:
    """CSV text with the plain heading and the rows given."""
    return lambda *rows: "\n".join(["customer,document,date,amount", *rows]) + "\n"
