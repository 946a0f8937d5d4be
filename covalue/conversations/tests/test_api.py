from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from covalue.conversations.models import Conversation
from covalue.core.models import Event
from covalue.people.rules import Role
from tests import api
from tests.world import World

Caller = Callable[..., Client]
PRIVATE = "wants to be on the board"


@pytest.fixture
def ines(world: World, called_by: Caller) -> Client:
    return called_by(world.user(Role.SAM))


def _log(world: World, client: Client, **more: Any) -> Any:
    body = {
        "channel": "call", "held_on": "2026-11-19", "subject": "Outages", "people": [world.user(Role.TEAM_MEMBER).pk],
        "said": [{"contact": world.signe.pk, "words": "Every hour costs us", "why_it_matters": PRIVATE}], **more,
    }  # fmt: skip
    return api.post(client, f"/accounts/{world.energy.pk}/conversations", body)


def test_a_conversation_is_logged_found_corrected_removed_and_restored(world: World, ines: Client) -> None:
    made = _log(world, ines)
    assert [c["name"] for c in made["contacts"]] == ["Signe Dahl"] and made["people"][0]["name"] == "Karl Lund"
    listed = f"/accounts/{world.energy.pk}/conversations"
    assert [c["id"] for c in api.get(ines, f"{listed}?q=costs dahl")["items"]] == [made["id"]]
    assert api.get(ines, f"{listed}?q=nothing")["items"] == []
    path = f"/conversations/{made['id']}"
    corrected = api.patch(ines, path, {"subject": "Outages in March", "contacts": [world.jon.pk]}, made["version"])
    assert {c["name"] for c in corrected["contacts"]} == {"Jon Ek", "Signe Dahl"}, "who spoke stays part of it"
    assert (corrected["held_on"], corrected["people"]) == (made["held_on"], made["people"])
    api.patch(ines, path, {"people": []}, made["version"], status=412)
    api.delete(ines, path)
    api.told(ines.get(f"/api/v1{path}"), 404)
    api.delete(ines, path, status=404)
    api.post(ines, f"{path}/restore", status=200)
    assert api.get(ines, path)["subject"] == "Outages in March"


def test_another_hand_on_who_took_part_is_a_newer_version(world: World, ines: Client) -> None:
    made = _log(world, ines)
    Conversation.objects.get().people.clear()
    api.patch(ines, f"/conversations/{made['id']}", {"subject": "x"}, made["version"], status=412)


def test_why_it_matters_is_told_to_the_team_one_at_a_time_and_in_no_list(
    world: World, ines: Client, called_by: Caller
) -> None:
    made = _log(world, ines)
    assert made["statements"][0]["why_it_matters"] == PRIVATE
    karl = called_by(world.user(Role.TEAM_MEMBER))
    assert PRIVATE in karl.get(f"/api/v1/conversations/{made['id']}").content.decode()
    for path in ("conversations", "statements", "history"):
        listed = ines.get(f"/api/v1/accounts/{world.energy.pk}/{path}")
        assert listed.status_code == 200 and PRIVATE not in listed.content.decode()
    for role in (Role.ANALYST, Role.ADMINISTRATOR, Role.CUSTOMER_GUEST, Role.UNIT_LEAD):
        api.told(called_by(world.user(role)).get(f"/api/v1/conversations/{made['id']}"), 404)


def test_what_was_said_is_added_and_corrected(world: World, ines: Client, called_by: Caller) -> None:
    made = _log(world, ines)
    added = api.post(ines, f"/conversations/{made['id']}/statements", {"contact": world.jon.pk, "words": "Too dear"})
    path = f"/statements/{added['id']}"
    corrected = api.patch(ines, path, {"words": "Too dear by far"}, added["version"])
    assert (corrected["words"], corrected["contact"]["name"]) == ("Too dear by far", "Jon Ek")
    api.patch(ines, path, {"words": "Cheap"}, added["version"], status=412)
    api.patch(ines, path, {"words": " "}, corrected["version"], status=422)
    api.patch(called_by(world.stranger), path, {"words": "Cheap"}, corrected["version"], status=404)
    assert api.get(ines, path) == corrected
    api.patch(ines, path, {"why_it_matters": PRIVATE}, corrected["version"])
    assert PRIVATE not in ines.get(f"/api/v1/accounts/{world.energy.pk}/history").content.decode()
    api.delete(ines, f"/conversations/{made['id']}")
    api.told(ines.get(f"/api/v1{path}"), 404)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": "2126-01-01"}, "held_on"), ({"held_on": 20260101}, "held_on"), ({"subject": " "}, "subject"),
        ({"channel": "pigeon"}, "channel"), ({"contacts": [999_999]}, "contacts"), ({"people": [999_999]}, "people"),
        ({"said": [{"contact": 999_999, "words": "x"}]}, "said"), ({"said": [{"words": "x"}]}, "said.0.contact"),
    ],
)  # fmt: skip
def test_a_conversation_that_cannot_be_is_refused(
    world: World, ines: Client, wrong: dict[str, object], field: str
) -> None:
    body = {"channel": "call", "held_on": "2026-11-19", "subject": "Outages", **wrong}
    assert api.post(ines, f"/accounts/{world.energy.pk}/conversations", body, status=422)["field"] == field
    assert not Conversation.objects.exists() and not Event.objects.filter(origin__startswith="api").exists()


def test_lists_ask_the_database_a_constant_number_of_times(
    world: World, ines: Client, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _time in range(12):
        _log(world, ines)
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        assert len(api.get(ines, f"/accounts/{world.energy.pk}/conversations")["items"]) == 12
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        assert len(api.get(ines, f"/accounts/{world.energy.pk}/statements")["items"]) == 12
