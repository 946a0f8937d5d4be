"""The short form of `make endure`, on SQLite."""

from pathlib import Path

from tests.endurance import crowding, killing
from tests.endurance.house import House


def test_killed_in_the_middle_of_work_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    killing.run(House(tmp_path), kills=3, seed=1)


def test_eight_writers_and_a_backup_at_once(tmp_path: Path) -> None:
    empty = House(tmp_path / "restored", filled=False)
    crowding.run(House(tmp_path / "crowd"), writers=8, seconds=6, restored=empty)
