"""What of work depends on somebody: due, late, likely to be late, waited for by others, and with nobody left to do it."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.my_day import answered_for, of_day, where
from covalue.execution import queries
from covalue.execution.models import WorkPackage
from covalue.execution.queries import WorkRow
from covalue.people import queries as people
from covalue.web import moments
from covalue.web.my_day import Act, Day, Item, Urgency

SOON = timedelta(days=7)


def mine(day: Day) -> Iterator[Item]:
    """Work of the user that ends within a week or is late, and theirs of the customer that is late."""
    owned = Q(owner=day.user, ends_on__lte=day.today + SOON)
    theirs = Q(customer_owner__isnull=False, ends_on__lt=day.today, account__in=answered_for(day))
    waited = {row.pk: row for row in _open(day).filter(owned | theirs)}
    followers = queries.waiting_for(waited)
    for row in waited.values():
        late = row.ends_on < day.today
        yield Item(
            key=f"work:{row.pk}",
            why=_why(row, day.today, followers.get(row.pk, 0)),
            title=row.title,
            url=reverse("execution:edit", args=[row.pk]),
            urgency=Urgency.NOW if row.ends_on <= day.today else Urgency.WEEK,
            due=row.ends_on,
            act=Act(_("Done"), reverse("execution:done", args=[row.pk])) if not late or row.owner_id else None,
            **where(row.account),
        )


def slipping(day: Day) -> Iterator[Item]:
    """Work that is likely to be late though its day is yet to come, for its owner and whoever answers for the account."""
    ahead = list(_open(day).filter(ends_on__gte=day.today, account__in=answered_for(day)))
    ahead += [row for row in _open(day).filter(ends_on__gte=day.today, owner=day.user) if row not in ahead]
    wanted = {row.pk for row in ahead}
    for plan in queries.plans_of((row.account for row in ahead), day.today):
        for row in plan.slipping:
            if row.package.pk in wanted and row.package.ends_on >= day.today:
                yield _slips(row)


def answers(day: Day) -> Iterator[Item]:
    """Other days that contacts proposed for work of theirs, on accounts the user answers for."""
    for answer in queries.open_answers(answered_for(day)):
        package = answer.package
        name = answer.contact.name if answer.contact else package.account.name
        proposed = moments.near(answer.day, day.today) if answer.day else "–"
        yield Item(
            key=f"work-answer:{answer.pk}",
            why=_("{name} proposes another day: {day}").format(name=name, day=proposed),
            title=package.title,
            url=reverse("execution:edit", args=[package.pk]),
            urgency=Urgency.NOW,
            **where(package.account),
        )


def unowned(day: Day) -> Iterator[Item]:
    """Open work nobody does, or whose owner has left, on accounts the user answers for."""
    reached = people.colleagues().values("pk")
    nobody = Q(customer_owner=None) & (Q(owner=None) | ~Q(owner__in=reached))
    gone = Q(customer_owner__departed_on__isnull=False)
    for row in _open(day).filter(nobody | gone, account__in=answered_for(day)):
        left = row.customer_owner or row.owner
        yield Item(
            key=f"work-lost:{row.pk}",
            why=_("{name} has left: who does it now?").format(name=left.name) if left else _("nobody does it yet"),
            title=row.title,
            url=reverse("execution:edit", args=[row.pk]),
            urgency=Urgency.WEEK,
            due=row.ends_on,
            **where(row.account),
        )


def _open(day: Day) -> QuerySet[WorkPackage]:
    rows = WorkPackage.objects.filter(removed_at=None, done_on=None, account__archived_at=None)
    return of_day(day, rows).select_related("account", "owner", "customer_owner").order_by("ends_on", "id")


def _slips(row: WorkRow) -> Item:
    late = row.forecast.late if row.forecast else 0
    sentence = ngettext("likely {n} working day late: {why}", "likely {n} working days late: {why}", late)
    return Item(
        key=f"work-slips:{row.package.pk}",
        why=sentence.format(n=late, why=row.why),
        title=row.package.title,
        url=reverse("execution:edit", args=[row.package.pk]),
        urgency=Urgency.WEEK,
        due=row.package.ends_on,
        sets_aside=True,
        **where(row.package.account),
    )


def _why(row: WorkPackage, today: date, followers: int) -> str:
    parts = []
    if row.customer_owner is not None:
        parts.append(_("with {name}").format(name=row.customer_owner.name))
    late = (today - row.ends_on).days
    if late > 0:
        parts.append(ngettext("%(n)s day past its day", "%(n)s days past its day", late) % {"n": late})
    else:
        parts.append(_("due {day}").format(day=moments.near(row.ends_on, today)))
    if followers:
        parts.append(ngettext("%(n)s other depends on it", "%(n)s others depend on it", followers) % {"n": followers})
    return ", ".join(parts)
