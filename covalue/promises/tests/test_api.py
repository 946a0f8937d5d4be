"""Promises, quick lines and rhythms by the API."""

from collections.abc import Callable

from django.test import Client

from covalue.people.models import User
from covalue.people.rules import Role
from tests import api
from tests.world import World

CalledBy = Callable[[User], Client]


def test_a_promise_from_first_to_last(world: World, called_by: CalledBy) -> None:
    program = called_by(world.user(Role.SAM))
    path = f"/accounts/{world.energy.pk}/promises"
    body = {"side": "theirs", "what": "Send the data", "contact": world.signe.pk, "due": "Q3 2099"}
    added = api.post(program, path, body)
    assert (added["due_on"], added["promised_for"], added["due_words"], added["state"]) == (
        "2099-09-30", "2099-09-30", "Q3 2099", "open",
    )  # fmt: skip
    one = f"/promises/{added['id']}"
    assert api.get(program, f"{path}?side=ours")["items"] == []
    changed = api.patch(program, one, {"due": "2099-12-31"}, added["version"])
    assert (changed["due_on"], changed["promised_for"]) == ("2099-12-31", "2099-09-30")
    assert api.patch(program, one, {"due": "soonish"}, changed["version"], status=422)["field"] == "due"
    assert api.post(program, f"{one}/end", {"outcome": "kept"}, status=200)["state"] == "on_time"
    assert api.get(program, f"{path}/kept")["theirs"] | {"share": None} == {
        "on_time": 1, "late": 0, "broken": 0, "overdue": 0, "open": 0, "fell_due": 1, "share": None,
    }  # fmt: skip
    assert api.post(program, f"{one}/reopen", status=200)["state"] == "open"
    api.delete(program, one)
    assert api.get(program, path)["items"] == []
    assert api.post(program, f"{one}/restore", status=200)["id"] == added["id"]


def test_a_line_is_read_asked_logged_and_undone(world: World, called_by: CalledBy) -> None:
    program = called_by(world.user(Role.SAM))
    path, line = f"/accounts/{world.energy.pk}/quick-line", "met Signe Dahl and Per Wiik about x !send it in 3 weeks"
    told = api.post(program, f"{path}/read", {"line": line}, status=200)
    assert not told["clear"] and told["people"][0]["means"] == "Signe Dahl"
    assert {"text": "new contact Per Wiik", "send": "Per Wiik=new"} in told["people"][1]["choices"]
    refused = api.post(program, path, {"line": line}, status=422)
    assert refused["field"] == "line"
    logged = api.post(program, path, {"line": line, "choices": ["Per Wiik=new"]})
    assert len(logged["promises"]) == 1 and logged["new_contacts"][0]["name"] == "Per Wiik"
    undone = api.post(program, f"/conversations/{logged['conversation']}/undo", status=200)
    assert undone["promises"] == 1
    assert api.get(program, f"/accounts/{world.energy.pk}/conversations")["items"] == []


def test_lines_of_notes_that_a_program_sends_become_promises(world: World, called_by: CalledBy) -> None:
    program = called_by(world.user(Role.SAM))
    body = {
        "channel": "call",
        "held_on": "2026-11-18",
        "subject": "x",
        "contacts": [world.signe.pk],
        "notes": "!they: pay Q1 2027",
    }
    api.post(program, f"/accounts/{world.energy.pk}/conversations", body)
    (promise,) = api.get(program, f"/accounts/{world.energy.pk}/promises")["items"]
    assert (promise["what"], promise["by_contact"]["name"], promise["place"]) == ("pay", "Signe Dahl", "conversation")


def test_a_rhythm_by_program(world: World, called_by: CalledBy) -> None:
    program = called_by(world.user(Role.SAM))
    path = f"/contacts/{world.signe.pk}/rhythm"
    assert api.post(program, path, {"every_days": 91, "avoid": ["0", "4"]})["avoid"] == [0, 4]
    api.post(program, path, {"every_days": 29}, status=422)
    api.post(program, path, {"every_days": 91, "avoid": ["Friday"]}, status=422)
    api.post(program, path, {"every_days": 91, "channel": "fax"}, status=422)
    api.post(program, path, {"every_days": 91, "avoid": [str(day) for day in range(7)]}, status=422)
    assert [row["every_days"] for row in api.get(program, path)] == [91]
    api.delete(program, path)
    assert api.get(program, path) == []
    assert [row["every_days"] for row in api.post(program, f"{path}/restore", status=200)] == [91]
