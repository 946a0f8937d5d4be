from collections.abc import Callable

import pytest
from django.test import Client

from covalue.people.rules import Role
from covalue.profitability.models import Pool
from tests.world import World

HERE = "/api/v1/profitability"
YEAR = "from=2026-01-01&to=2026-12-31"
POOL = {
    "name": "Visits", "driver": "orders", "cost": "100", "capacity": "10", "starts_on": "2026-01-01",
    "ends_on": "2026-12-31", "source": "books",
}  # fmt: skip


def test_the_base_and_its_customers(base: World, called_by: Callable[..., Client]) -> None:
    client = called_by(base.user(Role.ANALYST))
    answer = client.get(f"{HERE}?{YEAR}").json()
    assert (float(answer["contribution"]), answer["unknown"], answer["eroding"], answer["losing"]) == (520, 1, 1, 1)
    first = client.get(f"{HERE}/customers?{YEAR}&limit=2&sort=worst").json()
    assert [row["key"] for row in first["items"]] == ["H-3", "O-1"] and first["next"]
    assert called_by(base.user(Role.SAM)).get(f"{HERE}?{YEAR}").json()["customers"] == 2


def test_an_account(base: World, called_by: Callable[..., Client]) -> None:
    client = called_by(base.user(Role.SAM))
    answer = client.get(f"/api/v1/accounts/{base.energy.pk}/profitability?{YEAR}").json()
    assert float(answer["contribution"]) == 240 and answer["erodes"] and float(answer["change"]["total"]) == -140
    assert client.get(f"/api/v1/accounts/{base.orsa.pk}/profitability").status_code == 404


def test_pools(world: World, called_by: Callable[..., Client]) -> None:
    client = called_by(world.user(Role.ANALYST))
    made = client.post("/api/v1/cost-pools", POOL, content_type="application/json")
    assert made.status_code == 201 and float(made.json()["rate"]) == 10
    again = {**POOL, "cost": "120", "replaces": made.json()["id"]}
    newer = client.post("/api/v1/cost-pools", again, content_type="application/json").json()
    assert [pool["id"] for pool in client.get("/api/v1/cost-pools").json()] == [newer["id"]]
    assert client.delete(f"/api/v1/cost-pools/{newer['id']}").status_code == 204
    sam = called_by(world.user(Role.SAM)).post("/api/v1/cost-pools", POOL, content_type="application/json")
    assert sam.status_code == 403 and not Pool.objects.filter(replaced_at=None).exists()


@pytest.mark.parametrize("wrong", [{"capacity": "0"}, {"driver": "luck"}, {"name": ""}])
def test_a_pool_that_cannot_be(world: World, called_by: Callable[..., Client], wrong: dict[str, str]) -> None:
    client = called_by(world.user(Role.ANALYST))
    assert client.post("/api/v1/cost-pools", POOL | wrong, content_type="application/json").status_code == 422
    assert client.get(f"{HERE}?from=2026-02-01&to=2026-01-01").status_code == 422
    assert not Pool.objects.exists()
