"""Writing to the audit log, and who is acting."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import models
from django.db.models.functions import Cast

from covalue.core.models import Event
from covalue.core.person import Person

TOLD: Final = ("changes", "subject_name", "actor_name")  # the columns of an event that may name somebody
SYSTEM: Final = "Covalue"  # who acted where nobody did: the command line, a background job


@dataclass(frozen=True)
class Actor:
    """Who acts, and from where: `origin` is an internet address, `api`, `command line`, `import 12`, `demo`.

    `request` is the name of the request in the log; `called` names somebody without an account of ours, such as a contact
    who signs.
    """

    user: Any
    origin: str
    request: str = ""
    called: str = ""

    @property
    def name(self) -> str:
        return self.called or (str(self.user) if self.user else SYSTEM)


def system(origin: str) -> Actor:
    """Covalue itself at work: the command line or a background job without a person."""
    return Actor(user=None, origin=origin)


def write(
    actor: Actor,
    verb: str,
    *,
    now: datetime,
    subject: models.Model | None = None,
    stream: models.Model | str = "",
    changes: Mapping[str, tuple[object, object]] | None = None,
    name: str = "",
) -> Event:
    """One line in the audit log. Call it in the transaction of the change itself."""
    return Event.objects.create(**_fields(actor, verb, now, subject, stream, changes or {}, name))


def write_many(events: Iterable[Event]) -> None:
    """Many lines at once, made by `prepare`; for imports."""
    Event.objects.bulk_create(events, batch_size=1000)


def prepare(
    actor: Actor,
    verb: str,
    *,
    now: datetime,
    subject: models.Model | None = None,
    stream: models.Model | str = "",
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> Event:
    """A line that `write_many` will write."""
    return Event(**_fields(actor, verb, now, subject, stream, changes or {}, ""))


def forget(person: Person, *, streams: Iterable[models.Model | str], subjects: Iterable[models.Model | str]) -> None:
    """Take a person out of the audit log: of what happened to `subjects` only which fields; in `streams` whatever names
    them, elsewhere their addresses. The one exception to an audit log that only grows; the erasure itself is written to it.
    """
    own, places = sorted({key(row) for row in subjects}), sorted({key(row) for row in streams})
    for some in _in_parts(own):
        events = list(Event.objects.filter(subject__in=some))
        for event in events:
            event.changes = {field: ["", ""] for field in event.changes}
            event.subject_name, event.actor_name = person.by, _nobodys(event, person)
        Event.objects.bulk_update(events, TOLD, batch_size=500)
    for some in _in_parts(places):
        _replace(person, Event.objects.filter(stream__in=some))
    told = Event.objects.annotate(told=Cast("changes", models.TextField()))
    _replace(person, told.filter(person.mailed_in("told", "subject_name", "actor_name")))


def former(row: models.Model, *fields: str) -> dict[str, set[str]]:
    """What the audit log knows these fields of a row to have been, by field."""
    values: dict[str, set[str]] = {field: set() for field in fields}
    for changes in Event.objects.filter(subject=key(row)).values_list("changes", flat=True):
        for field in changes.keys() & values.keys():
            values[field] |= {side for side in changes[field] if side}
    return values


def _replace(person: Person, events: models.QuerySet[Event]) -> None:
    touched = []
    for event in events.iterator(chunk_size=2000):
        before = (event.changes, event.subject_name, event.actor_name)
        event.changes, event.subject_name = person.out_of(event.changes), person.out_of(event.subject_name)
        event.actor_name = _nobodys(event, person)
        if before != (event.changes, event.subject_name, event.actor_name):
            touched.append(event)
    Event.objects.bulk_update(touched, TOLD, batch_size=500)


def _nobodys(event: Event, person: Person) -> str:
    """Who acted, without the person; one of ours may be called the same."""
    return event.actor_name if event.actor_id else str(person.out_of(event.actor_name))


def _in_parts(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), 500):
        yield keys[start : start + 500]


def forget_actor(user: models.Model, by: str) -> None:
    """Take the name of somebody who acted out of the audit log; that they did stays."""
    Event.objects.filter(actor=user.pk).update(actor_name=by)


def changed(row: models.Model, values: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Set `values` on `row` (not saved) and tell which fields that changed: name → (before, after)."""
    changes: dict[str, tuple[object, object]] = {}
    for name, after in values.items():
        before = getattr(row, name)
        if before != after:
            setattr(row, name, after)
            changes[name] = (before, after)
    return changes


def of(*streams: models.Model | str) -> models.QuerySet[Event]:
    """What happened in these streams, such as an account's, the latest first."""
    happened = Event.objects.filter(stream__in=[key(stream) for stream in streams])
    return happened.select_related("actor").order_by("-at", "-id")


def with_history(streams: Iterable[str], *, but: Collection[str] = ()) -> set[str]:
    """Those of these streams in which something happened, apart from these verbs."""
    happened = Event.objects.filter(stream__in=list(streams)).exclude(verb__in=but).order_by()
    return set(happened.values_list("stream", flat=True).distinct())


def streams_of(request: str, noun: str, *, since: datetime) -> set[str]:
    """The ids of the rows of a noun, such as accounts, in whose streams a request of `since` or later wrote."""
    if not request:
        return set()
    rows = Event.objects.filter(request=request, at__gte=since, stream__startswith=f"{noun}:")
    return {stream.partition(":")[2] for stream in rows.values_list("stream", flat=True)}


def subjects(verb: str) -> set[str]:
    """The ids of the rows the audit log says this of; `verb` may be the beginning of several."""
    rows = Event.objects.filter(verb__startswith=verb).values_list("subject", flat=True)
    return {subject.partition(":")[2] for subject in rows}


def about(row: models.Model) -> models.QuerySet[Event]:
    """What happened to this very row, the latest first."""
    return Event.objects.filter(subject=key(row)).order_by("-at", "-id")


def key(row: models.Model | str) -> str:
    """How the audit log names a row: “account:12”."""
    return row if isinstance(row, str) else f"{row._meta.model_name}:{row.pk}"


def _fields(
    actor: Actor,
    verb: str,
    now: datetime,
    subject: models.Model | None,
    stream: models.Model | str,
    changes: Mapping[str, tuple[object, object]],
    name: str,
) -> dict[str, Any]:
    return {
        "at": now,
        "actor": actor.user,
        "actor_name": actor.name[:200],
        "verb": verb,
        "stream": key(stream) if stream else "",
        "subject": key(subject) if subject else "",
        "subject_name": (name or str(subject or ""))[:300],
        "changes": {field: [_text(before), _text(after)] for field, (before, after) in changes.items()},
        "origin": actor.origin,
        "request": actor.request,
    }


def _text(value: object) -> str:
    return "" if value is None else str(value)


def last_number() -> int:
    """The number of the last event; 0 before the first."""
    return int(Event.objects.aggregate(last=models.Max("pk"))["last"] or 0)


def changed_by_people(*, after: int, of: str) -> set[int]:
    """The numbers of the rows of a kind (“account”) under which people's events stand that came after this one."""
    since = Event.objects.filter(pk__gt=after, actor__isnull=False, stream__startswith=f"{of}:")
    return set(_numbers(since.values_list("stream", flat=True).distinct()))


def worked_on(user_id: int, *, since: datetime, of: str, most: int) -> list[int]:
    """The numbers of the rows of a kind (“account”) that somebody changed last, the last one first, by at most so many events."""
    done = Event.objects.filter(actor=user_id, at__gte=since, stream__startswith=f"{of}:").order_by("-id")
    return _numbers(dict.fromkeys(done.values_list("stream", flat=True)[:most]))


def forget_actors(ids: Collection[int]) -> None:
    """Users who are deleted: their events stay, with their names."""
    Event.objects.filter(actor__in=ids).update(actor=None)


def _numbers(streams: Iterable[str]) -> list[int]:
    return [int(number) for stream in streams if (number := stream.partition(":")[2]).isdecimal()]
