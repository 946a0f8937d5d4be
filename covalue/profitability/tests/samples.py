"""Sample rows of profitability."""

from covalue.accounts.models import Account
from covalue.profitability import actions
from covalue.profitability.tests.sold import ORDERS
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A cost pool."""
    return {"pool_id": actions.keep_pool(US, sheet=ORDERS, now=NOW).pk}
