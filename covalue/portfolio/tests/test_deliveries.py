from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.people.rules import Role
from covalue.portfolio import deliveries
from tests.world import NOW, TODAY, US, World

# The example of docs/rules/on_time.md, and lines that are no delivery.
LINES = """customer,document,line,date,amount,required,shipped,kind
H-2,in-time,1,2026-09-20,10,2026-10-01,2026-10-01,sale
H-3,in-parts,1,2026-09-20,10,2026-10-05,2026-10-04,sale
H-3,in-parts,2,2026-09-20,10,2026-10-05,2026-10-08,sale
H-2,missing,1,2026-09-20,10,2026-11-10,,sale
H-2,to-come,1,2026-09-20,10,2026-11-30,,sale
H-2,no-day,1,2026-11-19,10,,2026-11-20,sale
H-2,freight,1,2026-09-20,0,2026-10-01,2026-10-20,cost_to_serve
O-1,elsewhere,1,2026-09-20,10,2026-10-01,2026-10-20,sale
H-2,long-ago,1,2020-09-20,10,2020-10-01,2020-10-20,sale
"""


@pytest.fixture
def delivered(world: World, tmp_path: Path) -> World:
    file = tmp_path / "lines.csv"
    file.write_text(LINES, encoding="utf-8")
    names = ("customer", "document", "line", "date", "amount", "required", "shipped", "kind")
    ledger.import_file(
        US, path=file, mapping=Mapping({name: name for name in names}), source="erp", unknown=Unknown.KEEP, now=NOW,
        progress=lambda text: None,
    )  # fmt: skip
    return world


def test_the_example_of_the_rule(delivered: World) -> None:
    found = deliveries.of_account(delivered.energy, TODAY)
    assert [(one.document, one.fate, one.days_late) for one in found.deliveries] == [
        ("missing", "late", 10), ("in-parts", "late", 3), ("to-come", "open", 0), ("in-time", "on time", 0),
    ]  # fmt: skip
    assert (found.made, found.late, found.share) == (3, 2, pytest.approx(1 / 3))


def test_without_days_asked_for_there_is_no_share(world: World) -> None:
    assert deliveries.of_account(world.energy, date(2026, 11, 20)).share is None


def test_the_figure_opens_to_the_deliveries_of_ones_own_account(
    delivered: World, signed_in: Callable[..., Client]
) -> None:
    address = reverse("portfolio:account-deliveries", args=[delivered.energy.pk])
    page = signed_in(delivered.user(Role.SAM)).get(address).content.decode()
    assert "in-parts" in page and "elsewhere" not in page
    assert signed_in(delivered.stranger).get(address).status_code == 404
    empty = signed_in(delivered.stranger).get(reverse("portfolio:account-deliveries", args=[delivered.orsa.pk]))
    assert "elsewhere" in empty.content.decode()
