"""A table described once: what the page shows and what the files hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy
from pydantic import Field

from covalue.core import errors
from covalue.core.models import Event
from covalue.web import tables
from covalue.web.lists import Search, asked
from covalue.web.pager import Pager
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


def test_files_hold_texts_in_the_language_of_the_request() -> None:
    table = Table[Sale]("sales", (Column("kind", lambda row: gettext_lazy("Customer")),))
    with translation.override("de"):
        assert [type(value) for value in next(iter(table.values(ROWS)))] == [str]


def test_the_orders_of_a_table() -> None:
    column = Column[Sale]("name", lambda row: row.name, sort="name", reverse="-name")
    assert Table("sales", (column, *SALES.columns)).sorts == {"name", "-name"}


def test_a_column_of_links_has_no_heading() -> None:
    assert [heading.blank for heading in SALES.headings_of_page()] == [False, False, False, True]


def test_the_page_writes_values_by_their_kind() -> None:
    first, second = SALES.cells(ROWS, "EUR")
    assert first[0] == Cell("Alder", href="/Alder/")
    assert (first[1].text, first[1].style) == ("€1.23k", "num bad-ink") and first[1].full
    assert first[2].text == "3 Nov 2026" and second[1] == Cell("–", style="num")


def test_a_heading_sorts_and_turns_the_order_round() -> None:
    table = Table[Sale](
        "sales",
        (
            Column("name", lambda row: row.name, "Customer", sort="name", descending=False),
            Column("net", lambda row: row.net, "Net revenue", Kind.MONEY, sort="", reverse="worst"),
        ),
    )
    orders = {sort: [(h.sort, h.order) for h in table.headings_of_page(sort)] for sort in (None, "name", "", "worst")}
    assert orders == {
        None: [("name", ""), ("", "")],
        "name": [("name", "ascending"), ("", "")],
        "": [("name", ""), ("worst", "descending")],
        "worst": [("name", ""), ("", "ascending")],
    }


def test_cells_are_notes_chips_and_words_for_the_unknown() -> None:
    table = Table[Sale](
        "sales",
        (
            Column("name", lambda row: row.name, "Customer", strong=True, note=lambda row: "no account"),
            Column("net", lambda row: row.net, "Net", Kind.NUMBER, signed=True, places=1, unknown="unknown"),
            Column("share", lambda row: row.net, "Share", Kind.SHARE, full=lambda row: "of all"),
            Column("class", lambda row: "key" if row.net else "", "Class", chip=lambda row: "brand"),
        ),
    )
    first, second = table.cells([Sale("Alder", Decimal("-0.25"), date(2026, 1, 1)), ROWS[1]])
    assert first == (
        Cell("Alder", note="no account", strong=True),
        Cell("−0.3", style="num bad-ink"),
        Cell("−25\u202f%", full="of all", style="num"),
        Cell("key", chip="brand"),
    )
    assert (second[1].text, second[1].style, second[3].chip) == ("unknown", "num quiet", None)


def test_an_address_counts_as_not_asked_or_is_refused_where_it_is_out_of_bounds() -> None:
    class Asked(Search):
        start: date | None = Field(None, alias="from")

    address = {"q": "Orsa", "page": "0", "from": "x"}
    assert (asked(Asked, address).q, asked(Asked, address).page, asked(Asked, address).start) == ("Orsa", 1, None)
    assert asked(Asked, {"from": "2026-11-30"}).start == date(2026, 11, 30)
    with pytest.raises(errors.BadInput) as refused:
        asked(Asked, address, refuse=("from",))
    assert refused.value.field == "from"


def test_a_pager_stays_within_its_pages() -> None:
    assert (Pager(9, 101, 50).page, Pager(9, 101, 50).pages, Pager(2, 101, 50).start) == (3, 3, 50)
    assert (Pager(1, 0, 50).page, Pager(1, 0, 50).pages) == (1, 1)


@pytest.mark.django_db
def test_rows_that_are_refused_are_refused_before_anything_is_sent() -> None:
    def refused() -> Iterator[Sale]:
        raise errors.NotFound()
        yield

    request = RequestFactory().get("/")
    request.user = None
    with pytest.raises(errors.NotFound):
        tables.download(request, SALES, refused())
    assert not Event.objects.exists()
