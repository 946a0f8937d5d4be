"""Many at once, on PostgreSQL, where writers really run side by side. SQLite's turn is in tests/browser."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from covalue.people.rules import Role
from tests import api
from tests.world import World

AT_ONCE = 8


@pytest.fixture
def side_by_side(world: World) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one file, one writer: SQLite's race is run against a server")


def _all_at_once(ask: Callable[[int], Any]) -> list[int]:
    def alone(number: int) -> int:
        try:
            return int(ask(number).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(alone, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_key_changes_once(world: World, side_by_side: None, called_by: Callable[..., Client]) -> None:
    ines, path = called_by(world.user(Role.SAM)), f"/api/v1/accounts/{world.energy.pk}/contacts"
    told: dict[str, Any] = {"content_type": "application/json", "headers": {"idempotency-key": "race"}}
    statuses = _all_at_once(lambda _number: ines.post(path, {"name": "Only One"}, **told))
    assert set(statuses) <= {201, 409} and 201 in statuses
    assert world.energy.contacts.filter(name="Only One").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_version_is_changed_once(world: World, side_by_side: None, called_by: Callable[..., Client]) -> None:
    ines, path = called_by(world.user(Role.SAM)), f"/accounts/{world.energy.pk}"
    seen = api.get(ines, path)["version"]
    told: dict[str, Any] = {"content_type": "application/json", "headers": {"if-match": f'"{seen}"'}}
    statuses = _all_at_once(lambda number: ines.patch(f"/api/v1{path}", {"sector": f"S{number}"}, **told))
    assert statuses == [200, *[412] * (AT_ONCE - 1)]
