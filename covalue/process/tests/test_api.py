from collections.abc import Callable

from django.test import Client

from covalue.action_items import actions as action_items
from covalue.people.rules import Role
from tests import api
from tests.world import NOW, US, World

Caller = Callable[..., Client]


def test_the_seven_steps_tell_where_an_account_stands(world: World, called_by: Caller) -> None:
    steps = api.get(called_by(world.user(Role.SAM)), f"/accounts/{world.energy.pk}/steps")["items"]
    assert [step["number"] for step in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert all(step["figure"] or step["waits_for"] for step in steps)
    api.told(called_by(world.stranger).get(f"/api/v1/accounts/{world.energy.pk}/steps"), 404)


def test_what_one_may_not_see_is_not_found_by_typing(world: World, called_by: Caller) -> None:
    found = api.get(called_by(world.user(Role.SAM)), "/find?q=halden")["items"]
    assert "Halden Energy" in [hit["title"] for group in found for hit in group["hits"]]
    text = called_by(world.stranger).get("/api/v1/find?q=halden").content.decode()
    assert "Halden" not in text
    guest = called_by(world.user(Role.CUSTOMER_GUEST)).get("/api/v1/find?q=halden").content.decode()
    assert "Halden" not in guest
    api.told(called_by(world.stranger).get("/api/v1/find?q=a%00b"), 422)


def test_my_day(world: World, called_by: Caller) -> None:
    ines = world.user(Role.SAM)
    action_items.add(
        US, account=world.energy, title="Call Signe", owner=ines, due_on=NOW.date().replace(year=2020), now=NOW
    )
    day = api.get(called_by(ines), "/my-day")
    [item] = [item for item in day["items"] if item["kind"] == "action"]
    assert (item["title"], item["urgency"], item["account"]["name"]) == ("Call Signe", "now", "Halden Energy")
    assert item["act"]["title"] == "Done" and item["why"].startswith("overdue by")
    assert [watched["account"]["name"] for watched in day["accounts"]] == ["Halden Group"]
    api.told(called_by(world.user(Role.CUSTOMER_GUEST)).get("/api/v1/my-day"), 404)


def test_history_in_pages_and_only_of_ones_own(world: World, called_by: Caller) -> None:
    ines, path = called_by(world.user(Role.SAM)), f"/accounts/{world.energy.pk}/history"
    first = api.get(ines, f"{path}?limit=2")
    verbs = [event["verb"] for event in (*first["items"], *ines.get(first["next"]).json()["items"])]
    assert verbs[0] == "added contact" and len(verbs) == 4
    api.told(called_by(world.stranger).get(f"/api/v1{path}"), 404)


def test_the_trail_is_the_administrators_and_holds_no_accounts_content(world: World, called_by: Caller) -> None:
    trail = api.get(called_by(world.user(Role.ADMINISTRATOR)), "/trail?limit=200")["items"]
    assert {event["verb"] for event in trail} >= {"created user", "created token"}
    assert not any(event["subject"].startswith(("account:", "contact:")) for event in trail)
    api.told(called_by(world.user(Role.PROGRAM_DIRECTOR)).get("/api/v1/trail"), 404)
