"""What is said on the connection of an open plan: changes of its texts, who is writing where, and that a figure changed.

A message is a kind (one byte), the section's id (four), and what it says. Several sections are open on one connection.
Whoever may no longer write is cut off: that is asked when they connect, with each change, and when a right changed.
"""

import json
import struct
import threading
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Final
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.statements import PART, table_of
from covalue.people import queries as people
from covalue.people.models import User
from covalue.plans import actions, queries, together
from covalue.plans.models import Section, Writer
from covalue.web import sockets
from covalue.web.sockets import Wire

HEAD: Final = struct.Struct(">BI")
EPOCH: Final = 16  # bytes
CURSOR_LIMIT: Final = 1_000  # bytes
SILENT: Final = timedelta(seconds=65)  # after which nobody is taken to write any more
RIGHTS: Final = ("accounts_", "people_", "core_account")  # tables that decide who may what begin so
PROSE: Final = frozenset({"plans_section", "plans_revision", "plans_revision_writers"})
OWN: Final = frozenset({"plans_writer", "plans_textupdate", "plans_sharedtext"})  # no page shows these


class Kind(IntEnum):
    """What a message says."""

    JOIN = 1  # epoch and state of one's copy → JOINED
    TEXT = 2  # a change, either way
    PLACE = 3  # where one is in the text → WRITERS
    LEAVE = 4
    STORED = 5  # the change sent last is kept
    REFUSED = 6  # it is not, and why; the section is left
    CHANGED = 7  # something on the page: {"prose": only the texts}
    STOP = 8  # why nothing more is said
    JOINED = 9  # epoch, length of the server's state, that state, what one's copy lacks
    WRITERS = 10  # who came, moved or left


@dataclass(eq=False)
class PlanTalk:
    """One page of a plan that is open somewhere."""

    user_id: int
    account_id: int
    session: str
    signed: str  # what their sign-in rests on: password and the last time all were ended
    origin: str
    request: str
    language: str
    tables: frozenset[str]  # those the page was drawn from
    sections: tuple[int, ...]  # of the plan
    name: str = field(default_factory=lambda: uuid.uuid4().hex)
    epochs: dict[int, UUID] = field(default_factory=dict)  # of the sections that are open to write
    shown: dict[int, dict[str, Any]] = field(default_factory=dict)  # by section, the other writers as told last
    wire: Wire | None = None

    def opened(self, wire: Wire) -> None:
        self.wire = wire
        _talks.add(self)
        self.ask_again()
        _tell_writers([self])

    def received(self, messages: list[bytes]) -> None:
        with translation.override(self.language):
            for kind, section_id, told in _in_order(messages):
                if not self._answered(kind, section_id, told):
                    return

    def beat(self) -> None:
        """Still signed in, and still there to the others."""
        self.ask_again()
        Writer.objects.filter(connection=self.name).update(seen_at=timezone.now())

    def closed(self) -> None:
        _talks.discard(self)
        Writer.objects.filter(connection=self.name).delete()

    def ask_again(self) -> None:
        """Cut them off unless they may still open this plan."""
        try:
            self._actor()
            self._account()
        except errors.Refused:
            self._stop(_("You may no longer open this plan."))
            return
        for section_id in list(self.epochs):
            try:
                actions.guard_writing(self._actor(), section=self._section(section_id))
            except errors.Refused as refused:
                self._refuse(section_id, refused)

    def send(self, kind: Kind, section_id: int = 0, told: bytes = b"") -> None:
        if self.wire is not None:
            self.wire.send(HEAD.pack(kind, section_id) + told)

    def tell_writers(self, section_id: int, writers: dict[str, Any]) -> None:
        """Who came, moved or left since they were told last; None for who left."""
        others = {name: told for name, told in writers.items() if name != self.name}
        before = self.shown.get(section_id, {})
        news = {name: told for name, told in others.items() if before.get(name) != told}
        news |= {name: None for name in before if name not in others}
        self.shown[section_id] = others
        if news:
            self.send(Kind.WRITERS, section_id, _json(news))

    def _answered(self, kind: int, section_id: int, told: list[bytes]) -> bool:
        """Whether the connection goes on."""
        try:
            if kind == Kind.JOIN:
                self._join(section_id, told[-1])
            elif kind == Kind.LEAVE:
                self._leave(section_id)
            elif section_id not in self.epochs:
                return True  # sent before they knew that it was refused
            elif kind == Kind.TEXT:
                self._write(section_id, told)
            elif kind == Kind.PLACE:
                self._move(section_id, told[-1])
        except together.OutdatedError:
            self._join(section_id, b"")
        except errors.Refused as refused:
            self._refuse(section_id, refused)
        return self.wire is None or not self.wire.is_closed

    def _join(self, section_id: int, told: bytes) -> None:
        section = self._section(section_id)
        actions.open_together(self._actor(), section=section)
        with together.held(section_id) as slot:
            copy = together.up_to_date(slot, section_id)
            state = told[EPOCH:] if told[:EPOCH] == copy.epoch.bytes else b""
            own, missing = copy.state(), copy.missing(state)
            self.epochs[section_id] = copy.epoch
            self.send(Kind.JOINED, section_id, copy.epoch.bytes + struct.pack(">I", len(own)) + own + missing)
        self.shown.pop(section_id, None)
        forget_silent(timezone.now())
        Writer.objects.update_or_create(
            section=section, connection=self.name, defaults={"user_id": self.user_id, "seen_at": timezone.now()}
        )

    def _leave(self, section_id: int) -> None:
        self.epochs.pop(section_id, None)
        Writer.objects.filter(section=section_id, connection=self.name).delete()

    def _write(self, section_id: int, updates: list[bytes]) -> None:
        _speaking.talk = self
        try:
            actions.write_together(
                self._actor(),
                section=Section(pk=section_id),
                epoch=self.epochs[section_id],
                updates=updates,
                now=timezone.now(),
            )
        finally:
            _speaking.talk = None
        self.send(Kind.STORED, section_id, struct.pack(">H", min(len(updates), 0xFFFF)))

    def _move(self, section_id: int, told: bytes) -> None:
        cursor = _cursor(told)
        Writer.objects.filter(section=section_id, connection=self.name).update(cursor=cursor, seen_at=timezone.now())

    def _refuse(self, section_id: int, refused: errors.Refused) -> None:
        self._leave(section_id)
        sentence = refused.sentence or _("You may no longer write in this plan.")
        self.send(Kind.REFUSED, section_id, _json({"sentence": sentence}))

    def _stop(self, sentence: str) -> None:
        self.epochs.clear()
        self.send(Kind.STOP, 0, _json({"sentence": sentence}))
        if self.wire is not None:
            self.wire.close(sockets.REFUSED)

    def _actor(self) -> Actor:
        """Whoever it is, as their rights are now."""
        user = people.by_ids([self.user_id]).get(self.user_id)
        if (
            user is None
            or not user.is_active
            or user.get_session_auth_hash() != self.signed
            or not Session.objects.filter(pk=self.session, expire_date__gt=timezone.now()).exists()
        ):
            raise errors.NotFound()
        return Actor(user=user, origin=self.origin, request=self.request)

    def _reader(self) -> User:
        return people.by_ids([self.user_id])[self.user_id]

    def _account(self) -> None:
        accounts.get(self._reader(), self.account_id)

    def _section(self, section_id: int) -> Section:
        section = queries.get_section(self._reader(), section_id)
        if section.plan.account_id != self.account_id:
            raise errors.NotFound()
        return section


class _Talks:
    """The plans that are open in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.all: set[PlanTalk] = set()

    def add(self, talk: PlanTalk) -> None:
        with self.lock:
            self.all.add(talk)

    def discard(self, talk: PlanTalk) -> None:
        with self.lock:
            self.all.discard(talk)

    def now(self) -> list[PlanTalk]:
        with self.lock:
            return list(self.all)

    def by_section(self) -> dict[int, list[PlanTalk]]:
        found: dict[int, list[PlanTalk]] = defaultdict(list)
        for talk in self.now():
            for section_id in list(talk.epochs):
                found[section_id].append(talk)
        return found


_talks = _Talks()


class _Speaking(threading.local):
    """Whose change this thread is keeping."""

    talk: PlanTalk | None = None


_speaking = _Speaking()


def _heard(section_id: int, updates: list[bytes], own: bool) -> None:
    """Changes are told to everybody here who has the section open, but not to whom they come from."""
    for talk in _talks.now():
        if section_id in talk.epochs and not (own and talk is _speaking.talk):
            for update in updates:
                talk.send(Kind.TEXT, section_id, update)


def _written(tables: frozenset[str]) -> None:
    """Soon after any process wrote to these tables."""
    if tables & OWN:
        _bring_up_to_date(_talks.by_section())
    if "plans_writer" in tables:
        _tell_writers(_talks.now())
    if any(table.startswith(RIGHTS) for table in tables):
        for talk in _talks.now():
            if talk.wire is not None:
                talk.wire.soon(_in_words(talk, talk.ask_again))
    for talk in _talks.now():
        concern = _concerned(tables, talk.tables) - OWN
        if concern:
            talk.send(Kind.CHANGED, 0, _json({"prose": concern <= PROSE}))


def _concerned(written: frozenset[str], read: frozenset[str]) -> frozenset[str]:
    """The tables of `read`, of which some may be parts of tables, that are something else now."""
    parts = {name: name.partition(PART)[0] + PART for name in read if PART in name}
    return frozenset(table_of(name) for name in read if name in written or parts.get(name) in written)


def _in_words(talk: PlanTalk, task: Callable[[], None]) -> Callable[[], None]:
    def told() -> None:
        with translation.override(talk.language):
            task()

    return told


def _bring_up_to_date(open_by: dict[int, list[PlanTalk]]) -> None:
    """What other processes kept is taken over, and told to who has it open here."""
    for section_id, (epoch, newest) in together.newest_of(open_by).items():
        with together.held(section_id) as slot:
            copy = slot.copy
            if copy is None or copy.epoch != epoch or copy.upto < newest:
                copy = together.up_to_date(slot, section_id)
        for talk in open_by[section_id]:
            if talk.epochs.get(section_id, epoch) != epoch and talk.wire is not None:
                talk.wire.soon(_in_words(talk, lambda talk=talk, at=section_id: talk._join(at, b"")))  # type: ignore[misc]


def _tell_writers(talks: list[PlanTalk]) -> None:
    writers = _writers({section_id for talk in talks for section_id in talk.sections}, timezone.now())
    for talk in talks:
        for section_id in talk.sections:
            talk.tell_writers(section_id, writers.get(section_id, {}))


def _writers(sections: Iterable[int], now: datetime) -> dict[int, dict[str, Any]]:
    """By section and connection, who writes there and where they are."""
    rows = Writer.objects.filter(section__in=list(sections), seen_at__gt=now - SILENT).select_related("user")
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        found[row.section_id][row.connection] = {"name": row.user.name, "user": row.user_id, "at": row.cursor}
    return found


def forget_silent(now: datetime) -> None:
    """Take away who did not say that they left, because their server was ended."""
    Writer.objects.filter(Q(seen_at__lt=now - SILENT)).delete()


def _in_order(messages: list[bytes]) -> list[tuple[int, int, list[bytes]]]:
    """What was said, changes of one text that follow each other as one."""
    told: list[tuple[int, int, list[bytes]]] = []
    for message in messages:
        if len(message) < HEAD.size:
            continue
        kind, section_id = HEAD.unpack_from(message)
        if told and told[-1][:2] == (kind, section_id) and kind in (Kind.TEXT, Kind.PLACE):
            told[-1][2].append(message[HEAD.size :])
        else:
            told.append((kind, section_id, [message[HEAD.size :]]))
    return told


def _cursor(told: bytes) -> dict[str, str] | None:
    """Anchor and head as the browser names them; nothing where that cannot be read."""
    if len(told) > CURSOR_LIMIT:
        return None
    try:
        read = json.loads(told)
    except ValueError:
        return None
    if not isinstance(read, dict):
        return None
    return {name: read[name] for name in ("anchor", "head") if isinstance(read.get(name), str)}


def _json(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


together.when_changed(_heard)
sockets.when_written(_written)
