"""What notices add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.web import my_day, palette
from covalue.web.my_day import Day
from covalue.web.palette import Command


def _chosen(day: Day) -> bool:
    return True


palette.add_command(Command(_("My day by email and in my calendar"), "notices:page", order=60))
my_day.add_section(my_day.ASIDE, 90, "notices/_day.html", _chosen)
