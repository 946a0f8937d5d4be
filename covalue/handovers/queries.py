"""What would move, what moved, and who may look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.handovers.inputs import AT_ONCE
from covalue.handovers.models import Handover
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.web.answered import AsRef

OWNERLESS_SHOWN: Final = 10
TAKEN_LATELY: Final = timedelta(days=14)
TAKEN_SHOWN: Final = 5


@dataclass(frozen=True)
class Candidate:
    """An account as it would be handed over, with its owner's open actions."""

    account: AsRef[Account]
    owner: AsRef[User] | None
    open_actions: int
    overdue: int


@dataclass(frozen=True)
class Preview:
    """What could be handed over: of one account, of one owner, or of all whose owner is gone. `more` are left out."""

    rows: tuple[Candidate, ...]
    more: int


@dataclass(frozen=True)
class Ownerless:
    """Accounts whose owner is gone: the first of them, and how many there are."""

    accounts: tuple[Account, ...]
    count: int


@dataclass(frozen=True)
class Undone:
    """A handover taken back, and the names of accounts left alone as they changed hands since."""

    handover: Handover
    left_alone: tuple[str, ...]


def guard(user: User) -> None:
    """For guests there are no handovers."""
    if user.is_guest:
        raise errors.NotFound()


def known_to(user: User, account_ids: Iterable[int]) -> list[int]:
    """Those of these accounts whose name this user may read."""
    return list(accounts.in_portfolio_of(user).filter(pk__in=account_ids).values_list("pk", flat=True))


def candidates(user: User, *, account: int | None = None, owner: int | None = None) -> QuerySet[Account]:
    """Accounts this user steers: one, those of one owner, or without either those whose owner is gone."""
    guard(user)
    steered = accounts.steered_by(user)
    if account is not None:
        return steered.filter(pk=account)
    if owner is not None:
        return steered.filter(owner=owner)
    return steered.filter(pk__in=accounts.asking_for_owner(user).values("pk"))


def candidates_among(user: User, account_ids: Iterable[int]) -> QuerySet[Account]:
    """Accounts this user steers, of these; not found where there is none."""
    rows = accounts.steered_by(user).filter(pk__in=account_ids).select_related("owner")
    if not rows.exists():
        raise errors.NotFound()
    return rows


def preview(candidates: QuerySet[Account], today: date) -> Preview:
    """These accounts with what hangs on their owner; a constant number of queries."""
    owed = Q(actions__owner=F("owner"), actions__done_at=None, actions__removed_at=None)
    counted = (
        candidates.select_related("owner")
        .annotate(owed=Count("actions", filter=owed), late=Count("actions", filter=owed & Q(actions__due_on__lt=today)))
        .order_by("name", "id")
    )
    rows = tuple(Candidate(row, row.owner, row.owed, row.late) for row in counted[:AT_ONCE])
    return Preview(rows, max(0, candidates.count() - len(rows)))


def ownerless_for(user: User, account_id: int | None = None) -> Ownerless | None:
    """Accounts this user steers, or one of them, that ask for a new owner; None when there are none."""
    asking = accounts.asking_for_owner(user)
    if account_id is not None:
        asking = asking.filter(pk=account_id)
    shown = tuple(asking[: OWNERLESS_SHOWN + 1])
    count = len(shown) if len(shown) <= OWNERLESS_SHOWN else asking.count()
    return Ownerless(shown[:OWNERLESS_SHOWN], count) if shown else None


def visible_to(user: User) -> QuerySet[Handover]:
    """Handovers one made or takes; all of them for who steers every account."""
    rows = Handover.objects.select_related("taker", "made_by").prefetch_related("shares__account", "shares__giver")
    if user.is_guest:
        return rows.none()
    if user.may(Right.CLASSIFY_ACCOUNTS):
        return rows
    return rows.filter(Q(made_by=user) | Q(taker=user))


def get(user: User, handover_id: int) -> Handover:
    """One handover by id."""
    handover = visible_to(user).filter(pk=handover_id).first()
    if handover is None:
        raise errors.NotFound()
    return handover


def taken_lately(user: User, since: date) -> QuerySet[Handover]:
    """What this user was given, for their day: handovers that hold since this day or will."""
    return visible_to(user).filter(taker=user, undone_at=None, holds_from__gte=since)
