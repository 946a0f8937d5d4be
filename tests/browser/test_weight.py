"""What a first visit weighs on the wire, as the browser counts it: headers, pages and everything they ask for."""

import urllib.request
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

FIRST_VISIT = 120_000  # bytes
A_YEAR = "max-age=31536000, public, immutable"


@dataclass
class Wire:
    """What came over the wire, by address."""

    names: dict[str, str] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)

    def watch(self, page: Page) -> None:
        devtools = page.context.new_cdp_session(page)
        devtools.on("Network.responseReceived", self._received)
        devtools.on("Network.loadingFinished", self._finished)
        devtools.send("Network.enable")

    @property
    def total(self) -> int:
        return sum(self.bytes.values())

    @property
    def fetched(self) -> list[str]:
        """The addresses that were not in the browser's cache."""
        return [self.names[request] for request, size in self.bytes.items() if size]

    def _received(self, event: dict[str, Any]) -> None:
        answer = event["response"]
        self.names[event["requestId"]] = urlsplit(answer["url"]).path
        self.headers[urlsplit(answer["url"]).path] = {name.lower(): text for name, text in answer["headers"].items()}

    def _finished(self, event: dict[str, Any]) -> None:
        self.bytes[event["requestId"]] = int(event["encodedDataLength"])


@pytest.mark.parametrize("name", ["Nancy Davolio", "Andrew Fuller"])
def test_a_first_visit_is_light_and_a_second_asks_for_pages_only(browser: Browser, address: str, name: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page, wire = context.new_page(), Wire()
    wire.watch(page)
    page.goto(f"{address}/sign-in/", wait_until="networkidle")
    page.get_by_role("button", name=f"Sign in as {name}").click()
    page.wait_for_load_state("networkidle")
    page.goto(f"{address}/portfolio/", wait_until="networkidle")
    assert len(wire.fetched) > 10 and any(path.endswith(".woff2") for path in wire.fetched)
    assert wire.total < FIRST_VISIT, sorted(zip(wire.bytes.values(), wire.names.values(), strict=True), reverse=True)[
        :8
    ]
    for path, headers in wire.headers.items():
        if path.startswith("/static/"):
            assert headers["cache-control"] == A_YEAR, path
            assert headers.get("content-encoding") == "br" or path.endswith((".woff2", ".svg")), path
        elif headers.get("content-type", "").startswith("text/") and int(headers.get("content-length", 200)) >= 200:
            assert headers["content-encoding"] == "gzip" and "no-store" in headers["cache-control"], path
    again = Wire()
    again.watch(page)
    page.goto(f"{address}/accounts/", wait_until="networkidle")
    context.close()
    assert again.fetched == ["/accounts/"]


def test_who_takes_nothing_compressed_gets_it_plain(address: str) -> None:
    with urllib.request.urlopen(f"{address}/sign-in/") as answer:
        assert answer.headers["Content-Encoding"] is None and b"</html>" in answer.read()


def test_the_same_page_has_another_length_each_time(address: str) -> None:
    """So that a length tells nothing of what is in it (BREACH)."""
    asked = urllib.request.Request(f"{address}/sign-in/", headers={"Accept-Encoding": "gzip, br"})
    lengths = set()
    for _turn in range(8):
        with urllib.request.urlopen(asked) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            lengths.add(len(answer.read()))
    assert len(lengths) > 1
