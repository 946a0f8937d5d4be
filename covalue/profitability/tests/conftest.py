from pathlib import Path

import pytest

from covalue.profitability import actions
from covalue.profitability.tests import sold
from tests.world import NOW, US, World


@pytest.fixture
def base(world: World, tmp_path: Path) -> World:
    sold.import_lines(tmp_path)
    for sheet in (sold.ORDERS, sold.SMALL):
        actions.keep_pool(US, sheet=sheet, now=NOW)
    return world
