"""Reading one folder of a mailbox by IMAP, newest numbers last. It is opened for reading only: nothing is marked as seen."""

import imaplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from socket import socket
from typing import Any, Final

from covalue.sources.reading.mail import MOST_BYTES
from covalue.sources.servers import reaching
from covalue.sources.servers.reaching import Fault, ServerError

AT_ONCE: Final = 50
PORTS: Final = {True: 993, False: 143}


class _Client(imaplib.IMAP4):
    """The library's client over a connection that was made to an address that may be asked."""

    def __init__(self, host: str, port: int, *, secure: bool) -> None:
        self.secure = secure
        self.limit = ExitStack()
        super().__init__(host, port, timeout=reaching.SECONDS)

    def _create_socket(self, timeout: float | None) -> socket:
        connection = reaching.connected(self.host, self.port, secure=self.secure)
        self.limit.enter_context(reaching.closed_after(connection, reaching.LONGEST))
        return connection

    def read(self, size: int) -> bytes:
        """What a server says is as long as it likes is read no further than what is asked of it."""
        if size > MOST_BYTES + 1:
            raise self.abort("too much at once")
        return super().read(size)


@dataclass(frozen=True)
class Folder:
    """An open folder: `validity` changes when its numbers mean other messages."""

    mailbox: Any
    validity: int

    def after(self, number: int) -> list[int]:
        """The numbers of the messages after this one, in order."""
        found = self.mailbox.uids(f"UID {number + 1}:*")
        return sorted(uid for uid in map(int, found) if uid > number)

    def messages(self, numbers: list[int]) -> Iterator[tuple[int, bytes]]:
        """These messages, no longer than is read of one."""
        for start in range(0, len(numbers), AT_ONCE):
            some = ",".join(map(str, numbers[start : start + AT_ONCE]))
            with _told():
                kind, rows = self.mailbox.client.uid("FETCH", some, f"(UID BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
            if kind != "OK":
                raise ServerError(Fault.ODD, str(kind))
            for row in rows:
                if isinstance(row, tuple):
                    yield _number(row[0]), row[1]


@contextmanager
def opened(host: str, port: int, username: str, password: str, folder: str, *, secure: bool) -> Iterator[Folder]:
    """The folder, open for reading; ServerError where the server does not let in or has no such folder."""
    from imap_tools import BaseMailBox

    class Box(BaseMailBox):  # type: ignore[misc]
        def _get_mailbox_client(self) -> _Client:
            return _Client(host, port, secure=secure)

    with _told():
        mailbox = Box()
    try:
        with _told(Fault.REFUSED):
            mailbox.login(username, password, initial_folder=None)
        with _told(Fault.ODD):
            mailbox.folder.set(folder, readonly=True)
            status = mailbox.folder.status(folder, ["UIDVALIDITY"])
        yield Folder(mailbox, int(status["UIDVALIDITY"]))
    finally:
        try:
            mailbox.logout()
        except Exception:  # it is gone already
            pass
        mailbox.client.limit.close()


@contextmanager
def _told(fault: Fault = Fault.ODD) -> Iterator[None]:
    """What the libraries raise, as what it is: a server that is away, or one that says no."""
    from imap_tools.errors import ImapToolsError

    try:
        yield
    except ServerError:
        raise
    except (imaplib.IMAP4.abort, OSError, EOFError) as away:
        raise ServerError(Fault.AWAY, type(away).__name__) from away
    except (imaplib.IMAP4.error, ImapToolsError, UnicodeError) as refused:
        raise ServerError(fault, type(refused).__name__) from refused


def _number(head: bytes) -> int:
    """The UID of an answer such as `3 (UID 12 BODY[]<0> {120}`."""
    words = head.replace(b"(", b" ").split()
    return int(words[words.index(b"UID") + 1])
