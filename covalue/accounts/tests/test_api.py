from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from covalue.accounts import actions
from covalue.accounts.models import Account, Attachment, MatchProposal
from covalue.core.models import Event
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

Caller = Callable[..., Client]


@pytest.fixture
def ines(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.SAM))


@pytest.fixture
def dora(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.PROGRAM_DIRECTOR))


def _events() -> int:
    return Event.objects.filter(origin__startswith="api").count()


def test_the_list_is_filtered_as_on_its_page(world: World, ines: Client, called_by: Caller) -> None:
    assert [row["name"] for row in api.get(ines, "/accounts")["items"]] == [
        "Halden Energy", "Halden Group", "Halden Wind",
    ]  # fmt: skip
    assert [row["name"] for row in api.get(ines, "/accounts?class=strategic&q=halden")["items"]] == ["Halden Energy"]
    assert [row["name"] for row in api.get(ines, "/accounts?q=H-3")["items"]] == ["Halden Wind"]
    assert [row["name"] for row in api.get(ines, "/accounts?mine=true")["items"]] == ["Halden Group"]
    assert api.get(ines, "/accounts?archived=true")["items"] == []
    analyst = called_by(world.user(Role.ANALYST))
    assert {row["may_open"] for row in api.get(analyst, "/accounts")["items"]} == {False}
    api.told(called_by(world.user(Role.CUSTOMER_GUEST)).get("/api/v1/accounts"), 404)


def test_nobody_below_is_told_of_what_is_above(world: World, called_by: Caller) -> None:
    karl = called_by(world.user(Role.TEAM_MEMBER))
    texts = [
        karl.get(f"/api/v1{path}").content.decode()
        for path in ("/accounts", f"/accounts/{world.energy.pk}", f"/accounts/{world.energy.pk}/team")
    ]
    assert all("Halden Group" not in text for text in texts) and "Ines Moreau" in texts[2]
    api.told(karl.get(f"/api/v1/accounts/{world.group.pk}"), 404)


def test_facts_change_only_from_the_version_that_was_read(world: World, ines: Client) -> None:
    path = f"/accounts/{world.energy.pk}"
    seen = api.get(ines, path)
    api.patch(ines, path, {"sector": "Wind"}, None, status=428)
    changed = api.patch(ines, path, {"sector": "Wind", "employees": 12}, seen["version"])
    assert (changed["sector"], changed["employees"], changed["name"]) == ("Wind", 12, "Halden Energy")
    stale = api.patch(ines, path, {"sector": "Sun"}, seen["version"], status=412)
    assert stale["version"] == changed["version"]
    assert api.get(ines, path)["sector"] == "Wind" and _events() == 1
    api.patch(ines, path, {"sector": "Sun"}, "*")


def test_a_change_through_any_other_door_is_seen(world: World, ines: Client) -> None:
    path = f"/accounts/{world.energy.pk}"
    seen = api.get(ines, path)
    Account.objects.filter(pk=world.energy.pk).update(profile="written by an import")
    api.patch(ines, path, {"sector": "Sun"}, seen["version"], status=412)
    again = ines.get(f"/api/v1{path}", headers={"if-none-match": f'"{seen["version"]}"'})
    assert again.status_code == 200
    assert ines.get(f"/api/v1{path}", headers={"if-none-match": again.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "  "}, "name"), ({"currency": "12!"}, "currency"), ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"website": "javascript:alert(1)"}, "website"), ({"relationship_now": "Friend"}, "relationship_now"),
        ({"employees": -1}, "employees"), ({"employees": "12"}, "employees"), ({"sector": "a\x00b"}, "sector"),
        ({"account_class": "best"}, "account_class"), ({"owner": 999_999}, "owner"), ({"parent": 1}, "parent"),
        ({"name": None}, "name"),
    ],
)  # fmt: skip
def test_what_the_page_refuses_the_api_refuses(world: World, ines: Client, body: dict[str, object], field: str) -> None:
    path = f"/accounts/{world.energy.pk}"
    seen = api.get(ines, path)
    assert api.patch(ines, path, body, seen["version"], status=422)["field"] == field
    assert api.get(ines, path) == seen and _events() == 0


def test_class_is_for_those_who_steer(world: World, ines: Client, called_by: Caller) -> None:
    path, karl = f"/accounts/{world.energy.pk}", called_by(world.user(Role.TEAM_MEMBER))
    version = api.get(karl, path)["version"]
    api.patch(karl, path, {"account_class": "key"}, version, status=403)
    assert api.patch(ines, path, {"account_class": "key", "critical": True}, version)["account_class"] == "key"


def test_accounts_are_created_by_those_who_may(world: World, dora: Client, ines: Client, called_by: Caller) -> None:
    body = {"name": "Nord", "parent": world.group.pk, "keys": [{"source": "erp", "key": "N-1"}], "sector": "Energy"}
    made = api.post(dora, "/accounts", body)
    assert made["parent"]["name"] == "Halden Group" and made["keys"] == body["keys"]
    taken = api.post(dora, "/accounts", {"name": "Süd", "keys": body["keys"]}, status=422)
    assert "already belongs" in taken["detail"] and not Account.objects.filter(name="Süd").exists()
    api.post(ines, "/accounts", {"name": "Süd"}, status=403)
    anna = called_by(world.user(Role.ANALYST))
    assert api.post(anna, "/accounts", {"name": "West", "parent": world.orsa.pk}, status=422)["field"] == "parent"
    assert api.post(anna, "/accounts", {"name": "West", "account_class": "strategic"}, status=422)


def test_accounts_move_where_they_may(world: World, dora: Client, ines: Client) -> None:
    path = f"/accounts/{world.wind.pk}"
    moved = api.put(ines, f"{path}/parent", {"parent": world.group.pk}, api.get(ines, path)["version"])
    assert moved["parent"]["id"] == world.group.pk
    gone = api.put(ines, f"{path}/parent", {"parent": None}, moved["version"])
    assert gone["parent"] is None
    api.told(ines.get(f"/api/v1{path}"), 404)
    top = f"/accounts/{world.group.pk}"
    version = api.get(ines, top)["version"]
    assert api.put(ines, f"{top}/parent", {"parent": world.energy.pk}, version, status=422)["field"] == "parent"
    assert api.put(ines, f"{top}/parent", {"parent": world.orsa.pk}, version, status=422)["field"] == "parent"


def test_keys_of_other_systems(world: World, ines: Client, called_by: Caller) -> None:
    path = f"/accounts/{world.energy.pk}/keys"
    api.post(ines, path, {"source": "crm", "key": "77"})
    assert {key["key"] for key in api.get(ines, path)["items"]} == {"H-2", "77"}
    api.post(ines, path, {"source": "erp", "key": "O-1"}, status=422)
    api.post(called_by(world.user(Role.TEAM_MEMBER)), path, {"source": "crm", "key": "78"}, status=403)


def test_contacts_end_to_end(world: World, ines: Client, called_by: Caller) -> None:
    body = {"name": "Ada Vik", "email": "ada@halden.test", "reports_to": world.signe.pk, "buying_role": "Coach"}
    made = api.post(ines, f"/accounts/{world.energy.pk}/contacts", body)
    assert made["reports_to"] == {"id": world.signe.pk, "name": "Signe Dahl"}
    left = api.patch(ines, f"/contacts/{made['id']}", {"departed_on": "2026-11-01"}, made["version"])
    assert (left["departed_on"], left["email"]) == ("2026-11-01", "ada@halden.test")
    back = api.patch(ines, f"/contacts/{made['id']}", {"departed_on": None}, left["version"])
    assert back["departed_on"] is None
    names = [contact["name"] for contact in api.get(ines, f"/accounts/{world.energy.pk}/contacts")["items"]]
    assert names == ["Ada Vik", "Jon Ek", "Signe Dahl"]
    nils = called_by(world.stranger)
    api.told(nils.get(f"/api/v1/contacts/{made['id']}"), 404)
    api.patch(nils, f"/contacts/{made['id']}", {"name": "x"}, back["version"], status=404)


def test_a_contacts_overview_names_whom_they_report_to_or_nobody(world: World, ines: Client) -> None:
    """As the description of the API says: a reference, or null."""
    body = {"name": "Ada Vik", "reports_to": world.signe.pk}
    made = api.post(ines, f"/accounts/{world.energy.pk}/contacts", body, status=201)
    assert api.get(ines, f"/contacts/{made['id']}/overview")["reports_to"] == {
        "id": world.signe.pk,
        "name": "Signe Dahl",
    }
    assert api.get(ines, f"/contacts/{world.signe.pk}/overview")["reports_to"] is None
    said = ines.get("/api/v1/openapi.json").json()["components"]["schemas"]["ContactPage"]["properties"]["reports_to"]
    assert {"type": "null"} in said["anyOf"]


def test_a_contact_reports_to_one_of_the_same_account(world: World, ines: Client) -> None:
    foreign = actions.add_contact(US, account=world.orsa, name="Per", now=NOW)
    body = {"name": "Ada", "reports_to": foreign.pk}
    assert api.post(ines, f"/accounts/{world.energy.pk}/contacts", body, status=422)["field"] == "reports_to"


def test_the_team_comes_and_goes(world: World, ines: Client, called_by: Caller) -> None:
    path, una = f"/accounts/{world.wind.pk}/team", world.user(Role.UNIT_LEAD)
    api.told(called_by(una).get(f"/api/v1{path}"), 404)
    place = api.post(ines, path, {"user": una.pk, "team_role": "extended"})
    assert [member["user"]["name"] for member in api.get(called_by(una), path)["items"]].count("Una Krog") == 1
    api.delete(called_by(una), f"/memberships/{place['id']}", status=403)
    api.delete(ines, f"/memberships/{place['id']}")
    api.told(called_by(una).get(f"/api/v1{path}"), 404)
    guest = world.user(Role.CUSTOMER_GUEST)
    assert api.post(ines, path, {"user": guest.pk, "team_role": "core"}, status=422)["field"] == "user"


def test_files_are_added_read_removed_and_restored(world: World, ines: Client, called_by: Caller) -> None:
    path = f"/api/v1/accounts/{world.energy.pk}/files"
    made = api.told(ines.post(path, {"file": SimpleUploadedFile("../a.html", b"<script>alert(1)</script>")}), 201)
    assert made["name"] == "a.html"
    content = ines.get(f"/api/v1/files/{made['id']}/content")
    assert content.headers["Content-Type"] == "application/octet-stream"
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(content) == b"<script>alert(1)</script>"  # type: ignore[arg-type]
    api.delete(ines, f"/files/{made['id']}")
    api.told(ines.get(f"/api/v1/files/{made['id']}"), 404)
    api.told(ines.get(f"/api/v1/files/{made['id']}/content"), 404)
    api.post(ines, f"/files/{made['id']}/restore", status=200)
    assert [file["id"] for file in api.get(ines, path.removeprefix("/api/v1"))["items"]] == [made["id"]]
    api.told(called_by(world.stranger).get(f"/api/v1/files/{made['id']}/content"), 404)
    assert api.told(ines.post(path, {"file": SimpleUploadedFile("x.exe", b"MZ...")}), 422)["field"] == "file"
    assert api.told(ines.post(path, {}), 422)["field"] == "file"
    assert Attachment.objects.count() == 1


def test_matches_are_decided_by_those_who_import(world: World, dora: Client, ines: Client) -> None:
    twin = actions.create(US, name="Orsa Paper AB", now=NOW)
    proposal = MatchProposal.objects.create(
        account=twin, likely=world.orsa, reason="name", likeness=0.9, proposed_at=NOW
    )
    assert api.get(dora, "/matches")["items"][0]["likely"]["name"] == "Orsa Paper"
    api.told(ines.get("/api/v1/matches"), 404)
    api.post(ines, f"/matches/{proposal.pk}/decision", {"same": True}, status=404)
    api.post(dora, f"/matches/{proposal.pk}/decision", {"same": False}, status=200)
    api.post(dora, f"/matches/{proposal.pk}/decision", {"same": True}, status=409)
    assert api.get(dora, "/matches")["items"] == []


def test_accounts_are_merged_and_taken_apart_again(world: World, dora: Client, ines: Client) -> None:
    twin = actions.create(US, name="Halden Energi", now=NOW)
    contact = actions.add_contact(US, account=twin, name="Ada", now=NOW)
    assert api.post(dora, f"/accounts/{twin.pk}/merge", {"into": 999_999}, status=422)["field"] == "into"
    api.post(ines, f"/accounts/{twin.pk}/merge", {"into": world.energy.pk}, status=404)
    done = api.post(dora, f"/accounts/{twin.pk}/merge", {"into": world.energy.pk})
    assert api.get(dora, f"/contacts/{contact.pk}")["account"]["id"] == world.energy.pk
    assert api.get(dora, f"/accounts/{twin.pk}")["merged_into"] == done["kept"]
    assert [one["id"] for one in api.get(ines, f"/accounts/{world.energy.pk}/merges")["items"]] == [done["id"]]
    assert api.post(dora, f"/merges/{done['id']}/undo", status=200)["undone_at"]
    api.post(dora, f"/merges/{done['id']}/undo", status=409)
    assert api.get(dora, f"/contacts/{contact.pk}")["account"]["id"] == twin.pk


def test_a_match_that_is_the_same_customer_is_a_merge(world: World, dora: Client) -> None:
    twin = actions.create(US, name="Orsa Paper AB", now=NOW)
    proposal = MatchProposal.objects.create(
        account=twin, likely=world.orsa, reason="name", likeness=0.9, proposed_at=NOW
    )
    merge = api.post(dora, f"/matches/{proposal.pk}/decision", {"same": True}, status=200)["merge"]
    assert (merge["kept"]["id"], merge["gone"]["id"]) == (world.orsa.pk, twin.pk)


def test_the_list_asks_as_often_for_two_hundred_as_for_four(
    world: World, dora: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    api.get(dora, "/accounts")
    for number in range(200):
        actions.create(US, name=f"Account {number}", parent=world.orsa, now=NOW)
    with django_assert_max_num_queries(5):  # type: ignore[attr-defined]
        assert len(api.get(dora, "/accounts?limit=200")["items"]) == 200
