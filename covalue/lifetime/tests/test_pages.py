from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.lifetime import actions
from covalue.lifetime.models import Fit
from covalue.lifetime.tests import sold
from covalue.people.rules import Role
from tests import api
from tests.world import World

HOME = "/portfolio/lifetime-value/"


@pytest.fixture
def base(world: World, tmp_path: Path) -> World:
    sold.import_lines(tmp_path, sold.lines())
    return world


def test_from_nothing_to_the_page(base: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(base.user(Role.PROGRAM_DIRECTOR))
    assert "Not computed yet" in client.get(HOME).content.decode()
    answer = client.post(f"{HOME}compute/", {"model": "pareto_nbd", "unit": "week", "months": 24}, follow=True)
    page = answer.content.decode()
    assert "model=pareto_nbd" in answer.redirect_chain[0][0]
    assert "Pareto/NBD, 24 months ahead" in page and "Backtest" in page and "Halden Energy" in page
    assert "<svg" in page and "How was this calculated?" in page


def test_searching_answers_with_the_table_only(base: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(base.user(Role.PROGRAM_DIRECTOR))
    client.post(f"{HOME}compute/")
    part = client.get(f"{HOME}?q=wind", headers={"HX-Request": "true", "HX-Target": "customers"}).content.decode()
    assert "Halden Wind" in part and "Orsa" not in part and "<html" not in part


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_in_the_trail(base: World, signed_in: Callable[..., Client], kind: str) -> None:
    client = signed_in(base.user(Role.SAM))
    assert client.get(f"{HOME}export/").status_code == 409
    client.post(f"{HOME}compute/")
    text = b"".join(client.get(f"{HOME}export/?format={kind}"))  # type: ignore[arg-type]
    if kind == "csv":
        assert "Halden Wind" in text.decode("utf-8-sig") and "Orsa" not in text.decode("utf-8-sig")
    else:
        assert text.startswith(b"PK")
    assert Event.objects.filter(verb="exported lifetime value").count() == 1


def test_what_cannot_be_is_said_beside_its_field(base: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(base.user(Role.ANALYST))
    for wrong in ({"months": "0"}, {"discount": "x"}, {"model": "guess"}, {"margin": "101"}):
        assert client.post(f"{HOME}compute/", wrong).status_code == 422, wrong
        assert client.get(HOME, wrong).status_code == 422, wrong
    assert not Fit.objects.exists()


def test_why_it_cannot_be_computed_is_on_the_page(
    world: World, signed_in: Callable[..., Client], tmp_path: Path
) -> None:
    sold.import_lines(tmp_path, "customer,document,date,amount\nH-2,1,2026-01-05,10\n")
    page = signed_in(world.user(Role.ANALYST)).post(f"{HOME}compute/", follow=True).content.decode()
    assert "there are 1" in page and '<svg class="chart"' not in page


def test_an_older_result_says_so_and_is_computed_again(
    base: World, signed_in: Callable[..., Client], tmp_path: Path
) -> None:
    client, asked = signed_in(base.user(Role.ANALYST)), {"months": "24", "discount": "5"}
    client.post(f"{HOME}compute/", asked)
    first = Fit.objects.get()
    assert "Compute again" not in client.get(HOME, asked).content.decode()
    sold.import_lines(tmp_path, sold.lines() + "X-1,N1,2026-10-01,5,3\n")
    page = client.get(HOME, asked).content.decode()
    assert f"it was version {first.ledger_version} then and is version {first.ledger_version + 1} now" in page
    assert "Compute again" in page and '<input type="hidden" name="months" value="24">' in page
    answer = client.post(f"{HOME}compute/", asked, follow=True)
    assert "Compute again" not in answer.content.decode() and Fit.objects.count() == 2


def test_without_a_ledger_it_says_so(world: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(world.user(Role.ANALYST))
    assert "The ledger is empty" in client.get(HOME).content.decode()
    answer = client.post(f"{HOME}compute/", follow=True)
    assert answer.status_code == 200 and "Import it to compute lifetime value" in answer.content.decode()


def test_the_accounts_home_says_what_is_expected(base: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(base.user(Role.SAM))
    address = f"/a/{base.energy.pk}/"
    assert "Lifetime value" not in client.get(address).content.decode()
    client.post(f"{HOME}compute/")
    assert "margin expected of the next 12 months" in client.get(address).content.decode()


def test_a_job_shows_its_progress_and_says_when_it_is_done(
    base: World, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE_LINES", 10)
    client = signed_in(base.user(Role.ANALYST))
    page = client.post(f"{HOME}compute/", follow=True).content.decode()
    assert "You can leave this page" in page and 'hx-trigger="every 2s"' in page
    refused = client.post(f"{HOME}compute/", {"months": "24"}, follow=True).content.decode()
    assert "is being computed" in refused and Fit.objects.count() == 1
    assert "is being computed" in client.get("/").content.decode()
    polled = {"HX-Request": "true", "HX-Trigger": "pending"}
    assert "HX-Trigger" not in client.get(HOME, headers=polled).headers
    worker = Worker()
    while worker.work_once():
        pass
    assert "Lifetime value is computed." in client.get(HOME, headers=polled).headers["HX-Trigger"]
    assert "is computed" in client.get("/").content.decode()


def test_a_value_is_called_what_it_is_and_why_it_can_be_less_is_said(
    base: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    client = signed_in(base.user(Role.PROGRAM_DIRECTOR))
    client.post(f"{HOME}compute/", {"months": "24", "discount": "8"})
    page = " ".join(client.get(HOME, {"months": "24", "discount": "8"}).content.decode().split())
    assert "Lifetime value: expected margin, 24 months" in page and page.count("Expected margin, 24 months") >= 2
    assert "purchases in the next 24 months, discounted at 8 % a year" in page
    assert "It can be less than the margin of the last twelve months" in page
    file = b"".join(client.get(f"{HOME}export/", {"months": "24", "discount": "8", "format": "csv"}))  # type: ignore[arg-type]
    assert "expected margin 24 months" in file.decode().splitlines()[0]
    told = api.get(called_by(base.user(Role.ANALYST)), "/lifetime-value?months=24&discount=0.08")
    assert (told["months"], told["discount"]) == (24, "0.08")
