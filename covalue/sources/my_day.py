"""What of one's calendars and mail needs oneself."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.sources import queries
from covalue.sources.models import State
from covalue.web.my_day import Day, Item, Urgency


def stopped(day: Day) -> Iterator[Item]:
    """Sources that are not read any more until their owner does something; a server that was away is asked again by itself."""
    for source in queries.visible_to(day.user).filter(state=State.STOPPED, next_at=None):
        yield Item(
            key=f"source:{source.pk}",
            why=source.message,
            title=_("{source} is no longer read").format(source=source.name),
            url=reverse("sources:source", args=[source.pk]),
            urgency=Urgency.WEEK,
        )
