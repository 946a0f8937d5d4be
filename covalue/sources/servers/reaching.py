"""Which servers may be asked: those of the internet, and those in networks the operator named (COVALUE_PRIVATE_NETWORKS).

An address typed by somebody must not make this server ask what only it can reach. The name is looked up once, and what was
found is what is connected to, so that no second answer leads elsewhere.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Final

from django.conf import settings

SECONDS: Final = 30  # without a word
LONGEST: Final = 1_800  # seconds of one reading, which goes on an hour later where it stopped: others wait, too


class Fault(StrEnum):
    """Why a server gave nothing."""

    REFUSED = "refused"  # the password
    AWAY = "away"
    FORBIDDEN = "forbidden"  # by us
    ODD = "odd"  # its answer


class ServerError(Exception):
    """A server gave nothing; `fault` says why."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault


def connected(host: str, port: int, *, secure: bool) -> socket.socket:
    """A connection to a server that may be asked; ServerError for any other, or where nobody answers.

    What is not secure is used in the operator's own networks only.
    """
    address = allowed_address(host, port, secure=secure)
    try:
        plain = socket.create_connection((address, port), timeout=SECONDS)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    except (OSError, ssl.SSLError) as away:
        raise ServerError(Fault.AWAY, type(away).__name__) from away


def allowed_address(host: str, port: int, *, secure: bool = True) -> str:
    """The first address of a host, where all of them may be asked."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise ServerError(Fault.AWAY, "unknown host") from unknown
    addresses = [str(row[4][0]).partition("%")[0] for row in found]
    if not addresses or not all(may_be_asked(address, secure=secure) for address in addresses):
        raise ServerError(Fault.FORBIDDEN, host)
    return addresses[0]


def may_be_asked(address: str, *, secure: bool = True) -> bool:
    """Whether an IP address is one of the internet, or of a network the operator named."""
    ip = ipaddress.ip_address(address)
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if any(ip in network for network in settings.PRIVATE_NETWORKS if network.version == ip.version):
        return True
    return secure and ip.is_global and not ip.is_multicast


@contextmanager
def closed_after(connection: socket.socket, seconds: float) -> Iterator[None]:
    """The connection ends by then, however it is used: a server that says a byte now and then holds nobody up for ever."""
    timer = threading.Timer(seconds, _close, [connection])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _close(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
