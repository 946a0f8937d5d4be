"""Missed service levels, results not measured, incidents open too long, theirs of the user, and ratings to ask for."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.my_day import answered_for, of_day, where
from covalue.core import days
from covalue.service_levels import queries, rules
from covalue.service_levels.models import Incident
from covalue.service_levels.queries import LevelView
from covalue.web.my_day import Day, Item, Urgency


def levels(day: Day) -> Iterator[Item]:
    """Service levels missed in their last period, and those whose result is not there ten days after a period."""
    for view in queries.levels_on(answered_for(day), day.today):
        if view.missed_last:
            yield _missed(view)
        if view.missing:
            yield _unmeasured(view)


def incidents(day: Day) -> Iterator[Item]:
    """Incidents of the user; on accounts they answer for those open too long, whose owner left, and without a rating."""
    for row in queries.waiting(of_day(day, Incident.objects.all()), day.user, answered_for(day)):
        left: bool = row.owner_left  # type: ignore[attr-defined]
        if row.is_open and (row.owner_id == day.user.pk or queries.open_too_long(row, day.today) or left):
            yield _open(row, day, left=left)
        elif row.ended and row.rating is None and (day.today - row.ended).days >= rules.ASKED_AFTER and row.contact:
            yield _unrated(row)


def _missed(view: LevelView) -> Item:
    level, latest = view.level, view.latest
    assert latest is not None
    return Item(
        key=f"service-missed:{latest.pk}",
        why=_("{result} from {first} to {last}; agreed is {agreed}").format(
            result=queries.figure(latest.value, level.unit),
            first=days.day(latest.begins_on),
            last=days.day(latest.last_day),
            agreed=queries.agreed(level, latest.target),
        ),
        title=_("Service level missed: {title}").format(title=level.title),
        url=reverse("service_levels:home", args=[level.account_id]),
        urgency=Urgency.WEEK,
        sets_aside=True,
        **where(level.account),
    )


def _unmeasured(view: LevelView) -> Item:
    level, first = view.level, view.missing[-1]
    return Item(
        key=f"service-unmeasured:{level.pk}:{first.isoformat()}",
        why=_("no result of the period from {first}").format(first=days.day(first)),
        title=_("Enter what was measured: {title}").format(title=level.title),
        url=reverse("service_levels:results:list", args=[level.account_id]),
        urgency=Urgency.WEEK,
        sets_aside=True,
        **where(level.account),
    )


def _open(row: Incident, day: Day, *, left: bool = False) -> Item:
    days_open, late = row.age(day.today), queries.open_too_long(row, day.today) or left
    why = ngettext("{severity}, open for {n} day", "{severity}, open for {n} days", days_open)
    why = why.format(severity=row.severity_name, n=days_open)
    if row.owner is not None and left:
        why = _("{name} has left: who sees to it now?").format(name=row.owner.name)
    return Item(
        key=f"incident:{row.pk}",
        why=why,
        title=_("Incident: {title}").format(title=row.called),
        url=reverse("service_levels:incidents:edit", args=[row.pk]),
        urgency=Urgency.NOW if late and row.how_bad in ("critical", "high") else Urgency.WEEK,
        sets_aside=True,
        **where(row.account),
    )


def _unrated(row: Incident) -> Item:
    name = row.contact.name if row.contact else ""
    return Item(
        key=f"incident-unrated:{row.pk}",
        why=_("resolved {day}; ask {name} how satisfied they are").format(
            day=days.day(row.ended) if row.ended else "", name=name
        ),
        title=_("Not rated yet: {title}").format(title=row.called),
        url=reverse("service_levels:incidents:edit", args=[row.pk]),
        urgency=Urgency.WEEK,
        sets_aside=True,
        **where(row.account),
    )
