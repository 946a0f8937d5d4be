"""Connecting a calendar or mail folder on a server, and reading it: again and again, from where it stopped."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.people import queries as people
from covalue.people.models import User
from covalue.sources.actions import storing
from covalue.sources.actions.calendars import take_calendar, take_deleted, uid_keys_of
from covalue.sources.actions.mail import take_mail
from covalue.sources.models import Source, State
from covalue.sources.rules import KIND_NAMES, ServerKind, SourceKind

AGAIN_AFTER: Final = timedelta(hours=1)
MOST_CONNECTED: Final = 20  # calendars and mail folders of one person: each is asked every hour
ENTRIES_AT_ONCE: Final = 200
FAULTS: Final = {
    "refused": gettext_lazy("The server did not take the user name and password. Enter the password of today; reading goes on where it stopped."),
    "away": gettext_lazy("The server did not answer. It is asked again in an hour."),
    "forbidden": gettext_lazy("This address may not be asked. An administrator can allow networks of the company."),
    "odd": gettext_lazy("The server answered in a way that is not understood. Check address and folder."),
}  # fmt: skip


@transaction.atomic
def connect(
    actor: Actor,
    *,
    server: ServerKind,
    name: str,
    address: str,
    username: str,
    password: str,
    now: datetime,
    folder: str = "",
) -> Source:
    """Connect one's own calendar (CalDAV, `address` a URL) or mail folder (IMAP, `address` host or host:port).

    It is read in the background. Nothing of it is shared until its owner chooses to, and nothing is sent to anybody.
    """
    owner, kind = actor.user, SourceKind(server.value)
    if owner is None:
        raise errors.NotFound()
    storing.guard_owner(actor, owner)
    _guard_address(kind, address)
    if not password:
        raise errors.BadInput(_("Enter the password."), field="password")
    _guard_number(owner)
    source = Source.objects.create(
        owner=owner, kind=kind, name=name.strip() or str(KIND_NAMES[kind]), address=address.strip(), username=username.strip(),
        secret=_sealed(password), folder=folder.strip() or ("INBOX" if kind == SourceKind.IMAP else ""), created_at=now,
    )  # fmt: skip
    events.write(actor, "connected a source", subject=source, name=str(KIND_NAMES[kind]), now=now)
    return sync(actor, source=source, now=now)


def _guard_number(owner: User) -> None:
    """WrongState where the owner has connected as many as may be; the row of the owner is held, so that none slips past."""
    people.lock(pk=owner.pk)
    connected = Source.objects.filter(owner=owner, kind__in=[kind.value for kind in ServerKind]).count()
    if connected >= MOST_CONNECTED:
        raise errors.WrongState(
            _("You have connected {n} calendars and mail folders, as many as are read. Remove one first.").format(
                n=connected
            )
        )


@transaction.atomic
def sync(actor: Actor, *, source: Source, now: datetime) -> Source:
    """Ask for a source to be read now."""
    storing.guard_owner(actor, source.owner)
    if not source.is_connected:
        raise errors.WrongState(_("Files are read when they are uploaded."))
    if source.state in (State.WAITING, State.READING):
        return source
    source.state, source.message, source.next_at = State.WAITING, "", now
    source.save(update_fields=["state", "message", "next_at"])
    jobs.enqueue("covalue.sources.tasks.read_source", source.pk, now.isoformat())
    return source


@transaction.atomic
def change_password(actor: Actor, *, source: Source, password: str, now: datetime) -> Source:
    """The password of today; reading goes on where it stopped."""
    storing.guard_owner(actor, source.owner)
    if not password:
        raise errors.BadInput(_("Enter the password."), field="password")
    source.secret = _sealed(password)
    source.save(update_fields=["secret"])
    events.write(
        actor, "changed a source's password", subject=source, name=str(KIND_NAMES[SourceKind(source.kind)]), now=now
    )
    return sync(actor, source=source, now=now)


def read_connected(source: Source, *, now: datetime) -> None:
    """Read what is new on the server. What was read before a fault stays, and the next time goes on after it."""
    from covalue.sources.servers.reaching import ServerError

    if not source.owner.is_active:
        _stand(source, State.STOPPED, str(FAULTS["refused"]), None)
        return
    _stand(source, State.READING, "", source.next_at)
    actor = Actor(user=source.owner, origin=f"source {source.pk}")
    try:
        _read_calendars(actor, source, now) if source.is_calendar else _read_folder(actor, source, now)
    except ServerError as fault:
        later = now + AGAIN_AFTER if fault.fault == "away" else None
        _stand(source, State.STOPPED, str(FAULTS[fault.fault.value]), later)
    else:
        _stand(source, State.READY, "", now + AGAIN_AFTER)


def give_up(source: Source) -> None:
    """The worker could not finish: say so, and wait for its owner."""
    _stand(source, State.STOPPED, str(FAULTS["odd"]), None)


@transaction.atomic
def _stand(source: Source, state: State, message: str, next_at: datetime | None) -> None:
    source.state, source.message, source.next_at = state, message[:300], next_at
    source.save(update_fields=["state", "message", "next_at"])
    if next_at is not None and state != State.READING:
        jobs.enqueue("covalue.sources.tasks.read_source", source.pk, next_at.isoformat(), run_after=next_at)


def _read_calendars(actor: Actor, source: Source, now: datetime) -> None:
    from covalue.sources.servers import caldav

    server = caldav.Server(source.address, source.username, _opened(source.secret))
    for calendar in server.calendars():
        known: dict[str, Any] = source.cursor.get(calendar.path, {})
        if calendar.mark and known.get("mark") == calendar.mark:
            continue
        marks = server.marks(calendar)
        seen: dict[str, str] = dict(known.get("marks", {}))
        about: dict[str, Sequence[str]] = dict(known.get("about", {}))
        changed = [path for path, mark in marks.items() if seen.get(path) != mark or path not in about]
        for start in range(0, len(changed), ENTRIES_AT_ONCE):
            part = changed[start : start + ENTRIES_AT_ONCE]
            entries = dict(server.entries(calendar, part))
            files = [(caldav.name_of(path), content) for path, content in entries.items()]
            with transaction.atomic():
                take_calendar(actor, source=source, files=files, now=now)
                seen |= {path: marks[path] for path in part}
                about |= dict.fromkeys(part, ())
                about |= {path: uid_keys_of(content, source.owner.time_zone) for path, content in entries.items()}
                _keep_cursor(source, calendar.path, {"marks": seen, "about": about})
        with transaction.atomic():
            still = {path: about.pop(path) for path in marks}
            gone = {key for keys in about.values() for key in keys}
            take_deleted(source, gone - {key for keys in still.values() for key in keys}, now=now)
            kept = {"marks": {path: seen[path] for path in marks}, "about": still, "mark": calendar.mark}
            _keep_cursor(source, calendar.path, kept)


def _read_folder(actor: Actor, source: Source, now: datetime) -> None:
    from covalue.sources.reading import mailfiles
    from covalue.sources.servers import imap

    host, port, secure = mail_server(source.address)
    password = _opened(source.secret)
    with imap.opened(host, port, source.username, password, source.folder, secure=secure) as folder:
        last = source.cursor.get("last", 0) if source.cursor.get("validity") == folder.validity else 0
        at = {"last": last, "validity": folder.validity}
        numbers = folder.after(last)

        def messages() -> Iterator[Any]:
            for number, content in folder.messages(numbers):
                at["last"] = max(at["last"], number)
                yield mailfiles.one(content, own_zone=source.owner.time_zone)

        def after_part(_read: int) -> None:
            source.cursor = dict(at)
            source.save(update_fields=["cursor"])

        if numbers:
            take_mail(actor, source=source, messages=messages(), names=source.folder, now=now, after_part=after_part)
        after_part(0)


def _keep_cursor(source: Source, path: str, state: dict[str, Any]) -> None:
    source.cursor = {**source.cursor, path: state}
    source.save(update_fields=["cursor"])


def mail_server(address: str) -> tuple[str, int, bool]:
    """Host, port, and whether it is encrypted, of `mail.example`, `mail.example:993` or `imap://10.1.0.4:143`."""
    parts = urlsplit(address if "//" in address else f"imaps://{address}")
    secure = parts.scheme != "imap"
    try:
        return parts.hostname or "", parts.port or (993 if secure else 143), secure
    except ValueError:
        return "", 0, True


def _guard_address(kind: SourceKind, address: str) -> None:
    if kind == SourceKind.CALDAV:
        parts = urlsplit(address.strip())
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise errors.BadInput(_("Enter the calendar's address, such as https://dav.example.com/."), field="address")
    elif kind == SourceKind.IMAP:
        host, port, _secure = mail_server(address.strip())
        if not host or not port or " " in host:
            raise errors.BadInput(_("Enter the mail server, such as imap.example.com."), field="address")
    else:
        raise errors.BadInput(_("Choose a calendar or a mail folder."), field="kind")


def _sealed(password: str) -> str:
    from covalue.people.sign_on import secrets

    return secrets.sealed(password)


def _opened(secret: str) -> str:
    from covalue.people.sign_on import secrets

    return secrets.opened(secret)
