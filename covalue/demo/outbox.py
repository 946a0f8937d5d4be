"""The outbox: emails kept as files instead of being sent, so that their links can be followed.

Outside of production `COVALUE_MAIL_URL` is `outbox:` unless it says otherwise; nobody outside ever gets these emails. They hold
links to sign by: everybody of a demo reads them, of a workspace that is tried its administrators.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ReadEmail
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from covalue.core import errors
from covalue.core.person import Person
from covalue.people.models import User
from covalue.people.rules import Right

SUFFIX: Final = ".eml"
SHOWN: Final = 100


@dataclass(frozen=True)
class Letter:
    """An email: `name` is its file without the ending."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    text: str


class Backend(BaseEmailBackend):
    """Keeps each email as a file of the outbox, named by the moment it was sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            path = folder() / f"{time.time_ns()}{SUFFIX}"
            part = path.with_suffix(".part")
            part.write_bytes(message.message().as_bytes())
            part.rename(path)
        return len(email_messages)


def kept() -> bool:
    """Whether emails are kept here; `COVALUE_MAIL_URL` may send them elsewhere."""
    return str(settings.EMAIL_BACKEND) == f"{Backend.__module__}.{Backend.__name__}"


def may_read(user: User) -> bool:
    """Whether this user may open the outbox."""
    return settings.DEMO or (kept() and user.may(Right.MANAGE_USERS))


def folder() -> Path:
    """Where the emails are; `covalue demo --fresh` empties it."""
    return Path(settings.DATA_DIR) / "demo" / "outbox"


def letters() -> tuple[Letter, ...]:
    """The latest emails, newest first."""
    return tuple(_letter(path) for path in _newest(folder().glob(f"*{SUFFIX}")))


def letter(name: str) -> Letter:
    """One email; NotFound where there is none of this name."""
    path = folder() / f"{name}{SUFFIX}"
    if not name.isdecimal() or not path.is_file():
        raise errors.NotFound()
    return _letter(path)


def forget(person: Person) -> None:
    """Delete the emails that name a person."""
    for path in folder().glob(f"*{SUFFIX}"):
        letter = _letter(path)
        if person.is_in([letter.to, letter.subject, letter.text]):
            path.unlink(missing_ok=True)


def _newest(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: int(path.stem), reverse=True)[:SHOWN]


def _letter(path: Path) -> Letter:
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(message, ReadEmail)
    body = message.get_body(("plain",))
    return Letter(
        name=path.stem,
        sent_at=datetime.fromtimestamp(int(path.stem) / 1e9, UTC),
        to=str(message["to"]),
        subject=str(message["subject"]),
        text=body.get_content() if body else "",
    )
