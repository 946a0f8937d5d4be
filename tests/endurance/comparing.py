"""A back-up taken while others wrote, against the workspace it was taken of: row by row, and line by line of the ledger.

The workspace went on, so a row may differ from the restored one only if the audit log tells of a change after the back-up's last
event; rows that came later have later numbers. Whatever lives without an audit log (sessions, beats, queues) is left out.
"""

import hashlib
import sqlite3
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg

from tests.endurance.installation import Installation

WITHOUT_TRAIL: Final = (
    "django_session", "usersessions_", "core_workerbeat", "api_", "django_tasks", "search_", "people_token", "people_signinattempt",
    "lifetime_",
)  # fmt: skip
Rows = dict[Any, tuple[Any, ...]]


def check(installation: Installation, restored: Installation) -> str:
    """What was compared; AssertionError for the first row that only the back-up can have changed."""
    there, here = _tables(installation), _tables(restored)
    assert set(here) == set(there), set(here) ^ set(there)
    last = max(here["core_event"])
    later = {subject for number, subject in _subjects(there["core_event"]) if number > last}
    compared = 0
    for table, kept in here.items():
        if table.startswith(WITHOUT_TRAIL):
            continue
        now, noun = there[table], table.rpartition("_")[2]
        for key, row in kept.items():
            assert key in now, f"{table} {key} is only in the back-up"
            assert row == now[key] or f"{noun}:{key}" in later, (
                f"{table} {key} differs without a reason: {row} {now[key]}"
            )
            compared += 1
        missing = [key for key in now if key not in kept and isinstance(key, int) and key <= max(kept, default=0)]
        assert not missing, f"{table} lacks {missing[:5]}"
    return f"{compared} rows and {_lines(installation, restored)} ledger lines as they were at its moment"


def _tables(installation: Installation) -> dict[str, Rows]:
    url = installation.environment.get("COVALUE_DATABASE_URL", "")
    if url:
        with psycopg.connect(url) as server:
            listed = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            names = [name for (name,) in server.execute(listed).fetchall()]
            return {name: _by_key(server.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names}
    with sqlite3.connect(installation.folder / "data" / "covalue.sqlite3") as file:
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        names = [name for (name,) in file.execute(listed)]
        return {name: _by_key(file.execute(f'SELECT * FROM "{name}"').fetchall()) for name in names}


def _by_key(rows: list[tuple[Any, ...]]) -> Rows:
    """The first column is every table's key."""
    return {row[0]: tuple(str(value) for value in row) for row in rows}


def _subjects(events: Rows) -> list[tuple[int, str]]:
    """Number and subject of each event: whatever of its columns reads like “objective:12”."""
    found = []
    for number, row in events.items():
        found += [(number, value) for value in row if ":" in value and value.partition(":")[2].isdecimal()]
    return found


def _lines(installation: Installation, restored: Installation) -> int:
    """The ledger of both, file by file: none of the writers imports, so they are the same."""
    kept, now = (_files(one.folder / "data" / "ledger") for one in (restored, installation))
    assert kept == now, "the ledger's files differ"
    lines = duckdb.sql(f"SELECT count(*) FROM read_parquet('{restored.folder}/data/ledger/**/*.parquet')").fetchone()
    return int(lines[0]) if lines else 0


def _files(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}
