"""Handing accounts over, and taking that back."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as account_queries
from covalue.accounts.models import Account
from covalue.action_items import actions as action_items
from covalue.contact_requests import kinds as contact_requests
from covalue.core import errors, events, jobs
from covalue.core.events import Actor
from covalue.handovers import passing, queries, reading
from covalue.handovers.models import Handover, Share, Tick
from covalue.people.models import User
from covalue.promises import actions as promises

FURTHEST: Final = timedelta(days=366)
UNDO_WITHIN: Final = timedelta(days=30)


@transaction.atomic
def hand_over(
    actor: Actor,
    *,
    accounts: Iterable[Account],
    taker: User,
    holds_from: date,
    now: datetime,
    note: str = "",
    actions_stay: Collection[int] = (),
) -> Handover:
    """Give accounts to a colleague: at once, or from a later day. On accounts in `actions_stay` actions do not move."""
    accounts = list(accounts)
    for account in accounts:
        account_actions.guard_steers(actor, account)
    _guard_content(accounts, taker, holds_from, now)
    handover = Handover.objects.create(
        taker=taker, note=note.strip(), holds_from=holds_from, made_by=actor.user, made_at=now
    )
    Share.objects.bulk_create(
        Share(handover=handover, account=account, giver=account.owner, with_actions=account.pk not in actions_stay)
        for account in accounts
    )
    jobs.enqueue("covalue.handovers.tasks.write_to_taker", handover.pk)
    if all(holds_from <= account.day_of(now) for account in accounts):
        return take_effect(actor, handover=handover, now=now)
    for account in accounts:
        changes = {"owner": (account.owner, taker), "from": ("", holds_from)}
        events.write(actor, "planned a handover", subject=account, stream=account, changes=changes, now=now)
    begins = max(datetime.combine(holds_from, time(), tzinfo=ZoneInfo(account.time_zone)) for account in accounts)
    jobs.enqueue("covalue.handovers.tasks.make_hold", handover.pk, run_after=begins)
    return handover


@transaction.atomic
def take_effect(actor: Actor, *, handover: Handover, now: datetime) -> Handover:
    """Move what a handover moves. Run twice it moves once; one that was taken back never does.

    On its day a planned one asks again: an account that changed hands or was put away since is left alone, and so are all
    where its planner may no longer give them away or its taker is gone; the planner is told.
    """
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    if handover.held_at is not None or handover.undone_at is not None:
        return handover
    shares = list(handover.shares.select_related("account__owner"))
    left = [share for share in shares if _left_alone(handover, share)]
    for share in shares:
        if share not in left:
            _move(actor, share, handover.taker, now)
    for share in left:
        changes = {"owner": (share.account.owner, handover.taker)}
        events.write(
            actor, "left account out of handover", subject=share.account, stream=share.account, changes=changes, now=now
        )
    if left:
        jobs.enqueue("covalue.handovers.tasks.tell_planner", handover.pk, [share.account_id for share in left])
    if handover.taker.may_lead:
        handover.held_at = now
        handover.save(update_fields=["held_at"])
    return handover


@transaction.atomic
def undo(actor: Actor, *, handover: Handover, now: datetime) -> tuple[str, ...]:
    """Take a handover back within 30 days; returns the names of accounts that changed hands since and are left alone."""
    handover = Handover.objects.select_for_update().get(pk=handover.pk)
    _guard_takes_back(actor, handover)
    if handover.undone_at is not None:
        raise errors.WrongState(_("This handover has already been undone."))
    if now - handover.made_at > UNDO_WITHIN:
        raise errors.WrongState(_("A handover can be undone for 30 days; this one is older."))
    left = []
    for share in handover.shares.select_related("account__owner", "giver"):
        if handover.held_at is not None and not _can_go_back(handover, share):
            left.append(share.account.name)
            continue
        _give_back(actor, share, handover, now)
    handover.undone_at = now
    handover.save(update_fields=["undone_at"])
    return tuple(left)


@transaction.atomic
def tick(actor: Actor, *, share: Share, key: str, ticked: bool, now: datetime) -> None:
    """Tick an entry of the reading list, or untick it: for whoever gives, or for whoever takes, each their own."""
    chapter, user, handover = reading.chapter(key), actor.user, share.handover
    if chapter is None:
        raise errors.NotFound()
    sides = queries.sides_of(user, share)
    if not sides:
        raise errors.NotAllowed(_("Only whoever gives or takes the account ticks its reading list."))
    if handover.undone_at is not None:
        raise errors.WrongState(_("This handover was undone."))
    for taker in sides:
        if ticked:
            values = {"ticked_by": user, "ticked_at": now}
            changed = Tick.objects.get_or_create(share=share, key=key, taker=taker, defaults=values)[1]
        else:
            changed = bool(Tick.objects.filter(share=share, key=key, taker=taker).delete()[0])
        if changed:
            verb = ("read" if taker else "told") + (" at handover" if ticked else " no longer at handover")
            changes = {"entry": ("", chapter.title)}
            events.write(actor, verb, subject=share.account, stream=share.account, changes=changes, now=now)


def _left_alone(handover: Handover, share: Share) -> bool:
    """Whether an account is no longer as it was when the handover was planned, or may not be given away any more."""
    account, planner = share.account, handover.made_by
    if not handover.taker.may_lead or account.archived_at is not None:
        return True
    if account.owner_id != share.giver_id or account.owner_id == handover.taker_id:
        return True
    return planner is not None and not (planner.is_active and account_queries.may_steer(planner, account))


def _guard_takes_back(actor: Actor, handover: Handover) -> None:
    """Whoever steers all of it takes it back, and who made it by giving away an account of their own."""
    user, shares = actor.user, list(handover.shares.select_related("account"))
    gave = user is not None and user == handover.made_by and user.pk in {share.giver_id for share in shares}
    if gave and user is not None and user.may_lead:
        return
    for share in shares:
        account_actions.guard_steers(actor, share.account)


def _can_go_back(handover: Handover, share: Share) -> bool:
    """Whether the account still is where the handover put it, and who gave it can have it again."""
    if not share.moved or share.account.owner_id != handover.taker_id or share.account.archived_at is not None:
        return False
    return share.giver is None or share.giver.may_lead


def _guard_content(accounts: list[Account], taker: User, holds_from: date, now: datetime) -> None:
    if not accounts:
        raise errors.BadInput(_("Choose at least one account to hand over."), field="accounts")
    if not taker.may_lead:
        raise errors.BadInput(
            _("Only an active colleague with a role that leads accounts can own them."), field="taker"
        )
    for account in accounts:
        if account.owner_id == taker.pk:
            raise errors.BadInput(
                _("{taker} already owns {account}.").format(taker=taker, account=account), field="taker"
            )
    today = min(account.day_of(now) for account in accounts)
    if not today <= holds_from <= today + FURTHEST:
        raise errors.BadInput(_("A handover takes effect today or within the next year."), field="holds_from")


def _move(actor: Actor, share: Share, taker: User, now: datetime) -> None:
    """Owner, the SAM's place on the team, and the open actions of the owner before, in one line of the audit log."""
    account, giver = share.account, share.account.owner
    account.owner = taker
    account.save(update_fields=["owner"])
    share.giver = giver
    share.moved = {
        "joined": account_actions.take_lead(account, taker, since=account.day_of(now)),
        "left": _leave(account, giver),
        "actions": _move_actions(share, taker),
        "promises": _move_promises(share, taker),
        "requests": _move_requests(share, taker),
        "others": _move_others(share, taker),
    }
    share.save(update_fields=["giver", "moved"])
    changes = {
        "owner": (giver, taker),
        "actions": ("", len(share.moved["actions"])),
        "promises": ("", share.promises_moved),
        "requests": ("", share.requests_moved),
    } | {kind: ("", len(ids)) for kind, ids in share.moved["others"].items()}
    events.write(actor, "handed over account", subject=account, stream=account, changes=changes, now=now)


def _leave(account: Account, giver: User | None) -> dict[str, str] | None:
    """The giver's place as SAM of this very account ends; a place on an account above stays."""
    since = account_actions.leave_lead(account, giver) if giver else None
    return {"since": since.isoformat()} if since else None


def _move_actions(share: Share, taker: User) -> list[int]:
    if share.giver is None or not share.with_actions:
        return []
    return action_items.pass_on(share.account, giver=share.giver, taker=taker)


def _move_promises(share: Share, taker: User) -> dict[str, list[int]]:
    """What the owner before promised, or was promised, on the account and is open."""
    if share.giver is None or not share.with_actions:
        return {}
    return promises.pass_on(share.account, giver=share.giver, taker=taker)


def _move_requests(share: Share, taker: User) -> dict[str, list[int]]:
    """What the owner before asked contacts of the account, and nobody has answered yet."""
    if share.giver is None or not share.with_actions:
        return {}
    return contact_requests.pass_on(share.account, giver=share.giver, taker=taker)


def _move_others(share: Share, taker: User) -> dict[str, list[int]]:
    """Work, incidents and whatever else the owner before sees to on the account and is open."""
    if share.giver is None or not share.with_actions:
        return {}
    return passing.pass_on(share.account, giver=share.giver, taker=taker)


def _give_back(actor: Actor, share: Share, handover: Handover, now: datetime) -> None:
    account, moved = share.account, share.moved
    if handover.held_at is not None:
        account.owner = share.giver
        account.save(update_fields=["owner"])
        action_items.give_back(moved["actions"], giver=share.giver, taker=handover.taker)
        promises.give_back(moved.get("promises", {}), giver=share.giver, taker=handover.taker)
        contact_requests.give_back(moved.get("requests", {}), giver=share.giver, taker=handover.taker)
        passing.give_back(moved.get("others", {}), giver=share.giver, taker=handover.taker)
        if moved["joined"]:
            account_actions.undo_lead(moved["joined"])
        if moved["left"] and share.giver is not None:
            since = date.fromisoformat(moved["left"]["since"])
            account_actions.take_lead(account, share.giver, since=since)
    changes = {"owner": (handover.taker, share.giver)}
    events.write(actor, "took a handover back", subject=account, stream=account, changes=changes, now=now)
