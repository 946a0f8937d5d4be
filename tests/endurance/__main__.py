"""`make endure`: the long form, on SQLite and, where its programs are there, on PostgreSQL. Prints its seed."""

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests import postgres
from tests.endurance import crowding, killing, outage
from tests.endurance.installation import Installation

PARTS = ("killing", "crowding", "outage")


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="tests.endurance", description=__doc__)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60, help="how long the crowd writes")
    asked.add_argument("--writers", type=int, help="how many write at once: 8 on SQLite, 50 on PostgreSQL unless said")
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10_000))
    asked.add_argument("--only", choices=PARTS)
    asked.add_argument("--on", choices=["sqlite", "postgresql"])
    told = asked.parse_args(arguments)
    print(f"seed {told.seed}", flush=True)
    parts = [told.only] if told.only else PARTS
    if told.on != "postgresql":
        _endure("SQLite", parts, told, lambda: "", writers=8)
    if told.on == "sqlite":
        return 0
    with postgres.running() as server:
        if server is None:
            print("PostgreSQL's programs are not installed: that part is left out.")
            return 1
        _endure("PostgreSQL", parts, told, server.new_database, writers=50)
        if "outage" in parts:
            with tempfile.TemporaryDirectory() as name, Installation(Path(name), server.new_database()) as installation:
                _say("PostgreSQL", outage.run(installation, away=server.stop, back=server.start, seconds=10))
    return 0


def _endure(
    title: str, parts: list[str] | tuple[str, ...], told: argparse.Namespace, database: Callable[[], str], writers: int
) -> None:
    if "killing" in parts:
        with tempfile.TemporaryDirectory() as name, Installation(Path(name), database()) as installation:
            _say(title, killing.run(installation, kills=told.kills, seed=told.seed))
    if "crowding" in parts:
        with tempfile.TemporaryDirectory() as name:
            restored = Installation(Path(name) / "restored", database(), filled=False)
            with Installation(Path(name), database()) as installation, restored:
                seconds, many = told.seconds, told.writers or writers
                _say(title, crowding.run(installation, writers=many, seconds=seconds, restored=restored))


def _say(title: str, sentence: str) -> None:
    print(f"{title}: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
