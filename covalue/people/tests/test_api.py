from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client

from covalue.core.models import Event
from covalue.people import letters
from covalue.people.models import Invitation, Token, User
from covalue.people.rules import Role
from tests import api
from tests.world import World

Caller = Callable[..., Client]


@pytest.fixture
def adam(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.ADMINISTRATOR))


def test_me_says_who_i_am_and_what_i_may(world: World, called_by: Caller) -> None:
    me = api.get(called_by(world.user(Role.ANALYST)), "/me")
    assert (me["name"], me["roles"]) == ("Anna Sten", ["analyst"])
    assert me["rights"] == ["see_portfolio", "create_accounts", "import_ledger"]
    api.told(called_by(world.user(Role.CUSTOMER_GUEST)).get("/api/v1/me"), 404)


def test_keys_are_made_shown_once_and_revoked(world: World, called_by: Caller) -> None:
    ines = called_by(world.user(Role.SAM))
    made = api.post(ines, "/me/tokens", {"label": "night job", "days": 30})
    assert made["token"].startswith("cov_") and made["prefix"] == made["token"][:10]
    listed = api.get(ines, "/me/tokens")["items"]
    assert [key["label"] for key in listed] == ["night job", "test"] and "token" not in listed[0]
    other = Client(headers={"authorization": f"Bearer {made['token']}"})
    api.delete(other, f"/me/tokens/{made['id']}")
    api.told(other.get("/api/v1/me"), 401)
    foreign = Token.objects.create(user=world.stranger, prefix="x", secret_hash="y", created_at=world.energy.created_at)
    api.delete(ines, f"/me/tokens/{foreign.pk}", status=404)
    assert api.post(ines, "/me/tokens", {"label": "for ever", "days": 9999}, status=422)["field"] == "days"


def test_colleagues_are_found_by_ours_and_by_no_guest(world: World, called_by: Caller) -> None:
    assert api.get(called_by(world.user(Role.SAM)), "/colleagues?q=karl")["items"] == [
        {"id": world.user(Role.TEAM_MEMBER).pk, "name": "Karl Lund"}
    ]
    api.told(called_by(world.user(Role.CUSTOMER_GUEST)).get("/api/v1/colleagues"), 404)


def test_users_are_for_administrators(world: World, adam: Client, called_by: Caller) -> None:
    assert len(api.get(adam, "/users?limit=200")["items"]) == User.objects.count()
    for path in ("/users", f"/users/{world.stranger.pk}", "/invitations"):
        api.told(called_by(world.user(Role.PROGRAM_DIRECTOR)).get(f"/api/v1{path}"), 403)


def test_roles_and_access_change_from_the_version_read(world: World, adam: Client, called_by: Caller) -> None:
    nils = called_by(world.stranger)
    path = f"/users/{world.stranger.pk}"
    seen = api.get(adam, path)
    changed = api.patch(adam, path, {"roles": ["sam", "coach"]}, seen["version"])
    assert changed["roles"] == ["sam", "coach"]
    api.patch(adam, path, {"active": False}, seen["version"], status=412)
    assert api.patch(adam, path, {"active": False}, changed["version"])["active"] is False
    api.told(nils.get("/api/v1/me"), 401)
    assert api.patch(adam, path, {"active": True}, "*")["active"] is True
    assert list(Event.objects.filter(origin__startswith="api").order_by("id").values_list("verb", flat=True)) == [
        "changed roles", "deactivated user", "reactivated user",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status"),
    [({"roles": []}, 422), ({"roles": ["king"]}, 422), ({"roles": ["sam", "customer_guest"]}, 422),
     ({"roles": ["sam"]}, 409), ({"active": False}, 409), ({"email": "x@y.z"}, 422)],
)  # fmt: skip
def test_the_last_administrator_stays_one(world: World, adam: Client, body: dict[str, object], status: int) -> None:
    path = f"/users/{world.user(Role.ADMINISTRATOR).pk}"
    seen = api.get(adam, path)
    api.patch(adam, path, body, seen["version"], status=status)
    assert api.get(adam, path) == seen


def test_an_administrator_may_stop_being_one_while_another_is_there(world: World, adam: Client) -> None:
    user = world.user(Role.ADMINISTRATOR)
    other = f"/users/{world.user(Role.ANALYST).pk}"
    api.patch(adam, other, {"roles": ["administrator"]}, "*")
    assert api.patch(adam, f"/users/{user.pk}", {"roles": ["sam"]}, "*")["roles"] == ["sam"]
    api.told(adam.get("/api/v1/users"), 403)


def test_an_invitation_stands_when_its_mail_cannot_be_sent(
    world: World, adam: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(letters, "send_mail", _refuse)
    made = api.post(adam, "/invitations", {"email": "new@covalue.test", "roles": ["sam"]})
    assert made["mail_sent"] is False and Invitation.objects.get().email == "new@covalue.test"
    assert Client().get(urlsplit(made["link"]).path).status_code == 200
    assert made["link"].rsplit("/", 2)[-2] not in caplog.text


def _refuse(*_arguments: object) -> None:
    raise ConnectionRefusedError


def test_an_invitation_goes_by_mail_and_can_be_withdrawn(world: World, adam: Client) -> None:
    made = api.post(adam, "/invitations", {"email": "New@Covalue.test", "roles": ["sam"]})
    assert made["mail_sent"] is True and made["link"] == ""
    assert made["email"] == "new@covalue.test" and len(mail.outbox) == 1 and "/join/" in str(mail.outbox[0].body)
    assert [one["id"] for one in api.get(adam, "/invitations")["items"]] == [made["id"]]
    api.delete(adam, f"/invitations/{made['id']}")
    api.delete(adam, f"/invitations/{made['id']}", status=404)
    assert api.post(adam, "/invitations", {"email": "no address", "roles": ["sam"]}, status=422)["field"] == "email"
    assert Invitation.objects.count() == 1
