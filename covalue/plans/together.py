"""The text of a section as several write it at once: none of them waits, and all come to the same text.

It is a replicated text (a CRDT, by pycrdt in the format of Yjs; docs/decisions/0060-writing-together.md). What counts is in the
database: a snapshot and the changes since, each kept before it is acknowledged. A process has copies in memory, which it
brings up to date under their lock before it uses them, and throws away whenever something fails in between.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors
from covalue.core.events import Actor
from covalue.plans.models import Section, SharedText, TextUpdate
from covalue.plans.rules import LONGEST_TEXT, differences

FIELD: Final = "text"
COPIES: Final = 100  # sections of which a process keeps a copy
CHANGES_KEPT: Final = 400  # since the snapshot, before a new one is made
LARGEST_UPDATE: Final = 4 * LONGEST_TEXT + 4_096  # bytes: a whole section of the widest characters
LARGEST_STATE: Final = 8 * 1024 * 1024  # bytes, of what was deleted, too


class OutdatedError(Exception):
    """What is sent is a change of a text that was made anew since."""


@dataclass
class Copy:
    """A shared text as of the change numbered `upto`."""

    epoch: UUID
    doc: Any
    text: Any
    upto: int
    since: int = 0  # changes after the snapshot

    def state(self) -> bytes:
        """What it holds already, for who is asked for the rest."""
        return bytes(self.doc.get_state())

    def missing(self, state: bytes) -> bytes:
        """What is here and not in `state`; BadInput where that is no state."""
        return bytes(_tried(lambda: self.doc.get_update(state)) if state else self.doc.get_update())

    def take(self, update: bytes) -> None:
        """Apply a change; BadInput where it is none."""
        _tried(lambda: self.doc.apply_update(update))

    def rewritten(self, text: str) -> bytes:
        """The change that makes it read `text`, of which what stays is not touched; already applied."""
        before = self.state()
        with self.doc.transaction():
            place = 0  # pycrdt counts bytes of UTF-8
            for piece in differences(str(self.text), text):
                size = len(piece.text.encode())
                if piece.kind == "removed":
                    del self.text[place : place + size]
                    continue
                if piece.kind == "added":
                    self.text.insert(place, piece.text)
                place += size
        return bytes(self.doc.get_update(before))


@dataclass
class Slot:
    """The place of one section's copy in this process, with its lock."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    copy: Copy | None = None


_slots: OrderedDict[int, Slot] = OrderedDict()
_lock = threading.Lock()
Heard = Callable[[int, list[bytes], bool], None]
_listeners: list[Heard] = []


def when_changed(listener: Heard) -> None:
    """`listener` is called with the section's id, changes that are new in this process, in order, and whether it made them."""
    _listeners.append(listener)


@contextmanager
def held(section_id: int) -> Iterator[Slot]:
    """The slot of this section, which nobody else in this process uses meanwhile."""
    with _lock:
        slot = _slots.setdefault(section_id, Slot())
        _slots.move_to_end(section_id)
        while len(_slots) > COPIES:
            _slots.popitem(last=False)
    with slot.lock:
        try:
            yield slot
        except BaseException:
            slot.copy = None  # it may be ahead of the database
            raise


def has_begun(section: Section) -> bool:
    """Whether anybody has written this section's text together with others."""
    return SharedText.objects.filter(section=section).exists()


def begin(section: Section) -> None:
    """Share the section's text, from how it reads now; in a transaction that holds its row."""
    if not has_begun(section):
        fresh = _empty()
        fresh.rewritten(section.text)
        SharedText.objects.create(section=section, epoch=fresh.epoch, state=fresh.missing(b""))


def up_to_date(slot: Slot, section_id: int) -> Copy:
    """The copy, with all that was changed since by others, who are listened to here."""
    shared = SharedText.objects.filter(section_id=section_id).values_list("epoch", "upto").first()
    if shared is None:
        raise OutdatedError
    epoch, upto = shared
    copy = slot.copy
    if copy is None or copy.epoch != epoch or copy.upto < upto:
        before = copy
        copy = _loaded(section_id)
        heard = [copy.missing(before.state())] if before is not None and before.epoch == epoch else []
    else:
        heard = []
    for number, payload in _updates(section_id, copy.upto):
        copy.take(payload)
        copy.upto, copy.since = number, copy.since + 1
        heard.append(payload)
    slot.copy = copy
    if heard:
        _tell(section_id, heard, own=False)
    return copy


def add(slot: Slot, copy: Copy, *, actor: Actor, section: Section, updates: Iterable[bytes], now: datetime) -> str:
    """Apply these changes and keep them, in a transaction that holds the section's row; the text they make."""
    update = _merged(list(updates))
    if len(update) > LARGEST_UPDATE:
        raise errors.BadInput(_("A section has at most 100 000 characters."), field="text")
    slot.copy = None  # until the transaction has ended well
    copy.take(update)
    return _kept(slot, copy, actor, section, update, now)


def rewrite(slot: Slot, copy: Copy, *, actor: Actor, section: Section, text: str, now: datetime) -> None:
    """Make the shared text read `text` for everybody who is writing in it."""
    slot.copy = None
    _kept(slot, copy, actor, section, copy.rewritten(text), now)


def make_anew(sections: Iterable[int]) -> None:
    """Forget how these texts came to be: from now on they are what they read. Whoever is writing begins anew."""
    SharedText.objects.filter(section__in=list(sections)).delete()
    TextUpdate.objects.filter(section__in=list(sections)).delete()


def newest_of(sections: Iterable[int]) -> dict[int, tuple[UUID, int]]:
    """By section, the epoch and the number of the newest change that is in the database."""
    shared = SharedText.objects.filter(section__in=list(sections)).values_list("section_id", "epoch", "upto")
    newest = {section: (epoch, upto) for section, epoch, upto in shared}
    for section, number in (
        TextUpdate.objects.filter(section__in=list(newest)).order_by("id").values_list("section_id", "id")
    ):
        newest[section] = newest[section][0], number
    return newest


def _kept(slot: Slot, copy: Copy, actor: Actor, section: Section, update: bytes, now: datetime) -> str:
    text = str(copy.text)
    if len(text) > LONGEST_TEXT:
        raise errors.BadInput(_("A section has at most 100 000 characters."), field="text")
    row = TextUpdate.objects.create(section=section, payload=update, by=actor.user, at=now)
    copy.upto, copy.since = row.pk, copy.since + 1
    if copy.since >= CHANGES_KEPT:
        _put_together(copy, section)
    transaction.on_commit(lambda: _committed(slot, copy, section.pk, update))
    return text


def _put_together(copy: Copy, section: Section) -> None:
    """One snapshot in place of many changes; where what was deleted outweighs the text by far, of the text alone."""
    state, epoch = copy.missing(b""), copy.epoch
    if len(state) > LARGEST_STATE:
        fresh = _empty()
        fresh.rewritten(str(copy.text))
        state, epoch = fresh.missing(b""), fresh.epoch
    SharedText.objects.filter(section=section).update(state=state, epoch=epoch, upto=copy.upto)
    TextUpdate.objects.filter(section=section, pk__lte=copy.upto).delete()
    copy.since = 0


def _committed(slot: Slot, copy: Copy, section_id: int, update: bytes) -> None:
    if slot.copy is None or slot.copy.upto < copy.upto:
        slot.copy = copy
    _tell(section_id, [update], own=True)


def _tell(section_id: int, updates: list[bytes], *, own: bool) -> None:
    for listener in _listeners:
        listener(section_id, updates, own)


def _loaded(section_id: int) -> Copy:
    """From the snapshot alone."""
    shared = SharedText.objects.get(section_id=section_id)
    copy = _empty(shared.epoch, shared.upto)
    copy.take(bytes(shared.state))
    return copy


def _updates(section_id: int, after: int) -> list[tuple[int, bytes]]:
    rows = TextUpdate.objects.filter(section_id=section_id, pk__gt=after).order_by("pk")
    return [(number, bytes(payload)) for number, payload in rows.values_list("pk", "payload")]


def _empty(epoch: UUID | None = None, upto: int = 0) -> Copy:
    from uuid import uuid4

    from pycrdt import Doc, Text

    doc: Any = Doc(allow_multithreading=True)
    return Copy(epoch or uuid4(), doc, doc.get(FIELD, type=Text), upto)


def _merged(updates: list[bytes]) -> bytes:
    from pycrdt import merge_updates

    return updates[0] if len(updates) == 1 else bytes(_tried(lambda: merge_updates(*updates)))


def _tried(step: Callable[[], Any]) -> Any:
    """What comes from a browser may be anything."""
    try:
        return step()
    except ValueError:
        raise errors.BadInput(_("This change could not be read."), field="text") from None
