"""What would move, what moved, and who may look at it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.handovers.models import Handover
from covalue.people.models import User
from covalue.people.rules import Right

AT_ONCE: Final = 200
OWNERLESS_SHOWN: Final = 10
TAKEN_LATELY: Final = timedelta(days=14)
TAKEN_SHOWN: Final = 5


@dataclass(frozen=True)
class Given:
    """An account as it would be handed over: whose it is, and how many open actions they owe on it."""

    account: Account
    open_actions: int
    overdue: int


@dataclass(frozen=True)
class Preview:
    """What could be handed over: of one account, of one owner, or of all whose owner is gone. `more` are left out."""

    rows: tuple[Given, ...]
    more: int


@dataclass(frozen=True)
class Ownerless:
    """Accounts whose owner is gone: the first of them, and how many there are."""

    accounts: tuple[Account, ...]
    count: int


def chosen(user: User, *, account: int | None = None, owner: int | None = None) -> QuerySet[Account]:
    """The accounts one asked for, of those one steers; without a wish those whose owner is gone."""
    found = accounts.steered_by(user)
    if account is not None:
        return found.filter(pk=account)
    if owner is not None:
        return found.filter(owner=owner)
    return found.filter(pk__in=accounts.asking_for_owner(user).values("pk"))


def preview(found: QuerySet[Account], today: date) -> Preview:
    """These accounts with what hangs on their owner; a constant number of queries."""
    owed = Q(actions__owner=F("owner"), actions__done_at=None, actions__removed_at=None)
    rows = (
        found.select_related("owner")
        .annotate(owed=Count("actions", filter=owed), late=Count("actions", filter=owed & Q(actions__due_on__lt=today)))
        .order_by("name", "id")
    )
    shown = tuple(Given(row, row.owed, row.late) for row in rows[:AT_ONCE])
    return Preview(shown, max(0, found.count() - len(shown)))


def ownerless_for(user: User) -> Ownerless | None:
    """Accounts this user steers that ask for a new owner; None when there are none."""
    asking = accounts.asking_for_owner(user)
    shown = tuple(asking[: OWNERLESS_SHOWN + 1])
    count = len(shown) if len(shown) <= OWNERLESS_SHOWN else asking.count()
    return Ownerless(shown[:OWNERLESS_SHOWN], count) if shown else None


def visible_to(user: User) -> QuerySet[Handover]:
    """Handovers one made or takes; all of them for who steers every account."""
    found = Handover.objects.select_related("taker", "made_by").prefetch_related("shares__account", "shares__giver")
    if user.is_guest:
        return found.none()
    if user.may(Right.CLASSIFY_ACCOUNTS):
        return found
    return found.filter(Q(made_by=user) | Q(taker=user))


def get(user: User, handover_id: int) -> Handover:
    """One handover by id."""
    found = visible_to(user).filter(pk=handover_id).first()
    if found is None:
        raise errors.NotFound()
    return found


def taken_lately(user: User, since: date) -> QuerySet[Handover]:
    """What this user was given, for their day: handovers that hold since this day or will."""
    return visible_to(user).filter(taker=user, undone_at=None, holds_from__gte=since)
