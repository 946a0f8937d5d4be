"""Falling use, tickets that wait too long and late go-live milestones, for whoever answers for the account."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.my_day import answered_for, where
from covalue.adoption import queries
from covalue.adoption.models import GoLive, Ticket
from covalue.adoption.queries import UseOf
from covalue.core import money
from covalue.web.my_day import Day, Item, Urgency


def falling_use(day: Day) -> Iterator[Item]:
    """What is used less and less, once for each month the figures are of."""
    for use in queries.falling_on(answered_for(day), day.today):
        yield _item_of_use(use)


def waiting_tickets(day: Day) -> Iterator[Item]:
    """Critical and high tickets that are open for longer than their severity allows."""
    for ticket in queries.waiting_on(answered_for(day), day.today):
        yield _item_of_ticket(ticket, ticket.age(day.today))


def late_go_lives(day: Day) -> Iterator[Item]:
    """Milestones whose day has passed."""
    for row in queries.late_go_lives_on(answered_for(day), day.today):
        yield _item_of_go_live(row, (day.today - row.due_on).days)


def _item_of_use(use: UseOf) -> Item:
    account = use.latest.account
    fallen = money.percent(-(use.use.change or 0))
    return Item(
        key=f"use:{use.latest.pk}",
        why=_("{share} less in the last three months than in the three before").format(share=fallen),
        title=_("Use of {name} is falling").format(name=use.title),
        url=reverse("adoption:home", args=[account.pk]),
        urgency=Urgency.WEEK,
        sets_aside=True,
        **where(account),
    )


def _item_of_ticket(ticket: Ticket, days: int) -> Item:
    why = ngettext("{severity}, open for {n} day", "{severity}, open for {n} days", days)
    return Item(
        key=f"ticket:{ticket.pk}",
        why=why.format(severity=ticket.get_severity_display(), n=days),
        title=str(ticket),
        url=reverse("adoption:tickets:edit", args=[ticket.pk]),
        urgency=Urgency.WEEK,
        sets_aside=True,
        **where(ticket.account),
    )


def _item_of_go_live(row: GoLive, late: int) -> Item:
    why = ngettext("overdue by %(n)s day", "overdue by %(n)s days", late) % {"n": late}
    return Item(
        key=f"go-live:{row.pk}",
        why=why,
        title=_("Go-live: {title}").format(title=row.title),
        url=reverse("adoption:go-lives:edit", args=[row.pk]),
        urgency=Urgency.WEEK,
        due=row.due_on,
        sets_aside=True,
        **where(row.account),
    )
