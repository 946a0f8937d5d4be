import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people import queries as people_queries
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.provisioning.models import DirectoryUser, Group
from tests.world import NOW, PASSWORD, US, World

TOKEN = "a token for tests only, long enough to pass"
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

Ask = Callable[..., Any]


@pytest.fixture
def ask(settings: object) -> Ask:
    """A directory with the right token: ask(method, address, body, status) → JSON."""
    settings.SCIM_TOKEN = TOKEN  # type: ignore[attr-defined]
    settings.SIGN_ON_ROLES = {"KAM": frozenset({Role.SAM}), "IT": frozenset({Role.ADMINISTRATOR})}  # type: ignore[attr-defined]

    def asked(method: str, address: str, body: object = None, status: int = 200, token: str = TOKEN) -> Any:
        answer = _send(method, address, body, token)
        assert answer.status_code == status, answer.content
        return json.loads(answer.content) if answer.content else None

    return asked


def _send(method: str, address: str, body: object = None, token: str = TOKEN) -> HttpResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, str) else json.dumps(body)
    return Client().generic(method, f"/scim/v2{address}", data, content_type="application/scim+json", headers=headers)


def _new(ask: Ask, name: str = "eva@covalue.test", **more: object) -> str:
    return str(
        ask("POST", "/Users", {"schemas": [USER], "userName": name, "displayName": "Eva Roth", **more}, 201)["id"]
    )


def _patch(*operations: dict[str, object]) -> dict[str, object]:
    return {"schemas": [PATCH], "Operations": list(operations)}


def _group(ask: Ask, name: str, *members: str) -> str:
    body = {"schemas": [GROUP], "displayName": name, "members": [{"value": m} for m in members]}
    return str(ask("POST", "/Groups", body, 201)["id"])


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x"])
def test_without_the_token_nothing_is_told_and_nothing_done(ask: Ask, token: str) -> None:
    told = ask("GET", "/Users", status=401, token=token)
    assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
    ask("POST", "/Users", {"userName": "eva@covalue.test"}, status=401, token=token)
    assert not User.objects.exists() and not Event.objects.exists()


@pytest.mark.django_db
def test_without_a_token_configured_there_is_nothing_here(ask: Ask, settings: object) -> None:
    settings.SCIM_TOKEN = ""  # type: ignore[attr-defined]
    ask("GET", "/Users", status=404, token="")


def test_a_user_of_ours_or_a_key_of_theirs_opens_nothing(
    world: World, ask: Ask, signed_in: Callable[..., Client]
) -> None:
    _key, secret = people.create_token(US, user=world.user(Role.ADMINISTRATOR), label="x", now=NOW)
    ask("GET", "/Users", status=401, token=secret)
    assert signed_in(world.user(Role.ADMINISTRATOR)).get("/scim/v2/Users").status_code == 401


@pytest.mark.django_db
def test_somebody_comes_in_with_the_roles_of_their_groups(ask: Ask) -> None:
    pk = _new(ask, externalId="e-1", title="Key account manager")
    eva = User.objects.get(pk=pk)
    assert (eva.email, eva.name, eva.title, eva.roles) == ("eva@covalue.test", "Eva Roth", "Key account manager", set())
    group = _group(ask, "KAM", pk)
    assert User.objects.get(pk=pk).roles == {Role.SAM}
    shown = ask("GET", f"/Users/{pk}")
    assert [g["display"] for g in shown["groups"]] == ["KAM"] and shown["externalId"] == "e-1"
    ask("PATCH", f"/Groups/{group}", _patch({"op": "remove", "path": f'members[value eq "{pk}"]'}))
    assert User.objects.get(pk=pk).roles == set()
    assert list(Event.objects.filter(verb="changed roles").values_list("actor_name", flat=True)) == ["Covalue"] * 2


@pytest.mark.django_db
def test_renaming_or_dissolving_a_group_takes_its_roles_along(ask: Ask) -> None:
    pk = _new(ask)
    group = _group(ask, "KAM", pk)
    ask("PATCH", f"/Groups/{group}", _patch({"op": "replace", "path": "displayName", "value": "Others"}))
    assert User.objects.get(pk=pk).roles == set()
    ask("PATCH", f"/Groups/{group}", _patch({"op": "replace", "value": {"displayName": "KAM"}}))
    assert User.objects.get(pk=pk).roles == {Role.SAM}
    ask("DELETE", f"/Groups/{group}", status=204)
    assert User.objects.get(pk=pk).roles == set() and not Group.objects.exists()


def test_what_an_administrator_gave_by_hand_stays(world: World, ask: Ask) -> None:
    ines = world.user(Role.SAM)
    group = _group(ask, "KAM", str(ines.pk))
    ask("DELETE", f"/Groups/{group}", status=204)
    assert User.objects.get(pk=ines.pk).roles == {Role.SAM}


@pytest.mark.parametrize("how", ["patch", "entra", "put", "delete"])
def test_who_leaves_is_out_at_once_and_their_accounts_ask_for_an_owner(
    how: str, world: World, ask: Ask, signed_in: Callable[..., Client]
) -> None:
    ines = world.user(Role.SAM)
    _row, secret = people.create_token(US, user=ines, label="export", now=NOW)
    browser = Client()
    browser.post("/sign-in/", {"email": ines.email, "password": PASSWORD})
    assert browser.get("/").status_code == 200
    address = f"/Users/{ines.pk}"
    if how == "patch":
        ask("PATCH", address, _patch({"op": "replace", "path": "active", "value": False}))
    elif how == "entra":
        ask("PATCH", address, _patch({"op": "Replace", "path": "active", "value": "False"}))
    elif how == "put":
        ask("PUT", address, {"schemas": [USER], "userName": ines.email, "displayName": ines.name, "active": False})
    else:
        ask("DELETE", address, status=204)
        ask("GET", address, status=404)
    assert browser.get("/").status_code == 302
    assert people_queries.token_holder(secret, NOW) is None
    assert Client().post("/sign-in/", {"email": ines.email, "password": PASSWORD}).status_code == 422
    event = Event.objects.get(verb="deactivated user")
    assert event.changes == {"sessions": ["1", "0"], "keys": ["1", "0"]}
    day = signed_in(world.user(Role.PROGRAM_DIRECTOR)).get("/").content.decode()
    assert f"{world.group.name} needs a new owner" in day and "Ines Moreau has left" in day
    for other in (Role.TEAM_MEMBER, Role.ANALYST):
        assert "needs a new owner" not in signed_in(world.user(other)).get("/").content.decode()


def test_who_loses_the_last_role_is_out_at_once(world: World, ask: Ask) -> None:
    pk = _new(ask)
    eva = User.objects.get(pk=pk)
    group = _group(ask, "KAM", pk)
    eva.set_password(PASSWORD)
    eva.save()
    _row, secret = people.create_token(US, user=User.objects.get(pk=pk), label="x", now=NOW)
    browser = Client()
    browser.post("/sign-in/", {"email": eva.email, "password": PASSWORD})
    assert browser.get("/").status_code == 200
    ask("PATCH", f"/Groups/{group}", _patch({"op": "remove", "path": "members"}))
    assert browser.get("/").status_code == 302
    assert people_queries.token_holder(secret, NOW) is None


def test_who_comes_back_finds_no_old_session_open(world: World, ask: Ask) -> None:
    ines = world.user(Role.SAM)
    browser = Client()
    browser.post("/sign-in/", {"email": ines.email, "password": PASSWORD})
    for active in (False, True):
        ask("PATCH", f"/Users/{ines.pk}", _patch({"op": "replace", "path": "active", "value": active}))
    assert User.objects.get(pk=ines.pk).is_active
    assert browser.get("/").status_code == 302


@pytest.mark.django_db
def test_whom_the_directory_removed_it_may_bring_back_as_the_same_person(ask: Ask) -> None:
    pk = _new(ask)
    ask("DELETE", f"/Users/{pk}", status=204)
    assert _new(ask) == pk and User.objects.get(pk=pk).is_active


def test_whom_an_administrator_shut_out_the_directory_does_not_let_in(world: World, ask: Ask) -> None:
    nils = world.stranger
    people.deactivate(US, user=nils, now=NOW)
    told = ask("POST", "/Users", {"schemas": [USER], "userName": nils.email}, 409)
    assert told["scimType"] == "uniqueness" and "deactivated" in told["detail"]
    told = ask("PATCH", f"/Users/{nils.pk}", _patch({"op": "replace", "path": "active", "value": True}), 409)
    assert "only an administrator" in told["detail"]
    ask("DELETE", f"/Users/{nils.pk}", status=204)
    ask("POST", "/Users", {"schemas": [USER], "userName": nils.email}, 409)
    assert not User.objects.get(pk=nils.pk).is_active


def test_the_last_administrator_stays(world: World, ask: Ask) -> None:
    adam = world.user(Role.ADMINISTRATOR)
    before = Event.objects.count()
    ask("DELETE", f"/Users/{adam.pk}", status=409)
    ask("PATCH", f"/Users/{adam.pk}", _patch({"op": "replace", "path": "active", "value": False}), 409)
    assert User.objects.get(pk=adam.pk).is_active and Event.objects.count() == before
    assert not DirectoryUser.objects.exists()


def test_guests_of_customers_are_not_the_directorys_business(world: World, ask: Ask) -> None:
    guest = world.user(Role.CUSTOMER_GUEST)
    assert guest.email not in str(ask("GET", "/Users"))
    ask("GET", f"/Users/{guest.pk}", status=404)
    ask("DELETE", f"/Users/{guest.pk}", status=404)
    ask("POST", "/Users", {"schemas": [USER], "userName": guest.email}, 409)
    ask("POST", "/Groups", {"schemas": [GROUP], "displayName": "KAM", "members": [{"value": str(guest.pk)}]}, 400)
    assert User.objects.get(pk=guest.pk).is_active and not Group.objects.exists()


def test_one_name_one_user(world: World, ask: Ask) -> None:
    count = User.objects.count()
    for name in ("ines@covalue.test", "INES@covalue.test"):
        assert ask("POST", "/Users", {"schemas": [USER], "userName": name}, 409)["scimType"] == "uniqueness"
    pk = _new(ask)
    value = [{"value": "ines@covalue.test", "primary": True}]
    ask("PATCH", f"/Users/{pk}", _patch({"op": "replace", "path": "emails", "value": value}), 409)
    assert User.objects.count() == count + 1 and User.objects.get(pk=pk).email == "eva@covalue.test"


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ('userName eq "INES@covalue.test"', ["ines@covalue.test"]),
        ('emails[value eq "karl@covalue.test"]', ["karl@covalue.test"]),
        ('displayName sw "Carl"', ["carl@covalue.test"]),
        ('externalId eq "nothing"', []),
        ('userName eq "x\\" or userName pr"', []),
    ],
)
def test_the_directory_finds_whom_it_looks_for(condition: str, names: list[str], world: World, ask: Ask) -> None:
    found = ask("GET", f"/Users?filter={condition}")
    assert [user["userName"] for user in found.get("Resources", [])] == names and found["totalResults"] == len(names)


def test_lists_come_in_pages(world: World, ask: Ask) -> None:
    first, rest = ask("GET", "/Users?count=3"), ask("GET", "/Users?startIndex=4&count=100")
    assert (first["totalResults"], first["itemsPerPage"], rest["startIndex"]) == (10, 3, 4)
    assert len({user["id"] for user in first["Resources"] + rest["Resources"]}) == 10


def test_two_who_take_a_name_at_once_are_told_apart(world: World, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both found it free; the database lets one."""
    _new(ask)
    monkeypatch.setattr("covalue.provisioning.actions._guard_name_free", lambda *_: None)
    count = User.objects.count()
    body = {"schemas": [USER], "userName": "eva@covalue.test", "emails": [{"value": "other@covalue.test"}]}
    assert ask("POST", "/Users", body, 409)["scimType"] == "uniqueness"
    assert User.objects.count() == count


@pytest.mark.django_db
def test_a_group_of_many_takes_one_more_without_looking_at_all(
    ask: Ask, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    members = [_new(ask, f"user{n}@covalue.test") for n in range(30)]
    group = _group(ask, "KAM", *members[:29])
    operation = _patch({"op": "add", "path": "members", "value": [{"value": members[29]}]})
    with django_assert_max_num_queries(40):
        ask("PATCH", f"/Groups/{group}", operation)
    assert User.objects.get(pk=members[29]).roles == {Role.SAM}


NONSENSE: list[object] = [
    "",
    "[]",
    "[" * 100_000,
    "{",
    {"schemas": [PATCH]},
    {"schemas": ["urn:wrong"], "Operations": [{"op": "add", "path": "title", "value": "x"}]},
    _patch({"op": "explode", "path": "title"}),
    _patch({"op": "replace", "path": "title[", "value": "x"}),
    _patch({"op": "replace", "path": "emails", "value": "not a list of addresses"}),
    _patch({"op": "replace", "path": "emails", "value": [{"value": "no address"}]}),
    _patch({"op": "replace", "path": "active", "value": "perhaps"}),
    _patch({"op": "replace", "path": "id", "value": "1"}),
    _patch({"op": "remove", "path": "userName"}),
    _patch({"op": "remove"}),
    _patch({"op": "add", "path": "groups", "value": [{"value": "1"}]}),
    _patch({"op": "replace", "path": "title", "value": "x"}, {"op": "remove", "path": "emails"}),
]


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: json.dumps(body)[-60:])
def test_nonsense_is_refused_and_changes_nothing(body: object, world: World, ask: Ask) -> None:
    ines, before = world.user(Role.SAM), Event.objects.count()
    told = ask("PATCH", f"/Users/{ines.pk}", body, 400)
    assert told["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"] and told["detail"]
    fresh = User.objects.get(pk=ines.pk)
    assert (fresh.email, fresh.name, fresh.title, fresh.is_active) == (ines.email, ines.name, ines.title, True)
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    "address", ["/Users/1e3", "/Users/999999", "/Users/99999999999999999999999", "/Users/²", "/Nope"]
)
@pytest.mark.django_db
def test_what_is_not_there_is_not_found(address: str, ask: Ask) -> None:
    ask("GET", address, status=404)


@pytest.mark.django_db
def test_a_member_who_is_nobody_is_refused(ask: Ask) -> None:
    body = {"schemas": [GROUP], "displayName": "KAM", "members": [{"value": "999999"}]}
    assert ask("POST", "/Groups", body, 400)["scimType"] == "invalidValue"
    assert not Group.objects.exists() and not Event.objects.exists()


@pytest.mark.django_db
def test_entra_sends_more_than_we_keep(ask: Ask) -> None:
    enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    pk = _new(ask, schemas=[USER, enterprise], nickName="E", groups=[], **{enterprise: {"department": "Sales"}})
    operations = _patch(
        {"op": "Add", "path": 'emails[type eq "work"].value', "value": "eva.roth@covalue.test"},
        {"op": "Replace", "path": "name.familyName", "value": "Roth"},
        {"op": "Add", "path": f"{enterprise}:department", "value": "KAM"},
    )
    ask("PATCH", f"/Users/{pk}", operations)
    assert User.objects.get(pk=pk).email == "eva.roth@covalue.test"
