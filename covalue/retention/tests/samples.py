"""Sample rows of retention."""

from covalue.accounts.models import Account
from covalue.retention import actions
from covalue.retention.rules import Segment
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A table of contracts that was typed."""
    sheet = actions.Sheet("Contracts", "year", None, (Segment("Regular", ((1000, 631, 468),)),))
    return {
        "table_id": actions.add(US, sheet=sheet, now=NOW).pk,
        "rest": "tables/1/",
    }  # `rest`: of an address that moved
