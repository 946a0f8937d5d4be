"""Who of ours is on an account."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions.guards import guard_steers
from covalue.accounts.models import Account, Membership, TeamRole
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User


@transaction.atomic
def join_team(
    actor: Actor,
    *,
    account: Account,
    user: User,
    team_role: TeamRole,
    now: datetime,
    since: date | None = None,
) -> Membership:
    """Put one of ours on the account."""
    guard_steers(actor, account)
    guard_place(user, team_role)
    membership, new = Membership.objects.get_or_create(
        account=account, user=user, team_role=team_role, defaults={"since": since or account.day_of(now)}
    )
    if new:
        if team_role == TeamRole.LEAD and account.owner is None:
            account.owner = user
            account.save(update_fields=["owner"])
        events.write(
            actor,
            "put on the team",
            subject=membership,
            stream=account,
            name=user.name,
            changes={"role": ("", TeamRole(team_role).label)},
            now=now,
        )
    return membership


def guard_place(user: User, team_role: TeamRole) -> None:
    """Refuse a colleague who has no role for this place: it would give them nothing."""
    if user.is_guest or not user.is_active:
        raise errors.BadInput(_("Only active colleagues can be on a team."), field="user")
    if team_role == TeamRole.LEAD and not user.may_lead:
        sentence = _("{name} has no role that leads accounts. An administrator can make them a SAM.")
    elif team_role == TeamRole.SPONSOR and not user.may_sponsor:
        sentence = _("{name} has no role that sponsors accounts. An administrator can make them an executive sponsor.")
    elif not user.works_on_accounts:
        sentence = _("{name} has no role that works on accounts. An administrator can make them a team member.")
    else:
        return
    raise errors.BadInput(sentence.format(name=user.name), field="user")


def take_lead(account: Account, user: User, *, since: date) -> int | None:
    """Make a user a lead of the account; the id of their place, None where they had it. The caller writes the event."""
    place, new = Membership.objects.get_or_create(
        account=account, user=user, team_role=TeamRole.LEAD, defaults={"since": since}
    )
    return place.pk if new else None


def leave_lead(account: Account, user: User) -> date | None:
    """End a user's place as lead of this very account; since when they had it. The caller writes the event."""
    place = Membership.objects.filter(account=account, user=user, team_role=TeamRole.LEAD).first()
    if place is None:
        return None
    place.delete()
    return place.since


def undo_lead(place_id: int) -> None:
    """End the place `take_lead` made. The caller writes the event."""
    Membership.objects.filter(pk=place_id).delete()


@transaction.atomic
def leave_team(actor: Actor, *, membership: Membership, now: datetime) -> None:
    """Take somebody off the account; at once they see it no more."""
    account = membership.account
    guard_steers(actor, account)
    events.write(
        actor,
        "took off the team",
        subject=membership,
        stream=account,
        name=membership.user.name,
        now=now,
        changes={"role": (membership.get_team_role_display(), "")},
    )
    membership.delete()
