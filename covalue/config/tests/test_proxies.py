"""Nobody chooses for themselves which address the throttle and the audit log know them by."""

import pytest

from covalue.config import environment
from covalue.config.proxies import client_of


@pytest.mark.parametrize(
    ("said", "proxies", "client"),
    [
        ("203.0.113.7", 1, "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", 1, "203.0.113.7"),  # the client wrote the first
        ("198.51.100.1, 203.0.113.7, 10.0.0.2", 2, "203.0.113.7"),
        ("203.0.113.7", 2, "127.0.0.1"),  # a proxy that says nothing
        ("", 1, "127.0.0.1"),
    ],
)
def test_the_outermost_of_our_proxies_says_who_comes(said: str, proxies: int, client: str) -> None:
    assert client_of({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": said}, proxies) == client


@pytest.mark.parametrize("text", ["yes", "-1", "1.5", ""])
def test_their_number_is_a_number(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("COVALUE_PROXIES", text)
    with pytest.raises(environment.ConfigurationError, match="COVALUE_PROXIES"):
        environment.read()


def test_without_proxies_nobody_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COVALUE_PROXIES", raising=False)
    assert environment.read().proxies == 0
