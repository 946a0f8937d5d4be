"""Sample rows of notices: the address of a feed is nobody's."""

from covalue.accounts.models import Account
from tests.world import World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """An address that opens nothing."""
    return {"secret": "1-nothing"}
