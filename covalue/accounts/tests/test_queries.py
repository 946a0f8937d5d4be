from collections.abc import Iterable

import pytest

from covalue.accounts import actions, queries
from covalue.accounts.models import Account, TeamRole
from covalue.core import errors
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, US, World

HALDENS = {"Halden Group", "Halden Energy", "Halden Wind"}


def _names(accounts: Iterable[Account]) -> set[str]:
    return {account.name for account in accounts}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.PROGRAM_DIRECTOR, HALDENS | {"Orsa Paper"}),
        (Role.SAM, HALDENS),
        (Role.TEAM_MEMBER, {"Halden Energy", "Halden Wind"}),
        (Role.EXECUTIVE_SPONSOR, {"Halden Energy", "Halden Wind"}),
        (Role.COACH, {"Orsa Paper"}),
        (Role.UNIT_LEAD, set()),
        (Role.VOICE_ANALYST, set()),
        (Role.ANALYST, set()),
        (Role.ADMINISTRATOR, set()),
        (Role.CUSTOMER_GUEST, set()),
    ],
)
def test_who_opens_which_workspace(world: World, role: Role, seen: set[str]) -> None:
    assert _names(queries.visible_to(world.user(role))) == seen


def test_the_analyst_sees_the_portfolio_but_opens_no_workspace(world: World) -> None:
    analyst = world.user(Role.ANALYST)
    assert _names(queries.in_portfolio_of(analyst)) == HALDENS | {"Orsa Paper"}
    with pytest.raises(errors.NotFound):
        queries.get(analyst, world.energy.pk)


def test_membership_follows_the_tree_when_it_changes(world: World) -> None:
    ines, nils = world.user(Role.SAM), world.stranger
    actions.move(US, account=world.energy, parent=world.orsa, now=NOW)
    assert _names(queries.visible_to(ines)) == {"Halden Group"}
    assert _names(queries.visible_to(nils)) == {"Orsa Paper", "Halden Energy", "Halden Wind"}
    assert _names(queries.ancestors_of(world.wind)) == {"Orsa Paper", "Halden Energy"}
    actions.move(US, account=world.energy, parent=None, now=NOW)
    assert _names(queries.ancestors_of(world.wind)) == {"Halden Energy"}


def test_whoever_leaves_or_is_shut_out_sees_nothing_at_once(world: World) -> None:
    karl = world.user(Role.TEAM_MEMBER)
    actions.leave_team(US, membership=karl.memberships.get(), now=NOW)
    assert not queries.visible_to(karl).exists()
    ines = people.deactivate(US, user=world.user(Role.SAM), now=NOW)
    assert not queries.visible_to(User.objects.get(pk=ines.pk)).exists()


def test_an_account_cannot_become_its_own_ancestor(world: World) -> None:
    with pytest.raises(errors.WrongState):
        actions.move(US, account=world.group, parent=world.wind, now=NOW)
    assert Account.objects.get(pk=world.group.pk).parent is None


def test_a_guest_cannot_be_on_a_team(world: World) -> None:
    with pytest.raises(errors.BadInput):
        actions.join_team(
            US, account=world.energy, user=world.user(Role.CUSTOMER_GUEST), team_role=TeamRole.CORE, now=NOW
        )


def test_contacts_who_left_are_offered_only_where_they_are_asked_for(world: World) -> None:
    actions.edit_contact(US, contact=world.signe, departed_on=NOW.date(), now=NOW)
    present = list(queries.current_contacts(world.energy))
    assert world.signe not in present and world.jon in present
    assert world.signe in queries.current_contacts(world.energy, with_ids=[world.signe.pk, None])


def test_who_opens_what_of_a_list(world: World) -> None:
    everything = [world.group.pk, world.energy.pk, world.orsa.pk]
    assert queries.openable(world.user(Role.PROGRAM_DIRECTOR), everything) == frozenset(everything)
    assert queries.openable(world.user(Role.TEAM_MEMBER), everything) == {world.energy.pk}
    assert queries.openable(world.user(Role.CUSTOMER_GUEST), everything) == frozenset()


def test_accounts_count_for_those_above_them(world: World) -> None:
    tops = queries.tops_of([world.group.pk, world.wind.pk])
    assert sorted(tops[world.wind.pk]) == sorted([world.group.pk, world.wind.pk])
    assert tops[world.energy.pk] == [world.group.pk] and world.orsa.pk not in tops
