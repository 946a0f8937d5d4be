"""What happened, as a colleague would tell it: a day's events of one person about one thing are one line."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, overload

from django.db.models import Case, Count, Exists, F, Max, Min, OuterRef, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils.html import escape
from django.utils.safestring import SafeString

from covalue.core.events import SYSTEM
from covalue.core.models import Event
from covalue.people import queries as people
from covalue.people.models import User
from covalue.web import moments, sentences
from covalue.web.sentences import Detail

ONE_LINE: Final = ("stream", "day", "actor", "actor_name", "verb", "about")
READ: Final = 40  # events of a line that are read to say what changed; the rest is counted
RECENT: Final = 300  # the latest events a card is made of


@dataclass(frozen=True)
class Person:
    """Somebody who acted, by their name alone: a contact, a guest or the system."""

    name: str

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


@dataclass(frozen=True)
class Line:
    """One line: who, in a sentence what, when last; with `details` (fields) or `names` (rows) where there is more to it."""

    who: Person | User
    theirs: bool
    sentence: SafeString
    at: datetime
    stream: str
    total: int
    events: tuple[Event, ...]
    where: str = ""

    @property
    def details(self) -> tuple[Detail, ...]:
        """What changed, without what the sentence says already."""
        changed = sentences.details(self.events)
        if len(self.events) > 1:
            return changed
        return tuple(one for one in changed if one.before or escape(one.after) not in self.sentence)

    @property
    def names(self) -> tuple[str, ...]:
        """The rows of a line about several."""
        named = dict.fromkeys(event.subject_name for event in self.events)
        return tuple(named) if len(named) > 1 else ()

    @property
    def more(self) -> int:
        """How many events are not among `events`."""
        return self.total - len(self.events)


class Lines(Sequence[Line]):
    """The lines of these events, the latest first; read slice by slice."""

    def __init__(self, happened: QuerySet[Event], where: Mapping[str, str] | None = None) -> None:
        self._happened, self._where = _keyed(happened.order_by()), where or {}

    def __len__(self) -> int:
        return int(self._happened.values(*ONE_LINE).distinct().count())

    @overload
    def __getitem__(self, at: int) -> Line: ...

    @overload
    def __getitem__(self, at: slice) -> list[Line]: ...

    def __getitem__(self, at: int | slice) -> Line | list[Line]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        lines = self._happened.values(*ONE_LINE).annotate(last=Max("id"), since=Min("at"), until=Max("at"))
        shown = list(lines.order_by("-until", "-last").values_list("last", "since", "until")[at])
        return list(_lines(self._read(shown), self._where)) if shown else []

    def _read(self, shown: Sequence[tuple[int, datetime, datetime]]) -> Iterable[Event]:
        """The latest events of these lines, given as their last event and the time between the first and the last."""
        last, since, until = zip(*shown, strict=True)
        columns = [F(name) for name in ONE_LINE]
        numbered = self._happened.filter(at__range=(min(since), max(until))).annotate(
            last=Window(Max("id"), partition_by=columns),
            last_at=Window(Max("at"), partition_by=columns),
            total=Window(Count("id"), partition_by=columns),
            place=Window(RowNumber(), partition_by=columns, order_by=("-at", "-id")),
        )
        return numbered.filter(last__in=last, place__lte=READ).order_by("-last_at", "-last", "place")


def recent(happened: QuerySet[Event], most: int, where: Mapping[str, str] | None = None) -> tuple[Line, ...]:
    """The first lines of what happened lately, the latest first, in two queries however much happened."""
    together, of_line = frozenset(sentences.told_together()), defaultdict[object, list[int]](list)
    named = happened.values_list("pk", "stream", "at", "actor", "actor_name", "verb", "subject")
    for pk, stream, at, actor, name, verb, subject in named[:RECENT]:
        about = "" if verb in together else subject
        of_line[stream, moments.day_of(at), actor, name, verb, about].append(pk)
    shown = list(islice(of_line.values(), most))
    read = with_voice(happened).in_bulk([pk for same in shown for pk in same[:READ]]) if shown else {}
    return tuple(_told([read[pk] for pk in same[:READ]], len(same), where or {}) for same in shown)


def line_of(event: Event, where: str = "") -> Line:
    """One event as a line of its own; `by_guest` is known of those read by `with_voice`."""
    theirs = bool(getattr(event, "by_guest", False)) or (event.actor_id is None and event.actor_name != SYSTEM)
    return _line((event,), theirs, 1, where)


def with_voice(happened: QuerySet[Event]) -> QuerySet[Event]:
    """The same events, each with whether a guest of ours acted (`by_guest`)."""
    return happened.annotate(by_guest=Exists(people.guests().filter(pk=OuterRef("actor_id"))))


def _keyed(happened: QuerySet[Event]) -> QuerySet[Event]:
    together = When(verb__in=sentences.told_together(), then=Value(""))
    return with_voice(happened).annotate(day=TruncDate("at"), about=Case(together, default=F("subject")))


def _lines(read: Iterable[Event], where: Mapping[str, str]) -> Iterable[Line]:
    of_line: dict[int, list[Any]] = {}
    for event in read:
        of_line.setdefault(event.last, []).append(event)  # type: ignore[attr-defined]
    for same in of_line.values():
        yield _told(same, same[0].total, where)


def _told(same: Sequence[Any], total: int, where: Mapping[str, str]) -> Line:
    """The events of one line, which `with_voice` read; no more than READ of them are told."""
    latest = same[0]
    theirs = latest.by_guest or (latest.actor_id is None and latest.actor_name != SYSTEM)
    return _line(tuple(same[:READ]), theirs, total, where.get(latest.stream, ""))


def _line(events: tuple[Event, ...], theirs: bool, total: int, where: str) -> Line:
    latest = events[0]
    who = latest.actor if latest.actor is not None and not theirs else Person(latest.actor_name)
    text = sentences.sentence(events, total)
    return Line(who, theirs, text, latest.at, latest.stream, total, events, where)
