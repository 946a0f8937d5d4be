"""Writing to the audit log, and who is acting."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection, models

from covalue.core.models import Event

NEWEST: Final = (  # asked on every page, as text: Django would take five times as long to write it as a database to answer it
    f"SELECT MAX(id), SUM(id) FROM (SELECT id FROM {Event._meta.db_table} ORDER BY id DESC LIMIT 100) AS newest"
)
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


def forget(name: str, by: str, *, stream: models.Model, subject: models.Model) -> None:
    """Take a person's data out of the audit log: of what happened to `subject` only which fields; elsewhere in `stream`
    the name is replaced. The one exception to an audit log that only grows; the erasure itself is written to it.
    """
    pattern = re.compile(re.escape(name), re.IGNORECASE)

    def replaced(text: object) -> str:
        return pattern.sub(lambda _found: by, str(text))

    own = Event.objects.filter(subject=key(subject))
    for event in own:
        event.changes = {field: ["", ""] for field in event.changes}
        event.subject_name = by
    Event.objects.bulk_update(own, ["changes", "subject_name"], batch_size=500)
    touched = []
    for event in Event.objects.filter(stream=key(stream)).exclude(subject=key(subject)).iterator():
        changes = {field: [replaced(side) for side in sides] for field, sides in event.changes.items()}
        names = replaced(event.subject_name), replaced(event.actor_name)
        if changes != event.changes or names != (event.subject_name, event.actor_name):
            event.changes, (event.subject_name, event.actor_name) = changes, names
            touched.append(event)
    Event.objects.bulk_update(touched, ["changes", "subject_name", "actor_name"], batch_size=500)


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


def with_history(streams: Iterable[str]) -> set[str]:
    """Those of these streams in which something happened."""
    happened = Event.objects.filter(stream__in=list(streams)).order_by()
    return set(happened.values_list("stream", flat=True).distinct())


def subjects(verb: str) -> set[str]:
    """The ids of the rows the audit log says this of; `verb` may be the beginning of several."""
    rows = Event.objects.filter(verb__startswith=verb).values_list("subject", flat=True)
    return {subject.partition(":")[2] for subject in rows}


def about(row: models.Model) -> models.QuerySet[Event]:
    """What happened to this very row, the latest first."""
    return Event.objects.filter(subject=key(row)).order_by("-at", "-id")


def version() -> tuple[int, int]:
    """As long as it stays, nothing that writes to the audit log has happened: the newest number, and the sum of the last ones.

    Numbers are given before they are committed: a change that took longer may show below the newest, and the sum tells.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEWEST)
        newest, together = cursor.fetchone()
    return int(newest or 0), int(together or 0)


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
