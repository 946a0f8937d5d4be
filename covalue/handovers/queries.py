"""What would move, what moved, and who may look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors
from covalue.handovers import reading
from covalue.handovers.inputs import AT_ONCE
from covalue.handovers.models import Handover, Share
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
class Entry:
    """A page of the reading list, how much there is of it, and when either side ticked it."""

    key: str
    title: str
    url: str
    count: int | None
    told_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True)
class ReadingList:
    """What is to be read of one account of a handover; `gives` and `takes` say which ticks are the user's own."""

    share: Share
    entries: tuple[Entry, ...]
    gives: bool
    takes: bool

    @property
    def read(self) -> int:
        return sum(entry.read_at is not None for entry in self.entries)

    @property
    def told(self) -> int:
        return sum(entry.told_at is not None for entry in self.entries)


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
    given = Share.objects.filter(giver=user).values("handover")
    return rows.filter(Q(made_by=user) | Q(taker=user) | Q(pk__in=given))


def get(user: User, handover_id: int) -> Handover:
    """One handover by id."""
    handover = visible_to(user).filter(pk=handover_id).first()
    if handover is None:
        raise errors.NotFound()
    return handover


def sides_of(user: User | None, share: Share) -> tuple[bool, ...]:
    """The sides whose ticks are this user's: True the taker's, False the giver's, or that of whoever hands over for them."""
    if user is None or not user.is_active or user.is_guest:
        return ()
    gives = share.giver_id == user.pk or (share.handover.made_by_id == user.pk and share.handover.taker_id != user.pk)
    return (*((True,) if share.handover.taker_id == user.pk else ()), *((False,) if gives else ()))


def get_share(user: User, handover_id: int, share_id: int) -> Share:
    """One account of a handover this user may look at."""
    share = Share.objects.select_related("handover", "account", "giver").filter(pk=share_id).first()
    if share is None or share.handover_id != get(user, handover_id).pk:
        raise errors.NotFound()
    return share


def reading_lists(user: User, handover: Handover) -> tuple[ReadingList, ...]:
    """What is to be read of each account of a handover that this user may open, or gives or takes."""
    shares = list(handover.shares.select_related("account", "giver", "handover").prefetch_related("ticks"))
    opened = accounts.openable(user, [share.account_id for share in shares])
    return tuple(
        _reading_list(user, share, opens=share.account_id in opened)
        for share in shares
        if share.account_id in opened or sides_of(user, share)
    )


def _reading_list(user: User, share: Share, *, opens: bool) -> ReadingList:
    ticks = {(tick.key, tick.taker): tick.ticked_at for tick in share.ticks.all()}
    entries = tuple(
        Entry(
            chapter.key,
            str(chapter.title),
            reverse(chapter.url_name, args=[share.account_id]) if opens else "",
            chapter.count(share.account) if chapter.count and opens else None,
            ticks.get((chapter.key, False)),
            ticks.get((chapter.key, True)),
        )
        for chapter in reading.chapters()
    )
    sides = sides_of(user, share)
    return ReadingList(share, entries, gives=False in sides, takes=True in sides)


def unread_by(user: User, since: date) -> list[tuple[Share, int]]:
    """Accounts this user took since a day, with how many entries of the reading list they have not ticked."""
    rows = Share.objects.filter(
        handover__taker=user, handover__held_at__isnull=False, handover__undone_at=None, handover__holds_from__gte=since
    ).select_related("account", "handover")
    counted = rows.annotate(done=Count("ticks", filter=Q(ticks__taker=True)))
    whole = len(reading.chapters())
    return [(share, whole - share.done) for share in counted if share.done < whole]


def taken_lately(user: User, since: date) -> QuerySet[Handover]:
    """What this user was given, for their day: handovers that hold since this day or will."""
    return visible_to(user).filter(taker=user, undone_at=None, holds_from__gte=since)
