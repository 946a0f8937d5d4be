"""Asking a virus scanner about a file: a clamd by its INSTREAM command, or any program that takes a file's path.

Whatever is not a clear answer counts as “the scanner is away”: a file is never taken for clean by mistake.
"""

import shlex
import socket
import struct
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final
from urllib.parse import urlsplit

from django.conf import settings

CHUNK: Final = 64 * 1024
SECONDS: Final = 60
CLEAN, FOUND = 0, 1  # exit codes of clamscan(1) and clamdscan(1), and of most others


class ScannerAwayError(Exception):
    """The scanner did not answer, or not clearly; ask again later."""


@dataclass(frozen=True)
class Verdict:
    """What the scanner said; `finding` names what it found, empty when there was nothing."""

    finding: str = ""

    @property
    def clean(self) -> bool:
        return not self.finding


def configured() -> bool:
    """Whether files have to be found clean before anybody reads them."""
    return bool(settings.SCAN_URL or settings.SCAN_COMMAND)


def scan(content: IO[bytes]) -> Verdict:
    """Ask the configured scanner. Raises ScannerAwayError when it gives no clear answer."""
    if settings.SCAN_URL:
        parts = urlsplit(settings.SCAN_URL)
        return by_clamd(parts.hostname or "127.0.0.1", parts.port or 3310, content)
    return by_command(settings.SCAN_COMMAND, content)


def by_clamd(host: str, port: int, content: IO[bytes]) -> Verdict:
    """Send the content as clamd(8) wants it: pieces with their length before them, an empty one at the end."""
    try:
        with socket.create_connection((host, port), timeout=SECONDS) as connection:
            connection.sendall(b"zINSTREAM\0")
            for piece in _pieces(content):
                connection.sendall(struct.pack("!I", len(piece)) + piece)
            connection.sendall(struct.pack("!I", 0))
            answer = b"".join(iter(lambda: connection.recv(CHUNK), b""))
    except OSError as problem:
        raise ScannerAwayError(str(problem)) from None
    return _understood(answer.rstrip(b"\0\n").decode(errors="replace"))


def by_command(command: str, content: IO[bytes]) -> Verdict:
    """Run the program with the path of a copy; 0 means clean, 1 found, anything else that it could not tell."""
    with tempfile.NamedTemporaryFile(prefix="covalue-scan-") as copy:
        copy.writelines(_pieces(content))
        copy.flush()
        try:
            done = subprocess.run(
                [*shlex.split(command), copy.name], capture_output=True, text=True, timeout=SECONDS * 5
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise ScannerAwayError(str(problem)) from None
        report = done.stdout.replace(copy.name, "").strip(": \n")
    if done.returncode == CLEAN:
        return Verdict()
    if done.returncode == FOUND:
        return Verdict(report.partition("\n")[0].removesuffix(" FOUND")[:200] or "something")
    raise ScannerAwayError(f"exit code {done.returncode}")


def _understood(answer: str) -> Verdict:
    """“stream: OK” or “stream: Name FOUND”."""
    reply = answer.removeprefix("stream: ")
    if reply == "OK":
        return Verdict()
    if reply.endswith(" FOUND"):
        return Verdict(reply.removesuffix(" FOUND")[:200] or "something")
    raise ScannerAwayError(reply[:200] or "no answer")


def _pieces(content: IO[bytes]) -> Iterator[bytes]:
    pieces: Iterable[bytes] = iter(lambda: content.read(CHUNK), b"")
    yield from pieces
