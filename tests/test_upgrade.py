"""A workspace of the first migrations, with rows in every table, upgraded to the last: nothing it held is lost, and its tables are
those of a workspace made today.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_backup import SERVER, _administer, _on_server

pytestmark = [pytest.mark.apart, pytest.mark.database]

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def databases(tmp_path: Path) -> Iterator[list[str]]:
    """Two empty ones, gone afterwards."""
    names = [f"covalue_{name}_{os.getpid()}" for name in ("upgraded", "made")]
    if not SERVER:
        yield [f"sqlite:///{tmp_path / name}" for name in names]
        return
    for name in names:
        _administer(f'CREATE DATABASE "{name}"')
    yield [_on_server(name) for name in names]
    for name in names:
        _administer(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_rows_of_the_first_migrations_outlive_every_later_one(databases: list[str], tmp_path: Path) -> None:
    upgraded, made = databases
    before = _told(upgraded, tmp_path)
    assert len(before) > 25 and not {name for name, table in before.items() if len(table["rows"]) != 2}
    after = _told(upgraded, tmp_path, "later", given=json.dumps(before))
    assert after == before
    assert _told(upgraded, tmp_path, "schema") == _told(made, tmp_path, "schema"), "made at once, or by its migrations"


def _told(database: str, folder: Path, *arguments: str, given: str = "") -> dict[str, dict[str, list[str]]]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))}
    environment = {**kept, "COVALUE_DATA_DIR": str(folder), "COVALUE_DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "-m", "tests.first_state", *arguments],
        input=given, env=environment, cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]
