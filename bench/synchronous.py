"""What waiting for the disk costs SQLite: `python -m bench.synchronous [FOLDER]`, commits of a small row, in turns."""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import pysqlite3 as sqlite3

COMMITS: Final = 300
ROUNDS: Final = 5


def main(arguments: list[str]) -> int:
    found: dict[str, list[float]] = {"FULL": [], "NORMAL": []}
    with tempfile.TemporaryDirectory(dir=arguments[0] if arguments else None) as folder:
        for turn in range(ROUNDS):
            for mode in sorted(found, reverse=turn % 2 == 1):
                found[mode].append(_seconds(Path(folder) / f"{mode}{turn}.sqlite3", mode))
    for mode, seconds in found.items():
        print(f"synchronous={mode}: {statistics.median(seconds) / COMMITS * 1000:.3f} ms a commit")
    return 0


def _seconds(file: Path, mode: str) -> float:
    connection = sqlite3.connect(str(file), isolation_level=None)
    connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous={mode}; CREATE TABLE seals (seal TEXT);")
    begun = time.perf_counter()
    for number in range(COMMITS):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO seals VALUES (?)", (f"{number:064d}",))
        connection.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
