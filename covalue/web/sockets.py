"""Connections that stay open beside a page (WebSockets, RFC 6455): one loop holds all of a process, none keeps a thread.

A page asks for one as for any address, so who is signed in and what they may is asked as ever. What the view answers with
`accept` makes the server hand the line to the loop here (`cli/receiving.py`). A few threads work on what arrives, of each
connection in the order it came. Who does not read what is sent is let go: pages connect again and go on from where they were.
"""

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from django.db import DatabaseError, connections
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.utilities import ProtocolError, generate_accept_token

from covalue.core import errors, written
from covalue.core.shared import Added

log = logging.getLogger(__name__)

MOST: Final = 2_000  # connections of a process
MOST_EACH: Final = 50  # of them of one person
WORKERS: Final = 4  # threads for all of them
MESSAGE_LIMIT: Final = 4 * 1024 * 1024  # bytes of what is said at once
WAITING_LIMIT: Final = 256  # messages of one connection that wait for a thread, before no more are read
WAITING_BYTES: Final = 8 * 1024 * 1024  # and what they are long together
UNREAD_LIMIT: Final = 8 * 1024 * 1024  # bytes the other side has not read
BEAT_SECONDS: Final = 20.0  # after which each is asked for a sign of life
SILENT_SECONDS: Final = 65.0  # without one
LOOK_SECONDS: Final = 0.04  # between two looks at what was written to the database

STOPPING, WRONG, TOO_LARGE, REFUSED = 1012, 1003, 1009, 4403  # why one is closed


class Talk(Protocol):
    """What is said on one connection. All of it by a thread that may ask the database, one at a time."""

    user_id: int

    def opened(self, wire: "Wire") -> None: ...

    def received(self, messages: list[bytes]) -> None: ...

    def beat(self) -> None:
        """Every BEAT_SECONDS: time to ask whether they may still be here."""

    def closed(self) -> None: ...


_listeners: Added[Callable[[frozenset[str]], None]] = Added()


def when_written(listener: Callable[[frozenset[str]], None]) -> None:
    """`listener` is called soon after any process wrote to these tables, as long as this one holds connections."""
    _listeners.add(listener)


def accept(request: HttpRequest, talk: Talk) -> HttpResponse:
    """The answer that turns this request's line into a connection for `talk`; BadInput where that cannot be."""
    line = request.META.get("gunicorn.socket")
    key = request.headers.get("Sec-WebSocket-Key", "")
    if line is None or not key or request.headers.get("Upgrade", "").lower() != "websocket":
        raise errors.BadInput(_("This address is for the scripts of a page."))
    if not _is_ours(request):
        raise errors.NotAllowed(_("This page is not one of ours."))
    if _is_full(talk.user_id):
        raise errors.WrongState(_("Too many pages are open; your text is saved by the button."))
    line.talk = talk
    upgraded = {"Upgrade": "websocket", "Connection": "Upgrade"}
    accepted = {"Sec-WebSocket-Accept": generate_accept_token(key.encode("latin-1")).decode()}
    return HttpResponse(status=101, headers={**upgraded, **accepted})


def _is_full(user_id: int) -> bool:
    """Whether there is no room for one more connection, or for one more of this person's."""
    wires = list(_hub.wires)
    return len(wires) >= MOST or sum(wire.talk.user_id == user_id for wire in wires) >= MOST_EACH


def _is_ours(request: HttpRequest) -> bool:
    """Browsers send along our cookies whoever's page it is that connects, so the page's origin has to be this one."""
    return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()


class Wire(asyncio.Protocol):
    """One connection: frames in and out, and what of it waits to be worked on."""

    transport: asyncio.Transport

    def __init__(self, hub: "Hub", talk: Talk) -> None:
        self.hub, self.talk = hub, talk
        self.frames = Connection(ConnectionType.SERVER)
        self.parts = bytearray()
        self.messages: list[bytes] = []
        self.tasks: list[Callable[[], None]] = []
        self.is_busy = self.is_closed = False
        self.heard_at = time.monotonic()

    def send(self, message: bytes) -> None:
        """From any thread."""
        self.hub.loop.call_soon_threadsafe(self._write, BytesMessage(message))

    def close(self, code: int, reason: str = "") -> None:
        """From any thread."""
        self.hub.loop.call_soon_threadsafe(self._write, CloseConnection(code, reason))

    def soon(self, task: Callable[[], None]) -> None:
        """Let a thread do this when what has arrived before is done; from any thread."""
        self.hub.loop.call_soon_threadsafe(self._add, task)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.hub.wires.add(self)
        self._add(lambda: self.talk.opened(self))

    def data_received(self, data: bytes) -> None:
        self.heard_at = time.monotonic()
        try:
            self.frames.receive_data(data)
            for event in self.frames.events():
                self._take(event)
        except ProtocolError:
            self.transport.abort()
        self._serve()

    def connection_lost(self, problem: Exception | None) -> None:
        self.is_closed = True
        self.hub.wires.discard(self)
        self.messages.clear()
        self._add(self.talk.closed)

    def look(self, now: float) -> None:
        """A sign of life, asked for or missed."""
        if now - self.heard_at > SILENT_SECONDS:
            self.transport.abort()
            return
        self._write(Ping())
        self._add(self.talk.beat)

    def _take(self, event: Event) -> None:
        if isinstance(event, BytesMessage):
            self.parts += event.data
            if len(self.parts) > MESSAGE_LIMIT:
                self._write(CloseConnection(TOO_LARGE))
            elif event.message_finished:
                self.messages.append(bytes(self.parts))
                self.parts.clear()
        elif isinstance(event, TextMessage):
            self._write(CloseConnection(WRONG))
        elif isinstance(event, Ping):
            self._write(event.response())
        elif isinstance(event, CloseConnection):
            with contextlib.suppress(ProtocolError):
                self._write(event.response())
            self.transport.close()

    def _write(self, event: Event) -> None:
        if self.is_closed or self.transport.is_closing():
            return
        with contextlib.suppress(ProtocolError):  # it is being closed
            self.transport.write(self.frames.send(event))
        if self.transport.get_write_buffer_size() > UNREAD_LIMIT:
            self.transport.abort()
        elif isinstance(event, CloseConnection):
            self.transport.close()

    def _add(self, task: Callable[[], None]) -> None:
        self.tasks.append(task)
        self._serve()

    def _serve(self) -> None:
        """Give a thread all that waits."""
        if self._is_too_much() and not self.is_closed:
            self.transport.pause_reading()
        if self.is_busy or not (self.tasks or self.messages):
            return
        self.is_busy = True
        tasks, messages = self.tasks, self.messages
        self.tasks, self.messages = [], []
        served = self.hub.pool.submit(_worked, self.talk, tasks, messages)
        served.add_done_callback(lambda done: self.hub.loop.call_soon_threadsafe(self._served, done.exception()))

    def _is_too_much(self) -> bool:
        """Whether more waits than may."""
        return len(self.messages) > WAITING_LIMIT or sum(map(len, self.messages)) > WAITING_BYTES

    def _served(self, problem: BaseException | None) -> None:
        self.is_busy = False
        if problem is not None:
            log.error("what a page sent could not be worked on", exc_info=problem)
            self.transport.abort()
        if not self.is_closed and not self.transport.is_closing():
            self.transport.resume_reading()
        self._serve()


def _worked(talk: Talk, tasks: list[Callable[[], None]], messages: list[bytes]) -> None:
    """In a thread of the pool: what waited, then what was said."""
    try:
        for task in tasks:
            task()
        if messages:
            talk.received(messages)
    finally:
        _release()


def _release() -> None:
    """Give the connection to the database back to its pool, if it is of one."""
    for connection in connections.all(initialized_only=True):
        connection.close_if_unusable_or_obsolete()


class Hub:
    """The loop of this process, its threads, and all connections it holds."""

    def __init__(self) -> None:
        self.wires: set[Wire] = set()
        self.lock = threading.Lock()
        self.is_begun = False
        self.loop: asyncio.AbstractEventLoop
        self.pool: ThreadPoolExecutor

    def begin(self) -> None:
        """Once, with the first connection: a server that forks has none of it before."""
        with self.lock:
            if self.is_begun:
                return
            self.is_begun = True
            self.loop = asyncio.new_event_loop()
            self.pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="sockets")
            for name, run in (("sockets", self.loop.run_forever), ("sockets-look", self._look)):
                threading.Thread(target=run, name=name, daemon=True).start()
            self.loop.call_soon_threadsafe(self._beat)

    async def take(self, line: socket.socket, early: bytes, talk: Talk) -> None:
        """Hold this line, of which `early` has arrived already."""
        wire = Wire(self, talk)
        await self.loop.connect_accepted_socket(lambda: wire, line)
        if early:
            wire.data_received(early)

    def _beat(self) -> None:
        now = time.monotonic()
        for wire in list(self.wires):
            wire.look(now)
        self.loop.call_later(BEAT_SECONDS, self._beat)

    def _look(self) -> None:
        """Tell what was written to the database, as long as a connection is held."""
        before: dict[str, int] | None = None
        while True:
            time.sleep(LOOK_SECONDS)
            before = self._told(before) if self.wires else None
            _release()

    def _told(self, before: dict[str, int] | None) -> dict[str, int] | None:
        """What is known of the tables now; with the first look nothing is told, since pages ask when they connect."""
        counts = before
        try:
            counts = written.looks()
            known = counts if before is None else before
            tables = frozenset(name for name, count in counts.items() if count != known.get(name))
            for listener in _listeners if tables else ():
                listener(tables)
        except DatabaseError:
            log.warning("the database was not there to be looked at", exc_info=True)
            time.sleep(1)
            return None
        except Exception:
            log.exception("pages could not be told what was written")
        return counts


_hub = Hub()


def adopt(line: Any, early: bytes, talk: Talk) -> None:
    """Hold a line whose request was accepted; from the server's own loop."""
    _hub.begin()
    own = socket.socket(fileno=line.detach())
    own.setblocking(False)
    asyncio.run_coroutine_threadsafe(_hub.take(own, early, talk), _hub.loop)


def stop() -> None:
    """Tell every page to connect again: this process ends."""
    if _hub.is_begun:
        for wire in list(_hub.wires):
            wire.close(STOPPING)
