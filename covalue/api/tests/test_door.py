from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people.models import Token
from covalue.people.rules import Role
from tests import api
from tests.world import US, World

Caller = Callable[..., Client]


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic aW5lczp4", "Bearer é"])
def test_without_a_key_that_opens_something_nobody_gets_in(header: str) -> None:
    client = Client(headers={"authorization": header}) if header else Client()
    answer = client.get("/api/v1/me")
    problem = api.told(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert problem["type"] == "urn:covalue:problem:not-signed-in" and problem["request"]
    assert answer.headers["X-Request-ID"] == problem["request"]


def test_a_key_that_expired_was_revoked_or_whose_holder_left_opens_nothing(world: World) -> None:
    ines, now = world.user(Role.SAM), timezone.now()
    _old, old_secret = people.create_token(US, user=ines, label="old", now=now - timedelta(days=2), valid_days=1)
    gone, gone_secret = people.create_token(US, user=ines, label="gone", now=now)
    good, good_secret = people.create_token(US, user=ines, label="good", now=now)
    people.revoke_token(US, token=gone, now=now)
    statuses = [_me(secret) for secret in (old_secret, gone_secret, good_secret)]
    assert statuses == [401, 401, 200]
    good.refresh_from_db()
    assert good.last_used_at is not None
    people.deactivate(US, user=ines, now=now)
    assert _me(good_secret) == 401


def _me(secret: str) -> int:
    return Client(headers={"authorization": f"Bearer {secret}"}).get("/api/v1/me").status_code


def test_a_page_reads_with_its_session_and_changes_with_its_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user(Role.SAM), backend="django.contrib.auth.backends.ModelBackend")
    assert api.get(client, "/me")["name"] == "Ines Moreau"
    body, path = {"name": "Ada"}, f"/api/v1/accounts/{world.energy.pk}/contacts"
    refused = client.post(path, body, content_type="application/json")
    assert "CSRF" in api.told(refused, 403)["detail"] and world.energy.contacts.count() == 2
    client.get("/me/")
    token = client.cookies["csrftoken"].value
    assert client.post(path, body, content_type="application/json", headers={"x-csrftoken": token}).status_code == 201


def test_every_refusal_is_a_problem_even_where_django_refuses_by_itself(world: World, called_by: Caller) -> None:
    ines = called_by(world.user(Role.SAM))
    path = f"/api/v1/accounts/{world.energy.pk}/contacts"
    assert "does not exist" in api.told(ines.get("/api/v1/no-such-thing"), 404)["detail"]
    assert "does not exist" in api.told(ines.get("/api/v7/me"), 404)["detail"]
    wrong_method = ines.delete("/api/v1/me")
    api.told(wrong_method, 405)
    assert wrong_method.headers["Allow"] == "GET"
    api.told(ines.post(path, "{not json", content_type="application/json"), 400)
    api.told(ines.post(path, "name=Ada", content_type="application/x-www-form-urlencoded"), 415)
    api.told(ines.post(path, b"{" + b" " * 3_000_000 + b"}", content_type="application/json"), 413)
    api.told(ines.post(f"/api/v1/accounts/{world.energy.pk}/files", "junk", content_type="multipart/form-data"), 400)
    assert world.energy.contacts.count() == 2 and not Event.objects.filter(origin__startswith="api").exists()


def test_what_does_not_fit_is_told_part_by_part(world: World, called_by: Caller) -> None:
    ines = called_by(world.user(Role.SAM))
    body = {"name": "", "title": 5, "emial": "x", "departed_on": "30.11.2026"}
    problem = api.post(ines, f"/accounts/{world.energy.pk}/contacts", body, status=422)
    assert {fault["field"] for fault in problem["errors"]} == {"name", "title", "emial", "departed_on"}
    problem = api.told(ines.get("/api/v1/accounts?limit=many"), 422)
    assert problem["field"] == "limit"


def test_the_trail_names_the_request(world: World, called_by: Caller) -> None:
    ines = called_by(world.user(Role.SAM))
    answer = ines.post(f"/api/v1/accounts/{world.energy.pk}/contacts", {"name": "Ada"}, content_type="application/json")
    event = Event.objects.get(verb="added contact", subject_name="Ada")
    assert event.origin == f"api {answer.headers['X-Request-ID']}" and event.actor == world.user(Role.SAM)


def test_use_is_noted_once_a_minute_and_nothing_else_is_written_by_reading(
    world: World, called_by: Caller, django_assert_max_num_queries: Callable[..., object]
) -> None:
    ines = called_by(world.user(Role.SAM))
    api.get(ines, "/me")
    used = Token.objects.get(user=world.user(Role.SAM)).last_used_at
    with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
        api.get(ines, "/me")
    assert Token.objects.get(user=world.user(Role.SAM)).last_used_at == used
