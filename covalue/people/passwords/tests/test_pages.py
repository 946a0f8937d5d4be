import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people.factors import actions as factors
from covalue.people.factors.tests.codes import with_app
from covalue.people.models import User
from covalue.people.passwords import actions
from covalue.people.rules import Role
from tests.world import NOW, PASSWORD, US, World

ASK, NEW = "/sign-in/forgotten/", "a fresh sentence of words"


def _letters() -> list[str]:
    while Worker().work_once():
        pass
    return [letter.body for letter in mail.outbox]


def _link(client: Client, email: str = "ines@covalue.test") -> str:
    assert client.post(ASK, {"email": email}).status_code == 200
    found = re.search(r"/sign-in/new-password/\S+", _letters()[-1])
    assert found is not None
    return found[0]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    world: World, client: Client, signed_in: Callable[..., Client]
) -> None:
    ines, elsewhere = world.user(Role.SAM), signed_in(world.user(Role.SAM))
    link = _link(client)
    assert client.get(link).status_code == 200
    assert client.post(link, {"password": "short"}).status_code == 422
    answer = client.post(link, {"password": NEW})
    assert answer.status_code == 302 and answer.headers["Location"] == "/sign-in/"
    ines.refresh_from_db()
    assert ines.check_password(NEW) and elsewhere.get("/").status_code == 302
    assert client.get(link).status_code == 404 and client.post(link, {"password": PASSWORD}).status_code == 404
    assert Event.objects.filter(verb="reset password", actor=ines).count() == 1
    assert "Your password was changed." in _letters()[-1]


def test_every_address_is_answered_alike_and_nobody_else_gets_a_letter(world: World) -> None:
    people.deactivate(US, user=world.user(Role.COACH), now=NOW)
    answers = [
        re.sub(r"[A-Za-z0-9]{64}", "", Client().post(ASK, {"email": email}).content.decode())
        for email in ("ines@covalue.test", "nobody@covalue.test", "carl@covalue.test")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert DBTaskResult.objects.count() == 3, "the same work for each"
    _letters()
    assert [letter.to for letter in mail.outbox] == [["ines@covalue.test"]]


def test_asking_often_makes_one_wait_whoever_it_is(world: World, client: Client) -> None:
    for email in ("ines@covalue.test", "nobody@covalue.test"):
        statuses = [client.post(ASK, {"email": email}).status_code for _again in range(7)]
        assert statuses[:5] == [200] * 5 and 422 in statuses
    assert people.seconds_until_next_attempt("ines@covalue.test", "127.0.0.1", now=NOW) == 0, "she can still sign in"


@pytest.mark.parametrize("secret", ["x", ".", "MQ.x", "OTk5OTk5.c1-2", "%C3%A9.x", "MQ" * 500 + ".x"])
def test_a_link_made_up_opens_nothing(secret: str, world: World, client: Client) -> None:
    assert client.get(f"/sign-in/new-password/{secret}/").status_code == 404


def test_a_link_is_too_old_after_an_hour_and_dies_with_the_user(world: World, client: Client, monkeypatch) -> None:
    link = _link(client)
    generator = actions.default_token_generator
    real = generator._now()
    monkeypatch.setattr(generator, "_now", lambda: real + timedelta(seconds=3602))
    assert client.get(link).status_code == 404
    monkeypatch.setattr(generator, "_now", lambda: real)
    assert client.get(link).status_code == 200
    people.deactivate(US, user=world.user(Role.SAM), now=NOW)
    assert client.post(link, {"password": NEW}).status_code == 404


def test_whom_the_company_signs_in_gets_no_password_by_mail(world: World, client: Client, settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
    ines = world.user(Role.SAM)
    ines.set_unusable_password()
    ines.save()
    client.post(ASK, {"email": ines.email})
    [letter] = _letters()
    assert "your company signs you in" in letter and "new-password" not in letter


def test_a_second_factor_is_still_asked_for_after_a_reset(world: World, client: Client) -> None:
    with_app(world.user(Role.SAM), NOW)
    client.post(_link(client), {"password": NEW})
    answer = client.post("/sign-in/", {"email": "ines@covalue.test", "password": NEW})
    assert answer.headers["Location"] == "/sign-in/second-step/"


def test_every_change_of_the_way_in_is_told_by_letter(world: World) -> None:
    ines = world.user(Role.SAM)
    actor = people.Actor(user=ines, origin="203.0.113.7")
    people.change_password(actor, user=ines, old=PASSWORD, new=NEW, now=NOW)
    with_app(ines, NOW)
    codes = factors.renew_recovery_codes(actor, now=NOW)
    factors.use_code(ines, code=codes[0], origin="203.0.113.7", now=NOW)
    factors.remove(actor, factor=ines.authenticator_set.get(type="totp"), now=NOW)
    with_app(ines, NOW)
    factors.reset(US, user=ines, now=NOW)
    people.create_token(actor, user=ines, label="x", now=NOW)
    told = " ".join(_letters())
    for sentence in ("password was changed", "app was added", "New recovery codes", "recovery code was used",
                     "factor was removed", "administrator removed", "API key with your permissions"):  # fmt: skip
        assert sentence in told
    assert all(letter.to == ["ines@covalue.test"] for letter in mail.outbox)
    assert "203.0.113.7" in told and NEW not in told and codes[0] not in told


def test_a_role_that_needs_a_second_factor_does_nothing_before_it_has_one(
    world: World, signed_in: Callable[..., Client], settings, called_by: Callable[..., Client]
) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({Role.SAM})
    ines, karl = signed_in(world.user(Role.SAM)), signed_in(world.user(Role.TEAM_MEMBER))
    assert ines.get("/accounts/").headers["Location"] == reverse("people:security")
    assert ines.post(reverse("action_items:add", args=[world.energy.pk]), {"title": "x"}).status_code == 302
    assert ines.get("/api/v1/accounts").status_code == 403
    assert ines.get("/accounts/", headers={"hx-request": "true"}).status_code == 403
    assert not Event.objects.filter(verb__startswith="added an action").exists()
    assert karl.get("/accounts/").status_code == 200
    with_app(world.user(Role.SAM), NOW)
    assert ines.get("/accounts/").status_code == 200


def test_the_last_factor_of_a_role_that_needs_one_stays(world: World, settings) -> None:
    settings.SECOND_FACTOR_ROLES = frozenset({Role.SAM})
    ines = world.user(Role.SAM)
    with_app(ines, NOW)
    with pytest.raises(actions.errors.WrongState):
        factors.remove(people.Actor(user=ines, origin="x"), factor=ines.authenticator_set.get(type="totp"), now=NOW)
    assert User.objects.get(pk=ines.pk).authenticator_set.filter(type="totp").exists()
