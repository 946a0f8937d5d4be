"""Which zone a calendar means: an IANA name is the real zone, a zone of the file's own is what the file says it is.

A library that remembers a file's zone by its name gives the next file that uses the same name the first one's hours. So a
definition is known by its text here, never by the name the file has for it.
"""

import hashlib
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

FLOATING: Final = ""  # the zone of whoever looks
DEFINED: Final = "BEGIN:VTIMEZONE"  # a zone that is kept as its definition begins with this
NAME: Final = re.compile(r"^TZID(;[^:\n]*)?:.*$", re.MULTILINE)
IANA_AT_END: Final = re.compile(r"([A-Za-z_]+/[A-Za-z_+\-]+(?:/[A-Za-z_]+)?)$")


def in_utc(local: datetime, zone: str) -> datetime:
    """A wall's time in a zone as an instant."""
    return local.replace(tzinfo=zone_of(zone)).astimezone(UTC)


def day_in(instant: datetime, zone: str) -> date:
    """The day it is in a zone at an instant."""
    return instant.astimezone(zone_of(zone)).date()


@lru_cache(maxsize=256)
def zone_of(zone: str) -> Any:
    """The time zone of an IANA name or of a definition (RFC 5545, VTIMEZONE)."""
    if zone == "UTC":
        return UTC
    if zone.startswith(DEFINED):
        return of_definition(zone)
    return ZoneInfo(zone)


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """All IANA names."""
    return frozenset(available_timezones())


def of_definition(text: str) -> Any:
    """The zone a VTIMEZONE describes, under a name made of its content."""
    import icalendar

    digest = hashlib.sha256(text.encode()).hexdigest()[:20]
    return icalendar.Timezone.from_ical(NAME.sub(f"TZID:covalue-{digest}", text, count=1)).to_tz()


def can_be_read(text: str) -> bool:
    """Whether a definition makes a zone."""
    try:
        zone_of(text)
    except Exception:  # whatever a file puts there
        return False
    return True


def named(name: str, defined: dict[str, str]) -> str:
    """The IANA name, or the file's definition, for a TZID; `FLOATING` where nobody knows it."""
    name = name.strip().strip('"')
    if name in known_zones():
        return name
    at_end = IANA_AT_END.search(name)
    if at_end and at_end[1] in known_zones():
        return at_end[1]
    if name in defined:
        return defined[name]
    return _of_windows(name)


def _of_windows(name: str) -> str:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    return str(WINDOWS_TO_OLSON.get(name, FLOATING))
