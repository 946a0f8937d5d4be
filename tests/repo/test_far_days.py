"""Days at the edge of the calendar are refused or answered on every address that takes some, never a fault."""

import json
from pathlib import Path

import pytest

from covalue.people.rules import Role
from tests.world import World

pytestmark = pytest.mark.django_db

DESCRIPTION = json.loads((Path(__file__).resolve().parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
SPANS = sorted(
    path
    for path, methods in DESCRIPTION["paths"].items()
    if {"from", "to"} <= {one["name"] for one in methods.get("get", {}).get("parameters", [])}
)
PAGES = ("/portfolio/", "/portfolio/profitability/")
EDGES = [
    ("0001-01-01", "2026-01-01"),
    ("2026-01-01", "9999-12-31"),
    ("0001-01-01", "9999-12-31"),
    ("9999-12-31", "9999-12-31"),
]


@pytest.mark.parametrize("path", SPANS)
@pytest.mark.parametrize(("start", "end"), EDGES)
def test_the_api_refuses_days_no_ledger_has(world: World, called_by, path: str, start: str, end: str) -> None:
    address = path.replace("{account_id}", str(world.energy.pk))
    answer = called_by(world.user(Role.PROGRAM_DIRECTOR)).get(address, {"from": start, "to": end})
    assert answer.status_code == 422, answer.content


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("start", "end"), [*EDGES, ("1900-01-01", "2199-12-31"), ("1900-01-01", "1900-01-01")])
def test_a_page_is_no_fault_either(world: World, signed_in, page: str, start: str, end: str) -> None:
    answer = signed_in(world.user(Role.PROGRAM_DIRECTOR)).get(page, {"from": start, "to": end})
    assert answer.status_code in (200, 302, 422)


@pytest.mark.parametrize("path", SPANS)
@pytest.mark.parametrize(
    ("start", "end"), [("1900-01-01", "2199-12-31"), ("1900-01-01", "1900-01-31"), ("2199-12-01", "2199-12-31")]
)
def test_the_widest_that_is_taken_is_answered(world: World, called_by, path: str, start: str, end: str) -> None:
    address = path.replace("{account_id}", str(world.energy.pk))
    answer = called_by(world.user(Role.PROGRAM_DIRECTOR)).get(address, {"from": start, "to": end})
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize("side", ["both", "", "Customer", 3, None])
def test_a_claims_line_has_a_side_that_is_known(world: World, called_by, side: object) -> None:
    line = {"key": "a", "title": "Saved hours", "side": side, "amount": "10.00"}
    claim = {"starts_on": "2026-01-01", "ends_on": "2026-03-31", "lines": [line]}
    answer = called_by(world.user(Role.SAM)).post(
        "/api/v1/cases/1/claims", json.dumps(claim), content_type="application/json"
    )
    assert answer.status_code == 422 and "side" in answer.content.decode(), answer.content
