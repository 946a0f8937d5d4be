"""What of the actions waits for somebody: those they owe, and on their accounts those that reach nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.my_day import answered_for, where
from covalue.action_items import queries
from covalue.action_items.models import Action
from covalue.action_items.queries import SOON
from covalue.people import queries as people
from covalue.web import moments
from covalue.web.my_day import Act, Day, Item, Urgency

OWN: Final = "action"
TEAM_KEY: Final = "team-action"
AT_ONCE: Final = 3  # items of an account that are shown before one unfolds the others


@dataclass(frozen=True)
class Needs:
    """What of an account waits for a user, and the open actions of others on it."""

    items: tuple[Item, ...]
    team: tuple[Action, ...]

    @property
    def first(self) -> tuple[Item, ...]:
        """What is shown at once: the most urgent."""
        return self.items[:AT_ONCE]

    @property
    def rest(self) -> tuple[Item, ...]:
        """What one unfolds."""
        return self.items[AT_ONCE:]


def owed(day: Day) -> Iterator[Item]:
    """What the user owes, whether they may still open the account or not."""
    for action in day.once(owed_by_user, day):
        yield _item(action, _why_due(action.due_on, day.today), day.today)


def item_of(action: Action, today: date) -> Item:
    """The action as an item of the queue, whoever owns it."""
    return _item(action, _why_lost(action) or _why_due(action.due_on, today), today)


def unowned(day: Day) -> Iterator[Item]:
    """Open actions on accounts the user answers for which nobody owns, or somebody who has left or is a customer's guest now."""
    rows = Action.objects.filter(removed_at=None, done_at=None, customer_owner=None)
    reached = people.colleagues().values("pk")
    lost = rows.filter(Q(owner=None) | ~Q(owner__in=reached))
    for action in lost.filter(account__in=answered_for(day)).select_related("account", "owner"):
        yield item_of(action, day.today)


def late_of_team(day: Day) -> Iterator[Item]:
    """What others owe past its date on accounts the user answers for: its date can be changed, and its owner reminded."""
    now = timezone.now()
    for action in queries.late_of_others(day.user, answered_for(day), day.today):
        yield _item_of_other(action, day.today, now)


def _item_of_other(action: Action, today: date, now: datetime) -> Item:
    owner = action.owner or action.customer_owner
    why = _("{name} owes it, {late}").format(name=owner, late=_why_due(action.due_on, today))
    act = None
    if action.owner is not None and queries.reminded_today(action, now):
        why = _("{why}, reminded today").format(why=why)
    elif action.owner is not None:
        act = Act(_("Remind {name}").format(name=action.owner.name), reverse("action_items:remind", args=[action.pk]))
    return Item(
        key=f"{TEAM_KEY}:{action.pk}",
        why=why,
        title=action.title,
        url=reverse("action_items:edit", args=[action.pk]),
        urgency=Urgency.WEEK,
        due=action.due_on,
        act=act,
        **where(action.account),
    )


def owed_by_user(day: Day) -> tuple[Action, ...]:
    """The open actions the user owes."""
    rows = queries.open_for(day.user)
    return tuple(rows if day.account_id is None else rows.filter(account=day.account_id))


def overdue(day: Day) -> int | None:
    """How many actions of the queue are past their date; None where none is."""
    due_days = (item.due for item in day.queue if item.kind == OWN)
    return sum(due_on is not None and due_on < day.today for due_on in due_days) or None


def _item(action: Action, why: str, today: date) -> Item:
    return Item(
        key=f"{OWN}:{action.pk}",
        why=why,
        title=action.title,
        url=reverse("action_items:edit", args=[action.pk]),
        urgency=_urgency(action.due_on, today),
        account_id=action.account_id,
        account=action.account.name,
        account_url=action.account.get_absolute_url() if queries.opens(action) else "",
        due=action.due_on,
        act=Act(_("Done"), reverse("action_items:tick", args=[action.pk]), ticks=True),
    )


def _why_lost(action: Action) -> str:
    if action.owner is None:
        return "" if action.customer_owner_id else _("nobody owns it: give it to someone")
    if action.owner.is_active and not action.owner.is_guest:
        return ""
    return _("{name} has left: give it to someone").format(name=action.owner.name)


def _why_due(due_on: date | None, today: date) -> str:
    if due_on is None:
        return _("you own it, no due date")
    if due_on < today:
        late = (today - due_on).days
        return ngettext("overdue by %(n)s day", "overdue by %(n)s days", late) % {"n": late}
    return _("due {day}").format(day=moments.near(due_on, today))


def _urgency(due_on: date | None, today: date) -> Urgency:
    if due_on is None or due_on > today + SOON:
        return Urgency.LATER
    return Urgency.NOW if due_on <= today else Urgency.WEEK
