"""Who may own an action, and that what somebody owes reaches them: the action, and nothing else of the account."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts import queries
from covalue.accounts.models import TeamRole
from covalue.action_items import actions
from covalue.action_items.models import Action
from covalue.action_items.queries import open_for
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.models import User
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

SignIn = Callable[[User], Client]
REFUSAL = "Una Krog cannot open this account. Add them to the team first."


@pytest.fixture
def orphan(world: World) -> Action:
    """An action of Karl, who has left the team since; with a note."""
    karl = world.user(Role.TEAM_MEMBER)
    action = actions.add(US, account=world.energy, title="Call Signe", note="their margin", owner=karl, now=NOW)
    karl.memberships.all().delete()
    return action


@pytest.mark.parametrize("place", ["group", "energy", "wind", "orsa"])
def test_who_may_open_an_account_is_who_finds_it(world: World, place: str) -> None:
    account = getattr(world, place)
    finders = {user for user in User.objects.all() if queries.visible_to(user).filter(pk=account.pk).exists()}
    assert set(queries.who_may_open(account)) == finders and len(finders) > 1


def test_no_action_is_given_to_somebody_who_cannot_see_it(world: World) -> None:
    una, mine = world.user(Role.UNIT_LEAD), actions.add(US, account=world.energy, title="Call", now=NOW)
    before = Event.objects.count()
    for attempt in (
        lambda: actions.add(US, account=world.energy, title="Cost", owner=una, now=NOW),
        lambda: actions.edit(US, action=mine, owner=una, now=NOW),
    ):
        with pytest.raises(errors.BadInput) as refused:
            attempt()
        assert (refused.value.sentence, refused.value.field) == (REFUSAL, "owner")
    mine.refresh_from_db()
    assert (mine.owner, Action.objects.count(), Event.objects.count()) == (None, 1, before)
    accounts.join_team(US, account=world.energy, user=una, team_role=TeamRole.EXTENDED, now=NOW)
    assert actions.edit(US, action=mine, owner=una, now=NOW).owner == una


def test_pages_and_api_say_so_and_lead_to_the_team(
    world: World, signed_in: SignIn, called_by: Callable[..., Client]
) -> None:
    una, ines = world.user(Role.UNIT_LEAD), world.user(Role.SAM)
    listed = signed_in(ines).get(reverse("action_items:list", args=[world.energy.pk])).content.decode()
    assert "Una Krog" not in listed and "Karl Lund" in listed
    answer = signed_in(ines).post(
        reverse("action_items:add", args=[world.energy.pk]), {"title": "Cost of half-cases", "owner": una.pk}
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and REFUSAL in page and "Cost of half-cases" in page
    assert reverse("accounts:team", args=[world.energy.pk]) in page
    body = {"title": "Cost", "owner": una.pk}
    refused = api.post(called_by(ines), f"/accounts/{world.energy.pk}/actions", body, status=422)
    assert (refused["detail"], refused["field"]) == (REFUSAL, "owner")
    assert not Action.objects.exists()


def test_what_one_owes_is_seen_and_ticked_after_leaving_the_team(
    world: World, orphan: Action, signed_in: SignIn, called_by: Callable[..., Client]
) -> None:
    karl, address = world.user(Role.TEAM_MEMBER), reverse("action_items:edit", args=[orphan.pk])
    browser = signed_in(karl)
    page = browser.get(address).content.decode()
    assert "Call Signe" in page and "Halden Energy" in page and "their margin" not in page
    assert reverse("process:account", args=[world.energy.pk]) not in page
    for elsewhere in (reverse("action_items:list", args=[world.energy.pk]), world.energy.get_absolute_url()):
        assert browser.get(elsewhere).status_code == 404
    for verb in ("edit", "remove", "restore"):
        assert browser.post(reverse(f"action_items:{verb}", args=[orphan.pk]), {"title": "x"}).status_code == 404
    assert browser.post(reverse("action_items:tick", args=[orphan.pk])).headers["Location"] == address
    orphan.refresh_from_db()
    assert (orphan.title, orphan.done_by) == ("Call Signe", karl)
    caller = called_by(karl)
    assert api.post(caller, f"/actions/{orphan.pk}/reopen", status=200)["done_at"] is None
    assert [(row["id"], row["note"]) for row in api.get(caller, "/actions")["items"]] == [(orphan.pk, "")]
    assert api.get(caller, f"/actions/{orphan.pk}")["note"] == ""
    api.patch(caller, f"/actions/{orphan.pk}", {"title": "x"}, "any", status=404)


def test_nobody_else_sees_or_ticks_it(world: World, orphan: Action, signed_in: SignIn) -> None:
    for role in (Role.UNIT_LEAD, Role.ANALYST, Role.ADMINISTRATOR, Role.COACH, Role.CUSTOMER_GUEST):
        user = world.user(role)
        assert signed_in(user).get(reverse("action_items:edit", args=[orphan.pk])).status_code == 404
        assert signed_in(user).post(reverse("action_items:tick", args=[orphan.pk])).status_code == 404
        with pytest.raises(errors.NotFound):
            actions.complete(Actor(user, "test"), action=orphan, now=NOW)
    orphan.refresh_from_db()
    assert orphan.done_at is None


def test_an_archived_account_asks_nothing_of_anybody(world: World, orphan: Action) -> None:
    world.energy.archived_at = NOW
    world.energy.save()
    karl = world.user(Role.TEAM_MEMBER)
    assert not open_for(karl).exists()
    orphan.refresh_from_db()
    with pytest.raises(errors.NotFound):
        actions.complete(Actor(karl, "test"), action=orphan, now=NOW)


def test_a_deactivated_owner_can_do_nothing(world: World, orphan: Action) -> None:
    karl = world.user(Role.TEAM_MEMBER)
    karl.deactivated_at = NOW
    with pytest.raises(errors.NotFound):
        actions.complete(Actor(karl, "test"), action=orphan, now=NOW)
    assert not open_for(karl).exists()


def test_what_somebody_owns_now_they_keep_while_the_rest_is_edited(
    world: World, orphan: Action, signed_in: SignIn
) -> None:
    karl, browser = world.user(Role.TEAM_MEMBER), signed_in(world.user(Role.SAM))
    address = reverse("action_items:edit", args=[orphan.pk])
    assert f'<option value="{karl.pk}" selected>' in browser.get(address).content.decode()
    assert browser.post(address, {"title": "Call Signe again", "owner": karl.pk}).status_code == 302
    orphan.refresh_from_db()
    assert (orphan.title, orphan.owner) == ("Call Signe again", karl)
