"""Several processes serve one workspace, one of them does the background work, and all of them end by themselves."""

import http.client
import json
import os
import signal
import sqlite3
import threading
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


ANALYSES = (
    "/api/v1/portfolio?from=2026-01-{day:02}",
    "/api/v1/profitability?from=2026-01-{day:02}",
    "/api/v1/segments?a_share=0.{day:02}",
)
GONE = (
    ConnectionError,
    http.client.RemoteDisconnected,
    TimeoutError,
)  # nobody is there any more; half an answer is no such


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A ledger of some thousand lines, served by one process."""
    folder = tmp_path_factory.mktemp("busy")
    found = Place(folder)
    rows = (f"C{n % 97},D{n},2026-{n % 12 + 1:02}-{n % 28 + 1:02},{n % 311 + 1}" for n in range(20_000))
    (folder / "lines.csv").write_text("customer,document,date,amount\n" + "\n".join(rows) + "\n")
    found.run("import", "ledger", str(folder / "lines.csv"))
    yield found
    found.server.kill()


@pytest.fixture
def busy(workspace: Place) -> Place:
    if workspace.server.poll() is not None:
        workspace.server = workspace.serve()
    return workspace


@pytest.mark.parametrize(
    ("analysis", "stopped_by"),
    [*((analysis, signal.SIGTERM) for analysis in ANALYSES), (ANALYSES[0], signal.SIGINT)],
    ids=["portfolio", "profitability", "segments", "by the keyboard"],
)
def test_a_stop_with_analyses_under_way_ends_by_itself_with_whole_answers(
    busy: Place, analysis: str, stopped_by: signal.Signals
) -> None:
    answers: list[int] = []
    torn: list[str] = []
    stopping = threading.Event()
    under_way = threading.Semaphore(0)

    def ask(client: int) -> None:
        for turn in range(10_000):
            try:
                status, body = _asked(busy, analysis.format(day=(client + turn * 8) % 27 + 1))
            except GONE:
                if stopping.is_set():
                    return
                time.sleep(0.1)  # it is not up yet
                continue
            except http.client.HTTPException as problem:
                torn.append(repr(problem))
                return
            answers.append(status)
            if status == 200 and not isinstance(json.loads(body), dict):
                torn.append(body.decode())
            under_way.release()

    clients = [threading.Thread(target=ask, args=(client,)) for client in range(8)]
    for client in clients:
        client.start()
    for _answer in range(16):  # all are in the middle of it
        assert under_way.acquire(timeout=LONG)
    stopping.set()
    busy.server.send_signal(stopped_by)
    assert busy.server.wait(LONG) == 0, "it ends by itself, not by a crash"
    for client in clients:
        client.join(LONG)
    assert not torn and set(answers) <= {200, 503}, (torn, set(answers))


def _asked(place: Place, path: str) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", place.port, timeout=LONG)) as connection:
        connection.request("GET", path, headers={"Authorization": f"Bearer {place.key}"})
        answer = connection.getresponse()
        return answer.status, answer.read()
