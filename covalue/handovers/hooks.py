"""What handovers add to the shared parts."""

from covalue.handovers import queries
from covalue.handovers.models import Handover
from covalue.web import my_day
from covalue.web.my_day import Day


def _taken(day: Day) -> tuple[Handover, ...] | None:
    since = day.today - queries.TAKEN_LATELY
    return tuple(queries.taken_lately(day.user, since)[: queries.TAKEN_SHOWN]) or None


my_day.add_section(my_day.MAIN, 20, "handovers/_day_ownerless.html", lambda day: queries.ownerless_for(day.user))
my_day.add_section(my_day.MAIN, 30, "handovers/_day_taken.html", _taken)
