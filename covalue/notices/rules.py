"""When the letter of the day is written."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOUR: Final = time(7)  # in the morning, before the first meeting
SATURDAY: Final = 5
MONDAY: Final = 0
MOST: Final = 20  # items in a letter; how many more there are is said


class Often(StrEnum):
    """How often somebody wants their day by email."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


OFTEN_NAMES: Final[dict[Often, str | Promise]] = {
    Often.NEVER: _("never"),
    Often.DAILY: _("every working day"),
    Often.WEEKLY: _("every Monday"),
}


def next_letter(now: datetime, often: Often) -> datetime | None:
    """The next morning of a letter after `now`, in its time zone: Monday to Friday, or Mondays. None for never."""
    if often is Often.NEVER:
        return None
    moment = datetime.combine(now.date(), HOUR, tzinfo=now.tzinfo)
    while moment <= now or not _is_day_of(moment, often):
        moment = datetime.combine(moment.date() + timedelta(days=1), HOUR, tzinfo=now.tzinfo)
    return moment


def _is_day_of(moment: datetime, often: Often) -> bool:
    return moment.weekday() == MONDAY if often is Often.WEEKLY else moment.weekday() < SATURDAY
