"""Notices that are near or were missed, and terms that are half over, for whoever answers for the account."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.my_day import answered_for, of_day, where
from covalue.agreements import queries
from covalue.agreements.models import Agreement, Obligation
from covalue.agreements.obligations import queries as obligation_queries
from covalue.web import moments
from covalue.web.my_day import Act, Day, Item, Urgency


def everything(day: Day) -> Iterator[Item]:
    """Of the accounts the user answers for."""
    ids = answered_for(day)
    for row in queries.to_give_notice(ids, day.today):
        yield _notice(row, day)
    for row in queries.at_mid_term(ids, day.today):
        yield _middle(row, day)


def obligations(day: Day) -> Iterator[Item]:
    """Ours that one sees to, and on accounts one answers for what nobody of us sees to, or the customer has not met."""
    whose = Q(owner=day.user) | Q(owner=None, account__in=answered_for(day))
    for view in obligation_queries.near_of(of_day(day, Obligation.objects.filter(whose)), day.today):
        due = view.standing.next_due
        if due is not None and (view.obligation.is_ours or view.is_overdue):
            yield obligation_due(view.obligation, due, day.today)


def obligation_due(row: Obligation, due: date, today: date) -> Item:
    """One of the days an obligation falls due, as an item of the queue."""
    why = _("we owe it {day}") if row.is_ours else _("they owed it {day}: ask")
    is_own = row.owner_id is not None
    return Item(
        key=f"obligation:{row.pk}:{due}",
        why=why.format(day=moments.near(due, today)),
        title=row.words,
        url=reverse("agreements:terms", args=[row.agreement_id]),
        urgency=Urgency.NOW if is_own and due <= today else Urgency.WEEK,
        due=due,
        act=Act(_("Met"), reverse("agreements:tick", args=[row.pk, due.isoformat()]), ticks=True),
        **where(row.account),
    )


def _notice(row: Agreement, day: Day) -> Item:
    assert row.notice_by is not None
    past = row.notice_by < day.today
    near = moments.near(row.notice_by, day.today)
    why = _("the day of notice was {day}: what follows?") if past else _("notice by {day}: renew, change or end it")
    soon = row.notice_by - day.today <= timedelta(days=30)
    return Item(
        key=f"notice:{row.pk}:{row.notice_by}",
        why=why.format(day=near),
        title=_("{agreement} can be ended") .format(agreement=row.title) if not past
        else _("{agreement} could have been ended").format(agreement=row.title),
        url=reverse("agreements:receipt" if row.starts_on <= day.today else "agreements:terms", args=[row.pk]),
        urgency=Urgency.WEEK if soon else Urgency.LATER,
        due=row.notice_by,
        sets_aside=past,
        **where(row.account),
    )  # fmt: skip


def _middle(row: Agreement, day: Day) -> Item:
    assert row.mid_term is not None
    is_ahead = row.mid_term > day.today
    why = (
        _("half of the term is over {day}: plan the review")
        if is_ahead
        else _("half of the term was over {day}: look at it together")
    )
    return Item(
        key=f"mid-term:{row.pk}:{row.mid_term}",
        why=why.format(day=moments.near(row.mid_term, day.today)),
        title=_("{agreement} is at mid-term").format(agreement=row.title),
        url=reverse("agreements:terms", args=[row.pk]),
        urgency=Urgency.LATER,
        sets_aside=True,
        act=Act(_("Plan the review"), reverse("agreements:plan-review", args=[row.pk])),
        **where(row.account),
    )
