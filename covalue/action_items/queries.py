"""Reading actions; queries of accounts decide whose."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Exists, F, Min, Model, OuterRef, Q, QuerySet

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.accounts.rows import AccountRows
from covalue.action_items.models import Action
from covalue.core import errors, events
from covalue.people import queries as people
from covalue.people.models import User

SOON: Final = timedelta(days=7)


@dataclass(frozen=True)
class Promised:
    """How many actions of an account are done, open, and open past their date."""

    done: int
    open: int
    overdue: int


ACTIONS: Final = AccountRows(Action, related=("owner", "customer_owner"))
visible_to, get, get_current = ACTIONS.visible_to, ACTIONS.get_or_removed, ACTIONS.get


def of_account(account: Account, *, is_open: bool | None = None) -> QuerySet[Action]:
    """The account's actions: open ones first by date, then the done; all of them, or only those open or done."""
    actions = account.actions.filter(removed_at=None).select_related("account", "owner", "customer_owner")
    if is_open is not None:
        actions = actions.filter(done_at__isnull=is_open)
    return actions.order_by(F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")


def open_for(user: User) -> QuerySet[Action]:
    """What this user owes on current accounts, by date; also where they may no longer open the account (`opens`)."""
    mine = owed_or_visible_to(user).filter(owner=user, done_at=None, account__archived_at=None)
    return mine.order_by(F("due_on").asc(nulls_last=True), "id")


def owed_or_visible_to(user: User) -> QuerySet[Action]:
    """Actions on accounts this user may open, and those they owe; `opens` says which of both an action is."""
    rows = Action.objects.filter(removed_at=None).select_related("account", "owner", "customer_owner")
    opened = accounts.visible_to(user).filter(pk=OuterRef("account"))
    known = rows.annotate(opens=Exists(opened)).filter(Q(opens=True) | Q(owner=user))
    return known if user.is_active and not user.is_guest else known.none()


def get_owed_or_visible(user: User, action_id: int) -> Action:
    """One action that is not removed, on an account this user may open or owed by them."""
    action = owed_or_visible_to(user).filter(pk=action_id).first()
    if action is None:
        raise errors.NotFound()
    return action


def opens(action: Action) -> bool:
    """Whether whoever asked for the action may open its account, too."""
    return bool(getattr(action, "opens", True))


def owes(user: User, action: Action) -> bool:
    """Whether this colleague owes the action, whatever else of the account they may see."""
    return action.owner_id == user.pk and user.is_active and not user.is_guest


def reminded_today(action: Action, now: datetime) -> bool:
    """Whether its owner was written to on this day already."""
    return action.reminded_at is not None and action.reminded_at.date() == now.date()


def late_of_others(user: User, account_ids: Collection[int] | QuerySet[Account], today: date) -> QuerySet[Action]:
    """Open actions past their date on these accounts that another colleague or a contact owes."""
    late = Action.objects.filter(account__in=account_ids, removed_at=None, done_at=None, due_on__lt=today)
    colleague = Q(owner__in=people.colleagues().values("pk")) & ~Q(owner=user)
    reached = late.filter(colleague | Q(customer_owner__isnull=False))
    return reached.select_related("account", "owner", "customer_owner").order_by("due_on", "id")


def owed_by_contact(user: User, contact: Contact) -> QuerySet[Action]:
    """The actions of a contact on accounts this user may open: open ones first by date, then the done."""
    theirs = visible_to(user).filter(customer_owner=contact)
    return theirs.order_by(F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")


def open_on(account: Account) -> tuple[Action, ...]:
    """The open actions of an account, by date."""
    return tuple(of_account(account).filter(done_at=None))


def origins_of(rows: Iterable[Model]) -> set[str]:
    """Of these rows the keys of those that actions arose from, done or not."""
    keys = [events.key(row) for row in rows]
    found = Action.objects.filter(arose_from__in=keys, removed_at=None) if keys else Action.objects.none()
    return set(found.values_list("arose_from", flat=True))


def arose_from(row: Model) -> QuerySet[Action]:
    """The actions that came out of a row: open ones first by date, then the done."""
    actions = Action.objects.filter(arose_from=events.key(row), removed_at=None)
    actions = actions.select_related("account", "owner", "customer_owner")
    return actions.order_by(F("done_at").desc(nulls_first=True), F("due_on").asc(nulls_last=True), "id")


def some_arose_from(rows: Iterable[Model]) -> set[str]:
    """Of these rows those, as the audit log names them, that an action came out of; removed actions do not count."""
    keys = [events.key(row) for row in rows]
    found = Action.objects.filter(arose_from__in=keys, removed_at=None)
    return set(found.values_list("arose_from", flat=True))


def titles_from(row: Model) -> list[str]:
    """The titles of all actions that came out of a row, removed ones too."""
    return list(Action.objects.filter(arose_from=events.key(row)).values_list("title", flat=True))


def promised_on(account: Account, today: date) -> Promised:
    """How many actions of an account are done and open."""
    counts = account.actions.filter(removed_at=None).aggregate(
        done=Count("pk", filter=Q(done_at__isnull=False)),
        open=Count("pk", filter=Q(done_at=None)),
        overdue=Count("pk", filter=Q(done_at=None, due_on__lt=today)),
    )
    return Promised(**counts)


def next_due(account_ids: Iterable[int]) -> dict[int, date]:
    """The first day something open is due on each of these accounts."""
    rows = Action.objects.filter(account__in=account_ids, removed_at=None, done_at=None, due_on__isnull=False)
    return dict(rows.values_list("account").annotate(due=Min("due_on")).order_by())


def next_on(account_ids: Iterable[int]) -> dict[int, Action]:
    """The open action of each of these accounts that is due first."""
    rows = Action.objects.filter(account__in=account_ids, removed_at=None, done_at=None)
    by_due = rows.select_related("owner", "customer_owner").order_by(F("due_on").desc(nulls_first=True), "-id")
    return {action.account_id: action for action in by_due}


def overdue(account: Account, today: date) -> QuerySet[Action]:
    """Open actions of the account past their date."""
    return account.actions.filter(removed_at=None, done_at=None, due_on__lt=today)


def possible_owners(account: Account, action: Action | None = None) -> dict[str, QuerySet[User] | QuerySet[Contact]]:
    """Who can own an action of the account: colleagues who may open it, or contacts who are still there.

    Whoever owns the `action` now can go on doing so.
    """
    may_open = accounts.who_may_open(account)
    if action is None:
        return {"owner": may_open, "customer_owner": accounts.current_contacts(account)}
    owner = people.everybody().filter(actions=action.pk)
    contacts = accounts.current_contacts(account, with_ids=[action.customer_owner_id])
    return {"owner": people.either(may_open, owner), "customer_owner": contacts}


def colleagues_and_contacts(account: Account, action: Action | None = None) -> dict[str, QuerySet[Any]]:
    """Whom somebody may name as an owner; of colleagues who may not open the account the action says so."""
    return {**possible_owners(account, action), "owner": people.everybody()}
