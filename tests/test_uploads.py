"""A file of two gigabytes sent to a real server: cut off with a sentence, and the server grows by nothing.

COVALUE_TEST_UPLOAD_MB says how much is really sent before the sender looks for an answer's end (64, `2100` for all).
"""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.apart

COVALUE = str(Path(sys.executable).parent / "covalue")
TWO_GIGABYTES = 2 * 1024**3 + 50 * 1024**2
SENT = int(os.environ.get("COVALUE_TEST_UPLOAD_MB", "64")) * 1024**2
MAY_GROW = 30 * 1024**2


class Place:
    """A workspace of its own, served by one process, or as `serve` says."""

    def __init__(self, folder: Path, *serve: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))}
        self.environment = {
            **kept,
            "COVALUE_DATA_DIR": str(folder),
            "COVALUE_NEW_PASSWORD": "a password for tests only",
        }
        self.run("migrate")
        self.run("user", "dora@covalue.test", "--role", "program_director")
        self.key = self.run("token", "create", "dora@covalue.test").strip()
        (folder / "accounts.csv").write_text("id,name\n1,Halden\n")
        self.run("import", "accounts", str(folder / "accounts.csv"), "--map", "key=id", "--map", "name=name")
        self.how = serve or ("--without-worker", "--processes", "1")
        self.server = self.serve()

    def serve(self) -> "subprocess.Popen[bytes]":
        """Its server; started again by a test that ended it."""
        command = [COVALUE, "serve", "--port", str(self.port), *self.how]
        return subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL)

    def run(self, *arguments: str) -> str:
        done = subprocess.run([COVALUE, *arguments], env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def resident(self) -> int:
        """Bytes of memory of the server and its processes."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        return sum(_resident(pid) for pid in [str(self.server.pid), *children])


@pytest.fixture
def place(tmp_path: Path):
    found = Place(tmp_path)
    try:
        for _attempt in range(200):
            try:
                _connected(found).request("GET", "/health/live")
                break
            except OSError:
                time.sleep(0.1)
        yield found
    finally:
        found.server.terminate()
        found.server.wait(30)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_two_gigabytes_are_cut_off_with_a_sentence_and_no_memory(place: Place, tmp_path: Path) -> None:
    assert _get(place, "/api/v1/me") == 200
    before, growth = place.resident(), 0
    status = 0
    with socket.create_connection(("127.0.0.1", place.port), timeout=60) as connection:
        connection.sendall(
            f"POST /api/v1/accounts/1/files HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {place.key}\r\n"
            f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {TWO_GIGABYTES}\r\n\r\n"
            '--b\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n'.encode()
        )
        answer = connection.recv(12)
        status = int(answer.split()[1])
        sent, piece = 0, b"\0" * 1024**2
        while sent < SENT:
            try:
                connection.sendall(piece)
            except OSError:
                break
            sent += len(piece)
            growth = max(growth, place.resident() - before)
    assert status == 413, "told before the body was sent"
    assert growth < MAY_GROW, f"the server grew by {growth // 1024**2} MB"
    print(f"{sent // 1024**2} MB sent, the server grew by {growth / 1024**2:.1f} MB")
    assert _get(place, "/api/v1/me") == 200, "it serves on"
    assert not list((tmp_path / "files").rglob("*.bin"))


def _get(place: Place, path: str) -> int:
    connection = _connected(place)
    connection.request("GET", path, headers={"Authorization": f"Bearer {place.key}"})
    return connection.getresponse().status


def _connected(place: Place) -> http.client.HTTPConnection:
    return http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)


def _resident(pid: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS"))
