"""The life of a meeting as RFC 5546 §4 tells it, in files of our own: for each example what is left in the end.

`stands` are the meetings that took place, by the key of their occurrence; `off` those that were called off.
"""

from dataclasses import dataclass
from typing import Final

from covalue.sources.tests.files import INES, JON, KARL, SIGNE, calendar, event, people

AT: Final = ("DTSTART:20260107T150000Z", "DTEND:20260107T160000Z")
LATER: Final = ("DTSTART:20260107T170000Z", "DTEND:20260107T180000Z")
WEEKLY: Final = (
    "DTSTART;TZID=America/New_York:20260105T090000",
    "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;COUNT=3",
    "SUMMARY:Weekly",
)
FIRST, SECOND, THIRD = "20260105T140000Z", "20260112T140000Z", "20260119T140000Z"


@dataclass(frozen=True)
class Story:
    """One example: the files in the order they were sent, and what they come to."""

    name: str
    files: tuple[bytes, ...]
    stands: tuple[str, ...] = ()
    off: tuple[str, ...] = ()

    @property
    def meetings(self) -> int:
        return len(self.stands) + len(self.off)


def _asked(*lines: str, sequence: int = 0, stamp: str = "20260101T000000Z", subject: str = "Review") -> bytes:
    return calendar(
        event(f"SUMMARY:{subject}", *lines, *people(SIGNE, KARL, JON), sequence=sequence, stamp=stamp), method="REQUEST"
    )


def _answered(who: str, answer: str, *, more: str = "", stamp: str = "20260102T000000Z") -> bytes:
    return calendar(
        event(f"ATTENDEE;PARTSTAT={answer}{more}:mailto:{who}", f"ORGANIZER:mailto:{INES}", stamp=stamp), method="REPLY"
    )


def _published(*lines: str, sequence: int = 0, method: str = "PUBLISH") -> bytes:
    return calendar(event(f"ORGANIZER:mailto:{INES}", *lines, sequence=sequence), method=method)


def _of_series(*lines: str, sequence: int, method: str = "REQUEST") -> bytes:
    return calendar(event(*lines, sequence=sequence), method=method)


SERIES: Final = calendar(event(*WEEKLY, *people(SIGNE, KARL)), method="REQUEST")
ASKED: Final = _asked(*AT)

STORIES: Final = (
    Story("4.1.1 a minimal published event", (_published(*AT, "SUMMARY:Open day"),), ("",)),
    Story(
        "4.1.2 changing a published event",
        (_published(*AT, "SUMMARY:Open day"), _published(*LATER, "SUMMARY:Open day", sequence=1)),
        ("",),
    ),
    Story(
        "4.1.3 cancelling a published event",
        (_published(*AT, "SUMMARY:Open day"), _published("STATUS:CANCELLED", sequence=2, method="CANCEL")),
        off=("",),
    ),
    Story(
        "4.1.4 a rich published event",
        (
            _published(
                *AT,
                "SUMMARY:Open day",
                "DESCRIPTION:With lunch\\, and a tour.",
                "LOCATION:Oslo",
                "CATEGORIES:A,B",
                "STATUS:CONFIRMED",
                "BEGIN:VALARM",
                "TRIGGER:-PT2H",
                "ACTION:DISPLAY",
                "DURATION:PT1H",
                "REPEAT:1",
                "DESCRIPTION:Soon",
                "END:VALARM",
            ),
        ),
        ("",),
    ),
    Story(
        "4.1.5 a day of the year",
        (_published("DTSTART;VALUE=DATE:20260107", "RRULE:FREQ=YEARLY;COUNT=1"),),
        ("20260107",),
    ),
    Story("4.2.1 a group event is asked for", (ASKED,), ("",)),
    Story("4.2.2 answers to it", (ASKED, _answered(SIGNE, "ACCEPTED"), _answered(JON, "DECLINED")), ("",)),
    Story("4.2.3 it is moved", (ASKED, _asked(*LATER, sequence=1, stamp="20260103T000000Z")), ("",)),
    Story(
        "4.2.4 another time is proposed and taken",
        (
            ASKED,
            calendar(event(*LATER, *people(SIGNE), sequence=0, stamp="20260102T000000Z"), method="COUNTER"),
            _asked(*LATER, sequence=1, stamp="20260103T000000Z"),
        ),
        ("",),
    ),
    Story(
        "4.2.4 another time is proposed and refused",
        (
            ASKED,
            calendar(event(*LATER, *people(SIGNE), stamp="20260102T000000Z"), method="COUNTER"),
            calendar(event(*people(SIGNE), stamp="20260103T000000Z"), method="DECLINECOUNTER"),
        ),
        ("",),
    ),
    Story(
        "4.2.5 somebody else is sent, 4.2.6 who accepts",
        (
            ASKED,
            _answered(SIGNE, "DELEGATED", more=f';DELEGATED-TO="mailto:{JON}"'),
            calendar(
                event(
                    *AT,
                    "SUMMARY:Review",
                    f"ORGANIZER:mailto:{INES}",
                    f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:{JON}":mailto:{SIGNE}',
                    f'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{SIGNE}":mailto:{JON}',
                    stamp="20260102T010000Z",
                ),
                method="REQUEST",
            ),
            _answered(JON, "ACCEPTED", stamp="20260102T020000Z"),
        ),
        ("",),
    ),
    Story("4.2.7 who declines", (ASKED, _answered(SIGNE, "DELEGATED"), _answered(JON, "DECLINED")), ("",)),
    Story("4.2.8 an invitation passed on", (ASKED, ASKED), ("",)),
    Story(
        "4.2.9 a group event is cancelled",
        (ASKED, calendar(event("STATUS:CANCELLED", sequence=1), method="CANCEL")),
        off=("",),
    ),
    Story("4.2.10 somebody is taken off", (ASKED, calendar(event(*people(JON), sequence=1), method="CANCEL")), ("",)),
    Story(
        "4.2.11 another organiser",
        (
            ASKED,
            calendar(event(*AT, "SUMMARY:Review", *people(SIGNE, INES, organiser=KARL), sequence=1), method="REQUEST"),
        ),
        ("",),
    ),
    Story(
        "4.3 busy times",
        (calendar("BEGIN:VFREEBUSY\r\nUID:b\r\nDTSTAMP:20260101T000000Z\r\nEND:VFREEBUSY", method="REQUEST"),),
    ),
    Story("4.4.1 a series over time zones", (SERIES,), (FIRST, SECOND, THIRD)),
    Story(
        "4.4.2 one of it is moved",
        (
            SERIES,
            _of_series(
                "RECURRENCE-ID;TZID=America/New_York:20260112T090000",
                "DTSTART;TZID=America/New_York:20260112T110000",
                "DURATION:PT1H",
                "SUMMARY:Weekly",
                *people(SIGNE, KARL),
                sequence=1,
            ),
        ),
        (FIRST, SECOND, THIRD),
    ),
    Story(
        "4.4.3 one of it is cancelled",
        (SERIES, _of_series(f"RECURRENCE-ID:{SECOND}", "STATUS:CANCELLED", sequence=1, method="CANCEL")),
        (FIRST, THIRD),
        (SECOND,),
    ),
    Story(
        "4.4.4 all of it is cancelled",
        (SERIES, _of_series("STATUS:CANCELLED", sequence=1, method="CANCEL")),
        off=(FIRST, SECOND, THIRD),
    ),
    Story(
        "4.4.5 all from one on are changed",
        (
            SERIES,
            _of_series(
                f"RECURRENCE-ID;RANGE=THISANDFUTURE:{SECOND}",
                "DTSTART;TZID=America/New_York:20260112T100000",
                "DURATION:PT30M",
                "SUMMARY:Shorter",
                *people(SIGNE, KARL),
                sequence=1,
            ),
        ),
        (FIRST, SECOND, THIRD),
    ),
    Story(
        "4.4.6 one more",
        (
            SERIES,
            _of_series(
                "DTSTART:20260126T150000Z", "DURATION:PT1H", "SUMMARY:Weekly", *people(SIGNE), sequence=1, method="ADD"
            ),
        ),
        (FIRST, SECOND, THIRD, "20260126T150000Z"),
    ),
    Story(
        "4.4.7 more of them, all told anew",
        (
            SERIES,
            calendar(
                event(*WEEKLY, "RDATE:20260126T150000Z,20260127T150000Z", *people(SIGNE, KARL), sequence=2),
                method="REQUEST",
            ),
        ),
        (FIRST, SECOND, THIRD, "20260126T150000Z", "20260127T150000Z"),
    ),
    Story(
        "4.4.8 it is asked for again",
        (SERIES, _of_series(*people(SIGNE), sequence=0, method="REFRESH")),
        (FIRST, SECOND, THIRD),
    ),
    Story(
        "4.4.9 another time for one of it is proposed",
        (
            SERIES,
            _of_series(
                f"RECURRENCE-ID:{SECOND}", "DTSTART:20260112T180000Z", *people(SIGNE), sequence=0, method="COUNTER"
            ),
        ),
        (FIRST, SECOND, THIRD),
    ),
    Story(
        "4.4.10 an answer that says what went wrong",
        (
            SERIES,
            calendar(
                event(*people(SIGNE), "REQUEST-STATUS:3.1;Invalid property value", stamp="20260102T000000Z"),
                method="REPLY",
            ),
        ),
        (FIRST, SECOND, THIRD),
    ),
    Story(
        "4.5 a task",
        (
            calendar(
                "BEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\nDTSTART:20260107T090000Z\r\nEND:VTODO",
                method="REQUEST",
            ),
        ),
    ),
    Story(
        "4.6 a journal entry",
        (calendar("BEGIN:VJOURNAL\r\nUID:j\r\nDTSTAMP:20260101T000000Z\r\nEND:VJOURNAL", method="PUBLISH"),),
    ),
    Story(
        "4.7 an occurrence of a series one does not have",
        (
            _of_series(
                f"RECURRENCE-ID:{SECOND}",
                "DTSTART:20260112T170000Z",
                "SUMMARY:Weekly",
                *people(SIGNE, KARL),
                sequence=1,
            ),
            SERIES,
        ),
        (FIRST, SECOND, THIRD),
    ),
)
