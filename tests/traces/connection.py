"""What a page of a plan does on its connection, in Python: joins, sends one change at a time, and comes again after a cut."""

import json
import socket
import struct
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from pycrdt import Assoc, Doc, Text, merge_updates
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Ping, RejectConnection, Request

from covalue.plans.live import EPOCH, HEAD, Kind
from tests.traces import Typed, has_seen

AGAIN_SECONDS: Final = 0.1  # between two tries to connect
PATIENCE: Final = 60.0  # seconds, on a busy machine


class Writing:
    """One section of a plan that somebody has open to write. What is not stored is sent again after a cut."""

    def __init__(self, base: str, cookie: str, account: int, section: int) -> None:
        self.base, self.cookie, self.account, self.section = base, cookie, account, section
        self.doc: Any = Doc(allow_multithreading=True)
        self.text = self.doc.get("text", type=Text)
        self.epoch = bytes(EPOCH)
        self.outbox: list[bytes] = []
        self.flying: bytes | None = None
        self.joined = self.ended = False
        self.refused = ""
        self.sent = self.heard = self.cuts = 0  # bytes either way, and how often the connection was gone
        self.told: Callable[[Kind, bytes], None] = lambda kind, body: None
        self.changed = threading.Condition(threading.RLock())
        self.line: socket.socket | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def __enter__(self) -> "Writing":
        return self

    def __exit__(self, *_how: object) -> None:
        self.ended = True
        self.cut()
        self.thread.join(PATIENCE)

    def type(self, one: Typed, most: int = 1) -> None:
        """Change the text here, once its writer has seen what they had seen and fewer than `most` changes are not sent."""
        self.wait(lambda: len(self.outbox) < most and has_seen(bytes(self.doc.get_state()), one.seen))
        with self.changed:
            self.doc.apply_update(one.update)
            self.outbox.append(one.update)
            self._flush()

    def insert(self, at: int, words: str) -> None:
        """Type these words here and send them."""
        with self.changed:
            before = self.doc.get_state()
            self.text.insert(at, words)
            self.outbox.append(bytes(self.doc.get_update(before)))
            self._flush()

    def place(self, at: int) -> None:
        """Say where one is, as an editor does."""
        with self.changed:
            if self.joined:
                named = b64encode(self.text.sticky_index(at, Assoc.AFTER).encode()).decode()
                self._send(Kind.PLACE, json.dumps({"anchor": named, "head": named}).encode())

    def cut(self) -> None:
        """The line is gone, without a word."""
        line = self.line
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def wait(self, until: Callable[[], bool]) -> None:
        """Until this holds; what was refused is an error."""
        with self.changed:
            if not self.changed.wait_for(lambda: until() or bool(self.refused), PATIENCE):
                raise TimeoutError(f"after {len(str(self.text))} characters, joined: {self.joined}")
        assert not self.refused, self.refused

    def wait_until_stored(self) -> None:
        self.wait(lambda: self.joined and self.flying is None and not self.outbox)

    def wait_for(self, text: str) -> None:
        """Until it reads so here."""
        self.wait(lambda: str(self.text) == text)

    def _run(self) -> None:
        while not self.ended:
            try:
                self._talk()
            except (OSError, ConnectionError):
                pass
            with self.changed:
                self.joined = False
                self.cuts += 1
            time.sleep(AGAIN_SECONDS)

    def _talk(self) -> None:
        """One connection, until it is gone."""
        at = urlsplit(self.base)
        with socket.create_connection((at.hostname or "", at.port or 80), timeout=PATIENCE) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.frames = WSConnection(ConnectionType.CLIENT)
            headers = [(b"Cookie", self.cookie.encode()), (b"Origin", self.base.encode())]
            asked = Request(host=at.netloc, target=f"/a/{self.account}/plan/live/", extra_headers=headers)
            line.sendall(self.frames.send(asked))
            self.line = line
            while data := line.recv(65_536):
                self.heard += len(data)
                self.frames.receive_data(data)
                for event in self.frames.events():
                    if not self._take(event):
                        return

    def _take(self, event: object) -> bool:
        """Whether the connection goes on."""
        if isinstance(event, RejectConnection | CloseConnection):
            return False
        if isinstance(event, AcceptConnection):
            self._send(Kind.JOIN, self.epoch + bytes(self.doc.get_state()))
        elif isinstance(event, Ping):
            self._write(event.response())
        elif isinstance(event, BytesMessage):
            kind, section = HEAD.unpack_from(event.data)
            if section in (0, self.section):
                self._hear(Kind(kind), bytes(event.data[HEAD.size :]))
        return True

    def _hear(self, kind: Kind, body: bytes) -> None:
        with self.changed:
            if kind == Kind.JOINED:
                self._join(body)
            elif kind == Kind.TEXT:
                self.doc.apply_update(body)
            elif kind == Kind.STORED:
                self.flying = None
                self._flush()
            elif kind in (Kind.REFUSED, Kind.STOP):
                self.refused = body.decode()
            self.changed.notify_all()
        self.told(kind, body)

    def _join(self, body: bytes) -> None:
        """What the server has comes here, what it lacks goes there."""
        self.epoch = body[:EPOCH]
        (size,) = struct.unpack_from(">I", body, EPOCH)
        state, missing = body[EPOCH + 4 : EPOCH + 4 + size], body[EPOCH + 4 + size :]
        self.doc.apply_update(missing)
        waits = bool(self.flying or self.outbox)
        self.outbox = [bytes(self.doc.get_update(state))] if waits else []
        self.flying, self.joined = None, True
        self._flush()

    def _flush(self) -> None:
        if not self.joined or self.flying is not None or not self.outbox:
            return
        self.flying = self.outbox[0] if len(self.outbox) == 1 else bytes(merge_updates(*self.outbox))
        self.outbox = []
        try:
            self._send(Kind.TEXT, self.flying)
        except OSError:
            self.joined = False  # who reads notices, too, and comes again
        self.changed.notify_all()

    def _send(self, kind: Kind, body: bytes) -> None:
        self._write(BytesMessage(HEAD.pack(kind, self.section) + body))

    def _write(self, event: Any) -> None:
        with self.changed:
            data = self.frames.send(event)
            self.sent += len(data)
            if self.line is not None:
                self.line.sendall(data)
