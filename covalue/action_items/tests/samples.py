"""Sample rows of actions."""

from covalue.accounts.models import Account
from covalue.action_items import actions
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """An action of nobody yet."""
    return {"action_id": actions.add(US, account=account, title="Call Signe", now=NOW).pk}
