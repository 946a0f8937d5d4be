"""Which zone a calendar means: an IANA name is the real zone, a zone of the file's own is what the file says it is.

A library that remembers a file's zone by its name gives the next file that uses the same name the first one's hours. So a
definition is known by its text here, never by the name the file has for it.
"""

import hashlib
import re
from typing import Any, Final

from covalue.sources.reading.versions import FLOATING, known_zones, zone_of

NAME: Final = re.compile(r"^TZID(;[^:\n]*)?:.*$", re.MULTILINE)
IANA_AT_END: Final = re.compile(r"([A-Za-z_]+/[A-Za-z_+\-]+(?:/[A-Za-z_]+)?)$")


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
