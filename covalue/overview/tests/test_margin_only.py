"""Nobody is called profitable, or cheap to serve, while nothing says what serving customers costs."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pptx import Presentation

from covalue.lifetime.tests import sold
from covalue.overview import slides
from covalue.overview.queries import Filter, overview_page
from covalue.people.rules import Role
from covalue.profitability import actions as profitability
from covalue.profitability import queries
from covalue.profitability.tests.sold import ORDERS
from covalue.segmentation import queries as segmentation
from covalue.segmentation.rules import Basis, Settings
from tests import api
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
CLAIMS = re.compile(
    r"most profitable|every customer is profitable|cheap to serve|Profit peak|of net contribution|by profit"
)
PAGES = ("/portfolio/", "/portfolio/segments/", "/portfolio/segments/?basis=contribution", "/portfolio/profitability/")
MARGIN_ONLY = "no cost to serve is known"


@pytest.fixture
def dora(world: World, tmp_path: Path, signed_in: Callable[..., Client]) -> Client:
    """Forty customers whose cost of goods is known; neither cost pools nor postings."""
    sold.import_lines(tmp_path, sold.endless())
    return signed_in(world.user(Role.PROGRAM_DIRECTOR))


def _pool() -> None:
    profitability.keep_pool(US, sheet=ORDERS, now=NOW)


def _main(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().partition("<main")[2].split())


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_the_base_claims_margin_only_until_a_cost_is_known(dora: Client, address: str) -> None:
    page = _main(dora, address)
    assert not CLAIMS.findall(page) and MARGIN_ONLY.casefold() in page.casefold() and "/profitability/pools/" in page
    _pool()
    assert MARGIN_ONLY.casefold() not in _main(dora, address).casefold()


def test_an_account_says_margin_only_on_its_home_and_its_profitability(world: World, dora: Client) -> None:
    home, own = f"/a/{world.energy.pk}/", f"/a/{world.energy.pk}/profitability/"
    assert "margin only: no cost to serve known" in _main(dora, home) and "Net contribution" not in _main(dora, home)
    assert "Gross margin" in _main(dora, own) and MARGIN_ONLY in _main(dora, own)
    _pool()
    assert "cost to serve" in _main(dora, home) and "Net contribution" in _main(dora, home)
    assert "Net contribution" in _main(dora, own) and MARGIN_ONLY not in _main(dora, own)


@pytest.mark.parametrize(
    ("name", "query"),
    [("overview:export", ""), ("segmentation:export", "&basis=contribution"), ("profitability:export", "")],
)
def test_a_file_says_it_beside_its_figures(dora: Client, name: str, query: str) -> None:
    address = f"{reverse(name)}?format=csv{query}"

    def file() -> str:
        answer = dora.get(address)
        return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()

    assert "contribution is" in file().splitlines()[0] and "margin only: no cost to serve is known" in file()
    _pool()
    assert "contribution is" not in file()


def test_programs_and_commands_are_told(world: World, dora: Client, called_by: Callable[..., Client]) -> None:
    program, period = called_by(world.user(Role.PROGRAM_DIRECTOR)), segmentation.period_of(Settings())
    assert period is not None
    assert api.get(program, "/profitability")["serving_known"] is False
    assert api.get(program, f"/accounts/{world.energy.pk}/profitability")["serving_known"] is False
    served = {name: len(api.get(program, f"/segments?serve={name}")["items"]) for name in ("passive", "high_margin")}
    assert served["passive"] == 0 and served["high_margin"] > 0
    assert queries.of_base(period, top=1)["caveat"].startswith("margin only")
    assert segmentation.of_base(Settings(basis=Basis.CONTRIBUTION), top=1)["caveat"].startswith("margin only")
    assert segmentation.of_base(Settings(), top=1)["caveat"] == ""
    _pool()
    assert api.get(program, "/profitability")["serving_known"] is True
    assert queries.of_base(period, top=1)["caveat"] == ""


def test_slides_name_what_they_add_up(world: World, dora: Client) -> None:
    def words() -> str:
        made = Presentation(io.BytesIO(slides.deck(overview_page(world.user(Role.PROGRAM_DIRECTOR), Filter()), TODAY)))
        shapes = [shape for slide in made.slides for shape in slide.shapes]
        titles = [shape.chart.chart_title.text_frame.text for shape in shapes if shape.has_chart]
        return " | ".join([*titles, *(shape.text_frame.text for shape in shapes if shape.has_text_frame)])

    assert "Margin peak" in words() and "Cumulative gross margin" in words() and "Profit" not in words()
    _pool()
    assert "Profit peak" in words() and "Cumulative net contribution" in words()
