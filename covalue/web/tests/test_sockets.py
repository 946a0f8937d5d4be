"""How much one person, and one connection, may ask of the process that holds it."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage

from covalue.core import errors
from covalue.web import sockets
from covalue.web.sockets import Hub, Wire

TALK: Any = SimpleNamespace(user_id=7, opened=lambda _wire: None)


class Line:
    """A connection of which nothing is worked on yet; `paused` once no more is read."""

    paused = False

    def pause_reading(self) -> None:
        self.paused = True

    def is_closing(self) -> bool:
        return False


def wire_of(talk: Any = TALK) -> tuple[Wire, Line]:
    hub: Any = SimpleNamespace(wires=set())
    wire, line = Wire(hub, talk), Line()
    wire.transport, wire.is_busy = line, True  # type: ignore[assignment]
    return wire, line


@pytest.mark.parametrize(("size", "many"), [(3 * 1024 * 1024, 3), (10, sockets.WAITING_LIMIT + 1)])
def test_no_more_is_read_while_much_waits(size: int, many: int) -> None:
    (wire, line), browser = wire_of(), Connection(ConnectionType.CLIENT)
    for n in range(many):
        assert not line.paused, n
        wire.data_received(browser.send(BytesMessage(bytes(size))))
    assert line.paused and len(wire.messages) == many


def test_one_person_does_not_take_the_connections_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = Hub()
    hub.wires = {wire_of()[0] for _n in range(sockets.MOST_EACH)}
    monkeypatch.setattr(sockets, "_hub", hub)
    asked = {
        "HTTP_UPGRADE": "websocket",
        "HTTP_ORIGIN": "http://testserver",
        "HTTP_SEC_WEBSOCKET_KEY": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    request = RequestFactory().get("/", **asked, **{"gunicorn.socket": SimpleNamespace()})
    with pytest.raises(errors.WrongState, match="Too many pages are open"):
        sockets.accept(request, TALK)
    other: Any = SimpleNamespace(user_id=8)
    assert sockets.accept(request, other).status_code == 101
