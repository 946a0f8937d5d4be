"""Days and times as a page writes them: relative while they are near, and in full on hovering."""

from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import days

RELATIVE_DAYS: Final = 14


def day_of(moment: date | datetime) -> date:
    """The day here on which it is or was."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def in_full(moment: date | datetime) -> str:
    """“12 Nov 2026 14:05”, a day without its time."""
    return days.moment(moment) if isinstance(moment, datetime) else days.day(moment)


def near(day: date, today: date) -> str:
    """“today”, “in 3 days”, “5 days ago”, otherwise “12 Nov” with the year when it is another one."""
    away = (day - today).days
    if away == 0:
        return _("today")
    if away == 1:
        return _("tomorrow")
    if away == -1:
        return _("yesterday")
    if 0 < away <= RELATIVE_DAYS:
        return ngettext("in %(n)s day", "in %(n)s days", away) % {"n": away}
    if -RELATIVE_DAYS <= away < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -away) % {"n": -away}
    return short(day, today)


def short(day: date, today: date) -> str:
    """“12 Nov”, with the year where it is not that of today."""
    return days.of_year(day) if day.year == today.year else days.day(day)
