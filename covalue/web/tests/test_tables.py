"""A table described once: what the page shows and what the files hold."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from covalue.web.lists import Pager
from covalue.web.tables import Cell, Column, Kind, Table


@dataclass(frozen=True)
class Sale:
    name: str
    net: Decimal | None
    day: date


SALES = Table[Sale](
    "sales",
    (
        Column("key", lambda row: row.name.lower()),
        Column("name", lambda row: row.name, "Customer", href=lambda row: f"/{row.name}/"),
        Column("net", lambda row: row.net, "Net revenue", Kind.MONEY, tone=lambda row: "bad" if row.net else None),
        Column("day", lambda row: row.day, "Day", Kind.DAY),
        Column("act", lambda row: "Open", " ", in_files=False),
    ),
)
ROWS = [Sale("Alder", Decimal("1234.5"), date(2026, 11, 3)), Sale("Birch", None, date(2026, 1, 1))]


def test_files_hold_every_column_but_those_of_the_page_alone() -> None:
    assert SALES.headings == ("key", "name", "net", "day")
    assert next(iter(SALES.values(ROWS))) == ("alder", "Alder", Decimal("1234.5"), date(2026, 11, 3))


def test_the_page_writes_values_by_their_kind() -> None:
    first, second = SALES.cells(ROWS, "EUR")
    assert first[0] == Cell("Alder", href="/Alder/")
    assert (first[1].text, first[1].style) == ("€1.23k", "num bad-ink") and first[1].full
    assert first[2].text == "3 Nov 2026" and second[1] == Cell("–", style="num")


def test_a_pager_stays_within_its_pages() -> None:
    assert (Pager(9, 101, 50).page, Pager(9, 101, 50).pages, Pager(2, 101, 50).start) == (3, 3, 50)
    assert (Pager(1, 0, 50).page, Pager(1, 0, 50).pages) == (1, 1)
