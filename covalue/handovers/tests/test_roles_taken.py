"""A role that is taken takes what it gave on every account, at once and through every door; the places are asked to pass on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions, addresses, listing, queries
from covalue.accounts.models import Account, Contact, Membership, TeamRole
from covalue.core import errors
from covalue.core.events import Actor
from covalue.handovers import actions as handovers
from covalue.handovers.my_day import ownerless
from covalue.people import actions as people
from covalue.people.models import RoleGrant, User
from covalue.people.rules import Role
from covalue.web.my_day import Day
from tests import api
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db


def now_with(user: User, *roles: Role) -> User:
    """The user as a page reads them after their roles were set."""
    people.set_roles(US, user=user, roles=roles, now=NOW)
    return User.objects.get(pk=user.pk)


def test_who_is_no_sam_any_more_leads_nothing(world: World) -> None:
    ines = now_with(world.user(Role.SAM), Role.TEAM_MEMBER)
    assert queries.may_edit(ines, world.group), "they are on the team, as a team member is"
    assert not queries.may_steer(ines, world.group) and not queries.steered_by(ines).exists()
    assert not queries.movable_by(ines, [world.energy.pk]) and not queries.leads_or_sponsors(ines)
    assert queries.lead_of(world.energy) is None and not queries.leads_of(world.wind).exists()
    with pytest.raises(errors.NotAllowed):
        actions.join_team(Actor(ines, "test"), account=world.group, user=ines, team_role=TeamRole.CORE, now=NOW)
    place = Membership.objects.get(account=world.group)
    with pytest.raises(errors.NotAllowed):
        actions.leave_team(Actor(ines, "test"), membership=place, now=NOW)
    assert queries.may_steer(now_with(ines, Role.SAM), world.wind), "given back, all is as before"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR])
def test_who_works_on_no_accounts_any_more_opens_none(
    world: World, role: Role, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    browser, program = signed_in(world.user(Role.SAM)), called_by(world.user(Role.SAM))
    page = reverse("accounts:contacts", args=[world.energy.pk])
    assert browser.get(page).status_code == 200
    ines = now_with(world.user(Role.SAM), role)
    assert not queries.visible_to(ines).exists() and not queries.mine(ines).exists()
    assert ines not in queries.who_may_open(world.energy) and not queries.may_edit(ines, world.energy)
    assert browser.get(page).status_code == 404
    assert program.get(f"/api/v1/accounts/{world.energy.pk}/contacts").status_code == 404


@pytest.mark.parametrize("gone", [Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR])
def test_nor_does_who_was_a_team_member_or_a_sponsor(world: World, gone: Role) -> None:
    user = now_with(world.user(gone), Role.ANALYST)
    assert not queries.visible_to(user).exists() and user not in queries.who_may_open(world.energy)
    assert user not in [place.user for place in queries.team_of(world.energy)]


def test_who_is_no_sponsor_any_more_approves_nothing(world: World) -> None:
    tove = now_with(world.user(Role.EXECUTIVE_SPONSOR), Role.TEAM_MEMBER)
    assert queries.may_edit(tove, world.energy) and not queries.may_approve(tove, world.energy)
    assert not queries.approved_by(tove).exists() and not queries.sponsored_among([world.energy.pk])
    assert world.energy in queries.approved_by(world.user(Role.PROGRAM_DIRECTOR))


@pytest.mark.parametrize("role", sorted({*Role} - {Role.CUSTOMER_GUEST}))
@pytest.mark.parametrize("place", [Role.SAM, Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR])
def test_the_team_is_whoever_its_places_let_in(world: World, place: Role, role: Role) -> None:
    user = now_with(world.user(place), role)
    on_it = user in [member.user for member in queries.team_of(world.energy)]
    assert on_it is (role not in (Role.ANALYST, Role.ADMINISTRATOR))
    assert on_it is queries.may_edit(user, world.energy) is queries.reaches(user, world.energy)
    assert on_it is queries.who_may_open(world.energy).filter(pk=user.pk).exists() is queries.mine(user).exists()
    assert (user.name in _team_column(world.group if place is Role.SAM else world.energy)) is on_it
    held = {member.user: member.acts_as for member in queries.places_of(world.energy)}[user]
    given = {Role.SAM: TeamRole.LEAD, Role.TEAM_MEMBER: TeamRole.CORE, Role.EXECUTIVE_SPONSOR: TeamRole.SPONSOR}[place]
    fits = {TeamRole.LEAD: user.may_lead, TeamRole.SPONSOR: user.may_sponsor, TeamRole.CORE: on_it}[given]
    assert held == (None if not on_it else given if fits else TeamRole.CORE)


def _team_column(account: Account) -> str:
    columns = tuple(column for column in listing.columns() if column.key == "team")
    [row] = listing.rows(User.objects.get(name="Dora Lind"), queries.unscoped().filter(pk=account.pk), columns)
    return str(row)


def test_a_former_sam_is_a_member_of_the_team_through_every_door(
    world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    ines = now_with(world.user(Role.SAM), Role.UNIT_LEAD)
    page = signed_in(ines).get(reverse("accounts:team", args=[world.wind.pk])).content.decode()
    assert "no longer has a role for this; still works on the account" in page and "gives no access" not in page
    rows = api.get(called_by(ines), f"/accounts/{world.wind.pk}/team")["items"]
    [row] = [row for row in rows if row["user"]["id"] == ines.pk]
    assert (row["team_role"], row["acts_as"], row["valid"]) == ("lead", "core", False)
    contact = _address_entered_by_karl(world)
    assert ines in addresses.asked_to_confirm(contact, world.energy), "the job asks whom the page lets confirm"
    now_with(ines, Role.ANALYST)
    assert ines not in addresses.asked_to_confirm(contact, world.energy)
    page = signed_in(world.user(Role.PROGRAM_DIRECTOR)).get(reverse("accounts:team", args=[world.wind.pk]))
    assert "gives no access" in page.content.decode()


def _address_entered_by_karl(world: World) -> Contact:
    karl = Actor(world.user(Role.TEAM_MEMBER), "test")
    return actions.edit_contact(karl, contact=world.signe, email="signe@halden.test", now=NOW)


def test_a_former_sam_takes_no_handover_back(world: World) -> None:
    actions.edit(US, account=world.group, owner=world.user(Role.SAM), now=NOW)
    ines = Actor(world.user(Role.SAM), "test")
    made = handovers.hand_over(ines, accounts=[world.group], taker=world.stranger, holds_from=TODAY, now=NOW)
    former = now_with(world.user(Role.SAM), Role.TEAM_MEMBER)
    with pytest.raises((errors.NotAllowed, errors.NotFound)):
        handovers.undo(Actor(former, "test"), handover=made, now=NOW)
    handovers.undo(Actor(world.user(Role.PROGRAM_DIRECTOR), "test"), handover=made, now=NOW)
    assert former not in [member.user for member in queries.team_of(world.group)], (
        "they cannot lead, so nothing goes back"
    )


def test_a_coach_does_not_see_what_their_former_sam_had(world: World) -> None:
    assert queries.visible_to(world.user(Role.COACH)).filter(pk=world.orsa.pk).exists()
    now_with(world.stranger, Role.TEAM_MEMBER)
    carl = User.objects.get(pk=world.user(Role.COACH).pk)
    assert not queries.visible_to(carl).exists() and carl not in queries.who_may_open(world.orsa)


def test_the_director_is_asked_for_another_sam(world: World, signed_in: Callable[..., Client]) -> None:
    dora, day = world.user(Role.PROGRAM_DIRECTOR), Day(world.user(Role.PROGRAM_DIRECTOR), TODAY)
    actions.edit(US, account=world.group, owner=world.user(Role.SAM), now=NOW)
    Membership.objects.filter(account=world.orsa).update(user=world.user(Role.SAM))
    actions.edit(US, account=world.orsa, owner=None, now=NOW)
    assert not list(ownerless(day))
    now_with(world.user(Role.SAM), Role.ANALYST)
    whys = {item.account: item.why for item in ownerless(Day(dora, TODAY))}
    assert set(whys) == {"Halden Group", "Orsa Paper"}
    assert "Ines Moreau no longer has a role that leads accounts" in whys["Halden Group"]
    team = signed_in(dora).get(reverse("accounts:team", args=[world.energy.pk])).content.decode()
    assert "no longer has a role for this" in team
    handovers.hand_over(
        Actor(dora, "test"), accounts=[world.group, world.orsa], taker=world.stranger, holds_from=TODAY, now=NOW
    )
    assert not list(ownerless(Day(dora, TODAY)))


@pytest.mark.parametrize(
    ("role", "place", "why"),
    [
        (Role.TEAM_MEMBER, TeamRole.LEAD, "no role that leads accounts"),
        (Role.TEAM_MEMBER, TeamRole.SPONSOR, "no role that sponsors"),
        (Role.ANALYST, TeamRole.CORE, "no role that works on accounts"),
        (Role.ADMINISTRATOR, TeamRole.EXTENDED, "no role that works on accounts"),
    ],
)
def test_a_place_is_given_only_with_the_role_for_it(
    world: World, called_by: Callable[..., Client], role: Role, place: TeamRole, why: str
) -> None:
    before = Membership.objects.count()
    with pytest.raises(errors.BadInput, match=why):
        actions.join_team(US, account=world.wind, user=world.user(role), team_role=place, now=NOW)
    body = {"user": world.user(role).pk, "team_role": place}
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    api.post(dora, f"/accounts/{world.wind.pk}/team", body, status=422)
    with pytest.raises(errors.BadInput):
        handovers.hand_over(US, accounts=[world.group], taker=world.user(role), holds_from=TODAY, now=NOW)
    assert Membership.objects.count() == before


def test_the_api_says_that_a_place_gives_nothing(world: World, called_by: Callable[..., Client]) -> None:
    now_with(world.user(Role.SAM), Role.TEAM_MEMBER)
    rows = api.get(called_by(world.user(Role.PROGRAM_DIRECTOR)), f"/accounts/{world.energy.pk}/team")["items"]
    assert {row["user"]["name"]: row["valid"] for row in rows} == {
        "Ines Moreau": False,
        "Karl Lund": True,
        "Tove Brandt": True,
    }


def test_a_planned_handover_does_not_go_to_a_former_sam(world: World) -> None:
    later = TODAY.replace(day=27)
    planned = handovers.hand_over(US, accounts=[world.group], taker=world.stranger, holds_from=later, now=NOW)
    RoleGrant.objects.filter(user=world.stranger).update(role=Role.ANALYST)
    handovers.take_effect(US, handover=planned, now=NOW)
    world.group.refresh_from_db()
    assert world.group.owner is None or world.group.owner != world.stranger
    assert not Membership.objects.filter(account=world.group, user=world.stranger).exists()
