"""Sample rows of objectives."""

from covalue.accounts.models import Account
from covalue.objectives import actions
from covalue.objectives.models import Side
from tests.world import NOW, US, World


def rows(world: World, account: Account) -> dict[str, int | str]:
    """One of ours, one of theirs."""
    ours = actions.add(US, account=account, side=Side.OURS, statement="Grow", now=NOW).pk
    theirs = actions.add(US, account=account, side=Side.THEIRS, statement="Glow", now=NOW).pk
    return {"objective_id": ours, "ours_id": ours, "theirs_id": theirs, "side": "theirs"}
