"""How often a customer asked to be met, and when a contact has gone quiet by it."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import IntEnum
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

GRACE: Final = 1.5  # of the time asked for: a week's holiday makes nobody quiet


class HowOften(IntEnum):
    """How often somebody asks to be met, in days."""

    WEEK = 7
    TWO_WEEKS = 14
    MONTH = 30
    TWO_MONTHS = 61
    QUARTER = 91
    HALF_YEAR = 183
    YEAR = 365


HOW_OFTEN_NAMES: Final[dict[HowOften, str | Lazy]] = {
    HowOften.WEEK: _("every week"),
    HowOften.TWO_WEEKS: _("every two weeks"),
    HowOften.MONTH: _("every month"),
    HowOften.TWO_MONTHS: _("every two months"),
    HowOften.QUARTER: _("every quarter"),
    HowOften.HALF_YEAR: _("twice a year"),
    HowOften.YEAR: _("once a year"),
}


def quiet_after(every_days: int) -> timedelta:
    """How long after the last conversation a contact who asked for one so often has gone quiet."""
    return timedelta(days=round(every_days * GRACE))


def next_on(last_held: date | None, every_days: int, avoid: Iterable[int], today: date) -> date:
    """The day the next conversation is due: so long after the last, not in the past, on no day they asked to avoid."""
    day = max(today, last_held + timedelta(days=every_days)) if last_held else today
    avoided = frozenset(avoid)
    return next(
        (day + timedelta(days=step) for step in range(7) if (day + timedelta(days=step)).weekday() not in avoided), day
    )
