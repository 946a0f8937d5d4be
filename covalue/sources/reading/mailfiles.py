"""Files of mail: one message (.eml), many (.mbox), or Outlook's (.msg). Messages come one by one, whatever their number."""

import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from covalue.core import mailboxes
from covalue.sources.reading import mail, quoting
from covalue.sources.reading.mail import MOST_BYTES, Message, UnreadableError
from covalue.sources.reading.reasons import Note, Reason
from covalue.sources.reading.versions import Person

OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
MOST_MSG_BYTES: Final = 60_000_000
# “From ” in a text is no new message: an address, or what stands for one, and a date have to follow.
FROM_LINE: Final = re.compile(
    rb"^From (?:\S+@\S+|-|MAILER-DAEMON|\?\?\?@\?\?\?) +(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +)(?:\w{3} +\d{1,2}|\d{1,2} +\w{3})\b.*\d{4}"
)
HEADER: Final = re.compile(rb"^(?:[!-9;-~]+:|>?From )")
ESCAPED: Final = re.compile(rb"^>+From ")
ID_OF_MSG, ANSWERS_OF_MSG, REFERENCES_OF_MSG, SENSITIVITY, SMTP_ADDRESS = 0x1035, 0x1042, 0x1039, 0x0036, 0x39FE
PRIVATE_FROM: Final = 1  # PidTagSensitivity: personal, private, confidential


def messages(path: Path, *, own_zone: str) -> Iterator[Message | Reason]:
    """Every message of a file, or why there is none."""
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(OLE):
        yield _msg(path, own_zone)
    elif FROM_LINE.match(head.lstrip(b"\xef\xbb\xbf\r\n")):
        for content in _split(path):
            yield one(content, own_zone=own_zone)
    else:
        yield one(_beginning(path), own_zone=own_zone)


def looks_like_mail(path: Path) -> bool:
    """Whether a file begins as one of the three kinds does."""
    with path.open("rb") as file:
        head = file.read(4096)
    first = head.lstrip(b"\xef\xbb\xbf\r\n")
    return head.startswith(OLE) or bool(FROM_LINE.match(first)) or bool(HEADER.match(first))


def one(content: bytes, *, own_zone: str) -> Message | Reason:
    """One message, or why it is none: an odd one stops no other."""
    try:
        return mail.read(content, own_zone=own_zone)
    except UnreadableError as unreadable:
        return unreadable.reason
    except Exception:  # whatever a library says of it, the others are read
        return Reason.BROKEN


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _split(path: Path) -> Iterator[bytes]:
    """The messages of an mbox file, each no longer than is read."""
    lines: list[bytes] = []
    size, started, blank = 0, False, True
    with path.open("rb") as file:
        waiting = _line(file)
        while waiting:
            line, waiting = waiting, _line(file)
            if blank and FROM_LINE.match(line) and HEADER.match(waiting):
                if started:
                    yield b"".join(lines)
                lines, size, started, blank = [], 0, True, False
                continue
            blank = not line.strip()
            if size <= MOST_BYTES:
                lines.append(line[1:] if ESCAPED.match(line) else line)
                size += len(line)
    if started:
        yield b"".join(lines)


def _line(file: Any) -> bytes:
    line: bytes = file.readline(1_000_000)
    return line


def _msg(path: Path, own_zone: str) -> Message | Reason:
    if path.stat().st_size > MOST_MSG_BYTES:
        return Reason.TOO_LARGE
    try:
        return _outlook(path, own_zone)
    except UnreadableError as unreadable:
        return unreadable.reason
    except Exception:  # of a damaged file the library says many things
        return Reason.BROKEN


def _outlook(path: Path, own_zone: str) -> Message:
    """A message of Outlook. Its own moment is an instant; a draft has none, unless a header says when."""
    from oxmsg import Message as OutlookMessage

    read = OutlookMessage.load(str(path))
    headers = {str(name).lower(): str(value) for name, value in dict(read.message_headers or {}).items()}
    text = read.body or ""
    text = text if text.strip() else quoting.plain(read.html_body or "")
    notes: list[Note] = []
    sent = _instant(read.sent_date) or mail.moment(headers.get("date", ""), own_zone, notes)
    if sent is None:
        raise UnreadableError(Reason.NO_DATE)
    people = _people_of(read, headers)
    subject = mail.header(read.subject)
    given = mail.ID.search(headers.get("message-id", "")) or mail.ID.search(_text(read, ID_OF_MSG))
    if given is None:
        notes.append(Note.DERIVED_ID)
    message_id = given[1] if given else mail.derived_id(sent, people, subject, text)
    references = [headers.get("references", "") or _text(read, REFERENCES_OF_MSG)]
    answers = [headers.get("in-reply-to", "") or _text(read, ANSWERS_OF_MSG)]
    return Message(
        message_id=message_id,
        thread=mail.thread_of(references, answers) or message_id,
        sent_at=sent,
        subject=subject[:300],
        text=quoting.own_words(text),
        people=people,
        private=_number(read, SENSITIVITY) >= PRIVATE_FROM,
        notes=tuple(notes),
    )


def _people_of(read: Any, headers: dict[str, str]) -> tuple[Person, ...]:
    people: dict[str, Person] = {}
    senders = [headers.get("from", ""), str(read.sender or "")]
    for name, address in email.utils.getaddresses([text for text in senders if text]):
        leads = mail.person(name, address, leads=True)
        if leads is not None:
            people.setdefault(leads.email, leads)
    for recipient in read.recipients:
        address = _text(recipient, SMTP_ADDRESS) or str(
            recipient.email_address or ""
        )  # the other may be Exchange's own
        other = mail.person(str(recipient.name or ""), mailboxes.folded(address))
        if other is not None:
            people.setdefault(other.email, other)
    return tuple(people.values())


def _instant(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _text(read: Any, tag: int) -> str:
    try:
        return str(read.properties.str_prop_value(tag) or "")
    except Exception:  # a property it does not have
        return ""


def _number(read: Any, tag: int) -> int:
    try:
        return int(read.properties.int_prop_value(tag) or 0)
    except Exception:
        return 0
