"""What of the selection waits for somebody: ratings, assessments due, strategic accounts with a check raised."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from covalue.accounts import queries as accounts
from covalue.accounts.my_day import accounts_of_day, answered_for, where
from covalue.people.models import User
from covalue.people.rules import Right, Role
from covalue.selection import watchlist
from covalue.selection.queries.rating import waiting_for
from covalue.selection.rules import CheckKind
from covalue.selection.watchlist import Raised, WatchedAccount
from covalue.web import moments
from covalue.web.my_day import Day, Item, Urgency

WHY: Final = {
    CheckKind.REVENUE_FALLS: _lazy("net revenue {figure}"),
    CheckKind.CONTRIBUTION_LOW: _lazy("net contribution {figure}"),
    CheckKind.SILENT: _lazy("last conversation: {figure}"),
    CheckKind.UNSIGNED: _lazy("waits for a signature, {figure}"),
    CheckKind.NO_SPONSOR: "{figure}",
}


def ratings(day: Day) -> Iterator[Item]:
    """Rounds that wait for the user's ratings."""
    for rater in waiting_for(day.user):
        due = rater.round.due_on
        until = _("due {day}").format(day=moments.near(due, day.today)) if due else _("no due date")
        late = due is not None and due <= day.today
        yield Item(
            key=f"rating:{rater.pk}",
            why=f"{until} · {_('nobody sees your ratings until rating is closed for everyone')}",
            title=_("Your rating is requested: {round}").format(round=rater.round.name),
            url=reverse("selection:round", args=[rater.round_id]),
            urgency=Urgency.NOW if late else Urgency.WEEK,
            due=due,
        )


def watched(day: Day) -> Iterator[Item]:
    """Strategic accounts with a check raised, for whoever steers, sponsors or coaches: one item for each account.

    That an assessment is due is an item of its own, for whoever can begin one.
    """
    if not _watches(day):
        return
    own = None if _watches_all(day.user) else _own(day)
    for row in watchlist.watched_among(accounts_of_day(day), day.user, day.today):
        for check in row.fired:
            if check.trigger == CheckKind.NOT_ASSESSED and day.user.may(Right.CLASSIFY_ACCOUNTS):
                yield _assessment(row, check)
        if own is None or row.account.pk in own:
            checks = [check for check in row.fired if check.trigger not in _said_elsewhere(own)]
            if checks:
                yield _raised(row, checks)


def _raised(row: WatchedAccount, checks: list[Raised]) -> Item:
    kinds = "-".join(check.trigger for check in checks)
    return Item(
        key=f"watch:{row.account.pk}:{kinds}",
        why=" · ".join(str(WHY[CheckKind(check.trigger)]).format(figure=check.figure) for check in checks),
        title=_("{account} is on the watchlist").format(account=row.account.name),
        url=reverse("selection:watchlist"),
        urgency=Urgency.WEEK,
        **where(row.account),
    )


def _assessment(row: WatchedAccount, check: Raised) -> Item:
    return Item(
        key=f"assessment:{row.account.pk}",
        why=_("last assessment: {figure}").format(figure=check.figure),
        title=_("Assessment due: {account}").format(account=row.account.name),
        url=reverse("selection:rounds"),
        urgency=Urgency.WEEK,
        **where(row.account),
    )


def _said_elsewhere(own: frozenset[int] | None) -> tuple[CheckKind, ...]:
    """Checks that are items of their own: for whoever has own accounts also that one has gone quiet."""
    return (CheckKind.NOT_ASSESSED,) if own is None else (CheckKind.NOT_ASSESSED, CheckKind.SILENT)


def _watches_all(user: User) -> bool:
    """Whether the whole watchlist is theirs, as far as they may see it."""
    return user.may(Right.CLASSIFY_ACCOUNTS) or Role.COACH in user.roles


def _own(day: Day) -> frozenset[int]:
    """Accounts the user answers for or sponsors."""
    sponsored = accounts.sponsored_itself(day.user)
    own = accounts_of_day(day).filter(sponsored | Q(pk__in=answered_for(day)))
    return frozenset(own.order_by().values_list("pk", flat=True))


def _watches(day: Day) -> bool:
    """Whether the watchlist is anything of the user's: they steer, sponsor or coach."""
    return _watches_all(day.user) or accounts.leads_or_sponsors(day.user)
