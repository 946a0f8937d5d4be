"""What can be typed about an item of one's day."""

from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from covalue.web.inputs import Input, field
from covalue.web.shapes import Trimmed


class Until(StrEnum):
    """Until when an item is out of sight; `done` is for good."""

    TOMORROW = "tomorrow"
    NEXT_WEEK = "next_week"
    DONE = "done"


UNTIL_NAMES: Final = {
    Until.TOMORROW: _("Tomorrow"),
    Until.NEXT_WEEK: _("Next week"),
    Until.DONE: _("Done"),
}


class PutOffInput(Input):
    key: Trimmed = field(_("Item"), min_length=1, max_length=120, description="the item's `key` in My day")
    until: Until = field(_("Until"), labels=UNTIL_NAMES)
