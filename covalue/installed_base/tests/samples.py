"""Sample rows of the installed base."""

from covalue.accounts.models import Account
from covalue.installed_base.queries import ITEMS
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A product of another maker."""
    return {"installed_item_id": ITEMS.add(US, account, {"product": "Turbine T1", "maker": "Others"}, now=NOW).pk}
