"""What of users waits for an administrator."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.core import days, jobs
from covalue.people import queries
from covalue.people.models import Invitation
from covalue.people.rules import Right
from covalue.web import moments
from covalue.web.my_day import Day, Item, Urgency


def expired_invitations(day: Day) -> Iterator[Item]:
    """Invitations nobody followed before they expired."""
    if not day.user.may(Right.MANAGE_USERS):
        return
    rows: Iterator[Invitation] = queries.open_invitations(day.user).filter(expires_at__lte=timezone.now()).iterator()
    for invitation in rows:
        when = moments.near(moments.day_of(invitation.expires_at), day.today)
        yield Item(
            key=f"invitation:{invitation.pk}",
            why=_("the invitation expired {day}: send it again or withdraw it").format(day=when),
            title=_("{name} has not joined").format(name=invitation.name or invitation.email),
            url=reverse("people:users"),
            urgency=Urgency.WEEK,
            sets_aside=True,
        )


def without_role(day: Day) -> Iterator[Item]:
    """Colleagues who can sign in and have nothing to do here, as nobody gave them a role."""
    if not day.user.may(Right.MANAGE_USERS):
        return
    for user in queries.colleagues().filter(Q(grants=None)):
        yield Item(
            key=f"no-role:{user.pk}",
            why=_("signs in and sees nothing: give a role, or deactivate"),
            title=_("{name} has no role").format(name=user.name),
            url=reverse("people:users"),
            urgency=Urgency.WEEK,
            sets_aside=True,
        )


def no_worker(day: Day) -> Iterator[Item]:
    """Background work that waits while no worker is running."""
    if not day.user.may(Right.MANAGE_USERS):
        return
    waits = jobs.unattended(timezone.now())
    if waits is None:
        return
    tasks = ngettext("%(n)s task waits", "%(n)s tasks wait", waits.tasks) % {"n": waits.tasks}
    yield Item(
        key="no-worker",
        why=_("{tasks} since {moment}: start “covalue worker”").format(tasks=tasks, moment=days.moment(waits.since)),
        title=_("No worker is running"),
        url=reverse("people:users"),
        urgency=Urgency.NOW,
    )
