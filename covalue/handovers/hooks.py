"""What handovers add to the shared parts."""

from covalue.handovers import my_day, queries
from covalue.handovers.models import Handover
from covalue.web import my_day as days
from covalue.web.my_day import Day


def _taken(day: Day) -> tuple[Handover, ...] | None:
    since = day.today - queries.TAKEN_LATELY
    return tuple(queries.taken_lately(day.user, since)[: queries.TAKEN_SHOWN]) or None


days.add_items(15, my_day.ownerless)
days.add_section(days.ASIDE, 5, "handovers/_day_taken.html", _taken)
