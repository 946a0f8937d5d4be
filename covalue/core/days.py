"""Days and times as people read them, in the language that is active."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from covalue.core import money
from covalue.core.periods import Period

WRITTEN: Final = {"en": "j F Y", "de": "j. F Y"}
DAY_OF_YEAR: Final = {"en": "j F", "de": "j. F"}
WEEKDAY: Final = {"en": "l j F", "de": "l, j. F"}
LOGGED: Final = re.compile(
    r"(?P<moment>\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<day>\b\d{4}-\d\d-\d\d\b)|\b(?P<currency>[A-Z]{3}) (?P<amount>-?\d+(\.\d+)?)\b|(?P<number>^-?\d+\.\d+$)"
)


def day(on: date | datetime) -> str:
    """12 Nov 2026."""
    return date_format(_here(on))


def written(on: date | datetime) -> str:
    """12 November 2026, for letters and headings."""
    return date_format(_here(on), _of_language(WRITTEN))


def of_year(on: date | datetime) -> str:
    """12 Nov, where the year is plain."""
    return date_format(_here(on), "MONTH_DAY_FORMAT")


def long_of_year(on: date | datetime) -> str:
    """12 November, where the year is plain."""
    return date_format(_here(on), _of_language(DAY_OF_YEAR))


def weekday(on: date | datetime) -> str:
    """Thursday 12 November."""
    return date_format(_here(on), _of_language(WEEKDAY))


def month(on: date) -> str:
    """Nov 2026."""
    return date_format(on, "YEAR_MONTH_FORMAT")


def shortest_month(on: date) -> str:
    """Nov; with the year in January."""
    return date_format(on, "M Y" if on.month == 1 else "M")


def written_month(on: date) -> str:
    """November 2026."""
    return date_format(on, "F Y")


def short_month(on: date) -> str:
    """Nov 26, for the axis of a chart."""
    return date_format(on, "M y")


def moment(at: datetime) -> str:
    """12 Nov 2026 14:05, here."""
    return date_format(_here(at), "DATETIME_FORMAT")


def clock(at: datetime) -> str:
    """14:05, here."""
    return date_format(_here(at), "TIME_FORMAT")


def exact_moment(at: datetime) -> str:
    """12 Nov 2026 14:05:09 UTC, for the audit log."""
    return f"{day(at)} {date_format(_here(at), 'H:i:s T')}"


def zoned_moment(at: datetime) -> str:
    """12 Nov 2026 14:05 UTC, for letters."""
    return f"{moment(at)} {date_format(_here(at), 'T')}"


def span(period: Period) -> str:
    """1 Jan 2026 – 31 Mar 2026."""
    return f"{day(period.start)} – {day(period.end)}"


def logged(text: str) -> str:
    """A value of the audit log as people read it: its days, times, amounts and numbers are written for programs."""
    return LOGGED.sub(_read, text)


def _read(found: re.Match[str]) -> str:
    try:
        if found["moment"]:
            return moment(datetime.fromisoformat(found["moment"]))
        if found["day"]:
            return day(date.fromisoformat(found["day"]))
    except ValueError:  # it only looks like a day
        return found[0]
    if found["currency"]:
        return money.money(Decimal(found["amount"]), found["currency"])
    return money.figure(Decimal(found["number"]), 12)


def _here(on: date | datetime) -> date | datetime:
    return timezone.localtime(on) if isinstance(on, datetime) and timezone.is_aware(on) else on


def _of_language(patterns: dict[str, str]) -> str:
    return patterns.get((get_language() or "en")[:2], patterns["en"])
