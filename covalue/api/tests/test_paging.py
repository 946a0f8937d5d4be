from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from covalue.accounts import actions
from covalue.action_items import actions as action_items
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people import actions as people
from covalue.people.rules import Role
from covalue.web import paging
from tests import api
from tests.world import NOW, US, World


def _walk(client: Client, path: str) -> list[Any]:
    """Every item, page by page."""
    items: list[Any] = []
    address: str | None = f"/api/v1{path}"
    while address:
        page = client.get(address).json()
        items += page["items"]
        address = page["next"]
    return items


@pytest.mark.parametrize("sort", ["name", "class", "sector"])
def test_pages_hold_every_row_once_in_one_order(world: World, called_by: Callable[..., Client], sort: str) -> None:
    for number in range(7):
        actions.create(US, name=f"Ærø {number % 3}", sector=["", "Energy"][number % 2], now=NOW)
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    whole = [row["id"] for row in api.get(dora, f"/accounts?sort={sort}&limit=200")["items"]]
    assert [row["id"] for row in _walk(dora, f"/accounts?sort={sort}&limit=2")] == whole and len(whole) == 11


def test_rows_that_come_before_do_not_shift_the_next_page(world: World, called_by: Callable[..., Client]) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    first = api.get(dora, "/accounts?limit=2")
    actions.create(US, name="Aaa", now=NOW)
    second = dora.get(first["next"]).json()
    assert [row["name"] for row in (*first["items"], *second["items"])] == [
        "Halden Energy", "Halden Group", "Halden Wind", "Orsa Paper",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cursor", ["x", "WyJhIl0", "WzFd", "e30", "W251bGxd", "WyJhXHUwMDAwIiwgMV0", "é" * 3, "WyJhIiwgImIiXQ"]
)
def test_a_cursor_that_is_none_of_ours_is_refused(world: World, called_by: Callable[..., Client], cursor: str) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    problem = api.told(dora.get("/api/v1/accounts", {"cursor": cursor}), 422)
    assert problem["field"] == "cursor"


def test_a_number_beyond_every_column_finds_nothing(world: World, called_by: Callable[..., Client]) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    cursor = paging._address(_request(), ["zzz", 10**30]).split("cursor=")[1]
    assert api.get(dora, f"/accounts?cursor={cursor}")["items"] == []


def _request() -> Any:
    from django.test import RequestFactory

    return RequestFactory().get("/")


def _contacts(world: World, number: int) -> None:
    actions.add_contact(US, account=world.energy, name=f"Ada {number}", reports_to=world.signe, now=NOW)


def _promises(world: World, number: int) -> None:
    action_items.add(US, account=world.energy, title=f"{number}", owner=world.user(Role.SAM), now=NOW)


def _objectives(world: World, number: int) -> None:
    objectives.add(US, account=world.energy, side=Side.THEIRS, statement=f"{number}", contact=world.signe, now=NOW)


def _users(_world: World, number: int) -> None:
    people.create_user(US, email=f"u{number}@covalue.test", name=f"{number}", roles=[Role.SAM, Role.COACH], now=NOW)


def _files(world: World, number: int) -> None:
    upload = ContentFile(b"text", name=f"{number}.txt")
    actions.attach(people.Actor(user=world.user(Role.SAM), origin="test"), account=world.energy, upload=upload, now=NOW)


@pytest.mark.parametrize(
    ("path", "role", "add"),
    [
        ("/accounts/{id}/contacts", Role.SAM, _contacts), ("/accounts/{id}/actions", Role.SAM, _promises),
        ("/actions", Role.SAM, _promises), ("/accounts/{id}/objectives", Role.SAM, _objectives),
        ("/users", Role.ADMINISTRATOR, _users), ("/accounts/{id}/files", Role.SAM, _files),
        ("/accounts/{id}/history", Role.SAM, _contacts), ("/trail", Role.ADMINISTRATOR, _users),
    ],
)  # fmt: skip
def test_a_list_asks_as_often_for_many_as_for_few(
    world: World, called_by: Callable[..., Client], path: str, role: Role, add: Callable[[World, int], None]
) -> None:
    client, address = called_by(world.user(role)), path.format(id=world.energy.pk)
    asked = []
    for numbers in (range(2), range(2, 14)):
        for number in numbers:
            add(world, number)
        api.get(client, address)
        with CaptureQueriesContext(connection) as queries:
            assert len(api.get(client, address)["items"]) >= len(numbers)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 6
