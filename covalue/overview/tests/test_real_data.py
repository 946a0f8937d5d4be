"""Online Retail (Chen, UCI 2015, CC BY 4.0): whale curve, ABC, RFM and lifetime value of its 4 338 buyers on one page."""

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from covalue.core.money import count
from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from covalue.lifetime import actions as lifetime
from covalue.lifetime.rules import Settings
from covalue.overview import queries
from covalue.overview.queries import EVERYBODY, Filter
from covalue.people.rules import Role
from tests.world import NOW, US, World

SHARED = Path(os.environ.get("COVALUE_SHARED_DATA", Path(__file__).resolve().parents[4] / "shared" / "data"))
FILE = SHARED / "online-retail" / "online_retail.parquet"
COLUMNS = {
    "customer": "CustomerID", "document": "InvoiceNo", "date": "InvoiceDate", "offering": "StockCode",
    "amount": "Quantity*UnitPrice",
}  # fmt: skip
MONTHS = 13  # December 2010 to December 2011, all there is


@pytest.mark.django_db
@pytest.mark.skipif(not FILE.exists(), reason="the shared data is not on this machine")
def test_everything_of_every_buyer_on_one_page(
    world: World,
    signed_in: Callable[..., Client],
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]
) -> None:
    dora = world.user(Role.PROGRAM_DIRECTOR)
    ledger.import_file(
        US, path=FILE, mapping=Mapping(fields=COLUMNS), source="shop", unknown=Unknown.KEEP, now=NOW,
        progress=lambda text: None,
    )  # fmt: skip
    fit = lifetime.compute(US, settings=Settings(margin=Decimal("0.3")), now=NOW)  # the file has no costs
    assert fit.is_open, "so many customers are a job's work"
    lifetime.run(US, fit=fit, now=NOW)
    page = queries.overview_page(dora, Filter(shown=EVERYBODY, months=MONTHS))
    assert page.all - page.with_returns_only == 4_338
    assert round(page.net, 2) == 8_300_065.81
    assert not page.costs_known and page.whale.customers == page.table.num_rows
    assert page.whale.losing == sum(1 for value in page.table["left_over"].to_pylist() if value < 0)
    assert sum(one.customers for one in page.segments) == page.table.num_rows
    assert page.has_lifetime and page.shown[0].lifetime is not None
    client = signed_in(dora)
    address = f"/portfolio/?class=all&months={MONTHS}"
    client.get(address)
    with django_assert_max_num_queries(20):
        shown = client.get(address).content.decode()
    assert f"{count(page.all)} customers" in shown and f"{count(page.with_returns_only)} with returns only" in shown
