"""Who sends slowly, or without right, holds up nobody: a real server with few threads and plain sockets."""

import http.client
import re
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.config import Config

from covalue.cli.receiving import Connection, Line, Receiver
from covalue.cli.server import allow_many_files
from tests.test_uploads import Place

pytestmark = pytest.mark.apart

THREADS = 8
SOON = 3.0  # seconds; a busy machine answers within it, and a frozen server does not
UPLOAD = 200 * 1024**2


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    found = Place(tmp_path_factory.mktemp("receiving"))
    try:
        for _attempt in range(200):
            try:
                _status(found, "/health/live")
                break
            except OSError:
                time.sleep(0.1)
        _status(found, "/sign-in/", within=30)
        yield found
    finally:
        found.server.terminate()
        assert found.server.wait(30) == 0


FORM = "POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HALF_SENT = {
    "nothing at all": "",
    "half a request line": "GET /sign-",
    "headers without an end": "GET /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Part: ",
    "half a form": f"{FORM}Content-Length: 100\r\n\r\nemail=",
    "a large form begun by a stranger": f"{FORM}Content-Length: {9 * 1024**2}\r\n\r\nemail=",
    "chunks of a form": f"{FORM}Transfer-Encoding: chunked\r\n\r\n5\r\nem",
    "a form that waits to be asked": f"{FORM}Content-Length: 100\r\nExpect: 100-continue\r\n\r\n",
}


@pytest.mark.parametrize("sent", HALF_SENT.values(), ids=HALF_SENT.keys())
def test_half_sent_requests_hold_up_nobody(place: Place, sent: str) -> None:
    half = [_sent(place, sent) for _number in range(2 * THREADS)]
    try:
        assert _status(place, "/sign-in/") == 200
        assert _status(place, "/health/ready") == 200
    finally:
        for line in half:
            line.close()


def test_uploads_that_stand_still_keep_no_thread_of_the_pages(place: Place) -> None:
    half = [_sent(place, _upload(place.key, 20 * 1024**2)) for _number in range(2 * THREADS)]
    try:
        assert _status(place, "/sign-in/") == 200
        assert _status(place, "/health/live") == 200
    finally:
        for line in half:
            line.close()


def test_who_does_not_close_holds_up_nobody(place: Place) -> None:
    """Gunicorn waits two seconds for the other side to close, in the loop that serves everybody."""
    request = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    left = [_sent(place, request) for _number in range(THREADS)]
    try:
        assert all(line.recv(12) == b"HTTP/1.1 200" for line in left)
        started = time.monotonic()
        assert _status(place, "/health/live") == 200 and time.monotonic() - started < 1
    finally:
        for line in left:
            line.close()


@pytest.mark.parametrize(
    ("path", "bearer", "status"),
    [
        ("/api/v1/accounts/1/files", "made-up", 401),
        ("/api/v1/accounts", "cov_made_up", 401),
        ("/scim/v2/Users", "made-up", 401),
        ("/ledger/upload/", "made-up", 401),
        ("/sign-in/", "", 413),
    ],
)
def test_what_a_stranger_uploads_is_refused_by_its_first_bytes(
    place: Place, path: str, bearer: str, status: int
) -> None:
    with _sent(place, _upload(bearer, UPLOAD, path)) as line:
        answer = line.recv(65536).decode()
    assert int(answer.split()[1]) == status, answer
    assert not _spooled(place), "nothing of it is kept on the way"


def test_a_key_that_opens_something_may_send_a_file(place: Place) -> None:
    body = (
        '--b\r\nContent-Disposition: form-data; name="file"; filename="plan.txt"\r\n\r\n' + "x" * 300_000 + "\r\n--b--"
    )
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=30)
    told = {"Authorization": f"Bearer {place.key}", "Content-Type": "multipart/form-data; boundary=b"}
    connection.request("POST", "/api/v1/accounts/1/files", body, told)
    answer = connection.getresponse()
    assert answer.status == 201, answer.read()


def test_requests_on_one_connection_are_answered_in_their_order(place: Place) -> None:
    """Sent at once, cut where lines are not: a head may arrive in two parts and with the next behind it."""
    both = (
        "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        "GET /nowhere/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    )
    with _sent(place, both[:40]) as line:
        time.sleep(0.05)
        line.sendall(both[40:].encode())
        told = b""
        while piece := line.recv(65536):
            told += piece
    assert re.findall(rb"HTTP/1.1 (\d+)", told) == [b"200", b"404"]


def test_a_head_without_an_end_is_refused(place: Place) -> None:
    with _sent(place, "GET / HTTP/1.1\r\n" + "X-Much: " + "x" * 70_000) as line:
        assert line.recv(12) == b"HTTP/1.1 431"


def _upload(bearer: str, length: int, path: str = "/api/v1/accounts/1/files") -> str:
    key = f"Authorization: Bearer {bearer}\r\n" if bearer else ""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{key}Content-Type: multipart/form-data; boundary=b\r\n"
        f"Content-Length: {length}\r\n\r\n"
        '--b\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n'
    )


def _sent(place: Place, text: str) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", place.port), timeout=10)
    line.sendall(text.encode())
    return line


def _status(place: Place, path: str, within: float = SOON) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", place.port, timeout=within)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def _spooled(place: Place) -> list[str]:
    """Files of uploads the server's processes hold open."""
    if sys.platform != "linux":
        return []
    pids = subprocess.run(["ps", "-o", "pid=", "--ppid", str(place.server.pid)], capture_output=True, text=True)
    open_files = [one for pid in pids.stdout.split() for one in Path(f"/proc/{pid}/fd").iterdir()]
    return [str(one.readlink()) for one in open_files if one.is_symlink() and ".upload" in str(one.readlink())]


def test_idle_connections_make_room_for_newcomers(place: Place) -> None:
    """More of them than a process holds."""
    allow_many_files()
    idle = [http.client.HTTPConnection("127.0.0.1", place.port, timeout=30) for _number in range(1_050)]
    try:
        for connection in idle:
            connection.request("GET", "/health/live")
            answer = connection.getresponse()
            assert answer.read() and not answer.will_close
        assert _status(place, "/sign-in/") == 200
        assert idle[0].sock is not None and idle[0].sock.recv(1) == b"", "the one unused longest was closed"
    finally:
        for connection in idle:
            connection.close()


@pytest.mark.parametrize("asked", [b"GET /sign-in/ HTTP/1.1\r\n", b""])
def test_what_is_asked_as_a_connection_runs_out_is_still_answered(asked: bytes) -> None:
    receiver = Receiver(0, 0, [], None, 10, Config(), None)
    receiver.poller = selectors.DefaultSelector()
    ours, theirs = socket.socketpair()
    with theirs:
        idle = Connection(receiver, Line(fileno=ours.detach()), ("", 0), ("", 0))
        idle.sock.setblocking(False)
        idle.timeout = 0.0
        receiver.nr_conns = 1
        receiver.keepalived_conns.append(idle)
        receiver.poller.register(idle.sock, selectors.EVENT_READ)
        theirs.sendall(asked)
        receiver.murder_keepalived()
        assert bytes(idle.held) == b"" and (idle in receiver.arriving) == bool(asked)
        assert receiver.nr_conns == bool(asked) and not receiver.keepalived_conns
        if not asked:
            assert theirs.recv(1) == b""
        else:
            idle.sock.close()
