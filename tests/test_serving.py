"""Several processes serve one workspace, and one of them does the background work, whichever is there."""

import os
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.test_uploads import Place

pytestmark = pytest.mark.apart

LONG = 60.0  # seconds; a busy machine starts two processes within it


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path, "--processes", "2")
    try:
        yield found
    finally:
        found.server.terminate()
        assert found.server.wait(30) == 0


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="processes are read from /proc")
def test_when_the_process_that_works_dies_another_works(place: Place, tmp_path: Path) -> None:
    first = _beating(tmp_path, before=set())
    assert len(_processes(place)) == 2
    time.sleep(1)
    assert _beats(tmp_path) == {first}, "one of them works"
    for process in _processes(place):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    assert _beating(tmp_path, before={first}) != first


def _processes(place: Place) -> list[int]:
    children = Path(f"/proc/{place.server.pid}/task/{place.server.pid}/children").read_text()
    return [int(child) for child in children.split()]


def _beating(folder: Path, before: set[str]) -> str:
    """The name of a worker that gives a sign of life and did not before."""
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        for worker in _beats(folder) - before:
            return worker
        time.sleep(0.2)
    raise TimeoutError("no worker gave a sign of life")


def _beats(folder: Path) -> set[str]:
    with closing(sqlite3.connect(folder / "covalue.sqlite3")) as database:
        return {worker for (worker,) in database.execute("SELECT worker FROM core_workerbeat")}
