from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from covalue.people.rules import Role
from covalue.portfolio.tests.test_portfolio import sold
from tests import api
from tests.world import World

__all__ = ["sold"]
Caller = Callable[..., Client]
YEAR = "from=2026-01-01&to=2026-12-31"


def test_the_figures_are_those_of_the_page(sold: World, called_by: Caller, tmp_path: Path) -> None:
    whole = api.get(called_by(sold.user(Role.PROGRAM_DIRECTOR)), f"/portfolio?{YEAR}")
    assert (float(whole["total"]), float(whole["unassigned"]), whole["customers"]) == (925, 10, 4)
    assert whole["abc"] == {"a": 2, "b": 1, "c": 1} and whole["whole_base"] is True and len(whole["months"]) == 12
    own = api.get(called_by(sold.user(Role.SAM)), f"/portfolio?{YEAR}")
    assert (float(own["total"]), float(own["unassigned"]), own["whole_base"]) == (800, 0, False)
    api.told(called_by(sold.user(Role.CUSTOMER_GUEST)).get("/api/v1/portfolio"), 404)


def test_the_ranking_in_pages(sold: World, called_by: Caller) -> None:
    dora = called_by(sold.user(Role.PROGRAM_DIRECTOR))
    first = api.get(dora, f"/portfolio/customers?{YEAR}&limit=3")
    rest = dora.get(first["next"]).json()
    assert [row["key"] for row in (*first["items"], *rest["items"])] == ["H-2", "H-3", "O-1", "X-9"]
    assert rest["next"] is None and rest["items"][0]["account"] is None
    assert [row["key"] for row in api.get(dora, f"/portfolio/customers?{YEAR}&abc=B")["items"]] == ["O-1"]
    assert [row["name"] for row in api.get(dora, f"/portfolio/customers?{YEAR}&class=key")["items"]] == ["Orsa Paper"]
    within = f"/portfolio/customers?{YEAR}&within={sold.energy.pk}"
    assert [row["key"] for row in api.get(dora, within)["items"]] == ["H-2", "H-3"]
    ines = called_by(sold.user(Role.SAM))
    assert [row["key"] for row in api.get(ines, f"/portfolio/customers?{YEAR}")["items"]] == ["H-2", "H-3"]
    api.told(ines.get(f"/api/v1/portfolio/customers?within={sold.orsa.pk}"), 404)


def test_an_accounts_revenue_down_to_its_lines(sold: World, called_by: Caller) -> None:
    ines, path = called_by(sold.user(Role.SAM)), f"/accounts/{sold.energy.pk}/revenue"
    found = api.get(ines, path)
    assert (float(found["net"]), found["currency"], len(found["months"])) == (800, "EUR", 24)
    bought = api.get(ines, f"{path}/offerings?{YEAR}")["items"]
    assert [(row["code"], float(row["net"])) for row in bought][:2] == [("turbine", 500), ("blade", 300)]
    lines = api.get(ines, f"{path}/lines?{YEAR}&limit=2")
    assert [line["document"] for line in lines["items"]] == ["7", "2"]
    assert [line["document"] for line in ines.get(lines["next"]).json()["items"]] == ["1"]
    assert [line["document"] for line in api.get(ines, f"{path}/lines?{YEAR}&offering=blade")["items"]] == ["2"]
    for part in ("", "/offerings", "/lines"):
        api.told(called_by(sold.stranger).get(f"/api/v1{path}{part}"), 404)


@pytest.mark.parametrize("query", ["from=2026-12-31&to=2026-01-01", "from=0001-01-01", "to=9999-12-31", "from=x"])
def test_a_period_that_cannot_be_is_refused(world: World, called_by: Caller, query: str) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    for path in ("/portfolio", "/portfolio/customers", f"/accounts/{world.energy.pk}/revenue/lines"):
        api.told(dora.get(f"/api/v1{path}?{query}"), 422)


def test_without_a_ledger_there_are_no_figures_and_no_fault(world: World, called_by: Caller) -> None:
    dora = called_by(world.user(Role.PROGRAM_DIRECTOR))
    assert api.get(dora, "/portfolio")["customers"] == 0
    assert api.get(dora, "/portfolio/customers")["items"] == []
    assert api.get(dora, f"/accounts/{world.energy.pk}/revenue")["net"] is None
    assert api.get(dora, f"/accounts/{world.energy.pk}/revenue/lines")["items"] == []
    assert api.get(dora, f"/accounts/{world.energy.pk}/revenue/offerings")["items"] == []
