"""Sample parts of the addresses of process."""

from covalue.accounts.models import Account
from tests.world import World


def rows(world: World, account: Account) -> dict[str, int | str]:
    return {"key": "discover", "put_off_id": 999_999}
