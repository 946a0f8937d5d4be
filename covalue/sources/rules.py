"""What becomes of what was read: whose it is, what is shared, and with which accounts it has to do."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _


class SourceKind(StrEnum):
    """Where it is read from."""

    CALENDAR_FILES = "calendar_files"
    CALDAV = "caldav"
    MAIL_FILES = "mail_files"
    IMAP = "imap"


class ServerKind(StrEnum):
    """What can be connected."""

    CALDAV = "caldav"
    IMAP = "imap"


class SourceItemKind(StrEnum):
    """What was found there."""

    MEETING = "meeting"
    MAIL = "mail"


class Sharing(StrEnum):
    """What the team of an account sees of a source. The owner chooses; until then it is nothing."""

    NOTHING = "nothing"
    HEADLINE = "headline"
    TEXT = "text"


class SharingChoice(StrEnum):
    """What the owner chose for one meeting or message; unset, it follows its source."""

    AS_SOURCE = ""
    PRIVATE = "private"
    SHARED = "shared"


KIND_NAMES: Final = {
    SourceKind.CALENDAR_FILES: _("Calendar files"),
    SourceKind.CALDAV: _("Calendar (CalDAV)"),
    SourceKind.MAIL_FILES: _("Mail files"),
    SourceKind.IMAP: _("Mail folder (IMAP)"),
}
SERVER_NAMES: Final = {kind: KIND_NAMES[SourceKind(kind.value)] for kind in ServerKind}
CHOICE_NAMES: Final = {
    SharingChoice.AS_SOURCE: _("as its source"),
    SharingChoice.PRIVATE: _("private"),
    SharingChoice.SHARED: _("shared"),
}
SHARING_NAMES: Final = {
    Sharing.NOTHING: _("nothing: all of it stays with me"),
    Sharing.HEADLINE: _("day, subject and who took part, where a contact did"),
    Sharing.TEXT: _("that, and what was written"),
}
CALENDARS: Final = frozenset({SourceKind.CALENDAR_FILES, SourceKind.CALDAV})
FILES: Final = frozenset({SourceKind.CALENDAR_FILES, SourceKind.MAIL_FILES})


@dataclass(frozen=True)
class Copy:
    """One person's copy of a meeting or message, as far as sharing asks."""

    sharing: Sharing
    choice: SharingChoice
    private: bool
    stands: bool
    ends_at: datetime


def shared_as(copy: Copy, now: datetime) -> Sharing:
    """What the team sees of a copy at `now`.

    Only of what was held and was not called off. What its author marked as private is shared only where the owner chose
    this very one; then by what the source shares, the headline at least.
    """
    if not copy.stands or copy.ends_at > now or copy.choice == SharingChoice.PRIVATE:
        return Sharing.NOTHING
    if copy.choice == SharingChoice.SHARED:
        return copy.sharing if copy.sharing == Sharing.TEXT else Sharing.HEADLINE
    return Sharing.NOTHING if copy.private else copy.sharing


def accounts_of(contacts: Mapping[int, int], above: Mapping[int, Collection[int]]) -> dict[int, tuple[int, ...]]:
    """Which account a conversation belongs to, and with which contacts.

    `contacts`: contact → its account; `above`: account → those above it. A contact of a group who meets one of its plants
    met the plant: an account above another one gets no conversation of its own.
    """
    standing = set(contacts.values())
    covered = {high for account in standing for high in above.get(account, ())}
    result = {}
    for account in sorted(standing - covered):
        near = {account, *above.get(account, ())}
        result[account] = tuple(sorted(contact for contact, at in contacts.items() if at in near))
    return result


def addresses_in(text: str) -> tuple[str, ...]:
    """The entries of a list by commas or lines, trimmed, each once."""
    parts = (part.strip() for line in text.splitlines() for part in line.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def total(rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts by reason, added up."""
    result: dict[str, int] = {}
    for row in rows:
        for reason, count in row.items():
            result[reason] = result.get(reason, 0) + count
    return dict(sorted(result.items()))
