"""How often a customer asked to be met, and when a contact has gone quiet by it."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

GRACE: Final = 1.5  # of the time asked for: a week's holiday makes nobody quiet

HOW_OFTEN_NAMES: Final[dict[int, str | Lazy]] = {
    7: _("every week"),
    14: _("every two weeks"),
    30: _("every month"),
    61: _("every two months"),
    91: _("every quarter"),
    183: _("twice a year"),
    365: _("once a year"),
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
