"""What of the opportunities waits for somebody: next steps they owe, and open ones whose date is past or that stood still."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.my_day import answered_for, of_day, where
from covalue.opportunities import rules
from covalue.opportunities.models import Opportunity
from covalue.opportunities.queries import OPPORTUNITIES
from covalue.opportunities.rules import StageOutcome, Weight
from covalue.web import moments
from covalue.web.my_day import Day, Item, Urgency

SOON: Final = timedelta(days=7)


def next_steps(day: Day) -> Iterator[Item]:
    """Next steps of open opportunities that the user owes and are due within a week, on accounts they may open."""
    for row in _open(day):
        if not row.next_step or row.next_owner_id != day.user.pk:
            continue
        if row.next_on is None or row.next_on <= day.today + SOON:
            late = row.next_on is not None and row.next_on <= day.today
            why = _("due {day}").format(day=moments.near(row.next_on, day.today)) if row.next_on else _("no due date")
            yield _item(row, "next-step", row.next_step, why, Urgency.NOW if late else Urgency.WEEK, row.next_on)


def past_date(day: Day) -> Iterator[Item]:
    """Open opportunities on accounts the user answers for whose close date is past."""
    for row in _open(day):
        if row.answered and row.close_on is not None and row.close_on < day.today:
            title = _("Give “{title}” another close date, or close it").format(title=row.title)
            why = _("it should have been closed {day}").format(day=moments.near(row.close_on, day.today))
            yield _item(row, "past", title, why, Urgency.WEEK, row.close_on)


def standing_still(day: Day) -> Iterator[Item]:
    """Open ones on these accounts that nothing happened to for 60 days."""
    for row in _open(day):
        past = row.close_on is not None and row.close_on < day.today
        if row.answered and not past and rules.is_stale(row.touched_on, day.today):
            title = _("Say what comes next with “{title}”").format(title=row.title)
            near = moments.near(row.touched_on, day.today)
            why = _("stage, amount, date and next step are as they were {day}").format(day=near)
            yield _item(row, "still", title, why, Urgency.LATER, None)


def crowded(day: Day) -> Iterator[Item]:
    """Accounts the user answers for on which one open opportunity crowds out the others, by the rule of the balance."""
    by_account: dict[int, list[Any]] = defaultdict(list)
    for row in _open(day):
        if row.answered and row.amount is not None:
            by_account[row.account_id].append(row)
    for rows in by_account.values():
        large = rules.crowding([Weight(row.pk, row.amount, rules.is_stale(row.touched_on, day.today)) for row in rows])
        if large is not None and len({row.currency for row in rows}) == 1:
            row = next(row for row in rows if row.pk == large)
            title = _("“{title}” crowds out the other opportunities").format(title=row.title)
            why = _("half of the open amount or more, and half of the others stand still")
            yield _item(row, "crowds", title, why, Urgency.LATER, None, sets_aside=True)


def without_reason(day: Day) -> Iterator[Item]:
    """Those won or lost within 90 days of which nobody said why."""
    for row in day.once(_of_day, day):
        if row.answered and not row.is_open:
            won = row.outcome == StageOutcome.WON
            title = (_("Why was “{title}” won?") if won else _("Why was “{title}” lost?")).format(title=row.title)
            yield _item(row, "why", title, _("the reason is missing"), Urgency.LATER, None, sets_aside=True)


def _of_day(day: Day) -> list[Any]:
    """What may wait for the user: open ones, and those closed lately without a reason; `answered` for those they answer for."""
    since = day.today - rules.NOW_UNTIL
    rows = of_day(day, OPPORTUNITIES.visible_to(day.user)).filter(account__archived_at=None)
    waiting = Q(outcome=StageOutcome.OPEN) | Q(reason="", closed_on__gte=since)
    answered = Case(When(account__in=answered_for(day), then=Value(True)), default=Value(False))
    mine = Q(answered=True) | Q(next_owner=day.user)
    return list(rows.filter(waiting).annotate(answered=answered).filter(mine).order_by("id"))


def _open(day: Day) -> list[Any]:
    return [row for row in day.once(_of_day, day) if row.is_open]


def _item(
    row: Opportunity, kind: str, title: str, why: str, urgency: Urgency, due: date | None, *, sets_aside: bool = False
) -> Item:
    return Item(
        key=f"opportunity-{kind}:{row.pk}",
        why=why,
        title=title,
        url=reverse("opportunities:opportunity", args=[row.pk]),
        urgency=urgency,
        due=due,
        sets_aside=sets_aside,
        **where(row.account),
    )
