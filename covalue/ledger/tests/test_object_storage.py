"""A ledger on object storage: a real S3 server in a process of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from covalue.analytics.engine import Engine, Lines
from covalue.ledger.table import LedgerTable
from covalue.ledger.tests.conftest import Desk

YEAR = {"before": "2023-01-01", "start": "2024-01-01", "end": "2024-12-31"}


class RemoteDesk(Desk):
    """The same desk with its ledger in a bucket."""

    @property
    def table(self) -> LedgerTable:
        return LedgerTable(f"s3://ledgers/{self.folder.name}")

    def net(self) -> dict[str, int]:
        version, files = self.table.snapshot()
        lines = Lines(version, tuple(files), self.table.filesystem())
        rows = Engine(threads=1).rows("net_and_before", lines, **YEAR)
        return {row["customer"]: int(row["net"]) for row in rows}


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}
    told = {**keys, "AWS_ENDPOINT_URL": url, "AWS_ALLOW_HTTP": "true"}
    before = {name: os.environ.get(name) for name in told}
    command = [str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.environ.update(told)
    try:
        _wait(url)
        urllib.request.urlopen(urllib.request.Request(f"{url}/ledgers", method="PUT"))
        yield
    finally:
        server.terminate()
        server.wait(10)
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture
def remote(storage: None, tmp_path: Path) -> RemoteDesk:
    return RemoteDesk(tmp_path)


def test_imports_changes_and_undo_on_object_storage(remote: RemoteDesk, lines) -> None:
    first = remote.bring(lines("A,1,2024-01-05,10", "B,2,2024-01-05,20"), import_id="one")
    assert (first.added, remote.net()) == (2, {"A": 10, "B": 20})
    again = remote.bring(lines("A,1,2024-01-05,10", "B,2,2024-01-05,20"))
    assert (again.added, again.unchanged) == (0, 2)
    changed = remote.bring(lines("A,1,2024-01-05,11", "C,3,2024-01-06,5"), import_id="two")
    assert (changed.added, changed.changed, remote.net()) == (1, 1, {"A": 11, "B": 20, "C": 5})
    remote.bring(lines("D,4,2024-01-06,1"), import_id="three")
    remote.table.undo("two")
    assert remote.net() == {"A": 10, "B": 20, "D": 1}


def test_an_import_killed_after_its_commit_is_told_of_and_not_done_twice(remote: RemoteDesk, lines) -> None:
    remote.bring(lines("A,1,2024-01-05,10"), import_id="one")
    told = remote.bring(lines("A,1,2024-01-05,10"), import_id="one")
    assert (told.added, told.new_customers) == (1, ("A",))
    assert remote.table.version == 0


def _wait(url: str) -> None:
    for _attempt in range(100):
        try:
            urllib.request.urlopen(url)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the object storage did not start")
