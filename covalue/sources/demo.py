"""A calendar file of the first account's lead, as the demo company has it: read, and nothing of it shared yet."""

from datetime import datetime

from covalue.accounts.demo import Customers
from covalue.core.demo import Demo
from covalue.sources import actions

SUBJECTS = ("Delivery dates", "Review of the quarter", "Audit in spring")


def build(demo: Demo) -> None:
    """Three meetings with contacts, one of them with somebody who is not a contact yet."""
    customers = demo.get(Customers)
    for key, lead in customers.leads.items():
        met = [contact for contact in customers.contacts.get(key, {}).values() if contact.email]
        if not met:
            continue
        new = f"tor.vik@{met[0].email.rpartition('@')[2]}"
        events = [
            _event(place, subject, demo.at(9 + 7 * place), lead.user.email, [met[0].email, new][: 1 + place % 2])
            for place, subject in enumerate(SUBJECTS)
        ]
        text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""])
        files = [("work.ics", text.encode())]
        actions.import_calendar(lead, owner=lead.user, files=files, now=demo.at(1))
        return


def _event(place: int, subject: str, at: datetime, owner: str, guests: list[str]) -> str:
    lines = [
        "BEGIN:VEVENT",
        f"UID:demo-{place}@covalue.example",
        f"DTSTAMP:{at:%Y%m%dT%H%M%S}Z",
        f"DTSTART:{at:%Y%m%dT%H%M%S}Z",
        "DURATION:PT1H",
        f"SUMMARY:{subject}",
        f"ORGANIZER:mailto:{owner}",
        *(f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{guest}" for guest in guests),
        "END:VEVENT",
    ]
    return "\r\n".join(lines)
