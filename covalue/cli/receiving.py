"""Receiving requests: who sends slowly waits in the loop that accepts, and keeps no thread from the others.

A thread serves a request once its head and a small body are there. Larger bodies (uploads) have threads of their own, and so
has /health/. Reading and writing give up on a line that stands still. Gunicorn's own threads wait for every byte.
"""

import contextlib
import errno
import re
import selectors
import socket
import struct
import time
from concurrent.futures import Executor, ThreadPoolExecutor
from itertools import takewhile
from typing import Any, Final

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from covalue.web import sockets

HEAD_LIMIT: Final = 64 * 1024  # bytes of request line and headers
HELD_LIMIT: Final = 128 * 1024  # bytes of a body that is taken in before a thread serves it
RECEIVE_SECONDS: Final = 20.0  # for a head and such a body
STILL_SECONDS: Final = 10.0  # a line on which nothing moves
SLOWEST: Final = 4 * 1024  # bytes a second, of a larger body
LINGER_SECONDS: Final = 2.0  # for the other side to close after an answer
STOP_SECONDS: Final = 2.0  # for what is half sent when the server stops
SPARE: Final = 8  # connections kept free for newcomers

_LENGTH: Final = re.compile(rb"^content-length:[ \t]*([0-9]{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_AT_ONCE: Final = re.compile(rb"^(transfer-encoding:|expect:)", re.IGNORECASE | re.MULTILINE)
_HEALTH: Final = re.compile(rb"(GET|HEAD) /health/")
_TOO_LONG: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_TOO_SLOW: Final = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Line(socket.socket):
    """A connection that does not wait longer than STILL_SECONDS for the other side to read on.

    A view that keeps it open beyond its answer says for which `talk`: `web/sockets.py`.
    """

    talk: sockets.Talk | None = None

    def sendall(self, data: Any, flags: int = 0) -> None:
        try:
            super().sendall(data, flags)
        except BlockingIOError:
            raise BrokenPipeError(errno.EPIPE, "the answer was not read") from None


class Unreader(SocketUnreader):  # type: ignore[misc]
    """Takes a body from its line, and gives up when it stands still or trickles."""

    waited, taken = 0.0, 0

    def chunk(self, size_hint: int | None = None) -> bytes:
        begun = time.monotonic()
        try:
            piece: bytes = super().chunk(size_hint)
        except BlockingIOError:
            raise ConnectionResetError(errno.ECONNRESET, "the body stood still") from None
        self.waited += time.monotonic() - begun
        self.taken += len(piece)
        if self.waited > STILL_SECONDS + self.taken / SLOWEST:
            raise ConnectionResetError(errno.ECONNRESET, "the body came too slowly")
        return piece


class Connection(TConn):  # type: ignore[misc]
    """One connection, with what has arrived of its next request."""

    def __init__(self, receiver: "Receiver", *parts: Any) -> None:
        super().__init__(receiver.cfg, *parts)
        self.receiver = receiver
        self.held = bytearray()
        self.deadline = 0.0

    def close(self, graceful: bool = False) -> None:
        if graceful:
            self.receiver.linger(self)
        else:
            super().close()

    def hand_over(self) -> None:
        """Give what has arrived to the parser, whose thread may wait for the rest."""
        self.sock.setblocking(True)
        if not self.initialized:
            self.init()
            self.parser.unreader = Unreader(self.sock)
        self.parser.unreader.waited, self.parser.unreader.taken = 0.0, 0
        self.parser.unreader.unread(bytes(self.held))
        self.held.clear()


class Receiver(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's threads behind a door at which requests arrive."""

    def __init__(self, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        # Each is in the order of its deadlines, all of which are as far away when they are set.
        self.arriving: dict[Connection, None] = {}
        self.lingering: dict[Connection, None] = {}
        self.stopping_at = 0.0
        self.uploads: Executor
        self.health: Executor

    def init_process(self) -> None:
        self.uploads = ThreadPoolExecutor(max(1, self.cfg.threads // 2))
        self.health = ThreadPoolExecutor(1)
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        try:
            accepted, address = listener.accept()
        except OSError as problem:
            if problem.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        if self.nr_conns >= self.worker_connections - SPARE:
            self._make_room()
        line = Line(fileno=accepted.detach())
        still = struct.pack("ll", int(STILL_SECONDS), 0)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, still)
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, still)
        self.nr_conns += 1
        self.enqueue_req(Connection(self, line, address, listener.getsockname()))

    def _make_room(self) -> None:
        """Close what has been idle longest, or else what has been arriving longest."""
        if self.keepalived_conns:
            self.keepalived_conns[0].timeout = 0.0
            self.murder_keepalived()
        elif self.arriving:
            self._drop(next(iter(self.arriving)))

    def enqueue_req(self, conn: Connection) -> None:
        """Gunicorn's wish to serve the next request of a connection: granted once it is there."""
        if conn.parser is not None:
            conn.held += conn.parser.unreader.take_buffered()
        conn.sock.setblocking(False)
        conn.deadline = time.monotonic() + RECEIVE_SECONDS
        self.arriving[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, lambda _sock: self._receive(conn))
        self._look_at(conn)

    def _receive(self, conn: Connection) -> None:
        if conn not in self.arriving:
            return
        try:
            piece = conn.sock.recv(HELD_LIMIT)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        if not piece:
            self._drop(conn)
            return
        conn.held += piece
        self._look_at(conn)

    def _look_at(self, conn: Connection) -> None:
        """Serve it if enough of it is there; refuse a head without an end."""
        end = conn.held.find(b"\r\n\r\n")
        if end < 0:
            if len(conn.held) > HEAD_LIMIT:
                self._drop(conn, _TOO_LONG)
            return
        head = bytes(conn.held[:end])
        length = _LENGTH.search(head)
        missing = (int(length[1]) if length else 0) - (len(conn.held) - end - 4)
        large = (length is not None and int(length[1]) > HELD_LIMIT) or _AT_ONCE.search(head) is not None
        if missing <= 0 or large:
            self._serve(conn, self.health if _HEALTH.match(head) else self.uploads if large else self.tpool)

    def _serve(self, conn: Connection, pool: Executor) -> None:
        del self.arriving[conn]
        self.poller.unregister(conn.sock)
        conn.hand_over()
        served = pool.submit(self.handle, conn)
        served.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))

    def finish_request(self, conn: Connection, done: Any) -> None:
        """Gunicorn's turn after an answer; a line that stays open is not the threads' any more."""
        talk = getattr(conn.sock, "talk", None)
        if talk is None:
            super().finish_request(conn, done)
            return
        self.nr_conns -= 1
        sockets.adopt(conn.sock, conn.parser.unreader.take_buffered(), talk)

    def linger(self, conn: Connection) -> None:
        """Let the other side close first (RFC 9112 §9.6), so that its answer is not cut off; nobody waits for it."""
        self.nr_conns += 1
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._part(conn)
            return
        conn.deadline = time.monotonic() + LINGER_SECONDS
        self.lingering[conn] = None
        self.poller.register(conn.sock, selectors.EVENT_READ, lambda _sock: self._drain(conn))

    def _drain(self, conn: Connection) -> None:
        if conn not in self.lingering:
            return
        try:
            left = bool(conn.sock.recv(HELD_LIMIT))
        except BlockingIOError:
            return
        except OSError:
            left = False
        if not left:
            self._drop(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """Gunicorn's turn for idle connections: what has just been asked on one is answered, not cut off."""
        now = time.monotonic()
        for conn in [*takewhile(lambda idle: idle.timeout <= now, self.keepalived_conns)]:
            if not force and _has_more(conn.sock):
                self.on_client_socket_readable(conn, conn.sock)
        super().murder_keepalived(force)

    def murder_pending(self) -> None:
        """Gunicorn's turn for who has waited long enough."""
        super().murder_pending()
        now = time.monotonic()
        if not self.alive:
            self.stopping_at = self.stopping_at or now
        stopped = not self.alive and now > self.stopping_at + STOP_SECONDS
        for waiting, word in ((self.arriving, _TOO_SLOW), (self.lingering, b"")):
            while waiting and (stopped or next(iter(waiting)).deadline < now):
                conn = next(iter(waiting))
                self._drop(conn, word if conn.held else b"")

    def _drop(self, conn: Connection, word: bytes = b"") -> None:
        self.arriving.pop(conn, None)
        self.lingering.pop(conn, None)
        self.poller.unregister(conn.sock)
        if word:
            with contextlib.suppress(OSError):
                conn.sock.send(word)
        self._part(conn)

    def _part(self, conn: Connection) -> None:
        self.nr_conns -= 1
        TConn.close(conn)


def _has_more(line: socket.socket) -> bool:
    """Whether something has arrived that nobody has read."""
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except OSError:
        return False
