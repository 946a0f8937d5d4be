"""Reading messages (RFC 5322): identity, thread, who took part, and what the sender wrote."""

import email
import email.header
import email.utils
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.message import Message as Parsed
from typing import Final

from covalue.core import mailboxes
from covalue.sources.reading import quoting
from covalue.sources.reading.reasons import Note, Reason
from covalue.sources.reading.versions import Person
from covalue.sources.reading.zones import in_utc

MOST_BYTES: Final = 4_000_000  # of one message; what follows are attachments, which are not read
MOST_PEOPLE: Final = 500
MOST_PARTS: Final = 200
LONGEST_ID: Final = 500
LONGEST_HEADER: Final = 10_000  # characters that are decoded
LONGEST_LIST: Final = 100_000  # characters of addresses
ZONES: Final = {  # by the hour; the library knows those of America only
    "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "MESZ": 2, "MEZ": 1, "WET": 0, "WEST": 1, "EET": 2, "EEST": 3, "BST": 1,
    "MSK": 3, "JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2,
}  # fmt: skip
NOT_FOR_OTHERS: Final = frozenset({"personal", "private", "company-confidential"})
ID: Final = re.compile(r"<([^<>\s]{1,500})>")
EARLIEST: Final = datetime(1970, 1, 2, tzinfo=UTC)
LATEST_YEAR: Final = 2199  # what is later is no date


class UnreadableError(Exception):
    """No message; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Message:
    """One message. `message_id` is what is one over everybody's mailboxes; `thread` that of the first of its thread."""

    message_id: str
    thread: str
    sent_at: datetime
    subject: str
    text: str
    people: tuple[Person, ...]
    private: bool
    invitations: tuple[bytes, ...] = ()
    notes: tuple[Note, ...] = field(default=())


def read(content: bytes, *, own_zone: str, received: datetime | None = None) -> Message:
    """The message of these bytes; UnreadableError for what is none. `received`: when it came, where it says not when it was sent."""
    if not content.strip():
        raise UnreadableError(Reason.EMPTY)
    notes = [Note.SHORTENED] if len(content) > MOST_BYTES else []
    parsed = email.message_from_bytes(content[:MOST_BYTES])
    if not parsed.keys():
        raise UnreadableError(Reason.FORMAT)
    text, invitations = _content(parsed)
    people = _people(parsed)
    sent_at = _sent_at(parsed, own_zone, notes) or received
    if sent_at is None:
        raise UnreadableError(Reason.NO_DATE)
    subject = header(parsed.get("Subject"))
    given = ID.search(str(parsed.get("Message-ID", parsed.get("Message-Id", ""))))
    if given is None:
        notes.append(Note.DERIVED_ID)
    message_id = given[1] if given else derived_id(sent_at, people, subject, text)
    return Message(
        message_id=message_id,
        thread=thread_of(parsed.get_all("References", []), parsed.get_all("In-Reply-To", [])) or message_id,
        sent_at=max(sent_at, EARLIEST),
        subject=subject[:300],
        text=quoting.own_words(text),
        people=people,
        private=str(parsed.get("Sensitivity", "")).strip().lower() in NOT_FOR_OTHERS,
        invitations=invitations,
        notes=tuple(notes),
    )


def thread_of(references: Iterable[object], answers: Iterable[object]) -> str:
    """The id of the first message of a thread; "" where nothing is said."""
    for value in (*references, *answers):
        first = ID.search(str(value))
        if first:
            return first[1]
    return ""


def derived_id(sent_at: datetime, people: Iterable[Person], subject: str, text: str) -> str:
    """An id for a message without one: the same for the same message in two mailboxes."""
    parts = (sent_at.isoformat(), *sorted(person.email for person in people), subject, " ".join(text.split()))
    return f"derived:{hashlib.sha256(chr(10).join(parts).encode('utf-8', 'replace')).hexdigest()[:40]}"


def header(value: object) -> str:
    """A header in plain letters, on one line."""
    text = str(value or "")[:LONGEST_HEADER]
    try:
        if "=?" in text:
            text = str(email.header.make_header(email.header.decode_header(text)))
    except (LookupError, UnicodeError, ValueError, email.errors.HeaderParseError):
        pass
    clean = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(clean.replace("\x00", "").split())


def person(name: str, address: str, *, leads: bool = False) -> Person | None:
    """Somebody by their address; nobody without one."""
    address = mailboxes.folded(address.partition("\x00")[0])
    if "@" not in address or len(address) > 254 or " " in address:
        return None
    return Person(email=address, name=header(name)[:200], organises=leads)


def _people(parsed: Parsed) -> tuple[Person, ...]:
    """Sender, then to and cc, each address once."""
    people: dict[str, Person] = {}
    for name in ("From", "To", "Cc"):
        values = [_list(str(value)) for value in parsed.get_all(name, [])[:MOST_PEOPLE]]
        for called, address in email.utils.getaddresses(values)[:MOST_PEOPLE]:
            one = person(called, address, leads=name == "From")
            if one is not None:
                people.setdefault(one.email, one)
    return tuple(people.values())[:MOST_PEOPLE]


def _list(text: str) -> str:
    """Addresses that are not too many to be read: whole ones, from the beginning."""
    return text if len(text) <= LONGEST_LIST else text[:LONGEST_LIST].rpartition(",")[0]


def _sent_at(parsed: Parsed, own_zone: str, notes: list[Note]) -> datetime | None:
    """When it was sent, as an instant; else when the last server took it."""
    sent = moment(str(parsed.get("Date", "")), own_zone, notes)
    if sent is not None:
        return sent
    received = str(next(iter(parsed.get_all("Received", [])), "")).rpartition(";")[2]
    return moment(received, own_zone, notes)


def moment(text: str, own_zone: str, notes: list[Note] | None = None) -> datetime | None:
    """A date of a header as an instant. A zone nobody knows is the owner's, which is noted; -0000 is UTC (RFC 5322 §3.3)."""
    text = " ".join(text.split())
    try:
        parts = email.utils.parsedate_tz(text)
        if parts is None:
            return None
        wall = datetime(*parts[:6])
        if wall.year > LATEST_YEAR:
            return None
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    name = re.sub(r"\(.*?\)", "", text).strip().rpartition(" ")[2].upper()
    try:
        if name in ZONES:
            return wall.replace(tzinfo=timezone(timedelta(hours=ZONES[name]))).astimezone(UTC)
        known = name in ("UT", "UTC", "GMT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT")
        if known or re.fullmatch(r"[+-]\d{4}", name):
            return wall.replace(tzinfo=timezone(timedelta(seconds=parts[9] or 0))).astimezone(UTC)
        if notes is not None:
            notes.append(Note.OWN_ZONE)
        return in_utc(wall, own_zone)
    except (ValueError, OverflowError):
        return None


def _content(parsed: Parsed) -> tuple[str, tuple[bytes, ...]]:
    """The text, plain where there is plain text, and the invitations; those stand among the alternatives."""
    plain, markup = "", ""
    invitations: list[bytes] = []
    for place, part in enumerate(parsed.walk()):
        if place >= MOST_PARTS:
            break
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        if kind == "text/calendar":
            invitations.append(_bytes(part))
        elif str(part.get("Content-Disposition", "")).lower().startswith("attachment"):
            continue
        elif kind == "text/plain" and not plain:
            plain = _decoded(part)
        elif kind == "text/html" and not markup:
            markup = _decoded(part)
    return plain if plain.strip() else quoting.plain(markup), tuple(invitations)


def _decoded(part: Parsed) -> str:
    content = _bytes(part)
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _bytes(part: Parsed) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
