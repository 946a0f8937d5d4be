from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people import actions, queries
from covalue.people.models import User
from covalue.people.rules import Role
from tests.world import NOW, PASSWORD, US, World

WEEK = 7


def _as(world: World, role: Role) -> Actor:
    return Actor(user=world.user(role), origin="test")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_an_administrator_invites(world: World, role: Role) -> None:
    before = Event.objects.count()
    with pytest.raises(errors.NotAllowed):
        actions.invite(_as(world, role), email="new@covalue.test", name="", roles=[Role.SAM], now=NOW, valid_days=WEEK)
    assert Event.objects.count() == before


def test_an_invitation_works_once_and_not_after_its_time(world: World) -> None:
    administrator = _as(world, Role.ADMINISTRATOR)
    _row, secret = actions.invite(
        administrator, email="New@Covalue.test ", name="New", roles=[Role.SAM], now=NOW, valid_days=WEEK
    )
    with pytest.raises(errors.NotFound):
        actions.invitation_for(secret, now=NOW + timedelta(days=WEEK, seconds=1))
    user = actions.accept_invitation(secret, name="New Person", password=PASSWORD, origin="test", now=NOW)
    assert (user.email, user.roles) == ("new@covalue.test", {Role.SAM})
    with pytest.raises(errors.NotFound):
        actions.accept_invitation(secret, name="Again", password=PASSWORD, origin="test", now=NOW)


def test_a_second_invitation_makes_the_first_useless(world: World) -> None:
    administrator = _as(world, Role.ADMINISTRATOR)
    first, second = (
        actions.invite(administrator, email="x@covalue.test", name="", roles=[Role.SAM], now=NOW, valid_days=WEEK)[1]
        for _ in range(2)
    )
    with pytest.raises(errors.NotFound):
        actions.invitation_for(first, now=NOW)
    assert actions.invitation_for(second, now=NOW)


@pytest.mark.parametrize("password", ["short", "password1234", "weak@covalue.test"])
def test_a_weak_password_is_refused_and_nobody_is_created(world: World, password: str) -> None:
    count = User.objects.count()
    with pytest.raises(errors.BadInput) as refused:
        actions.create_user(US, email="weak@covalue.test", name="Weak", roles=[Role.SAM], password=password, now=NOW)
    assert refused.value.field == "password"
    assert User.objects.count() == count


def test_the_last_administrator_stays_one(world: World) -> None:
    adam = world.user(Role.ADMINISTRATOR)
    with pytest.raises(errors.WrongState):
        actions.set_roles(US, user=adam, roles=[Role.SAM], now=NOW)
    with pytest.raises(errors.WrongState):
        actions.deactivate(US, user=adam, now=NOW)
    assert User.objects.get(pk=adam.pk).roles == {Role.ADMINISTRATOR}


@pytest.mark.parametrize(
    ("who", "roles", "why"),
    [
        (Role.CUSTOMER_GUEST, [Role.ANALYST], "is a customer guest"),
        (Role.CUSTOMER_GUEST, [Role.SAM, Role.TEAM_MEMBER], "is a customer guest"),
        (Role.ANALYST, [Role.CUSTOMER_GUEST], "is a colleague"),
    ],
)
def test_nobody_changes_sides(
    world: World,
    signed_in: Callable[..., Client],
    called_by: Callable[..., Client],
    who: Role,
    roles: list[Role],
    why: str,
) -> None:
    """By action, page and API; what a guest was shown, and what a colleague knows, stays on its side."""
    user, before = world.user(who), Event.objects.filter(verb="changed roles").count()
    with pytest.raises(errors.BadInput, match=why) as refused:
        actions.set_roles(US, user=user, roles=roles, now=NOW)
    assert refused.value.field == "roles"
    adam, path = world.user(Role.ADMINISTRATOR), f"/api/v1/users/{user.pk}"
    client = called_by(adam)
    answer = client.patch(
        path, {"roles": roles}, content_type="application/json", headers={"If-Match": client.get(path).headers["ETag"]}
    )
    assert answer.status_code == 422 and why in answer.json()["detail"]
    page = signed_in(adam).post(reverse("people:set-roles", args=[user.pk]), {"roles": roles})
    assert page.status_code == 422
    assert User.objects.get(pk=user.pk).roles == {who}
    assert Event.objects.filter(verb="changed roles").count() == before


def test_a_directory_makes_no_colleague_of_a_guest(world: World) -> None:
    guest = world.user(Role.CUSTOMER_GUEST)
    with pytest.raises(errors.BadInput):
        actions.grant_from_directory(US, user=guest, roles=[Role.ANALYST], source="directory", now=NOW)
    assert User.objects.get(pk=guest.pk).roles == {Role.CUSTOMER_GUEST}


def test_nobody_is_invited_on_both_sides(world: World) -> None:
    adam, ines = _as(world, Role.ADMINISTRATOR), world.user(Role.SAM)
    invite = partial(actions.invite, adam, name="Signe", valid_days=7, now=NOW)
    actions.invite_guest(US, email="signe@halden.example", name="Signe", by=ines, now=NOW)
    with pytest.raises(errors.BadInput, match="invited as a customer guest"):
        invite(email="signe@halden.example", roles=[Role.ANALYST])
    invite(email="jon@halden.example", roles=[Role.ANALYST])
    with pytest.raises(errors.BadInput, match="invited as a colleague"):
        actions.invite_guest(US, email="jon@halden.example", name="Jon", by=ines, now=NOW)
    later = NOW + timedelta(days=8)
    actions.invite_guest(US, email="jon@halden.example", name="Jon", by=ines, now=later)


def test_wrong_passwords_make_this_address_wait_and_a_good_one_forgets_them(world: World) -> None:
    email = "ines@covalue.test"
    for _ in range(7):
        actions.note_failed_sign_in(email, "203.0.113.5", now=NOW)
    assert actions.seconds_until_next_attempt(email, "203.0.113.9", now=NOW) == 4
    assert actions.seconds_until_next_attempt("karl@covalue.test", "203.0.113.9", now=NOW) == 0
    actions.note_sign_in(world.user(Role.SAM), "203.0.113.5", now=NOW)
    assert actions.seconds_until_next_attempt(email, "203.0.113.9", now=NOW) == 0


def test_many_addresses_tried_from_one_place_make_the_place_wait(world: World) -> None:
    for number in range(30):
        actions.note_failed_sign_in(f"user{number}@covalue.test", "203.0.113.5", now=NOW)
    assert actions.seconds_until_next_attempt("fresh@covalue.test", "203.0.113.5", now=NOW) > 0
    assert actions.seconds_until_next_attempt("fresh@covalue.test", "203.0.113.6", now=NOW) == 0


def test_a_token_opens_until_it_ends_is_revoked_or_its_user_is_gone(world: World) -> None:
    user = world.user(Role.SAM)
    token, secret = actions.create_token(US, user=user, label="export", now=NOW, valid_days=1)
    assert secret not in str(token.__dict__)
    found = queries.token_holder(secret, NOW)
    assert found is not None and found.user == user
    assert queries.token_holder(secret, NOW + timedelta(days=2)) is None
    actions.deactivate(US, user=user, now=NOW)
    assert queries.token_holder(secret, NOW) is None
    actions.reactivate(US, user=user, now=NOW)
    actions.revoke_token(US, token=token, now=NOW)
    assert queries.token_holder(secret, NOW) is None


def test_nobody_revokes_somebody_elses_token(world: World) -> None:
    token, _secret = actions.create_token(US, user=world.user(Role.SAM), label="", now=NOW)
    with pytest.raises(errors.NotFound):
        actions.revoke_token(_as(world, Role.PROGRAM_DIRECTOR), token=token, now=NOW)
