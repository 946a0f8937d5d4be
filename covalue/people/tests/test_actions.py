from datetime import timedelta

import pytest

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
