import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people.factors import queries
from covalue.people.factors.tests.codes import code_of, with_app
from covalue.people.models import SignInAttempt, User
from covalue.people.rules import Role
from tests.world import NOW, PASSWORD, US, World

SECOND_STEP = "/sign-in/second-step/"


def _signed_in(email: str, browser: str = "Firefox/130.0 (X11; Linux)") -> Client:
    client = Client(HTTP_USER_AGENT=browser)
    client.post("/sign-in/", {"email": email, "password": PASSWORD})
    return client


@pytest.fixture
def ines(world: World) -> User:
    return world.user(Role.SAM)


@pytest.fixture
def secret(ines: User) -> str:
    return with_app(ines, datetime.now(UTC) - timedelta(hours=1))


def test_the_password_alone_opens_nothing(ines: User, secret: str, client: Client) -> None:
    answer = client.post("/sign-in/", {"email": ines.email, "password": PASSWORD, "next": "/accounts/"})
    assert answer.headers["Location"] == SECOND_STEP
    assert client.get("/accounts/").status_code == 302
    wrong = client.post(SECOND_STEP, {"code": "000000"})
    assert wrong.status_code == 422 and "This code is not correct" in wrong.content.decode()
    assert client.get("/accounts/").status_code == 302
    right = client.post(SECOND_STEP, {"code": code_of(secret)})
    assert right.headers["Location"] == "/accounts/"
    assert client.get("/accounts/").status_code == 200
    event = Event.objects.get(verb="signed in", actor=ines)
    assert event.changes == {"by": ["", "password, authenticator app"]}


def test_a_code_seen_over_a_shoulder_is_used_up(ines: User, secret: str) -> None:
    code = code_of(secret)
    first, second = _signed_in(ines.email), _signed_in(ines.email)
    assert first.post(SECOND_STEP, {"code": code}).status_code == 302
    assert second.post(SECOND_STEP, {"code": code}).status_code == 422


def test_after_many_wrong_codes_even_the_right_one_waits(ines: User, secret: str, client: Client) -> None:
    client.post("/sign-in/", {"email": ines.email, "password": PASSWORD})
    for _ in range(8):
        client.post(SECOND_STEP, {"code": "000000"})
    answer = client.post(SECOND_STEP, {"code": code_of(secret)})
    assert answer.status_code == 422 and "Try again in" in answer.content.decode()


def test_a_recovery_code_lets_in(ines: User, secret: str, client: Client) -> None:
    client.post("/sign-in/", {"email": ines.email, "password": PASSWORD})
    answer = client.post(SECOND_STEP, {"code": queries.recovery_codes(ines)[0]})
    assert answer.headers["Location"] == "/"


def test_the_second_step_without_the_first_is_the_sign_in(world: World, client: Client) -> None:
    assert client.get(SECOND_STEP).headers["Location"] == "/sign-in/"
    assert client.post(SECOND_STEP, {"code": "000000"}).headers["Location"] == "/sign-in/"


def test_whoever_is_shut_out_between_password_and_code_stays_out(ines: User, secret: str, client: Client) -> None:
    client.post("/sign-in/", {"email": ines.email, "password": PASSWORD})
    people.deactivate(US, user=ines, now=NOW)
    answer = client.post(SECOND_STEP, {"code": code_of(secret)})
    assert answer.status_code == 403 and "is deactivated" in answer.content.decode()
    assert client.get("/accounts/").status_code == 302
    assert Event.objects.filter(verb="was refused at sign-in").count() == 1


def test_an_app_is_added_after_showing_again_who_one_is(ines: User) -> None:
    client = _signed_in(ines.email)
    page = reverse("people:add-app")
    assert client.get(page).headers["Location"] == f"/me/confirm/?next={page.replace('/', '%2F')}"
    wrong = client.post("/me/confirm/", {"password": "wrong", "next": page})
    assert wrong.status_code == 422 and not client.session.get("mfa.totp.secret")
    assert client.post("/me/confirm/", {"password": PASSWORD, "next": page}).headers["Location"] == page
    shown = client.get(page).content.decode()
    typed = re.search(r'class="mono">([A-Z2-7 ]+)<', shown)
    assert typed is not None and "<svg" in shown and "style=" not in shown
    secret = typed[1].replace(" ", "")
    refused = client.post(page, {"code": "000000"})
    assert refused.status_code == 422 and secret in refused.content.decode().replace(" ", "")
    assert client.post(page, {"code": code_of(secret)}).headers["Location"] == reverse("people:recovery-codes")
    codes = re.findall(r"<li>(\d{8})</li>", client.get(reverse("people:recovery-codes")).content.decode())
    assert codes == queries.recovery_codes(ines)


def test_a_removal_asked_for_before_confirming_happens_after_it(ines: User, secret: str) -> None:
    client = _signed_in(ines.email)
    client.post(SECOND_STEP, {"code": code_of(secret)})
    address = reverse("people:remove-factor", args=[Authenticator.objects.get(type="totp").pk])
    where = client.post(address).headers["Location"]
    assert where.startswith("/me/confirm/") and Authenticator.objects.exists()
    client.post(where, {"password": PASSWORD, "next": address})
    assert not Authenticator.objects.exists()


def test_sessions_are_listed_and_end_one_by_one_or_together(ines: User) -> None:
    here, there, elsewhere = (_signed_in(ines.email, f"{name}/1") for name in ("Firefox", "Chrome", "Edg"))
    shown = here.get(reverse("people:security")).content.decode()
    assert all(name in shown for name in ("Firefox", "Chrome", "Edge", "this browser"))
    other = UserSession.objects.get(user_agent="Chrome/1")
    here.post(reverse("people:end-session", args=[other.pk]))
    assert there.get("/").status_code == 302 and elsewhere.get("/").status_code == 200
    here.post(reverse("people:end-other-sessions"))
    assert elsewhere.get("/").status_code == 302 and here.get("/").status_code == 200
    assert set(Event.objects.filter(actor=ines).values_list("verb", flat=True)) >= {
        "ended a session",
        "signed out elsewhere",
    }


def test_signing_out_ends_the_session_and_says_so(ines: User) -> None:
    client = _signed_in(ines.email)
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/").status_code == 302 and not UserSession.objects.exists()
    assert Event.objects.filter(verb="signed out", actor=ines).count() == 1


def test_nobody_ends_somebody_elses_session(world: World, ines: User) -> None:
    hers, his = _signed_in(ines.email), _signed_in("karl@covalue.test")
    session = UserSession.objects.get(user=ines)
    assert his.post(reverse("people:end-session", args=[session.pk])).status_code == 404
    his.post(reverse("people:end-other-sessions"))
    assert hers.get("/").status_code == 200


def test_a_session_does_not_come_back_when_its_user_does(world: World, ines: User) -> None:
    client = _signed_in(ines.email)
    people.deactivate(US, user=ines, now=NOW)
    people.reactivate(US, user=ines, now=NOW)
    assert client.get("/").status_code == 302


def test_the_list_learns_when_a_session_was_last_seen(ines: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = _signed_in(ines.email)
    UserSession.objects.update(last_seen_at=NOW)
    client.get("/")
    assert UserSession.objects.get().last_seen_at == NOW
    later = time.time() + 301
    monkeypatch.setattr("covalue.people.middleware.time.time", lambda: later)
    client.get("/")
    assert UserSession.objects.get().last_seen_at > NOW


def test_a_stolen_session_cannot_guess_the_password_for_long(ines: User) -> None:
    client, elsewhere = _signed_in(ines.email), _signed_in(ines.email)
    for _ in range(8):
        client.post("/me/", {"old": "wrong", "new": "another password for tests"})
    refused = client.post("/me/", {"old": PASSWORD, "new": "another password for tests"})
    assert refused.status_code == 422 and "Try again in" in refused.content.decode()
    SignInAttempt.objects.all().delete()
    assert client.post("/me/", {"old": PASSWORD, "new": "another password for tests"}).status_code == 302
    assert client.get("/").status_code == 200 and elsewhere.get("/").status_code == 302


def test_somebody_without_a_role_is_told_so(ines: User, client: Client) -> None:
    ines.grants.all().delete()
    answer = client.post("/sign-in/", {"email": ines.email, "password": PASSWORD})
    assert answer.status_code == 403 and "has no role" in answer.content.decode()
    assert client.get("/").status_code == 302


def test_an_administrator_helps_whoever_lost_the_phone(
    world: World, ines: User, secret: str, signed_in: Callable[..., Client]
) -> None:
    administrator = signed_in(world.user(Role.ADMINISTRATOR))
    assert "Remove the second factor" in administrator.get("/people/").content.decode()
    administrator.post(reverse("people:reset-factors", args=[ines.pk]))
    assert _signed_in(ines.email).get("/").status_code == 200
