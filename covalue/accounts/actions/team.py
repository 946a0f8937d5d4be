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
    if user.is_guest or not user.is_active:
        raise errors.BadInput(_("Only active colleagues can be on a team."), field="user")
    membership, new = Membership.objects.get_or_create(
        account=account, user=user, team_role=team_role, defaults={"since": since or now.date()}
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
