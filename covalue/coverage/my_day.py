"""Account managers with more planned hours than they have."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.coverage import queries
from covalue.people.rules import Right
from covalue.web.my_day import Day, Item, Urgency
from covalue.web.templatetags.covalue import count


def overload(day: Day) -> Iterator[Item]:
    """People above a hundred per cent, for whoever directs."""
    if not day.user.may(Right.CLASSIFY_ACCOUNTS):
        return
    for person in queries.overloaded(day.user):
        share = round((person.load.share or 0) * 100)
        yield Item(
            key=f"overload:{person.user.pk}:{share}",
            why=_("{planned} hours a year planned, {capacity} available").format(
                planned=count(person.hours), capacity=count(person.capacity)
            ),
            title=_("{name} is at {share} % of capacity").format(name=person.user.name, share=share),
            url=reverse("coverage:home"),
            urgency=Urgency.WEEK,
        )
