"""Entries deleted on a calendar's server are noticed the next time it is read, and nothing anybody typed is lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from covalue.accounts import actions as accounts
from covalue.conversations import actions as conversations
from covalue.conversations.models import Conversation
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.sources import actions
from covalue.sources.models import Item, Reading, SharedItem, Source
from covalue.sources.rules import ServerKind, Sharing, SharingChoice
from covalue.sources.servers import caldav
from covalue.sources.tests.files import SIGNE, calendar, event, people
from tests.world import NOW, US, World


@dataclass
class Shelf:
    """A calendar on a server: its entries by path, and how often one was asked for."""

    entries_by_path: dict[str, bytes] = field(default_factory=dict)
    asked: int = 0

    def put(self, name: str, start: str, uid: str) -> None:
        entry = event(f"DTSTART:{start}", "DURATION:PT1H", f"SUMMARY:{name}", *people(SIGNE), uid=uid)
        self.entries_by_path[f"/duty/{name}.ics"] = calendar(entry)

    def calendars(self) -> list[caldav.Calendar]:
        return [caldav.Calendar("/duty/", str(sorted(self.entries_by_path)))]

    def marks(self, _calendar: caldav.Calendar) -> dict[str, str]:
        return {path: str(hash(content)) for path, content in self.entries_by_path.items()}

    def entries(self, _calendar: caldav.Calendar, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path in paths:
            self.asked += 1
            yield path, self.entries_by_path[path]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Shelf:
    made = Shelf()
    monkeypatch.setattr(caldav, "Server", lambda *_login: made)
    made.put("Held", "20261110T090000Z", "held@x")
    made.put("Coming", "20261210T090000Z", "coming@x")
    return made


def _connected(world: World) -> Source:
    accounts.edit_contact(US, contact=world.signe, email=SIGNE, now=NOW)
    ines = Actor(world.user(Role.SAM), "test")
    source = actions.connect(
        ines, server=ServerKind.CALDAV, name="Work", address="https://dav.example/", username="ines", password="x",
        now=NOW,
    )  # fmt: skip
    _read(source)
    actions.share(ines, source=Source.objects.get(), sharing=Sharing.HEADLINE, now=NOW)
    return source


def _read(source: Source, days: int = 0) -> None:
    fresh = Source.objects.select_related("owner").get(pk=source.pk)
    actions.read_connected(fresh, now=NOW + timedelta(days=days))


def _state(name: str) -> tuple[str, bool]:
    return Item.objects.values_list("state", "stands").get(subject=name)


def test_a_meeting_that_was_held_stays_and_the_history_says_that_its_entry_was_deleted(
    world: World, shelf: Shelf
) -> None:
    source = _connected(world)
    talk = Conversation.objects.get()
    conversations.edit(
        US, conversation=talk, channel=talk.channel, held_on=talk.held_on, subject=talk.subject,
        contacts=list(talk.contacts.all()), people=list(talk.people.all()), notes="They want fewer parts", now=NOW,
    )  # fmt: skip
    del shelf.entries_by_path["/duty/Held.ics"]
    _read(source)
    talk.refresh_from_db()
    assert (talk.removed_at, talk.subject, talk.notes) == (None, "Held", "They want fewer parts")
    assert SharedItem.objects.get().withdrawn_at is None and _state("Held") == ("deleted", True)
    told = Event.objects.get(verb="noticed a deleted entry")
    assert told.subject == f"conversation:{talk.pk}"
    _read(source)
    assert Event.objects.filter(verb="noticed a deleted entry").count() == 1


def test_a_meeting_to_come_that_was_deleted_becomes_no_conversation(world: World, shelf: Shelf) -> None:
    source = _connected(world)
    del shelf.entries_by_path["/duty/Coming.ics"]
    _read(source)
    assert _state("Coming") == ("deleted", False)
    actions.settle_held(Source.objects.get(), now=NOW + timedelta(days=40))
    assert Conversation.objects.count() == 1 and not Event.objects.filter(verb="noticed a deleted entry").exists()


def test_an_entry_that_comes_back_or_was_moved_is_not_deleted(world: World, shelf: Shelf) -> None:
    source = _connected(world)
    shelf.entries_by_path["/duty/moved.ics"] = shelf.entries_by_path.pop("/duty/Held.ics")
    content = shelf.entries_by_path.pop("/duty/Coming.ics")
    _read(source)
    assert _state("Held") == ("stands", True) and _state("Coming") == ("deleted", False)
    shelf.entries_by_path["/duty/Coming.ics"] = content
    _read(source)
    assert _state("Coming") == ("stands", True)


def test_nothing_is_told_of_what_its_owner_made_private(world: World, shelf: Shelf) -> None:
    source = _connected(world)
    ines = Actor(world.user(Role.SAM), "test")
    actions.choose(ines, item=Item.objects.get(subject="Held"), choice=SharingChoice.PRIVATE, now=NOW)
    del shelf.entries_by_path["/duty/Held.ics"]
    _read(source)
    assert _state("Held") == ("deleted", True) and not Event.objects.filter(verb="noticed a deleted entry").exists()


def test_a_source_read_before_this_was_noticed_is_read_once_more(world: World, shelf: Shelf) -> None:
    source = _connected(world)
    Source.objects.update(cursor={"/duty/": {"marks": shelf.marks(shelf.calendars()[0]), "mark": "before"}})
    shelf.asked = 0
    _read(source)
    assert shelf.asked == 2 and Reading.objects.first().unchanged == 2  # type: ignore[union-attr]
    shelf.put("Other", "20261111T090000Z", "other@x")
    _read(source)
    assert shelf.asked == 3
