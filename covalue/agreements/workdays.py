"""Business days by country, from the library `holidays`.

A country without its part is half the truth: in it, Great Britain has no Easter Monday. Where no part is named, each part is
counted and the earliest day taken, and whoever reads is shown that the parts differ.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _

from covalue.agreements.spans import Span
from covalue.core import errors

FIRST_YEAR: Final = 1990  # what the library knows of most countries
LAST_YEAR: Final = 2099
SATURDAY: Final = 5


@dataclass(frozen=True)
class Counted:
    """A day counted back by business days; `parts` are the days by part of the country where they differ."""

    day: date
    parts: tuple[tuple[str, date], ...] = ()


def split(country: str) -> tuple[str, str]:
    """“GB-ENG” as country and part; refused where the library knows no holidays of it."""
    code, _dash, part = country.strip().upper().partition("-")
    if not code:
        raise errors.BadInput(_("Name the country whose business days count, such as GB or DE-BY."), field="country")
    if len(code) != 2 or code not in _countries():
        raise errors.BadInput(
            _("Holidays of “{country}” are not known. A country has two letters, such as GB.").format(country=country),
            field="country",
        )
    if part and part not in parts_of(code):
        sentence = (
            _("{country} has no part “{part}”. It has {parts}.")
            if parts_of(code)
            else _("{country} has no part “{part}”.")
        )
        raise errors.BadInput(
            sentence.format(country=code, part=part, parts=", ".join(parts_of(code))), field="country"
        )
    return code, part


def parts_of(code: str) -> tuple[str, ...]:
    """The parts of a country that have holidays of their own."""
    return tuple(_countries()[code])


def business_days_before(day: date, span: Span, country: str) -> Counted:
    """So many business days before a day, which does not count itself; the earliest of the parts where none is named."""
    code, part = split(country)
    names = (part,) if part or not parts_of(code) else parts_of(code)
    days = tuple((name, _before(day, span, code, name)) for name in names)
    first = min(on for _name, on in days)
    return Counted(first, days if len({on for _name, on in days}) > 1 else ())


def is_day_off(day: date, country: str) -> bool:
    """Whether nobody works that day, in the country or the part of it; without a country, whether it is a weekend."""
    if not country:
        return day.weekday() >= SATURDAY
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return day.weekday() >= SATURDAY
    code, part = split(country)
    return not _calendar(code, part).is_working_day(day)


def working_day_up_to(day: date, country: str) -> date:
    """That day, or the last one before it on which somebody works."""
    while is_day_off(day, country):
        day -= timedelta(days=1)
    return day


def _before(day: date, span: Span, code: str, part: str) -> date:
    calendar, left = _calendar(code, part), span.business
    while left:
        day -= timedelta(days=1)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise errors.BadInput(
                _("Business days are counted from {first} to {last}.").format(first=FIRST_YEAR, last=LAST_YEAR),
                field="end",
            )
        works = calendar.is_working_day(day) or (span.saturdays and day.weekday() == SATURDAY and day not in calendar)
        left -= works
    return day


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    import holidays

    found: dict[str, list[str]] = holidays.list_supported_countries(include_aliases=False)
    return {code: parts for code, parts in found.items() if len(code) == 2}


@lru_cache(maxsize=256)
def _calendar(code: str, part: str) -> Any:
    import holidays

    return holidays.country_holidays(code, subdiv=part or None)
