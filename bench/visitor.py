"""One client before a server: a session with its cookies, and how long an address takes to answer."""

import socket
import time
from collections.abc import Callable
from typing import Any, Final

import requests

ROUNDS: Final = 20


class Visitor(requests.Session):
    """A browser without the drawing: keeps cookies and the connection."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base

    def request(self, method: str, url: str, *args: Any, **named: Any) -> requests.Response:  # type: ignore[override]
        return super().request(method, self.base + url if url.startswith("/") else url, *args, timeout=300, **named)

    def wait_for(self, address: str, seconds: float = 120) -> None:
        """Until this address answers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                if self.get(address).ok:
                    return
            except requests.ConnectionError:
                pass
            time.sleep(0.2)
        raise TimeoutError(f"{address} did not answer within {seconds:.0f} s")

    def sign_in(self, address: str, **typed: str) -> None:
        """By the form at this address, with its token against forged requests."""
        self.get(address)
        self.post(address, data={**typed, "csrfmiddlewaretoken": self.cookies["csrftoken"]}).raise_for_status()

    def change(self, address: str, **sent: str) -> dict[str, Any]:
        """Change something through the API, as a page of ours does."""
        headers = {"X-CSRFToken": self.cookies["csrftoken"], "Referer": self.base}
        answer = self.post(address, json=sent, headers=headers)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def seconds(
        self, *addresses: str, headers: dict[str, str] | None = None, before: Callable[[int], object] | None = None
    ) -> list[float]:
        """Until the whole answer is here, for each address several times after a first time that warms up.

        `before` is done before each of them, with the number of the turn; it does not count.
        """
        seconds = []
        for turn in range(ROUNDS + 1):
            for address in addresses:
                if before is not None:
                    before(turn)
                begun = time.perf_counter()
                answer = self.get(address, headers=headers, allow_redirects=False)
                taken = time.perf_counter() - begun
                assert answer.status_code == 200, f"{address} answered {answer.status_code}"
                if turn:
                    seconds.append(taken)
        return seconds


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
