"""Days and times as a page writes them: relative while they are near, and in full on hovering."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

RELATIVE_DAYS: Final = 14


def day_of(moment: date | datetime) -> date:
    """The day here on which it is or was."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def in_full(moment: date | datetime) -> str:
    """“12 Nov 2026 14:05”, a day without its time."""
    if isinstance(moment, datetime):
        return date_format(timezone.localtime(moment), "j M Y H:i")
    return date_format(moment, "j M Y")


def near(day: date, today: date) -> str:
    """“today”, “in 3 days”, “5 days ago”, otherwise “12 Nov” with the year when it is another one."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days == -1:
        return _("yesterday")
    if 0 < days <= RELATIVE_DAYS:
        return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}
    if -RELATIVE_DAYS <= days < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": -days}
    return short(day, today)


def short(day: date, today: date) -> str:
    """“12 Nov”, with the year where it is not that of today."""
    return date_format(day, "j M" if day.year == today.year else "j M Y")
