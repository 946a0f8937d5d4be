from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from covalue.core.models import Event
from covalue.core.periods import Period, trailing_months
from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.people.rules import Role
from covalue.portfolio import figures, queries, revenue
from tests.world import NOW, TODAY, US, World

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
LINES = """customer,document,date,offering,amount,kind
H-2,1,2026-03-01,turbine,500,
H-3,2,2026-04-01,blade,300,
O-1,3,2026-05-01,paper,80,
O-1,4,2026-05-02,paper,-5,
X-9,5,2026-06-01,pen,40,
,6,2026-06-02,pen,10,
H-2,7,2026-06-03,,0,cost_to_serve
H-2,8,2025-03-01,turbine,400,
"""


@pytest.fixture
def sold(world: World, tmp_path: Path) -> World:
    file = tmp_path / "lines.csv"
    file.write_text(LINES, encoding="utf-8")
    fields = {name: name for name in ("customer", "document", "date", "offering", "amount", "kind")}
    ledger.import_file(
        US, path=file, mapping=Mapping(fields), source="erp", unknown=Unknown.KEEP, now=NOW, progress=lambda text: None
    )
    return world


def _page(world: World, role: Role, **wanted: object) -> queries.PortfolioPage:
    return queries.portfolio_page(world.user(role), queries.Filter(period=YEAR, **wanted))  # type: ignore[arg-type]


def test_the_whole_base_with_what_nobody_is_named_for(sold: World) -> None:
    page = _page(sold, Role.PROGRAM_DIRECTOR)
    assert [(row.key, row.net, row.abc) for row in page.ranking.rows] == [
        ("H-2", 500, "A"), ("H-3", 300, "A"), ("O-1", 75, "B"), ("X-9", 40, "C"),
    ]  # fmt: skip
    assert (page.ranking.total, page.ranking.unassigned) == (925, 10)
    assert page.ranking.rows[3].account_id is None


def test_a_sam_sees_only_their_own_accounts_and_nothing_unassigned(sold: World) -> None:
    page = _page(sold, Role.SAM)
    assert [row.name for row in page.ranking.rows] == ["Halden Energy", "Halden Wind"]
    assert (page.ranking.total, page.ranking.unassigned) == (800, 0)


@pytest.mark.parametrize("role", [Role.UNIT_LEAD, Role.ADMINISTRATOR, Role.VOICE_ANALYST])
def test_others_see_an_empty_portfolio(sold: World, role: Role) -> None:
    assert _page(sold, role).ranking.rows == ()


def test_a_part_of_the_tree(sold: World) -> None:
    page = _page(sold, Role.ANALYST, within=sold.group)
    assert [row.name for row in page.ranking.rows] == ["Halden Energy", "Halden Wind"]


def test_an_account_counts_everything_below_it(sold: World) -> None:
    found = revenue.of_account(sold.energy, date(2026, 12, 31))
    assert (found.net, found.documents) == (Decimal(800), 2)
    assert {family.name: family.total for family in found.families} == {"turbine": 900, "blade": 300}


def test_every_figure_opens_to_its_lines(sold: World, signed_in: Callable[..., Client]) -> None:
    address = reverse("portfolio:account-offerings", args=[sold.energy.pk])
    page = signed_in(sold.user(Role.SAM)).get(f"{address}?month=2026-04").content.decode()
    assert "blade" in page and "turbine" not in page


def test_the_same_for_programs(sold: World) -> None:
    found = queries.ranking_for_programs(start=YEAR.start, end=YEAR.end, top=1)
    assert found["accounts"] == [
        {"key": "H-2", "name": "Halden Energy", "net": Decimal("500.00"), "share": 0.546448, "abc": "A"}
    ]
    assert (found["total"], found["unassigned"], found["ledger_version"]) == (925, 10, 0)


def test_without_a_ledger_the_page_says_what_to_do(world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.ANALYST)).get("/portfolio/revenue/").content.decode()
    assert "The ledger is empty" in page and "Import ledger" in page


@pytest.mark.parametrize("query", ["from=2026-12-31&to=2026-01-01", "from=yesterday", "to=2026-02-30"])
def test_a_period_that_cannot_be_is_refused(sold: World, signed_in: Callable[..., Client], query: str) -> None:
    assert signed_in(sold.user(Role.ANALYST)).get(f"/portfolio/revenue/?{query}").status_code == 422


def test_somebody_elses_part_of_the_tree_is_not_found(sold: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in(sold.user(Role.SAM))
    assert client.get(f"/portfolio/revenue/?within={sold.orsa.pk}").status_code == 404
    assert client.get("/portfolio/revenue/?within=1%20or%201").status_code == 422


def test_an_export_shows_what_the_page_shows_and_is_in_the_trail(sold: World, signed_in: Callable[..., Client]) -> None:
    answer = signed_in(sold.user(Role.SAM)).get("/portfolio/export/?format=csv&from=2026-01-01&to=2026-12-31")
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "Halden Wind" in text and "Orsa" not in text
    assert Event.objects.filter(verb="exported portfolio").count() == 1


@pytest.mark.parametrize("taken", [False, True])
def test_one_line_of_the_year_9999_moves_nobodys_period(sold: World, tmp_path: Path, taken: bool) -> None:
    """Rejected unasked; and what is far ahead and meant is in the ledger, while periods end as before, or today."""
    before, today = figures.default_period(TODAY), timezone.localdate()
    file = tmp_path / "far.csv"
    file.write_text("customer,document,date,amount\nH-2,F-1,2190-12-31,5\nH-2,F-2,9999-12-31,5\n", encoding="utf-8")
    fields = {name: name for name in ("customer", "document", "date", "amount")}
    record, _result = ledger.import_file(
        US, path=file, mapping=Mapping(fields, far_days="take" if taken else ""), source="erp", unknown=Unknown.KEEP,
        now=NOW, progress=lambda text: None,
    )  # fmt: skip
    assert (record.added, record.rejected) == ((1, 1) if taken else (0, 2))
    assert figures.last_date() == (today if taken else date(2026, 6, 3))
    assert figures.default_period(TODAY) == (before if not taken else trailing_months(today, 12))
