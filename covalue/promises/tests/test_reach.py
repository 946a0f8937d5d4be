"""Who owes a promise can see it: whoever cannot open the account is not given one, and what they had goes to who answers for it."""

from datetime import timedelta

import pytest

from covalue.accounts import queries as accounts
from covalue.accounts.models import Membership
from covalue.core import errors
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.promises import actions, my_day
from covalue.promises.models import Promise
from covalue.promises.rules import PromiseSide
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def day_of(world: World, role: Role) -> Day:
    return Day(world.user(role), TODAY)


def test_in_a_query_the_same_may_open_an_account_as_one_by_one(world: World) -> None:
    users = [*world.users.values(), world.stranger]
    for account in (world.group, world.energy, world.wind, world.orsa):
        for user in users:
            row = Promise.objects.create(
                account=account, side=PromiseSide.OURS, what="x", by_user=user, made_on=TODAY, created_at=NOW
            )
            reached = Promise.objects.filter(accounts.opened_by("by_user"), pk=row.pk).exists()
            may = accounts.who_may_open(account).filter(pk=user.pk).exists()
            assert reached is may, (account, user)


def test_nobody_is_given_a_promise_on_an_account_they_cannot_open(world: World) -> None:
    with pytest.raises(errors.BadInput, match="cannot open this account"):
        actions.add(US, account=world.energy, side=PromiseSide.OURS, what="x", colleague=world.stranger, now=NOW)
    promise = actions.add(US, account=world.energy, side=PromiseSide.OURS, what="x", now=NOW)
    with pytest.raises(errors.BadInput, match="cannot open this account"):
        actions.edit(US, promise=promise, colleague=world.stranger, now=NOW)
    promise.refresh_from_db()
    assert promise.by_user is None


@pytest.mark.parametrize("side", PromiseSide)
def test_what_somebody_had_who_left_the_team_waits_for_who_answers_for_the_account(
    world: World, side: PromiseSide
) -> None:
    member = world.user(Role.TEAM_MEMBER)
    due = TODAY - timedelta(days=1)
    actions.add(US, account=world.energy, side=side, what="The data", colleague=member, due_on=due, now=NOW)
    mine = my_day.ours if side == PromiseSide.OURS else my_day.theirs
    lost = my_day.unowned if side == PromiseSide.OURS else my_day.theirs
    assert [item.title for item in mine(Day(member, TODAY))] == ["The data"]
    assert not list(lost(day_of(world, Role.SAM)))
    Membership.objects.filter(user=member).delete()
    assert not list(mine(Day(User.objects.get(pk=member.pk), TODAY)))
    (item,) = lost(day_of(world, Role.SAM))
    assert item.title == "The data"
    if side == PromiseSide.OURS:
        assert member.name in item.why and "cannot open this account" in item.why
