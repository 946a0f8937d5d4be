from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from covalue.core.jobs import Worker
from covalue.lifetime import actions
from covalue.lifetime.models import Fit
from covalue.lifetime.tests import sold
from covalue.people.rules import Role
from tests.world import World

HERE = "/api/v1/lifetime-value"


@pytest.fixture
def base(world: World, tmp_path: Path) -> World:
    sold.import_lines(tmp_path, sold.lines())
    return world


def test_computing_and_reading(base: World, called_by: Callable[..., Client]) -> None:
    client = called_by(base.user(Role.ANALYST))
    assert client.get(HERE).json()["state"] == "none"
    assert client.get(f"{HERE}/customers").status_code == 409
    answer = client.post(HERE, {"model": "bg_nbd"}, content_type="application/json").json()
    assert answer["state"] == "done" and set(answer["buying"]["parameters"]) == {"r", "alpha", "a", "b"}
    assert float(answer["total_low"]) < float(answer["total"]) < float(answer["total_high"])
    assert answer["check"]["classes"][0]["frequency"] == 0
    listed = client.get(f"{HERE}/customers?model=bg_nbd&limit=5").json()
    assert len(listed["items"]) == 5 and listed["next"]
    assert float(listed["items"][0]["value"]) >= float(listed["items"][4]["value"])


def test_a_job_is_answered_as_one(
    base: World, called_by: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE_LINES", 10)
    client = called_by(base.user(Role.ANALYST))
    first, again = (client.post(HERE, {}, content_type="application/json") for _round in range(2))
    assert (first.status_code, again.status_code) == (202, 202) and Fit.objects.count() == 1
    assert first.json()["state"] == "waiting" and first.json()["progress"] == "queued"
    assert client.post(HERE, {"months": 24}, content_type="application/json").status_code == 409
    worker = Worker()
    while worker.work_once():
        pass
    assert client.get(HERE).json()["state"] == "done"
    assert client.post(HERE, {}, content_type="application/json").status_code == 200


def test_an_account(base: World, called_by: Callable[..., Client]) -> None:
    client = called_by(base.user(Role.SAM))
    address = f"/api/v1/accounts/{base.energy.pk}/lifetime-value"
    assert client.get(address).json()["value"] is None
    answer = client.post(HERE, {}, content_type="application/json").json()
    assert answer["total_low"] is None and answer["customers"] == 2  # their own two accounts
    assert float(client.get(address).json()["value"]) > 0
    assert client.get(f"/api/v1/accounts/{base.orsa.pk}/lifetime-value").status_code == 404


@pytest.mark.parametrize("wrong", [{"months": 0}, {"model": "guess"}, {"discount": "2"}, {"margin": "0"}])
def test_settings_that_cannot_be(base: World, called_by: Callable[..., Client], wrong: dict[str, object]) -> None:
    assert called_by(base.user(Role.ANALYST)).post(HERE, wrong, content_type="application/json").status_code == 422
