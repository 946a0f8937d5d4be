"""Calendar files of our own making: what a person's program would have saved."""

from typing import Final

SIGNE: Final = "signe@halden.example"
JON: Final = "jon@halden.example"
INES: Final = "ines@covalue.test"
KARL: Final = "karl@covalue.test"


def calendar(*parts: str, method: str = "") -> bytes:
    """A file of these components."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", *([f"METHOD:{method}"] if method else [])]
    return ("\r\n".join([*head, *parts, "END:VCALENDAR"]) + "\r\n").replace("\n\n", "\n").encode()


def event(*lines: str, uid: str = "1@calendar.test", stamp: str = "20260101T000000Z", sequence: int = 0) -> str:
    """One VEVENT."""
    head = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"SEQUENCE:{sequence}"]
    return "\r\n".join([*head, *lines, "END:VEVENT"])


def people(*emails: str, organiser: str = INES, answer: str = "ACCEPTED") -> tuple[str, ...]:
    """Organiser and attendees."""
    attendees = (f"ATTENDEE;PARTSTAT={answer}:mailto:{email}" for email in emails)
    return (f"ORGANIZER:mailto:{organiser}", *attendees)


def zone(name: str, offset: str) -> str:
    """A definition of a zone without summer time."""
    return "\r\n".join(
        ["BEGIN:VTIMEZONE", f"TZID:{name}", "BEGIN:STANDARD", "DTSTART:16010101T000000", f"TZOFFSETFROM:{offset}",
         f"TZOFFSETTO:{offset}", "END:STANDARD", "END:VTIMEZONE"]
    )  # fmt: skip
