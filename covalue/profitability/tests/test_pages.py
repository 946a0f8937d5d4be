import html
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from covalue.accounts import lineage
from covalue.accounts.models import Account, Identifier
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.portfolio import figures
from covalue.profitability import actions, charts, queries
from covalue.profitability.models import Pool
from covalue.profitability.tests import sold
from tests.world import NOW, US, World

QUESTIONS = {"base": 24, "account": 24, "pools": 12}  # at most, however many accounts and pools there are
HOME = "/portfolio/profitability/"
YEAR = "from=2026-01-01&to=2026-12-31"
SENT = {
    "name": "Visits", "driver": "orders", "border": "", "cost": "100", "capacity": "10", "starts_on": "2026-01-01",
    "ends_on": "2026-12-31", "source": "books",
}  # fmt: skip


def test_the_page(base: World, tmp_path: Path, signed_in: Callable[..., Client]) -> None:
    """The curve is drawn as soon as there are enough customers for one."""
    client = signed_in(base.user(Role.PROGRAM_DIRECTOR))
    assert "Whale curve" not in client.get(f"{HOME}?{YEAR}").content.decode()
    sold.import_lines(tmp_path, sold.more(figures.ENOUGH - 5))
    assert "Whale curve" not in client.get(f"{HOME}?{YEAR}").content.decode()
    sold.import_lines(tmp_path, sold.more(figures.ENOUGH - 4))
    page = client.get(f"{HOME}?{YEAR}").content.decode()
    for text in (
        "Whale curve",
        "<svg",
        "Halden Energy",
        "growing but earning less",
        "Cost of goods unknown",
        "Order desk",
    ):
        assert text in page, text


def test_searching_answers_with_the_table_only(base: World, signed_in: Callable[..., Client]) -> None:
    asked = {"HX-Request": "true", "HX-Target": "customers"}
    part = signed_in(base.user(Role.PROGRAM_DIRECTOR)).get(f"{HOME}?{YEAR}&q=wind", headers=asked).content.decode()
    assert "Halden Wind" in part and "Orsa" not in part and "<html" not in part


def test_an_account(base: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(base.user(Role.SAM))
    page = client.get(f"/a/{base.energy.pk}/profitability/?{YEAR}").content.decode()
    for text in ("Growing but earning less", "Pocket price", "Order desk", "Halden Wind", "Change in contribution"):
        assert text in page, text
    assert client.get(f"/a/{base.orsa.pk}/profitability/").status_code == 404
    empty = client.get(f"/a/{base.energy.pk}/profitability/?from=2020-01-01&to=2020-02-01").content.decode()
    assert "Nothing was sold in this period" in empty


def test_the_steps_down_from_list_begin_where_the_last_one_ended(base: World) -> None:
    rows = charts.falls(queries.of_account(base.energy, sold.YEAR), "EUR")
    assert [(row.name, row.amount) for row in rows if row.total] == [
        ("List price", 2100), ("Invoice price", 1600), ("Pocket price", 1540), ("Pocket margin", 360), ("Net contribution", 240),
    ]  # fmt: skip
    left = {row.name: float(re.findall(r' x="([\d.]+)"', row.drawn)[0]) for row in rows}
    wide = {row.name: float(re.findall(r'x="[\d.]+" width="([\d.]+)"', row.drawn)[0]) for row in rows}
    assert wide["List price"] == 240 and wide["Pocket price"] == pytest.approx(240 * 1540 / 2100, abs=0.01)
    assert left["Cost of goods"] + wide["Cost of goods"] == pytest.approx(wide["Pocket price"], abs=0.02)
    assert left["Cost of goods"] == pytest.approx(wide["Pocket margin"], abs=0.02)


def test_a_deduction_opens_to_its_lines(base: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(base.user(Role.SAM))
    page = client.get(f"/a/{base.energy.pk}/profitability/?{YEAR}").content.decode()
    address = re.search(r'href="([^"]*kind=cost_to_serve[^"]*)"', page)
    assert address
    lines = client.get(html.unescape(address[1])).content.decode()
    assert "Freight and other postings posted to Halden Energy" in lines and "By offering" not in lines
    assert len(re.findall(r"cost_to_serve\s*</td>", lines)) == 1
    assert not re.search(r">\s*sale\s*<", lines) and "60" in lines


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_in_the_trail(base: World, signed_in: Callable[..., Client], kind: str) -> None:
    answer = signed_in(base.user(Role.SAM)).get(f"{HOME}export/?{YEAR}&format={kind}")
    text = b"".join(answer)  # type: ignore[arg-type]
    if kind == "csv":
        assert "Halden Wind" in text.decode("utf-8-sig") and "Orsa" not in text.decode("utf-8-sig")
    else:
        assert text.startswith(b"PK")
    assert Event.objects.filter(verb="exported profitability").count() == 1


def test_a_pool_from_the_form_to_its_removal(world: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(world.user(Role.ANALYST))
    assert "No cost pools yet" in client.get(f"{HOME}pools/").content.decode()
    assert client.post(f"{HOME}pools/", SENT).status_code == 302
    pool = Pool.objects.get()
    assert client.post(f"{HOME}pools/{pool.pk}/", SENT | {"cost": "120"}).status_code == 302
    newer = Pool.objects.get(replaced_at=None)
    assert newer.cost == 120 and client.post(f"{HOME}pools/{newer.pk}/remove/").status_code == 302
    assert client.get(f"{HOME}pools/{newer.pk}/").status_code == 404


@pytest.mark.parametrize("wrong", [{"capacity": "0"}, {"cost": "x"}, {"ends_on": "2025-01-01"}, {"driver": "luck"}])
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(
    world: World, signed_in: Callable[..., Client], wrong: dict[str, str]
) -> None:
    answer = signed_in(world.user(Role.ANALYST)).post(f"{HOME}pools/", SENT | wrong)
    assert answer.status_code == 422 and 'value="Visits"' in answer.content.decode()
    assert not Pool.objects.exists()


def test_without_a_ledger_or_pools_it_says_what_to_do(world: World, signed_in: Callable[..., Client]) -> None:
    assert "The ledger is empty" in signed_in(world.user(Role.ANALYST)).get(HOME).content.decode()


@pytest.mark.parametrize("page", ["base", "account", "pools"])
def test_more_accounts_and_pools_ask_no_more_questions(
    base: World, signed_in: Callable[..., Client], page: str
) -> None:
    client = signed_in(base.user(Role.PROGRAM_DIRECTOR))
    address = {
        "base": f"{HOME}?{YEAR}",
        "account": f"/a/{base.group.pk}/profitability/?{YEAR}",
        "pools": f"{HOME}pools/",
    }
    client.get(address[page])
    base.group.save()  # both times something was written since, and the page is drawn anew
    cache.clear()
    with CaptureQueriesContext(connection) as few:
        client.get(address[page])
    for number in range(5):
        actions.keep_pool(US, sheet=replace(sold.ORDERS, name=f"Pool {number}"), now=NOW)
        account = Account.objects.create(name=f"Halden {number}", parent=base.group, created_at=NOW)
        lineage.begin_many([account])
        lineage.rebuild([account.pk])
        Identifier.objects.create(account=account, source="erp", key=f"N-{number}")
    cache.clear()
    with CaptureQueriesContext(connection) as many:
        client.get(address[page])
    assert len(many) <= len(few), "\n".join(query["sql"] for query in many.captured_queries)
    assert len(many) <= QUESTIONS[page], len(many)
