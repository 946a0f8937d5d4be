"""What of contributions waits for somebody: the unit's lead, who does it, who asked, and those it goes above to."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.my_day import answered_for, where
from covalue.contributions import queries, rules
from covalue.contributions.calls import uncoordinated
from covalue.contributions.desks import Desks, desks
from covalue.contributions.models import Contribution
from covalue.contributions.rules import EscalationReason, State
from covalue.core import days
from covalue.people.rules import Right
from covalue.web import moments
from covalue.web.my_day import Day, Item, Urgency

SOON: Final = timedelta(days=7)
WAITING: Final = (State.ASKED, State.COUNTERED, State.PROMISED, State.REPORTED)


def everything(day: Day) -> Iterator[Item]:
    """Each contribution once, for the nearest reason it waits for this user."""
    if not Contribution.objects.filter(state__in=WAITING).exists():
        return
    known = desks()
    rows = queries.visible_to(day.user, known).filter(state__in=WAITING, account__archived_at=None)
    waiting = list(rows if day.account_id is None else rows.filter(account=day.account_id))
    if not waiting:
        return
    opens = accounts.openable(day.user, {row.account_id for row in waiting})
    answered, sponsored = _answered(day, waiting), accounts.sponsors_among({row.account_id for row in waiting})
    for row in waiting:
        item = _own(row, day, known) or _asked(row, day, answered) or _above(row, day, known, sponsored)
        if item is not None:
            why, urgency, due = item
            names_lead = _names_a_lead(row, day, known)
            yield Item(
                key=f"contribution:{row.pk}:{row.state}",
                why=why,
                title=row.subject,
                url=reverse("organisation:set-lead", args=[row.unit_id]) if names_lead else row.get_absolute_url(),
                urgency=urgency,
                account_id=row.account_id,
                account=row.account.name,
                account_url=row.account.get_absolute_url() if row.account_id in opens else "",
                due=due,
            )


def calls(day: Day) -> Iterator[Item]:
    """Weeks in which colleagues called on an account the user answers for without each other."""
    for week in uncoordinated(answered_for(day), day.today, weeks_before=0):
        yield Item(
            key=f"calls:{week.account.pk}:{week.week}",
            why=_("in the week of {day}, without each other").format(day=days.day(week.week)),
            title=_("{names} call on {account}").format(names=", ".join(map(str, week.people)), account=week.account),
            url=reverse("contributions:account", args=[week.account.pk]),
            urgency=Urgency.WEEK,
            sets_aside=True,
            **where(week.account),
        )


Told = tuple[str, Urgency, Any]


def _own(row: Contribution, day: Day, known: Desks) -> Told | None:
    """What the unit's lead has to answer, and what they or who does it promised."""
    lead = known.lead_of(row.unit_id)
    leads = lead is not None and lead.pk == day.user.pk
    if row.stands is State.ASKED and leads:
        planned = queries.escalation_of(row, day.today)
        assert planned is not None
        names = ", ".join(user.name for user in queries.told_above(row, known))
        if planned.begun:
            return (
                _("not answered for five working days: it stands in the day of {names}").format(names=names),
                Urgency.NOW,
                None,
            )
        near = rules.is_near(planned, day.today)
        why = _("answer it by {day}; then it goes to {names}").format(day=days.day(planned.on), names=names)
        return why, Urgency.NOW if near else Urgency.WEEK, None
    if row.stands is State.PROMISED and (leads or row.doer_id == day.user.pk):
        if row.due_on < day.today:
            return _("promised and overdue: report it, or say why not"), Urgency.NOW, row.due_on
        if row.due_on <= day.today + SOON:
            return _("promised for {day}").format(day=moments.near(row.due_on, day.today)), Urgency.WEEK, row.due_on
    return None


def _asked(row: Contribution, day: Day, answered: frozenset[int]) -> Told | None:
    """What the account team has to say: to other terms, to what was reported; and what is late, to know."""
    asker = row.asked_by
    theirs = asker is not None and asker.pk == day.user.pk
    if not theirs and not (row.account_id in answered and (asker is None or not asker.is_active)):
        return None
    if row.stands is State.COUNTERED:
        return _("{unit} offers other terms").format(unit=row.unit), Urgency.WEEK, None
    if row.stands is State.REPORTED:
        return (
            _("{unit} reports it as done: accept it or say what is missing").format(unit=row.unit),
            Urgency.WEEK,
            None,
        )
    planned = queries.escalation_of(row, day.today)
    if planned is not None and planned.begun:
        return _late(row, planned.reason), Urgency.WEEK, row.due_on
    return None


def _above(row: Contribution, day: Day, known: Desks, sponsored: frozenset[tuple[int, int]]) -> Told | None:
    """What went above to this user; and for the program director units in which nobody answers."""
    directs = day.user.may(Right.CLASSIFY_ACCOUNTS)
    if _names_a_lead(row, day, known):
        return _("{unit} no longer has a lead: name one").format(unit=row.unit), Urgency.NOW, None
    planned = queries.escalation_of(row, day.today)
    if planned is None or not planned.begun:
        return None
    superior = known.above(row.unit_id)
    told = superior.pk == day.user.pk if superior is not None else directs
    if told or (row.account_id, day.user.pk) in sponsored:
        return _late(row, planned.reason), Urgency.NOW, row.due_on
    return None


def _names_a_lead(row: Contribution, day: Day, known: Desks) -> bool:
    """Whether nobody can answer, and this user can change that."""
    is_open = row.stands in (State.ASKED, State.PROMISED)
    return is_open and known.lead_of(row.unit_id) is None and day.user.may(Right.MANAGE_ORGANISATION)


def _late(row: Contribution, reason: EscalationReason) -> str:
    if reason is EscalationReason.OVERDUE:
        return _("{unit} promised it and is late").format(unit=row.unit)
    return _("{unit} has not answered for five working days").format(unit=row.unit)


def _answered(day: Day, rows: list[Contribution]) -> frozenset[int]:
    """Of the accounts of these rows those the user answers for."""
    mine = answered_for(day)
    ids = {row.account_id for row in rows}
    if isinstance(mine, list):
        return frozenset(ids.intersection(mine))
    return frozenset(mine.filter(pk__in=ids).order_by().values_list("pk", flat=True))
