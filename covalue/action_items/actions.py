"""What can be done with an action: promise it, change it, do it, take it away, undo."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_colleague, guard_contact, guard_edits, guard_fields
from covalue.accounts.models import Account, Contact
from covalue.action_items import queries
from covalue.action_items.models import Action
from covalue.action_items.queries import ACTIONS
from covalue.core import errors, events, jobs, removal
from covalue.core.events import Actor
from covalue.people.models import User

FIELDS: Final = frozenset({"title", "note", "owner", "customer_owner", "due_on"})


@transaction.atomic
def add(
    actor: Actor,
    *,
    account: Account,
    title: str,
    now: datetime,
    owner: User | None = None,
    customer_owner: Contact | None = None,
    due_on: date | None = None,
    note: str = "",
    arose_from: str = "",
) -> Action:
    """Promise something, with one owner and a date."""
    guard_edits(actor, account)
    action = Action(
        account=account,
        title=_title(title),
        note=note.strip(),
        owner=owner,
        customer_owner=customer_owner,
        due_on=due_on,
        arose_from=arose_from,
        created_by=actor.user,
        created_at=now,
    )
    _guard_one_owner(action)
    guard_colleague(account, owner, "owner")
    action.save()
    events.write(actor, "added action", subject=action, stream=account, now=now)
    return action


@transaction.atomic
def edit(actor: Actor, *, action: Action, now: datetime, **values: Any) -> Action:
    """Change title, note, owner or date."""
    guard_edits(actor, action.account)
    removal.guard_current(action)
    guard_fields(values, FIELDS)
    if "title" in values:
        values["title"] = _title(values["title"])
    changes = events.changed(action, values)
    if not changes:
        return action
    _guard_one_owner(action)
    if "owner" in changes:
        guard_colleague(action.account, action.owner, "owner")
    action.save()
    events.write(actor, "edited action", subject=action, stream=action.account, changes=changes, now=now)
    return action


@transaction.atomic
def complete(actor: Actor, *, action: Action, now: datetime) -> Action:
    """It is done. Done twice is done once."""
    _guard_ticks(actor, action)
    if action.done_at is not None:
        return action
    action.done_at, action.done_by = now, actor.user
    action.save(update_fields=["done_at", "done_by"])
    events.write(actor, "completed action", subject=action, stream=action.account, now=now)
    return action


@transaction.atomic
def reopen(actor: Actor, *, action: Action, now: datetime) -> Action:
    """It was not done after all."""
    _guard_ticks(actor, action)
    if action.done_at is None:
        return action
    action.done_at = action.done_by = None
    action.save(update_fields=["done_at", "done_by"])
    events.write(actor, "reopened action", subject=action, stream=action.account, now=now)
    return action


@transaction.atomic
def remind(actor: Actor, *, action: Action, now: datetime) -> Action:
    """Write to whoever owes an open action, at most once a day."""
    guard_edits(actor, action.account)
    removal.guard_current(action)
    action = Action.objects.select_for_update().get(pk=action.pk)
    _guard_reminder(actor, action, now)
    action.reminded_at = now
    action.save(update_fields=["reminded_at"])
    events.write(actor, "reminded of action", subject=action, stream=action.account, now=now)
    jobs.enqueue("covalue.action_items.tasks.write_to_owner", action.pk, actor.user.name if actor.user else "")
    return action


remove, restore = ACTIONS.remove, ACTIONS.restore


def pass_on(account: Account, *, giver: User, taker: User) -> list[int]:
    """Give the open actions one person owes on an account to another; returns their ids. The caller writes the event."""
    owed = Action.objects.filter(account=account, owner=giver, done_at=None, removed_at=None)
    action_ids = list(owed.values_list("pk", flat=True))
    Action.objects.filter(pk__in=action_ids).update(owner=taker)
    return action_ids


def give_back(action_ids: Iterable[int], *, giver: User | None, taker: User) -> None:
    """Undo `pass_on`, but for actions that are done or have another owner since."""
    Action.objects.filter(pk__in=action_ids, owner=taker, done_at=None).update(owner=giver)


def _guard_reminder(actor: Actor, action: Action, now: datetime) -> None:
    if action.done_at is not None:
        raise errors.WrongState(_("This action is done: there is nothing to remind of."))
    if action.owner is None or not action.owner.is_active or action.owner.is_guest:
        raise errors.WrongState(_("No colleague owns this action: give it to someone."))
    if action.owner == actor.user:
        raise errors.WrongState(_("You own this action yourself."))
    if queries.reminded_today(action, now):
        raise errors.WrongState(_("{name} was reminded today.").format(name=action.owner.name))


def _guard_ticks(actor: Actor, action: Action) -> None:
    """Whoever may change what is in the account, and whoever owes the action, though they may not open the account."""
    removal.guard_current(action)
    if actor.user is not None and queries.owes(actor.user, action) and action.account.archived_at is None:
        return
    guard_edits(actor, action.account)


def _guard_one_owner(action: Action) -> None:
    if action.owner is not None and action.customer_owner is not None:
        raise errors.BadInput(_("An action has one owner: either a colleague or a contact."), field="owner")
    if action.owner is not None and action.owner.is_guest:
        raise errors.BadInput(_("A guest cannot own one of our actions."), field="owner")
    guard_contact(action.account, action.customer_owner, "customer_owner")


def _title(title: str) -> str:
    cleaned = " ".join(title.split())
    if not cleaned:
        raise errors.BadInput(_("Enter what needs to be done."), field="title")
    return cleaned[:300]
