import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from ninja.openapi.schema import OpenAPISchema

from covalue.api import description
from covalue.api.assembly import api
from covalue.people.rules import Role
from tests.world import World


def test_the_stored_description_is_the_one_served() -> None:
    written = (Path(__file__).resolve().parents[3] / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert written == description.as_text(api), "`make documents` writes docs/openapi.json: look at it and commit it"


@pytest.mark.django_db
def test_programs_read_it_without_a_key() -> None:
    answer = Client().get("/api/v1/openapi.json")
    told = json.loads(answer.content)
    assert told["openapi"].startswith("3.1") and answer.headers["Content-Type"] == "application/json"


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return description.describe(api)


def test_every_operation_says_what_it_is_and_how_it_refuses(told: dict[str, Any]) -> None:
    names = []
    for methods in told["paths"].values():
        for method, operation in methods.items():
            names.append(operation["operationId"])
            assert operation["summary"] and operation["tags"]
            assert {"401", "403", "404", "422"} <= set(operation["responses"])
            keys = [parameter["name"] for parameter in operation["parameters"]]
            assert ("Idempotency-Key" in keys) == (method != "get")
            assert method not in ("patch", "put") or {"412", "428"} <= set(operation["responses"])
    assert len(names) == len(set(names))


def test_no_two_shapes_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ninja would let the later one stand for both, and the description would lie about one of them."""
    shapes: dict[str, Any] = {}
    torn: set[str] = set()

    def _kept(_: OpenAPISchema, definitions: dict[str, Any]) -> None:
        torn.update(name for name, shape in definitions.items() if shapes.setdefault(name, deepcopy(shape)) != shape)

    monkeypatch.setattr(OpenAPISchema, "add_schema_definitions", _kept)
    api.get_openapi_schema(path_prefix="/api/v1/")
    assert not torn and {"AbcAnswer", "CustomerAnswer", "ShareableAnswer"} <= set(shapes)


def test_what_has_a_version_says_so(told: dict[str, Any]) -> None:
    account = told["paths"]["/api/v1/accounts/{account_id}"]
    assert "ETag" in account["get"]["responses"]["200"]["headers"] and "304" in account["get"]["responses"]
    assert "ETag" in account["patch"]["responses"]["200"]["headers"]
    assert "304" not in told["paths"]["/api/v1/accounts"]["get"]["responses"]


def test_people_read_it_as_a_page(told: dict[str, Any], world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.SAM)).get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200 and "List conversations" in text
    operations = sum(len(methods) for methods in told["paths"].values())
    assert text.count("<details id=") == operations
    assert Client().get("/api/v1/docs").headers["Location"].startswith("/sign-in/")
