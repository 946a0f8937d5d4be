"""The portfolio at a glance: every figure the one of its own page, for each the customers they may see, in few questions."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook
from pptx import Presentation

from covalue.analytics import abc
from covalue.core.models import Event
from covalue.lifetime import actions as lifetime
from covalue.lifetime.rules import Settings as LifetimeSettings
from covalue.lifetime.tests import sold
from covalue.overview import queries
from covalue.overview.queries import EVERYBODY, Filter
from covalue.people.rules import Role
from covalue.profitability.tests import sold as profit_sold
from covalue.segmentation import queries as segmentation
from covalue.segmentation.rules import USUAL
from covalue.selection.tests import samples
from tests.world import NOW, US, World

pytestmark = pytest.mark.django_db
HOME = "/portfolio/"


@pytest.fixture
def base(world: World, tmp_path: Path) -> World:
    sold.import_lines(tmp_path, sold.lines())
    return world


@pytest.fixture
def dora(base: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(base.user(Role.PROGRAM_DIRECTOR))


def rows(world: World, role: Role = Role.PROGRAM_DIRECTOR, **wanted: object) -> list[str]:
    asked = Filter(**{"shown": EVERYBODY, **wanted})  # type: ignore[arg-type]
    return [row.name for row in queries.overview_page(world.user(role), asked).shown]


def test_every_figure_is_the_one_of_its_own_page(base: World) -> None:
    lifetime.compute(US, settings=LifetimeSettings(), now=NOW)
    page = queries.overview_page(base.user(Role.PROGRAM_DIRECTOR), Filter(shown=EVERYBODY))
    members = {(m.account_id, m.key): m for m in segmentation.members_of(segmentation.everybody(USUAL))}
    assert page.table.num_rows == len(members) and page.has_lifetime
    for row in page.shown:
        member = members[row.account_id, row.key]
        assert (row.net, row.abc, row.xyz, row.rfm) == (member.net, member.abc, member.xyz, member.rfm)
    nets = sorted((m.net for m in members.values()), reverse=True)
    assert page.customers_for_80 == abc.number_for_share(nets)
    assert page.net == pytest.approx(sum(nets))
    known = [row.lifetime for row in page.shown if row.lifetime is not None]
    assert known == sorted(known, reverse=True)


def test_one_sees_the_customers_one_may_see(base: World) -> None:
    everybody = rows(base)
    own = rows(base, Role.SAM)
    assert set(own) < set(everybody) and all(name.startswith("Halden") for name in own)
    assert rows(base, Role.ADMINISTRATOR) == []


def test_fit_is_shown_to_who_directs_and_opens_where_it_was_judged(
    base: World, dora: Client, signed_in: Callable[..., Client]
) -> None:
    round = samples.closed(base)
    candidate = samples.candidate(round, base.energy)
    link = f"/portfolio/selection/candidates/{candidate.pk}/"
    assert link in dora.get(f"{HOME}?class=all").content.decode()
    for role in (Role.SAM, Role.ANALYST, Role.COACH):
        assert link not in signed_in(base.user(role)).get(f"{HOME}?class=all").content.decode(), role


def test_filters_narrow_and_sort(base: World, dora: Client) -> None:
    assert rows(base, shown="strategic") == ["Halden Energy"]
    assert rows(base, sort="name") == sorted(rows(base), key=str.lower)
    assert rows(base, words="halden ENERGY") == ["Halden Energy"]
    assert rows(base, abc="A") == [name for name in rows(base) if name in rows(base, abc="A")]
    for query in ("class=nonsense&sort=nonsense&page=x", "page=999", "q=%25%27;--&abc=%00", "sector=%00", "rfm=zzz"):
        assert dora.get(f"{HOME}?{query}").status_code == 200, query
    fragment = dora.get(f"{HOME}?q=halden", headers={"HX-Target": "customers", "HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith("<section") and "Halden" in fragment


def test_an_empty_ledger_invites_to_an_import(world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.ANALYST)).get(HOME).content.decode()
    assert "The ledger is empty" in page and "Whale curve" not in page


def test_what_is_shown_can_be_taken_along(base: World, dora: Client) -> None:
    samples.closed(base)
    sheet = dora.get(f"{HOME}overview/export/?format=xlsx&class=strategic")
    book = load_workbook(BytesIO(b"".join(sheet.streaming_content)))  # type: ignore[attr-defined]
    assert [row[1].value for row in book.active.iter_rows(min_row=2)] == ["Halden Energy"]
    heading, first = (list(row) for row in book.active.iter_rows(max_row=2))
    shown = {title.value: cell.number_format for title, cell in zip(heading, first, strict=True)}
    assert (shown["net revenue"], shown["contribution share"]) == ("#,##0.00", "0.0%")
    assert book.active.title == "portfolio"
    slides = dora.get(f"{HOME}overview/export/?format=pptx&class=all")
    deck = Presentation(BytesIO(slides.content))
    texts = [shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert len(deck.slides) == 3 and "Strategic accounts" in texts
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 2, "the matrix, and the whale curve"
    assert Event.objects.filter(verb="exported overview").count() == 2


def test_slides_without_a_round_or_costs_say_what_is_known(base: World, dora: Client) -> None:
    deck = Presentation(BytesIO(dora.get(f"{HOME}overview/export/?format=pptx").content))
    assert len(deck.slides) == 2


def test_the_page_asks_few_questions(base: World, dora: Client, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    samples.closed(base)
    dora.get(HOME)
    with django_assert_max_num_queries(40):
        assert dora.get(HOME).status_code == 200


@pytest.mark.parametrize(
    ("lines", "bought", "peak"),
    [
        ("H-2,1,2026-09-01,100,40", 1, 1.0),
        ("H-2,1,2026-09-01,-100,-40\nO-1,2,2026-09-02,50,20", 1, None),
        ("H-2,1,2026-09-01,-100,-40", 0, None),
        ("H-2,1,2020-01-01,100,40\nO-1,2,2026-09-01,0,0", 0, None),
    ],
)
def test_one_customer_negative_totals_and_a_year_without_sales(
    world: World, tmp_path: Path, signed_in: Callable[..., Client], lines: str, bought: int, peak: float | None
) -> None:
    profit_sold.import_lines(tmp_path, f"customer,document,date,amount,cost\n{lines}")
    page = queries.overview_page(world.user(Role.PROGRAM_DIRECTOR), Filter(shown=EVERYBODY))
    assert (page.all - page.with_returns_only, page.whale.height) == (bought, peak)
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    for path in (
        "portfolio/",
        "portfolio/?class=all",
        "portfolio/segments/",
        "portfolio/profitability/",
        "portfolio/revenue/",
    ):
        assert dora.get(f"/{path}").status_code == 200, path
    for form in ("pptx", "xlsx", "csv"):
        assert dora.get(f"{HOME}overview/export/?class=all&format={form}").status_code == 200, form
    round = samples.opened(world, by=samples.starting_criteria())
    assert dora.get(f"/portfolio/selection/rounds/{round.pk}/").status_code == 200
    assert dora.get("/portfolio/selection/watchlist/").status_code == 200
    assert dora.get("/portfolio/coverage/").status_code == 200
