"""The short form of `make endure`, on SQLite."""

import sqlite3
from pathlib import Path

import pytest

from tests.endurance import comparing, crowding, killing
from tests.endurance.installation import Installation


def test_killed_in_the_middle_of_work_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    with Installation(tmp_path) as installation:
        killing.run(installation, kills=3, seed=1)


def test_eight_writers_and_a_backup_at_once(tmp_path: Path) -> None:
    empty = Installation(tmp_path / "restored", filled=False)
    crowd = Installation(tmp_path / "crowd")
    assert "rows and 2985 ledger lines" in crowding.run(crowd, writers=8, seconds=6, restored=empty)
    with sqlite3.connect(tmp_path / "restored" / "data" / "covalue.sqlite3") as file:
        file.execute("UPDATE accounts_account SET sector = 'torn' WHERE id = 1")
    with pytest.raises(AssertionError, match="accounts_account 1 differs"):
        comparing.check(crowd, empty)
