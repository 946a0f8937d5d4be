"""Calendars and mail on real servers, read from where it stopped; and which servers are never asked."""

import http.client
import os
import socket
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core import mail as sent_mail

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.sources import actions
from covalue.sources.actions import connecting
from covalue.sources.models import Item, Reading, Source, State
from covalue.sources.rules import ServerKind
from covalue.sources.servers import imap, reaching
from covalue.sources.servers.reaching import Fault, ServerError
from covalue.sources.tests import servers
from covalue.sources.tests.files import SIGNE, calendar, event, people
from covalue.sources.tests.test_mail import letter
from tests.world import NOW, World

PASSWORD = "a-password"


@pytest.fixture
def loopback(settings: object) -> Iterator[None]:
    settings.PRIVATE_NETWORKS = (ip_network("127.0.0.0/8"),)  # type: ignore[attr-defined]
    yield


def _ines(world: World) -> Actor:
    return Actor(world.user(Role.SAM), "test")


def _put(address: str, path: str, content: bytes, method: str = "PUT") -> None:
    parts = urlsplit(address)
    client = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    secret = b64encode(f"ines:{PASSWORD}".encode()).decode()
    client.request(method, path, content, {"Authorization": f"Basic {secret}"})
    assert client.getresponse().status in (200, 201, 204)
    client.close()


def _connected(world: World, kind: ServerKind, address: str, password: str = PASSWORD) -> Source:
    return actions.connect(
        _ines(world), server=kind, name="Work", address=address, username="ines", password=password, now=NOW
    )


def _read(source: Source, hours: int = 0) -> Source:
    fresh = Source.objects.select_related("owner").get(pk=source.pk)
    actions.read_connected(fresh, now=NOW + timedelta(hours=hours))
    fresh.refresh_from_db()
    return fresh


@pytest.mark.apart
def test_a_calendar_on_a_server_is_read_and_then_only_what_changed(
    world: World, loopback: None, tmp_path: Path
) -> None:
    with servers.radicale(tmp_path, PASSWORD) as address:
        _put(address, "/ines/meetings/", b"", "MKCALENDAR")
        for place in range(3):
            entry = event(f"DTSTART:2026011{place}T090000Z", "SUMMARY:Review", *people(SIGNE), uid=f"{place}@x")
            _put(address, f"/ines/meetings/{place}.ics", calendar(entry))
        source = _read(_connected(world, ServerKind.CALDAV, address))
        assert (source.state, source.message) == (State.READY, "")
        assert Item.objects.count() == 3
        _read(source)
        assert Reading.objects.count() == 1, "nothing changed: nothing was asked for"
        moved = event("DTSTART:20260115T090000Z", "SUMMARY:Moved", *people(SIGNE), uid="0@x", sequence=1)
        _put(address, "/ines/meetings/0.ics", calendar(moved))
        _read(source)
        assert (Reading.objects.first().read, Item.objects.filter(subject="Moved").count()) == (1, 1)  # type: ignore[union-attr]
        _put(address, "/ines/meetings/2.ics", b"", "DELETE")
        _read(source)
        assert list(Item.objects.filter(state="deleted").values_list("day__day", flat=True)) == [12]
        refused = _read(actions.change_password(_ines(world), source=source, password="wrong", now=NOW))
        assert (refused.state, refused.next_at) == (State.STOPPED, None) and "password of today" in refused.message
        assert Item.objects.count() == 3
        assert _read(actions.change_password(_ines(world), source=source, password=PASSWORD, now=NOW)).state == "ready"
    away = _read(source)
    assert away.state == State.STOPPED and away.next_at == NOW + timedelta(hours=1)
    assert sent_mail.outbox == []
    assert PASSWORD not in str(list(Source.objects.values())) + str(list(Event.objects.values()))


@pytest.mark.apart
@pytest.mark.skipif(
    not servers.DOVECOT or os.geteuid() != 0, reason="dovecot-imapd is not installed, or nobody is root"
)
def test_a_mail_folder_on_a_server_is_read_on_and_marks_nothing(world: World, loopback: None) -> None:
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="covalue-imap-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with servers.dovecot(folder, PASSWORD) as (port, box, change_password):
            for place in range(3):
                (box / "new" / f"{place}.a").write_bytes(letter(Message_ID=f"<{place}@halden.example>"))
            source = _read(_connected(world, ServerKind.IMAP, f"imap://127.0.0.1:{port}"))
            assert (source.state, source.message) == (State.READY, "")
            assert (Item.objects.count(), source.cursor["last"]) == (3, 3)
            change_password("another")
            stopped = _read(source)
            assert stopped.state == State.STOPPED and "password of today" in stopped.message
            (box / "new" / "9.a").write_bytes(letter("More", Message_ID="<9@halden.example>"))
            source = _read(actions.change_password(_ines(world), source=source, password="another", now=NOW))
            assert (source.state, Item.objects.count()) == (State.READY, 4)
            assert Reading.objects.first().read == 1, "it went on where it stopped"  # type: ignore[union-attr]
            flags = [path.name.partition(":2,")[2] for path in (box / "cur").iterdir()]
            assert not any("S" in flag for flag in flags), "nothing was marked as seen"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    assert sent_mail.outbox == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "0.0.0.0", "::ffff:127.0.0.1", "192.168.1.1"],
)
def test_what_only_this_server_can_reach_is_not_asked(address: str, settings: object) -> None:
    settings.PRIVATE_NETWORKS = ()  # type: ignore[attr-defined]
    assert not reaching.may_be_asked(address)
    with pytest.raises(ServerError) as refused:
        reaching.allowed_address(address, 443)
    assert refused.value.fault == Fault.FORBIDDEN


def test_the_operator_names_networks_that_may_be_asked(settings: object) -> None:
    settings.PRIVATE_NETWORKS = (ip_network("10.1.0.0/16"),)  # type: ignore[attr-defined]
    assert reaching.may_be_asked("10.1.2.3", secure=False)
    assert not reaching.may_be_asked("10.2.2.3")
    assert reaching.may_be_asked("93.184.215.14") and not reaching.may_be_asked("93.184.215.14", secure=False)


def test_a_server_that_may_not_be_asked_stops_the_source_and_says_so(world: World, settings: object) -> None:
    settings.PRIVATE_NETWORKS = ()  # type: ignore[attr-defined]
    for kind, address in ((ServerKind.CALDAV, "https://127.0.0.1/"), (ServerKind.IMAP, "127.0.0.1")):
        source = _read(_connected(world, kind, address))
        assert source.state == State.STOPPED and "may not be asked" in source.message


@pytest.mark.parametrize(
    ("kind", "address"),
    [(ServerKind.CALDAV, "file:///etc/passwd"), (ServerKind.CALDAV, "example.com"), (ServerKind.IMAP, "a b"), (ServerKind.IMAP, "")],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(kind: ServerKind, address: str, world: World) -> None:
    with pytest.raises(errors.BadInput) as refused:
        _connected(world, kind, address)
    assert refused.value.field == "address" and not Source.objects.exists()


@pytest.fixture
def talker() -> Iterator[Callable[[bytes, bytes], str]]:
    """A server that answers anything with a beginning, and then says one thing for ever, a little at a time."""
    ended, open_ = threading.Event(), socket.create_server(("127.0.0.1", 0))

    def serve(beginning: bytes, more: bytes) -> None:
        connection, _from = open_.accept()
        with connection, suppress(OSError):
            connection.sendall(beginning)
            while not ended.wait(0.05):
                connection.sendall(more)

    def talk(beginning: bytes, more: bytes) -> str:
        threading.Thread(target=serve, args=(beginning, more), daemon=True).start()
        return f"127.0.0.1:{open_.getsockname()[1]}"

    yield talk
    ended.set()
    open_.close()


@pytest.mark.parametrize("kind", list(ServerKind))
def test_a_server_that_says_a_byte_now_and_then_keeps_nobody_waiting(
    kind: ServerKind,
    world: World,
    loopback: None,
    talker: Callable[[bytes, bytes], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reaching, "LONGEST", 0.3)
    if kind == ServerKind.CALDAV:
        address = "http://" + talker(b"HTTP/1.1 207 Multi\r\nContent-Length: 1000000\r\n\r\n<", b" ")
    else:
        address = "imap://" + talker(b"* OK ", b".")
    source = _read(_connected(world, kind, address))
    assert source.state == State.STOPPED and "did not answer" in source.message
    assert source.next_at == NOW + timedelta(hours=1)


def test_a_message_of_any_length_a_server_claims_is_not_taken(
    world: World, loopback: None, talker: Callable[[bytes, bytes], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(imap.imaplib.IMAP4, "read", lambda _self, size: asked.append(size) or b"")
    source = _read(_connected(world, ServerKind.IMAP, "imap://" + talker(b"* OK hello {2000000000}\r\n", b".")))
    assert source.state == State.STOPPED and "did not answer" in source.message and asked == []


def test_one_person_connects_so_many_and_others_are_not_held_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connecting, "MOST_CONNECTED", 2)
    sources = [_connected(world, ServerKind.IMAP, f"mail{n}.example.com") for n in range(2)]
    events = Event.objects.count()
    with pytest.raises(errors.WrongState, match="You have connected 2 calendars and mail folders"):
        _connected(world, ServerKind.IMAP, "mail3.example.com")
    assert Source.objects.count() == 2 and Event.objects.count() == events
    other = Actor(world.user(Role.TEAM_MEMBER), "test")
    actions.connect(
        other,
        server=ServerKind.CALDAV,
        name="",
        address="https://cal.example.com/",
        username="o",
        password="p",
        now=NOW,
    )
    actions.remove(_ines(world), source=sources[0], now=NOW)
    assert _connected(world, ServerKind.IMAP, "mail3.example.com").pk
