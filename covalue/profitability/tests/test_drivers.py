from dataclasses import replace
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import get_type_hints

import pytest

from covalue.analytics.engine import text_of
from covalue.analytics.profitability.drivers import Driver
from covalue.people.rules import Role
from covalue.profitability import actions, queries
from covalue.profitability.inputs import CostPoolInput
from covalue.profitability.models import Pool
from covalue.profitability.queries import Filter
from covalue.profitability.tests import sold
from tests.world import NOW, US, World

TEXTS = {
    file.name.removesuffix(".sql"): file.read_text(encoding="utf-8")
    for file in (resources.files("covalue.analytics") / "sql").iterdir()
}
# One small order, one return, one visit of Halden Energy: every driver has a volume of 1.
LINES = """customer,document,date,offering,unit,quantity,amount,cost,kind
H-2,1,2026-03-01,turbine,PLANT,1,100,50,sale
H-2,2,2026-03-02,turbine,PLANT,-1,-10,-5,return
H-2,3,2026-03-03,visits,PLANT,1,0,,activity
"""


def test_database_form_and_api_offer_every_driver() -> None:
    assert Pool._meta.get_field("driver").choices == [(driver.value, driver.label) for driver in Driver]
    assert get_type_hints(CostPoolInput)["driver"] is Driver


def test_every_analysis_that_charges_pools_knows_every_driver() -> None:
    charging = [name for name, text in TEXTS.items() if "JOIN pools" in text]
    assert len(charging) == 3
    for name in charging:
        assert "CASE driver" not in TEXTS[name], f"{name} lists the drivers itself"
        for driver in Driver:
            assert f"'{driver}'" in text_of(name), (name, driver)


@pytest.mark.parametrize("driver", Driver)
def test_every_driver_charges_in_every_table(world: World, tmp_path: Path, driver: Driver) -> None:
    sold.import_lines(tmp_path, LINES)
    border = Decimal(200) if driver is Driver.SMALL_ORDERS else None
    activity = "visits" if driver is Driver.ACTIVITY else ""
    actions.keep_pool(US, sheet=replace(sold.ORDERS, driver=driver, border=border, activity=activity), now=NOW)
    page = queries.profitability_page(world.user(Role.PROGRAM_DIRECTOR), Filter(sold.YEAR))
    assert [use.volume for use in page.pools] == [1]
    assert [row.pooled for row in page.shown] == [20]
    assert sum(part.served for part in page.parts) == 20
