"""Who of ours is on an account. Forms of the page post here, too."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from covalue.accounts import actions, queries
from covalue.accounts.inputs import MemberInput
from covalue.accounts.models import Membership, TeamRole
from covalue.people import queries as people
from covalue.web import requests
from covalue.web.paging import Page
from covalue.web.shapes import Id, Ref, answer, ref

router = Router(tags=["accounts"])


class Member(Schema):
    """A team member of the account. `account` is where they are on the team, if you may see it. A place that is not `valid`
    asks for a role they no longer have; `acts_as` is what it leaves them: they work on the account, or null, see nothing of it.
    """

    id: int
    user: Ref
    title: str
    team_role: TeamRole
    acts_as: TeamRole | None
    account: Ref | None
    since: date
    valid: bool


@router.get("/accounts/{account_id}/team", response=Page[Member], summary="List the account's team")
def list_team(request: HttpRequest, account_id: Id) -> Page[Member]:
    """The colleagues on it, through its own team or through one above."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    known = {account.pk, *queries.known_above(user, account).values_list("pk", flat=True)}
    return Page[Member](items=[_member(membership, known) for membership in queries.places_of(account)], next=None)


@router.post("/accounts/{account_id}/team", response={201: Member}, summary="Add a team member")
def join_team(request: HttpRequest, account_id: Id, body: MemberInput) -> Status[Member]:
    """They can immediately see the account and everything below it."""
    account = queries.get(requests.user_of(request), account_id)
    actions.guard_steers(requests.actor(request), account)
    values = body.with_rows({"user": people.on_teams()})
    membership = actions.join_team(requests.actor(request), account=account, **values, now=timezone.now())
    return Status(201, _member(queries.places_of(account).get(pk=membership.pk), {account.pk}))


@router.delete("/memberships/{membership_id}", response={204: None}, summary="Remove a team member")
def leave_team(request: HttpRequest, membership_id: Id) -> Status[None]:
    """They can no longer see the account, with immediate effect."""
    membership = queries.get_membership(requests.user_of(request), membership_id)
    actions.leave_team(requests.actor(request), membership=membership, now=timezone.now())
    return Status(204, None)


def _member(membership: Membership, known: set[int]) -> Member:
    return answer(
        Member,
        membership,
        title=membership.user.title,
        valid=membership.acts_as == membership.team_role,
        account=ref(membership.account) if membership.account_id in known else None,
    )
