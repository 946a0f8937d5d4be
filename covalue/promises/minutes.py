"""Promises in conversations that somebody types: lines beside what was said, and lines of the notes that begin with `!`.

A line typed as a promise that is unclear is refused, as the form is there to be corrected. A line of the notes that is
unclear stays a line of the notes, and the page of the conversation says what is asked about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from covalue.action_items import queries as action_items
from covalue.action_items.models import Action
from covalue.conversations.following import Typed, Typing
from covalue.conversations.models import Conversation
from covalue.core import days, errors, events
from covalue.core.events import Actor
from covalue.promises import lines, queries, quick
from covalue.promises.models import Promise
from covalue.promises.quick import Known, QuickKind, Spoken
from covalue.search.rules import folded

BOXES: Final = {"promised_ours": QuickKind.OURS, "promised_theirs": QuickKind.THEIRS}


@dataclass(frozen=True)
class LogFields:
    """What stands in the two boxes of promises."""

    ours: str
    theirs: str


@dataclass(frozen=True)
class Unread:
    """A line of the notes that is no promise yet, and what is asked about it."""

    line: str
    why: str


@dataclass(frozen=True)
class InConversation:
    """The promises and follow-ups that came out of a conversation, and lines of its notes that are asked about."""

    promises: tuple[Promise, ...]
    follow_ups: tuple[Action, ...]
    unread: tuple[Unread, ...]


def fields_of_log(typing: Typing) -> LogFields:
    """The boxes as they were sent, empty at first."""
    sent = typing.sent or {}
    return LogFields(*(str(sent.get(name, "")) for name in BOXES))


def in_conversation(typing: Typing) -> InConversation | None:
    """None where nothing was promised in it."""
    conversation = typing.conversation
    if conversation is None:
        return None
    promises, follow_ups = tuple(queries.arose_from(conversation)), tuple(action_items.arose_from(conversation))
    unread = tuple(_unread(conversation))
    return InConversation(promises, follow_ups, unread) if promises or follow_ups or unread else None


def save_typed(actor: Actor, conversation: Conversation, typed: Typed, now: datetime) -> None:
    """The promises of both boxes, and those of the notes that are clear; none that is there already."""
    if not any(typed.text(name).strip() for name in BOXES) and not any(quick.lines_of(conversation.notes)):
        return
    known = lines.known_on(conversation.account)
    spoken = [
        part for name, kind in BOXES.items() for part in _of_box(typed.text(name), name, kind, conversation, known)
    ]
    spoken += [part for _line, part in _of_notes(conversation, known) if not _question(part)]
    there = _there(conversation)
    fresh = {_key(part.what): part for part in spoken if _key(part.what) not in there}
    lines.save_spoken(actor, conversation, fresh.values(), {}, now)


def _of_box(text: str, name: str, kind: QuickKind, conversation: Conversation, known: list[Known]) -> Iterable[Spoken]:
    for line in text.splitlines():
        part = quick.read_promise(line, known, conversation.held_on)
        if part is None:
            continue
        if question := _question(part):
            raise errors.BadInput(f"{line.strip()}: {question}", field=name)
        yield part if part.who else replace(part, kind=kind)


def _of_notes(conversation: Conversation, known: list[Known]) -> Iterable[tuple[str, Spoken]]:
    for line in quick.lines_of(conversation.notes):
        part = quick.read_promise(line, known, conversation.held_on)
        if part is not None:
            yield line, part


def _unread(conversation: Conversation) -> Iterable[Unread]:
    if not any(quick.lines_of(conversation.notes)):
        return
    for line, part in _of_notes(conversation, lines.known_on(conversation.account)):
        if question := _question(part):
            yield Unread(line, question)


def _question(part: Spoken) -> str:
    """What is asked about a promise; empty where it is clear."""
    if part.who is not None and part.who.asked:
        if part.who.candidates:
            return lines.question(part.who)
        return _("Nobody is called “{name}” here.").format(name=part.who.said)
    if part.due is not None and part.due.choices:
        first, second = part.due.choices[:2]
        return _("“{text}” can be {first} or {second}.").format(
            text=part.due.said, first=days.day(first), second=days.day(second)
        )
    return ""


def _there(conversation: Conversation) -> set[str]:
    """What came out of the conversation already, removed ones too: an undo stays one."""
    key = events.key(conversation)
    promised = Promise.objects.filter(arose_from=key).values_list("what", flat=True)
    planned = action_items.titles_from(conversation)
    return {_key(what) for what in promised} | {_key(title.partition(":")[0]) for title in planned}


def _key(what: str) -> str:
    return " ".join(folded(what).split())
