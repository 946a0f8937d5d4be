"""What was decided of an account, when it is due for assessment, and what class it had when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, AccountClass
from covalue.core import events
from covalue.core.periods import add_months
from covalue.people.models import User
from covalue.people.rules import Right
from covalue.selection.models import Candidate
from covalue.selection.rules import State

CYCLE_MONTHS: Final = 12


@dataclass(frozen=True)
class Due:
    """A strategic account and when it was last assessed."""

    account: Account
    last: date | None
    due_on: date


@dataclass(frozen=True)
class ClassChange:
    """The class of an account before and from a moment on; `decided` if a round decided it."""

    at: datetime
    before: str
    after: str
    by: str
    decided: Candidate | None

    @property
    def before_label(self) -> str:
        return _label(self.before)

    @property
    def after_label(self) -> str:
        return _label(self.after)


def due(today: date) -> tuple[Due, ...]:
    """Strategic accounts whose last assessment, or whose choice, is longer ago than the cycle; the longest first."""
    classes = (AccountClass.STRATEGIC, AccountClass.WATCH)
    strategic = accounts.unscoped().filter(account_class__in=classes, archived_at=None).order_by("name")
    assessed = last_assessed([account.pk for account in strategic])
    rows = []
    for account in strategic:
        last = assessed.get(account.pk)
        due_on = add_months(last or account.class_since or account.day_of(account.created_at), CYCLE_MONTHS)
        if due_on <= today:
            rows.append(Due(account, last, due_on))
    return tuple(sorted(rows, key=lambda row: (row.due_on, row.account.name)))


def last_assessed(account_ids: Iterable[int]) -> dict[int, date]:
    """The day of the newest decision about each account."""
    candidates = Candidate.objects.filter(
        account__in=list(account_ids), round__state=State.DECIDED, round__removed_at=None
    )
    days = (
        candidates.exclude(decision="").order_by("round__decided_at", "pk").values_list("account", "round__decided_at")
    )
    return {account: decided_at.date() for account, decided_at in days if decided_at}


def class_history(user: User, account: Account) -> tuple[ClassChange, ...]:
    """The account's classes, the newest first; the reason of a round for whoever directs, or was told by letter."""
    candidates = Candidate.objects.filter(account=account, round__state=State.DECIDED).exclude(decision="")
    by_end = {
        candidate.round.decided_at: candidate
        for candidate in candidates.select_related("round", "decided_by", "letter")
        if user.may(Right.CLASSIFY_ACCOUNTS) or _was_told(user, candidate)
    }
    changed_class = events.of(account).filter(changes__has_key="account_class")
    pairs = [(event, event.changes["account_class"]) for event in changed_class]
    changes = [
        ClassChange(event.at, before, after, event.actor_name, by_end.get(event.at)) for event, (before, after) in pairs
    ]
    changed = {change.at for change in changes}
    stayed = [
        ClassChange(at, row.class_before, row.class_before, row.decided_by.name if row.decided_by else "", row)
        for at, row in by_end.items()
        if at is not None and at not in changed
    ]
    return tuple(sorted([*changes, *stayed], key=lambda change: change.at, reverse=True))


def _label(account_class: str) -> str:
    return str(AccountClass(account_class).label) if account_class in AccountClass.values else account_class


def _was_told(user: User, candidate: Candidate) -> bool:
    return hasattr(candidate, "letter") and any(reader["id"] == user.pk for reader in candidate.letter.to)
