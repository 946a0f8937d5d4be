"""Accounts that have gone quiet, and those a user is on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.accounts.my_day import accounts_of_day, answered_for, where
from covalue.conversations import queries, rhythm
from covalue.conversations.queries import QUIET_AFTER, Watched
from covalue.people.rules import Right
from covalue.web import moments
from covalue.web.my_day import Day, Item, Urgency

STANDARD_QUIET_AFTER: Final = timedelta(days=180)
SOONER: Final = (AccountClass.STRATEGIC, AccountClass.KEY)


def quiet(day: Day) -> Iterator[Item]:
    """Accounts the user leads, owns or sponsors without a conversation for as long as their class allows.

    Of those below an account they lead only the ones that have a class.
    """
    held = Max("conversations__held_on", filter=Q(conversations__removed_at=None))
    sponsored = accounts.sponsored_itself(day.user)
    close = Q(memberships__user=day.user) | Q(owner=day.user) | ~Q(account_class=AccountClass.STANDARD)
    mine = Q(close, pk__in=answered_for(day))
    rows = list(accounts_of_day(day).filter(mine | sponsored).annotate(last_held=held).order_by("name"))
    asked = rhythm.of_accounts(account.pk for account in rows)
    for account in rows:
        since = account.last_held or account.day_of(account.created_at)
        if day.today - since > min(quiet_after(account), asked.get(account.pk, quiet_after(account))):
            yield _item(account, account.last_held, day.today)


def quiet_after(account: Account) -> timedelta:
    """How long an account of this class may go without a conversation."""
    return STANDARD_QUIET_AFTER if account.account_class == AccountClass.STANDARD else QUIET_AFTER


def _item(account: Account, last_held: date | None, today: date) -> Item:
    since = moments.near(last_held, today) if last_held else ""
    why = _("last conversation {day}").format(day=since) if since else _("no conversation yet")
    return Item(
        key=f"quiet:{account.pk}:{last_held or 'never'}",
        why=f"{account.get_account_class_display()} · {why}",
        title=_title(last_held).format(account=account.name),
        url=reverse("conversations:log", args=[account.pk]),
        urgency=Urgency.WEEK if account.account_class in SOONER else Urgency.LATER,
        **where(account),
    )


def _title(last_held: date | None) -> str:
    return _("{account} has gone quiet") if last_held else _("Nobody has talked with {account} yet")


def own_accounts(day: Day) -> tuple[Watched, ...] | None:
    """The user's accounts with how long ago we spoke; that they are on none only where they need to be on one."""
    watched = queries.watched_by(day.user, day.today)
    return watched if watched or (day.user.needs_team and not day.user.may(Right.SEE_PORTFOLIO)) else None
