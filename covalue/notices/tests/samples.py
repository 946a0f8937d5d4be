"""Sample rows of notices: there are none that an address names."""

from covalue.accounts.models import Account
from tests.world import World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """Nothing: everybody's choices are their own."""
    return {}
