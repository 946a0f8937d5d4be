"""What can be chosen about one's day."""

from django.utils.translation import gettext_lazy as _

from covalue.notices.rules import OFTEN_NAMES, Often
from covalue.web.inputs import Input, field
from covalue.web.shapes import Flag


class DayByMailInput(Input):
    often: Often = field(_("My day by email"), labels=OFTEN_NAMES)


class CalendarFeedInput(Input):
    with_titles: Flag = field(_("With titles and names of accounts"), False)
