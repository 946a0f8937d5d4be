"""What can be done with work: plan it, change it, move it with what depends on it, undo, say it is done, keep the plan."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_colleague, guard_contact, guard_edits, guard_fields, guard_steers
from covalue.accounts.models import Account, Contact
from covalue.accounts.queries import unscoped
from covalue.core import days, errors, events, money, removal
from covalue.core.events import Actor
from covalue.execution import queries, rules, working_days
from covalue.execution.models import Baseline, Dependency, Move, WorkAnswer, WorkPackage
from covalue.execution.queries import DEPENDENCIES, WORK
from covalue.execution.rules import WorkSaid
from covalue.web.shapes import LAST_DAY

FIELDS = frozenset(
    {"title", "initiative", "starts_on", "duration", "owner", "customer_owner", "progress", "done_on", "note"}
)
DAYS = frozenset({"starts_on", "duration"})


@transaction.atomic
def add(actor: Actor, account: Account, values: Mapping[str, Any], *, now: datetime) -> WorkPackage:
    """Plan work; its owner has to reach the account."""
    guard_edits(actor, account)
    guard_fields(values, FIELDS)
    _guard_owners(account, values)
    _guard_place(account)
    return WORK.add(actor, account, values, now=now)


@transaction.atomic
def edit(actor: Actor, package: WorkPackage, values: Mapping[str, Any], *, now: datetime) -> WorkPackage:
    """Change it; whatever depends on it moves as far as it has to."""
    guard_edits(actor, package.account)
    removal.guard_current(package)
    guard_fields(values, FIELDS)
    _hold(package.account)
    changed = {name: value for name, value in values.items() if getattr(package, name) != value}
    _guard_owners(package.account, changed)
    if "done_on" in changed and changed["done_on"] is None and "progress" not in changed:
        changed["progress"] = 0
    before = _days(package)
    WORK.edit(actor, package, changed, now=now)
    if DAYS & changed.keys() or "done_on" in changed:
        _push(actor, package, before, now)
    return package


@transaction.atomic
def move(actor: Actor, package: WorkPackage, *, starts_on: date, now: datetime) -> Move | None:
    """To another first day, with whatever depends on it; None where it stands there already."""
    guard_edits(actor, package.account)
    removal.guard_current(package)
    if not package.is_open:
        raise errors.WrongState(_("What is done cannot be moved."))
    _hold(package.account)
    before = _days(package)
    if starts_on == package.starts_on:
        return None
    changes = events.changed(package, {"starts_on": starts_on})
    queries.guard_work(package)
    package.save()
    moved = _push(actor, package, before, now, always=True)
    events.write(actor, "moved work package", subject=package, stream=package.account, changes=changes, now=now)
    return moved


@transaction.atomic
def undo_move(actor: Actor, moved: Move, *, now: datetime) -> Move:
    """Bring back the days of everything that moved together; WrongState where any was changed since."""
    guard_edits(actor, moved.account)
    _hold(moved.account)
    moved = Move.objects.select_related("of", "account").select_for_update(of=("self",)).get(pk=moved.pk)
    if moved.undone_at is not None:
        raise errors.WrongState(_("This was undone already."))
    rows = WORK.of(moved.account).in_bulk([int(key) for key in moved.rows])
    for key, (_before, after) in moved.rows.items():
        if int(key) not in rows or _days(rows[int(key)]) != after:
            raise errors.WrongState(_("This was changed again since."))
    for key, (before, _after) in moved.rows.items():
        row = rows[int(key)]
        row.starts_on, row.duration = date.fromisoformat(before[0]), before[1]
        row.save(update_fields=["starts_on", "duration"])
    try:
        for row in rows.values():
            queries.guard_room(row)
    except errors.BadInput as unfit:
        raise errors.WrongState(unfit.sentence) from None
    moved.undone_at = now
    moved.save(update_fields=["undone_at"])
    events.write(actor, "moved work package back", subject=moved.of, stream=moved.account, now=now)
    return moved


def finish(actor: Actor, package: WorkPackage, *, now: datetime, done_on: date | None = None) -> WorkPackage:
    """It is done, today unless another day is said."""
    return edit(actor, package, {"done_on": done_on or package.account.day_of(now)}, now=now)


def reopen(actor: Actor, package: WorkPackage, *, now: datetime) -> WorkPackage:
    """It is not done after all."""
    return edit(actor, package, {"done_on": None}, now=now)


@transaction.atomic
def remove(actor: Actor, package: WorkPackage, *, now: datetime) -> None:
    WORK.remove(actor, package, now=now)


@transaction.atomic
def restore(actor: Actor, package: WorkPackage, *, now: datetime) -> None:
    """Undo of a removal; WrongState where it would depend on itself, or begin too early, by now."""
    _hold(package.account)
    if package.removed_at is not None:
        _guard_place(package.account)
    WORK.restore(actor, package, now=now)


@transaction.atomic
def link(actor: Actor, *, before: WorkPackage, after: WorkPackage, now: datetime, lag: int = 0) -> Dependency:
    """`after` depends on `before`, and moves where it would begin too early."""
    account = after.account
    guard_edits(actor, account)
    _hold(account)
    row = DEPENDENCIES.add(actor, account, {"before": before, "after": after, "lag": lag}, now=now)
    _settle(actor, after, now)
    return row


@transaction.atomic
def restore_link(actor: Actor, row: Dependency, *, now: datetime) -> None:
    """Undo of a removal; what waits moves where it would begin too early by now."""
    _hold(row.account)
    DEPENDENCIES.restore(actor, row, now=now)
    _settle(actor, WorkPackage.objects.select_related("account").get(pk=row.after_id), now)


unlink = DEPENDENCIES.remove


@transaction.atomic
def keep_baseline(actor: Actor, account: Account, *, now: datetime, note: str = "") -> Baseline:
    """Save the plan as it is; it holds once somebody who leads the account approves it."""
    guard_edits(actor, account)
    rows = [
        {"id": row.pk, "title": row.title, "starts_on": row.starts_on.isoformat(), "duration": row.duration,
         "ends_on": row.ends_on.isoformat()}
        for row in WORK.of(account)
    ]  # fmt: skip
    if not rows:
        raise errors.WrongState(_("There is no work to keep yet."))
    baseline = Baseline.objects.create(account=account, note=note.strip(), rows=rows, made_by=actor.user, made_at=now)
    events.write(actor, "kept baseline", subject=baseline, stream=account, now=now)
    return baseline


@transaction.atomic
def approve_baseline(actor: Actor, baseline: Baseline, *, now: datetime) -> Baseline:
    """From now on days are compared with this one."""
    guard_steers(actor, baseline.account)
    baseline = Baseline.objects.select_related("account").select_for_update(of=("self",)).get(pk=baseline.pk)
    if baseline.approved_at is not None:
        raise errors.WrongState(_("This was approved already."))
    baseline.approved_by, baseline.approved_at = actor.user, now
    baseline.save(update_fields=["approved_by", "approved_at"])
    events.write(actor, "approved baseline", subject=baseline, stream=baseline.account, now=now)
    return baseline


@transaction.atomic
def answer(
    actor: Actor,
    *,
    package: WorkPackage,
    contact: Contact,
    said: WorkSaid,
    now: datetime,
    day: date | None = None,
    words: str = "",
) -> WorkAnswer:
    """A contact says of their own work that it is done, which counts at once, or that it ends on another day.

    The caller has asked whether this contact may: `actor` has no account of ours.
    """
    removal.guard_current(package)
    if package.customer_owner_id != contact.pk:
        raise errors.NotAllowed(_("Only whoever does the work can answer it."))
    if not package.is_open:
        raise errors.WrongState(_("This is done already."))
    if said is WorkSaid.OTHER_DAY and day is None:
        raise errors.BadInput(_("Say which day."), field="day")
    if said is WorkSaid.OTHER_DAY and day is not None and day < package.account.day_of(now):
        raise errors.BadInput(_("This day has passed."), field="day")
    package.answers.filter(decided_at=None).update(decided_at=now)
    done = said is WorkSaid.DONE
    row = WorkAnswer.objects.create(
        package=package,
        contact=contact,
        said=said,
        day=None if done else day,
        words=" ".join(words.split())[:500],
        answered_at=now,
        decided_at=now if done else None,
        accepted=True if done else None,
    )
    account = package.account
    if done:
        _hold(account)
        before = _days(package)
        package.done_on, package.progress = max(account.day_of(now), package.starts_on), 100
        package.save(update_fields=["done_on", "progress"])
        _push(actor, package, before, now)
    changes = {} if done else {"ends_on": (package.ends_on, day)}
    events.write(actor, f"answered work {said.value}", subject=package, stream=account, changes=changes, now=now)
    return row


@transaction.atomic
def decide(actor: Actor, row: WorkAnswer, *, accept: bool, now: datetime) -> WorkAnswer:
    """Take over the other day, so that the work ends on it, or leave it as it is."""
    package = row.package
    guard_edits(actor, package.account)
    removal.guard_current(package)
    row = WorkAnswer.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.decided_at is not None:
        raise errors.WrongState(_("This has already been decided."))
    if accept and row.day is not None:
        begin = working_days.finish_of(row.day) - package.duration
        move(actor, package, starts_on=working_days.first_day(begin, package.duration), now=now)
    row.decided_by, row.decided_at, row.accepted = actor.user, now, accept
    row.save(update_fields=["decided_by", "decided_at", "accepted"])
    verb = "took over a day of work" if accept else "left a day of work"
    events.write(actor, verb, subject=package, stream=package.account, now=now)
    return row


def _hold(account: Account) -> None:
    """One change of an account's plan after the other: two at once could close a circle."""
    unscoped().select_for_update(of=("self",)).filter(pk=account.pk).first()


def _guard_place(account: Account) -> None:
    """Refuse more work than an account may have."""
    if WorkPackage.objects.filter(account=account, removed_at=None).count() >= rules.MOST_PACKAGES:
        raise errors.WrongState(
            _("An account has at most {n} work packages.").format(n=money.count(rules.MOST_PACKAGES))
        )


def _guard_owners(account: Account, values: Mapping[str, Any]) -> None:
    guard_colleague(account, values.get("owner"), "owner")
    contact: Contact | None = values.get("customer_owner")
    guard_contact(account, contact, "customer_owner")
    if contact is not None and contact.departed_on is not None:
        raise errors.BadInput(_("{contact} has left the company.").format(contact=contact), field="customer_owner")


def _days(package: WorkPackage) -> list[Any]:
    return [package.starts_on.isoformat(), package.duration]


def _push(actor: Actor, package: WorkPackage, before: list[Any], now: datetime, *, always: bool = False) -> Move | None:
    """Move what depends on it, and note what moved together, so that one undo brings all of it back."""
    plan = queries.plan_of(package.account)
    starts = rules.moved(plan.tasks, plan.follows, package.pk, package.task.start)
    moved = {str(package.pk): (before, _days(package))} if before != _days(package) else {}
    last = working_days.finish_of(LAST_DAY)
    for row in plan.packages:
        if row.pk == package.pk or row.pk not in starts:
            continue
        if starts[row.pk] + row.duration > last:
            raise errors.BadInput(
                _("“{title}” would end after {day}.").format(title=row.title, day=days.day(LAST_DAY)), field="starts_on"
            )
        was = _days(row)
        row.starts_on = working_days.first_day(starts[row.pk], row.duration)
        row.save(update_fields=["starts_on"])
        moved[str(row.pk)] = (was, _days(row))
    if not moved or (len(moved) == 1 and not always):
        return None
    return Move.objects.create(account=package.account, of=package, rows=moved, made_by=actor.user, made_at=now)


def _settle(actor: Actor, package: WorkPackage, now: datetime) -> None:
    """Move work that now depends on something to where it can begin."""
    plan = queries.plan_of(package.account)
    room = rules.earliest(plan.tasks, plan.follows, package.pk)
    if package.is_open and room is not None and package.task.start < room[0]:
        move(actor, package, starts_on=working_days.first_day(room[0], package.duration), now=now)
